"""Check that a machine keeps how the branch looked last, and starts with it."""

from pathlib import Path

import pytest

from kiosk.config import Site, parse
from kiosk.domain.artwork import read_artwork
from kiosk.domain.look import USUAL_LOOK, Colour, LookPart, Roundel
from kiosk.program.last_look import LAST_LOOK, LastLook, last_look_of, read_last_look
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


@pytest.mark.parametrize("words", [["--config", "{}"], ["-c", "{}"], ["--config={}"]])
def test_the_arguments_say_where_it_lies(tmp_path: Path, words: list[str]) -> None:
    LastLook(tmp_path / LAST_LOOK).note(LAM)
    config = str(tmp_path / "branch.toml")
    assert last_look_of(["run", "kiosk", *(one.format(config) for one in words)]) == LAM
    assert last_look_of(["run", "kiosk", "--config"]) == USUAL_LOOK


def test_it_lies_where_the_configuration_puts_the_files_of_the_program(tmp_path: Path) -> None:
    site = Site(tmp_path, parse('[station]\ndata = "data"\n'))
    site.data.mkdir()
    (tmp_path / "branch.toml").write_text('[station]\ndata = "data"\n', encoding="utf-8")
    LastLook(site.last_look).note(LAM)
    assert last_look_of(["run", "kiosk", "-c", str(tmp_path / "branch.toml")]) == LAM
