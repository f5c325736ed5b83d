"""Check what each database role may do: the table in docs/many-machines.md, act by act, on a real PostgreSQL.

Safety review, row 7. Each act is tried by each role on a connection of its own, past every check of the program.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import Connection, select

from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.clock import ManualClock
from kiosk.domain.journal import JournalRecord, RecordHeader, link
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import PrintJobState
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from kiosk.store.functions import (
    NUMBER_COUNTED,
    NUMBER_RAISED,
    REQUEST_MOVED,
    STAFF_CLEARED,
    STAFF_PROVEN,
    STAFF_SALT,
    TICKET_APPOINTED,
    TICKET_CALLED_OFF,
    TICKET_WITHOUT_PERSON,
)
from kiosk.store.journal import to_us
from kiosk.store.roles import READS, WRITES, DatabaseRole, make_roles
from kiosk.store.tables import installation, metadata, number_counter, request, staff, ticket
from tests.conftest import KEYS, MORNING
from tests.players import take
from tests.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres
DOCS = Path(__file__).parents[2] / "docs"
#: What the page revokes as the server's own administrator.
REVOKED = "; ".join(re.findall('"(REVOKE [^"]+)"', (DOCS / "many-machines.md").read_text(encoding="utf-8")))
PREFIX = "matrix_"
TODAY = "2026-11-24"


class Branch:
    """Hold a branch with two tickets. The slip of the first was printed; a third number is counted and not issued.

    `record` continues its journal rightly.
    """

    def __init__(self, server: PostgresServer, database: str) -> None:
        self._dsn, self._url = server.dsn(database), server.url(database)
        self.office = self._office("postgres")
        make_roles(self.office.store, PREFIX)
        server.run(database, sql.SQL(REVOKED))
        self.printed = take(self.office)
        take(self.office)
        self.letter = self.printed.series
        ledger = Ledger(self.office)
        job = ledger.claim()
        assert job is not None
        ledger.settle(job.id, PrintJobState.PRINTED, "")
        with self.office.store.write() as connection:
            NUMBER_COUNTED(connection, branch=BRANCH_ID, day=TODAY, letter=self.letter)
            head = connection.execute(select(installation)).one()
            self.clerk = connection.execute(select(staff).order_by(staff.c.id)).all()[0]
        self._installation = str(head.id)
        self.record = self.after(bytes(head.hash), int(head.epoch), int(head.seq) + 1)

    def after(self, prev: bytes, epoch: int, seq: int, at_us: int = 1) -> JournalRecord:
        header = RecordHeader(self._installation, epoch, seq, f"id-{seq}", "ticket.called@1", self.printed.id, at_us, 2)
        return link(prev, header, '{"số": 1}'.encode())

    @contextmanager
    def line(self, role: DatabaseRole | None) -> Iterator[psycopg.Connection]:
        """Open a transaction of a role, or of the owner, that is taken back."""
        user = "postgres" if role is None else f"{PREFIX}{role}"
        with closing(psycopg.connect(self._dsn.replace("user=postgres", f"user={user}"))) as line:
            yield line

    @contextmanager
    def transaction(self, role: DatabaseRole) -> Iterator[Connection]:
        """Do the same as the program does."""
        office = self._office(f"{PREFIX}{role}")
        with closing(office.store), office.store.write() as connection:
            yield connection
            connection.rollback()

    def _office(self, user: str) -> Office:
        url = self._url.replace("postgres@", f"{user}@")
        return Office(Store(url), ManualClock(MORNING), KEYS, BRANCH_ID, "kiosk-1")


@pytest.fixture(scope="module")
def branch(postgres: PostgresServer, postgres_template: str) -> Iterator[Branch]:
    name = postgres.create(postgres_template)
    made = Branch(postgres, name)
    yield made
    made.office.store.close()
    for role in DatabaseRole:
        for order in ("DROP OWNED BY {}", "DROP ROLE {}"):
            postgres.run(name, sql.SQL(order).format(sql.Identifier(f"{PREFIX}{role}")))
    postgres.drop(name)


def _inserted(record: JournalRecord) -> sql.Composed:
    fields = (*record.header[1:], record.body, record.prev, record.hash)
    return sql.SQL("INSERT INTO journal VALUES ({})").format(sql.SQL(", ").join(map(sql.Literal, fields)))


def _issued(branch: Branch, number: int, state: str = "waiting") -> sql.Composed:
    cells = {
        "id": f"t{number}",
        "branch_id": BRANCH_ID,
        "business_date": TODAY,
        "series": branch.letter,
        "number": number,
        "code": "",
        "service_id": branch.printed.service_id,
        "state": state,
        "language": "vi",
        "issued_us": 1,
        "queued_us": 1,
        "calls": 0,
    }
    names, values = map(sql.Identifier, cells), map(sql.Literal, cells.values())
    return sql.SQL("INSERT INTO ticket ({}) VALUES ({})").format(sql.SQL(", ").join(names), sql.SQL(", ").join(values))


def _key(day: str) -> sql.Composed:
    return sql.SQL("INSERT INTO day_key VALUES ({}, {})").format(day, bytes(94))


def acts(branch: Branch) -> Mapping[str, sql.Composed]:
    """Return the statement of each act in the documentation."""
    record, printed = branch.record, sql.Literal(branch.printed.id)
    counted = sql.SQL("SELECT number_counted({}, {}, {})").format(BRANCH_ID, TODAY, branch.letter)
    gap = branch.after(record.hash, record.epoch, record.seq + 1)
    other_life = branch.after(bytes(32), record.epoch + 1, 1)
    forged = _inserted(replace(record, hash=bytes(32)))
    texts: dict[str, str | sql.Composed] = {
        "count the next number": counted,
        "write a ticket of a counted number": _issued(branch, 3),
        "write a ticket of a number that was not counted": _issued(branch, 4),
        "write a ticket that waits no more": _issued(branch, 3, "done"),
        "count a number and issue no ticket": counted + sql.SQL("; SET CONSTRAINTS ALL IMMEDIATE"),
        "set the numbers back": "UPDATE number_counter SET last = 0",
        "delete the count of numbers": "DELETE FROM number_counter",
        "call, serve, cancel a ticket": sql.SQL("UPDATE ticket SET state = 'cancelled' WHERE id = {}").format(printed),
        "change the code of a ticket": "UPDATE ticket SET code = ''",
        "change the time of a ticket": "UPDATE ticket SET issued_us = 0",
        "give a repeated request another ticket": "UPDATE request SET ticket_id = ''",
        "delete a ticket": "DELETE FROM ticket WHERE false",
        "read the keyed hash of a person": "SELECT person FROM ticket",
        "read the key of a day": "SELECT value FROM day_key",
        "write the key of today": _key(TODAY),
        "write the key of a later date": _key("2099-12-31"),
        "write what is no key": "INSERT INTO day_key VALUES ('2026-11-25', 'x')",
        "rate a visit": sql.SQL("INSERT INTO rating VALUES ({}, 'satisfied', '[]', 0)").format(printed),
        "change a rating": "UPDATE rating SET level = 'very_satisfied'",
        "open and close a counter": "DELETE FROM counter_session",
        "publish a set-up": "INSERT INTO setup_version VALUES (1, 99, '{}', '', 0, 'x', 'y')",
        "import an appointment": (
            "INSERT INTO appointment (branch_id, code, day, begins_us, ends_us, state)"
            " VALUES (1, 'x', '', 0, 0, 'booked')"
        ),
        "change the time of an appointment": "UPDATE appointment SET begins_us = 0",
        "read the hash of a PIN": "SELECT secret FROM staff",
        "set a PIN": "UPDATE staff SET secret = ''",
        "change a role": "UPDATE staff SET role = 'administrator'",
        "count a wrong PIN of a person": "SELECT staff_failed(1, 0)",
        "end a person's wait after wrong PINs": "UPDATE staff SET failures = 0, locked_until_us = 0",
        "make a desk wait after wrong PINs": "INSERT INTO desk_lock_out VALUES ('desk-1', 'desk', 9, 9)",
        "add the next record to the journal": _inserted(record),
        "add a record with a wrong hash": forged,
        "add a record that leaves a gap": _inserted(gap),
        "add a record of another epoch": _inserted(other_life),
        "change a record": "UPDATE journal SET body = ''",
        "delete a record": "DELETE FROM journal",
        "move the head of the journal": "UPDATE installation SET seq = 0",
        "set the moment of the newest record": "UPDATE installation SET last_us = 0",
        "send records again": "UPDATE delivery SET through_seq = 0",
        "note what was delivered": "INSERT INTO delivery VALUES ('other', 1, 1)",
        "note what is not written yet as delivered": "INSERT INTO delivery VALUES ('other', 1, 999999)",
        "keep an order of the centre": "INSERT INTO centre_orders VALUES (1, 1, '[]')",
        "begin another epoch": "UPDATE installation SET epoch = 2",
        "make the other writers wait": "SELECT id FROM branch FOR NO KEY UPDATE",
        "empty a table": "TRUNCATE ticket CASCADE",
        "make a table": "CREATE TABLE mine (id int)",
        "make a table for a session": "CREATE TEMP TABLE mine (id int)",
        "store a large object": "SELECT lo_create(0)",
        "drop a table": "DROP TABLE rating",
    }
    return {name: sql.Composed([sql.SQL(one)]) if isinstance(one, str) else one for name, one in texts.items()}


def documented(page: str) -> Mapping[str, tuple[bool, ...]]:
    """Read the table of acts: who may do what, in the order of `DatabaseRole`."""
    rows = re.findall(r"^\| ([^|`]+) ((?:\| (?:✓|–) ){5})\|$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
    return {name: tuple(mark == "✓" for mark in re.findall("[✓–]", marks)) for name, marks in rows}


ACTS = documented("many-machines.md")


@pytest.mark.parametrize("act", ACTS)
def test_safety_7_each_role_may_do_what_the_documentation_says_and_nothing_else(branch: Branch, act: str) -> None:
    order = acts(branch)[act]
    for role, may in zip(DatabaseRole, ACTS[act], strict=True):
        with branch.line(role) as line:
            if may:
                line.execute(order)
            else:
                with pytest.raises(errors.InsufficientPrivilege):
                    line.execute(order)


def test_each_act_fails_for_want_of_a_right_alone(branch: Branch) -> None:
    """The owner may do each: so a role that could do it would fail the test above."""
    for order in acts(branch).values():
        with branch.line(None) as line:
            line.execute(order)


def test_the_documentation_names_every_act_in_both_languages(branch: Branch) -> None:
    assert set(ACTS) == set(acts(branch))
    assert list(documented("many-machines.vi.md").values()) == list(ACTS.values())


def test_every_table_has_a_decision_for_some_role() -> None:
    """A new table is readable for nobody before it stands in `READS`; only own ledgers have `handed_over`."""
    decided = {table for rights in (*READS.values(), *WRITES.values()) for table in rights}
    assert decided - {"alembic_version"} == set(metadata.tables) - {"handed_over"}


def test_safety_7_a_kiosk_cancels_no_number_whose_slip_somebody_has(branch: Branch) -> None:
    printed = branch.printed.id
    with branch.transaction(DatabaseRole.KIOSK) as connection:
        assert TICKET_CALLED_OFF(connection, which=printed) is None
        assert connection.execute(select(ticket.c.state).where(ticket.c.id == printed)).scalar_one() == "waiting"
        assert TICKET_WITHOUT_PERSON(connection, which=printed) is None, "it was not rated"
        assert TICKET_APPOINTED(connection, which=printed, begins=1) is None, "nobody booked that"


def test_safety_7_a_kiosk_skips_no_numbers_of_a_service(branch: Branch) -> None:
    """Else it could use up the numbers of the day at once."""
    with branch.transaction(DatabaseRole.KIOSK) as connection:
        assert NUMBER_RAISED(connection, branch=BRANCH_ID, day=TODAY, letter=branch.letter, number=999) is None
        last = select(number_counter.c.last).where(number_counter.c.series == branch.letter)
        assert connection.execute(last).scalar_one() == 3


def test_safety_7_no_moment_of_a_kiosks_record_stops_the_branch(branch: Branch) -> None:
    """A program cannot read a moment beyond year 9999. After one in 2090, all others would issue no number."""
    head = sql.SQL("SELECT last_us FROM installation")
    for at_us in (2**62, -1):
        with branch.line(DatabaseRole.KIOSK) as line, pytest.raises(errors.InsufficientPrivilege):
            line.execute(_inserted(branch.after(branch.record.prev, branch.record.epoch, branch.record.seq, at_us)))
    in_2090 = to_us(datetime(2090, 1, 1, tzinfo=UTC))
    with branch.line(DatabaseRole.KIOSK) as line:
        line.execute(_inserted(branch.after(branch.record.prev, branch.record.epoch, branch.record.seq, in_2090)))
        assert (line.execute(head).fetchone() or (in_2090,)) < (in_2090,)


def test_safety_7_a_kiosk_takes_no_lock_out_of_a_desk_away(branch: Branch) -> None:
    renamed = "UPDATE desk_lock_out SET station = 'x', program = 'kiosk'"
    with branch.line(DatabaseRole.DESK) as desk:
        desk.execute("INSERT INTO desk_lock_out VALUES ('desk-1', 'desk', 9, 9)")
        desk.commit()
        with branch.line(DatabaseRole.KIOSK) as kiosk, pytest.raises(errors.InsufficientPrivilege):
            kiosk.execute(renamed)
        desk.execute("DELETE FROM desk_lock_out")
        desk.commit()


@pytest.fixture
def tries(branch: Branch) -> Iterator[None]:
    """Let a test count wrong PINs from none, and forget them."""
    _forget_wrong_pins(branch)
    yield
    _forget_wrong_pins(branch)


def _forget_wrong_pins(branch: Branch) -> None:
    with branch.line(None) as line:  # a sequence needs no commit
        line.execute("SELECT setval('wrong_pins_of_public', 1), setval('wrong_pins_of_staff', 1)")


@pytest.mark.usefixtures("tries")
@pytest.mark.parametrize(
    ("role", "asked"),
    [
        (DatabaseRole.KIOSK, "SELECT staff_proven({}, {})"),
        (DatabaseRole.DESK, "SELECT staff_proven({}, {})"),
        (DatabaseRole.DESK, "SELECT staff_cleared({}, {})"),
        (DatabaseRole.MANAGER, "SELECT staff_chosen({}, {}, 'new', 0)"),
    ],
)
def test_safety_7_wrong_pins_are_counted_also_when_they_are_taken_back(
    branch: Branch, role: DatabaseRole, asked: LiteralString
) -> None:
    """A role that a thief holds could try 10,000 in a statement, without any trace."""
    wrong, right = (sql.SQL(asked).format(branch.clerk.id, proof) for proof in ("wrong", branch.clerk.secret))
    with branch.line(role) as line:
        for _ in range(100):
            assert not (line.execute(wrong).fetchone() or (True,))[0]
            line.rollback()
        with pytest.raises(psycopg.DatabaseError) as refused:
            line.execute(right)
        assert refused.value.sqlstate == "KP100"


@pytest.mark.usefixtures("tries")
@pytest.mark.parametrize("hours", [-1, 24 * 365], ids=["the hour before", "a server's clock that was ahead"])
def test_wrong_pins_of_another_hour_count_no_more(branch: Branch, hours: int) -> None:
    hour = "(floor(extract(epoch FROM now()) / 3600) + %s)::bigint"
    with branch.line(None) as line:
        line.execute(f"SELECT setval('wrong_pins_of_public', {hour} * 1000000000 + 100)", [hours])
    with branch.transaction(DatabaseRole.KIOSK) as connection:
        assert STAFF_PROVEN(connection, who=branch.clerk.id, proof=branch.clerk.secret)


@pytest.mark.usefixtures("tries")
def test_safety_9_wrong_pins_of_the_public_stop_no_desk(branch: Branch) -> None:
    many = "SELECT staff_proven(1, n::text) FROM generate_series(1, 10000) AS n"
    with branch.line(DatabaseRole.KIOSK) as kiosk, pytest.raises(psycopg.DatabaseError, match="too many"):
        kiosk.execute(many)
    with pytest.raises(CounterError) as refused, branch.transaction(DatabaseRole.KIOSK) as connection:
        STAFF_PROVEN(connection, who=branch.clerk.id, proof=branch.clerk.secret)
    assert refused.value.message.key == "staff.too_many_wrong"
    with branch.transaction(DatabaseRole.DESK) as connection:
        assert STAFF_PROVEN(connection, who=branch.clerk.id, proof=branch.clerk.secret)


@pytest.mark.usefixtures("tries")
def test_safety_7_no_pin_is_tried_where_it_cannot_be_counted(branch: Branch) -> None:
    for proof in ("wrong", branch.clerk.secret):
        asked = sql.SQL("SELECT staff_proven({}, {})").format(branch.clerk.id, proof)
        with branch.line(DatabaseRole.KIOSK) as line:
            line.execute(asked)
            line.rollback()
            line.execute("SET TRANSACTION READ ONLY")
            with pytest.raises(errors.ReadOnlySqlTransaction):
                line.execute(asked)


def test_safety_7_a_kiosk_gives_a_request_no_ticket_of_another(branch: Branch) -> None:
    """Only one of an own ledger, which the kiosk hands over."""
    with branch.transaction(DatabaseRole.KIOSK) as connection:
        asked = connection.execute(select(request.c.id).where(request.c.ticket_id != branch.printed.id)).scalar_one()
        assert REQUEST_MOVED(connection, asked=asked, which=branch.printed.id) is None
        assert REQUEST_MOVED(connection, asked=asked, which="none") is None


def test_safety_7_only_the_right_pin_ends_the_wait_of_its_owner(branch: Branch) -> None:
    with branch.transaction(DatabaseRole.DESK) as connection:
        salt = str(STAFF_SALT(connection, who=branch.clerk.id))
        assert branch.clerk.secret.startswith(f"{salt}$")
        assert len(branch.clerk.secret) > len(salt) + 40, "the hash itself stays in the database"
        assert STAFF_CLEARED(connection, who=branch.clerk.id, proof=f"{salt}$wrong") is None
        assert STAFF_CLEARED(connection, who=branch.clerk.id, proof=branch.clerk.secret) == 0
