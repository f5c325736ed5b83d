"""Run a use case on the window's worker thread and hand its answer to a slot on the GUI thread.

    ask(counters.call_next, counter_id, staff_id, request_id).then(self._called, refused=self._say)

A use case is a function of `kiosk.branch` that takes an `Office` first. `Ask` adds the office; callers leave it out.
"""

import logging
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from kiosk.branch.office import Office
from kiosk.domain.language.text import CounterError, Message
from ui.background import Background, Outcome

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)


class RunsUseCases(Protocol):
    """Run use cases for `Ask`: `kiosk.program.access.BranchAccess`, in tests `tests.fakes.branch.FakeBranch`."""

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case with the branch's office, on a worker thread only.

        Raises:
            CounterError: a refusal of the use case; ``store.*`` where the branch's database cannot be used now.
        """
        ...


class PendingAnswer(Generic[T]):
    """Wait for the answer to one question. Answers arrive on the GUI thread, in the order of the questions."""

    def __init__(self) -> None:
        self._outcome: Outcome[T] | None = None
        self._answered: _WeakSlot | None = None
        self._refused: _WeakSlot | None = None
        self._away: _WeakSlot | None = None

    def then(
        self,
        answered: Callable[[T], None],
        refused: Callable[[Message], None] | None = None,
        away: Callable[[], None] | None = None,
    ) -> None:
        """Call one of the three slots when the answer arrives.

        `answered` gets the value. `refused` gets the sentence of a refusal. `away` is called when the branch cannot
        answer: a ``store.*`` refusal, or an unexpected error. Without `refused`, a refusal counts as `away`.

        Each slot is a bound method, or a `partial` of one. It is held weakly: the answer for a closed or collected
        window is dropped.
        """
        self._answered = _WeakSlot(answered)
        self._refused = _WeakSlot(refused) if refused is not None else None
        self._away = _WeakSlot(away) if away is not None else None
        if self._outcome is not None:
            self._deliver(self._outcome)

    def settle(self, outcome: Outcome[T]) -> None:
        """Deliver the outcome, or keep it until `then` is called. `Ask` calls it on the GUI thread."""
        self._outcome = outcome
        if self._answered is not None:
            self._deliver(outcome)

    def _deliver(self, outcome: Outcome[T]) -> None:
        error = outcome.error
        if error is None:
            if self._answered is not None:
                self._answered(outcome.value)
        elif isinstance(error, CounterError) and self._refused is not None and not _is_away(error):
            self._refused(error.message)
        elif self._away is not None:
            self._away()
        elif isinstance(error, CounterError):  # any other error is logged already
            _log.error("a refusal that no slot takes: %s", error.message.key)


class Work(QObject):
    """Run pieces of work of one window on a worker thread of its own, one after another."""

    def __init__(self, background: Background | None = None) -> None:
        super().__init__()
        self._background = background if background is not None else Background()
        self._background.setParent(self)

    def work(self, work: Callable[[], T], what: str = "") -> PendingAnswer[T]:
        """Start work that is not a use case (a file, a device, a warm-up) and return at once.

        Raises:
            RuntimeError: after `close`.
        """
        pending: PendingAnswer[T] = PendingAnswer()
        self._background.submit(_Loud(work, what or _name(work)), pending.settle)
        return pending

    def close(self) -> None:
        """Finish the submitted work and end the thread. Answers that are not delivered yet are dropped."""
        self._background.close()


class Ask(Work):
    """Run the questions of one window in the same way: work that needs the branch."""

    def __init__(self, branch: RunsUseCases, background: Background | None = None) -> None:
        super().__init__(background)
        self._branch = branch

    def __call__(
        self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> PendingAnswer[T]:
        """Start a use case and return at once. `PendingAnswer.then` names the slots for the answer.

        Raises:
            RuntimeError: after `close`.
        """
        return self.work(partial(self._branch.run, use_case, *args, **kwargs), what=_name(use_case))


def _is_away(refusal: CounterError) -> bool:
    return refusal.message.key.startswith("store.")


class _Loud(Generic[T]):
    """Log an unexpected error with its traceback, on the thread where it happens."""

    def __init__(self, work: Callable[[], T], what: str) -> None:
        self._work, self._what = work, what

    def __call__(self) -> T:
        try:
            return self._work()
        except CounterError:
            raise
        except Exception:  # logged on the thread where it happens; the outcome then carries it to the window
            _log.exception("the branch could not answer %s", self._what)
            raise


class _WeakSlot:
    """Hold a bound method, or a `partial` of one, without keeping its object alive."""

    def __init__(self, slot: Callable[..., None]) -> None:
        bound: Any = slot
        self._before: tuple[Any, ...] = ()
        if isinstance(slot, partial):
            bound, self._before = slot.func, slot.args
        self._method: weakref.WeakMethod[Callable[..., None]] = weakref.WeakMethod(bound)

    def __call__(self, *values: object) -> None:
        method = self._method()
        owner: object = getattr(method, "__self__", None)
        if method is not None and not (isinstance(owner, QObject) and not isValid(owner)):
            method(*self._before, *values)


def _name(work: Callable[..., object]) -> str:
    return getattr(work, "__qualname__", type(work).__name__)
