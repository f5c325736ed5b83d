"""Check that no uncancelled slip comes out after the paper ran out: at each byte, for each profile, over a restart.

The paper runs out, a new roll is put in, and the next slip is printed. What was cut off since then is the next slip, or
ends with the strip that says "void". `make test` tries the first, a middle and the last byte of each command and
request. Its printer is joined directly (`tests.printing.direct`). `make test-long` tries random places, over TCP.
"""

import random
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from printing.printers.dirty_mark import DirtyMark
from printing.printers.escpos_printer import EscposPrinter, PrintOutcome, PrintResult
from printing.printers.printer_line import Timeouts
from printing.printers.printer_status import StatusRequest, encode_request
from printing.printers.profiles import CLONE, CUSTOM, PROFILES, Clearing, PrinterProfile
from printing.simulators.mechanism import Habits, Reports, Requests
from printing.simulators.paper import SimulatedPaper
from printing.simulators.printer import SimulatedPrinter
from printing.strip.bands import LONGEST_COMMAND
from printing.strip.escpos import encode_raster
from printing.strip.raster import Raster
from tests.patience import PATIENCE_S
from tests.printing.direct import DirectPrinter, habits_of

USUAL = Timeouts()
PATIENT = Timeouts(connect_s=PATIENCE_S, status_s=PATIENCE_S, stall_s=PATIENCE_S, done_s=3.0, watch_s=0.03)
#: For printers that do not answer without paper, or while they restart.
QUICK = Timeouts(connect_s=PATIENCE_S, status_s=0.6, stall_s=0.5, done_s=1.0, watch_s=0.03)
KINDS = tuple({profile.name: profile for profile in PROFILES.values()}.values())
#: A printer as bad as a clone may be, one bad habit at a time, then all at once.
CLONES = {
    "plain": Habits(clears=False),
    "no paper is an answer": Habits(clears=False, reports=Reports.AT_ONCE_WITHOUT_PAPER),
    "automatic status": Habits(clears=False, sends_asb=True),
    "requests in order": Habits(clears=False, requests=Requests.IN_ORDER),
    "requests are dots in a picture": Habits(clears=False, requests=Requests.OUTSIDE_PICTURES),
    "small buffer, shut without paper": Habits(clears=False, buffer=4096, is_shut_when_out=True),
    "all": Habits(clears=False, requests=Requests.IN_ORDER, sends_asb=True, buffer=4096, is_shut_when_out=True),
}
#: Bytes a second of a printer that lags: it answers while the program already waits for another answer.
_SLOW = 40_000


#: A printer that may print again says so after a few questions at the latest.
_TRIES = 100


class Restart(Enum):
    """Say how the program goes on after the paper ran out."""

    NONE = auto()
    ORDERLY = auto()
    KILLED = auto()


#: Bytes of the status requests before a job.
_REQUESTS = sum(len(encode_request(request)) for request in StatusRequest)


class Killed(BaseException):
    """Stand for the end of the program at once."""


@dataclass(frozen=True)
class Slips:
    """Hold three pictures for one head: the slip that is broken off, the next one, and the strip."""

    old: Raster
    new: Raster
    strip: Raster


def slips_for(width: int, rows: int = 6) -> Slips:
    step = width // 8

    def block(seed: int, left: int) -> tuple[bytes, ...]:
        ink = [bytes((seed + row * 31 + at * 17) % 251 | 1 for at in range(step - 2 * left)) for row in range(rows)]
        return tuple(bytes(left) + each + bytes(left) for each in ink)

    white = (bytes(step),) * 3
    old = Raster(width, (*block(5, step // 2 - 2), *white, *block(7, step // 2 - 4)))
    new = Raster(width, (*block(100, step // 2 - 3), *white, *block(120, step // 2 - 2)))
    return Slips(old, new, Raster(width, (b"\xff" * step,) * 9))


def driver(
    simulator: SimulatedPrinter | DirectPrinter, profile: PrinterProfile, habits: Habits, slips: Slips, folder: Path
) -> EscposPrinter:
    """Return the driver of a program that has just been started."""
    mark, strip = DirtyMark(folder / "printer-dirty"), encode_raster(slips.strip)
    make = partial(EscposPrinter, simulator.url, profile, mark=mark, void_strip=lambda: strip)
    if isinstance(simulator, DirectPrinter):
        return make(open_port=simulator.open, now=simulator.now)
    is_silent = habits.is_shut_when_out or habits.requests is not Requests.ANYWHERE or habits.restarts
    return make(timeouts=QUICK if is_silent else PATIENT)


def ends_with(slip: Image.Image, raster: Raster) -> bool:
    return slip.tobytes().endswith(raster.image().tobytes())


def is_blank(slip: Image.Image) -> bool:
    return not slip.height or set(slip.convert("L").tobytes()) == {255}


def printed_by(printer: EscposPrinter, slips: Slips, restart: Restart) -> PrintOutcome | None:
    """Print the old slip; None where the program was killed as soon as it saw that the slip was broken off."""

    def killed() -> None:
        raise Killed

    if restart is Restart.KILLED:
        printer._break_off = killed  # type: ignore[method-assign]  # this printer alone
    try:
        return printer.print(encode_raster(slips.old))
    except Killed:
        return None


def run_out(
    simulator: SimulatedPrinter | DirectPrinter,
    profile: PrinterProfile,
    habits: Habits,
    slips: Slips,
    restart: Restart,
    folder: Path,
    where: str,
) -> None:
    """Print a slip while the paper runs out, put a new roll in, print the next slip, and check all paper."""
    where = f"{where}: {profile.name}, {restart}, {habits}"
    printer = driver(simulator, profile, habits, slips, folder)
    outcome = printed_by(printer, slips, restart)
    in_time = simulator.slips
    if restart is not Restart.NONE:
        printer.close()
        printer = driver(simulator, profile, habits, slips, folder)
    if outcome is not None and outcome.result is PrintResult.PRINTED:
        assert [slip.tobytes() for slip in in_time] == [slips.old.image().tobytes()], where
        if printer.status().can_print:
            return  # the job was over before
    simulator.paper_out(out=False)
    statuses = (printer.status() for _ in range(_TRIES))
    assert any(status.can_print for status in statuses), where
    assert printer.print(encode_raster(slips.new)).result is PrintResult.PRINTED, where
    printer.close()
    late = simulator.slips[len(in_time) :]
    assert late, (where, "printed means that the slip is there")
    assert late[-1].tobytes() == slips.new.image().tobytes(), where
    assert all(ends_with(slip, slips.strip) or is_blank(slip) for slip in late[:-1]), where
    assert simulator.hanging.height == 0, where
    # A program that has just started did not see that a printer fell silent, which is the proof of a restart.
    seen = {Clearing.NONE: (), Clearing.ORDER: (Restart.NONE, Restart.ORDERLY), Clearing.RESTART: (Restart.NONE,)}
    if restart in seen[profile.clearing]:
        assert len(late) == 1, (where, "it was cleared: nothing else comes out")
    assert not (folder / "printer-dirty").exists(), where


class Pace(Enum):
    """Say whether a printer prints at once, or lags behind: then a whole job may have arrived and be unprinted."""

    AT_ONCE = auto()
    LAGS = auto()


def places(profile: PrinterProfile, folder: Path) -> list[int]:
    """Return how many bytes the printer has taken at the first, a middle and the last byte of each command of a job."""
    executed: list[tuple[int, int]] = []
    execute = SimulatedPaper._command

    def noted(paper: SimulatedPaper) -> int:
        place, length = paper._place, execute(paper)
        if length:
            executed.append((place, length))
        return length

    habits, slips = habits_of(profile), slips_for(profile.width)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimulatedPaper, "_command", noted)
        printer = driver(DirectPrinter(habits=habits), profile, habits, slips, folder)
        assert printer.print(encode_raster(slips.old)).result is PrintResult.PRINTED
    found = {place + part for place, length in executed for part in (1, (length + 1) // 2, length)}
    return sorted(place for place in found if place >= _REQUESTS)


def walk(profile: PrinterProfile, habits: Habits, restart: Restart, pace: Pace, folder: Path) -> None:
    """Let the paper run out at each place of a job, one after the other, until a job is over before."""
    slips = slips_for(profile.width)
    for after in places(profile, folder):
        if pace is Pace.LAGS:
            simulator = DirectPrinter(habits=habits, bytes_per_second=_SLOW)
            simulator.paper_out_when(after)
        else:
            simulator = DirectPrinter(habits=habits)
            simulator.paper_out(after=after)
        run_out(simulator, profile, habits, slips, restart, folder, f"paper out after {after} bytes")


@pytest.mark.parametrize("pace", Pace)
@pytest.mark.parametrize("restart", Restart)
@pytest.mark.parametrize("profile", KINDS, ids=lambda profile: profile.name)
def test_paper_out_at_the_first_a_middle_and_the_last_byte_of_each_command(
    tmp_path: Path, profile: PrinterProfile, restart: Restart, pace: Pace
) -> None:
    walk(profile, habits_of(profile), restart, pace, tmp_path)


@pytest.mark.parametrize("pace", Pace)
@pytest.mark.parametrize("habits", CLONES.values(), ids=CLONES)
def test_paper_out_at_the_same_bytes_of_a_printer_with_bad_habits(tmp_path: Path, habits: Habits, pace: Pace) -> None:
    walk(CLONE, habits, Restart.NONE, pace, tmp_path)


@pytest.mark.parametrize("profile", [kind for kind in KINDS if kind is not CUSTOM], ids=lambda profile: profile.name)
def test_paper_out_over_a_real_line(tmp_path: Path, profile: PrinterProfile) -> None:
    slips, habits = slips_for(profile.width), habits_of(profile)
    found = places(profile, tmp_path)
    for after in found[:: len(found) // 3]:
        with closing(SimulatedPrinter(habits=habits)) as simulator:
            simulator.paper_out(after=after)
            run_out(simulator, profile, habits, slips, Restart.NONE, tmp_path, f"paper out after {after} bytes")


@pytest.mark.parametrize("name", ["small buffer, shut without paper", "all"])
def test_paper_out_in_a_picture_that_the_printer_takes_only_in_part(tmp_path: Path, name: str) -> None:
    """The missing bytes are filled up, or the strip would become dots of the old picture."""
    slips = slips_for(CLONE.width, 900)
    for after in (3000, 8000):
        simulator = DirectPrinter(habits=CLONES[name])
        simulator.paper_out(after=after)
        run_out(simulator, CLONE, CLONES[name], slips, Restart.NONE, tmp_path, f"paper out after {after} bytes")


def test_paper_that_runs_out_while_an_old_slip_is_cancelled(tmp_path: Path) -> None:
    """The strip that was broken off is cancelled by the next one."""
    slips = slips_for(CLONE.width)
    simulator = DirectPrinter(habits=CLONES["plain"])
    printer = driver(simulator, CLONE, CLONES["plain"], slips, tmp_path)
    simulator.paper_out(after=60)
    assert printer.print(encode_raster(slips.old)).result is PrintResult.UNKNOWN
    simulator.paper_out(out=False)
    simulator.paper_out(after=LONGEST_COMMAND + 150)  # in the strip, behind the bytes that fill a picture
    assert not printer.status().can_print
    simulator.paper_out(out=False)
    assert printer.print(encode_raster(slips.new)).result is PrintResult.PRINTED
    *others, last = simulator.slips
    assert last.tobytes() == slips.new.image().tobytes()
    strip = slips.strip.image().tobytes()  # its beginning went with the old roll
    assert all(ends_with(slip, slips.strip) or strip.endswith(slip.tobytes()) for slip in others)


def test_a_mark_that_cannot_be_read_is_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "printer-dirty"
    assert DirtyMark(file).owed is None
    file.write_bytes(b"")
    assert DirtyMark(file).owed == 1
    DirtyMark(file).set(2)
    assert DirtyMark(file).owed == 2
    DirtyMark(file).clear()
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("quarter", range(4))
def test_paper_out_at_a_thousand_random_places(tmp_path: Path, quarter: int) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"paper out with seed {seed} in quarter {quarter}")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)
    for _ in range(250):
        profile = chance.choice(KINDS)
        habits = habits_of(profile)
        if profile is CLONE:
            habits = chance.choice(list(CLONES.values()))
        elif chance.random() < 0.5:
            habits = replace(habits, sends_asb=True, buffer=4096)
        slips = slips_for(profile.width, chance.choice((6, 300)))
        length = sum(map(len, encode_raster(slips.old))) + 40
        rate = chance.choice((None, 400_000))
        # After a kill the program waits the whole time for an answer that may be owed: one place in ten.
        restart = Restart.KILLED if chance.random() < 0.1 else chance.choice([Restart.NONE, Restart.ORDERLY])
        # The bytes of the status requests before a job count, too: a job that has not begun cannot be broken off.
        after = _REQUESTS + chance.randint(1, length)
        with closing(SimulatedPrinter(habits=habits, bytes_per_second=rate)) as simulator:
            simulator.paper_out(after=after)
            run_out(simulator, profile, habits, slips, restart, tmp_path, f"paper out after {after} bytes")
