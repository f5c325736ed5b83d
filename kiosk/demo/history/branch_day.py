"""Play a branch's day on a simulated clock: citizens and clerks, by the windows' use cases.

The day is one list of acts, each with its moment. The clock jumps from one to the next. What only the simulation knows
(service times, people who did not come) is kept in `PlayedVisit`.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, pairwise
from random import Random
from typing import TypeVar

from kiosk.branch.office import Office
from kiosk.branch.reception import AlreadyHolds, Issued, TicketRequest, issue_ticket
from kiosk.branch.serving import breaks, counters, undo, visits
from kiosk.clock import ManualClock
from kiosk.demo.history.plan import Citizen, DayPlan
from kiosk.domain.queue.reasons import CancelReason, ParkReason, PauseReason, Placing
from kiosk.domain.queue.ticket import Ticket

Answer = TypeVar("Answer")
_PAUSES = (*[PauseReason.BREAK] * 4, PauseReason.PAPERWORK, PauseReason.PAPERWORK, PauseReason.MEETING)
_NO_SPAN = timedelta()
#: Clerks open their counters in the quarter of an hour before the branch opens.
_BEFORE = timedelta(minutes=15)
#: A span of opening hours that is long enough for a break, and where in it a break may begin.
_LONG, _BREAK_AFTER, _BREAK_UNTIL = timedelta(hours=2.5), timedelta(hours=1.5), timedelta(minutes=30)


@dataclass
class PlayedVisit:
    """Hold one ticket and what the simulation knows of it.

    `told` is the wait range on its slip, in minutes; `ahead` the number of people before it.
    """

    ticket_id: str
    citizen: Citizen
    service_id: int
    label: str
    issued: datetime
    told: tuple[int, int] | None
    ahead: int
    comes_at_call: int
    endings: list[str]
    called: datetime | None = None
    served: timedelta = _NO_SPAN
    is_absent: bool = False


@dataclass
class Desk:
    """Hold a counter, its clerk and their machine. `woken`: an act will make the clerk look again."""

    counter: int
    clerk: int
    station: str
    chance: Random
    breaks_at: list[datetime] = field(default_factory=list)
    is_open: bool = False
    woken: bool = True
    is_paused: bool = False

    @property
    def me(self) -> tuple[int, int]:
        """Return counter and clerk, as the use cases ask for them."""
        return self.counter, self.clerk


class BranchDay:
    """Play the day of a plan in the branch of an office, whose clock is `clock`.

    A subclass adds what else a day brings: it overrides the methods under "what a kind of day adds".
    """

    def __init__(self, office: Office, clock: ManualClock, plan: DayPlan) -> None:
        self.plan, self.clock = plan, clock
        self.visits: dict[str, PlayedVisit] = {}
        self.inside = 0
        self._base = office
        self._request, self._order = count(1), count()
        self._acts: list[tuple[datetime, int, Callable[[], None]]] = []
        numbers = {one: plan.setup.counters[one].number for one in plan.clerks}
        self.desks = {
            counter: Desk(counter, clerk, f"desk-{numbers[counter]}", Random(f"desk {counter} of {plan.name}"))
            for counter, clerk in plan.clerks.items()
        }

    def run(self) -> None:
        """Play from before the opening until the last counter is closed."""
        for desk in self.desks.values():
            self._plan_shift(desk)
        for citizen in self.plan.citizens:
            self.at(citizen.arrives, self.take_number, citizen)
        self.at(self.plan.closes, self._end_hours)
        while self._acts:
            moment, _, act = heapq.heappop(self._acts)
            self.clock.advance(max(moment - self.clock.moment, _NO_SPAN))
            act()

    # -- what a kind of day adds -------------------------------------------------------------------------------------

    def insist(self, act: Callable[[], Answer], *, repeatable: bool = False) -> Answer:  # noqa: ARG002 - for faults
        """Do an act at a machine. `repeatable`: it can be repeated under the same request id, committed or not."""
        return act()

    def ask_for_number(self, citizen: Citizen, wish: TicketRequest) -> Issued | AlreadyHolds:
        """Ask at a kiosk for a number."""
        return issue_ticket(self.office(self.kiosk_of(citizen)), wish)

    def note_issued(self, visit: PlayedVisit) -> None:
        """Note a number that was issued."""

    def note_opening(self, desk: Desk) -> None:
        """Note that a clerk is about to open a counter."""

    def pace_of(self, desk: Desk) -> float:  # noqa: ARG002 - for a day whose clerks see the queue
        """Return the part of its usual length that a service takes now."""
        return 1.0

    def note_started(self, desk: Desk) -> None:
        """Note that a citizen sits down at a counter."""

    def note_span(self, service_id: int, span: timedelta) -> None:
        """Note how long a service took."""

    def note_finished(self, visit: PlayedVisit) -> None:
        """Note that a visit was finished for good."""

    # -- the citizens ------------------------------------------------------------------------------------------------

    def take_number(self, citizen: Citizen) -> None:
        """Let a citizen take a number and wait."""
        chance, habits = citizen.chance, self.plan.habits
        has_card, has_group = chance.random() < habits.card, chance.random() < habits.priority
        has_card = has_card and not citizen.appointment
        wish = TicketRequest(
            request_id=self.request_id(f"citizen-{citizen.number}"),
            service_id=citizen.service_id,
            language=citizen.language,
            person=citizen.person if has_card else None,
            group=chance.choice(self.plan.groups) if has_group and self.plan.groups else None,
        )
        answer = self.insist(lambda: self.ask_for_number(citizen, wish), repeatable=True)
        if not isinstance(answer, Issued):
            raise TypeError("nobody holds a number before the first one")
        if has_card and chance.random() < habits.scans_again:
            self._scan_again(citizen, wish, answer.ticket)
        visit = self._visit(citizen, answer)
        self.visits[answer.ticket.id] = visit
        self.inside += 1
        self.note_issued(visit)
        self.wake(visit.service_id)

    def _scan_again(self, citizen: Citizen, wish: TicketRequest, held: Ticket) -> None:
        again = replace(wish, request_id=f"{wish.request_id}-again")
        answer = issue_ticket(self.office(self.kiosk_of(citizen)), again)
        if not isinstance(answer, AlreadyHolds) or answer.ticket.id != held.id:
            raise TypeError("a card that was scanned again shows the number that its owner holds")

    def _visit(self, citizen: Citizen, answer: Issued) -> PlayedVisit:
        chance, habits, issued = citizen.chance, self.plan.habits, answer.ticket
        at_call = chance.choices((1, 2, 3, 0), habits.comes_at)[0]
        endings = chance.choices(
            (["finish"], ["park", "finish"], ["transfer", "finish"], ["work"], ["cancel"], ["mistake"]), habits.endings
        )[0]
        return PlayedVisit(
            ticket_id=issued.id,
            citizen=citizen,
            service_id=issued.service_id,
            label=issued.label,
            issued=self.clock.now(),
            told=answer.slip.minutes,
            ahead=answer.slip.ahead,
            comes_at_call=at_call,
            endings=list(endings),
        )

    def _come_back(self, visit: PlayedVisit) -> None:
        """Let a no-show ask at a counter."""
        desk = next((d for d in self.desks.values() if d.is_open and self.serves(d, visit.service_id)), None)
        if desk is None:
            return
        counters.bring_back(self.office(desk.station), visit.ticket_id, *desk.me)
        visit.is_absent, visit.comes_at_call = False, 1
        self.inside += 1
        self.wake(visit.service_id)

    # -- the clerks --------------------------------------------------------------------------------------------------

    def _plan_shift(self, desk: Desk) -> None:
        late = timedelta(minutes=40) if desk.chance.random() < self.plan.habits.late else _NO_SPAN
        self.at(self.plan.opens - _BEFORE + timedelta(minutes=desk.chance.uniform(0, 12)) + late, self._open, desk)
        for begins, ends in self.plan.spans:
            if ends - begins >= _LONG:
                first, last = begins + _BREAK_AFTER, ends - _BREAK_UNTIL
                desk.breaks_at.append(first + (last - first) * desk.chance.random())

    def _open(self, desk: Desk) -> None:
        self.note_opening(desk)
        counters.open_counter(self.office(desk.station), *desk.me)
        desk.is_open = True
        self._look(desk)

    def _look(self, desk: Desk) -> None:
        """Decide for a free counter: a pause, the next ticket, or nothing to do."""
        if not desk.is_open:
            return None  # another clerk saw the last citizen leave first
        now, office = self.clock.now(), self.office(desk.station)
        if desk.breaks_at and now >= desk.breaks_at[0]:
            desk.breaks_at.pop(0)
            return self._pause(desk, desk.chance.choice(_PAUSES), now + timedelta(minutes=desk.chance.uniform(5, 15)))
        request = self.request_id("call")
        called = self.insist(lambda: counters.call_next(office, *desk.me, request), repeatable=True)
        if called is not None:
            return self._expect(desk, self.visits[called.id])
        desk.woken = False
        until = self._lunch_ends(now)
        if until is not None:
            return self._pause(desk, PauseReason.BREAK, until - timedelta(minutes=desk.chance.uniform(0, 6)))
        self._end_hours()
        return None

    def _lunch_ends(self, now: datetime) -> datetime | None:
        """Return when the branch opens again, where it is closed between two spans for ten minutes at least."""
        spans = self.plan.spans
        gaps = [(ends, opens) for (_, ends), (opens, _) in pairwise(spans)]
        return next((opens for ends, opens in gaps if ends <= now < opens - timedelta(minutes=10)), None)

    def _pause(self, desk: Desk, reason: PauseReason, until: datetime) -> None:
        breaks.pause(self.office(desk.station), reason, *desk.me)
        desk.is_paused, desk.woken = True, True
        self.at(until, self._resume, desk)

    def _resume(self, desk: Desk) -> None:
        if not desk.is_open:
            return
        breaks.resume(self.office(desk.station), *desk.me)
        desk.is_paused = False
        self._look(desk)

    def _expect(self, desk: Desk, visit: PlayedVisit, call: int = 1) -> None:
        """Let the citizen of a call come, be called again, or become a no-show."""
        now = self.clock.now()
        visit.called = visit.called or now
        if visit.comes_at_call == call:
            self.at(now + timedelta(seconds=visit.citizen.chance.uniform(10, 50)), self._begin, desk, visit)
        else:
            self.at(now + timedelta(seconds=desk.chance.uniform(25, 40)), self._call_again, desk, visit, call)

    def _call_again(self, desk: Desk, visit: PlayedVisit, call: int) -> None:
        office = self.office(desk.station)
        if call < self.plan.setup.recall_limit:
            counters.recall(office, *desk.me)
            return self._expect(desk, visit, call + 1)
        counters.mark_no_show(office, *desk.me)
        visit.is_absent = True
        self.inside -= 1
        if visit.citizen.chance.random() < self.plan.habits.comes_back:
            back = self.clock.now() + timedelta(minutes=visit.citizen.chance.uniform(1, 25))
            self.at(back, self._come_back, visit)
        return self._next(desk)

    def _begin(self, desk: Desk, visit: PlayedVisit) -> None:
        office = self.office(desk.station)
        here = self.insist(lambda: visits.start(office, *desk.me))
        if here.priority is not None:
            proven = visit.citizen.chance.random() < self.plan.habits.proven
            visits.check_priority(office, *desk.me, confirmed=proven)
        if visit.endings[0] == "work":
            self._add_service(desk, here.service_id)
        self.note_started(desk)
        spread = self.plan.habits.spread
        minutes = self.plan.minutes[here.service_id] * visit.citizen.chance.lognormvariate(-(spread**2) / 2, spread)
        span = timedelta(seconds=round(60 * max(0.5, minutes * self.pace_of(desk))))
        visit.served += span
        self.at(self.clock.now() + span, self._end, desk, visit, here.service_id, span)

    def _add_service(self, desk: Desk, service_id: int) -> None:
        others = {s for d in self.desks.values() if d.is_open for s in self.plan.setup.counters[d.counter].services}
        wanted = sorted(others - {service_id})
        if wanted:
            visits.add_service(self.office(desk.station), desk.chance.choice(wanted), *desk.me)

    def _end(self, desk: Desk, visit: PlayedVisit, service_id: int, span: timedelta) -> None:
        office, ending = self.office(desk.station), visit.endings.pop(0)
        self.note_span(service_id, span)
        if ending == "park":
            minutes = desk.chance.randrange(4, 20)
            visits.park(office, desk.chance.choice((ParkReason.COPIES, ParkReason.PAPERS)), minutes, *desk.me)
            self.at(self.clock.now() + timedelta(minutes=minutes, seconds=1), self.wake, service_id)
        elif ending == "transfer" and self._transfer(desk):
            pass
        elif ending == "cancel":
            reason = desk.chance.choice((CancelReason.WRONG_SERVICE, CancelReason.LEFT))
            visits.cancel(office, visit.ticket_id, reason, *desk.me)
            self.inside -= 1
        else:
            over = self.insist(lambda: visits.finish(office, *desk.me))
            if over.finished_at is None:  # continues with its next service
                visit.endings = visit.endings or ["finish"]
                self.wake(over.service_id, self._desk_of(over.aim.staff_id if over.aim else None))
            elif ending == "mistake":
                return self.at(self.clock.now() + timedelta(seconds=20), self._put_right, desk, visit)
            else:
                self.inside -= 1
                self.note_finished(visit)
        return self._next(desk)

    def _put_right(self, desk: Desk, visit: PlayedVisit) -> None:
        """Reopen a mistaken finish.

        Every second clerk has already called the next citizen. Every fourth receives that citizen; then the reopened
        visit comes after it.
        """
        office, request = self.office(desk.station), self.request_id("f2")
        next_one = counters.call_next(office, *desk.me, request) if desk.counter % 2 else None
        if next_one is not None and desk.counter % 4 == 1:
            first = self.visits[next_one.id]
            first.called = first.called or self.clock.now()
            self._begin(desk, first)
        here = undo.reopen(office, *desk.me)
        if next_one is not None and desk.counter % 4 == 1:
            visit.endings = ["finish"]
            return
        if next_one is not None:
            self.wake(next_one.service_id)
        span = timedelta(seconds=desk.chance.randrange(30, 120))
        visit.endings, visit.served = ["finish"], visit.served + span
        self.at(self.clock.now() + span, self._end, desk, visit, here.service_id, span)

    def _transfer(self, desk: Desk) -> bool:
        """Transfer to a service, a counter or a clerk; some of the tickets return. Return whether anybody is there."""
        open_ones = [d for d in self.desks.values() if d.is_open and d is not desk]
        if not open_ones:
            return False
        other = desk.chance.choice(open_ones)
        service_id = desk.chance.choice(sorted(self.plan.setup.counters[other.counter].services))
        to, chance = desk.chance.choice(("service", "counter", "colleague")), desk.chance.random()
        order = visits.Transfer(
            service_id,
            counter_id=other.counter if to == "counter" else None,
            staff_id=other.clerk if to == "colleague" else None,
            placing=desk.chance.choice(list(Placing)),
            back=chance < 0.3,
        )
        visits.transfer(self.office(desk.station), order, *desk.me)
        self.wake(service_id, other if to != "service" else None)
        return True

    def _next(self, desk: Desk) -> None:
        self.at(self.clock.now() + timedelta(seconds=desk.chance.uniform(4, 15)), self._look, desk)

    def wake(self, service_id: int, meant: Desk | None = None) -> None:
        """Wake an idle clerk, because a ticket waits."""
        idle = [d for d in self.desks.values() if d.is_open and not d.woken]
        for desk in [meant] if meant in idle else [d for d in idle if self.serves(d, service_id)][:1]:
            desk.woken = True
            self.at(self.clock.now() + timedelta(seconds=desk.chance.uniform(1, 5)), self._look, desk)

    def _end_hours(self) -> None:
        """Close all counters when the branch is closed and the last citizen has gone."""
        if self.clock.now() < self.plan.closes or self.inside:
            return
        for desk in [d for d in self.desks.values() if d.is_open]:
            if desk.is_paused:
                breaks.resume(self.office(desk.station), *desk.me)
            counters.close_counter(self.office(desk.station), *desk.me)
            desk.is_open = False

    # -- the machinery -----------------------------------------------------------------------------------------------

    def office(self, station: str) -> Office:
        """Return the branch as a station sees it."""
        return replace(self._base, station=station)

    def kiosk_of(self, citizen: Citizen) -> str:
        """Return the station of the kiosk that a citizen uses."""
        return self.plan.kiosks[citizen.number % len(self.plan.kiosks)]

    def serves(self, desk: Desk, service_id: int) -> bool:
        """Return whether a counter serves a service."""
        return service_id in self.plan.setup.counters[desk.counter].services

    def request_id(self, what: str) -> str:
        """Return the id of a new request."""
        return f"{self.plan.name}-{what}-{next(self._request)}"

    def at(self, moment: datetime, act: Callable[..., None], *arguments: object) -> None:
        """Plan an act."""
        heapq.heappush(self._acts, (moment, next(self._order), lambda: act(*arguments)))

    def _desk_of(self, clerk: int | None) -> Desk | None:
        return next((one for one in self.desks.values() if one.clerk == clerk), None)
