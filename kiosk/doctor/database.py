"""Check the branch's database for `kiosk doctor`: that it takes writes, keeps them, and is reached by a safe line."""

import errno
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from kiosk.branch.office import Office
from kiosk.doctor.findings import Finding, Severity
from kiosk.domain.language.text import CounterError, Message
from kiosk.durable_file import try_room
from kiosk.store.functions import WRITTEN_IN_PLACE
from kiosk.store.roles import is_owner

#: What the transaction of a ticket adds to an SQLite file: up to 18 pages of 4 KiB (measured).
TICKET_BYTES = 18 * 4096
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
#: Settings of a PostgreSQL server without which a power cut can take back what was committed, or damage the database.
DURABLE = ("fsync", "full_page_writes")


def database(office: Office) -> Finding:
    """Check that the database takes a ticket.

    Raises:
        CounterError: ``store.*``.
    """
    place, key = {"place": office.setup().branch.place.vi}, "good"
    try:
        with office.store.write() as connection:
            WRITTEN_IN_PLACE(connection)  # an empty transaction succeeds on a full disk
            warning = None if office.store.is_sqlite else _server_warning(connection)
    except CounterError as problem:
        if problem.message.key != "store.not_allowed":
            raise
        key, warning = "reads_only", None  # the role of a board, which only reads
    if is_owner(office.store):
        return _finding(Severity.WARNING, "owner", place)
    if office.store.is_sqlite:
        _refuse_full_disk(Path(office.store.url.database or "").parent)
    return warning or _finding(Severity.GOOD, key, place)


def is_open_line(host: str, sslmode: str) -> bool:
    """Return whether others on the network can read a line to PostgreSQL, or answer in place of the server.

    Only ``verify-full`` checks who answers. A socket and loopback stay on this machine.
    """
    return not is_this_machine(host) and sslmode != "verify-full"


def is_this_machine(host: str) -> bool:
    """Return whether a host is this machine: a folder of sockets, loopback, or no name at all."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _server_warning(connection: Connection) -> Finding | None:
    """Return what is unsafe about a PostgreSQL server and the line to it."""
    off = [name for name in DURABLE if connection.exec_driver_sql(f"SHOW {name}").scalar_one() != "on"]
    if off:
        return _finding(Severity.WARNING, "not_durable", {"names": ", ".join(off)})
    driver: Any = connection.connection.driver_connection
    host = str(driver.info.host)
    if is_open_line(host, driver.info.get_parameters().get("sslmode", "")):
        return _finding(Severity.WARNING, "open_line", {"host": host})
    return None


def _refuse_full_disk(folder: Path) -> None:
    """Refuse a disk that has no room for one ticket more. SQLite may overwrite its own pages on a full disk."""
    try:
        try_room(folder, TICKET_BYTES)
    except OSError as problem:
        key = "store.disk_full" if problem.errno in _FULL else "store.cannot_open"
        raise CounterError(key) from problem


def _finding(level: Severity, key: str, args: dict[str, str]) -> Finding:
    return Finding("database", level, Message(f"doctor.database.{key}", args))
