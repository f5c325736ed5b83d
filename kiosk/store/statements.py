"""Find the business dates that need a closing statement or a correction, and the records of their visits.

The journal itself says which days are closed: the subject of a statement is ``day:`` and the date. Days are closed in
their order. So only days after the newest closed one can lack a statement, and days with records after it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from kiosk.domain.journal import Event, JournalRecord
from kiosk.domain.measures.intervals import COUNTED
from kiosk.store.journal import read_subject
from kiosk.store.summaries import JournalPlace
from kiosk.store.tables import journal, number_counter, ticket

_SUBJECT = "day:"
_NEWEST_CLOSED = (
    select(number_counter.c.business_date)
    .where(
        number_counter.c.branch_id == bindparam("branch"),
        select(journal.c.seq).where(journal.c.subject == _SUBJECT + number_counter.c.business_date).exists(),
    )
    .order_by(number_counter.c.business_date.desc())
    .limit(1)
)
_LATER = or_(
    and_(journal.c.epoch == bindparam("epoch"), journal.c.seq > bindparam("seq")), journal.c.epoch > bindparam("epoch")
)
_STATED_LATER = (
    select(journal.c.subject, journal.c.seq)
    .where(_LATER, journal.c.kind.in_((Event.DAY_CLOSED.value, Event.DAY_CORRECTED.value)))
    .order_by(journal.c.epoch, journal.c.seq)
)
_COUNTED_LATER = select(journal.c.subject).where(_LATER, journal.c.kind.in_(sorted(COUNTED)))
#: Of any branch in this database: with a condition on the branch SQLite would read all of its tickets.
_CHANGED = select(ticket.c.business_date).distinct().where(ticket.c.id.in_(_COUNTED_LATER))
_RECORDS = (
    select(journal)
    .select_from(ticket.join(journal, journal.c.subject == ticket.c.id))
    .where(ticket.c.branch_id == bindparam("branch"), ticket.c.business_date == bindparam("day"))
    .order_by(journal.c.epoch, journal.c.seq)
)


def day_subject(day: date) -> str:
    """Return the subject of the records about a business date."""
    return f"{_SUBJECT}{day.isoformat()}"


def statements_of(connection: Connection, day: date) -> list[JournalRecord]:
    """Return the closing statement of a business date and its corrections, the oldest first."""
    return read_subject(connection, day_subject(day))


def statements_after(connection: Connection, since: JournalPlace) -> list[JournalRecord]:
    """Return the closing statements and corrections of all days after a place in the journal, the oldest first."""
    rows = connection.execute(_STATED_LATER, since._asdict()).all()
    return [one for subject, seq in rows for one in read_subject(connection, subject) if one.seq == seq]


def newest_closed(connection: Connection, branch_id: int) -> tuple[date, JournalPlace] | None:
    """Return the newest closed business date, and the place of its newest statement or correction."""
    found = connection.execute(_NEWEST_CLOSED, {"branch": branch_id}).scalar_one_or_none()
    if found is None:
        return None
    day = date.fromisoformat(found)
    newest = statements_of(connection, day)[-1]
    return day, JournalPlace(newest.epoch, newest.seq)


def counted_days(connection: Connection, since: JournalPlace) -> set[date]:
    """Return the business dates of visits with records after a place that can change a figure."""
    return {date.fromisoformat(day) for day in connection.execute(_CHANGED, since._asdict()).scalars()}


def visit_records(connection: Connection, branch_id: int, day: date) -> Sequence[Any]:
    """Return the records about the visits of a business date, the oldest first, as a statement needs them."""
    return connection.execute(_RECORDS, {"branch": branch_id, "day": day.isoformat()}).all()
