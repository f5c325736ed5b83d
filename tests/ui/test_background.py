"""The one door to slow work: order, failures, screens that are gone, threads that end."""

import gc
import sys
import threading
from collections.abc import Iterator
from functools import partial
from types import TracebackType

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from kiosk.domain.text import CounterError
from ui.background import Background


class Screen(QObject):
    """Remembers what it was told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.errors: list[Exception] = []
        self.threads: set[int] = set()

    def done(self, value: object) -> None:
        self.threads.add(threading.get_ident())
        self.got.append(value)

    def failed(self, error: Exception) -> None:
        self.threads.add(threading.get_ident())
        self.errors.append(error)


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def test_answers_come_in_the_order_of_the_questions(qtbot: QtBot, background: Background) -> None:
    screen = Screen()
    for number in range(50):
        background.run(partial(int, number), screen.done)
    qtbot.waitUntil(lambda: len(screen.got) == 50)
    assert screen.got == list(range(50))


def test_work_runs_on_the_worker_and_slots_on_the_gui_thread(qtbot: QtBot, background: Background) -> None:
    screen = Screen()
    background.run(threading.get_ident, screen.done)
    qtbot.waitUntil(lambda: len(screen.got) == 1)
    assert screen.threads == {threading.get_ident()}
    assert screen.got != [threading.get_ident()]


def test_asking_never_waits(qtbot: QtBot, background: Background) -> None:
    screen, gate = Screen(), threading.Event()
    background.run(gate.wait, screen.done)
    background.run(lambda: "after", screen.done)
    assert screen.got == []  # run() came back although the work is stuck
    gate.set()
    qtbot.waitUntil(lambda: screen.got == [True, "after"])


def test_a_refusal_reaches_failed(qtbot: QtBot, background: Background) -> None:
    screen = Screen()

    def refuse() -> None:
        raise CounterError("counter.taken", name="An")

    background.run(refuse, screen.done, screen.failed)
    qtbot.waitUntil(lambda: len(screen.errors) == 1)
    error = screen.errors[0]
    assert isinstance(error, CounterError)
    assert error.message.args == {"name": "An"}
    assert screen.threads == {threading.get_ident()}


def test_any_other_error_reaches_failed_and_the_worker_goes_on(qtbot: QtBot, background: Background) -> None:
    screen = Screen()
    background.run(lambda: 1 / 0, screen.done, screen.failed)
    background.run(lambda: "next", screen.done)
    qtbot.waitUntil(lambda: screen.got == ["next"])
    assert [type(error) for error in screen.errors] == [ZeroDivisionError]


def test_an_error_nobody_hears_is_loud(qtbot: QtBot, background: Background, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[BaseException] = []

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        heard.append(error)

    monkeypatch.setattr(sys, "excepthook", hook)
    screen = Screen()
    background.run(lambda: 1 / 0, screen.done)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert isinstance(heard[0], ZeroDivisionError)
    assert screen.got == []


def test_an_answer_for_a_collected_screen_is_dropped(qtbot: QtBot, background: Background) -> None:
    gone, stays, gate = Screen(), Screen(), threading.Event()
    kept = gone.got
    background.run(gate.wait, gone.done)
    background.run(lambda: "end", stays.done)
    del gone
    gc.collect()
    gate.set()
    qtbot.waitUntil(lambda: stays.got == ["end"])
    assert kept == []


def test_an_answer_for_a_deleted_screen_is_dropped(qtbot: QtBot, background: Background) -> None:
    import shiboken6

    gone, stays, gate = Screen(), Screen(), threading.Event()
    background.run(gate.wait, gone.done)
    background.run(lambda: "end", stays.done)
    shiboken6.delete(gone)
    gate.set()
    qtbot.waitUntil(lambda: stays.got == ["end"])
    assert gone.got == []


def test_only_bound_methods_are_slots(background: Background) -> None:
    with pytest.raises(TypeError):
        background.run(lambda: 1, lambda _value: None)


def test_close_ends_the_thread_and_refuses_more(qtbot: QtBot) -> None:
    before = threading.active_count()
    background, screen = Background(), Screen()
    background.run(lambda: 1, screen.done)
    background.close()
    assert threading.active_count() == before
    background.close()
    with pytest.raises(RuntimeError):
        background.run(lambda: 2, screen.done)
    qtbot.wait(1)  # the answer that was still out is delivered to nobody
    assert screen.got == []
