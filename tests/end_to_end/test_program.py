"""A program without windows, on real bytes: a card's scan in, a slip and a record at the centre out."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
import zxingcpp

from devices.simulators.cards import card_text
from devices.simulators.headphones import SimulatedJack
from kiosk.branch.presence import present
from kiosk.branch.reception import AlreadyHolds, Issued, TicketRequest
from kiosk.clock import SystemClock
from kiosk.config import Config, PrinterSection, ScannerSection, Site, SpeechSection
from kiosk.demo.world import DEMO_PIN, Devices, World
from kiosk.domain.journal import Event
from kiosk.domain.orders import StaffAct
from kiosk.domain.scan import CitizenCard, Scan
from kiosk.domain.speech import Spoken
from kiosk.domain.status import (
    HeadphoneStatus,
    LinkStatus,
    Part,
    PartReport,
    PrinterStatus,
    PrintJobState,
    ProgramKind,
    ScannerStatus,
    SoundStatus,
    SpeechStatus,
    StoreStatus,
    SyncStatus,
)
from kiosk.domain.text import LocalText
from kiosk.program.runtime import Listeners, Parts, Program
from kiosk.store.engine import Store
from kiosk.store.journal import walk
from sync.central.locks import CentralLocks

WAIT = 10.0
#: What a desk runs that hears of the parts of other machines.
LISTENS = Parts(others=True, kind=ProgramKind.DESK)
T = TypeVar("T")


@dataclass
class Heard:
    """What a program told, and a way to wait for it."""

    scans: list[Scan] = field(default_factory=list)
    scanner: list[ScannerStatus] = field(default_factory=list)
    printer: list[PrinterStatus] = field(default_factory=list)
    synced: list[SyncStatus] = field(default_factory=list)
    store: list[StoreStatus] = field(default_factory=list)
    headphones: list[HeadphoneStatus] = field(default_factory=list)
    speech: list[tuple[SpeechStatus, frozenset[str]]] = field(default_factory=list)
    sound: list[SoundStatus] = field(default_factory=list)
    parts: list[tuple[PartReport, ...]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    changes: list[None] = field(default_factory=list)
    told: threading.Condition = field(default_factory=threading.Condition)

    def listeners(self) -> Listeners:
        return Listeners(
            scanned=lambda value: self._add(self.scans, value),
            scanner=lambda value: self._add(self.scanner, value),
            printer=lambda value: self._add(self.printer, value),
            synced=lambda value: self._add(self.synced, value),
            changed=lambda: self._add(self.changes, None),
            store=lambda value: self._add(self.store, value),
            headphones=lambda value: self._add(self.headphones, value),
            speech=lambda status, languages: self._add(self.speech, (status, languages)),
            words=lambda value: self._add(self.words, value),
            sound=lambda value: self._add(self.sound, value),
            parts=lambda value: self._add(self.parts, value),
        )

    def until(self, values: list[T], wanted: T) -> None:
        with self.told:
            assert self.told.wait_for(lambda: wanted in values, WAIT), f"{wanted} was not among {values}"

    def _add(self, values: list[T], value: T) -> None:
        with self.told:
            values.append(value)
            self.told.notify_all()


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
    running = Program(world.site, Parts(scanner=True, printer=True, relay=True), heard.listeners())
    running.start()
    heard.until(heard.store, StoreStatus.READY)
    yield running
    running.stop()


def test_a_card_becomes_a_number_on_paper_and_a_record_at_the_centre(
    world: World, heard: Heard, program: Program
) -> None:
    assert world.scanner is not None
    assert world.printer is not None
    heard.until(heard.scanner, ScannerStatus.READY)
    heard.until(heard.printer, PrinterStatus.READY)
    world.scanner.scan(card_text(world.people[0]))
    with heard.told:
        assert heard.told.wait_for(lambda: heard.scans, WAIT)
    card = heard.scans[0]
    assert isinstance(card, CitizenCard)

    person, held, _ = program.services.recognise(card.number, card.birth.year if card.birth else None)
    assert held == ()
    issued = program.services.issue_ticket(TicketRequest(request_id="touch-1", service_id=1, person=person))
    assert isinstance(issued, Issued)
    world.printer.wait_for_slips(1, WAIT)
    assert world.printer.unknown == []

    again = program.services.issue_ticket(TicketRequest(request_id="touch-2", service_id=1, person=person))
    assert isinstance(again, AlreadyHolds)
    assert again.ticket == issued.ticket

    def arrived() -> bool:
        return any(r.subject == issued.ticket.id for _, r in world.server.inbox.records(world.installation))

    with heard.told:
        assert heard.told.wait_for(lambda: arrived() or None, WAIT)
    assert program.services.print_state(issued.print_job) in (PrintJobState.SENDING, PrintJobState.PRINTED)
    database = (world.folder / "branch.db").read_bytes() + (world.folder / "branch.db-wal").read_bytes()
    assert card.number.encode() not in database
    assert card.name.encode() not in database


def test_a_procedure_that_was_searched_comes_out_on_paper_with_its_code(
    world: World, heard: Heard, program: Program
) -> None:
    assert world.printer is not None
    heard.until(heard.printer, PrinterStatus.READY)
    found = [hit.entry.key for hit in program.services.search("xac nhan doc than") if hit.entry.kind == "procedure"]
    assert found[0] == "1.004873"
    job = program.services.print_procedure("touch-1", found[0], "vi")
    assert program.services.print_procedure("touch-1", found[0], "vi") == job
    program.services.issue_ticket(TicketRequest(request_id="touch-2", service_id=1))
    world.printer.wait_for_slips(2, WAIT)
    assert world.printer.unknown == []
    slip, ticket = world.printer.slips[:2]
    (code,) = zxingcpp.read_barcodes(slip.convert("L"))
    assert "1.004873" in code.text
    assert len(zxingcpp.read_barcodes(ticket.convert("L"))) == 2


def test_a_lock_from_the_centre_is_heard_long_before_the_next_look_at_its_books(
    world: World, heard: Heard, program: Program
) -> None:
    with heard.told:
        assert heard.told.wait_for(lambda: any(one.last_success and not one.backlog for one in heard.synced), WAIT)
    with closing(CentralLocks(Store(f"sqlite:///{world.folder / 'central.db'}"), SystemClock())) as doors:
        doors.lock(world.installation, "", LocalText("Đang nâng cấp đường truyền"))
    with heard.told:
        assert heard.told.wait_for(lambda: program.services.station().lock, WAIT)


def test_a_database_that_is_away_is_told_and_found_again(world: World, heard: Heard) -> None:
    database = world.folder / "branch.db"
    hidden = database.with_suffix(".away")
    database.rename(hidden)
    program = Program(world.site, Parts(), heard.listeners())
    program.start()
    try:
        heard.until(heard.store, StoreStatus.AWAY)
        database.unlink(missing_ok=True)
        hidden.rename(database)
        heard.until(heard.store, StoreStatus.READY)
    finally:
        program.stop()
    assert program.services.setup().branch.code == "H99.99"


def test_a_program_that_stops_leaves_no_thread_behind(world: World, heard: Heard) -> None:
    before = set(threading.enumerate())
    program = Program(world.site, Parts(scanner=True, printer=True, relay=True), heard.listeners())
    program.start()
    heard.until(heard.store, StoreStatus.READY)
    program.stop()
    left = {thread.name for thread in set(threading.enumerate()) - before}
    # The central service of this world runs in the same process and keeps a pool of its own.
    assert {name for name in left if not name.startswith("AnyIO")} == set()


def test_a_window_that_closes_before_it_is_painted_ends_well(world: World, heard: Heard) -> None:
    Program(world.site, Parts(scanner=True, printer=True, relay=True), heard.listeners()).stop()


def test_desks_hear_of_a_kiosk_without_a_printer(world: World, heard: Heard) -> None:
    site = replace(world.site, config=msgspec.structs.replace(world.site.config, printer=PrinterSection()))
    kiosk, desk = Program(site, Parts(printer=True), Heard().listeners()), Program(site, LISTENS, heard.listeners())
    kiosk.start()
    desk.start()
    try:
        told = (PartReport(site.config.station.name, Part.PRINTER, PrinterStatus.UNPLUGGED, is_heard=True),)
        heard.until(heard.parts, told)
        office = desk.opening.office()
        assert office.program is ProgramKind.DESK
        with heard.told:
            assert heard.told.wait_for(lambda: present(office) == 1, WAIT), "it says under which name it works"
    finally:
        desk.stop()
        kiosk.stop()


def test_a_device_token_that_is_missing_is_told_at_the_desk(world: World, heard: Heard) -> None:
    world.site.token_file.unlink()
    program = Program(world.site, Parts(relay=True), heard.listeners())
    program.start()
    try:
        with heard.told:
            assert heard.told.wait_for(lambda: heard.synced, WAIT)
        assert heard.synced[0].link is LinkStatus.REFUSED
        assert heard.synced[0].backlog == 1 + len(world.expected.papers), "the founding, and who is expected"
    finally:
        program.stop()


def test_the_jack_and_the_voice_of_the_configuration_are_used(tmp_path: Path, heard: Heard) -> None:
    voice = tmp_path / "voice"
    voice.write_text("#!/bin/sh\n[ $1 = --voices ] && printf 'Pty Language\\n 5 vi\\n'\nexit 0\n", encoding="utf-8")
    voice.chmod(0o755)
    with SimulatedJack() as jack:
        speech = SpeechSection(program=str(voice), headphones=jack.address)
        site = Site(tmp_path, Config(scanner=ScannerSection(url=""), speech=speech))
        program = Program(site, Parts(speech=True), heard.listeners())
        program.start()
        heard.until(heard.speech, (SpeechStatus.READY, frozenset({"vi"})))
        heard.until(heard.headphones, HeadphoneStatus.OUT)
        jack.plug()
        heard.until(heard.headphones, HeadphoneStatus.IN)
        program.say(Spoken(("Xin chào",), "vi"))
        heard.until(heard.words, "Xin chào")
        program.stop()


def test_a_program_without_a_voice_says_nothing(tmp_path: Path, heard: Heard) -> None:
    site = Site(tmp_path, Config(scanner=ScannerSection(url=""), speech=SpeechSection(program="")))
    program = Program(site, Parts(speech=True), heard.listeners())
    program.start()
    heard.until(heard.store, StoreStatus.AWAY)
    program.say(Spoken(("Xin chào",), "vi"))
    program.stop()
    assert (heard.words, heard.speech, heard.headphones) == ([], [], [])


def test_staff_get_out_without_the_database_and_it_hears_of_that_later(world: World) -> None:
    def run(done: Callable[[], bool]) -> None:
        """A kiosk runs until something is so."""
        heard = Heard()
        kiosk = Program(world.site, Parts(door=True), heard.listeners())
        kiosk.start()
        heard.until(heard.store, StoreStatus.READY)
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

    run(world.site.keepers.exists)
    database, aside = world.folder / "branch.db", world.folder / "aside.db"
    database.rename(aside)
    cut_off = Program(world.site, Parts(door=True), Heard().listeners())
    person = cut_off.services.open_for_staff(cut_off.services.keepers()[0].login, DEMO_PIN)
    cut_off.services.staff_act(person.id, StaffAct.LEAVE)
    cut_off.stop()
    aside.rename(database)
    assert not left()
    run(left)
