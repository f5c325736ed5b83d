"""Check that a desk's status strip shows what happens on the hall's machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QScreen
from pytestqt.qtbot import QtBot

from tests.devices.sounding import Player
from tests.end_to_end.branch_machines import Machine, sounding_branch
from ui.desk.window import DeskWindow
from ui.widgets import Tone

WAIT = 20_000


@pytest.fixture
def machines(qtbot: QtBot, tmp_path: Path, empty_url: str) -> Iterator[tuple[Machine, Machine, Player]]:
    """Run the hall's and a desk's machine on one database, with the hall's player."""
    site, player = sounding_branch(tmp_path, empty_url)
    hall, desk = Machine(site, "hall"), Machine(site, "desk")
    yield hall, desk, player
    for one in (hall, desk):
        one.stop()


def sound_at(desk: Machine) -> tuple[Tone, str] | None:
    """Return the desk's status of the hall voice, or None."""
    assert isinstance(desk.window, DeskWindow)
    return next(((one.tone, one.word) for one in desk.window.strip.items if one.name == "Tiếng gọi số"), None)


def test_a_hall_without_a_sound_device_is_told_at_the_desk(
    qtbot: QtBot, machines: tuple[Machine, Machine, Player]
) -> None:
    hall, desk, player = machines
    (player.folder / "mute").touch()
    desk.start()
    hall.start()
    qtbot.waitUntil(lambda: sound_at(desk) == (Tone.CAUTION, "Không có loa"), timeout=WAIT)


def test_a_board_that_ends_is_told_at_the_desk(qtbot: QtBot, machines: tuple[Machine, Machine, Player]) -> None:
    hall, desk, _ = machines
    hall.start()
    desk.start()
    qtbot.waitUntil(lambda: sound_at(desk) == (Tone.GOOD, "Sẵn sàng"), timeout=WAIT)
    hall.stop()
    qtbot.waitUntil(lambda: sound_at(desk) == (Tone.CAUTION, "Bảng chưa chạy"), timeout=WAIT)


def test_a_desk_on_a_screen_of_small_pixels_is_drawn_with_more_of_them(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(0, 0, 3840, 2160))
    site, _ = sounding_branch(tmp_path, f"sqlite:///{tmp_path}/fine.db")
    desk = Machine(site, "desk")
    assert (desk.window.minimumWidth(), desk.window.minimumHeight()) == (2 * 1180, 2 * 760)
    desk.stop()
