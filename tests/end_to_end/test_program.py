"""Run a program without windows on real bytes: from the scan of a card to a slip and a record at the centre."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import zxingcpp

from devices.simulators.cards import card_text
from devices.simulators.headphones import SimulatedJack
from kiosk.branch import print_jobs, procedures, reception, recognition
from kiosk.branch.day import close_day
from kiosk.branch.office import Office
from kiosk.branch.reception import AlreadyHolds, Issued, TicketRequest
from kiosk.branch.stations import staff_exit
from kiosk.branch.stations.presence import present
from kiosk.clock import SystemClock
from kiosk.config import Config, PrinterSection, ReportsSection, ScannerSection, Site, SpeechSection
from kiosk.demo.branch import DEMO_PIN
from kiosk.demo.world import Devices, World
from kiosk.domain.journal import Event
from kiosk.domain.language.text import LocalText
from kiosk.domain.language.utterance import Spoken
from kiosk.domain.orders import StaffAct
from kiosk.domain.people.scan import CitizenCard
from kiosk.domain.program_status import DeviceReports, ScanRead, SpeechReport, WordsSpoken
from kiosk.domain.status import (
    DeviceReport,
    HeadphoneStatus,
    LinkStatus,
    PrinterStatus,
    PrintJobState,
    ProgramKind,
    ReportedDevice,
    ScannerStatus,
    SpeechStatus,
    StoreStatus,
    SyncStatus,
)
from kiosk.durable_file import replace_file
from kiosk.program import runtime
from kiosk.program.report_folder import ReportFolder
from kiosk.program.runtime import Program
from kiosk.store.engine import Store
from kiosk.store.journal import walk
from sync.central.locks import CentralLocks
from tests.heard import Heard
from ui.window_spec import Device, ProgramParts

WAIT = 10.0
#: The program parts of a desk that receives the device reports of other machines.
LISTENS = ProgramParts(hears_devices=True, kind=ProgramKind.DESK)
KIOSK_PARTS = ProgramParts(devices=frozenset({Device.SCANNER, Device.PRINTER}), relays=True)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "branch", Devices())
    yield made
    made.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def program(world: World, heard: Heard) -> Iterator[Program]:
    running = Program(world.site, KIOSK_PARTS, heard.tell)
    running.start()
    heard.until(StoreStatus.READY)
    yield running
    running.stop()


def test_a_card_becomes_a_number_on_paper_and_a_record_at_the_centre(
    world: World, heard: Heard, program: Program
) -> None:
    assert world.scanner is not None
    assert world.printer is not None
    heard.until(ScannerStatus.READY)
    heard.until(PrinterStatus.READY)
    world.scanner.scan(card_text(world.people[0]))
    with heard.told:
        assert heard.told.wait_for(lambda: heard.of(ScanRead), WAIT)
    card = heard.of(ScanRead)[0].scan
    assert isinstance(card, CitizenCard)

    holder = program.branch.run(recognition.recognise, card.number, card.birth.year if card.birth else None)
    assert holder.held == ()
    issued = program.branch.run(
        reception.issue_ticket, TicketRequest(request_id="touch-1", service_id=1, person=holder.person)
    )
    assert isinstance(issued, Issued)
    world.printer.wait_for_slips(1, WAIT)
    assert world.printer.unknown == []

    again = program.branch.run(
        reception.issue_ticket, TicketRequest(request_id="touch-2", service_id=1, person=holder.person)
    )
    assert isinstance(again, AlreadyHolds)
    assert again.ticket == issued.ticket

    def arrived() -> bool:
        return any(r.subject == issued.ticket.id for _, r in world.server.inbox.records(world.installation))

    with heard.told:
        assert heard.told.wait_for(lambda: arrived() or None, WAIT)
    assert program.branch.run(print_jobs.state, issued.print_job) in (PrintJobState.SENDING, PrintJobState.PRINTED)
    database = (world.folder / "branch.db").read_bytes() + (world.folder / "branch.db-wal").read_bytes()
    assert card.number.encode() not in database
    assert card.name.encode() not in database


def test_a_procedure_that_was_searched_comes_out_on_paper_with_its_code(
    world: World, heard: Heard, program: Program
) -> None:
    assert world.printer is not None
    heard.until(PrinterStatus.READY)
    hits = program.branch.run(procedures.search, "xac nhan doc than")
    found = [hit.entry.key for hit in hits if hit.entry.kind == "procedure"]
    assert found[0] == "1.004873"
    job = program.branch.run(procedures.print_procedure, "touch-1", found[0], "vi")
    assert program.branch.run(procedures.print_procedure, "touch-1", found[0], "vi") == job
    program.branch.run(reception.issue_ticket, TicketRequest(request_id="touch-2", service_id=1))
    world.printer.wait_for_slips(2, WAIT)
    assert world.printer.unknown == []
    slip, ticket = world.printer.slips[:2]
    (code,) = zxingcpp.read_barcodes(slip.convert("L"))
    assert "1.004873" in code.text
    assert len(zxingcpp.read_barcodes(ticket.convert("L"))) == 2


def test_a_lock_from_the_centre_is_heard_long_before_the_next_look_at_its_books(
    world: World, heard: Heard, program: Program
) -> None:
    def is_all_sent() -> bool:
        return any(one.last_success and not one.backlog for one in heard.of(SyncStatus))

    with heard.told:
        assert heard.told.wait_for(is_all_sent, WAIT)
    with closing(CentralLocks(Store(f"sqlite:///{world.folder / 'central.db'}"), SystemClock())) as locks:
        locks.lock(world.installation, "", LocalText("Đang nâng cấp đường truyền"), "hoa")
    with heard.told:
        assert heard.told.wait_for(lambda: program.branch.run(staff_exit.station_state).lock, WAIT)


def test_a_database_that_is_away_is_told_and_found_again(world: World, heard: Heard) -> None:
    database = world.folder / "branch.db"
    hidden = database.with_suffix(".away")
    database.rename(hidden)
    program = Program(world.site, ProgramParts(), heard.tell)
    program.start()
    try:
        heard.until(StoreStatus.AWAY)
        database.unlink(missing_ok=True)
        hidden.rename(database)
        heard.until(StoreStatus.READY)
    finally:
        program.stop()
    assert program.branch.run(Office.setup).branch.code == "H99.99"


def test_a_program_that_stops_leaves_no_thread_behind(world: World, heard: Heard) -> None:
    before = set(threading.enumerate())
    program = Program(world.site, KIOSK_PARTS, heard.tell)
    program.start()
    heard.until(StoreStatus.READY)
    program.stop()
    left = {thread.name for thread in set(threading.enumerate()) - before}
    # The central service runs in the same process and keeps a thread pool.
    assert {name for name in left if not name.startswith("AnyIO")} == set()


def test_a_desk_writes_the_report_of_a_closed_day_into_its_folder(
    world: World, heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, writes = threading.Event(), ReportFolder.write

    def tells(folder: ReportFolder, office: Office) -> tuple[Path, ...]:
        files = writes(folder, office)
        written.set()
        return files

    monkeypatch.setattr(ReportFolder, "write", tells)
    (tmp_path / "reports").mkdir()
    config = msgspec.structs.replace(world.site.config, reports=ReportsSection(folder=str(tmp_path / "reports")))
    program = Program(replace(world.site, config=config), ProgramParts(kind=ProgramKind.DESK), heard.tell)
    program.branch.run(reception.issue_ticket, TicketRequest(request_id="r1", service_id=1))
    program.branch.run(close_day, force=True)
    program.start()
    try:
        assert written.wait(WAIT)
    finally:
        program.stop()
    assert [one.suffix for one in sorted((tmp_path / "reports").iterdir())] == [".csv", ".pdf", ".xlsx"]


def test_a_window_that_closes_before_it_is_painted_ends_well(world: World, heard: Heard) -> None:
    Program(world.site, KIOSK_PARTS, heard.tell).stop()


def test_desks_hear_of_a_kiosk_without_a_printer(world: World, heard: Heard) -> None:
    site = replace(world.site, config=msgspec.structs.replace(world.site.config, printer=PrinterSection()))
    kiosk, desk = (
        Program(site, ProgramParts(devices=frozenset({Device.PRINTER})), Heard().tell),
        Program(site, LISTENS, heard.tell),
    )
    kiosk.start()
    desk.start()
    try:
        told = (DeviceReport(site.config.station.name, ReportedDevice.PRINTER, PrinterStatus.UNPLUGGED, is_heard=True),)
        heard.until(DeviceReports(told))
        office = desk.opening.office()
        assert office.program is ProgramKind.DESK
        with heard.told:
            assert heard.told.wait_for(lambda: present(office) == 1, WAIT), "it says under which name it works"
    finally:
        desk.stop()
        kiosk.stop()


def test_a_device_token_that_is_missing_is_told_at_the_desk_until_the_branch_is_enrolled(
    world: World, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "_STATUS_SECONDS", 0.2)
    token = world.site.token_file.read_bytes()
    world.site.token_file.unlink()
    program = Program(world.site, ProgramParts(relays=True), heard.tell)
    program.start()
    try:
        with heard.told:
            assert heard.told.wait_for(lambda: heard.of(SyncStatus), WAIT)
        assert heard.of(SyncStatus)[0].link is LinkStatus.REFUSED
        assert heard.of(SyncStatus)[0].backlog == 2 + len(world.expected.papers), "founding, set-up, who is expected"
        replace_file(world.site.token_file, token)
        with heard.told:
            assert heard.told.wait_for(lambda: heard.of(SyncStatus)[-1].link is LinkStatus.UP, WAIT)
    finally:
        program.stop()


def test_the_jack_and_the_voice_of_the_configuration_are_used(tmp_path: Path, heard: Heard) -> None:
    voice = tmp_path / "voice"
    voice.write_text("#!/bin/sh\n[ $1 = --voices ] && printf 'Pty Language\\n 5 vi\\n'\nexit 0\n", encoding="utf-8")
    voice.chmod(0o755)
    with SimulatedJack() as jack:
        speech = SpeechSection(program=str(voice), headphones=jack.address)
        site = Site(tmp_path, Config(scanner=ScannerSection(url=""), speech=speech))
        program = Program(site, ProgramParts(devices=frozenset({Device.SPEECH})), heard.tell)
        program.start()
        heard.until(SpeechReport(SpeechStatus.READY, frozenset({"vi"})))
        heard.until(HeadphoneStatus.OUT)
        jack.plug()
        heard.until(HeadphoneStatus.IN)
        program.say(Spoken(("Xin chào",), "vi"))
        heard.until(WordsSpoken("Xin chào"))
        program.stop()


def test_a_program_without_a_voice_says_nothing(tmp_path: Path, heard: Heard) -> None:
    site = Site(tmp_path, Config(scanner=ScannerSection(url=""), speech=SpeechSection(program="")))
    program = Program(site, ProgramParts(devices=frozenset({Device.SPEECH})), heard.tell)
    program.start()
    heard.until(StoreStatus.AWAY)
    program.say(Spoken(("Xin chào",), "vi"))
    program.stop()
    assert not [one for kind in (WordsSpoken, SpeechReport, HeadphoneStatus) for one in heard.of(kind)]


def test_staff_get_out_without_the_database_and_it_hears_of_that_later(world: World) -> None:
    def run(done: Callable[[], bool]) -> None:
        """Run a kiosk until the condition holds."""
        heard = Heard()
        kiosk = Program(world.site, ProgramParts(staff_exit=True), heard.tell)
        kiosk.start()
        heard.until(StoreStatus.READY)
        with heard.told:
            tries = 200
            while not done() and tries:
                heard.told.wait(WAIT / 200)
                tries -= 1
            assert tries
        kiosk.stop()

    def left() -> bool:
        store = Store(world.site.database_url)
        with closing(store), store.read() as connection:
            return any(record.kind == Event.STATION_LEFT for record in walk(connection))

    run(world.site.exit_staff.exists)
    before = Program(world.site, ProgramParts(staff_exit=True), Heard().tell)
    lead = before.branch.run(staff_exit.staff_for_exit)[0].login
    before.branch.run(staff_exit.open_for_staff, lead, DEMO_PIN)  # this kiosk learns the PIN
    before.stop()
    database, aside = world.folder / "branch.db", world.folder / "aside.db"
    database.rename(aside)
    cut_off = Program(world.site, ProgramParts(staff_exit=True), Heard().tell)
    assert [one.login for one in cut_off.branch.run(staff_exit.staff_for_exit)] == [lead]
    person = cut_off.branch.run(staff_exit.open_for_staff, lead, DEMO_PIN)
    cut_off.branch.run(staff_exit.act, person.id, StaffAct.LEAVE)
    cut_off.stop()
    aside.rename(database)
    assert not left()
    run(left)
