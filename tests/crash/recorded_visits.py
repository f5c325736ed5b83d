"""Play visits at one machine with the real use cases, while `tests.crash.disk` records what reaches its disk.

The machine holds the branch in an SQLite file and a kiosk's own ledger, prints, and sends to the centre. The recording
marks what left the machine: a number on a screen, a slip at the printer, a batch at the centre, a saved setting.
"""

import random
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from kiosk.branch import hand_over
from kiosk.branch.office import Office, OfficeCache
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.ratings import rate
from kiosk.branch.reception import TicketRequest, issue_ticket, person_key
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import Setup
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.slip import Slip, TicketSlip, VoidStrip
from kiosk.domain.status import PrinterStatus
from kiosk.durable_file import replace_file
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from kiosk.store.migrate import upgrade
from printing.printers.dirty_mark import DirtyMark
from printing.printers.escpos_printer import PrintOutcome, PrintResult
from printing.renderer import Picture
from printing.spool import Printer, Spool
from sync.central.app import create_app
from sync.relay import Relay, RelaySettings
from sync.transport import HttpAnswer
from tests.conftest import KEYS, MORNING
from tests.crash.disk import Entry, Mark
from tests.players import Clerk
from tests.sync.sync_world import TOKEN, DirectLine

#: The private key that the branch signs with.
SIGNING = b"s" * 32
BRANCH, OWN, SETTING, DIRTY, DAY_KEYS = "branch.db", "own-ledger.db", "branch.toml", "printer-dirty", "days"
#: The services of counters 1 and 3, whose clerks have the number of their counter.
COUNTERS = {1: 1, 3: 8}
_SLIP_SECONDS = 120.0
#: Every so many visits: the kiosk is cut off, it hands over, a setting is saved, the program starts anew.
CUT_OFF, HANDED_OVER, SAVED, RESTARTED = 8, 24, 30, 67


class Machine:
    """Open what is in a folder, as programs of one machine do."""

    def __init__(self, folder: Path, clock: ManualClock, setup: Setup | None = None) -> None:
        """`setup`: what the branch is known to have, which takes some time to read."""
        self.folder, self.clock = folder, clock
        keys = replace(KEYS, days=folder / DAY_KEYS)
        store, own = (Store(f"sqlite:///{folder / name}") for name in (BRANCH, OWN))
        self.office = Office(store, clock, keys, BRANCH_ID, cache=OfficeCache(setup))
        self.own = Office(own, clock, keys, BRANCH_ID, self.office.station, is_cut_off=True)
        self.dirty = DirtyMark(folder / DIRTY)

    def print_all(self, printer: Printer) -> None:
        """Print what waits in both databases, as the spool does when the program starts and at each commit."""
        for office in (self.office, self.own):
            jobs = Ledger(office)
            Spool(jobs, printer, CodeRenderer(), _ignore, max_age_s=_SLIP_SECONDS, now=self.clock.now)._print_all()

    def relay(self, line: DirectLine) -> Relay:
        """Return the relay of this machine."""
        return Relay(
            self.office.store, RelaySettings(token=TOKEN, signing=SIGNING), self.clock, transport=line, holder="kiosk"
        )

    def close(self) -> None:
        """Close both databases."""
        self.office.store.close()
        self.own.store.close()


def _ignore(_status: PrinterStatus) -> None:
    """Show the status of the printer nowhere."""


class CodeRenderer:
    """Draw a slip as the code on it."""

    def warm_up(self) -> None:
        """Do nothing."""

    def render(self, slip: Slip | VoidStrip) -> Picture:
        """See `Renderer.render`."""
        assert isinstance(slip, TicketSlip)
        return (slip.code.encode(),)

    def close(self) -> None:
        """Do nothing."""


class MarkedPrinter:
    """Print a slip most times, as `EscposPrinter` does: with the mark of a dirty printer while it is under way."""

    def __init__(self, visits: "Visits") -> None:
        self._visits = visits

    def status(self) -> PrinterStatus:
        """See `Printer.status`."""
        return PrinterStatus.READY

    def print(self, picture: Picture) -> PrintOutcome:
        """See `Printer.print`."""
        visits, dirty = self._visits, self._visits.machine.dirty
        result = visits.rng.choice([PrintResult.PRINTED] * 4 + list(PrintResult))
        if result is not PrintResult.NOT_STARTED:
            dirty.set(1)
            visits.mark("at the printer", True)
            visits.mark("printed", picture)
            visits.mark("at the printer", False)
            dirty.clear()
        return PrintOutcome(result, PrinterStatus.READY)

    def close(self) -> None:
        """Do nothing."""


class MarkedLine(DirectLine):
    """Mark each request that the centre has answered in the recording."""

    def __init__(self, centre: str, log: list[Entry]) -> None:
        super().__init__(create_app(centre, ManualClock(MORNING)))
        self._log = log

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """See `DirectLine.request`."""
        answer = super().request(method, path, headers, body)
        self._log.append(Mark("sent", (method, path, dict(headers), body)))
        return answer


def prepare(folder: Path, template: Path, clock: ManualClock) -> None:
    """Make a machine in an empty folder: a copy of the `template` branch with open counters, and an own ledger."""
    shutil.copy(template, folder / BRANCH)
    machine = Machine(folder, clock)
    upgrade(machine.own.store)
    hand_over.keep_copy(machine.office, machine.own.store)
    for counter in COUNTERS:
        Clerk(machine.office, counter, counter).open()
    replace_file(folder / SETTING, b"0\n")
    machine.close()


def citizen(number: int) -> str:
    """Return the personal number of the citizen of a visit."""
    return f"{number:012}"


class Visits:
    """Play citizens, a printer, clerks, the relay and restarts, and mark in `log` what leaves the machine."""

    def __init__(self, folder: Path, clock: ManualClock, log: list[Entry], centre: str) -> None:
        self._clock, self.log, self.rng = clock, log, random.Random(1)
        self.machine = Machine(folder, clock)
        self._printer = MarkedPrinter(self)
        self._line = MarkedLine(centre, log)
        self._relay = self.machine.relay(self._line)

    def play(self, visits: int) -> None:
        """Play so many visits, then end the program."""
        for number in range(1, visits + 1):
            self._clock.advance(timedelta(seconds=self.rng.randint(20, 60)))
            self._take(number)
            if number % HANDED_OVER == 0:
                hand_over.hand_over(self.machine.own, self.machine.office)
            if number % SAVED == 0:
                replace_file(self.machine.folder / SETTING, f"{number}\n".encode() * 100)
                self.mark("saved", number)
            if number > 5:
                self._serve()
            if number % 3 == 0:
                self._relay.once()
            if number % RESTARTED == 0:
                self._restart()
        self.machine.close()

    def _take(self, number: int) -> None:
        office = self.machine.own if number % CUT_OFF == 0 else self.machine.office
        wish = TicketRequest(
            request_id=f"visit-{number}",
            service_id=self.rng.choice(list(COUNTERS.values())),
            person=person_key(office, citizen(number)) if number % 3 else None,
            group="elderly" if number % 7 == 0 else None,
        )
        given = issue_ticket(office, wish).ticket
        self.mark("told", (number, given.id, given.label))
        self.machine.print_all(self._printer)

    def _serve(self) -> None:
        counter = self.rng.choice(list(COUNTERS))
        clerk = Clerk(self.machine.office, counter, counter)
        if clerk.call() is None:
            return
        if self.rng.random() < 0.1:
            clerk.no_show()
            return
        clerk.start()
        done = clerk.finish()
        rate(self.machine.office, f"rate {done.id}", done.id, Rating(Level.SATISFIED))

    def _restart(self) -> None:
        self.machine.close()
        self.machine = Machine(self.machine.folder, self._clock)
        self._relay = self.machine.relay(self._line)

    def mark(self, what: str, value: object) -> None:
        """Mark that something left the machine now."""
        self.log.append(Mark(what, value))
