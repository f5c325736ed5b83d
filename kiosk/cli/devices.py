"""Define `kiosk devices`: list the machines and their devices, lock a kiosk, show a notice there, start it again."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, author, say, tell

if TYPE_CHECKING:
    from kiosk.branch.stations.overview import StationOverview

devices = typer.Typer(no_args_is_help=True, help="Watch the machines of the branch, and order its kiosks.")
_Station = Annotated[str, typer.Argument(help="The station.name of a kiosk, as `kiosk devices list` shows it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of sentences.")]
_ALL = "all"


@devices.command(name="list")
def list_stations(as_json: _Json = False, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """List the machines: what runs, since when, in which version; devices with faults of a week; what was ordered."""
    from kiosk.branch.stations.overview import stations_overview

    found = at_branch(config, stations_overview)
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        _tell_station(one)
    if not found:
        tell("cli.devices.none")


@devices.command()
def lock(
    station: _Station,
    text: Annotated[str, typer.Option(help="What citizens read on its screen.")] = "",
    as_json: _Json = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Take a kiosk out of service. A visit in progress ends first."""
    from kiosk.branch.stations import orders

    at_branch(config, orders.lock, author(), station, text)
    _tell_done(config, station, "locked", as_json=as_json)


@devices.command()
def unlock(station: _Station, as_json: _Json = False, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Let a kiosk give numbers again."""
    from kiosk.branch.stations import orders

    at_branch(config, orders.unlock, author(), station)
    _tell_done(config, station, "unlocked", as_json=as_json)


@devices.command()
def message(
    station: Annotated[str, typer.Argument(help="The station.name of a kiosk; `all`: every kiosk and board.")],
    text: Annotated[str, typer.Argument(help="The sentence for today; left out: what is shown there goes.")] = "",
    as_json: _Json = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Show a sentence until the end of the day, or take the sentences down."""
    from kiosk.branch.stations import orders
    from kiosk.domain.orders import EVERY_STATION

    where = EVERY_STATION if station == _ALL else station
    if text:
        at_branch(config, orders.put_notice, author(), text, where)
    else:
        at_branch(config, orders.take_notices_down, author(), where)
    _tell_done(config, station, "message" if text else "no_message", as_json=as_json)


@devices.command()
def restart(station: _Station, as_json: _Json = False, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Have the program of a kiosk started again, as soon as nobody is there."""
    from kiosk.branch.stations import orders

    at_branch(config, orders.restart, author(), station)
    _tell_done(config, station, "restarts", as_json=as_json)


def _tell_done(config: Path, station: str, key: str, *, as_json: bool) -> None:
    from kiosk.branch.stations.overview import stations_overview

    found = [one for one in at_branch(config, stations_overview) if station in {_ALL, one.station}]
    if as_json:
        rows = [_as_json(one) for one in found]
        typer.echo(json.dumps(rows if station == _ALL else next(iter(rows), None), ensure_ascii=False))
        return
    tell(f"cli.devices.{key}", station=station)
    if station != _ALL and not any(one.runs_kiosk for one in found):
        tell("cli.devices.off", station=station)


def _tell_station(one: "StationOverview") -> None:
    programs = ", ".join(f"{program.kind.value} {program.version}".strip() for program in one.programs)
    tell("cli.devices.station", station=one.station, programs=programs or say("cli.devices.nothing_runs"))
    for program in one.lost:
        since = f"{program.since.astimezone():%d/%m %H:%M}" if program.since else "–"
        tell("cli.devices.lost", program=program.kind.value, since=since)
    if one.state.is_out:
        tell("cli.devices.out", text=one.state.out_text)
    for text in one.state.notices:
        tell("cli.devices.notice", text=text)
    for device in one.devices:
        status = say(f"now.status.{device.report.status.value if device.report.is_heard else 'not_heard'}")
        since = f"{device.since.astimezone():%d/%m %H:%M}" if device.since else "–"
        name = say(f"now.device.{device.report.part.value}")
        tell("cli.devices.device", device=name, status=status, since=since, count=device.faults)


def _as_json(one: "StationOverview") -> dict[str, Any]:
    """Return a machine as the API answers it."""
    from kiosk.api.models import StationLine

    return StationLine.of(one).model_dump(mode="json")
