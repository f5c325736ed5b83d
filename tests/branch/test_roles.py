"""Check each machine with its database role: its own work succeeds, the server refuses the rest."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import delete, insert, select

from kiosk.branch import appointments, hand_over, measures, ratings
from kiosk.branch.alerts import see_alert, watch_delivery
from kiosk.branch.clock_check import accept
from kiosk.branch.day import close_day, end_days
from kiosk.branch.desk import desk_view
from kiosk.branch.live import live_view
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger, outcome
from kiosk.branch.procedures import replace_catalogue
from kiosk.branch.quarantine import export_refused, send_again
from kiosk.branch.reception import services_view
from kiosk.branch.recognition import recognise
from kiosk.branch.serving import breaks, counters, undo, visits
from kiosk.branch.setup import drafts, people, publishing
from kiosk.branch.setup.appointment_import import import_appointments
from kiosk.branch.setup.calendar import change_days
from kiosk.branch.setup.publishing import Author
from kiosk.branch.staff import sign_in, staff_list
from kiosk.branch.statements import statements_on
from kiosk.branch.stations import device_status, orders, presence, staff_exit
from kiosk.branch.stations.overview import stations_overview
from kiosk.branch.stations.trials import order_trial
from kiosk.cli.main import run
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import SpecialDay, StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText, Message
from kiosk.domain.orders import CentralLock, Orders, StaffAct
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.queue.appointment import make_appointment_code
from kiosk.domain.queue.appointment_file import FileLine
from kiosk.domain.queue.reasons import CancelReason, ParkReason, PauseReason
from kiosk.domain.setup.document import CounterPart, CounterService
from kiosk.domain.status import PrinterStatus, PrintJobState, ReportedDevice, SoundStatus
from kiosk.program.sample import BRANCH_ID, sample_catalogue
from kiosk.store import summaries
from kiosk.store.engine import Store
from kiosk.store.feed import follow
from kiosk.store.migrate import upgrade
from kiosk.store.orders import keep_orders
from kiosk.store.roles import DatabaseRole, make_roles
from kiosk.store.tables import day_key, installation
from sync.central.serve import CentralServer
from sync.relay import Relay, RelaySettings
from sync.transport import TransportSettings
from tests.books import check_books
from tests.conftest import KEYS, PIN
from tests.players import Clerk, ask, board_view, calls_since, take
from tests.postgres_server import PostgresServer
from tests.sync.sync_world import admit

pytestmark = pytest.mark.postgres
_prefixes = itertools.count(1)


class Places:
    """Open one branch on PostgreSQL as each role, and as the owner of its database."""

    def __init__(self, server: PostgresServer, database: str, clock: ManualClock) -> None:
        self.server, self.database, self.clock = server, database, clock
        self.prefix = f"r{next(_prefixes)}_"
        self.owner = self._office(server.url(database), "owner")
        self.made = make_roles(self.owner.store, self.prefix)
        self._stores = [self.owner.store]

    def at(self, role: DatabaseRole) -> Office:
        office = self._office(self.server.url(self.database).replace("postgres@", f"{self.prefix}{role}@"), role.value)
        self._stores.append(office.store)
        return office

    def _office(self, url: str, station: str) -> Office:
        return Office(Store(url), self.clock, KEYS, BRANCH_ID, station)

    def name(self, role: str) -> sql.Identifier:
        return sql.Identifier(f"{self.prefix}{role}")

    def refused(self, role: DatabaseRole, *orders: str) -> None:
        """Check that the server itself refuses these statements, whatever the program does."""
        dsn = self.server.dsn(self.database).replace("user=postgres", f"user={self.prefix}{role}")
        with psycopg.connect(dsn, autocommit=True) as line:
            for order in orders:
                with pytest.raises(errors.InsufficientPrivilege):
                    line.execute(sql.SQL(order))

    def close(self) -> None:
        for store in self._stores:
            store.close()
        for role in DatabaseRole:
            name = sql.Identifier(f"{self.prefix}{role}")
            self.server.run(self.database, sql.SQL("DROP OWNED BY {}").format(name))
            self.server.run(self.database, sql.SQL("DROP ROLE {}").format(name))


@pytest.fixture
def places(postgres: PostgresServer, postgres_template: str, clock: ManualClock) -> Iterator[Places]:
    name = postgres.create(postgres_template)
    there = Places(postgres, name, clock)
    yield there
    check_books(there.owner.store)
    there.close()
    postgres.drop(name)


def test_a_kiosk_does_its_work(places: Places, tmp_path: Path) -> None:
    kiosk, manager = places.at(DatabaseRole.KIOSK), places.at(DatabaseRole.MANAGER)
    booked = make_appointment_code("0000001")
    service = manager.setup().services[1].code
    cells = {"code": booked, "service": service, "date": "2026-11-24", "from": "09:00", "until": "09:15"}
    assert import_appointments(manager, [FileLine(2, cells)]).added == 1
    kiosk.store.check()
    services_view(kiosk)
    done = take(kiosk, person="1" * 64)
    ledger = Ledger(kiosk)
    job = ledger.claim()
    assert job is not None
    ledger.settle(job.id, PrintJobState.PRINTED, "")
    ledger.recover()
    appointments.check_in(kiosk, appointments.CheckIn(request_id="booked", code=booked, language="vi"))
    clerk = Clerk(places.at(DatabaseRole.DESK)).open()
    clerk.serve_next(), clerk.serve_next()
    ratings.rate(kiosk, "rating", done.id, Rating(Level.SATISFIED))
    lead = next(one for one in staff_exit.staff_for_exit(kiosk))
    staff_exit.open_for_staff(kiosk, lead.login, PIN)
    with pytest.raises(CounterError, match=r"staff\.wrong"):
        staff_exit.open_for_staff(kiosk, lead.login, "0000")
    for what in StaffAct:
        staff_exit.act(kiosk, lead.id, what)
    presence.say_present(kiosk, "token")
    presence.say_gone(kiosk, "token")
    device_status.report_status(kiosk, ReportedDevice.PRINTER, PrinterStatus.READY)
    device_status.end_status(kiosk, ReportedDevice.PRINTER)
    own = Store(f"sqlite:///{tmp_path / 'own-ledger.db'}")
    upgrade(own)
    hand_over.keep_copy(kiosk, own)
    aside = Office(own, places.clock, KEYS, BRANCH_ID, kiosk.station, is_cut_off=True)
    ask(kiosk, request_id="lost on the way")
    ask(aside, request_id="lost on the way")
    assert hand_over.hand_over(aside, kiosk) == 1
    own.close()
    with kiosk.store.write() as connection:
        assert keep_orders(connection, places.clock, Orders(1, (CentralLock("", LocalText("Đang sửa"), 1),)))
    deliver(kiosk, tmp_path)


def test_safety_7_a_wrong_key_of_today_stops_no_kiosk(places: Places, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is recognised then, and numbers are issued."""
    with places.owner.store.write(journal=False) as connection:
        connection.execute(delete(day_key))
        connection.execute(insert(day_key).values(day="2026-11-24", value=bytes(94)))
    kiosk = places.at(DatabaseRole.KIOSK)
    assert recognise(kiosk, "001099000001", 1950).person is None
    assert "the key of 2026-11-24 was not made with this machine's keys" in caplog.text
    assert take(kiosk).number == 1


def deliver(office: Office, folder: Path) -> None:
    """Send everything to a centre, as the relay of this machine does."""
    with office.store.read() as connection:
        here = str(connection.execute(select(installation.c.id)).scalar_one())
    centre = CentralServer(admit(f"sqlite:///{folder / 'central.db'}", "token", here))
    centre.start()
    relay = Relay(office.store, RelaySettings(TransportSettings(centre.url), "token"), office.clock)
    while relay.once().has_more:
        pass
    assert relay.status().backlog == 0
    relay.stop()
    centre.stop()


def test_a_kiosk_cannot_call_or_change_what_was_written(places: Places) -> None:
    kiosk = places.at(DatabaseRole.KIOSK)
    take(kiosk)
    with pytest.raises(CounterError, match=r"store\.not_allowed"):
        Clerk(kiosk).open()
    places.refused(
        DatabaseRole.KIOSK,
        "UPDATE ticket SET number = 7",
        "INSERT INTO counter_session SELECT 1, 1, 'x', 0",
        "INSERT INTO staff (id) VALUES (99)",
        "UPDATE service SET series = 'Z'",
        "UPDATE branch SET code = ''",
        "DELETE FROM setup_version",
    )


def test_a_desk_does_its_work(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, kiosk = places.at(DatabaseRole.DESK), places.at(DatabaseRole.KIOSK)
    for _ in range(6):
        take(kiosk, group="elderly")
    desk.store.check()
    sign_in(desk, desk_login(desk), PIN)
    with pytest.raises(CounterError):
        sign_in(desk, desk_login(desk), "0000")
    clerk = Clerk(desk).open()
    desk_view(desk, 1)
    breaks.pause(desk, PauseReason.BREAK, 1, 1)
    breaks.resume(desk, 1, 1)
    breaks.call_for_help(desk, 1, 1)
    breaks.end_help(desk, 1, 1, 1)
    clerk.called()
    clerk.check(confirmed=True)
    clerk.again()
    clerk.start()
    visits.add_service(desk, 2, 1, 1)
    visits.finish(desk, 1, 1, {1: 1, 2: 2})
    undo.reopen(desk, 1, 1)
    clerk.finish()
    absent = clerk.called()
    clerk.no_show()
    clerk.bring_back(absent)
    clerk.called(), clerk.start()
    visits.park(desk, ParkReason.COPIES, 5, 1, 1)
    clerk.called(), clerk.start()
    Clerk(desk, 2, 2).open()
    visits.transfer(desk, visits.Transfer(1, counter_id=2, back=True), 1, 1)
    other = clerk.called()
    visits.cancel(desk, other.id, CancelReason.LEFT, 1, 1)
    waiting = take(kiosk)
    counters.call_chosen(desk, waiting.id, 1, 1)
    clerk.start(), clerk.finish()
    clerk.close()
    presence.say_present(desk, "token")
    device_status.device_statuses(desk)
    monkeypatch.setattr("kiosk.branch.clock_check.database_moment", lambda office, _connection: office.clock.now())
    take(kiosk)
    places.clock.advance(timedelta(days=1))
    assert end_days(desk) > 0
    assert [record.kind for record in statements_on(desk, date(2026, 11, 24))] == [Event.DAY_CLOSED]
    for keeper in (desk, places.at(DatabaseRole.MANAGER)):
        keep_summaries(keeper)
    take(kiosk)
    close_day(desk, force=True)
    deliver(desk, tmp_path)


def keep_summaries(office: Office) -> None:
    """Keep the summary of the day that is over, in place of one that somebody else kept."""
    measures.drop_summaries(office)
    period = date(2026, 11, 24), date(2026, 11, 24)
    for _ in range(2):
        assert [one.day for one in measures.service_tallies(office, *period)] == [date(2026, 11, 24)]
    with office.store.read() as connection:
        assert len(summaries.read_services(connection, office.branch_id, *period)) == 1, "it was kept"


def test_a_manager_closes_a_day_on_which_no_number_is_open(places: Places) -> None:
    """To let a number expire is a desk's work."""
    manager = places.at(DatabaseRole.MANAGER)
    take(places.at(DatabaseRole.KIOSK))
    with pytest.raises(CounterError, match=r"store\.not_allowed"):
        close_day(manager, force=True)
    Clerk(places.at(DatabaseRole.DESK)).open().serve_next()
    today = close_day(manager)
    assert [record.kind for record in statements_on(manager, today)] == [Event.DAY_CLOSED]


def desk_login(office: Office) -> str:
    return next(one.login for one in staff_list(office) if one.role is StaffRole.CLERK)


def test_a_desk_gives_no_numbers_and_changes_no_set_up(places: Places) -> None:
    desk = places.at(DatabaseRole.DESK)
    take(places.at(DatabaseRole.KIOSK))
    with pytest.raises(CounterError, match=r"store\.not_allowed"):
        take(desk)
    places.refused(
        DatabaseRole.DESK,
        "UPDATE ticket SET person = ''",
        "DELETE FROM rating",
        "INSERT INTO rating VALUES ('x', 'y', '', 0)",
        "UPDATE counter SET number = 9",
    )


def test_a_board_does_its_work_and_sees_no_person(places: Places) -> None:
    board, kiosk = places.at(DatabaseRole.BOARD), places.at(DatabaseRole.KIOSK)
    board.store.check()
    feed = follow(board.store)
    take(kiosk, person="1" * 64)
    Clerk(places.at(DatabaseRole.DESK)).open().called()
    assert feed.wait(10)
    feed.close()
    assert len(board_view(board).current) == 1
    assert len(calls_since(board, 0)) == 1
    device_status.report_status(board, ReportedDevice.SOUND, SoundStatus.READY)
    device_status.end_status(board, ReportedDevice.SOUND)
    places.refused(
        DatabaseRole.BOARD,
        "SELECT priority_group FROM ticket",
        "SELECT * FROM ticket",
        "SELECT person FROM appointment",
        "SELECT * FROM rating",
        "INSERT INTO journal SELECT * FROM journal",
        "UPDATE counter_session SET streak = 0",
        # What every writer takes first: who could lock it could stop the branch.
        "SELECT id FROM branch FOR KEY SHARE",
        "SELECT id FROM installation FOR UPDATE",
        "SELECT id FROM installation FOR KEY SHARE",
    )


def command_machines(places: Places) -> None:
    """Give every order to a kiosk, take care of late delivery, and send again what the centre refused."""
    manager, chief = places.at(DatabaseRole.MANAGER), Author("hoa")
    device_status.report_status(places.at(DatabaseRole.KIOSK), ReportedDevice.PRINTER, PrinterStatus.READY)
    orders.lock(manager, chief, "kiosk", "Nghỉ.")
    orders.unlock(manager, chief, "kiosk")
    orders.take_notice_down(manager, chief, orders.put_notice(manager, chief, "Nghỉ.", "kiosk").id)
    orders.restart(manager, chief, "kiosk")
    assert outcome(manager, order_trial(manager, chief, "kiosk", "touch", "vi")).state is PrintJobState.QUEUED
    watch_delivery(manager)
    see_alert(manager, chief, "delivery:0")
    assert send_again(manager, chief, "a visit") == 0
    assert '"records": []' in export_refused(manager, chief)


def test_a_manager_keeps_the_set_up_and_touches_no_number(places: Places) -> None:
    manager = places.at(DatabaseRole.MANAGER)
    take(places.at(DatabaseRole.KIOSK))
    manager.store.check()
    people.people(manager)
    people.add_person(manager, "lan", "Nguyễn Thị Lan", StaffRole.LEAD, "915273")
    people.change_role(manager, "lan", StaffRole.CLERK)
    people.set_secret(manager, "lan", "826154")
    people.unlock(manager, "lan")
    change_days(manager, {date(2026, 12, 1): SpecialDay(LocalText("Nghỉ"), "Thông báo")})
    new = CounterPart(41, LocalText("Quầy số 41"), (CounterService("HT-KS", 5),))
    publishing.change(manager, lambda document: replace(document, counters=(*document.counters, new)))
    publishing.undo(manager)
    lead = people.add_person(manager, "hoa", "Trần Thị Hoa", StaffRole.MANAGER, "735194")
    sign_in(manager, "hoa", "735194")
    with pytest.raises(CounterError, match=r"staff\.wrong"):
        sign_in(manager, "hoa", "0000")
    command_machines(places)
    draft = drafts.settings_view(manager, lead.id).draft.edited(("limits", "recall_limit"), 5)
    drafts.save_draft(manager, lead.id, draft.based_on, draft.document)
    drafts.publish_draft(manager, lead.id, draft, "Gọi nhiều hơn")
    presence.say_present(manager, "token")
    accept(manager)
    replace_catalogue(manager, sample_catalogue())
    with pytest.raises(CounterError, match=r"store\.not_allowed"):
        take(manager)
    places.refused(
        DatabaseRole.MANAGER,
        "DELETE FROM rating",
    )


def test_the_api_reads_what_it_answers_and_nothing_else(places: Places) -> None:
    kiosk, desk = places.at(DatabaseRole.KIOSK), places.at(DatabaseRole.DESK)
    take(kiosk, person="1" * 64)
    Clerk(desk).open().called()
    places.clock.advance(timedelta(days=1))
    end_days(desk)
    take(kiosk, 8)
    office = places.at(DatabaseRole.API)
    office.store.check()
    assert live_view(office).waiting == 1
    assert board_view(office).current == ()
    assert [one.day for one in measures.day_tallies(office, date(2026, 11, 24), date(2026, 11, 25))]
    assert stations_overview(office) == ()
    places.refused(
        DatabaseRole.API,
        "SELECT * FROM rating",
        "INSERT INTO day_summary SELECT * FROM day_summary",
    )


def test_a_store_that_only_reads_is_refused_by_the_server(places: Places) -> None:
    """Also with the rights of the owner."""
    store = Store(places.server.url(places.database), must_exist=True, read_only=True)
    with pytest.raises(CounterError, match=r"store\.read_only"), store.write(journal=False) as connection:
        connection.execute(installation.update().values(seq=0))
    store.close()


def test_making_them_again_takes_what_was_given_by_hand_and_keeps_the_passwords(places: Places) -> None:
    assert set(places.made) == set(DatabaseRole)
    assert len(set(places.made.values())) == len(DatabaseRole)
    name = sql.Identifier(f"{places.prefix}board")
    for order in (
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT ALL ON ALL FUNCTIONS IN SCHEMA public TO {}",
        "DROP TRIGGER journal_chained ON journal",
        "CREATE OR REPLACE FUNCTION staff_proven(p_who integer, p_proof text) RETURNS boolean"
        " LANGUAGE sql AS 'SELECT true'",
    ):
        places.server.run(places.database, sql.SQL(order).format(name))
    assert make_roles(places.owner.store, places.prefix) == {}
    places.refused(DatabaseRole.BOARD, "DELETE FROM journal", "SELECT secret FROM staff", "SELECT staff_proven(1, '')")
    desk = places.at(DatabaseRole.DESK)
    with pytest.raises(CounterError, match=r"staff\.wrong"):
        sign_in(desk, desk_login(desk), "0000")


def test_the_server_gets_verifiers_and_no_passwords(places: Places) -> None:
    with psycopg.connect(places.server.dsn(places.database)) as line:
        rows = line.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE %s", [f"{places.prefix}%"])
        stored: dict[str, str] = dict(rows.fetchall())
    assert len(stored) == len(DatabaseRole)
    assert all(verifier.startswith("SCRAM-SHA-256$") for verifier in stored.values())


def test_who_may_make_no_roles_is_told(places: Places) -> None:
    with pytest.raises(CounterError) as refused:
        make_roles(places.at(DatabaseRole.DESK).store, "more_")
    assert refused.value.message == Message("roles.may_not_make", {"name": f"{places.prefix}desk"})


def test_an_owner_with_the_name_of_a_machine_keeps_its_rights(places: Places) -> None:
    """The owner `kiosk@` of an old manual became the role of kiosks, and lost the rights of an owner."""
    name = f"{places.prefix}kiosk"
    with pytest.raises(CounterError) as refused:
        make_roles(places.at(DatabaseRole.KIOSK).store, places.prefix)
    assert refused.value.message == Message("roles.owner_is_machine", {"name": name})


def test_a_file_has_no_roles(tmp_path: Path) -> None:
    with pytest.raises(CounterError, match=r"roles\.not_postgres"):
        make_roles(Store(f"sqlite:///{tmp_path / 'branch.db'}"))


def test_the_command_says_each_new_password_once(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "branch.toml"
    config.write_text(f'[database]\nurl = "{places.server.url(places.database)}"\n', encoding="utf-8")
    places.server.run(places.database, sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(places.name("desk")))
    assert run(["db", "roles", "--config", str(config), "--prefix", places.prefix]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said] == [f"{places.prefix}{role}" for role in DatabaseRole]
    new = [line for line in said if "postgresql+psycopg://" in line]
    assert len(new) == 1
    assert f"//{places.prefix}desk:" in new[0]
