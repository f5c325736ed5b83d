"""Play random days by the real use cases: every act of kiosks and desks, refused or not, on clocks that differ."""

from collections import Counter as Tallied
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import bindparam, select

from kiosk.branch import hand_over, ratings
from kiosk.branch.appointments import CheckIn, check_in
from kiosk.branch.day import end_days
from kiosk.branch.office import Office, OfficeCache
from kiosk.branch.reception import TicketRequest, issue_ticket
from kiosk.branch.serving import breaks, counters, undo, visits
from kiosk.branch.setup.appointment_import import import_appointments
from kiosk.branch.setup.publishing import change
from kiosk.clock import Clock, ManualClock
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.queue.appointment import BODY_LENGTH, make_appointment_code
from kiosk.domain.queue.appointment_file import FileLine
from kiosk.domain.queue.reasons import CancelReason, ParkReason, PauseReason, Placing
from kiosk.domain.queue.ticket import TicketState
from kiosk.domain.queue.ticket_code import ALPHABET
from kiosk.domain.setup.document import Document
from kiosk.store.engine import Store
from kiosk.store.tables import counter_session, ticket
from tests.conftest import MORNING
from tests.players import fresh

#: The counters that the days use, and their clerks. The lead may take a counter over.
DESKS, CLERKS, LEAD = (1, 2, 3), (1, 2, 3, 5), 5
#: The services that citizens ask for. Counters 1 and 2 serve the first two, 2 and 3 the other two.
SERVICES = (1, 2, 8, 9)
#: What happens, and how often in comparison.
ACTS = {
    "take": 14,
    "take_offline": 1,
    "book": 3,
    "check_in": 4,
    "call": 30,
    "call_chosen": 4,
    "recall": 4,
    "no_show": 4,
    "start": 40,
    "finish": 26,
    "add_service": 5,
    "park": 4,
    "transfer": 4,
    "cancel": 1,
    "bring_back": 4,
    "check": 3,
    "reopen": 10,
    "rate": 8,
    "pause": 1,
    "resume": 6,
    "open": 6,
    "close": 1,
    "move_clock": 1,
    "publish": 1,
}
_AWAY = TicketState.NO_SHOW, TicketState.PARKED
_CALLABLE = TicketState.WAITING, *_AWAY
_TICKETS = (
    select(ticket.c.id).where(ticket.c.state.in_(bindparam("states", expanding=True))).order_by(ticket.c.issued_us)
)
_SESSIONS = select(counter_session).order_by(counter_session.c.counter_id)


@dataclass
class OtherClock:
    """Show the time of a clock, and an error."""

    real: Clock
    error: timedelta

    def now(self) -> datetime:
        """See `Clock.now`."""
        return self.real.now() + self.error

    def monotonic_ns(self) -> int:
        """See `Clock.monotonic_ns`."""
        return self.real.monotonic_ns()

    def steady(self) -> datetime:
        """See `Clock.steady`."""
        return self.real.steady() + self.error

    def is_synchronised(self) -> bool:
        """See `Clock.is_synchronised`."""
        return self.real.is_synchronised()


class RandomDays:
    """Play days from a seed. `done` and `refused` count the acts."""

    def __init__(self, office: Office, own: Store, seed: int) -> None:
        self.office, self.chance = office, Random(f"days {seed}")
        self.done: Tallied[str] = Tallied()
        self.refused: Tallied[str] = Tallied()
        self._booked: list[str] = []
        assert isinstance(office.clock, ManualClock)
        self.clock = office.clock
        self._clocks = {
            n: OtherClock(self.clock, timedelta(seconds=s)) for n, s in zip(DESKS, (0, 41.5, -70), strict=True)
        }
        self._desks = {n: replace(office, station=f"desk-{n}", clock=self._clocks[n]) for n in DESKS}
        hand_over.keep_copy(office, own)
        ahead = OtherClock(self.clock, timedelta(seconds=95))
        self.own = Office(own, ahead, office.keys, office.branch_id, "kiosk-1", is_cut_off=True, cache=OfficeCache())

    def play(self, acts: int) -> None:
        """Play some acts, one after the other."""
        for _ in range(acts):
            self.clock.advance(timedelta(seconds=self.chance.expovariate(1 / 12)))
            (act,) = self.chance.choices(list(ACTS), list(ACTS.values()))
            try:
                getattr(self, f"_{act}")()
                self.done[act] += 1
            except CounterError:
                self.refused[act] += 1

    def next_morning(self) -> None:
        """Go to seven o'clock of the next day, and end the day before."""
        day = (self.clock.now() - MORNING) // timedelta(days=1) + 1
        self.clock.advance(MORNING + timedelta(days=day, hours=-2) - self.clock.now())
        for clock in self._clocks.values():
            clock.error = timedelta(seconds=self.chance.uniform(-60, 60))
        end_days(self.office)

    def hand_over(self) -> int:
        """Hand the numbers of the cut-off kiosk over to the branch."""
        return hand_over.hand_over(self.own, self.office)

    # -- kiosks ------------------------------------------------------------------------------------------------------

    def _wish(self) -> TicketRequest:
        chance = self.chance
        return TicketRequest(
            request_id=fresh(),
            service_id=chance.choice(SERVICES),
            language=chance.choice(("vi", "vi", "en", "km")),
            person=f"{chance.randrange(10**9):064x}" if chance.random() < 0.5 else None,
            group="elderly" if chance.random() < 0.2 else None,
        )

    def _take(self) -> None:
        issue_ticket(self.office, self._wish())

    def _take_offline(self) -> None:
        issue_ticket(self.own, self._wish())

    def _book(self) -> None:
        """Import an appointment that begins soon and lasts five minutes."""
        local = self.office.setup().branch.local
        begins = self.clock.now() + timedelta(minutes=self.chance.randrange(-4, 25))
        code = make_appointment_code("".join(self.chance.choices(ALPHABET, k=BODY_LENGTH)))
        at = {"date": f"{local(begins):%Y-%m-%d}", "from": f"{local(begins):%H:%M}"}
        at["until"] = f"{local(begins) + timedelta(minutes=5):%H:%M}"
        service = self.office.setup().services[self.chance.choice(SERVICES)].code
        report = import_appointments(self.office, [FileLine(1, {"code": code, "service": service, **at})])
        if report.bad:
            raise CounterError(report.bad[0].reason.key)
        self._booked.append(code)

    def _check_in(self) -> None:
        """Check in for an appointment: early, in its time, late, or when it is missed."""
        if not self._booked:
            raise CounterError("appointment.code.unknown")
        check_in(self.office, CheckIn(request_id=fresh(), code=self.chance.choice(self._booked)))

    def _rate(self) -> None:
        level = self.chance.choice(list(Level))
        reasons = tuple(self.chance.sample(("waited_long", "manner"), self.chance.randrange(3))) if level.is_low else ()
        ratings.rate(self.office, fresh(), self._one(TicketState.DONE), Rating(level, reasons))

    # -- desks -------------------------------------------------------------------------------------------------------

    def _desk(self, *, is_paused: bool | None = None) -> tuple[Office, tuple[int, int]]:
        """Return an open desk with its clerk.

        Raises:
            CounterError: none is open.
        """
        with self.office.store.read() as connection:
            found = list(connection.execute(_SESSIONS))
        if is_paused is not None:
            found = [row for row in found if (row.paused_us is not None) is is_paused]
        if not found:
            raise CounterError("counter.not_open")
        row = self.chance.choice(found)
        return self._desks[row.counter_id], (row.counter_id, row.staff_id)

    def _one(self, *states: TicketState) -> str:
        """Return any ticket in one of these states.

        Raises:
            CounterError: there is none.
        """
        with self.office.store.read() as connection:
            found = connection.execute(_TICKETS, {"states": [state.value for state in states]}).scalars().all()
        if not found:
            raise CounterError("ticket.move_refused")
        return str(self.chance.choice(found))

    def _open(self) -> None:
        counter, staff = self.chance.choice(DESKS), self.chance.choice(CLERKS)
        counters.open_counter(self._desks[counter], counter, staff, take_over=staff == LEAD)

    def _close(self) -> None:
        office, me = self._desk()
        counters.close_counter(office, *me)

    def _call(self) -> None:
        office, me = self._desk()
        counters.call_next(office, *me, fresh())

    def _call_chosen(self) -> None:
        office, me = self._desk()
        counters.call_chosen(office, self._one(*_CALLABLE), *me)

    def _recall(self) -> None:
        office, me = self._desk()
        counters.recall(office, *me)

    def _no_show(self) -> None:
        office, me = self._desk()
        counters.mark_no_show(office, *me)

    def _bring_back(self) -> None:
        office, me = self._desk()
        counters.bring_back(office, self._one(*_AWAY), *me)

    def _start(self) -> None:
        office, me = self._desk()
        visits.start(office, *me)

    def _finish(self) -> None:
        office, me = self._desk()
        visits.finish(office, *me)

    def _add_service(self) -> None:
        office, me = self._desk()
        visits.add_service(office, self.chance.choice(SERVICES), *me)

    def _park(self) -> None:
        office, me = self._desk()
        visits.park(office, ParkReason.COPIES, self.chance.randrange(1, 12), *me)

    def _transfer(self) -> None:
        office, me = self._desk()
        service, placing = self.chance.choice(SERVICES), self.chance.choice(list(Placing))
        visits.transfer(office, visits.Transfer(service, placing=placing, back=self.chance.random() < 0.3), *me)

    def _cancel(self) -> None:
        office, me = self._desk()
        visits.cancel(office, self._one(*_CALLABLE), self.chance.choice(list(CancelReason)), *me)

    def _check(self) -> None:
        office, me = self._desk()
        visits.check_priority(office, *me, confirmed=self.chance.random() < 0.7)

    def _reopen(self) -> None:
        office, me = self._desk()
        undo.reopen(office, *me)

    def _pause(self) -> None:
        office, me = self._desk(is_paused=False)
        breaks.pause(office, PauseReason.BREAK, *me)

    def _resume(self) -> None:
        office, me = self._desk()
        breaks.resume(office, *me)

    # -- what changes ------------------------------------------------------------------------------------------------

    def _move_clock(self) -> None:
        """Set a desk's clock wrong by up to an hour, or right."""
        clock = self._clocks[self.chance.choice(DESKS)]
        clock.error = timedelta(seconds=self.chance.choice((0, 0.25, -3600, -300, 90)))

    def _publish(self) -> None:
        """Publish a version with another name and target of a service, and another limit of waiting."""
        place, minutes = self.chance.randrange(10), self.chance.randrange(2, 30)

        def edit(document: Document) -> Document:
            services, wait = list(document.services), self.chance.choice((None, 3, 10))
            services[place] = replace(
                services[place],
                name=LocalText(f"Việc {minutes}"),
                target_minutes=minutes,
                wait_minutes=wait,
            )
            limits = replace(document.limits, wait_minutes=5 if wait is None else 15)
            return replace(document, services=tuple(services), limits=limits)

        change(self.office, edit)
