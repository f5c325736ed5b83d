"""Import a file of appointments. Every line is checked before one is written; the same file again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from kiosk.branch.office import Office
from kiosk.branch.reception import person_key
from kiosk.domain.branch_setup import Setup
from kiosk.domain.calendar.hours import hours_at
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText, Message
from kiosk.domain.queue.appointment import Appointment, AppointmentState
from kiosk.domain.queue.appointment_file import Booking, FileLine, read_booking
from kiosk.store import appointments
from kiosk.store.journal import NewRecord, append

_KINDS = {
    "added": Event.APPOINTMENT_IMPORTED,
    "changed": Event.APPOINTMENT_CHANGED,
    "cancelled": Event.APPOINTMENT_CANCELLED,
}


@dataclass(frozen=True, slots=True)
class BadLine:
    """Name a line that was not taken, and why."""

    number: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Report:
    """Count what became of a file.

    Attributes:
        kept: the person has checked in already, so the line changed nothing.
        is_written: False when nothing of the file was taken, because of the `bad` lines.
    """

    added: int = 0
    changed: int = 0
    cancelled: int = 0
    unchanged: int = 0
    kept: int = 0
    bad: tuple[BadLine, ...] = ()
    is_written: bool = True


@dataclass
class _Plan:
    """Collect what is to be written, by what it is; a code once."""

    new: dict[str, Appointment] = field(default_factory=dict)
    what: dict[str, str] = field(default_factory=dict)
    bad: list[BadLine] = field(default_factory=list)

    def count(self, what: str) -> int:
        return list(self.what.values()).count(what)


def import_appointments(office: Office, lines: Sequence[FileLine], *, skip_bad: bool = False) -> Report:
    """Write the appointments of a file in one transaction: all of them, or none where a line is bad.

    With `skip_bad` the good ones are written anyway. Lines without a change do nothing.
    """
    with office.store.write() as connection:
        setup, now = office.setup_in(connection), office.clock.now()
        plan = _Plan()
        for line in lines:
            try:
                _plan_line(office, connection, setup, now, plan, line)
            except CounterError as refusal:
                plan.bad.append(BadLine(line.number, refusal.message))
        is_written = skip_bad or not plan.bad
        if is_written:
            _write(office, connection, setup, plan)
            appointments.forget_persons(connection, office.branch_id, setup.branch.business_date(now))
    counts = {what: plan.count(what) for what in ("added", "changed", "cancelled", "unchanged", "kept")}
    return Report(**counts, bad=tuple(plan.bad), is_written=is_written)


def _plan_line(
    office: Office, connection: Connection, setup: Setup, now: datetime, plan: _Plan, line: FileLine
) -> None:
    booking = read_booking(line)
    if booking.code in plan.what:
        raise CounterError("appointments.line.twice", code=booking.code)
    today = setup.branch.business_date(now)
    wanted = _appointment(office, setup, booking, today)
    known = appointments.find(connection, office.branch_id, booking.code)
    what = _difference(known, wanted, today)
    if what in ("added", "changed") and wanted.state is AppointmentState.BOOKED:
        _refuse_unless_possible(setup, wanted, now)
    plan.what[booking.code] = what
    if what in _KINDS:
        plan.new[booking.code] = wanted


def _appointment(office: Office, setup: Setup, booking: Booking, today: date) -> Appointment:
    zone = setup.branch.timezone
    begins, ends = (
        datetime.combine(booking.day, clock, zone).astimezone(UTC) for clock in (booking.begins, booking.ends)
    )
    is_elsewhere = booking.branch not in ("", setup.branch.code)
    service = next((one.id for one in setup.offered_services if one.code == booking.service), None)
    if service is None and not is_elsewhere:
        raise CounterError("appointments.line.service", service=booking.service[:40])
    # Nobody has to be known by their card then, and a day that is over has no key.
    is_over = booking.is_cancelled or is_elsewhere or booking.day < today
    return Appointment(
        code=booking.code,
        service_id=None if is_elsewhere else service,
        day=booking.day,
        begins=begins,
        ends=ends,
        state=AppointmentState.CANCELLED if booking.is_cancelled else AppointmentState.BOOKED,
        elsewhere=LocalText(booking.place or booking.branch) if is_elsewhere else None,
        person=person_key(office, booking.number, booking.day) if booking.number and not is_over else None,
    )


def _difference(known: Appointment | None, wanted: Appointment, today: date) -> str:
    """Return what the line changes. Persons of a day that is over are forgotten: that is no difference."""
    if known is None:
        return "added"
    if known.state is AppointmentState.CHECKED_IN:
        as_booked = replace(known, state=AppointmentState.BOOKED, ticket_id=None)
        return "unchanged" if replace(wanted, person=None) == as_booked else "kept"
    if wanted == known or (wanted.day < today and wanted == replace(known, person=None)):
        return "unchanged"
    return "cancelled" if wanted.state is AppointmentState.CANCELLED else "changed"


def _refuse_unless_possible(setup: Setup, wanted: Appointment, now: datetime) -> None:
    """Refuse an appointment in the past or outside opening hours."""
    local = setup.branch.local(wanted.begins)
    if wanted.ends < now:
        raise CounterError("appointments.line.past", begins=local)
    if wanted.elsewhere is None and not hours_at(setup, wanted.begins).is_open:
        raise CounterError("appointments.line.closed", begins=local)


def _write(office: Office, connection: Connection, setup: Setup, plan: _Plan) -> None:
    records = []
    for code, wanted in plan.new.items():
        what = plan.what[code]
        write = appointments.add if what == "added" else appointments.put
        write(connection, office.branch_id, wanted)
        records.append(_record(setup, _KINDS[what], wanted))
    if records:
        append(connection, office.clock, *records)


def _record(setup: Setup, kind: Event, wanted: Appointment) -> NewRecord:
    """Return the record of one appointment: when, for what, and whether a card will be known; not whose."""
    local = setup.branch.local
    body = {
        "branch": setup.branch.code,
        "appointment": wanted.code,
        "service": None if wanted.service_id is None else setup.services[wanted.service_id].code,
        "date": wanted.day.isoformat(),
        "from": f"{local(wanted.begins):%H:%M}",
        "until": f"{local(wanted.ends):%H:%M}",
        "state": wanted.state.value,
        "card": wanted.person is not None,
        "elsewhere": wanted.elsewhere is not None,
    }
    return NewRecord(kind, f"appointment:{wanted.code}", body)
