"""Play a past day of the demo: the counters, and beside them sign-ins, slips, ratings, appointments and faults."""

from datetime import timedelta
from random import Random

from kiosk.branch import ratings
from kiosk.branch.appointments import CheckIn, check_in
from kiosk.branch.day import end_days
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.reception import AlreadyHolds, Issued, TicketRequest
from kiosk.branch.serving import breaks
from kiosk.branch.setup.appointment_import import import_appointments
from kiosk.branch.staff import sign_in, staff_list
from kiosk.branch.stations import staff_exit
from kiosk.clock import ManualClock
from kiosk.demo.history.branch_day import BranchDay, Desk, PlayedVisit
from kiosk.demo.history.past_plan import BookedTime, PastPlan
from kiosk.demo.history.plan import Citizen
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.rating import Level, Rating, RatingReason, contents_on
from kiosk.domain.queue.appointment_file import FileLine
from kiosk.domain.status import PrinterStatus, PrintJobState

#: The share of the served citizens who rate, and how unsatisfied they are after a short and after a long wait.
_RATE, _UNHAPPY, _UNHAPPY_LATE = 0.55, 0.03, 0.3
_LONG_WAIT = timedelta(minutes=25)
#: The weights of the levels of those who are content, the best first, and of the two levels of the others.
_CONTENT, _DISCONTENT = (46, 44, 10), (80, 20)
#: The shares of slips that do not come out, and of those of which nobody knows.
_NO_SLIP, _PERHAPS = 0.008, 0.003
#: The share of sign-ins with a wrong PIN first.
_WRONG_PIN = 0.03
#: The share of the days on which a kiosk is out of service for a while, and of the visits with a call for help.
_OUT_OF_SERVICE, _HELP = 0.12, 0.004
#: How much quicker a clerk is for each further person who waits.
_HURRY = 0.2
_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class PastDay(BranchDay):
    """Play a past day. `pin` is the PIN of all staff."""

    def __init__(self, office: Office, clock: ManualClock, plan: PastPlan, pin: str) -> None:
        super().__init__(office, clock, plan.day)
        self._past, self._pin = plan, pin
        self._chance = Random(f"faults of {plan.day.name}")
        self._logins = {one.id: one.login for one in staff_list(office)}
        self._leads = [one for one in staff_list(office) if one.role in breaks.LEADS]
        self._spools = {kiosk: Ledger(self.office(kiosk)) for kiosk in plan.day.kiosks}
        self._closed_until = plan.day.opens

    def run(self) -> None:
        """Play the day, from the import of its appointments to its end at midnight."""
        opens, closes = self.plan.opens, self.plan.closes
        self.at(opens - 25 * _MINUTE, self._import)
        if self._leads and self._chance.random() < _OUT_OF_SERVICE:
            self.at(opens + (closes - opens) * self._chance.random(), self._take_out)
        midnight = self.plan.setup.branch.local(closes).replace(hour=0, minute=0, second=0) + timedelta(days=1)
        super().run()
        self.clock.advance(midnight + 30 * _SECOND - self.clock.moment)
        end_days(self.office(next(iter(self.desks.values())).station))

    # -- what a past day adds ----------------------------------------------------------------------------------------

    def take_number(self, citizen: Citizen) -> None:
        """Let a citizen wait while the kiosk is out of service, and take a number then."""
        now = self.clock.now()
        if now < self._closed_until:
            self.at(self._closed_until + citizen.chance.uniform(5, 90) * _SECOND, self.take_number, citizen)
        else:
            super().take_number(citizen)

    def ask_for_number(self, citizen: Citizen, wish: TicketRequest) -> Issued | AlreadyHolds:
        """Ask at a kiosk for a number, or check in for the appointment."""
        if not citizen.appointment:
            return super().ask_for_number(citizen, wish)
        here = CheckIn(request_id=wish.request_id, code=citizen.appointment, language=wish.language)
        return check_in(self.office(self.kiosk_of(citizen)), here)

    def note_issued(self, visit: PlayedVisit) -> None:
        """Print the slip."""
        self.at(self.clock.now() + 4 * _SECOND, self._print, self.kiosk_of(visit.citizen))

    def note_opening(self, desk: Desk) -> None:
        """Sign the clerk in. A wrong PIN is followed by the right one."""
        office, login = self.office(desk.station), self._logins[desk.clerk]
        if desk.chance.random() < _WRONG_PIN:
            try:
                sign_in(office, login, f"{self._pin}0")
            except CounterError:
                self.clock.advance(9 * _SECOND)
        sign_in(office, login, self._pin)

    def pace_of(self, desk: Desk) -> float:
        """Let a clerk be quicker while people wait."""
        waiting = sum(one.called is None and self.serves(desk, one.service_id) for one in self.visits.values())
        return 1 / (1 + _HURRY * max(0, waiting - 1))

    def note_started(self, desk: Desk) -> None:
        """Let some clerks call for help, and a lead come."""
        if self._leads and desk.chance.random() < _HELP:
            breaks.call_for_help(self.office(desk.station), *desk.me)
            self.at(self.clock.now() + desk.chance.uniform(20, 240) * _SECOND, self._end_help, desk)

    def note_finished(self, visit: PlayedVisit) -> None:
        """Let some citizens rate their visit."""
        if visit.citizen.chance.random() < _RATE:
            self.at(self.clock.now() + visit.citizen.chance.uniform(8, 100) * _SECOND, self._rate, visit)

    # -- the acts ----------------------------------------------------------------------------------------------------

    def _import(self) -> None:
        if self._past.booked:
            office = self.office(self.plan.kiosks[0])
            lines = [FileLine(n, self._cells(one)) for n, one in enumerate(self._past.booked, start=1)]
            import_appointments(office, lines)

    def _cells(self, booked: BookedTime) -> dict[str, str]:
        return {
            "code": booked.code,
            "service": self.plan.setup.services[booked.service_id].code,
            "date": booked.begins.date().isoformat(),
            "from": f"{booked.begins:%H:%M}",
            "until": f"{booked.ends:%H:%M}",
            "state": "cancelled" if booked.is_cancelled else "booked",
        }

    def _print(self, kiosk: str) -> None:
        spool = self._spools[kiosk]
        job = spool.claim()
        if job is None:
            return
        luck = self._chance.random()
        if luck < _NO_SLIP:
            spool.settle(job.id, PrintJobState.FAILED, PrinterStatus.PAPER_OUT.value)
        elif luck < _NO_SLIP + _PERHAPS:
            spool.settle(job.id, PrintJobState.UNKNOWN, PrinterStatus.NO_ANSWER.value)
        else:
            spool.settle(job.id, PrintJobState.PRINTED, PrinterStatus.READY.value)

    def _rate(self, visit: PlayedVisit) -> None:
        office = self.office(self.kiosk_of(visit.citizen))
        ratings.rate(office, self.request_id("rating"), visit.ticket_id, self._verdict(visit))

    def _verdict(self, visit: PlayedVisit) -> Rating:
        chance, rules = visit.citizen.chance, self.plan.setup.rating
        waited_long = (visit.called or visit.issued) - visit.issued > _LONG_WAIT
        levels = [one for one in rules.scale if one.is_low]
        if chance.random() < (_UNHAPPY_LATE if waited_long else _UNHAPPY):
            level = chance.choices(levels, _DISCONTENT[: len(levels)])[0]
        else:
            content = [one for one in rules.scale if not one.is_low]
            level = chance.choices(content, _CONTENT[: len(content)])[0]
        if rules.contents:
            letters = contents_on(self._past.date).letters
            return Rating(level, contents=tuple(one for one in letters if chance.random() < 0.4))
        return Rating(level, self._reasons(chance, level, waited_long=waited_long))

    def _reasons(self, chance: Random, level: Level, *, waited_long: bool) -> tuple[str, ...]:
        if not level.is_low:
            return ()
        known = [one.code for one in self.plan.setup.reasons] or [str(one) for one in RatingReason]
        likely = {chance.choice(known)} if not waited_long or chance.random() < 0.25 else set()
        if waited_long and RatingReason.WAITED_LONG in known:
            likely.add(str(RatingReason.WAITED_LONG))
        return tuple(one for one in known if one in likely)

    def _end_help(self, desk: Desk) -> None:
        breaks.end_help_of(self.office(desk.station), desk.counter, self._leads[0].id)

    def _take_out(self) -> None:
        office, lead = self.office(self.plan.kiosks[0]), self._chance.choice(self._leads)
        staff_exit.take_out(office, lead.id)
        self._closed_until = self.clock.now() + self._chance.uniform(4, 15) * _MINUTE
        self.at(self._closed_until, self._bring_back, lead.id)

    def _bring_back(self, lead: int) -> None:
        staff_exit.bring_back(self.office(self.plan.kiosks[0]), lead)
