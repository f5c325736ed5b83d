"""Describe a day to play: opening spans, service times, clerks, citizens, and how often people do what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import VIETNAMESE

#: The length of the steps in which arrivals are drawn.
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class DayHabits:
    """Hold how often people do what. A `float` is a share of 1; a tuple holds weights.

    Attributes:
        card: take the number with a card.
        scans_again: scan the card once more, to be sure.
        priority: declare a priority group.
        proven: have the proof of it.
        comes_at: come at the first, second or third call, or at none.
        endings: the visit is finished, parked, transferred, goes on to a further service, is cancelled, or is finished
            by mistake and reopened.
        comes_back: return at a counter after a call in vain.
        late: a clerk opens the counter 40 minutes late.
        spread: the standard deviation of the logarithm of a visit's length. 0.5 is that of real visits.
    """

    card: float = 0.6
    scans_again: float = 0.05
    priority: float = 0.13
    proven: float = 0.9
    comes_at: tuple[float, float, float, float] = (88, 5, 2, 5)
    endings: tuple[float, float, float, float, float, float] = (80, 4, 5, 6, 1.5, 3.5)
    comes_back: float = 0.5
    late: float = 1 / 13
    spread: float = 0.5


@dataclass(frozen=True, slots=True)
class Citizen:
    """Hold one citizen. `chance` is theirs alone, so that no citizen changes the day of another.

    `person` is the person key of the card, `appointment` the code of an appointment or "".
    """

    number: int
    arrives: datetime
    service_id: int
    person: str
    chance: Random
    language: str = VIETNAMESE
    appointment: str = ""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Hold the plan of one day.

    Attributes:
        name: begins every request id of the day, and every seed.
        spans: the opening hours.
        minutes: the mean length of a visit by service id.
        clerks: who sits where: staff ids by counter id.
        groups: the codes of the priority groups that citizens declare.
        kiosks: the stations of the kiosks.
    """

    name: str
    setup: Setup
    spans: tuple[tuple[datetime, datetime], ...]
    minutes: Mapping[int, float]
    clerks: Mapping[int, int]
    citizens: tuple[Citizen, ...]
    groups: tuple[str, ...] = ("elderly",)
    kiosks: tuple[str, ...] = ("kiosk-1",)
    habits: DayHabits = DayHabits()

    @property
    def opens(self) -> datetime:
        """Return when the branch opens."""
        return self.spans[0][0]

    @property
    def closes(self) -> datetime:
        """Return when the branch closes for the day."""
        return self.spans[-1][1]


def draw_citizens(
    name: str, chance: Random, busy: Mapping[datetime, float], share: Mapping[int, float], count: int
) -> tuple[Citizen, ...]:
    """Draw citizens in the order of their arrival.

    Args:
        name: the name of the day, for the generators of the citizens.
        chance: the generator of the day.
        busy: the weight of each quarter of an hour, by its beginning.
        share: the weight of each service, by its id.
        count: the number of citizens.
    """
    quarters = chance.choices(list(busy), list(busy.values()), k=count)
    moments = sorted(quarter + timedelta(seconds=chance.uniform(1, 899)) for quarter in quarters)
    wanted: Sequence[int] = chance.choices(list(share), list(share.values()), k=count)
    return tuple(
        Citizen(number, moment, service_id, chance.randbytes(32).hex(), Random(f"citizen {number} of {name}"))
        for number, (moment, service_id) in enumerate(zip(moments, wanted, strict=True), start=1)
    )
