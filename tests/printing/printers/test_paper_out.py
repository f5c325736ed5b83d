"""Check that no uncancelled slip comes out after the paper ran out: at each command, for each profile, over a restart.

The simulated printer says at which bytes its commands begin and end. The paper runs out there, a new roll is put in,
and the next slip is printed. What was cut off since then is the next slip, or ends with the strip that says "void".
"""

import random
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

import pytest
from PIL import Image

from printing.printers.dirty_mark import DirtyMark
from printing.printers.escpos_printer import EscposPrinter, PrintOutcome, PrintResult
from printing.printers.printer_line import Timeouts
from printing.printers.printer_status import StatusRequest, encode_request
from printing.printers.profiles import CITIZEN, CLONE, EPSON_180, EPSON_203, PrinterProfile
from printing.simulators.paper import SimulatedPaper
from printing.simulators.printer import Habits, Reports, Requests, SimulatedPrinter
from printing.strip.bands import LONGEST_COMMAND
from printing.strip.escpos import encode_raster
from printing.strip.raster import Raster
from tests.patience import PATIENCE_S

PATIENT = Timeouts(connect_s=PATIENCE_S, status_s=PATIENCE_S, stall_s=PATIENCE_S, done_s=3.0, watch_s=0.03)
#: For printers that do not answer without paper.
QUICK = Timeouts(connect_s=PATIENCE_S, status_s=0.6, stall_s=0.5, done_s=1.0, watch_s=0.03)
PROFILES = (EPSON_203, EPSON_180, CLONE, CITIZEN)
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


def habits_of(profile: PrinterProfile) -> Habits:
    return Habits(width=profile.width, dpi=profile.dpi, clears=profile.clears)


def driver(
    simulator: SimulatedPrinter, profile: PrinterProfile, habits: Habits, slips: Slips, folder: Path
) -> EscposPrinter:
    is_silent = habits.is_shut_when_out or habits.requests is not Requests.ANYWHERE
    timeouts, mark = QUICK if is_silent else PATIENT, DirtyMark(folder / "printer-dirty")
    strip = encode_raster(slips.strip)
    return EscposPrinter(simulator.url, profile, timeouts, mark=mark, void_strip=lambda: strip)


def places(monkeypatch: pytest.MonkeyPatch, profile: PrinterProfile, slips: Slips, folder: Path) -> Iterator[int]:
    """Yield how many bytes the printer has taken at the first, a middle and the last byte of each command of a job."""
    executed: list[tuple[int, int]] = []
    execute = SimulatedPaper._command

    def noted(paper: SimulatedPaper) -> int:
        place, is_request = paper._place, paper._held.startswith(b"\x10")
        length = execute(paper)
        if length and not is_request:
            executed.append((place, length))
        return length

    with monkeypatch.context() as patch, closing(SimulatedPrinter(habits=habits_of(profile))) as simulator:
        patch.setattr(SimulatedPaper, "_command", noted)
        with closing(driver(simulator, profile, habits_of(profile), slips, folder)) as printer:
            assert printer.print(encode_raster(slips.old)).result is PrintResult.PRINTED
    for place, length in executed:
        yield from sorted({place + 1, place + (length + 1) // 2, place + length})


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
        while (outcome := printer.print(encode_raster(slips.old))).result is PrintResult.NOT_STARTED:
            pass  # the machine is busy, and the printer answered too late
    except Killed:
        return None
    return outcome


def run_out(
    profile: PrinterProfile, habits: Habits, slips: Slips, after: int, restart: Restart, folder: Path, rate: int | None
) -> None:
    """Let the paper run out after so many bytes, put a new roll in, print the next slip, and check all paper."""
    where = f"{profile.name}, {restart}, paper out after {after} bytes, {habits}"
    with closing(SimulatedPrinter(habits=habits, bytes_per_second=rate)) as simulator:
        printer = driver(simulator, profile, habits, slips, folder)
        simulator.paper_out(after=after)
        outcome = printed_by(printer, slips, restart)
        if restart is not Restart.NONE:
            printer.close()
            printer = driver(simulator, profile, habits, slips, folder)
        in_time = simulator.slips
        if outcome is not None and outcome.result is PrintResult.PRINTED:
            assert [slip.tobytes() for slip in in_time] == [slips.old.image().tobytes()], where
        simulator.paper_out(out=False)
        give_up = time.monotonic() + PATIENCE_S
        while not (status := printer.status()).can_print:
            assert time.monotonic() < give_up, (where, status)
        assert printer.print(encode_raster(slips.new)).result is PrintResult.PRINTED, where
        printer.close()
        late = simulator.slips[len(in_time) :]
        assert late[-1].tobytes() == slips.new.image().tobytes(), where
        assert all(ends_with(slip, slips.strip) or is_blank(slip) for slip in late[:-1]), where
        assert simulator.hanging.height == 0, where
        if profile.clears and restart is not Restart.KILLED:
            assert len(late) == 1, (where, "it was cleared: nothing else comes out")
    assert not (folder / "printer-dirty").exists(), where


@pytest.mark.parametrize("restart", Restart)
@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_paper_out_at_the_first_a_middle_and_the_last_byte_of_each_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, profile: PrinterProfile, restart: Restart
) -> None:
    slips = slips_for(profile.width)
    found = list(places(monkeypatch, profile, slips, tmp_path))
    assert len(found) > 20
    # A program that was killed cannot know whether an answer is owed, and waits the whole time for it. A Citizen is
    # like both others: it clears as an Epson does, and answers as a clone does.
    step = (4 if restart is Restart.KILLED else 1) * (8 if profile is CITIZEN else 1)
    for after in found[::step]:
        run_out(profile, habits_of(profile), slips, after, restart, tmp_path, None)


@pytest.mark.parametrize("habits", CLONES.values(), ids=CLONES)
def test_paper_out_in_the_picture_the_question_and_the_cut_of_a_printer_with_bad_habits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, habits: Habits
) -> None:
    slips = slips_for(CLONE.width)
    found = list(places(monkeypatch, CLONE, slips, tmp_path))
    for after in (found[len(found) // 2], *found[-7::3]):
        run_out(CLONE, habits, slips, after, Restart.NONE, tmp_path, None)


@pytest.mark.parametrize("name", ["small buffer, shut without paper", "all"])
def test_paper_out_in_a_picture_that_the_printer_takes_only_in_part(tmp_path: Path, name: str) -> None:
    """The missing bytes are filled up, or the strip would become dots of the old picture."""
    slips = slips_for(CLONE.width, 900)
    for after in (3000, 8000):
        run_out(CLONE, CLONES[name], slips, after, Restart.NONE, tmp_path, None)


def test_paper_that_runs_out_while_an_old_slip_is_cancelled(tmp_path: Path) -> None:
    """The strip that was broken off is cancelled by the next one."""
    slips = slips_for(CLONE.width)
    with closing(SimulatedPrinter(habits=CLONES["plain"])) as simulator:
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
        printer.close()


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
        profile = chance.choice(PROFILES)
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
        run_out(profile, habits, slips, _REQUESTS + chance.randint(1, length), restart, tmp_path, rate)
