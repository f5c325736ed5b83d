"""Find the visits of a number on a day, and tell each of them step by step: for a complaint at the counter."""

import re
from datetime import date

from sqlalchemy import Connection, bindparam, select

from kiosk.branch.measures import names_in
from kiosk.branch.office import Office
from kiosk.domain.history.visit_story import StoryNames, VisitStory, visit_stories
from kiosk.domain.language.text import CounterError
from kiosk.store.journal import to_us
from kiosk.store.summaries import records_of
from kiosk.store.tables import ticket

#: A number as people say and type it: with or without its letter, zeros and spaces.
_NUMBER = re.compile(r"([A-Z]?)0*([0-9]{1,6})")
_FIND = select(ticket.c.id, ticket.c.series).where(
    ticket.c.branch_id == bindparam("branch"),
    ticket.c.business_date == bindparam("day"),
    ticket.c.number == bindparam("n"),
)


def stories_of(office: Office, day: date, number: str) -> tuple[VisitStory, ...]:
    """Return the story of each visit with a number on a business date, the earliest first; nothing when there is none.

    A number without its letter finds that number of each series.

    Raises:
        CounterError: ``visit_story.no_number`` for a text that is no number.
    """
    parts = _NUMBER.fullmatch("".join(number.upper().split()))
    if parts is None:
        raise CounterError("visit_story.no_number", text=number.strip())
    names = names_in(office, day, day)
    known = StoryNames(names.services, names.clerks, office.setup().branch.local)
    with office.store.read() as connection:
        mine = set(_visits(office, connection, day, *parts.groups()))
        records = records_of(connection, office.branch_id, day) if mine else ()
    told = [one for one in records if one.subject in mine]
    return visit_stories(told, known, to_us(office.clock.now()), records)


def _visits(office: Office, connection: Connection, day: date, series: str, number: str) -> list[str]:
    rows = connection.execute(_FIND, {"branch": office.branch_id, "day": day.isoformat(), "n": int(number)})
    return [row.id for row in rows if series in ("", row.series)]
