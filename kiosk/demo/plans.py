"""Plan the visits of the scripted citizens. Together they use every service and every way in, the same each run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle

from kiosk.demo.expected import Expected, paper_of
from kiosk.domain.branch_setup import Service, Setup
from kiosk.domain.language.text import LANGUAGES
from kiosk.domain.people.rating import Level, RatingReason
from kiosk.domain.people.scan import CitizenCard
from ui.visit.visit import Look

_USUAL = Look()


class Entry(StrEnum):
    """List the ways to a number."""

    TOUCH = "touch"
    CARD = "card"
    SEARCH = "search"
    LOOK_UP = "look_up"
    APPOINTMENT_QR = "appointment_qr"
    APPOINTMENT_CODE = "appointment_code"
    APPOINTMENT_CARD = "appointment_card"


@dataclass(frozen=True, slots=True)
class Opinion:
    """Hold a rating to give. `by_code`: type the code of the slip instead of scanning it. `remarks`: write a remark."""

    level: Level = Level.SATISFIED
    reasons: tuple[RatingReason, ...] = ()
    remarks: bool = False
    by_code: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold one visit. `code` names the procedure to look up or the appointment; `group` is the priority to declare."""

    service: Service
    entry: Entry = Entry.TOUCH
    card: CitizenCard | None = None
    code: str = ""
    group: str | None = None
    look: Look = _USUAL
    opinion: Opinion = Opinion()

    @property
    def ways_to_number(self) -> frozenset[str]:
        """Return the names of the ways in on the way to the number."""
        ways = {self.entry.value, f"language_{self.look.language}", "ordinary" if self.group is None else "priority"}
        if self.entry is Entry.LOOK_UP:
            ways.add("procedure_slip")
        if self.look.text_step:
            ways.add("large_text")
        if self.look.low_reach:
            ways.add("low_reach")
        return frozenset(ways)

    @property
    def ways_to_rate(self) -> frozenset[str]:
        """Return the names of the ways in of the rating."""
        opinion = self.opinion
        ways = {f"rating_{opinion.level}", "rating_by_code" if opinion.by_code else "rating_by_scan"}
        if opinion.reasons:
            ways.add("rating_reasons")
        if opinion.remarks:
            ways.add("rating_remark")
        return frozenset(ways)


# The lengths of these cycles share no factor, so every combination is reached.
_ENTRIES = (Entry.TOUCH, Entry.CARD, Entry.SEARCH, Entry.LOOK_UP, Entry.CARD)
_LOOKS = (_USUAL, Look(text_step=3), Look(low_reach=True), Look(text_step=2, low_reach=True))
_OPINIONS = (
    Opinion(Level.NOT_SATISFIED, (RatingReason.WAITED_LONG, RatingReason.MANY_PLACES), remarks=True),
    Opinion(Level.VERY_SATISFIED),
    Opinion(Level.SATISFIED, by_code=True),
    Opinion(Level.NOT_SATISFIED, (RatingReason.UNCLEAR,)),
    Opinion(Level.SATISFIED),
    Opinion(Level.VERY_SATISFIED),
    Opinion(Level.NOT_SATISFIED, remarks=True),
)
#: Which of eleven visits in a row declare a priority group.
_DECLARES = (False, True, False, False, True, False, False, False, True, False, False)
#: The visits with an appointment, where its time does not cross midnight.
_APPOINTMENTS = {3: Entry.APPOINTMENT_QR, 4: Entry.APPOINTMENT_CODE, 5: Entry.APPOINTMENT_CARD}

#: The number of consecutive plans that hold every combination of the cycles.
EVERY_COMBINATION = len(_ENTRIES) * len(LANGUAGES) * len(_LOOKS) * len(_OPINIONS)


def plans(
    setup: Setup,
    people: Sequence[CitizenCard],
    count: int,
    *,
    expected: Expected | None = None,
    can_be_low: bool = True,
) -> Iterator[Plan]:
    """Yield `count` plans, the same each time.

    Args:
        setup: the services and priority groups to choose from.
        people: the citizens with cards.
        count: the number of plans.
        expected: the appointments; None: there are none.
        can_be_low: whether the panel offers low reach.
    """
    cards = cycle([one for one in people if expected is None or one != expected.card])
    services, entries = cycle(_by_turns(setup)), cycle(_ENTRIES)
    # A card gives sex and age, so the kiosk then offers only the groups that these allow.
    open_to_all = [code for code, one in setup.groups.items() if not (one.from_age or one.to_age or one.sex)]
    groups = {Entry.TOUCH: cycle(setup.groups), Entry.CARD: cycle(open_to_all)}
    booked = _booked(expected) if expected is not None else {}
    for place in range(count):
        look = _look(place, setup.kiosk.languages or LANGUAGES, can_be_low=can_be_low)
        opinion = _OPINIONS[place % len(_OPINIONS)]
        entry = _APPOINTMENTS.get(place)
        if entry in booked and expected is not None:
            card = expected.card if entry is Entry.APPOINTMENT_CARD else None
            yield Plan(expected.service, entry, card, booked[entry], look=look, opinion=opinion)
            continue
        service, entry, card, group = next(services), next(entries), next(cards), None
        code = _procedure(setup, service) if entry is Entry.LOOK_UP else ""
        if entry is Entry.LOOK_UP and not code:
            entry = Entry.TOUCH
        if entry in groups and _DECLARES[place % len(_DECLARES)]:
            group = next(groups[entry])
        yield Plan(service, entry, card if entry is Entry.CARD else None, code, group, look, opinion)


def ways_in(some: Iterable[Plan]) -> frozenset[str]:
    """Return the names of all ways in that these plans use."""
    return frozenset().union(*(plan.ways_to_number | plan.ways_to_rate for plan in some))


def _look(place: int, languages: Sequence[str], *, can_be_low: bool) -> Look:
    plain = _LOOKS[place % len(_LOOKS)]
    return Look(languages[place % len(languages)], plain.text_step, low_reach=plain.low_reach and can_be_low)


def _by_turns(setup: Setup) -> list[Service]:
    """Return all services: the first of every field, then the second of every field that has two, and so on."""
    of_fields = [[one for one in setup.services.values() if one.field_code == field.code] for field in setup.fields]
    most = max(map(len, of_fields))
    return [services[turn] for turn in range(most) for services in of_fields if turn < len(services)]


def _booked(expected: Expected) -> dict[Entry, str]:
    """Return the code of the appointment for each entry whose appointment exists."""
    cases = {
        Entry.APPOINTMENT_QR: "in_time",
        Entry.APPOINTMENT_CODE: "to_type",
        Entry.APPOINTMENT_CARD: "with_card",
    }
    papers = {entry: paper_of(expected.papers, case) for entry, case in cases.items()}
    return {entry: paper.code for entry, paper in papers.items() if paper is not None}


def _procedure(setup: Setup, service: Service) -> str:
    """Return a procedure whose page offers a number for this service, or ""."""
    for code in service.procedures:
        handling = min(number for number, one in setup.services.items() if code in one.procedures)
        if handling == service.id:
            return code
    return ""
