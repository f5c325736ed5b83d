"""Fake a branch in memory for window tests: it answers use cases and records what it was asked."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from kiosk.branch.office import Office
from kiosk.domain.language.text import CounterError

P = ParamSpec("P")
T = TypeVar("T")
Answer = TypeVar("Answer", bound=Callable[..., Any])
_USE_CASE = "answers_use_case"


def answers(use_case: Callable[..., Any]) -> Callable[[Answer], Answer]:
    """Mark a method of a `FakeBranch` as the answer to a use case; it takes the same arguments without the office."""

    def mark(method: Answer) -> Answer:
        setattr(method, _USE_CASE, use_case)
        return method

    return mark


@dataclass(kw_only=True)
class FakeBranch:
    """Implement `ui.ask.RunsUseCases`. Subclasses hold the values and mark their answers with `answers`.

    A test may replace an answer by `monkeypatch.setattr(branch, name, ...)`.

    Attributes:
        asked: the names of the answers, in order.
        threads: the threads that asked.
        away: the database is away.
        gate: questions wait until it is set.
    """

    asked: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    away: bool = False
    gate: threading.Event | None = None

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        name = self._answer_of(use_case)
        self.asked.append(name)
        self.threads.add(threading.get_ident())
        if self.gate is not None:
            assert self.gate.wait(10)
        if self.away:
            raise CounterError("store.away")
        answer: T = getattr(self, name)(*args, **kwargs)
        return answer

    def _answer_of(self, use_case: Callable[..., Any]) -> str:
        for kind in type(self).__mro__:
            for name, method in vars(kind).items():
                if getattr(method, _USE_CASE, None) is use_case:
                    return name
        raise AssertionError(f"this branch has no answer to {use_case.__module__}.{use_case.__qualname__}")
