"""Tell a visit step by step, by its records: when, where, who, and why it was next at each call.

Nothing in a step names the citizen. Of a rating only the moment is told: a manager may know whose number it is.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kiosk.domain.journal import Event
from kiosk.domain.language.text import VIETNAMESE, LocalText, Message
from kiosk.domain.measures.intervals import ISSUES, Interval, Phase, VisitEnd, VisitHistory, VisitRecord, replay
from kiosk.domain.queue.calling import read_reason

_SECOND_US = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Body = Mapping[str, Any]
_Details = tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class StoryNames:
    """Hold the names that steps use: services by code, staff by id. `local` puts a moment into the branch's time."""

    services: Mapping[str, LocalText]
    staff: Mapping[int, str]
    local: Callable[[datetime], datetime]

    def service(self, code: str) -> LocalText:
        """Return the name of a service; its code when nobody knows it any more."""
        return self.services.get(code, LocalText(code))

    def moment(self, us: int) -> datetime:
        """Return the local moment of microseconds since 1970."""
        return self.local(_EPOCH + timedelta(microseconds=us))


@dataclass(frozen=True, slots=True)
class VisitStep:
    """Hold one step of a visit.

    Attributes:
        kind: the record; None: the citizen waits again when the time of a park is over, without a record.
        at: the moment by the rule of `kiosk.domain.measures.intervals`, in the branch's time.
        seconds: the time since the step before; None for the first one.
        what: the step as a sentence; `details` say more.
        why: why the visit was next, for a call. Calls that release 0.1.0 wrote have none.
        station: the machine, where the record names it.
    """

    kind: Event | None
    at: datetime
    seconds: int | None
    what: Message
    details: _Details = ()
    why: Message | None = None
    counter: int | None = None
    clerk: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class EarlierCall:
    """Hold the call of a later number for the same service, while a visit waited. `why` as in `VisitStep`."""

    number: str
    at: datetime
    counter: int
    why: Message | None


@dataclass(frozen=True, slots=True)
class VisitStory:
    """Hold one visit: the number, its steps, how it ended, and the whole seconds of each phase until now.

    `earlier` are the calls of numbers that were issued later and called earlier.
    """

    number: str
    day: date
    service: LocalText
    end: VisitEnd
    steps: tuple[VisitStep, ...]
    seconds: Mapping[Phase, int]
    earlier: tuple[EarlierCall, ...] = ()


def visit_stories(
    records: Iterable[VisitRecord], names: StoryNames, now_us: int, day: Sequence[VisitRecord] = ()
) -> tuple[VisitStory, ...]:
    """Return the stories of the visits in some records, which stand in the order of the journal.

    `day` are the records of all visits of the day. They tell which later numbers were called earlier.
    """
    by_visit: dict[str, list[VisitRecord]] = {}
    for record in records:
        by_visit.setdefault(record.subject, []).append(record)
    stories = []
    for told in by_visit.values():
        for visit in replay(told, now_us):
            story = _story(visit, told, names, now_us)
            stories.append(replace(story, earlier=_earlier(visit, day, names, now_us)))
    return tuple(stories)


def _earlier(
    visit: VisitHistory, day: Sequence[VisitRecord], names: StoryNames, now_us: int
) -> tuple[EarlierCall, ...]:
    """Return the calls of later numbers for the service for which a visit waited at that moment."""
    waits = [one for one in visit.intervals if one.phase in (Phase.WAITING, Phase.BETWEEN)]
    later: dict[str, str] = {}
    services: dict[str, str] = {}
    found: dict[tuple[str, int], EarlierCall] = {}
    newest: dict[str, int] = {}
    for record in day:
        body = json.loads(record.body)
        if record.kind in ISSUES and body.get("issued_us", record.at_us) > visit.issued_us:
            later[record.subject] = body["number"]
        if record.kind in _WITH_SERVICE:
            services[record.subject] = body["service"]
        if record.subject not in later:
            continue
        if record.kind == Event.TICKET_CALLED and _waited(waits, services[record.subject], record.at_us, now_us):
            call = EarlierCall(later[record.subject], names.moment(record.at_us), body["counter"], _why(body, names))
            found[record.subject, record.at_us] = call
            newest[record.subject] = record.at_us
        elif record.kind == Event.TICKET_CALL_TAKEN_BACK:
            found.pop((record.subject, newest.get(record.subject, 0)), None)
    return tuple(found.values())


def _waited(waits: Sequence[Interval], service: str, at_us: int, now_us: int) -> bool:
    return any(one.service == service and one.begin_us <= at_us < (one.end_us or now_us + 1) for one in waits)


def _story(visit: VisitHistory, records: Iterable[VisitRecord], names: StoryNames, now_us: int) -> VisitStory:
    steps: list[VisitStep] = []
    last_us = park_ends_us = 0
    for record in records:
        if record.kind not in TOLD:
            continue
        body, at_us = json.loads(record.body), record.at_us
        if record.kind in ISSUES:
            at_us = min(body.get("issued_us", at_us), at_us)
        at_us = max(at_us, last_us)
        if park_ends_us and park_ends_us <= at_us:
            steps.append(_park_over(names, park_ends_us, last_us))
            last_us, park_ends_us = park_ends_us, 0
        if record.kind != Event.PRINT_SETTLED:  # which says nothing about where the citizen is
            park_ends_us = max(body["until_us"], at_us) if record.kind == Event.TICKET_PARKED else 0
        steps.append(_step(Event(record.kind), body, names, at_us, last_us))
        last_us = at_us
    if park_ends_us and park_ends_us <= now_us:
        steps.append(_park_over(names, park_ends_us, last_us))
    service, seconds = names.service(visit.service), _by_phase(visit, now_us)
    return VisitStory(visit.label, visit.day, service, visit.end, tuple(steps), seconds)


def _by_phase(visit: VisitHistory, now_us: int) -> dict[Phase, int]:
    """Sum the lengths of each phase. The last interval of a visit that is not over lasts until now."""
    found: dict[Phase, int] = {}
    for one in visit.intervals:
        end = now_us if one.end_us is None and visit.end is VisitEnd.OPEN else one.end_us
        if end is not None:
            found[one.phase] = found.get(one.phase, 0) + max(0, end - one.begin_us)
    return {phase: length // _SECOND_US for phase, length in found.items()}


def _step(kind: Event, body: _Body, names: StoryNames, at_us: int, last_us: int) -> VisitStep:
    what, *details = _TOLD[kind](body, names)
    return VisitStep(
        kind=kind,
        at=names.moment(at_us),
        seconds=(at_us - last_us) // _SECOND_US if last_us else None,
        what=what,
        details=tuple(details),
        why=_why(body, names) if kind == Event.TICKET_CALLED else None,
        counter=body.get("counter"),
        clerk=names.staff.get(body.get("staff", 0), ""),
        station=body.get("station", ""),
    )


def _park_over(names: StoryNames, at_us: int, last_us: int) -> VisitStep:
    return VisitStep(None, names.moment(at_us), (at_us - last_us) // _SECOND_US, _say("park_over"))


def _why(body: _Body, names: StoryNames) -> Message | None:
    if body.get("chosen"):
        return _say("chosen")
    if (stored := body.get("why")) is None:
        return None
    reason = read_reason(stored)
    local = {key: names.local(one) if isinstance(one, datetime) else one for key, one in reason.args.items()}
    return Message(reason.key, local)


def _issued(body: _Body, names: StoryNames) -> _Details:
    details = [_say("service", name=names.service(body["service"]))]
    if body["language"] != VIETNAMESE:
        details.append(_say(f"language.{body['language']}"))
    if body.get("card"):
        details.append(_say("card"))
    if body["priority"]:
        details.append(_say("priority"))
    return _say("issued"), *details


def _handed_over(body: _Body, names: StoryNames) -> _Details:
    """Tell an issue from the kiosk's own ledger; the record itself came later."""
    return *_issued(body, names), _say("own_ledger")


def _called(body: _Body, _names: StoryNames) -> _Details:
    return (_say("called", counter=body["counter"]),)


def _recalled(body: _Body, _names: StoryNames) -> _Details:
    return (_say("recalled", count=body["calls"]),)


def _finished(body: _Body, names: StoryNames) -> _Details:
    return _say("finished"), *_done(body, names)


def _went_on(body: _Body, names: StoryNames) -> _Details:
    return _say("went_on"), *_done(body, names), _say("next", name=names.service(body["service"]))


def _transferred(body: _Body, names: StoryNames) -> _Details:
    details = [_say("next", name=names.service(body["service"]))]
    if body["to_counter"] is not None:
        details.append(_say("to_counter", counter=body["to_counter"]))
    if body["to_staff"] is not None:
        details.append(_say("to_clerk", name=names.staff.get(body["to_staff"], "–")))
    details.append(_say(f"placing.{body['placing']}"))
    if body["back"]:
        details.append(_say("back"))
    return _say("transferred"), *_done(body, names), *details


def _parked(body: _Body, names: StoryNames) -> _Details:
    return _say("parked"), Message(f"desk.park.{body['reason']}"), _say("until", at=names.moment(body["until_us"]))


def _cancelled(body: _Body, _names: StoryNames) -> _Details:
    return _say("cancelled"), Message(f"desk.cancel.{body['reason']}")


def _added(body: _Body, names: StoryNames) -> _Details:
    return _say("added"), _say("service", name=names.service(body["service"]))


def _checked(body: _Body, _names: StoryNames) -> _Details:
    return (_say("priority_right" if body["confirmed"] else "priority_wrong"),)


def _printed(body: _Body, _names: StoryNames) -> _Details:
    return (_say(f"print.{body['state']}"),)


def _done(body: _Body, names: StoryNames) -> list[Message]:
    """Return what was done at the counter. A quantity of 0 means: not needed after all."""
    done = body.get("done", {})
    return [_say("done", count=count, name=names.service(code)) for code, count in done.items() if count]


def _plain(key: str) -> "_Tells":
    """Return what tells a step that has no values."""

    def tell(_body: _Body, _names: StoryNames) -> _Details:
        return (_say(key),)

    return tell


def _say(key: str, **args: object) -> Message:
    return Message(f"visit_story.{key}", args)


_Tells = Callable[[_Body, StoryNames], _Details]
#: How each record of a visit is told: what it is, then details.
_TOLD: Mapping[Event, _Tells] = {
    Event.TICKET_ISSUED: _issued,
    Event.TICKET_HANDED_OVER: _handed_over,
    Event.APPOINTMENT_CHECKED_IN: _plain("checked_in"),
    Event.PRINT_SETTLED: _printed,
    Event.TICKET_CALLED: _called,
    Event.TICKET_RECALLED: _recalled,
    Event.TICKET_CALL_TAKEN_BACK: _plain("taken_back"),
    Event.TICKET_STARTED: _plain("started"),
    Event.PRIORITY_CHECKED: _checked,
    Event.TICKET_SERVICE_ADDED: _added,
    Event.TICKET_FINISHED: _finished,
    Event.TICKET_WENT_ON: _went_on,
    Event.TICKET_TRANSFERRED: _transferred,
    Event.TICKET_PARKED: _parked,
    Event.TICKET_NO_SHOW: _plain("no_show"),
    Event.TICKET_RETURNED: _plain("returned"),
    Event.TICKET_REOPENED: _plain("reopened"),
    Event.TICKET_PUT_BACK: _plain("put_back"),
    Event.TICKET_CANCELLED: _cancelled,
    Event.TICKET_EXPIRED: _plain("expired"),
    Event.RATING_GIVEN: _plain("rated"),
}
#: The records that a story tells.
TOLD = frozenset(_TOLD)
#: The records that say for which service a visit waits or is served from now on.
_WITH_SERVICE = ISSUES | {
    Event.TICKET_TRANSFERRED,
    Event.TICKET_WENT_ON,
    Event.TICKET_REOPENED,
    Event.TICKET_PUT_BACK,
}
