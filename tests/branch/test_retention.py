"""Prove that a copy of everything reveals nobody of a day that is over (safety.md, row 1)."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import select

from kiosk.branch.day import close_day, end_days
from kiosk.branch.desk import desk_view
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.reception import TicketRequest, issue_ticket, person_key
from kiosk.branch.recognition import recognise
from kiosk.branch.retention import keep_day_keys
from kiosk.branch.setup.appointment_import import import_appointments
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.queue.appointment import make_appointment_code
from kiosk.domain.queue.appointment_file import FileLine
from kiosk.program.sample import BRANCH_ID
from kiosk.store.backup_copy import take_backup_copy
from kiosk.store.day_keys import key_of
from kiosk.store.engine import Store
from kiosk.store.journal import NewRecord, append, walk
from kiosk.store.keys import create_keys
from kiosk.store.rewrite import rewrite
from kiosk.store.sealing import keyed_hash
from kiosk.store.tables import appointment, print_job, ticket
from tests.conftest import MORNING, found_sample
from tests.players import Clerk, fresh, person_of, take
from tests.postgres_server import PostgresServer, postgres_server

TODAY = date(2026, 11, 24)
NIGHT = timedelta(hours=22)
CARDS = [f"0951900{count:05d}" for count in range(20)]
#: A priority group whose code stands nowhere else.
GROUP = "a-group-like-no-other"[:20]


@pytest.fixture(autouse=True)
def the_database_goes_by_the_same_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Move the clock of the database with that of the office, a server's too."""
    monkeypatch.setattr("kiosk.branch.clock_check.database_moment", lambda office, _connection: office.clock.now())


@dataclass
class PlayedDay:
    """Hold a day of 20 cards, and what may not be found when it is over."""

    office: Office
    clock: ManualClock
    secrets: list[bytes]

    def found_in(self, files: Iterable[Path]) -> list[bytes]:
        """Return the secrets that the bytes of the files hold."""
        copy = b"\0".join(file.read_bytes() for file in files)
        return [one for one in self.secrets if one in copy]


def play_day(office: Office, clock: ManualClock) -> PlayedDay:
    """Issue a number to each card, with an appointment for one of them, and serve some."""
    code = make_appointment_code("AAAAAAA")
    booked = {"code": code, "service": "HT-KS", "date": "2026-11-24", "from": "09:00", "until": "09:15"}
    import_appointments(office, [FileLine(1, {**booked, "person": CARDS[0]})])
    hashes = [person_of(office, number) for number in CARDS]
    for person in hashes:
        issue_ticket(office, TicketRequest(request_id=fresh(), service_id=1, person=person, group=GROUP))
    clerk = Clerk(office).open()
    for _ in range(5):
        clerk.serve_next()
    clerk.close()
    key = key_of(office.store, office.keys, TODAY)
    assert key is not None
    assert office.keys.days is not None
    wrapped = (office.keys.days / f"{TODAY.isoformat()}.key").read_bytes().strip()
    forms = [key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key), wrapped]
    return PlayedDay(office, clock, [*forms, *(one.encode() for one in hashes), GROUP.encode()])


def files_in(*folders: Path) -> list[Path]:
    return [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of everything that a branch on one machine has."""
    (tmp_path / "branch").mkdir()
    return tmp_path / "branch"


@pytest.fixture
def day(sqlite_branch: Path, folder: Path, clock: ManualClock) -> Iterator[PlayedDay]:
    """Yield a day on an SQLite file."""
    sqlite_branch.rename(folder / "branch.db")
    store = Store(f"sqlite:///{folder / 'branch.db'}")
    yield play_day(Office(store, clock, create_keys(folder / "keys"), BRANCH_ID), clock)
    store.close()


def test_safety_1_nothing_of_a_day_that_is_over_is_on_a_stolen_disk(day: PlayedDay, folder: Path) -> None:
    found = day.found_in(files_in(folder))
    assert len(found) == 22, "the search does find what is there: the encrypted key, 20 hashes, the group"
    take_backup_copy(day.office.store, folder / "backup.db")
    day.clock.advance(NIGHT)
    end_days(day.office)
    assert day.found_in(files_in(folder)) == []


def test_safety_1_who_knows_the_number_finds_no_visit_on_a_stolen_disk(day: PlayedDay, folder: Path) -> None:
    """Try the true numbers with everything in the copy that may be a key, and with what the keys of the branch open."""
    assert found_numbers(day.office, folder) == CARDS[:3], "on the open day this way does find them"
    take_backup_copy(day.office.store, folder / "backup.db")
    day.clock.advance(NIGHT)
    end_days(day.office)
    assert found_numbers(day.office, folder) == []


def found_numbers(office: Office, folder: Path) -> list[str]:
    """Return which of three numbers a thief finds who has the files of a folder and this program."""
    copy = b"\0".join(file.read_bytes() for file in files_in(folder))
    keys = {bytes.fromhex(one.decode()) for one in re.findall(rb"[0-9a-fA-F]{64}", copy)}
    keys |= {copy[at : at + 32] for at in range(0, len(copy) - 32, 4096)}
    assert office.keys.codes in keys
    assert office.keys.days is not None
    if any(office.keys.days.glob(f"{TODAY.isoformat()}*")):
        opened = key_of(office.store, office.keys, TODAY)
        assert opened is not None
        keys.add(opened)
    return [number for number in CARDS[:3] if any(keyed_hash(key, number).encode() in copy for key in keys)]


def test_safety_1_a_backup_of_the_open_day_holds_neither_key_nor_hash(day: PlayedDay, tmp_path: Path) -> None:
    take_backup_copy(day.office.store, tmp_path / "backup.db")
    assert day.found_in([tmp_path / "backup.db"]) == []


def test_safety_1_closing_a_day_by_hand_reveals_nobody_either(day: PlayedDay, folder: Path) -> None:
    assert close_day(day.office, force=True) == TODAY
    assert day.found_in(files_in(folder)) == []


@pytest.mark.postgres
def test_safety_1_nothing_of_a_day_that_is_over_is_on_a_servers_disk(clock: ManualClock, tmp_path: Path) -> None:
    """Search all files of a server after the day's end, `kiosk retention` and the recycling of its log.

    The key is not there before either: its table is not logged, and the value is encrypted.
    """
    with postgres_server(settings=["min_wal_size=32MB", "max_wal_size=64MB"]) as server:
        name = server.create()
        found_sample(server.url(name))
        office = Office(Store(server.url(name)), clock, create_keys(tmp_path / "keys"), BRANCH_ID)
        day = play_day(office, clock)
        server.run(name, sql.SQL("CHECKPOINT"))
        data = server.folder / "data"
        assert len(day.found_in(files_in(data))) == 21, "the search does find what is there: 20 hashes and the group"
        clock.advance(NIGHT)
        end_days(office)
        assert rewrite(office.store)
        _recycle_log(server, name)
        assert day.found_in(files_in(data, tmp_path / "keys")) == []
        take_backup_copy(office.store, tmp_path / "backup.sql")
        assert day.found_in([tmp_path / "backup.sql"]) == []
        office.store.close()


def test_a_day_that_is_over_is_forgotten_once(office: Office, clock: ManualClock) -> None:
    day = play_day(office, clock)
    clock.advance(NIGHT)
    end_days(office)
    (record,) = done(office)
    assert record == {
        "through": "2026-11-24",
        "station": "kiosk-1",
        "keys": 1 if office.store.is_sqlite else 2,
        "persons": 20,
        "appointments": 1,
        "groups": 20,
        "slips": 20,
    }
    assert not [one for one in day.secrets if one.decode(errors="replace") in json.dumps(record)]
    end_days(office)
    assert len(done(office)) == 1
    with office.store.read() as connection:
        assert connection.execute(select(ticket.c.person, ticket.c.priority_group).distinct()).all() == [(None, None)]
        assert connection.execute(select(appointment.c.person)).scalars().all() == [None]
        assert set(connection.execute(select(print_job.c.slip)).scalars()) == {""}


def test_who_sits_at_a_counter_over_midnight_keeps_the_group(office: Office, clock: ManualClock) -> None:
    clock.advance(timedelta(hours=14, minutes=30))  # half past eleven in the evening
    take(office, person=person_of(office, CARDS[0]), group="elderly")
    clerk = Clerk(office).open()
    clerk.called()
    clerk.start()
    clock.advance(timedelta(hours=1))
    end_days(office)
    here = desk_view(office, 1).current
    assert here is not None
    assert here.priority is not None
    assert here.priority.group == "elderly"
    with office.store.read() as connection:
        assert connection.execute(select(ticket.c.person)).scalars().all() == [None]
    clerk.finish()
    end_days(office)
    with office.store.read() as connection:
        assert connection.execute(select(ticket.c.priority_group)).scalars().all() == [None]
    assert [record["groups"] for record in done(office)] == [0, 1]


def test_a_slip_of_a_day_that_is_over_is_not_printed(office: Office, clock: ManualClock) -> None:
    take(office)
    clock.advance(NIGHT)
    end_days(office)
    assert Ledger(office).claim() is None
    with office.store.read() as connection:
        assert connection.execute(select(print_job.c.state, print_job.c.detail)).all() == [("failed", "gone")]


def test_the_next_day_knows_nobody_of_the_day_before(office: Office, clock: ManualClock) -> None:
    take(office, person=person_of(office, CARDS[0]))
    assert len(recognise(office, CARDS[0], None).held) == 1
    clock.advance(NIGHT)
    end_days(office)
    assert recognise(office, CARDS[0], None).held == ()


def test_an_appointment_of_tomorrow_is_known_by_the_card_tomorrow(office: Office, clock: ManualClock) -> None:
    code = make_appointment_code("AAAAAAA")
    booked = {"code": code, "service": "HT-KS", "date": "2026-11-25", "from": "07:30", "until": "07:45"}
    import_appointments(office, [FileLine(1, {**booked, "person": CARDS[0]})])
    take(office, person=person_of(office, CARDS[0]))
    clock.advance(NIGHT)
    end_days(office)
    found = recognise(office, CARDS[0], None).appointment
    assert found is not None
    assert found.code == code


def test_a_kiosk_that_is_cut_off_without_a_key_issues_to_nobody_it_knows(office: Office) -> None:
    aside = replace(office, is_cut_off=True, keys=replace(office.keys, days=Path("/nonexistent")))
    assert person_key(aside, CARDS[0]) is None
    assert recognise(aside, CARDS[0], 1940) == recognise(aside, CARDS[1], 1940)


def test_safety_1_the_key_of_all_days_goes_when_there_is_no_way_back(sqlite_branch: Path, tmp_path: Path) -> None:
    keys = create_keys(tmp_path / "keys")
    old = tmp_path / "keys" / "persons.key"
    old.write_text("00" * 32)
    office = Office(Store(f"sqlite:///{sqlite_branch}"), ManualClock(MORNING), keys, BRANCH_ID)
    with office.store.write() as connection:
        append(connection, office.clock, NewRecord(Event.DATABASE_UPGRADED, "database", {}))
    keep_day_keys(office)
    assert old.exists(), "the release before can still be put back, and needs it"
    take(office)
    keep_day_keys(office)
    assert not old.exists()
    office.store.close()


def done(office: Office) -> list[dict[str, object]]:
    with office.store.read() as connection:
        return [json.loads(record.body) for record in walk(connection) if record.kind == Event.RETENTION_DONE]


def _recycle_log(server: PostgresServer, database: str) -> None:
    """Let a server use each file of its log again, as the visits of some days do."""
    for _ in range(4):
        server.run(database, sql.SQL("SELECT pg_switch_wal()"))
        server.run(database, sql.SQL("CREATE TABLE noise (a int)"))
        server.run(database, sql.SQL("DROP TABLE noise"))
        server.run(database, sql.SQL("CHECKPOINT"))
