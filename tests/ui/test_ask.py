"""Check `Ask`: order, threads, refusals, an unreachable branch, deleted windows, ended threads."""

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar, cast

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from kiosk.branch.office import Office
from kiosk.domain.language.text import CounterError, Message
from tests.ui.touching import until
from ui.ask import Ask

P = ParamSpec("P")
T = TypeVar("T")


class Branch:
    """Hand the use case an office that none of these use cases looks at."""

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return use_case(cast(Office, None), *args, **kwargs)


class Window(QObject):
    """Remember what it was told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.refusals: list[Message] = []
        self.away = 0
        self.threads: set[int] = set()

    def answered(self, value: object) -> None:
        self.threads.add(threading.get_ident())
        self.got.append(value)

    def answered_about(self, about: str, value: object) -> None:
        self.got.append((about, value))

    def refused(self, message: Message) -> None:
        self.threads.add(threading.get_ident())
        self.refusals.append(message)

    def is_away(self) -> None:
        self.threads.add(threading.get_ident())
        self.away += 1


def double(_office: Office, number: int, *, plus: int = 0) -> int:
    return 2 * number + plus


def worker(_office: Office) -> int:
    return threading.get_ident()


def wait_for(_office: Office, gate: threading.Event) -> bool:
    return gate.wait(10)


def refuse(_office: Office, key: str) -> int:
    raise CounterError(key, name="An")


def break_down(_office: Office) -> float:
    return 1 / 0


@pytest.fixture
def ask(qtbot: QtBot) -> Iterator[Ask]:
    made = Ask(Branch())
    yield made
    made.close()


def test_answers_come_in_the_order_of_the_questions(qtbot: QtBot, ask: Ask) -> None:
    window = Window()
    for number in range(50):
        ask(double, number, plus=1).then(window.answered)
    until(qtbot, lambda: len(window.got) == 50)
    assert window.got == [2 * number + 1 for number in range(50)]


def test_use_cases_run_on_the_worker_and_slots_on_the_gui_thread(qtbot: QtBot, ask: Ask) -> None:
    window = Window()
    ask(worker).then(window.answered)
    until(qtbot, lambda: len(window.got) == 1)
    assert window.threads == {threading.get_ident()}
    assert window.got != [threading.get_ident()]


def test_asking_never_waits(qtbot: QtBot, ask: Ask) -> None:
    window, gate = Window(), threading.Event()
    ask(wait_for, gate).then(window.answered)
    ask(double, 4).then(window.answered)
    assert window.got == []
    gate.set()
    until(qtbot, lambda: window.got == [True, 8])


def test_a_refusal_reaches_refused_with_its_sentence(qtbot: QtBot, ask: Ask) -> None:
    window = Window()
    ask(refuse, "counter.taken").then(window.answered, window.refused, window.is_away)
    until(qtbot, lambda: len(window.refusals) == 1)
    assert window.refusals == [Message("counter.taken", {"name": "An"})]
    assert (window.got, window.away) == ([], 0)
    assert window.threads == {threading.get_ident()}


def test_a_database_that_cannot_be_used_means_away(qtbot: QtBot, ask: Ask) -> None:
    window = Window()
    ask(refuse, "store.away").then(window.answered, window.refused, window.is_away)
    until(qtbot, lambda: window.away == 1)
    assert (window.got, window.refusals) == ([], [])


def test_a_refusal_counts_as_away_where_no_slot_takes_refusals(qtbot: QtBot, ask: Ask) -> None:
    window = Window()
    ask(refuse, "counter.taken").then(window.answered, away=window.is_away)
    until(qtbot, lambda: window.away == 1)


def test_an_unexpected_error_is_logged_and_means_away(qtbot: QtBot, ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    window = Window()
    ask(break_down).then(window.answered, window.refused, window.is_away)
    ask(double, 1).then(window.answered)
    until(qtbot, lambda: window.got == [2])
    assert window.away == 1
    (record,) = [one for one in caplog.records if one.name == "ui.ask"]
    assert record.levelno == logging.ERROR
    assert "break_down" in record.message
    assert record.exc_info is not None


def test_a_partial_slot_gets_its_own_arguments_first(qtbot: QtBot, ask: Ask) -> None:
    window = Window()
    ask(double, 3).then(partial(window.answered_about, "three"))
    until(qtbot, lambda: window.got == [("three", 6)])


@pytest.mark.parametrize("is_partial", [False, True])
def test_an_answer_for_a_collected_window_is_dropped(qtbot: QtBot, ask: Ask, *, is_partial: bool) -> None:
    gone, stays, gate = Window(), Window(), threading.Event()
    kept = gone.got
    ask(wait_for, gate).then(partial(gone.answered_about, "gone") if is_partial else gone.answered)
    ask(double, 5).then(stays.answered)
    del gone
    gc.collect()
    gate.set()
    until(qtbot, lambda: stays.got == [10])
    assert kept == []


def test_an_answer_for_a_deleted_window_is_dropped(qtbot: QtBot, ask: Ask) -> None:
    gone, stays, gate = Window(), Window(), threading.Event()
    ask(wait_for, gate).then(gone.answered)
    ask(double, 5).then(stays.answered)
    shiboken6.delete(gone)
    gate.set()
    until(qtbot, lambda: stays.got == [10])
    assert gone.got == []


def test_only_bound_methods_are_slots(ask: Ask) -> None:
    with pytest.raises(TypeError):
        ask(double, 1).then(lambda _value: None)


def test_work_that_is_no_use_case_keeps_its_place(qtbot: QtBot, ask: Ask) -> None:
    window = Window()
    ask(double, 1).then(window.answered)
    ask.work(lambda: "a file").then(window.answered)
    ask(double, 2).then(window.answered)
    until(qtbot, lambda: window.got == [2, "a file", 4])


def test_close_ends_the_thread_and_refuses_more(qtbot: QtBot) -> None:
    before = threading.active_count()
    ask, window = Ask(Branch()), Window()
    ask(double, 1).then(window.answered)
    ask.close()
    assert threading.active_count() == before
    ask.close()
    with pytest.raises(RuntimeError):
        ask(double, 2)
    qtbot.wait(1)  # the answer that was still out is delivered to nobody
    assert window.got == []
