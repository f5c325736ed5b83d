"""Define `kiosk live`: the branch as its manager sees it now, for a terminal or as JSON."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, say, tell
from kiosk.domain.late_delivery import LATE_SECONDS, LateDelivery
from kiosk.program.terminal import terminal_texts

if TYPE_CHECKING:
    from kiosk.branch.alerts import AlertNow
    from kiosk.branch.live import CounterNow, LiveView, ServiceNow


def live(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Show who waits now and how long, the counters, today's figures, alerts, and what the centre does not have yet."""
    from kiosk.branch.live import live_view

    found = at_branch(config, live_view)
    if as_json:
        typer.echo(json.dumps(plain(found), ensure_ascii=False))
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
    tell("cli.live.sync", count=found.sync.backlog, seconds=found.sync.lag_seconds)


def plain(view: "LiveView") -> dict[str, object]:
    """Return the view as JSON can hold it. Moments are ISO 8601, waits minutes, keys of `today` those of a report."""
    return {
        "at": view.now.isoformat(),
        "seq": view.seq,
        "waiting": view.waiting,
        "longest_wait_minutes": view.waited,
        "services": [_plain_service(one) for one in view.services],
        "counters": [_plain_counter(one) for one in view.counters],
        "alerts": [_plain_alert(view, one) for one in view.alerts],
        "today": asdict(view.today),
        "clock_is_behind": view.clock_is_behind,
        "sync": {
            "link": view.sync.link.value,
            "backlog": view.sync.backlog,
            "lag_seconds": view.sync.lag_seconds,
            "quarantined": view.sync.quarantined,
        },
    }


def _plain_service(one: "ServiceNow") -> dict[str, object]:
    return {
        "service": one.service.code,
        "name": one.service.name.vi,
        "waiting": one.waiting,
        "longest_wait_minutes": one.waited,
        "counters": list(one.counters),
    }


def _plain_counter(one: "CounterNow") -> dict[str, object]:
    return {
        "counter": one.counter.number,
        "state": one.state.value,
        "number": one.number or None,
        "service": None if one.service is None else one.service.code,
        "since": None if one.since is None else one.since.isoformat(),
        "pause": None if one.pause is None else one.pause.value,
    }


def _plain_alert(view: "LiveView", one: "AlertNow") -> dict[str, object]:
    """Return an alert with the same keys for every kind: late delivery is about no service and has no remedy."""
    alert = one.alert
    if isinstance(alert, LateDelivery):
        waits = {"waited_minutes": alert.minutes, "expected_minutes": None, "limit_minutes": LATE_SECONDS // 60}
        return {"service": None, **waits, "cause": "late_delivery", "seen_by": one.seen_by or None, "remedy": None}
    remedy = alert.remedy
    counters = view.setup.counters
    return {
        "service": view.setup.services[alert.service_id].code,
        "waited_minutes": round(alert.waited),
        "expected_minutes": None if alert.longest is None else round(alert.longest),
        "limit_minutes": alert.limit,
        "cause": alert.cause.value,
        "seen_by": one.seen_by or None,
        "remedy": None
        if remedy is None
        else {
            "act": remedy.kind.value,
            "counter": counters[remedy.counter_id].number,
            "expected_minutes": round(remedy.longest),
        },
    }


def _or_dash(value: int | None) -> object:
    return "–" if value is None else value
