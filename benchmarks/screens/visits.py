"""Measure what two thousand visits in one process add to its memory, and what their second thousand adds."""

from itertools import islice

from benchmarks.harness import Figure, at_most
from benchmarks.reception.machine import Machine, machine
from benchmarks.reception.memory import resident_mb
from devices.simulators.cards import sample_cards
from kiosk.branch.office import Office
from kiosk.demo.kiosk_keys import KioskKeys
from kiosk.demo.plans import Plan, plans
from ui.visit.common import Finish
from ui.visit.number import ChooseField, ChooseService, TakeNumber
from ui.visit.screen import Screen

_FIRST, _VISITS, _PEOPLE, _SEED = 100, 2_000, 300, 6


def measure() -> list[Figure]:
    """Play visits by touch, without a printer: the number stands on the screen with its QR."""
    with machine(has_printer=False) as kiosk:
        setup = kiosk.program.branch.run(Office.setup)
        people = sample_cards(_SEED, _PEOPLE, kiosk.office.clock.now().date())
        visits = plans(setup, people, _FIRST + _VISITS)
        for plan in islice(visits, _FIRST):
            _visit(kiosk, plan)
        sizes = [resident_mb(kiosk)]
        for _ in range(2):
            for plan in islice(visits, _VISITS // 2):
                _visit(kiosk, plan)
            sizes.append(resident_mb(kiosk))
    before, half, after = sizes
    note = f"{before:.0f} MB after {_FIRST} visits, {half:.0f} after {_VISITS // 2} more, {after:.0f} at the end"
    return [
        at_most(f"memory: {_VISITS} visits add", max(after - before, 0.0), "MB", 20, note=note),
        at_most("memory: the second half of them adds", max(after - half, 0.0), "MB", 2),
    ]


def _visit(kiosk: Machine, plan: Plan) -> None:
    """Take a number by touch, call and serve it; the screen goes back to its start."""
    hands, window = kiosk.hands, kiosk.window
    keys = KioskKeys(window, hands)
    keys.press(TakeNumber())
    keys.press(ChooseField(plan.service.field_code))
    keys.press(ChooseService(plan.service.id))
    hands.until(lambda: window.visit.screen is Screen.TICKET, "the number")
    keys.press(Finish())
    hands.until(lambda: window.visit.screen is Screen.START, "the start")
    while kiosk.clerks.serve_one() is not None:
        kiosk.clerks.finish_all()
