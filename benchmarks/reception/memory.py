"""Measure the memory that two hundred visits in one process add after the first twenty."""

import gc
import os
from pathlib import Path

from benchmarks.harness import Figure, at_most
from benchmarks.reception.machine import Machine, machine
from devices.simulators.cards import sample_cards
from kiosk.branch.office import Office
from kiosk.demo.plans import Plan, plans

_FIRST, _VISITS, _SEED = 20, 200, 5
_PAGE = os.sysconf("SC_PAGE_SIZE")


def measure() -> list[Figure]:
    """Play whole visits at the kiosk window: card or none, ticket, slip, the clerk's work, the rating by the slip."""
    with machine() as kiosk:
        setup = kiosk.program.branch.run(Office.setup)
        people = sample_cards(_SEED, _FIRST + _VISITS, kiosk.office.clock.now().date())
        todo = list(plans(setup, people, _FIRST + _VISITS))
        _play(kiosk, todo[:_FIRST])
        before = resident_mb(kiosk)
        _play(kiosk, todo[_FIRST:])
        after = resident_mb(kiosk)
    note = f"{before:.0f} MB after {_FIRST} visits, {after:.0f} MB after {_VISITS} more"
    return [at_most(f"memory: {_VISITS} visits add", max(after - before, 0.0), "MB", 5, note=note)]


def _play(kiosk: Machine, todo: list[Plan]) -> None:
    for plan in todo:
        code = kiosk.citizens.take_number(plan)
        while kiosk.clerks.serve_one() is not None:
            kiosk.clerks.finish_all()
        kiosk.citizens.rate(code, plan)


def resident_mb(kiosk: Machine) -> float:
    """Return the resident memory in MB after some seconds without a citizen."""
    gc.collect()
    kiosk.rest_long()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * _PAGE / 1e6
