"""Start a machine again after a power cut, and check that nothing is lost that had left it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kiosk.branch import hand_over
from kiosk.branch.office import Office
from kiosk.branch.reception import person_key
from kiosk.clock import ManualClock, SystemClock
from kiosk.domain.branch_setup import Setup
from kiosk.domain.queue.ticket import label
from kiosk.domain.status import PrinterStatus
from kiosk.store.signing import public_half
from kiosk.store.tables import UNSETTLED, print_job, quarantine, ticket
from printing.printers.escpos_printer import PrintOutcome, PrintResult
from printing.renderer import Picture
from sync.central.app import create_app
from sync.central.device_keys import DeviceKeys
from sync.central.inbox import Inbox
from sync.central.tables import open_database
from sync.relay import RoundOutcome
from tests.books import check_books
from tests.conftest import MORNING
from tests.crash.disk import Mark
from tests.crash.recorded_visits import BRANCH, OWN, SETTING, SIGNING, Machine, citizen
from tests.players import take
from tests.sync.sync_world import DirectLine, admit


def centre_for(branch: Path, folder: Path) -> str:
    """Make a folder with the database of a centre that knows token and key of a branch; return its URL."""
    folder.mkdir()
    here = _own_id(branch)
    url = admit(f"sqlite:///{folder / 'central.db'}", installation=here)
    store = open_database(url)
    DeviceKeys(store, SystemClock()).add(here, public_half(SIGNING))
    store.close()
    return url


def _own_id(branch: Path) -> str:
    with closing(sqlite3.connect(branch)) as connection:
        return str(connection.execute("SELECT id FROM installation").fetchone()[0])


@dataclass
class Outside:
    """Hold what left the machine before the power was cut: it cannot be taken back."""

    told: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    printed: set[Picture] = field(default_factory=set)
    is_printing: bool = False
    saved: int = 0

    def see(self, what: str, value: Any) -> None:
        """Take a mark of the recording."""
        if what == "told":
            number, ticket_id, shown = value
            self.told[ticket_id] = shown
            self.persons[ticket_id] = citizen(number)
        elif what == "printed":
            self.printed.add(value)
        elif what == "at the printer":
            self.is_printing = value
        elif what == "saved":
            self.saved = value


class OncePrinter:
    """Print every slip, but none that came before."""

    def __init__(self, before: set[Picture]) -> None:
        self._before = before

    def status(self) -> PrinterStatus:
        """See `Printer.status`."""
        return PrinterStatus.READY

    def print(self, picture: Picture) -> PrintOutcome:
        """See `Printer.print`."""
        assert picture not in self._before, "a slip would come twice"
        return PrintOutcome(PrintResult.PRINTED, PrinterStatus.READY)

    def close(self) -> None:
        """Do nothing."""


class Aftermath:
    """See what leaves a machine, and check at any time what a power cut left of it."""

    def __init__(self, template: Path, folder: Path, end: ManualClock) -> None:
        self._folder, self._end, self._outside = folder, end, Outside()
        self._here = _own_id(template)
        self._centre = create_app(centre_for(template, folder / "centre"), ManualClock(MORNING))
        self._trial = create_app(centre_for(template, folder / "trial"), ManualClock(MORNING))
        self._setup: Setup | None = None

    def see(self, mark: Mark) -> None:
        """Take what left the machine. The centre gets each request of the machine's relay."""
        if mark.what == "sent":
            DirectLine(self._centre).request(*mark.value)
        else:
            self._outside.see(mark.what, mark.value)

    def start_again(self, place: Path) -> None:
        """Start the machine from what is in a folder, let it do its work, and look at everything."""
        for name in (BRANCH, OWN):
            with closing(sqlite3.connect(place / name)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        machine = Machine(place, ManualClock(self._end.moment), self._setup)
        if self._outside.is_printing:
            assert machine.dirty.owed is not None, "the rest of a slip may be in the printer"
        self._settle_prints(machine)
        hand_over.hand_over(machine.own, machine.office)
        assert hand_over.pending(machine.own) == 0
        take(machine.office)
        self._check_numbers(machine.office)
        check_books(machine.own.store)
        self._deliver(machine)
        saved = set((place / SETTING).read_text().splitlines())
        assert len(saved) == 1, "two settings in one file"
        assert int(saved.pop()) >= self._outside.saved
        self._setup = machine.office.setup()
        machine.close()

    def _settle_prints(self, machine: Machine) -> None:
        """Print what waits, as a program that starts does: each job is settled, and no slip comes twice."""
        machine.print_all(OncePrinter(self._outside.printed))
        for office in (machine.office, machine.own):
            with office.store.read() as connection:
                assert connection.execute(select(print_job.c.id).where(UNSETTLED)).all() == []

    def _check_numbers(self, office: Office) -> None:
        """Check that each number is there that somebody holds, and still known by the person's card."""
        with office.store.read() as connection:
            rows = connection.execute(select(ticket)).all()
        labels = {row.id: label(row.series, row.number) for row in rows}
        assert self._outside.told.items() <= labels.items(), "a number that somebody holds is lost"
        for row in rows:
            if row.person is not None and row.id in self._outside.persons:
                assert row.person == person_key(office, self._outside.persons[row.id]), "the key of the day is lost"

    def _deliver(self, machine: Machine) -> None:
        """Send everything to a centre that has what had arrived. It then has the branch's records, each once."""
        inbox: Inbox = self._trial.state.inbox
        inbox.close()
        (self._folder / "trial" / "central.db").unlink()
        with closing(sqlite3.connect(self._folder / "centre" / "central.db")) as there:
            there.execute("VACUUM INTO ?", [str(self._folder / "trial" / "central.db")])
        relay = machine.relay(DirectLine(self._trial))
        has_more = True
        while has_more:
            done = relay.once()
            assert done.outcome in (RoundOutcome.DELIVERED, RoundOutcome.NOTHING_TO_SEND)
            has_more = done.has_more
        records = check_books(machine.office.store)
        with machine.office.store.read() as connection:
            assert connection.execute(select(quarantine)).all() == []
        arrived = [record for _, record in inbox.records(self._here, limit=1_000_000)]
        assert sorted(arrived, key=lambda record: record.seq) == records
