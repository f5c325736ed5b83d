"""Measure issuing tickets in one process on SQLite: the rate beside the same SQL by hand."""

import time
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import select

from benchmarks.harness import Figure, at_least, spread
from benchmarks.reception.branch import COUNTERS, Clerks, busy_morning, citizens, copy_branch, issue
from benchmarks.reception.by_hand import ByHand, Recorder, Step
from kiosk.branch.office import Office
from kiosk.store.tables import installation

_BLOCKS, _IN_BLOCK, _SEED = 80, 25, 1


def measure() -> list[Figure]:
    """Measure both in turn, block by block, so that a busy machine slows both."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        busy_morning(folder / "start")
        steps, head = _record(copy_branch(folder / "start", folder / "recorded"))
        office = copy_branch(folder / "start", folder / "ours")
        copy_branch(folder / "start", folder / "hand").store.close()
        hand = ByHand(folder / "hand" / "branch.db")
        ours, by_hand = _take_turns(office, hand, steps)
        assert hand.journal_head() == head, "the replay did something else than the program"
        hand.close()
        office.store.close()
    rates, limits = ([_IN_BLOCK / sum(block) for block in blocks] for blocks in (ours, by_hand))
    ratios = [rate / limit for rate, limit in zip(rates, limits, strict=True)]
    size = median(len(issued) for issued, _ in steps)
    note = f"ratio {spread(ratios)} over {_BLOCKS} blocks of {_IN_BLOCK}; {size:.0f} statements a ticket"
    return [at_least("issue: rate beside SQL by hand", median(rates), "/s", median(limits), times=0.2, note=note)]


def _record(office: Office) -> tuple[list[tuple[Step, Step]], tuple[int, bytes]]:
    """Record issues and calls in turn, `_BLOCKS` x `_IN_BLOCK` times, and return them with the chain head."""
    clerks, recorder = Clerks(office, COUNTERS), Recorder(office.store)
    steps = []
    for wish in islice(citizens(office, _SEED), _BLOCKS * _IN_BLOCK):
        with recorder.step() as issued:
            issue(office, wish)
        with recorder.step() as called:
            clerks.serve_one()
        steps.append((issued, called))
    with office.store.read() as connection:
        row = connection.execute(select(installation.c.seq, installation.c.hash)).one()
    office.store.close()
    return steps, (row.seq, bytes(row.hash))


def _take_turns(
    office: Office, hand: ByHand, steps: list[tuple[Step, Step]]
) -> tuple[list[list[float]], list[list[float]]]:
    """Return the seconds of every issue by block: the program's, and those by hand."""
    clerks, wishes = Clerks(office, COUNTERS), citizens(office, _SEED)
    ours: list[list[float]] = []
    by_hand: list[list[float]] = []
    for start in range(0, len(steps), _IN_BLOCK):
        ours.append([])
        for wish in islice(wishes, _IN_BLOCK):
            began = time.perf_counter()
            issue(office, wish)
            ours[-1].append(time.perf_counter() - began)
            clerks.serve_one()
        by_hand.append([])
        for issued, called in steps[start : start + _IN_BLOCK]:
            began = time.perf_counter()
            hand.play(issued)
            by_hand[-1].append(time.perf_counter() - began)
            hand.play(called)
    return ours, by_hand
