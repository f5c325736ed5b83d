"""Find programs that share a station's name.

Two kiosks of one name would print each other's slips, two desks share one wait after wrong PINs. A kiosk and a desk on
one machine are as it should be, so each kind counts for itself.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select

from kiosk.branch.office import Office
from kiosk.store.journal import to_us
from kiosk.store.tables import station_presence

#: Seconds that a program counts as present after it last said so; it says so three times as often.
PRESENT_SECONDS = 90
_SPAN_US = PRESENT_SECONDS * 1_000_000


#: Seconds between two looks of a program; looks after which another one cannot be a crashed one any more.
LOOK_SECONDS = PRESENT_SECONDS / 3
_CRASHED_LOOKS = 4


@dataclass
class NameWatch:
    """Watch the name for one program run; `token` is its own, random."""

    token: str
    _shared: int = 0

    def look(self, office: Office) -> bool:
        """Report this program; return True once, when another machine certainly works under the same name."""
        self._shared = self._shared + 1 if say_present(office, self.token) else 0
        return self._shared == _CRASHED_LOOKS


def say_present(office: Office, token: str) -> int:
    """Report that `token` works as this station, and count the others of its kind. A crashed one counts for a while."""
    table, now = station_presence, to_us(office.clock.now())
    # One that reaches further ahead than any can was written before the clock went back.
    over = or_(table.c.until_us <= now, table.c.until_us > now + _SPAN_US, table.c.token == token)
    with office.store.write() as connection:
        connection.execute(delete(table).where(*_same(office), over))
        row = {"token": token, "station": office.station, "program": office.program.value}
        connection.execute(insert(table).values({**row, "until_us": now + _SPAN_US}))
        return _present(office, connection) - 1


def say_gone(office: Office, token: str) -> None:
    """Report that the program ends."""
    with office.store.write() as connection:
        connection.execute(delete(station_presence).where(station_presence.c.token == token))


def present(office: Office) -> int:
    """Count the programs of this kind that work as this station now."""
    with office.store.read() as connection:
        return _present(office, connection)


def present_anywhere(connection: Connection, now_us: int) -> list[str]:
    """Return the stations where programs run now, each with its kind of program: ``desk-1 (desk)``."""
    table = station_presence
    live = (table.c.until_us > now_us, table.c.until_us <= now_us + _SPAN_US)
    rows = connection.execute(select(table.c.station, table.c.program).where(*live).order_by(table.c.station))
    return [f"{row.station} ({row.program})" for row in rows]


def _same(office: Office) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return station_presence.c.station == office.station, station_presence.c.program == office.program.value


def _present(office: Office, connection: Connection) -> int:
    table, now = station_presence, to_us(office.clock.now())
    live = (*_same(office), table.c.until_us > now, table.c.until_us <= now + _SPAN_US)
    return int(connection.execute(select(func.count()).select_from(table).where(*live)).scalar_one())
