"""Define `kiosk counters`: show and set the services of each counter, with their weights."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, say
from kiosk.domain.language.text import CounterError

if TYPE_CHECKING:
    from kiosk.branch.office import Office
    from kiosk.domain.branch_setup import Counter, Setup

counters = typer.Typer(no_args_is_help=True, help="Set the services of each counter, with their weights.")


@counters.command(name="list")
def list_counters(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """List each counter with its services, and the services that no counter serves."""
    setup = at_branch(config, _setup)
    for counter in sorted(setup.counters.values(), key=lambda one: one.number):
        typer.echo(_line(counter, setup))
    _tell_unserved(setup)


@counters.command(name="set")
def set_services(
    number: Annotated[int, typer.Argument(help="The number of the counter; a new number makes a counter.")],
    services: Annotated[
        list[str], typer.Argument(help="All services of the counter: CODE, or CODE=MINUTES to call it earlier.")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Set the services of a counter. Desks, kiosks and boards follow at once."""
    from kiosk.branch.setup import counter_services

    made = at_branch(config, counter_services.set_services, number, _weights(services))
    setup = at_branch(config, _setup)
    typer.echo(_line(made, setup))
    _tell_unserved(setup)


def _weights(services: list[str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for written in services:
        code, _, minutes = written.partition("=")
        if minutes and not (minutes.isascii() and minutes.isdecimal()):
            raise CounterError("counter_setup.written", written=written)
        found[code.strip().upper()] = int(minutes or 0)
    return found


def _line(counter: "Counter", setup: "Setup") -> str:
    codes = {one.id: one.code for one in setup.services.values()}
    served = sorted((codes[one], minutes) for one, minutes in counter.services.items() if one in codes)
    shown = "  ".join(f"{code}={minutes}" if minutes else code for code, minutes in served)
    return _say("row", counter=counter.number, services=shown or "–")


def _tell_unserved(setup: "Setup") -> None:
    served = {service for counter in setup.counters.values() for service in counter.services}
    missing = sorted(one.code for one in setup.services.values() if one.id not in served)
    if missing:
        typer.echo(_say("unserved", services="  ".join(missing)))


def _setup(office: "Office") -> "Setup":
    return office.setup()


def _say(key: str, **values: object) -> str:
    return say(f"counters.{key}", **values)
