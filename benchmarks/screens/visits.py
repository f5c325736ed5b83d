"""Two thousand visits in one process: what they add to its memory after the first hundred."""

from itertools import islice

from benchmarks.harness import Figure, at_most
from benchmarks.reception.machine import Machine, machine
from benchmarks.reception.memory import resident_mb
from devices.simulators.cards import sample_cards
from kiosk.branch.office import Office
from kiosk.demo.citizens import Plan, plans
from kiosk.domain.office import Setup
from kiosk.program.texts import texts
from ui.visit.screen import Screen

_FIRST, _VISITS, _PEOPLE, _SEED = 100, 2_000, 300, 6


def measure() -> list[Figure]:
    """Touches and cards through the kiosk's window, without a printer: the number stands on the screen with its QR."""
    with machine(has_printer=False) as kiosk:
        setup = kiosk.program.branch.run(Office.setup)
        people = sample_cards(_SEED, _PEOPLE, kiosk.office.clock.now().date())
        todo = plans(setup, people, _SEED)
        visits = (todo[turn % _PEOPLE] for turn in range(_FIRST + _VISITS))
        for plan in islice(visits, _FIRST):
            _visit(kiosk, setup, plan)
        before = resident_mb(kiosk)
        for plan in visits:
            _visit(kiosk, setup, plan)
        after = resident_mb(kiosk)
    note = f"{before:.0f} MB after {_FIRST} visits, {after:.0f} MB after {_VISITS} more"
    return [at_most(f"memory: {_VISITS} visits add", max(after - before, 0.0), "MB", 5, note=note)]


def _visit(kiosk: Machine, setup: Setup, plan: Plan) -> None:
    """A number, called and served; the screen goes back to its start."""
    say, hands, window = texts("vi").say, kiosk.hands, kiosk.window
    field = next(one for one in setup.fields if one.code == plan.service.field_code)
    hands.press(window, say("kiosk.start.take"))
    hands.press(window, field.name.vi)
    hands.press(window, plan.service.name.vi)
    hands.until(lambda: window.visit.screen is Screen.TICKET, "the number")
    hands.press(window, say("kiosk.ticket.noted"))
    hands.until(lambda: window.visit.screen is Screen.START, "the start")
    while kiosk.clerks.serve_one() is not None:
        kiosk.clerks.finish_all()
