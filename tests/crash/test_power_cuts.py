"""Cut the power at any moment of 200 visits: whatever is left opens, is whole, and has what left the machine."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.store import engine
from printing.printers import dirty_mark
from tests.conftest import MORNING
from tests.crash.aftermath import Aftermath, centre_for
from tests.crash.block_log import Cuts, RecordedDisk, recorded_disk
from tests.crash.disk import Disk, Entry, Mark, Sync, record
from tests.crash.recorded_visits import Visits, prepare

VISITS = 200
#: The cuts in `make test`. `make test-long` cuts at every moment, and so often on a real file system.
FEW, ON_A_DISK = 200, 400


@dataclass(frozen=True)
class Recording:
    """Hold the files of a machine before its visits, what its disk was told, and the time at the end."""

    template: Path
    folder: Path
    files: dict[str, bytes]
    log: list[Entry]
    end: ManualClock

    def moments(self) -> int:
        """Count the moments for a cut: a flush that waits, and something that has left the machine."""
        return sum(isinstance(entry, Mark | Sync) for entry in self.log)

    def cut_at(self, moments: Collection[int], folder: Path) -> None:
        """Play the recording. At these moments cut the power, and start again from what is left."""
        moment, disk, place = 0, Disk(self.files), folder / "machine"
        aftermath = Aftermath(self.template, folder, self.end)
        for entry in self.log:
            if isinstance(entry, Mark):
                aftermath.see(entry)
            if isinstance(entry, Mark | Sync):
                moment += 1
                if moment in moments:
                    self._restore(disk.after_power_cut(random.Random(moment)), place)
                    start_again(aftermath, place, f"moment {moment}")
            if not isinstance(entry, Mark):
                disk.play(entry)

    def _restore(self, files: dict[str, bytes], place: Path) -> None:
        shutil.rmtree(place, ignore_errors=True)
        for path, data in files.items():
            file = place / Path(path).relative_to(self.folder)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            file.chmod(0o600)


def start_again(aftermath: Aftermath, place: Path, where: str) -> None:
    try:
        aftermath.start_again(place)
    except BaseException as problem:
        problem.add_note(f"the power was cut at {where}")
        raise


def play(template: Path, folder: Path, visits: int) -> Recording:
    """Play visits in a new folder, and return the recording."""
    place, clock = folder / "day", ManualClock(MORNING)
    place.mkdir()
    prepare(place, template, clock)
    files = {str(file): file.read_bytes() for file in place.rglob("*") if file.is_file()}
    with record(place) as log:
        Visits(place, clock, log, centre_for(template, folder / "away")).play(visits)
    return Recording(template, place, files, log, clock)


@pytest.fixture(scope="module")
def recording(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Return the visits, played once for all tests."""
    return play(sqlite_template, tmp_path_factory.mktemp("machine"), VISITS)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_a_power_cut_nothing_is_lost_that_left_the_machine(recording: Recording, tmp_path: Path) -> None:
    assert recording.moments() > 10 * VISITS
    recording.cut_at(random.Random(1).sample(range(1, recording.moments() + 1), FEW), tmp_path)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(0)
def test_after_a_power_cut_at_any_moment_nothing_is_lost(recording: Recording, tmp_path: Path) -> None:
    recording.cut_at(range(1, recording.moments() + 1), tmp_path)


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
    mark = Visits.mark

    def early(visits: Visits, what: str, value: object) -> None:
        mark(visits, what, value)
        if what == "told":
            last = max(number for number, entry in enumerate(visits.log) if isinstance(entry, Sync))
            visits.log.insert(last, visits.log.pop())

    monkeypatch.setattr(Visits, "mark", early)


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
    fault(monkeypatch)
    recording = play(sqlite_template, tmp_path, 10)
    monkeypatch.undo()
    with pytest.raises((AssertionError, sqlite3.DatabaseError, CounterError)):
        recording.cut_at(range(1, recording.moments() + 1), tmp_path)


@dataclass
class PlacedMarks(list[Entry]):
    """Keep each mark with its place in the log of a disk."""

    disk: RecordedDisk
    places: list[int] = field(default_factory=list)

    def append(self, entry: Entry) -> None:
        """Keep a mark."""
        super().append(entry)
        self.places.append(self.disk.entries())


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(0)
def test_after_a_power_cut_of_a_real_disk_nothing_is_lost(sqlite_template: Path, tmp_path: Path) -> None:
    """Let ext4 and QEMU record the writes and flushes of the disk itself."""
    clock = ManualClock(MORNING)
    with recorded_disk(tmp_path) as disk:
        prepare(disk.place, sqlite_template, clock)
        begin, marks = disk.entries(), PlacedMarks(disk)
        Visits(disk.place, clock, marks, centre_for(sqlite_template, tmp_path / "away")).play(VISITS)
    aftermath, cuts = Aftermath(sqlite_template, tmp_path, clock), Cuts(disk, tmp_path)
    flushes = [number for number in cuts.all_flushes() if begin <= number < marks.places[-1]]
    chosen = set(random.Random(1).sample(flushes, ON_A_DISK))
    waiting = list(zip(marks.places, marks, strict=True))
    for flush in cuts.flushes():
        while waiting and waiting[0][0] <= flush:
            _, mark = waiting.pop(0)
            assert isinstance(mark, Mark)
            aftermath.see(mark)
        if flush in chosen:
            cuts.after_power_cut(random.Random(flush), tmp_path / "left")
            start_again(aftermath, tmp_path / "left", f"flush {flush} of the log")
