"""Check which calls a board takes as new: by the branch's time, over restarts, each once."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.branch.board import HallView
from kiosk.clock import ManualClock
from tests.ui.desk.desk_fakes import NOW
from tests.ui.hall.hall_fakes import FakeHall
from tests.ui.touching import until
from ui.ask import Ask
from ui.hall.follower import CallFollower
from ui.hall.last_shown import LastShownFile

LONG = timedelta(minutes=30)


@dataclass
class Listener:
    """Make a board that shows each call as soon as it learns of it."""

    qtbot: QtBot
    follower: CallFollower

    def __post_init__(self) -> None:
        self.calls: list[str] = []
        self.answers = 0
        self.follower.heard.connect(self._heard)

    def _heard(self, heard: HallView) -> None:
        self.answers += 1
        for call in heard.calls:
            self.calls.append(call.label)
            self.follower.shown(call)

    def ask(self) -> list[str]:
        """Ask, and return every call that was new so far."""
        before = self.answers
        self.follower.changed()
        until(self.qtbot, lambda: self.answers > before)
        return self.calls


Make = Callable[..., Listener]


@pytest.fixture
def branch() -> FakeHall:
    return FakeHall()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def memory(tmp_path: Path) -> LastShownFile:
    return LastShownFile(tmp_path / "hall-shown")


@pytest.fixture
def make(qtbot: QtBot, branch: FakeHall, clock: ManualClock) -> Iterator[Make]:
    workers: list[Ask] = []

    def made(memory: LastShownFile | None = None) -> Listener:
        """Start a board's program anew after the one before has ended."""
        for worker in workers:
            worker.close()
        workers.append(Ask(branch))
        return Listener(qtbot, CallFollower(workers[-1], clock, last_shown=memory))

    yield made
    for worker in workers:
        worker.close()


def pass_unheard(branch: FakeHall, clock: ManualClock, span: timedelta) -> None:
    """Time passes in the branch while the board hears nothing of it."""
    clock.advance(span)
    branch.moment += span


@pytest.mark.parametrize("wrong", [timedelta(minutes=10), timedelta(minutes=-10), timedelta(days=-9_000)])
def test_a_wrong_clock_of_the_board_does_no_harm(
    make: Make, branch: FakeHall, clock: ManualClock, wrong: timedelta
) -> None:
    clock.set_wall(NOW + wrong)
    board = make()
    board.ask()
    branch.call("A001", 1)
    assert board.ask() == ["A001"]
    branch.call("A002", 1)  # and then the cable was out
    pass_unheard(branch, clock, LONG)
    branch.call("A003", 1)
    branch.journal[-1] = replace(branch.journal[-1], at=branch.moment)
    assert board.ask() == ["A001", "A003"]


def test_a_wrong_clock_of_a_desk_does_no_harm_to_a_board_that_listens(
    make: Make, branch: FakeHall, clock: ManualClock
) -> None:
    board = make()
    board.ask()
    pass_unheard(branch, clock, timedelta(minutes=2))
    branch.call("A001", 1)
    branch.journal[-1] = replace(branch.journal[-1], at=branch.moment - LONG)
    assert board.ask() == ["A001"], "it came after the last question, so it is two minutes old at most"


def test_a_board_asks_by_itself_before_anything_is_stale(qtbot: QtBot, branch: FakeHall, clock: ManualClock) -> None:
    worker = Ask(branch)
    follower = CallFollower(worker, clock, timedelta(seconds=0.03))
    board = Listener(qtbot, follower)
    board.ask()
    branch.call("A001", 1)
    until(qtbot, lambda: board.calls == ["A001"])  # though no change was signalled
    follower.close()
    worker.close()


def test_what_is_left_out_is_named_in_the_log(
    make: Make, branch: FakeHall, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    board = make()
    board.ask()
    branch.call("A001", 1)
    pass_unheard(branch, clock, LONG)
    assert board.ask() == []
    assert "A001 is left out" in caplog.text


def test_a_board_that_is_started_again_takes_up_what_it_missed(
    qtbot: QtBot, make: Make, branch: FakeHall, clock: ManualClock, memory: LastShownFile
) -> None:
    first = make(memory)
    first.ask()
    branch.call("A001", 1)
    assert first.ask() == ["A001"]
    until(qtbot, lambda: memory.read() == 1)
    first.follower.close()
    branch.call("A002", 2)
    branch.done.add("A002")  # it is over already, and was missed all the same
    branch.call("A003", 3)
    second = make(memory)
    assert second.ask() == ["A002", "A003"], "and nothing that was said before"
    assert second.ask() == ["A002", "A003"]
    until(qtbot, lambda: memory.read() == 3)
    second.follower.close()
    branch.call("A004", 4)
    pass_unheard(branch, clock, LONG)
    assert make(memory).ask() == [], "stale"


def test_a_board_without_a_memory_takes_up_whose_citizens_are_waited_for(
    make: Make, branch: FakeHall, memory: LastShownFile, tmp_path: Path
) -> None:
    for number in range(1, 5):
        branch.call(f"A00{number}", number)
    branch.done.add("A001")
    branch.served.add("A003")
    (tmp_path / "hall-shown").write_text("", encoding="ascii")  # a power cut left nothing in it
    board = make(memory)
    assert board.ask() == ["A002", "A004"]
    assert board.ask() == ["A002", "A004"]


def test_a_second_screen_says_nothing_that_was_called_before_it_came(make: Make, branch: FakeHall) -> None:
    branch.call("A001", 1)
    assert make().ask() == []


def test_a_copy_of_the_database_is_put_back(make: Make, branch: FakeHall, memory: LastShownFile) -> None:
    board = make(memory)
    for number in range(1, 4):
        branch.call(f"A00{number}", number)
    board.ask()
    del branch.journal[1:]
    board.ask()
    board.calls.clear()
    branch.call("B002", 2)
    assert board.ask() == ["B002"]


def test_two_boards_of_one_folder_keep_their_calls_at_the_same_moment(
    memory: LastShownFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second board writes while the first one waits for the disk."""
    sync, second = os.fsync, threading.Thread(target=LastShownFile(tmp_path / "hall-shown").keep, args=(8,))

    def fsync(descriptor: int) -> None:
        if second.ident is None:
            second.start()
            second.join()
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    memory.keep(7)
    assert memory.read() == 7
    assert [file.name for file in tmp_path.iterdir()] == ["hall-shown"]


def test_the_disk_does_not_take_the_boards_memory(
    qtbot: QtBot, make: Make, branch: FakeHall, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    board = make(LastShownFile(tmp_path / "nowhere" / "hall-shown"))
    board.ask()
    branch.call("A001", 1)
    assert board.ask() == ["A001"]
    until(qtbot, lambda: "may say calls again" in caplog.text)
    branch.call("A002", 1)
    assert board.ask() == ["A001", "A002"]
