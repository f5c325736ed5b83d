"""Find programs that share a station's name.

Two kiosks of one name would print each other's slips, two desks share one wait after wrong PINs. A kiosk and a desk on
one machine are as it should be, so each kind counts for itself.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select

from kiosk.branch.office import Office
from kiosk.branch.stations.device_status import remember_change
from kiosk.store.journal import to_us
from kiosk.store.tables import station_presence

#: Seconds that a program counts as present after it last said so; it says so three times as often.
PRESENT_SECONDS = 90
SPAN_US = PRESENT_SECONDS * 1_000_000
#: The status under which a lost program is kept.
LOST = "lost"

#: Seconds between two looks of a program; looks after which another one cannot be a crashed one any more.
LOOK_SECONDS = PRESENT_SECONDS / 3
_CRASHED_LOOKS = 4


@dataclass
class NameWatch:
    """Watch the name for one program run; `token` is its own, random, and `version` the program's."""

    token: str
    version: str = ""
    _shared: int = 0

    def look(self, office: Office) -> bool:
        """Report this program; return True once, when another machine certainly works under the same name."""
        self._shared = self._shared + 1 if say_present(office, self.token, self.version) else 0
        return self._shared == _CRASHED_LOOKS


def say_present(office: Office, token: str, version: str = "") -> int:
    """Report that `token` works as this station, and count the others of its kind. A crashed one counts for a while.

    A presence that ran out tells that the program was lost: it crashed, or the power, the network or the database
    failed. That is kept, as the moment at which it is heard again.
    """
    table, now = station_presence, to_us(office.clock.now())
    began = select(table.c.since_us).where(table.c.token == token)
    # One that reaches further ahead than any can was written before the clock went back.
    over = or_(table.c.until_us <= now, table.c.until_us > now + SPAN_US, table.c.token == token)
    with office.store.write(journal=False) as connection:
        since = connection.execute(began).scalar_one_or_none()
        if connection.execute(select(table.c.token).where(*_same(office), table.c.until_us <= now).limit(1)).first():
            remember_change(connection, office.station, office.program.value, LOST, now)
        connection.execute(delete(table).where(*_same(office), over))
        who = {"token": token, "station": office.station, "program": office.program.value, "version": version}
        times = {"since_us": now if since is None else since, "until_us": now + SPAN_US}
        connection.execute(insert(table).values({**who, **times}))
        return _present(office, connection) - 1


def say_gone(office: Office, token: str) -> None:
    """Report that the program ends."""
    with office.store.write(journal=False) as connection:
        connection.execute(delete(station_presence).where(station_presence.c.token == token))


def present(office: Office) -> int:
    """Count the programs of this kind that work as this station now."""
    with office.store.read() as connection:
        return _present(office, connection)


def present_anywhere(connection: Connection, now_us: int) -> list[str]:
    """Return the stations where programs run now, each with its kind of program: ``desk-1 (desk)``."""
    table = station_presence
    rows = connection.execute(select(table.c.station, table.c.program).where(is_live(now_us)).order_by(table.c.station))
    return [f"{row.station} ({row.program})" for row in rows]


def is_live(now_us: int) -> ColumnElement[bool]:
    """Return the condition that a program runs now. A moment further ahead than any reaches came from a fast clock."""
    until = station_presence.c.until_us
    return and_(until > now_us, until <= now_us + SPAN_US)


def _same(office: Office) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return station_presence.c.station == office.station, station_presence.c.program == office.program.value


def _present(office: Office, connection: Connection) -> int:
    live = (*_same(office), is_live(to_us(office.clock.now())))
    return int(connection.execute(select(func.count()).select_from(station_presence).where(*live)).scalar_one())
