"""Check a call from its commit to the pixels of the board and the bytes for the player."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace as replaced
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kiosk.branch import board
from kiosk.branch.board import Call
from kiosk.branch.office import Office
from kiosk.config import DatabaseSection, HallSection, Site
from kiosk.program.opening import Opening
from tests.cable import Cable
from tests.devices.sounding import Player
from tests.end_to_end.branch_machines import Machine, sounding_branch
from tests.forks import at_once
from tests.players import Clerk, take
from tests.postgres_server import PostgresServer
from ui.hall.calls import CallsView
from ui.hall.window import HallWindow

WAIT = 30_000
COUNTERS = (1, 2, 3)


@dataclass
class Hall:
    """Hold the board's machine with its player, and the office of another machine that calls."""

    qtbot: QtBot
    site: Site
    machine: Machine
    player: Player
    office: Office

    @property
    def board(self) -> HallWindow:
        assert isinstance(self.machine.window, HallWindow)
        return self.machine.window

    def open(self) -> None:
        """Start the board and wait until it has seen the branch."""
        self.machine.start()
        self.qtbot.waitUntil(lambda: self.board._latest is not None, timeout=WAIT)

    def call(self, counter: int) -> str:
        """Call the next ticket at a counter and finish it. Return its label."""
        clerk = Clerk(self.office, counter, counter)
        called = clerk.called()
        clerk.start()
        clerk.finish()
        return called.label

    def wait_for_words(self, *calls: tuple[str, int]) -> None:
        words = [f"Mời số {' '.join(label)} đến quầy số {counter}" for label, counter in calls]
        self.qtbot.waitUntil(lambda: self.player.notes.count("end") > len(words), timeout=WAIT)  # and the probe
        assert self.player.said == words


@pytest.fixture
def hall(qtbot: QtBot, tmp_path: Path, empty_url: str) -> Iterator[Hall]:
    site, player = sounding_branch(tmp_path, empty_url)
    yield from serving(qtbot, site, site, player)


def serving(qtbot: QtBot, site: Site, board: Site, player: Player) -> Iterator[Hall]:
    """Run the board. `board` is the site as the board's machine reaches it."""
    opening, machine = Opening(site), Machine(board, "hall")
    office = opening.office()
    for counter in COUNTERS:
        Clerk(office, counter, counter).open()
    yield Hall(qtbot, site, machine, player, office)
    machine.stop()
    opening.close()


def shown_by(view: CallsView) -> QImage:
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def pixels_of(board: HallWindow, label: str, counter: int) -> QImage:
    """Return the expected picture of the board's calls with this call alone."""
    view = CallsView(board.theme, board._texts, rows=4)
    view.resize(board.calls.size())
    call = Call(0, label, counter, board._clock.now(), again=False, has_priority=False)
    view.show_calls((call,))
    return shown_by(view)


def test_a_call_is_seen_and_heard(hall: Hall) -> None:
    hall.open()
    ticket = take(hall.office, 1)
    Clerk(hall.office, 1, 1).called()
    board = hall.board

    def is_seen() -> bool:  # at the present size: a notice below takes its own space
        return not board.calls.is_blinking and shown_by(board.calls) == pixels_of(board, ticket.label, 1)

    hall.qtbot.waitUntil(is_seen, timeout=WAIT)
    assert shown_by(board.calls) != pixels_of(board, "A002", 1)
    hall.wait_for_words((ticket.label, 1))


def test_calls_of_several_counters_at_once_are_said_one_after_the_other_and_whole(hall: Hall) -> None:
    hall.open()
    for service in (1, 8) * 4:
        take(hall.office, service)
    at_once(*(lambda counter=counter: [hall.call(counter) for _ in range(2)] for counter in COUNTERS))
    calls = hall.machine.program.branch.run(board.hall_view, 0).calls
    assert len(calls) == 6
    hall.wait_for_words(*((call.label, call.counter) for call in calls))
    begins, ends = hall.player.notes[::2], hall.player.notes[1::2]
    assert (set(begins), set(ends)) == ({"begin"}, {"end"}), "a sound began before the one before it had ended"


@pytest.fixture
def cable(postgres: PostgresServer, postgres_url: str) -> Iterator[Cable]:
    with tempfile.TemporaryDirectory(prefix="kiosk-cable-") as folder:  # a socket's path has at most 107 bytes
        cable = Cable(postgres_url, postgres.folder, Path(folder))
        yield cable
        cable.pull_out()


@pytest.fixture
def far_hall(qtbot: QtBot, tmp_path: Path, postgres_url: str, cable: Cable) -> Iterator[Hall]:
    """Run a board with its own cable to the server. A call is stale after four seconds."""
    site, player = sounding_branch(tmp_path, postgres_url)
    section = {"database": DatabaseSection(url=cable.url), "hall": HallSection(stale_seconds=4)}
    yield from serving(qtbot, site, replace(site, config=replaced(site.config, **section)), player)


@pytest.mark.postgres
def test_the_feed_cut_each_missed_call_is_said_in_turn_unless_it_is_stale(far_hall: Hall, cable: Cable) -> None:
    hall = far_hall
    hall.open()
    for _ in range(4):
        take(hall.office, 1)
    first = hall.call(1)
    hall.wait_for_words((first, 1))
    cable.pull_out()
    hall.board.changed()
    away = "Bảng đang nối lại. Số đã lấy vẫn còn, mời Ông/Bà nghe cán bộ gọi."
    hall.qtbot.waitUntil(lambda: hall.board.notice.text == away, timeout=WAIT)
    hall.call(2)  # the hall does not receive it in time
    stale = hall.office.clock.now() + timedelta(seconds=4)
    hall.qtbot.waitUntil(lambda: hall.office.clock.now() > stale, timeout=WAIT)
    missed = [(hall.call(counter), counter) for counter in (2, 1)]
    cable.put_in()
    hall.wait_for_words((first, 1), *missed)
    hall.qtbot.waitUntil(lambda: hall.board.notice.text != away, timeout=WAIT)
