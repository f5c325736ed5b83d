"""Destroy what leads to a person when the business date is over, and what nobody needs any more.

A desk does it when it ends a day (`kiosk.branch.day`), `kiosk retention` at any time. Each machine removes its own
files. docs/personal-data.md lists the terms (`kiosk.store.data_classes`).
"""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, func, select

from kiosk.branch.clock_check import day_moment, is_ahead
from kiosk.branch.office import Office
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import AT_COUNTER_STATES
from kiosk.store import day_keys
from kiosk.store.functions import APPOINTMENTS_FORGOTTEN, GROUPS_FORGOTTEN, PERSONS_FORGOTTEN, SLIPS_FORGOTTEN
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import (
    HAS_GROUP,
    HAS_PERSON,
    HAS_SLIP,
    appointment,
    installation,
    journal,
    print_job,
    ticket,
)

_A_DAY = timedelta(days=1)
_log = logging.getLogger(__name__)
#: What is left of dates before `before` (local midnight: `midnight`), and what clears it.
_LEFT = {
    "persons": select(func.count()).where(HAS_PERSON, ticket.c.business_date < bindparam("before")),
    "appointments": select(func.count()).where(HAS_PERSON, appointment.c.day < bindparam("before")),
    "groups": select(func.count()).where(
        HAS_GROUP, ticket.c.business_date < bindparam("before"), ticket.c.state.not_in(sorted(AT_COUNTER_STATES))
    ),
    "slips": select(func.count()).where(HAS_SLIP, print_job.c.created_us < bindparam("midnight")),
}
#: The kind of the last record.
_LAST_KIND = select(journal.c.kind).join_from(
    journal, installation, and_(journal.c.epoch == installation.c.epoch, journal.c.seq == installation.c.seq)
)


def keep_day_keys(office: Office) -> None:
    """Share the keys of dates with the other machines, and destroy the files of this machine that are over.

    Every program that reads cards calls this now and then, and a desk.
    """
    today = _present_date(office)
    if today is not None:
        day_keys.share(office.store, office.keys, today)
        _destroy_files(office, today)


def enforce_terms_now(office: Office) -> Mapping[str, int]:
    """Do the same as `enforce_terms` for the dates before today.

    Raises:
        CounterError: ``day.clock_ahead`` with the date that the clock shows.
    """
    today = _present_date(office)
    if today is None:
        raise CounterError("day.clock_ahead", day=f"{office.today():%d/%m/%Y}")
    return enforce_terms(office, today)


def _present_date(office: Office) -> date | None:
    """Return the business date by which days end; None while the clock is in doubt."""
    with office.store.read() as connection:
        if is_ahead(office, connection):
            return None
        return office.setup_in(connection).branch.business_date(day_moment(office, connection))


def enforce_terms(office: Office, before: date) -> Mapping[str, int]:
    """Destroy the personal data of the dates before `before`. Return how much of each class there was.

    Nothing is written when nothing is left. A citizen who still sits at a counter keeps the priority group, nothing
    else. Safe to call at any time, from any number of machines.
    """
    keys = _destroy_files(office, before)
    with office.store.read() as connection:
        values = _moments(office, connection, before)
        is_any_left = any(_count(connection, values).values())
        has_keys = day_keys.any_over(connection, before)
    rows = _destroy_rows(office, before) if has_keys else 0
    found = {"keys": keys + rows}
    if is_any_left or keys or rows:
        with office.store.write() as connection:
            found |= _count(connection, values)
            for forget in (PERSONS_FORGOTTEN, APPOINTMENTS_FORGOTTEN, GROUPS_FORGOTTEN):
                forget(connection, before=values["before"])
            SLIPS_FORGOTTEN(connection, before=values["midnight"])
            body = {"through": (before - _A_DAY).isoformat(), "station": office.station, **found}
            append(connection, office.clock, NewRecord(Event.RETENTION_DONE, "retention", body))
        office.store.empty_log()
    return found


def _count(connection: Connection, values: dict[str, object]) -> dict[str, int]:
    return {name: connection.execute(query, values).scalar_one() for name, query in _LEFT.items()}


def _moments(office: Office, connection: Connection, before: date) -> dict[str, object]:
    zone = office.setup_in(connection).branch.timezone
    midnight = datetime.combine(before, datetime.min.time(), zone)
    return {"before": before.isoformat(), "midnight": to_us(midnight)}


def _destroy_files(office: Office, before: date) -> int:
    try:
        return day_keys.destroy_files(office.keys, before) + _destroy_first_release(office)
    except OSError:
        _log.exception("a key of a date that is over cannot be removed")
        return 0


def _destroy_first_release(office: Office) -> int:
    """Destroy the key of release 0.1.0 as soon as there is no way back from the upgrade."""
    if not day_keys.has_first_release(office.keys):
        return 0
    with office.store.read() as connection:
        may_go_back = connection.execute(_LAST_KIND).scalar() == Event.DATABASE_UPGRADED
    return 0 if may_go_back else day_keys.destroy_first_release(office.keys)


def _destroy_rows(office: Office, before: date) -> int:
    """Remove keys from the shared table. While a copy of the database is taken, the table cannot be emptied."""
    try:
        with office.store.write(journal=False) as connection:
            return day_keys.destroy_rows(connection, before)
    except CounterError as problem:
        _log.warning("keys of dates that are over stay in the database until the next look: %s", problem.message.key)
        return 0
