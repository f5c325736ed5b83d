"""Define `kiosk live`: the branch as its manager sees it now, for a terminal or as JSON."""

from typing import Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, say, tell, waiting_records
from kiosk.program.terminal import terminal_texts


def live(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Show who waits now and how long, the counters, today's figures, alerts, and what the centre does not have yet."""
    from kiosk.branch.live import live_view

    found = at_branch(config, live_view)
    if as_json:
        from kiosk.api.models import LiveAnswer

        typer.echo(LiveAnswer.of(found).model_dump_json())
        return
    tell("cli.live.waiting", count=found.waiting, minutes=_or_dash(found.waited))
    for line in found.services:
        if line.waiting:
            name = terminal_texts().name(line.service.name)
            tell("cli.live.service", name=name, count=line.waiting, minutes=_or_dash(line.waited))
    for one in found.counters:
        state = say(f"cli.live.state.{one.state.value}")
        typer.echo(say("cli.live.counter", counter=one.counter.number, state=state, number=one.number).rstrip())
    today = found.today
    tell("cli.live.today", arrivals=_or_dash(today.arrivals), served=_or_dash(today.served))
    tell("cli.live.sync", waiting=waiting_records(found.sync.backlog, found.sync.lag_seconds))


def _or_dash(value: int | None) -> object:
    return "–" if value is None else value
