"""Check that a machine keeps how the branch looked last, and starts with it."""

from pathlib import Path

import pytest

from kiosk.domain.artwork import read_artwork
from kiosk.domain.look import USUAL_LOOK, Colour, LookPart, Roundel
from kiosk.program.last_look import LAST_LOOK, LastLook, read_last_look
from tests.domain.test_artwork import svg

LAM = LookPart(Colour.from_text("#0B3A66"), Colour.from_text("#1B62A5"), roundel=Roundel.of(read_artwork(svg())))


def test_the_look_is_kept_with_its_roundel(tmp_path: Path) -> None:
    file = tmp_path / LAST_LOOK
    assert read_last_look(file) == USUAL_LOOK
    LastLook(file).note(LAM)
    found = read_last_look(file)
    assert found == LAM
    assert found.roundel.artwork is not None
    assert found.roundel.artwork.content == svg()


def test_an_unchanged_look_is_not_written_again(tmp_path: Path) -> None:
    kept = LastLook(tmp_path / LAST_LOOK)
    kept.note(USUAL_LOOK)
    assert list(tmp_path.iterdir()) == []
    kept.note(LAM)
    (tmp_path / LAST_LOOK).unlink()
    kept.note(LAM)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"main": 1}', '{"roundel": "PHN2Zz4=", "main": "#000000"}'])
def test_what_a_power_cut_left_is_the_usual_look(tmp_path: Path, text: str) -> None:
    (tmp_path / LAST_LOOK).write_text(text)
    assert read_last_look(tmp_path / LAST_LOOK) == USUAL_LOOK


def test_a_disk_that_takes_nothing_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = LastLook(tmp_path / "gone" / LAST_LOOK)
    kept.note(LAM)
    kept.note(LAM)
    assert [one.levelname for one in caplog.records] == ["WARNING"]
