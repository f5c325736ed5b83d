"""Make the demo's surroundings: a new branch, a central service, a simulated scanner and printer with faults."""

import io
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shutil import copyfile, rmtree

from msgspec.structs import replace as replaced
from PIL import Image
from sqlalchemy import select

from devices.simulators.cards import card_text, sample_cards
from devices.simulators.scanner import SimulatedScanner
from kiosk.clock import Clock, ManualClock, SystemClock
from kiosk.config import PrinterSection, ScannerSection, Site, example_for, load_site
from kiosk.demo.branch import DEMO_PIN, demo_document, desks_of
from kiosk.demo.expected import Expected, expect
from kiosk.demo.history.filling import Filling, PastDays
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.scan import CitizenCard
from kiosk.domain.queue.appointment import grouped
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.document import Document
from kiosk.http_server import ServeOptions
from kiosk.program.centre import Centre, make_key_pair
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import BRANCH_ID, Opening
from kiosk.program.sample import sample_document
from kiosk.program.texts import texts
from kiosk.store.engine import Store
from kiosk.store.keys import read_public, signing_key, write_text_secret
from kiosk.store.tables import ticket
from printing.simulators.printer import SimulatedPrinter
from sync.central.serve import CentralServer

_SEED = 2026
_CARDS_AT_THE_DOCK = 5
_MANY = 25
#: The index of the person at the dock with an appointment.
_WITH_APPOINTMENT = 1


@dataclass(frozen=True, slots=True)
class Devices:
    """Hold the addresses of real devices; "" is a simulated device."""

    scanner: str = ""
    printer: str = ""

    def check(self) -> None:
        """Check the form of the addresses.

        Raises:
            CounterError: ``demo.wrong_address``.
        """
        for option, address in (("scanner", self.scanner), ("printer", self.printer)):
            example = example_for(option, "url", address)
            if example is not None:
                raise CounterError("demo.wrong_address", option=option, address=address, example=example)


class World:
    """Hold everything around the windows. `site` is for a `Program`. `close` ends the threads and keeps the files.

    Attributes:
        past: the past days of the branch.
        began: the business date on which the demo began.
    """

    def __init__(
        self, folder: Path, devices: Devices, *, people: int = 0, document: Document | None = None, past_days: int = 0
    ) -> None:
        """Make the branch and its centre; start the simulators and the central service.

        `document` is the set-up of the branch; None takes the sample. `past_days` days lie before the first one; they
        are filled from `begin_history` on.

        Raises:
            CounterError: ``init.exists`` when the folder holds a branch already, and as `Devices.check`.
        """
        devices.check()
        self.folder = folder
        self.people: tuple[CitizenCard, ...] = sample_cards(_SEED, max(people, _MANY), SystemClock().now().date())
        self._line_up = True
        self.scanner = None if devices.scanner else SimulatedScanner()
        self.printer = None if devices.printer else SimulatedPrinter()
        port, wanted = _free_port(), document or sample_document()
        setup, now = setup_from(wanted, BRANCH_ID), SystemClock().now()
        self.began, self.past = setup.branch.business_date(now), PastDays.of(setup, past_days, now)
        # With past days the branch was founded before them, so that its journal stays in the order of time.
        clock = ManualClock(self.past.founded) if past_days else SystemClock()
        document = demo_document(wanted)
        self.desks, self.look = desks_of(document), document.look
        centre = Centre(folder / "centre", f"sqlite:///{folder / 'central.db'}")
        plan = BranchPlan(
            pin=DEMO_PIN,
            centre=f"http://127.0.0.1:{port}",
            centre_key=read_public(make_key_pair(folder / "centre")),
            document=document,
        )
        made = create_branch(folder, plan, clock)
        token = centre.enrol(made.installation, signing_key(folder / "keys"))
        write_text_secret(folder / "keys" / "centre.token", token)
        self.site = _with_devices(load_site(made.config), self.scanner, self.printer, devices)
        self.installation = made.installation
        self._history = self._plan_history(made.config)
        self.expected = self._expect(clock)
        self.server = CentralServer(centre.database_url, ServeOptions(port=port))
        self.server.start()

    def _plan_history(self, config: Path) -> Filling | None:
        if not self.past.open_days:
            return None
        copy = self.folder / "history" / "branch.db"
        copy.parent.mkdir()
        copyfile(self.site.database_url.removeprefix("sqlite:///"), copy)
        return Filling(config, copy, self.past.open_days)

    def _expect(self, clock: Clock) -> Expected:
        opening = Opening(self.site, clock)
        try:
            return expect(opening.office(), self._at_the_dock()[_WITH_APPOINTMENT], SystemClock().now())
        finally:
            opening.close()

    def begin_history(self) -> None:
        """Begin to fill the past days, behind the windows."""
        if self._history is not None:
            self._history.start()

    def is_history_over(self) -> bool:
        """Return whether nothing fills past days any more."""
        return self._history is None or self._history.is_over()

    def is_history_filled(self) -> bool:
        """Return whether every past day is in the branch."""
        return self._history is None or self._history.is_filled()

    def close(self) -> None:
        """Stop the simulators and the central service, and give up the past days that are not filled yet."""
        if self._history is not None:
            self._history.close()
            rmtree(self.folder / "history", ignore_errors=True)
        if self.scanner is not None:
            self.scanner.close()
        if self.printer is not None:
            self.printer.close()
        self.server.stop()

    # The controls of the dock (`ui.dock.window.DockControls`).

    def pin(self) -> str:
        """Return the PIN of every member of staff."""
        return DEMO_PIN

    def cards(self) -> Sequence[str]:
        """Return a few people of different ages, each with name and age."""
        year = SystemClock().now().year
        say = texts("vi").say
        return [
            say("dock.age", name=card.name, age=year - card.birth.year if card.birth else "?")
            for card in self._at_the_dock()
        ]

    def scan_card(self, index: int) -> None:
        """Scan a person's card."""
        if self.scanner is not None:
            self.scanner.scan(card_text(self._at_the_dock()[index]))

    def scan_slip(self) -> None:
        """Scan the ticket that was printed last."""
        code = last_code(self.site)
        if self.scanner is not None and code is not None:
            self.scanner.scan(code)

    def papers(self) -> Sequence[str]:
        """Return the papers of appointments, each with its case."""
        say = texts("vi").say
        return [say(f"dock.paper.{paper.case}", code=grouped(paper.code)) for paper in self.expected.papers]

    def scan_paper(self, index: int) -> None:
        """Scan an appointment's paper."""
        if self.scanner is not None:
            self.scanner.scan(self.expected.papers[index].code)

    def scan_garbage(self) -> None:
        """Scan a worn code: bytes without a meaning."""
        if self.scanner is not None:
            self.scanner.garbage(200)

    def set_scanner(self, *, plugged: bool) -> None:
        """Plug or unplug the scanner's cable."""
        if self.scanner is not None:
            (self.scanner.plug if plugged else self.scanner.unplug)()

    def set_paper(self, *, present: bool) -> None:
        """Insert or remove the printer's roll."""
        if self.printer is not None:
            self.printer.paper_out(out=not present)

    def set_cover(self, *, is_open: bool) -> None:
        """Open or close the printer's cover."""
        if self.printer is not None:
            self.printer.cover(open=is_open)

    def set_line(self, *, up: bool) -> None:
        """Connect or cut the line to the centre: start or stop the central service."""
        if up != self._line_up:
            (self.server.start if up else self.server.stop)()
            self._line_up = up

    def _at_the_dock(self) -> Sequence[CitizenCard]:
        by_birth = sorted((card for card in self.people[:_MANY] if card.birth), key=lambda card: card.birth or date.max)
        step = len(by_birth) // _CARDS_AT_THE_DOCK
        return by_birth[step // 2 :: step][:_CARDS_AT_THE_DOCK]

    def slip_count(self) -> int:
        """Return the number of slips that the simulated printer has printed."""
        return len(self.printer.slips) if self.printer is not None else 0

    def last_slip(self) -> bytes | None:
        """Return the last slip as a PNG, or None before the first."""
        if self.printer is None or not self.printer.slips:
            return None
        return png(self.printer.slips[-1])


def png(picture: Image.Image) -> bytes:
    """Return a slip as the bytes of a PNG file."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def last_code(site: Site) -> str | None:
    """Return the code of the ticket that was issued last, as in its QR."""
    store = Store(site.database_url)
    try:
        with store.read() as connection:
            return connection.execute(select(ticket.c.code).order_by(ticket.c.id.desc()).limit(1)).scalar_one_or_none()
    finally:
        store.close()


def _with_devices(
    site: Site, scanner: SimulatedScanner | None, printer: SimulatedPrinter | None, devices: Devices
) -> Site:
    """Return the branch's configuration with the devices of this run. A simulated device has a new address each run."""
    scanner_url = scanner.url if scanner is not None else devices.scanner
    printer_url = printer.url if printer is not None else devices.printer
    sections = {"scanner": ScannerSection(url=scanner_url), "printer": PrinterSection(url=printer_url)}
    return replace(site, config=replaced(site.config, **sections))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
