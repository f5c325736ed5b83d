"""Check a kiosk that is cut off: it issues and prints tickets and hands them over, without help."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import zxingcpp
from msgspec.structs import replace as replaced
from pytestqt.qtbot import QtBot

from kiosk.branch.office import Office
from kiosk.clock import SystemClock
from kiosk.config import DatabaseSection, PrinterSection, ScannerSection, Site, StationSection, load_site
from kiosk.doctor.checks import examine
from kiosk.domain.queue.ticket import Ticket
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.texts import texts
from printing.simulators.printer import SimulatedPrinter
from tests.books import check_books
from tests.cable import Cable
from tests.end_to_end.branch_machines import PIN, Machine
from tests.players import Clerk, find_ticket, take
from tests.postgres_server import PostgresServer
from tests.ui.kiosk_hands import page, words_on
from tests.ui.touching import touch, until
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.visit.screen import Screen

pytestmark = pytest.mark.postgres
WAIT = 30_000
CUT_OFF = "Mất kết nối, vẫn lấy được số"


@dataclass
class CutOff:
    """Hold a kiosk with its own cable to the branch, and the office of a machine that is still connected."""

    qtbot: QtBot
    site: Site
    cable: Cable
    printer: SimulatedPrinter
    office: Office
    machine: Machine | None = None

    @property
    def window(self) -> KioskWindow:
        assert self.machine is not None
        assert isinstance(self.machine.window, KioskWindow)
        return self.machine.window

    def start(self) -> None:
        self.machine = Machine(self.site, "kiosk")
        self.window.resize(720, 800)
        self.machine.start()
        self.qtbot.waitUntil(lambda: self.window.visit.now is not None, timeout=WAIT)

    def stop(self) -> None:
        if self.machine is not None:
            self.machine.stop()
            self.machine = None

    def pull_out(self) -> None:
        self.cable.pull_out()
        self.until_cut_off(cut_off=True)

    def until_cut_off(self, *, cut_off: bool) -> None:
        def is_so() -> bool:
            now = self.window.visit.now
            return now is not None and now.station.is_cut_off is cut_off

        self.qtbot.waitUntil(is_so, timeout=WAIT)

    def number(self) -> Ticket:
        """Take a ticket by touch, and wait for its slip."""
        before = len(self.printer.slips)
        touch(page(self.window, StartPage).hero)
        choose = page(self.window, ChoosePage)
        touch(next(iter(choose.fields.values())))
        touch(next(iter(choose.services.values())))
        self.qtbot.waitUntil(lambda: self.window.visit.screen is Screen.TICKET, timeout=WAIT)
        shown = self.window.visit.shown
        assert shown is not None
        self.printer.wait_for_slips(before + 1, WAIT / 1000)
        until(self.qtbot, lambda: self.window.visit.shown is not None and self.window.visit.shown.is_printed)
        return shown.ticket

    def done(self) -> None:
        touch(page(self.window, TicketPage).done)
        self.qtbot.waitUntil(lambda: self.window.visit.screen is Screen.START, timeout=WAIT)


@pytest.fixture
def far(qtbot: QtBot, tmp_path: Path, postgres: PostgresServer, postgres_url: str) -> Iterator[CutOff]:
    plan = BranchPlan(pin=PIN, database=postgres_url, scanner="", always_open=True)
    near = load_site(create_branch(tmp_path / "branch", plan, SystemClock()).config)
    printer = SimulatedPrinter()
    with tempfile.TemporaryDirectory(prefix="kiosk-cable-") as folder:  # a socket's path has at most 107 bytes
        cable = Cable(postgres_url, postgres.folder, Path(folder))
        sections = {
            "database": DatabaseSection(url=cable.url),
            "printer": PrinterSection(url=printer.url),
            "scanner": ScannerSection(url=""),
        }
        site = replace(near, config=replaced(near.config, **sections))
        there = replaced(near.config, station=StationSection(name="desk-1"))
        opening = Opening(replace(near, config=there))
        kiosk = CutOff(qtbot, site, cable, printer, opening.office())
        yield kiosk
        kiosk.stop()
        cable.pull_out()
        check_books(opening.office().store)
        opening.close()
    printer.close()


def doctor_about(site: Site, subject: str) -> str:
    """Return the finding of `kiosk doctor` about one subject."""
    found = {one.subject: one.message for one in examine(site, SystemClock())}
    return texts("vi").message(found[subject])


def test_a_kiosk_that_is_cut_off_gives_numbers_and_hands_them_over(far: CutOff) -> None:
    far.start()
    first = far.number()
    far.done()
    far.pull_out()
    assert CUT_OFF in page(far.window, StartPage).hero.accessibleDescription(), "it says so, and nobody touched it"
    second = far.number()
    assert (first.label[0], second.label) != (second.label[0], first.label)
    assert second.label == "Z001"
    assert "Máy đang mất kết nối" in words_on(far.window)
    codes = {code.text for code in zxingcpp.read_barcodes(far.printer.slips[-1].convert("L"))}
    assert codes == {second.code}, "the slip is from the kiosk's own ledger"
    far.done()
    elsewhere = take(far.office, 1)
    third = far.number()
    assert third.label == "Z002"
    far.done()
    far.cable.put_in()
    far.until_cut_off(cut_off=False)
    assert CUT_OFF not in page(far.window, StartPage).hero.accessibleDescription()
    assert find_ticket(far.office, second.code) == second
    fourth = far.number()
    assert fourth.label[0] == first.label[0], "numbers come from the branch again"
    clerk = Clerk(far.office).open()
    arrived = [first, second, elsewhere, third, fourth]
    assert [clerk.serve_next().label for _ in arrived] == [one.label for one in arrived]


def test_a_kiosk_that_starts_while_the_branch_is_away_gives_numbers(far: CutOff) -> None:
    far.start()
    far.number()
    far.stop()
    far.cable.pull_out()
    far.start()
    far.until_cut_off(cut_off=True)
    held = far.number()
    assert held.label == "Z001"
    far.stop()  # it is switched off before the branch is back
    assert "1 số Z… chưa chuyển" in doctor_about(far.site, "own_ledger")
    far.cable.put_in()
    far.start()
    far.until_cut_off(cut_off=False)
    far.qtbot.waitUntil(lambda: find_ticket(far.office, held.code) == held, timeout=WAIT)
    assert "sẵn sàng, máy cấp số Z…" in doctor_about(far.site, "own_ledger")


def test_a_kiosk_that_never_saw_its_branch_says_that_it_has_no_numbers(far: CutOff) -> None:
    far.cable.pull_out()
    far.machine = Machine(far.site, "kiosk")
    far.window.resize(720, 800)
    far.machine.start()
    far.qtbot.waitUntil(lambda: far.window.visit.screen is Screen.TROUBLE, timeout=WAIT)
    far.cable.put_in()
    far.qtbot.waitUntil(lambda: far.window.visit.screen is Screen.START, timeout=WAIT)
