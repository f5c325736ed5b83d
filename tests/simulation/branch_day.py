"""Play a branch's whole day on a simulated clock: citizens, clerks and faults, by the windows' use cases.

The day is one list of actions, each with its moment. The clock jumps from one to the next. What only the simulation
knows (service times, people who did not come) is kept apart, for the rules in `tests/simulation/day_rules.py`.
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from kiosk.branch.day import end_days
from kiosk.branch.office import Office
from kiosk.branch.reception import AlreadyHolds, Issued, TicketRequest, issue_ticket
from kiosk.branch.serving import breaks, counters, undo, visits
from kiosk.branch.setup.founding import found
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.reasons import CancelReason, ParkReason, PauseReason, Placing
from kiosk.program.sample import BRANCH_ID, sample_catalogue
from kiosk.store.engine import Store
from kiosk.store.migrate import upgrade
from tests.conftest import KEYS
from tests.simulation.day_plan import AFTERNOON_BEGINS, DAY_ENDS, MIDNIGHT, MORNING_ENDS, Citizen, Plan

Answer = TypeVar("Answer")
_NO_SPAN = timedelta()


class CableOutError(Exception):
    """Tell that the cable was out during a write. The caller does not know whether it was committed."""


class ShakyStore(Store):
    """Cut the connection during the next write: ``before`` the commit or ``after`` it."""

    pulled = ""

    @contextmanager
    def write(self, *, journal: bool = True) -> Iterator[Connection]:
        """See `Store.write`."""
        pulled, self.pulled = self.pulled, ""
        with super().write(journal=journal) as connection:
            yield connection
            if pulled == "before":
                raise CableOutError
        if pulled == "after":
            raise CableOutError


@dataclass
class Visit:
    """Hold one ticket and what the simulation knows of it. `told`: the wait range on its slip, in minutes."""

    citizen: Citizen
    service_id: int
    label: str
    issued: datetime
    told: tuple[int, int] | None
    ahead: int
    naive: float
    comes_at_call: int
    endings: list[str]
    called: datetime | None = None
    served: timedelta = _NO_SPAN
    is_absent: bool = False


@dataclass
class Desk:
    """Hold a counter and its clerk; both have the same number. `woken`: an event will make it look again."""

    number: int
    station: str
    chance: Random
    breaks_at: list[datetime] = field(default_factory=list)
    is_open: bool = False
    woken: bool = True
    is_paused: bool = False


class BranchDay:
    """Play the day of a plan in a new database."""

    def __init__(self, url: str, plan: Plan, seed: int) -> None:
        self.plan, self.chance, self.clock = plan, Random(f"world {seed}"), ManualClock(MIDNIGHT)
        self.visits: dict[str, Visit] = {}
        self.faults: dict[str, int] = {"pulled": 0, "restarted": 0, "moved": 0}
        self.restart: Callable[[], None] = self._restart
        self._url, self._request, self._order = url, count(1), count()
        self._acts: list[tuple[datetime, int, Callable[[], None]]] = []
        self._spans: dict[int, list[float]] = {service_id: [] for service_id in plan.setup.services}
        self.store = ShakyStore(url)
        upgrade(self.store)
        self._offices: dict[str, Office] = {}
        found(self._office("kiosk-1"), plan.document, "1234", sample_catalogue())
        self.desks = {n: Desk(n, f"desk-{n}", Random(f"desk {n} of {seed}")) for n in plan.setup.counters}
        self._inside = 0

    def run(self) -> None:
        """Play from half past six until the last counter is closed."""
        for desk in self.desks.values():
            self._plan_shift(desk)
        for citizen in self.plan.citizens:
            self._at(citizen.arrives, self._take_number, citizen)
        hours = [7.6, 9.2, 10.9, 14.1, 15.8]
        for hour in hours[: max(1, len(self.desks) // 8)]:
            self._at(MIDNIGHT + timedelta(hours=hour), self._fall_over)
        for hour in (9.5, 14.7):
            self._at(MIDNIGHT + timedelta(hours=hour), self._restart_now)
        while self._acts:
            moment, _, act = heapq.heappop(self._acts)
            self.clock.advance(max(moment - self.clock.moment, _NO_SPAN))
            act()
        assert self._inside == 0, f"{self._inside} people are still inside"

    def next_morning(self) -> int:
        """End the day at the first desk of the next morning. Return how many tickets were still open."""
        self.clock.advance(MIDNIGHT + timedelta(hours=30) - self.clock.moment)
        return sum(end_days(self._office(desk.station)) for desk in self.desks.values())

    # -- the citizens ------------------------------------------------------------------------------------------------

    def _take_number(self, citizen: Citizen) -> None:
        chance = citizen.chance
        has_card, has_group = chance.random() < 0.6, chance.random() < 0.13
        wish = TicketRequest(
            request_id=f"citizen-{citizen.number}-{next(self._request)}",
            service_id=citizen.service_id,
            person=citizen.person if has_card else None,
            group="elderly" if has_group else None,
        )
        office = self._office(f"kiosk-{1 + citizen.number % 3}")
        answer = self._insist(lambda: issue_ticket(office, wish), repeatable=True)
        assert isinstance(answer, Issued), "a number is held by nobody else"
        if has_card and chance.random() < 0.05:  # scans the card again, to be sure
            again = issue_ticket(office, replace(wish, request_id=f"{wish.request_id}-again"))
            assert isinstance(again, AlreadyHolds)
            assert again.ticket.id == answer.ticket.id
        self.visits[answer.ticket.id] = self._visit(citizen, answer)
        self._inside += 1
        self._wake(citizen.service_id)

    def _visit(self, citizen: Citizen, answer: Issued) -> Visit:
        chance, service = citizen.chance, citizen.service_id
        at_call = chance.choices((1, 2, 3, 0), (88, 5, 2, 5))[0]
        endings = chance.choices(
            (["finish"], ["park", "finish"], ["transfer", "finish"], ["work"], ["cancel"], ["mistake"]),
            (80, 4, 5, 6, 1.5, 3.5),
        )[0]
        able = [d for d in self.desks.values() if self._serves(d, service) and d.is_open and not d.is_paused]
        recent = self._spans[service][-20:] or [float(self.plan.setup.services[service].target_minutes)]
        naive = answer.slip.ahead * sum(recent) / len(recent) / max(1, len(able))
        told, ahead, label = answer.slip.minutes, answer.slip.ahead, answer.ticket.label
        return Visit(citizen, service, label, self.clock.now(), told, ahead, naive, at_call, list(endings))

    def _come_back(self, ticket_id: str) -> None:
        """Let a no-show ask at a counter. Some take another ticket instead."""
        visit = self.visits[ticket_id]
        desk = next((d for d in self.desks.values() if d.is_open and self._serves(d, visit.service_id)), None)
        if desk is None:
            return
        counters.bring_back(self._office(desk.station), ticket_id, desk.number, desk.number)
        visit.is_absent, visit.comes_at_call = False, 1
        self._inside += 1
        self._wake(visit.service_id)

    # -- the clerks --------------------------------------------------------------------------------------------------

    def _plan_shift(self, desk: Desk) -> None:
        late = desk.number % 13 == 5
        begins = timedelta(hours=6.75, minutes=desk.chance.uniform(0, 12) + (40 if late else 0))
        self._at(MIDNIGHT + begins, self._open, desk)
        for first, last in ((8.5, 11.0), (14.0, 16.0)):
            desk.breaks_at.append(MIDNIGHT + timedelta(hours=desk.chance.uniform(first, last)))

    def _open(self, desk: Desk) -> None:
        counters.open_counter(self._office(desk.station), desk.number, desk.number)
        desk.is_open = True
        self._look(desk)

    def _look(self, desk: Desk) -> None:
        """Decide for a free counter: a pause, the next ticket, or nothing to do."""
        if not desk.is_open:
            return None  # another clerk saw the last citizen leave first
        now, office = self.clock.now(), self._office(desk.station)
        if desk.breaks_at and now >= desk.breaks_at[0]:
            desk.breaks_at.pop(0)
            return self._pause(desk, PauseReason.BREAK, now + timedelta(minutes=desk.chance.uniform(5, 15)))
        request = f"call-{next(self._request)}"
        called = self._insist(lambda: counters.call_next(office, desk.number, desk.number, request), repeatable=True)
        if called is not None:
            return self._expect(desk, called.id)
        desk.woken = False
        lunch = MIDNIGHT + MORNING_ENDS, MIDNIGHT + AFTERNOON_BEGINS
        if lunch[0] <= now < lunch[1] - timedelta(minutes=10):
            return self._pause(desk, PauseReason.BREAK, lunch[1] - timedelta(minutes=desk.chance.uniform(0, 6)))
        if now >= MIDNIGHT + DAY_ENDS and self._inside == 0:
            self._close_all()
        return None

    def _pause(self, desk: Desk, reason: PauseReason, until: datetime) -> None:
        breaks.pause(self._office(desk.station), reason, desk.number, desk.number)
        desk.is_paused, desk.woken = True, True
        self._at(until, self._resume, desk)

    def _resume(self, desk: Desk) -> None:
        breaks.resume(self._office(desk.station), desk.number, desk.number)
        desk.is_paused = False
        self._look(desk)

    def _expect(self, desk: Desk, ticket_id: str, call: int = 1) -> None:
        """Let the citizen of a call come, be called again, or become a no-show."""
        visit, now = self.visits[ticket_id], self.clock.now()
        visit.called = visit.called or now
        if visit.comes_at_call == call:
            self._at(now + timedelta(seconds=visit.citizen.chance.uniform(10, 50)), self._begin, desk, ticket_id)
        else:
            self._at(now + timedelta(seconds=desk.chance.uniform(25, 40)), self._call_again, desk, ticket_id, call)

    def _call_again(self, desk: Desk, ticket_id: str, call: int) -> None:
        office, visit = self._office(desk.station), self.visits[ticket_id]
        if call < self.plan.setup.recall_limit:
            counters.recall(office, desk.number, desk.number)
            return self._expect(desk, ticket_id, call + 1)
        counters.mark_no_show(office, desk.number, desk.number)
        visit.is_absent = True
        self._inside -= 1
        if visit.citizen.chance.random() < 0.5:
            back = self.clock.now() + timedelta(minutes=visit.citizen.chance.uniform(1, 25))
            self._at(back, self._come_back, ticket_id)
        return self._next(desk)

    def _begin(self, desk: Desk, ticket_id: str) -> None:
        office, visit = self._office(desk.station), self.visits[ticket_id]
        here = self._insist(lambda: visits.start(office, desk.number, desk.number))
        if here.priority is not None:
            proven = visit.citizen.chance.random() < 0.9
            visits.check_priority(office, desk.number, desk.number, confirmed=proven)
        if visit.endings[0] == "work":
            self._add_service(desk, here.service_id)
        mean = self.plan.minutes[here.service_id]
        minutes = mean * visit.citizen.chance.lognormvariate(-0.125, 0.5)  # mean 1, with the variation of real visits
        span = timedelta(seconds=round(60 * max(0.5, minutes)))
        visit.served += span
        self._at(self.clock.now() + span, self._end, desk, ticket_id, here.service_id, span)

    def _add_service(self, desk: Desk, service_id: int) -> None:
        others = {s for d in self.desks.values() if d.is_open for s in self.plan.setup.counters[d.number].services}
        wanted = desk.chance.choice(sorted(others - {service_id}))
        visits.add_service(self._office(desk.station), wanted, desk.number, desk.number)

    def _end(self, desk: Desk, ticket_id: str, service_id: int, span: timedelta) -> None:
        office, visit = self._office(desk.station), self.visits[ticket_id]
        me, ending = (desk.number, desk.number), visit.endings.pop(0)
        self._spans[service_id].append(span / timedelta(minutes=1))
        if ending == "park":
            minutes = desk.chance.randrange(4, 20)
            visits.park(office, ParkReason.COPIES, minutes, *me)
            self._at(self.clock.now() + timedelta(minutes=minutes, seconds=1), self._wake, service_id)
        elif ending == "transfer":
            self._transfer(desk)
        elif ending == "cancel":
            visits.cancel(office, ticket_id, CancelReason.WRONG_SERVICE, *me)
            self._inside -= 1
        else:
            over = self._insist(lambda: visits.finish(office, *me))
            if over.finished_at is None:  # continues with its next service
                visit.endings = visit.endings or ["finish"]
                self._wake(over.service_id, self.desks.get(over.aim.staff_id or 0) if over.aim else None)
            elif ending == "mistake":
                return self._at(self.clock.now() + timedelta(seconds=20), self._put_right, desk, ticket_id)
            else:
                self._inside -= 1
        return self._next(desk)

    def _put_right(self, desk: Desk, ticket_id: str) -> None:
        """Reopen a mistaken finish.

        Every second clerk has already called the next citizen. Every fourth receives that citizen; then the reopened
        visit comes after it.
        """
        office = self._office(desk.station)
        next_one = counters.call_next(office, desk.number, desk.number, f"f2-{ticket_id}") if desk.number % 2 else None
        if next_one is not None and desk.number % 4 == 1:
            self.visits[next_one.id].called = self.visits[next_one.id].called or self.clock.now()
            self._begin(desk, next_one.id)
            back = undo.reopen(office, desk.number, desk.number)
            assert back.id == ticket_id
            self.visits[ticket_id].endings = ["finish"]
            return
        here = undo.reopen(office, desk.number, desk.number)
        if next_one is not None:
            self._wake(next_one.service_id)
        visit, span = self.visits[ticket_id], timedelta(seconds=desk.chance.randrange(30, 120))
        visit.endings, visit.served = ["finish"], visit.served + span
        self._at(self.clock.now() + span, self._end, desk, ticket_id, here.service_id, span)

    def _transfer(self, desk: Desk) -> None:
        """Transfer to a service, a counter or a clerk. Some of the tickets return."""
        other = desk.chance.choice([d for d in self.desks.values() if d.is_open and d is not desk])
        service_id = desk.chance.choice(sorted(self.plan.setup.counters[other.number].services))
        to, chance = desk.chance.choice(("service", "counter", "colleague")), desk.chance.random()
        order = visits.Transfer(
            service_id,
            counter_id=other.number if to == "counter" else None,
            staff_id=other.number if to == "colleague" else None,
            placing=desk.chance.choice(list(Placing)),
            back=chance < 0.3,
        )
        visits.transfer(self._office(desk.station), order, desk.number, desk.number)
        self._wake(service_id, other if to != "service" else None)

    def _next(self, desk: Desk) -> None:
        self._at(self.clock.now() + timedelta(seconds=desk.chance.uniform(4, 15)), self._look, desk)

    def _wake(self, service_id: int, meant: Desk | None = None) -> None:
        """Wake an idle clerk, because a ticket waits."""
        idle = [d for d in self.desks.values() if d.is_open and not d.woken]
        for desk in [meant] if meant in idle else [d for d in idle if self._serves(d, service_id)][:1]:
            desk.woken = True
            self._at(self.clock.now() + timedelta(seconds=desk.chance.uniform(1, 5)), self._look, desk)

    def _close_all(self) -> None:
        """Close all counters, when the last citizen has gone."""
        for desk in [d for d in self.desks.values() if d.is_open]:
            if desk.is_paused:
                breaks.resume(self._office(desk.station), desk.number, desk.number)
            counters.close_counter(self._office(desk.station), desk.number, desk.number)
            desk.is_open = False

    # -- what goes wrong ---------------------------------------------------------------------------------------------

    def _insist(self, act: Callable[[], Answer], *, repeatable: bool = False) -> Answer:
        """Cut the connection in some actions. The caller then repeats the same request."""
        if self.chance.random() < 0.01:
            self.store.pulled = self.chance.choice(("before", "after")) if repeatable else "before"
            self.faults["pulled"] += 1
        try:
            return act()
        except CableOutError:
            return act()

    def _fall_over(self) -> None:
        """Stop a desk's machine. Its clerk signs in at another one and finds the citizen there."""
        desk = self.chance.choice([d for d in self.desks.values() if d.is_open])
        old, desk.station = desk.station, f"{desk.station}-spare"
        counters.open_counter(self._office(desk.station), desk.number, desk.number)
        with pytest.raises(CounterError) as refused:
            counters.call_next(self._office(old), desk.number, desk.number, "a machine that was left")
        assert refused.value.message.key == "counter.taken_along"
        self.faults["moved"] += 1

    def _restart_now(self) -> None:
        self.faults["restarted"] += 1
        self.restart()

    def _restart(self) -> None:
        """Close and open the database. Every program has lost its memory."""
        self.store.close()
        self.store = ShakyStore(self._url)
        self._offices.clear()

    # -- the machinery -----------------------------------------------------------------------------------------------

    def _office(self, station: str) -> Office:
        if station not in self._offices:
            self._offices[station] = Office(self.store, self.clock, KEYS, BRANCH_ID, station)
        return self._offices[station]

    def _serves(self, desk: Desk, service_id: int) -> bool:
        return service_id in self.plan.setup.counters[desk.number].services

    def _at(self, moment: datetime, act: Callable[..., None], *arguments: object) -> None:
        heapq.heappush(self._acts, (moment, next(self._order), lambda: act(*arguments)))
