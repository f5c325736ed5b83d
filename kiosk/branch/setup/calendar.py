"""Keep the branch's calendar: decisions about single days, which win over public holidays and weekly hours."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, update

from kiosk.branch.office import Office
from kiosk.domain.branch_setup import SpecialDay
from kiosk.domain.calendar.calendar_file import write_hours
from kiosk.domain.journal import Event
from kiosk.store import tables
from kiosk.store.journal import NewRecord, append
from kiosk.store.setup import dump_text


def change_days(office: Office, days: Mapping[date, SpecialDay]) -> int:
    """Put days into the calendar, in the place of those that are there already. Return how many are different now.

    Every window of the branch reads the set-up again, because it has a new version.
    """
    with office.store.write() as connection:
        known = office.setup_in(connection).calendar
        changed = {day: special for day, special in days.items() if known.get(day) != special}
        if changed:
            table = tables.calendar_day
            old = [day.isoformat() for day in changed]
            connection.execute(delete(table).where(table.c.branch_id == office.branch_id, table.c.day.in_(old)))
            write_days(connection, office.branch_id, changed)
            branch = tables.branch
            version = update(branch).where(branch.c.id == office.branch_id)
            connection.execute(version.values(setup_version=branch.c.setup_version + 1))
            body = {day.isoformat(): [write_hours(one), one.source] for day, one in sorted(changed.items())}
            append(connection, office.clock, NewRecord(Event.CALENDAR_CHANGED, "calendar", {"days": body}))
    return len(changed)


def write_days(connection: Connection, branch_id: int, days: Mapping[date, SpecialDay]) -> None:
    """Write days that are not in the calendar yet."""
    for day, special in sorted(days.items()):
        connection.execute(
            insert(tables.calendar_day).values(
                branch_id=branch_id,
                day=day.isoformat(),
                hours=write_hours(special),
                name=dump_text(special.name),
                source=special.source,
            )
        )
