"""Play the headless demo: scripted citizens and clerks use the real windows, with simulated devices and a centre."""

import time
from functools import partial

import typer

from kiosk.branch.office import Office
from kiosk.demo import outcome as outcomes
from kiosk.demo.citizens import Citizens
from kiosk.demo.clerks import Clerks
from kiosk.demo.hands import INTERRUPTED, PATIENCE_S, Hands, NotThereError, ToldToEndError
from kiosk.demo.outcome import Coverage, RunCounts, count, cover, write_tickets
from kiosk.demo.plans import EVERY_COMBINATION, plans, ways_in
from kiosk.demo.windows import BranchWindows
from kiosk.demo.world import World, png
from kiosk.domain.language.text import CounterError
from kiosk.program.runtime import Program
from kiosk.program.windows import StopSignals
from kiosk.store import delivery
from kiosk.store.engine import Store
from ui.theme.panels import KioskPanel

_AT_ONCE = 4
_PAST_DAYS = "the past days"
#: The longest back-off of the relay after a day without the centre, in seconds, with a reserve.
_LONGEST_PAUSE_S = 90


def play(world: World, panel: KioskPanel, visits: int, *, as_json: bool, offline: bool) -> int:
    """Play `visits` whole visits and print the counts. Return 0 when all counts agree, else 1.

    With `offline` the line to the centre is cut until the last visit is over.
    """
    scanner, printer = world.scanner, world.printer
    if scanner is None or printer is None:
        raise CounterError("demo.needs_simulators")
    windows = BranchWindows(world, panel, is_animated=False)
    world.set_line(up=not offline)
    windows.open()
    world.begin_history()
    try:
        hands = Hands()
        # Qt would swallow a KeyboardInterrupt raised during a paint, and the script would go on.
        stop_signals = StopSignals(hands.end)
        try:
            citizens = Citizens(windows.kiosk, scanner, hands, windows.picture)
            coverage = _play_all(windows, citizens, world, panel, visits, hands)
            hands.until(world.is_history_over, _PAST_DAYS, PATIENCE_S * (1 + len(world.past.open_days)))
        finally:
            stop_signals.close()
        if not world.is_history_filled():
            raise NotThereError(_PAST_DAYS)
        world.set_line(up=True)
        outcome = _settle(world, windows.program, visits)
        pictures = [png(slip) for slip in printer.slips]
        write_tickets(world.folder / "tickets", windows.program.opening.office().store, pictures, world.began)
    except NotThereError as missing:
        windows.picture_all("missing")
        typer.echo(f"the demo waited in vain for {missing}", err=True)
        return 1
    except ToldToEndError:
        return INTERRUPTED
    finally:
        windows.close()
    typer.echo((outcomes.as_json if as_json else outcomes.in_words)(outcome, coverage))
    return 0 if outcome.agrees else 1


def _play_all(
    windows: BranchWindows, citizens: Citizens, world: World, panel: KioskPanel, visits: int, hands: Hands
) -> Coverage:
    hands.until(lambda: windows.kiosk.visit.now is not None, "the branch")
    setup = windows.program.branch.run(Office.setup)
    clerks = Clerks(windows, hands)
    clerks.sit_down(setup)
    script = partial(plans, setup, world.people, expected=world.expected, can_be_low=panel.can_be_low)
    todo = list(script(visits))
    while todo:
        now, todo = todo[:_AT_ONCE], todo[_AT_ONCE:]
        codes = {citizens.take_number(plan): plan for plan in now}
        clerks.serve_everybody()
        for code, plan in codes.items():
            citizens.rate(code, plan)
    windows.picture_all("end")
    clerks.leave()
    ways = ways_in(script(EVERY_COMBINATION))
    return cover(windows.program.opening.office().store, setup, citizens.ways, ways, world.began)


def _settle(world: World, program: Program, visits: int) -> RunCounts:
    """Wait until the last record has arrived, then count."""
    store = program.opening.office().store
    deadline = time.monotonic() + _LONGEST_PAUSE_S
    while True:
        program.wake_relay()
        is_late = time.monotonic() > deadline
        if is_late or not _backlog(store):  # to count, the whole journal is read
            outcome = count(store, _arrived(world), visits, world.began, world.past.count)
            if outcome.agrees or is_late:
                return outcome
        time.sleep(0.05)


def _backlog(store: Store) -> int:
    with store.read() as connection:
        return delivery.backlog(connection)


def _arrived(world: World) -> int:
    """Count the records that the centre has stored."""
    found, last = 0, 0
    while page := world.server.inbox.records(world.installation, last):
        found, last = found + len(page), page[-1][0]
    return found
