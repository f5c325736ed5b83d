"""Define `kiosk service`: let systemd run the windows of this machine."""

from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, say, tell
from kiosk.program.services import SERVICES, Services

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.program.services import ServiceFault, ServiceState

service = typer.Typer(no_args_is_help=True, help="Let systemd run the windows of this machine, and say how they run.")
#: Results of a unit that have a sentence of their own (systemd.exec(5), SERVICE_RESULT).
RESULTS = ("watchdog", "exit-code", "signal", "core-dump", "timeout", "oom-kill", "start-limit-hit", "resources")


def _known(names: list[str]) -> list[str]:
    for name in names:
        if name not in SERVICES:
            raise typer.BadParameter(say("cli.usage.one_of", values=", ".join(SERVICES)))
    return list(dict.fromkeys(names))


@service.command()
def install(
    names: Annotated[
        list[str], typer.Argument(help="What this machine runs.", metavar="|".join(SERVICES), callback=_known)
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    counter: Annotated[int | None, typer.Option(help="The counter of a rating tablet or a counter sign.")] = None,
) -> None:
    """Run these windows, and no others, on this machine: now, after each start, and again after a fault. As root."""
    Services().install(names, config, counter)
    tell("cli.service.installed", names=", ".join(names))


@service.command()
def status() -> int:
    """Say what runs, since when, and the last fault. Exit with status 1 when something does not run."""
    found = Services().states()
    if not found:
        tell("cli.service.none")
    for one in found:
        typer.echo(_line(one))
    return 0 if all(one.runs for one in found) else 1


@service.command()
def remove() -> None:
    """Stop the windows of this machine and take their units away. Settings and data stay. As root."""
    found = Services().remove()
    tell("cli.service.removed" if found else "cli.service.none", names=", ".join(found))


def _line(one: "ServiceState") -> str:
    state = one.state if one.state in ("active", "activating", "failed", "inactive") else "other"
    words = say(f"cli.service.state.{state}", name=one.name, since=_moment(one.since))
    if one.restarts:
        words += " " + say("cli.service.restarts", count=one.restarts)
    return words if one.fault is None else f"{words} {fault_words(one.fault)}"


def fault_words(fault: "ServiceFault") -> str:
    """Return when a service failed last, and why."""
    key = fault.result.replace("-", "_") if fault.result in RESULTS else "other"
    return say("cli.service.fault", at=_moment(fault.at), why=say(f"cli.service.result.{key}", result=fault.result))


def _moment(at: "datetime | None") -> str:
    return "–" if at is None else f"{at.astimezone():%d/%m/%Y %H:%M}"
