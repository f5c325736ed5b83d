"""Say what a difference of the set-up means for people who wait now or come with an appointment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from kiosk.domain.calendar.hours import service_spans_on, spans_on
from kiosk.domain.language.text import Message
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.difference import Change, ChangeKind
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.draft import SetupDraft
from kiosk.domain.setup.edits import counters_of
from kiosk.domain.setup.values import part_of


@dataclass(frozen=True, slots=True)
class Consequence:
    """Hold what a difference means. `needs_person`: somebody has to act, for instance tell a citizen another time."""

    message: Message
    needs_person: bool = False
    is_about_people: bool = False


@dataclass(frozen=True, slots=True)
class PeopleNow:
    """Hold who is affected by a version.

    `waiting` counts the numbers that wait for a service, by its code. `booked` are the appointments to come: the code
    of the service and the local beginning.
    """

    waiting: Mapping[str, int] = field(default_factory=dict)
    booked: Sequence[tuple[str, datetime]] = ()


def consequences_of(draft: SetupDraft, now: PeopleNow) -> Mapping[int, Consequence]:
    """Return what the differences of a draft mean, by their place in `SetupDraft.changes`; some mean nothing."""
    told = (_of(change, draft, now) for change in draft.changes)
    return {place: one for place, one in enumerate(told) if one is not None}


def _of(change: Change, draft: SetupDraft, now: PeopleNow) -> Consequence | None:
    match change.section:
        case "services":
            return _of_service(change, draft, now)
        case "counters":
            return _of_counter(change, draft.document, now)
        case "hours" | "calendar":
            return _of_hours(draft, now, change)
        case "staff":
            return _of_staff(change)
        case "calling" | "groups":
            return Consequence(Message("manager.effect.order"), is_about_people=True)
        case "fields" if "series" in change.path:
            return Consequence(Message("manager.effect.series"))
    return None


def _of_service(change: Change, draft: SetupDraft, now: PeopleNow) -> Consequence | None:
    code = str(change.code)
    count = now.waiting.get(code, 0)
    if change.kind is ChangeKind.REMOVED and not change.path:
        if count:
            return Consequence(Message("manager.effect.finished", {"count": count}), is_about_people=True)
        return Consequence(Message("manager.effect.no_numbers"))
    if change.kind is ChangeKind.ADDED and not change.path:
        before = {one for service in draft.base.services for one in service.procedures}
        new = [one for one in part_of(draft.document, "services", code).procedures if one not in before]
        return Consequence(Message("manager.effect.procedures", {"count": len(new)})) if new else None
    if "target_minutes" in change.path:
        return Consequence(Message("manager.effect.estimate"))
    if "series" in change.path:
        return Consequence(Message("manager.effect.series"))
    if "hours" in change.path:
        late = _outside(draft, now, {code}, None)
        return late or Consequence(Message("manager.effect.own_hours"))
    return None


def _of_counter(change: Change, document: Document, now: PeopleNow) -> Consequence | None:
    if change.kind is ChangeKind.REMOVED and not change.path:
        return Consequence(Message("manager.effect.counter_gone"), is_about_people=True)
    if change.path != ("services",) or change.item is None:
        return None
    code = str(getattr(change.item, "code", ""))
    count, counters = now.waiting.get(code, 0), counters_of(document, code)
    if not count:
        return None
    numbers = ", ".join(str(one) for one in counters)
    return Consequence(Message("manager.effect.called_at", {"count": count, "counters": numbers}), is_about_people=True)


def _of_hours(draft: SetupDraft, now: PeopleNow, change: Change) -> Consequence | None:
    return _outside(draft, now, None, change) or Consequence(Message("manager.effect.hours"))


def _of_staff(change: Change) -> Consequence | None:
    if change.kind is ChangeKind.ADDED and not change.path:
        return Consequence(Message("manager.effect.first_pin"))
    if change.kind is ChangeKind.REMOVED and not change.path:
        return Consequence(Message("manager.effect.person_gone"))
    return None


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _outside(draft: SetupDraft, now: PeopleNow, services: set[str] | None, change: Change | None) -> Consequence | None:
    """Return how many appointments the version in force has room for and the draft has not, with the first day."""
    old, new = setup_from(draft.base, 0), setup_from(draft.document, 0)
    known = {one.code: one for one in new.services.values()}
    late = []
    for code, begins in now.booked:
        if (services is not None and code not in services) or (change is not None and not _is_of(change, begins)):
            continue
        day, at = begins.date(), begins.time()
        spans = service_spans_on(new, known[code], day) if code in known else spans_on(new, day)
        if _holds(spans_on(old, day), at) and not _holds(spans, at):
            late.append(begins)
    if not late:
        return None
    first = min(late)
    return Consequence(
        Message("manager.effect.appointments", {"count": len(late), "day": f"{first:%d/%m/%Y}"}), needs_person=True
    )


def _is_of(change: Change, begins: datetime) -> bool:
    """Return whether a change of the hours is about this day."""
    if change.section == "calendar":
        return change.code in (None, begins.date())
    return not change.path or change.path[-1] == _WEEK[begins.weekday()]


def _holds(spans: Sequence[tuple[time, time]], at: time) -> bool:
    return any(opens <= at < closes for opens, closes in spans)
