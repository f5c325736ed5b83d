"""Measure the past days of a demo, filled as `kiosk demo` does, and days written in bulk."""

import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from shutil import copyfile
from statistics import fmean
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from benchmarks.harness import Figure, at_most, processor_time, spread, taken_since
from kiosk.clock import ManualClock
from kiosk.demo.branch import DEMO_PIN, demo_document
from kiosk.demo.history.filling import Filling
from kiosk.demo.history.past_plan import open_days
from kiosk.demo.history.player import Player
from kiosk.demo.history.rows import moved, write_day
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.sample import sample_document, sample_setup
from kiosk.store.engine import Store
from kiosk.store.keys import load_keys
from kiosk.store.tables import ticket

_FOUNDED, _FIRST = datetime(2026, 10, 30, 11, 0, tzinfo=UTC), date(2026, 11, 2)
#: Calendar days, as `--history` counts them, and copies of one day.
_DAYS, _COPIES = 14, 40


def measure() -> list[Figure]:
    """Fill two weeks, then write copies of one day."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        plan = BranchPlan(pin=DEMO_PIN, document=demo_document(sample_document()))
        config = create_branch(folder / "branch", plan, ManualClock(_FOUNDED)).config
        for copy in ("first.db", "second.db"):
            copyfile(config.parent / "branch.db", folder / copy)
        store = Store(f"sqlite:///{config.parent / 'branch.db'}")
        figures = [_filled(config, folder / "first.db", store), _written(config, folder / "second.db", store)]
        store.close()
    return figures


def _filled(config: Path, copy: Path, store: Store) -> Figure:
    days = open_days(sample_setup(), _FIRST, _FIRST + timedelta(days=_DAYS - 1))
    filling, before = Filling(config, copy, days), processor_time()
    begin, worked = time.perf_counter(), _worked()
    filling.start()
    while not filling.is_over():
        time.sleep(0.01)
    seconds, worked = time.perf_counter() - begin, _worked() - worked
    if not filling.is_filled():
        raise RuntimeError("the days were not filled")
    with store.read() as connection:
        visits = connection.execute(select(func.count()).select_from(ticket)).scalar_one()
    count = len(days)
    each = f"{seconds / count:.2f} s, {worked / count:.2f} s of a processor, {visits / count:.0f} visits each"
    note = f"{count} of {_DAYS} days open: {each}; {taken_since(before)}"
    return at_most("a past day filled", seconds / _DAYS, "s", 1.0, note=note)


def _worked() -> float:
    """Return the processor time of the child processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _written(config: Path, copy: Path, store: Store) -> Figure:
    """Write the same Monday to the Mondays after the last one. It costs the writer as much as other days."""
    keys, hours = load_keys(config.parent / "keys"), open_days(sample_setup(), _FIRST, _FIRST)
    player = Player(copy, keys, DEMO_PIN)
    day = player.play(player.plan(_FIRST, hours[_FIRST]))
    player.close()
    visits, seconds = len(day.rows["ticket"]), []
    for number in range(_COPIES):
        begin = time.perf_counter()
        made = moved(day, _FIRST + timedelta(days=_DAYS + 7 * number), keys.codes, "H99.99", Random(number))
        with store.write() as connection:
            write_day(connection, made)
        seconds.append((time.perf_counter() - begin) / visits * 1e3)
    note = f"{spread(seconds)} ms over {_COPIES} days of {visits} visits; 1.5 million in {fmean(seconds) * 25:.0f} min"
    return at_most("a visit written in bulk, with its records", fmean(seconds), "ms", 1.0, note=note)
