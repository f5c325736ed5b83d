"""Check the life cycle of a worker: steps, waits, wakes, failures, a bounded stop."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.worker import UNTIL_WOKEN, Worker

Make = Callable[..., Worker]


class Steps:
    """Count steps, and let a test wait for them."""

    def __init__(self, *pauses: float | Exception) -> None:
        self._pauses = list(pauses)
        self._changed = threading.Condition()
        self.count = 0

    def __call__(self) -> float:
        with self._changed:
            self.count += 1
            self._changed.notify_all()
            pause = self._pauses.pop(0) if self._pauses else UNTIL_WOKEN
        if isinstance(pause, Exception):
            raise pause
        return pause

    def wait(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.count >= count, timeout=10), self.count


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Worker] = []

    def one(step: Callable[[], float], **options: Any) -> Worker:
        made.append(Worker("test-worker", step, **options))
        made[-1].start()
        return made[-1]

    yield one
    for worker in made:
        worker.stop()


def test_it_steps_until_it_has_nothing_to_do_and_again_when_woken(make: Make) -> None:
    steps = Steps(0.0, 0.001, UNTIL_WOKEN, UNTIL_WOKEN)
    worker = make(steps)
    steps.wait(3)
    worker.wake()
    steps.wait(4)
    worker.stop()
    assert steps.count == 4
    assert not worker.is_running


def test_a_wake_during_a_step_is_not_lost(make: Make) -> None:
    begun, go_on, steps = threading.Event(), threading.Event(), Steps()

    def slow() -> float:
        steps()
        begun.set()
        assert go_on.wait(10)
        return UNTIL_WOKEN

    worker = make(slow)
    assert begun.wait(10)
    worker.wake()
    go_on.set()
    steps.wait(2)


def test_a_failure_is_loud_and_the_next_step_comes_after_a_pause(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps(RuntimeError("nobody expected this"))
    make(steps, retry_s=0.01)
    steps.wait(2)
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "test-worker failed" in record.getMessage()
    assert "nobody expected this" in caplog.text


@pytest.mark.parametrize("pause", [600.0, UNTIL_WOKEN, RuntimeError("later")])
def test_stop_ends_every_wait(make: Make, pause: float | Exception) -> None:
    steps = Steps(pause)
    worker = make(steps, retry_s=600.0)
    steps.wait(1)
    worker.stop()
    assert not worker.is_running


def test_a_wake_does_not_end_a_rest() -> None:
    rested, began = threading.Event(), threading.Event()

    def step() -> float:
        began.set()
        worker.rest(600.0)
        rested.set()
        return UNTIL_WOKEN

    worker = Worker("test-worker", step)
    worker.start()
    assert began.wait(10)
    worker.wake()
    assert not rested.wait(0.05)
    worker.stop()
    assert rested.is_set()


def test_stop_interrupts_a_step_that_blocks_and_finishes_on_the_thread(make: Make) -> None:
    blocking, began = threading.Event(), threading.Event()
    ended: list[str] = []

    def step() -> float:
        began.set()
        assert blocking.wait(10)
        return 0.0

    worker = make(step, interrupt=blocking.set, finish=lambda: ended.append(threading.current_thread().name))
    assert began.wait(10)
    worker.stop()
    assert ended == ["test-worker"]


def test_a_thread_that_does_not_end_is_given_up_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    go_on, began = threading.Event(), threading.Event()

    def step() -> float:
        began.set()
        assert go_on.wait(10)
        return 0.0

    worker = Worker("test-worker", step)
    worker.start()
    assert began.wait(10)
    started = time.monotonic()
    worker.stop(0.01)
    assert time.monotonic() - started < 5
    assert "test-worker did not end" in caplog.text
    go_on.set()
    worker.stop()
    assert not worker.is_running


def test_it_can_be_started_again_but_not_twice() -> None:
    steps = Steps()
    worker = Worker("test-worker", steps)
    worker.stop()
    for count in (1, 2):
        worker.start()
        with pytest.raises(RuntimeError, match="runs already"):
            worker.start()
        steps.wait(count)
        worker.stop()
