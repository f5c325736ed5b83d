"""Answer the questions of a window from values, on its own thread, so that its picture is complete at once."""

from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject

from kiosk.branch.office import Office
from kiosk.domain.language.text import CounterError
from ui.ask import Ask
from ui.background import Background, Outcome

P = ParamSpec("P")
T = TypeVar("T")


class StillBranch:
    """Answer each use case from a table of functions. A function takes the use case's arguments without the office."""

    def __init__(self, answers: Mapping[Callable[..., Any], Callable[..., Any]]) -> None:
        self._answers = answers

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Answer a use case at once.

        Raises:
            KeyError: the table has no answer for the use case.
        """
        answer: T = self._answers[use_case](*args, **kwargs)
        return answer


class InlineBackground(Background):
    """Run work on the thread that submits it, before `submit` returns, so that a picture is complete."""

    def __init__(self) -> None:
        QObject.__init__(self)  # starts no thread

    def submit(self, work: Callable[[], T], settle: Callable[[Outcome[T]], None]) -> None:
        """Run the work and settle its outcome. An error that is not a refusal is raised."""
        try:
            outcome: Outcome[T] = Outcome(work())
        except CounterError as refusal:
            outcome = Outcome(error=refusal)
        settle(outcome)

    def close(self) -> None:
        """Do nothing: there is no thread to end."""


def still_ask(answers: Mapping[Callable[..., Any], Callable[..., Any]]) -> Ask:
    """Return an `Ask` that is answered from a table of functions."""
    return Ask(StillBranch(answers), InlineBackground())
