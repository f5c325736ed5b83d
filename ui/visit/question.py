"""Ask the branch with a value: the use case, its arguments, and the event that the answer becomes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, TypeVarTuple

from kiosk.branch.office import Office
from ui.visit.event import VisitEvent

T = TypeVar("T")
About = TypeVar("About")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Question:
    """Name one use case to run for a visit. `Question.of` makes it; there a type checker compares it with the use case.

    Attributes:
        flow: the visit that asks.
        use_case: a function of `kiosk.branch`; it takes the office first.
        args: its other arguments. A card's number or a PIN may be among them, so no repr shows them.
        answer: makes the event from the flow and the use case's value.
        after_ms: ask so many milliseconds later, and only when the visit has not ended by then.
        is_quiet: nobody waits for the answer, so a failure is not shown.
        is_shared: it is about the branch and not about the visit. It is asked once at a time, and outlives the visit.
    """

    flow: int
    use_case: Callable[..., Any]
    args: tuple[Any, ...] = field(repr=False)
    answer: Callable[[int, Any], VisitEvent]
    after_ms: int = 0
    is_quiet: bool = False
    is_shared: bool = False

    @classmethod
    def of(
        cls, flow: int, use_case: Callable[[Office, *Ts], T], *args: *Ts, answer: Callable[[int, T], VisitEvent]
    ) -> "Question":
        """Ask a use case with these arguments."""
        return cls(flow, use_case, args, answer)


@dataclass(frozen=True, slots=True)
class AnswerAbout(Generic[About, T]):
    """Make an event that also says what was asked about."""

    event: Callable[[int, About, T], VisitEvent]
    about: About = field(repr=False)

    def __call__(self, flow: int, value: T) -> VisitEvent:
        """Return the event."""
        return self.event(flow, self.about, value)


@dataclass(frozen=True, slots=True)
class AnswerDone:
    """Make an event of a use case that returns nothing."""

    event: Callable[[int], VisitEvent]

    def __call__(self, flow: int, _nothing: None) -> VisitEvent:
        """Return the event."""
        return self.event(flow)
