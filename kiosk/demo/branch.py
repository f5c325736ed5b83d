"""Make the demo's branch of a set-up: open at any hour, with staff of its own whose PIN is known."""

from dataclasses import dataclass, replace

from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.setup.document import CounterPart, Document, StaffPart, WeekHours
from kiosk.program.sample import sample_document

#: The PIN of every member of staff in the demo; a real branch gets a random one.
DEMO_PIN = "1234"


def demo_document(document: Document) -> Document:
    """Return the document for a demo: without opening hours, with a clerk for every counter."""
    staff = sample_document().staff
    clerks = sum(one.role is StaffRole.CLERK for one in staff)
    more = tuple(StaffPart(f"demo{n}", f"Demo {n}", StaffRole.CLERK) for n in range(clerks, len(document.counters)))
    return replace(document, hours=WeekHours(), staff=(*staff, *more))


@dataclass(frozen=True, slots=True)
class DeskPlan:
    """Hold the login of a clerk and the counter, by its id in the new branch and by its number."""

    login: str
    counter: int
    number: int


def desks_of(document: Document) -> tuple[DeskPlan, ...]:
    """Return the desks of a demo: counters that together serve every service, the most useful ones first."""
    ids = {one.number: place for place, one in enumerate(document.counters, start=1)}
    missing = {one.code for one in document.services}
    numbers = []
    while missing:
        best = max(document.counters, key=lambda counter: (len(missing & _codes(counter)), counter.number))
        missing -= _codes(best)
        numbers.append(best.number)
    clerks = [one.login for one in document.staff if one.role is StaffRole.CLERK]
    return tuple(DeskPlan(login, ids[one], one) for login, one in zip(clerks, sorted(numbers), strict=False))


def _codes(counter: CounterPart) -> set[str]:
    return {one.code for one in counter.services}
