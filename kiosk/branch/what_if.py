"""Read a recorded day so that a change can be tried on it. Nothing is written, and nothing in it names a citizen."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from kiosk.branch.measures import day_tallies
from kiosk.branch.office import Office
from kiosk.domain.branch_setup import Setup
from kiosk.domain.calendar.hours import spans_on
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.tally import Length, RulesInForce
from kiosk.domain.queue.clerk_times import with_clerk_times
from kiosk.domain.queue.day_replay import is_rare
from kiosk.domain.queue.recorded_day import RecordedDay, counter_spans, recorded_visits
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.document import Document
from kiosk.store import summaries
from kiosk.store.journal import to_us
from kiosk.store.setup import document_of, published_versions
from kiosk.store.tables import journal, ticket

_A_DAY, _OTHER_DAYS = timedelta(days=1), timedelta(days=30)
#: The recorded days that are offered to choose from.
_DAYS_BACK = timedelta(days=92)
_ABOUT_COUNTERS = tuple(
    kind.value
    for kind in (
        Event.COUNTER_OPENED,
        Event.COUNTER_CLOSED,
        Event.COUNTER_PAUSED,
        Event.COUNTER_RESUMED,
        Event.COUNTER_SERVICE_TODAY,
    )
)
_COUNTERS = (
    select(journal.c.kind, journal.c.subject, journal.c.at_us, journal.c.body)
    .where(
        journal.c.subject.in_(bindparam("subjects", expanding=True)),
        journal.c.kind.in_(_ABOUT_COUNTERS),
        journal.c.at_us >= bindparam("begin"),
        journal.c.at_us < bindparam("end"),
    )
    .order_by(journal.c.epoch, journal.c.seq)
)
_APPOINTED = select(ticket.c.id, ticket.c.appointed_us).where(
    ticket.c.branch_id == bindparam("branch"),
    ticket.c.business_date == bindparam("day"),
    ticket.c.appointed_us.is_not(None),
)


def days_to_replay(office: Office) -> tuple[date, ...]:
    """Return the days of the last three months that are over and on which numbers were issued, the newest first."""
    today = office.today()
    with office.store.read() as connection:
        found = summaries.days_with_numbers(connection, office.branch_id, today - _DAYS_BACK, today - _A_DAY)
    return tuple(reversed(found))


def recorded_day(office: Office, day: date) -> RecordedDay:
    """Return a recorded day.

    Raises:
        CounterError: ``what_if.not_over``: today, or a day to come; ``what_if.no_data``: nobody came that day.
    """
    if day >= office.today():
        raise CounterError("what_if.not_over", day=day)
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        document = _document_on(office, connection, day)
        records = summaries.records_of(connection, office.branch_id, day)
        about_counters = _about_counters(connection, setup, day)
        asked = {"branch": office.branch_id, "day": day.isoformat()}
        appointed = {row.id: row.appointed_us for row in connection.execute(_APPOINTED, asked)}
    if not records:
        raise CounterError("what_if.no_data", day=day)
    ids = {one.code: one.id for one in setup.services.values()}
    then = setup_from(document, office.branch_id, ids, {one.number: one.id for one in setup.counters.values()})
    services_of = {one.number: one.services for one in then.offered_counters}
    zone = then.branch.timezone
    visits = recorded_visits(records, ids, appointed, zone)
    recorded = with_clerk_times(
        RecordedDay(
            day=day,
            zone=zone,
            policy=then.policy,
            visits=visits,
            counters=counter_spans(about_counters, services_of, ids, max(one.end_us for one in visits)),
            services_of=services_of,
            targets={ids[code]: seconds for code, seconds in RulesInForce.of(0, document).wait_targets.items()},
            opening=spans_on(then, day),
            names={one.id: one.name for one in setup.services.values()},
        )
    )
    return recorded.with_usual(_usual(office, recorded, ids, setup))


def _document_on(office: Office, connection: Connection, day: date) -> Document:
    """Return the set-up that was in force when a day ended, or the first one."""
    versions = published_versions(connection, office.branch_id)
    end_us = _end_us(office.setup_in(connection), day)
    version = next((one for one in versions if to_us(one.at) < end_us), versions[-1])
    return document_of(connection, office.branch_id, version.version)


def _about_counters(connection: Connection, setup: Setup, day: date) -> Sequence[Any]:
    subjects = [f"counter:{one.number}" for one in setup.counters.values()]
    begin, end = _end_us(setup, day - _A_DAY), _end_us(setup, day)
    return connection.execute(_COUNTERS, {"subjects": subjects, "begin": begin, "end": end}).all()


def _end_us(setup: Setup, day: date) -> int:
    """Return local midnight at the end of a day."""
    return to_us(datetime.combine(day + _A_DAY, time(), setup.branch.timezone))


def _usual(office: Office, recorded: RecordedDay, ids: Mapping[str, int], setup: Setup) -> dict[int, list[int]]:
    """Return the service times of the month before, by service, for services that were rare on the day.

    A service that nobody had then takes its planned time.
    """
    rare = {one for one in recorded.services if is_rare(recorded, one)}
    found: dict[int, list[int]] = {one: [] for one in rare}
    tallies = day_tallies(office, recorded.day - _OTHER_DAYS, recorded.day - _A_DAY) if rare else []
    for day in tallies:
        for cell, tally in day.cells.items():
            if ids.get(cell.service) in rare:
                found[ids[cell.service]] += tally.lengths(Length.SERVICE)
    return {one: seconds or [60 * setup.services[one].target_minutes] for one, seconds in found.items()}
