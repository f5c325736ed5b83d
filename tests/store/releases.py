"""Store the database of a release, and load it again: ``python -m tests.store.releases``, once for each release.

The stored files are statements in `tests/store/released`, one for SQLite and one for PostgreSQL. They are never written
again after the release: a test upgrades them for as long as the program is maintained.
"""

import sqlite3
import subprocess
import tempfile
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from kiosk.branch import appointments, ratings
from kiosk.branch.appointments import CheckIn
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.serving import breaks, undo, visits
from kiosk.branch.serving.visits import Transfer
from kiosk.branch.setup.appointment_import import import_appointments
from kiosk.branch.stations import device_status, staff_exit
from kiosk.clock import ManualClock
from kiosk.domain.people.rating import Level, Rating, RatingReason
from kiosk.domain.queue.appointment import make_appointment_code
from kiosk.domain.queue.appointment_file import FileLine
from kiosk.domain.queue.reasons import CancelReason, ParkReason, PauseReason
from kiosk.domain.status import PrinterStatus, PrintJobState, ReportedDevice
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from tests.conftest import KEYS, MORNING, found_sample
from tests.players import Clerk, take
from tests.postgres_server import PostgresServer, postgres_server, programs

FOLDER = Path(__file__).with_name("released")
APPOINTMENT = make_appointment_code("7K2Q94M")
#: The services that citizens ask for in a row, and more of each request.
_WISHES: tuple[tuple[int, dict[str, str]], ...] = (
    (1, {"person": "1" * 64}),
    (1, {"group": "elderly", "language": "km"}),
    *((1, {}),) * 5,
    *((8, {"language": "en"}),) * 3,
)


def play_a_morning(url: str) -> None:
    """Put a row or more into every table that a branch fills in its first hour."""
    found_sample(url)
    clock = ManualClock(MORNING)
    store = Store(url)
    office = Office(store, clock, KEYS, BRANCH_ID)
    _book(office)
    one, two, three = (Clerk(office, number, number).open() for number in (1, 2, 3))
    for service, wish in _WISHES:
        take(office, service, **wish)
    _print(office)
    clock.advance(timedelta(minutes=3))
    served = one.serve_next()
    ratings.rate(office, "touch", served.id, Rating(Level.NOT_SATISFIED, (RatingReason.WAITED_LONG,)))
    one.called(), one.again(), one.no_show()
    one.called(), one.start(), visits.park(office, ParkReason.COPIES, 20, 1, 1)
    one.serve_next(), undo.reopen(office, 1, 1), one.finish()
    clock.advance(timedelta(minutes=8))
    two.called(), two.start(), visits.transfer(office, Transfer(service_id=8), 2, 2)
    breaks.pause(office, PauseReason.BREAK, 2, 2)
    three.serve_next()
    three.called(), three.start(), visits.add_service(office, 9, 3, 3)
    breaks.call_for_help(office, 3, 3)
    one.called()
    visits.cancel(office, take(office).id, CancelReason.LEFT, 1, 1)
    staff_exit.take_out(office, 1)
    device_status.report_status(office, ReportedDevice.PRINTER, PrinterStatus.PAPER_LOW)
    store.close()


def _book(office: Office) -> None:
    """Import one appointment of today, and check it in."""
    cells = {"service": office.setup().services[1].code, "date": MORNING.date().isoformat()}
    line = FileLine(1, {"code": APPOINTMENT, **cells, "from": "09:00", "until": "09:15"})
    assert import_appointments(office, [line]).added == 1
    appointments.check_in(office, CheckIn(request_id="check-in", code=APPOINTMENT))


def _print(office: Office) -> None:
    """Print the first slip, and fail with the second. The others stay in the queue."""
    ledger = Ledger(office)
    for state in (PrintJobState.PRINTED, PrintJobState.FAILED):
        job = ledger.claim()
        assert job is not None
        ledger.settle(job.id, state, "")


def dump_sqlite(folder: Path) -> str:
    """Play the morning on SQLite and return the database as statements."""
    file = folder / "branch.db"
    play_a_morning(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        statements = "\n".join(connection.iterdump()) + "\n"
    connection.close()
    return statements


def dump_postgres(server: PostgresServer) -> str:
    """Play the morning on PostgreSQL and return the database as statements that each server from version 15 takes."""
    name = server.create()
    play_a_morning(server.url(name))
    dump = [str(programs() / "pg_dump"), "--inserts", "--no-owner", "--no-privileges", server.dsn(name)]
    told = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
    kept = (line for line in told.splitlines() if line and not line.startswith(("--", "SET ", "\\")))
    return "\n".join(kept) + "\n"


def load(file: Path, url: str) -> None:
    """Fill an empty database with a stored one."""
    statements = file.read_text(encoding="utf-8")
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        with sqlite3.connect(str(place.database)) as connection:
            connection.executescript(statements)
        connection.close()
        return
    with psycopg.connect(place.set(drivername="postgresql").render_as_string(hide_password=False)) as server:
        server.execute(statements.encode())


def main() -> None:
    """Store this version's databases.

    Raises:
        FileExistsError: they are stored already.
    """
    release = version("one-stop-kiosk")
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        for kind, statements in (("sqlite", dump_sqlite(Path(folder))), ("postgres", dump_postgres(server))):
            with (FOLDER / f"{release}.{kind}.sql").open("x", encoding="utf-8") as file:
                file.write(statements)


if __name__ == "__main__":
    main()
