"""Define `kiosk what-if`: replay a past day with one change, and say what it does to the waits."""

import json
import sys
from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from kiosk.cli.context import DAY_FORMATS, DEFAULT_CONFIG, ConfigOption, at_branch, say
from kiosk.domain.language.text import CounterError
from kiosk.program.terminal import terminal_texts

if TYPE_CHECKING:
    from kiosk.branch.office import Office
    from kiosk.domain.queue.day_change import DayChange
    from kiosk.domain.queue.recorded_day import RecordedDay
    from kiosk.domain.queue.what_if import ChangeResult, GroupWaits

Value = TypeVar("Value")

_TIMES = ["%H:%M"]
_Codes = Annotated[list[str] | None, typer.Option(help="A service of the counter, by its code; again for another one.")]


def what_if(  # noqa: PLR0913, PLR0917 - the options of a command
    day: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="The past day to replay.")],
    counter: Annotated[int | None, typer.Option(help="The counter; left out with --hours: every one.")] = None,
    begin: Annotated[datetime | None, typer.Option("--from", formats=_TIMES, help="One counter more from.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=_TIMES, help="One counter more until.")] = None,
    services: _Codes = None,
    takes: Annotated[list[str] | None, typer.Option(help="A service that the counter takes.")] = None,
    drops: Annotated[list[str] | None, typer.Option(help="A service that the counter drops.")] = None,
    hours: Annotated[list[str] | None, typer.Option(help="Other hours, 07:00-11:30; again for the afternoon.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Replay a past day with one change: one counter more, other services of a counter, or other hours.

    The centre is not affected. The result is an estimate.
    """
    from kiosk.branch.what_if import recorded_day
    from kiosk.domain.queue.day_change import MoreCounter, OtherHours, OtherServices
    from kiosk.domain.queue.what_if import compare
    from kiosk.domain.queue.what_if_words import WhatIfWords

    def work(office: "Office") -> "tuple[ChangeResult, RecordedDay, dict[int, str]]":
        ids = {one.code: one.id for one in office.setup().services.values()}
        found = recorded_day(office, day.date())
        change: DayChange
        if hours:
            change = OtherHours(tuple(map(_span, hours)), counter)
        elif takes or drops:
            change = OtherServices(_given(counter), _ids(ids, takes), _ids(ids, drops))
        else:
            number = _given(counter)
            own = found.services_of.get(number, {})
            wanted = _ids(ids, services) if services else tuple(one for one in own if one in found.services)
            change = MoreCounter(number, _given(begin).time(), _given(end).time(), wanted)
        result = compare(found, change, _tell_progress)
        if result is None:
            raise typer.Abort
        return result, found, {service: code for code, service in ids.items()}

    result, found, codes = at_branch(config, work)
    if as_json:
        typer.echo(json.dumps(_plain(result, found, codes), ensure_ascii=False))
        return
    words = WhatIfWords(terminal_texts(), found)
    typer.echo(words.result(result))
    typer.echo(words.price(result))


def _tell_progress(done: int, runs: int) -> bool:
    if sys.stderr.isatty():
        typer.echo(f"\r{say('cli.what_if.progress', done=done + 1, count=runs)}", nl=done + 1 == runs, err=True)
    return True


def _given(value: Value | None) -> Value:
    """Return an option that this change needs."""
    if value is None:
        raise CounterError("cli.what_if.incomplete")
    return value


def _ids(ids: dict[str, int], codes: list[str] | None) -> tuple[int, ...]:
    unknown = next((one for one in codes or () if one not in ids), None)
    if unknown is not None:
        raise CounterError("cli.what_if.no_such_service", code=unknown)
    return tuple(ids[one] for one in codes or ())


def _span(text: str) -> tuple[time, time]:
    try:
        begin, end = (time.fromisoformat(one.strip()) for one in text.split("-"))
    except ValueError:
        raise CounterError("cli.what_if.no_hours", text=text) from None
    return begin, end


def _plain(result: "ChangeResult", day: "RecordedDay", codes: dict[int, str]) -> dict[str, object]:
    """Return the result as JSON can hold it. Waits are seconds, null where nobody was called."""
    low, high = result.range_s or (None, None)
    return {
        "day": day.day.isoformat(),
        "visits": len(day.visits),
        "counters_open": len(day.counters),
        "runs": result.runs,
        "before": result.before._asdict(),
        "unchanged": result.unchanged._asdict(),
        "after": result.after._asdict(),
        "wait_median_range_s": [low, high],
        "clerks": result.clerks,
        "clerk_minutes": result.clerk_minutes,
        "half_hours": [_group(one, f"{one.key // 2:02d}:{one.key % 2 * 30:02d}") for one in result.half_hours],
        "services": [_group(one, codes[one.key]) for one in result.services],
    }


def _group(one: "GroupWaits", name: str) -> dict[str, object]:
    return {"name": name, "visits": one.visits, "before_s": one.before_s, "after_s": one.after_s}
