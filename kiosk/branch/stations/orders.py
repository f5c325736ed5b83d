"""Order the machines of a branch as its manager: lock a kiosk with a text, show a notice, start a program again.

A kiosk obeys when nobody is there. Every order is a record with who gave it; a repeated order changes nothing.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.branch.office import Office
from kiosk.branch.setup.drafts import editor_of
from kiosk.branch.setup.publishing import Author
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import EVERY_STATION, DayNotice
from kiosk.domain.status import ProgramKind
from kiosk.store.journal import NewRecord, append, new_id, to_us
from kiosk.store.tables import (
    SETUP_CHANGED,
    day_notice,
    device_report,
    out_of_service,
    station_presence,
    station_restart,
)

P = ParamSpec("P")
T = TypeVar("T")

#: The most letters that citizens read on a locked kiosk or in a notice.
LONGEST_TEXT = 160


def as_manager(
    office: Office,
    staff_id: int,
    use_case: Callable[Concatenate[Office, Author, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run a use case of a manager for a member of staff who has that role.

    Raises:
        CounterError: ``setup.not_editor``, ``staff.role_expired``, and those of the use case.
    """
    with office.store.read() as connection:
        author = Author(editor_of(office, connection, staff_id).login)
    return use_case(office, author, *args, **kwargs)


def lock(office: Office, author: Author, station: str, text: str = "") -> None:
    """Take a kiosk out of service until somebody brings it back. A visit in progress ends first.

    `text` replaces the usual words on its screen. A kiosk that is out already gets the new text.

    Raises:
        CounterError: ``station.unknown``, ``station.text_too_long``.
    """
    text = _checked(text)
    with office.store.write() as connection:
        _refuse_unknown(connection, station)
        known = office.setup_in(connection).stations.out
        if known.get(station) == text:
            return
        connection.execute(delete(out_of_service).where(out_of_service.c.station == station))
        values = {"station": station, "since_us": to_us(office.clock.now()), "text": text}
        connection.execute(insert(out_of_service).values(values))
        _note(office, connection, Event.STATION_TAKEN_OUT, station, author, text=text)


def unlock(office: Office, author: Author, station: str) -> None:
    """Let a kiosk give numbers again, whoever took it out of service. Calling it twice changes nothing."""
    with office.store.write() as connection:
        _refuse_unknown(connection, station)
        if connection.execute(delete(out_of_service).where(out_of_service.c.station == station)).rowcount:
            _note(office, connection, Event.STATION_BROUGHT_BACK, station, author)


def put_notice(office: Office, author: Author, text: str, station: str = EVERY_STATION) -> DayNotice:
    """Show a sentence today, at one kiosk or on every kiosk and board; return it. The same sentence stands once.

    Raises:
        CounterError: ``station.unknown``, ``station.no_text``, ``station.text_too_long``.
    """
    text = _checked(text)
    if not text:
        raise CounterError("station.no_text")
    with office.store.write() as connection:
        if station != EVERY_STATION:
            _refuse_unknown(connection, station)
        for known in office.setup_in(connection).stations.notices:
            if (known.station, known.text) == (station, text):
                return known
        now = office.clock.now()
        made = DayNotice(new_id(now), station, text, now)
        values = {"id": made.id, "station": station, "text": text, "since_us": to_us(made.since)}
        connection.execute(insert(day_notice).values(values))
        _note(office, connection, Event.NOTICE_PUT_UP, station, author, text=text)
        return made


def take_notice_down(office: Office, author: Author, notice_id: str) -> None:
    """Remove a notice before the day ends. Calling it twice changes nothing."""
    with office.store.write() as connection:
        for known in office.setup_in(connection).stations.notices:
            if known.id == notice_id:
                _remove(office, connection, author, known)


def take_notices_down(office: Office, author: Author, station: str) -> None:
    """Remove every notice that was put up at a station, or with `EVERY_STATION` everywhere at once."""
    with office.store.write() as connection:
        for known in office.setup_in(connection).stations.notices:
            if known.station == station:
                _remove(office, connection, author, known)


def restart(office: Office, author: Author, station: str) -> None:
    """Have the program of a kiosk started again, as soon as nobody is there.

    Raises:
        CounterError: ``station.unknown``.
    """
    mine = station_restart.c.station == station
    with office.store.write() as connection:
        _refuse_unknown(connection, station)
        again = update(station_restart).where(mine).values(count=station_restart.c.count + 1)
        if not connection.execute(again).rowcount:
            connection.execute(insert(station_restart).values(station=station, count=1))
        _note(office, connection, Event.STATION_RESTARTED, station, author)


def _remove(office: Office, connection: Connection, author: Author, notice: DayNotice) -> None:
    connection.execute(delete(day_notice).where(day_notice.c.id == notice.id))
    _note(office, connection, Event.NOTICE_TAKEN_DOWN, notice.station, author, text=notice.text)


def _checked(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST_TEXT:
        raise CounterError("station.text_too_long", count=len(text), most=LONGEST_TEXT)
    return text


def _refuse_unknown(connection: Connection, station: str) -> None:
    """Refuse a station that no kiosk ever worked under: a wrong name would lock nothing, without a word."""
    here = station_presence.c.station == station, station_presence.c.program == ProgramKind.KIOSK.value
    known = (
        select(station_presence.c.token).where(*here),
        select(device_report.c.station).where(device_report.c.station == station),
        select(out_of_service.c.station).where(out_of_service.c.station == station),
    )
    if all(connection.execute(query.limit(1)).first() is None for query in known):
        raise CounterError("station.unknown", station=station)


def _note(office: Office, connection: Connection, kind: Event, station: str, author: Author, **more: str) -> None:
    """Write who ordered what, and wake every window of the branch."""
    connection.execute(SETUP_CHANGED)
    body = {"by": author.who, **{key: value for key, value in more.items() if value}}
    append(connection, office.clock, NewRecord(kind, f"station:{station or '*'}", body))
