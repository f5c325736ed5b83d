"""The headless demo: citizens and clerks on one machine, through the same windows, devices and wires as real ones."""

import time
from dataclasses import asdict

import typer

from devices.simulators.scanner import SimulatedScanner
from kiosk.branch.office import Office
from kiosk.demo.citizens import Citizens, Plan, plans
from kiosk.demo.clerks import Clerks
from kiosk.demo.hands import Hands, NotThereError, ToldToEndError
from kiosk.demo.outcome import Outcome, count, write_tickets
from kiosk.demo.stage import Stage
from kiosk.demo.world import World, png
from kiosk.domain.text import CounterError
from kiosk.program.runtime import Program
from kiosk.program.windows import UntilTold

_AT_ONCE = 4
_SCRIPT_SEED = 7
#: After a day without the centre the relay may rest this long before it tries again.
_LONGEST_PAUSE_S = 90
_INTERRUPTED = 130


def play(world: World, visits: int, *, as_json: bool, offline: bool) -> int:
    """Plays `visits` whole visits; 0 when every count agrees, 1 when one does not, with what was missing.

    `offline`: the line to the centre is cut until the last citizen has gone.
    """
    scanner, printer = world.scanner, world.printer
    if scanner is None or printer is None:
        raise CounterError("demo.needs_simulators")
    stage = Stage(world)
    world.set_line(up=not offline)
    stage.open()
    try:
        hands = Hands()
        # A KeyboardInterrupt in the middle of a paint would be lost in Qt, and the script would go on.
        until_told = UntilTold(hands.end)
        try:
            _play_all(stage, scanner, world, visits, hands)
        finally:
            until_told.close()
        world.set_line(up=True)
        outcome = _settle(world, stage.program, visits)
        pictures = [png(slip) for slip in printer.slips]
        write_tickets(world.folder / "tickets", stage.program.opening.office().store, pictures)
    except NotThereError as missing:
        stage.picture_all("missing")
        typer.echo(f"the demo waited in vain for {missing}", err=True)
        return 1
    except ToldToEndError:
        return _INTERRUPTED
    finally:
        stage.close()
    typer.echo(outcome.as_json() if as_json else _in_words(outcome))
    return 0 if outcome.agrees else 1


def _play_all(stage: Stage, scanner: SimulatedScanner, world: World, visits: int, hands: Hands) -> None:
    hands.until(lambda: stage.kiosk.visit.now is not None, "the branch")
    citizens = Citizens(stage.kiosk, scanner, hands, stage.picture)
    setup = stage.program.branch.run(Office.setup)
    clerks = Clerks(stage, hands)
    clerks.sit_down(setup)
    todo: list[Plan] = plans(setup, world.people[:visits], _SCRIPT_SEED, world.expected)
    while todo:
        now, todo = todo[:_AT_ONCE], todo[_AT_ONCE:]
        codes = {citizens.take_number(plan): plan for plan in now}
        clerks.serve_everybody()
        for code, plan in codes.items():
            citizens.rate(code, plan.verdict)
    stage.picture_all("end")
    clerks.leave()


def _settle(world: World, program: Program, visits: int) -> Outcome:
    """Waits until the last record has arrived, then counts."""
    office = program.opening.office()
    deadline = time.monotonic() + _LONGEST_PAUSE_S
    while True:
        program.wake_relay()
        outcome = count(office.store, len(world.server.inbox.records(world.installation, limit=10**9)), visits)
        if outcome.agrees or time.monotonic() > deadline:
            return outcome
        time.sleep(0.05)


def _in_words(outcome: Outcome) -> str:
    return "\n".join(f"{name}: {value}" for name, value in asdict(outcome).items())
