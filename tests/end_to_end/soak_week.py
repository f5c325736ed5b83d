"""Play the days of the soak test, and measure at the end of each.

A day is short: its visits follow each other, and the clock of all programs jumps over the night. The desk then ends the
day as always: numbers expire, the key of the day is destroyed, its statement is written and sent.
"""

import os
import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from devices.simulators.cards import card_text, sample_cards
from kiosk.domain.journal import Event
from kiosk.domain.status import HeadphoneStatus
from kiosk.store import delivery
from kiosk.store.tables import journal
from tests.end_to_end.soak_branch import Measure, SoakBranch, until, write_ahead
from tests.end_to_end.soak_faults import Faults
from tests.postgres_server import PostgresServer

#: ``SOAK_VISITS=20`` plays short days.
VISITS = int(os.environ.get("SOAK_VISITS", "200"))
#: The people who still wait in the evening. Their numbers expire.
_STAY = 4
#: How many visits the desk serves while as many people take numbers, and how many visits a fault lasts after its first.
_SERVED_AT_ONCE, _FAULT_LASTS = 5, 4
#: The last visit of so many groups is rated: the tablet gives thanks for longer than the desk needs for one group.
_GROUPS_A_RATING = 2
#: The services of counter 1 that people come for, and the part of them who bring a card.
_SERVICES, _WITH_CARD = (1, 2, 3), 0.3
_CLERK, _MANAGER = "Nguyễn Thị An", "hai"
_CLOSED = Event.DAY_CLOSED.value
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass
class Week:
    """Play days at a branch, and keep what is measured at the end of each, and the numbers that people were told.

    Attributes:
        server: the server of the branch's database; None on SQLite.
        kills: the program that loses its power in the middle of a day, by the number of the day.
        days: what each process used at the ends of its days. A program that was started again begins anew.
        write_ahead: the most bytes of a write-ahead log.
        told: label and date of each number on the kiosk's screen.
        slips: how many people got a slip.
        cards: how many were known by their card.
        ratings: how many touched a face.
    """

    branch: SoakBranch
    server: PostgresServer | None
    rng: random.Random
    kills: Mapping[int, str]
    days: dict[str, list[Measure]] = field(default_factory=dict)
    write_ahead: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)
    slips: int = 0
    cards: int = 0
    ratings: int = 0

    def play(self, count: int) -> None:
        """Play so many days, each from eight o'clock until the night after it."""
        people = sample_cards(self.rng.getrandbits(32), VISITS * count, self.branch.clock.now().date())
        cards = [card_text(card) for card in people]
        for day in range(count):
            self._morning()
            self._visits(day, cards[day * VISITS : (day + 1) * VISITS])
            self._evening()
            for name, one in self.days.items():
                print(f"day {day}, {name}: {one[-1]}", flush=True)  # noqa: T201 - the same

    def _morning(self) -> None:
        self.branch.windows["desk"].ask("sit_down", _CLERK)
        self.branch.windows["manager"].ask("sit_down", _MANAGER)

    def _visits(self, day: int, cards: Sequence[str]) -> None:
        faults = Faults(self.branch, self.server).of_a_day(self.rng)
        slot = max(1, VISITS // len(faults))
        waiting = 0
        with ExitStack() as fault:
            for number in range(VISITS):
                place, since = divmod(number, slot)
                if since == 0 and place < len(faults):
                    print(f"day {day}, visit {number}: {faults[place].__name__}", flush=True)  # noqa: T201 - the course
                    fault.enter_context(faults[place]())
                if number == VISITS // 2 and day in self.kills:
                    self._cut_power(self.kills[day])
                self._take(cards[number] if self.rng.random() < _WITH_CARD else "")
                waiting += 1
                if waiting == _SERVED_AT_ONCE + _STAY:
                    self._serve(number)
                    waiting = _STAY
                if since == min(_FAULT_LASTS, slot - 1):
                    fault.close()

    def _take(self, card: str) -> None:
        if card:
            self.branch.scanner.scan(card)
        service = self.rng.choice(_SERVICES)
        name, day, is_printed, was_read = self.branch.windows["kiosk"].ask("take", service, bool(card))
        self.told.append((name, day))
        self.slips += is_printed
        self.cards += was_read

    def _serve(self, number: int) -> None:
        """Let the desk serve while the next people take numbers; rate the last visit of those before."""
        windows, group = self.branch.windows, number // _SERVED_AT_ONCE
        windows["desk"].answer()
        if group % _GROUPS_A_RATING == 0:
            self.ratings += bool(windows["rating"].answer())
            windows["rating"].tell("rate")
        windows["desk"].tell("serve", _SERVED_AT_ONCE)
        windows["manager"].tell("look", group)
        self.branch.jack.plug()
        windows["kiosk"].ask("hear", HeadphoneStatus.IN.value)
        self.branch.jack.unplug()
        windows["kiosk"].ask("hear", HeadphoneStatus.OUT.value)

    def _evening(self) -> None:
        """Close the counter, let the night begin, wait until the day is ended and everything is sent, and measure."""
        branch, windows = self.branch, self.branch.windows
        self.ratings += bool(windows["rating"].answer())
        for window in windows.values():
            window.answer()
        windows["desk"].ask("leave")
        windows["manager"].ask("leave")
        branch.printer.take_slips()
        self.write_ahead = max(self.write_ahead, *map(write_ahead, branch.databases()))
        today = branch.clock.now().astimezone(HANOI).date()
        night = datetime.combine(today + timedelta(days=1), datetime.min.time(), HANOI)
        branch.clock.pass_until(night + timedelta(minutes=10))
        until(lambda: self._is_closed(today) and self._is_sent(), f"the end of {today}")
        for name, one in branch.measure().items():
            self.days.setdefault(name, []).append(one)
        branch.clock.pass_until(night + timedelta(hours=8))

    def _is_closed(self, day: date) -> bool:
        closed = select(journal.c.seq).where(journal.c.subject == f"day:{day}", journal.c.kind == _CLOSED)
        with self.branch.store.read() as connection:
            return connection.execute(closed).first() is not None

    def _is_sent(self) -> bool:
        with self.branch.store.read() as connection:
            return delivery.backlog(connection) == 0

    def _cut_power(self, name: str) -> None:
        """Kill a program in the middle of its work and start it again. What it uses is measured anew."""
        program = self.branch.windows[name]
        program.answer()
        program.kill()
        program.start()
        for gone in (name, *(one for one in self.days if one.startswith(f"{name}'s"))):
            self.days.pop(gone, None)
        if name == "desk":
            program.ask("sit_down", _CLERK)
