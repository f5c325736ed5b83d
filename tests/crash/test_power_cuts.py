"""Cut the power at each flush of 200 visits: whatever is left opens, is whole, and has what left the machine."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.branch import hand_over
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import label
from kiosk.domain.status import PrintJobState
from kiosk.store import engine
from kiosk.store.tables import UNSETTLED, print_job, quarantine, ticket
from printing.printers import dirty_mark
from sync.central.app import create_app
from sync.central.inbox import Inbox
from sync.relay import RoundOutcome
from tests.books import check_books
from tests.conftest import MORNING
from tests.crash import recorded_visits
from tests.crash.disk import Mark, Sync
from tests.crash.recorded_visits import BRANCH, OWN, SETTING, Machine, Recording, play
from tests.players import take
from tests.sync.sync_world import DirectLine, admit

VISITS = 200
#: The cuts in `make test`. `make test-long` cuts at every flush.
FEW = 200


@pytest.fixture(scope="module")
def recording(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Return the visits, played once for all tests."""
    folder, away = tmp_path_factory.mktemp("machine"), tmp_path_factory.mktemp("centre")
    return play(folder, sqlite_template, centre_for(sqlite_template, away), VISITS)


def centre_for(branch: Path, folder: Path) -> str:
    """Return the database of a centre that knows the installation of a branch."""
    return admit(f"sqlite:///{folder / 'central.db'}", installation=own_id(branch))


def own_id(branch: Path) -> str:
    with closing(sqlite3.connect(branch)) as connection:
        return str(connection.execute("SELECT id FROM installation").fetchone()[0])


@dataclass
class Outside:
    """Hold what left the machine before the power was cut: it cannot be taken back."""

    told: dict[str, str] = field(default_factory=dict)
    printed: set[tuple[bool, int]] = field(default_factory=set)
    is_printing: bool = False
    saved: int = 0

    def see(self, mark: Mark) -> None:
        if mark.what == "told":
            self.told.update([mark.value])
        elif mark.what == "printed":
            self.printed.add(mark.value)
        elif mark.what == "at the printer":
            self.is_printing = mark.value
        elif mark.what == "saved":
            self.saved = mark.value


class PowerCuts:
    """Play a recording. At chosen flushes cut the power, start the machine again, and look at everything."""

    def __init__(self, recording: Recording, template: Path, folder: Path) -> None:
        self._recording, self._folder = recording, folder
        self._disk, self._outside = recording.disk(), Outside()
        for name in ("machine", "centre", "trial"):
            (folder / name).mkdir()
        self._here = own_id(template)
        self._centre = create_app(centre_for(template, folder / "centre"), ManualClock(MORNING))
        self._trial = create_app(f"sqlite:///{folder / 'trial' / 'central.db'}", ManualClock(MORNING))
        self._setup: Setup | None = None

    def cut_at(self, moments: Collection[int]) -> None:
        """Cut the power at these moments of the recording: while a flush waits, or when something has left."""
        moment = 0
        for entry in self._recording.log:
            if isinstance(entry, Mark):
                self._outside.see(entry)
                if entry.what == "sent":
                    DirectLine(self._centre).request(*entry.value)
            if isinstance(entry, Mark | Sync):
                moment += 1
                if moment in moments:
                    self._cut(random.Random(moment), f"moment {moment}")
            if not isinstance(entry, Mark):
                self._disk.play(entry)

    def _cut(self, rng: random.Random, where: str) -> None:
        place = self._folder / "machine"
        shutil.rmtree(place)
        place.mkdir()
        for path, data in self._disk.after_power_cut(rng).items():
            (place / Path(path).name).write_bytes(data)
        try:
            self._start_again(place)
        except BaseException as problem:
            problem.add_note(f"the power was cut at {where}")
            raise

    def _start_again(self, place: Path) -> None:
        """Start the machine from what the disk has: everything that left it is there, and it goes on."""
        for name in (BRANCH, OWN):
            with closing(sqlite3.connect(place / name)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        machine = Machine(place, ManualClock(self._recording.end.moment), self._setup)
        assert machine.dirty.owed is not None or not self._outside.is_printing, (
            "the rest of a slip stays in the printer"
        )
        for office in (machine.office, machine.own):
            self._settle_prints(office)
        hand_over.hand_over(machine.own, machine.office)
        assert hand_over.pending(machine.own) == 0
        take(machine.office)
        with machine.office.store.read() as connection:
            rows = {row.id: label(row.series, row.number) for row in connection.execute(select(ticket))}
        assert self._outside.told.items() <= rows.items(), "a number that somebody holds is lost"
        check_books(machine.own.store)
        self._deliver(machine)
        saved = {int(line) for line in (place / SETTING).read_text().splitlines()}
        assert len(saved) == 1, "two settings in one file"
        assert saved.pop() >= self._outside.saved
        self._setup = machine.office.setup()
        machine.close()

    def _settle_prints(self, office: Office) -> None:
        """Print what waits, as a spool that starts does. No slip comes twice."""
        ledger = Ledger(office)
        ledger.recover()
        while (job := ledger.claim()) is not None:
            assert (office.is_cut_off, job.id) not in self._outside.printed, "a slip would come twice"
            ledger.settle(job.id, PrintJobState.PRINTED, "")
        with office.store.read() as connection:
            assert connection.execute(select(print_job.c.id).where(UNSETTLED)).all() == []

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


def moments_of(recording: Recording) -> int:
    return sum(isinstance(entry, Mark | Sync) for entry in recording.log)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_a_power_cut_nothing_is_lost_that_left_the_machine(
    recording: Recording, sqlite_template: Path, tmp_path: Path
) -> None:
    moments = moments_of(recording)
    assert moments > 10 * VISITS
    chosen = random.Random(1).sample(range(1, moments + 1), FEW)
    PowerCuts(recording, sqlite_template, tmp_path).cut_at(chosen)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(0)
def test_after_a_power_cut_at_any_moment_nothing_is_lost(
    recording: Recording, sqlite_template: Path, tmp_path: Path
) -> None:
    PowerCuts(recording, sqlite_template, tmp_path).cut_at(range(1, moments_of(recording) + 1))


def without_a_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "PRAGMA synchronous=OFF"))


def with_a_wait_at_checkpoints_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "PRAGMA synchronous=NORMAL"))


def with_files_that_are_only_renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(path: Path, data: bytes) -> None:
        new = path.with_suffix(".new")
        new.write_bytes(data)
        new.replace(path)

    monkeypatch.setattr(dirty_mark, "replace_file", rename)


def with_numbers_told_before_their_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = recorded_visits.Visits.mark

    def early(visits: recorded_visits.Visits, what: str, value: object) -> None:
        mark(visits, what, value)
        if what == "told":
            last = max(number for number, entry in enumerate(visits.log) if isinstance(entry, Sync))
            visits.log.insert(last, visits.log.pop())

    monkeypatch.setattr(recorded_visits.Visits, "mark", early)


@pytest.mark.parametrize(
    "fault",
    [
        without_a_wait_for_the_disk,
        with_a_wait_at_checkpoints_only,
        with_files_that_are_only_renamed,
        with_numbers_told_before_their_flush,
    ],
)
def test_the_cuts_find_a_program_that_does_not_wait(
    fault: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
    sqlite_template: Path,
    tmp_path: Path,
) -> None:
    for name in ("day", "away", "cuts"):
        (tmp_path / name).mkdir()
    fault(monkeypatch)
    recording = play(tmp_path / "day", sqlite_template, centre_for(sqlite_template, tmp_path / "away"), 10)
    monkeypatch.undo()
    with pytest.raises((AssertionError, sqlite3.DatabaseError, CounterError)):
        PowerCuts(recording, sqlite_template, tmp_path / "cuts").cut_at(range(1, moments_of(recording) + 1))
