"""Draw a large centre and the people of one of its days from a seed.

It has the peaks of real counters: a crowd at seven, most people before ten, a second peak after lunch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from kiosk.demo.history.plan import QUARTER, DayPlan, draw_citizens
from kiosk.domain.branch_setup import Counter, Service, Setup, StaffRole
from kiosk.domain.language.text import LocalText
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.document import CounterPart, CounterService, Document, StaffPart
from kiosk.program.sample import sample_document, sample_setup

#: Midnight of Wednesday, 25 November 2026, at the branch.
MIDNIGHT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
_SPANS = tuple((timedelta(hours=begins), timedelta(hours=ends)) for begins, ends in ((7.0, 11.5), (13.5, 17.0)))
#: How busy each quarter of an hour is, from 07:00 on and from 13:30 on. In the last one nobody comes.
_MORNING = (9, 5, 6, 8, 10, 11, 11, 10, 9, 8, 7, 6, 5, 4, 3, 3, 2, 0)
_AFTERNOON = (6, 7, 8, 8, 7, 6, 5, 5, 4, 4, 3, 2, 2, 0)
#: How many of a hundred people come for each field.
_FIELDS = {"HT": 18, "CT": 31, "CA": 12, "DD": 13, "XD": 5, "KD": 4, "XH": 8, "KQ": 9}
#: The share of the counters' time that the day needs. Peaks need more than all of it.
_LOAD = 0.85
#: The minutes of a visit beside its service (walking up, clearing away), and the visits a citizen, second visits
#: included.
_AROUND, _SECOND_LEGS = 0.9, 1.12


@dataclass(frozen=True, slots=True)
class Size:
    """Hold how large a day is."""

    counters: int = 40
    citizens: int = 2_500


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold a centre and its day."""

    document: Document
    day: DayPlan


def draw(seed: int, size: Size) -> Plan:
    """Return the plan of a seed. The same seed gives the same plan."""
    chance = Random(f"day {seed}")
    sample = sample_setup()
    share = _shares(sample, chance)
    scale = _scale(sample, share, size)
    services = {s.id: replace(s, target_minutes=max(2, round(s.target_minutes * scale))) for s in _all(sample)}
    # Real times differ from the target: some services take less, most a little more.
    minutes = {s.id: max(1.0, s.target_minutes * chance.uniform(0.75, 1.3)) for s in services.values()}
    document = _document(services, _counters(services, share, minutes, size.counters))
    setup = setup_from(document, 1)
    day = DayPlan(
        name=str(seed),
        setup=setup,
        spans=tuple((MIDNIGHT + begins, MIDNIGHT + ends) for begins, ends in _SPANS),
        minutes=minutes,
        clerks={number: number for number in setup.counters},
        citizens=draw_citizens(str(seed), chance, _quarters(), share, size.citizens),
        kiosks=("kiosk-1", "kiosk-2", "kiosk-3"),
    )
    return Plan(document, day)


def _document(services: Mapping[int, Service], counters: Mapping[int, Counter]) -> Document:
    """Return the sample's document with these targets, these counters, and a clerk for each of them."""
    sample = sample_document()
    parts = [
        CounterPart(one.number, one.name, tuple(CounterService(services[s].code, w) for s, w in one.services.items()))
        for one in counters.values()
    ]
    staff = [StaffPart(f"clerk{n}", f"Clerk {n}", StaffRole.CLERK) for n in counters]
    return replace(
        sample,
        services=tuple(
            replace(part, target_minutes=services[number].target_minutes)
            for number, part in enumerate(sample.services, start=1)
        ),
        counters=tuple(parts),
        staff=(*staff, StaffPart("manager", "Manager", StaffRole.MANAGER)),
    )


def _all(setup: Setup) -> list[Service]:
    return list(setup.services.values())


def _shares(setup: Setup, chance: Random) -> Mapping[int, float]:
    """Return the share of all people for each service."""
    drawn = {service.id: chance.uniform(0.3, 1.0) for service in _all(setup)}
    of_field = {code: sum(drawn[s.id] for s in setup.services_of(code)) for code in _FIELDS}
    return {s.id: _FIELDS[s.field_code] / 100 * drawn[s.id] / of_field[s.field_code] for s in _all(setup)}


def _scale(setup: Setup, share: Mapping[int, float], size: Size) -> float:
    """Return the factor on the sample's targets that makes the counters as busy as wanted."""
    open_minutes = sum((ends - begins for begins, ends in _SPANS), timedelta()) / timedelta(minutes=1)
    a_visit = size.counters * open_minutes * _LOAD / size.citizens / _SECOND_LEGS - _AROUND
    return a_visit / sum(share[s.id] * s.target_minutes for s in _all(setup))


def _counters(
    services: Mapping[int, Service], share: Mapping[int, float], minutes: Mapping[int, float], count: int
) -> dict[int, Counter]:
    """Return counters by the work of each field. Every third counter also serves the next field."""
    work = dict.fromkeys(_FIELDS, 0.0)
    for one in services.values():
        work[one.field_code] += share[one.id] * (minutes[one.id] + _AROUND)
    total, codes = sum(work.values()), list(work)
    edges = list(accumulate(work.values()))
    made = {}
    for number in range(1, count + 1):
        middle = (number - 0.5) / count * total
        place = next(index for index, edge in enumerate(edges) if middle <= edge)
        # A counter's own services are called a few minutes earlier than those of the next field.
        weights = {s.id: 5 for s in services.values() if s.field_code == codes[place]}
        if number % 3 == 0 or count < len(codes) * 2:
            helped = codes[(place + 1) % len(codes)]
            weights |= {s.id: 0 for s in services.values() if s.field_code == helped}
        made[number] = Counter(number, number, LocalText(f"Quầy {number}"), weights)
    for code in codes:  # in a small centre a field may have no counter of its own
        mine = {s.id: 0 for s in services.values() if s.field_code == code}
        if not any(mine.keys() <= counter.services.keys() for counter in made.values()):
            last = made[count]
            made[count] = replace(last, services={**last.services, **mine})
    return made


def _quarters() -> Mapping[datetime, float]:
    return {
        MIDNIGHT + begins + n * QUARTER: weight
        for (begins, _), busy in zip(_SPANS, (_MORNING, _AFTERNOON), strict=True)
        for n, weight in enumerate(busy)
    }
