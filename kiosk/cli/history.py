"""Define `kiosk history` and `kiosk audit`: the story of a number, and who changed, opened or ordered what."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.cli.context import DAY_FORMATS, DEFAULT_CONFIG, ConfigOption, at_branch, say, sentence, tell
from kiosk.program.terminal import terminal_texts

if TYPE_CHECKING:
    from kiosk.branch.office import Office
    from kiosk.domain.history.audit import AuditLine
    from kiosk.domain.history.visit_story import VisitStep, VisitStory
    from kiosk.domain.language.text import Message

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")]
_Day = datetime | None


def history(
    number: Annotated[str, typer.Option(help="The number, for instance A041.")],
    day: Annotated[_Day, typer.Option("--day", formats=DAY_FORMATS, help="The day; left out: today.")] = None,
    as_json: _Json = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Tell every step of a number's visit: when, where, who, and why it was next at each call."""
    from kiosk.branch.history.visits import stories_of

    def read(office: "Office") -> "tuple[VisitStory, ...]":
        return stories_of(office, day.date() if day else office.today(), number)

    found = at_branch(config, read)
    if as_json:
        typer.echo(json.dumps({"visits": [_plain_story(one) for one in found]}, ensure_ascii=False))
        return
    if not found:
        tell("cli.history.nothing", number=number)
    for story in found:
        tell("cli.history.visit", number=story.number, day=story.day, service=terminal_texts().name(story.service))
        for step in story.steps:
            typer.echo(_step_line(step))
        for one in story.earlier:
            why = "–" if one.why is None else sentence(one.why)
            tell("cli.history.earlier", number=one.number, at=one.at, counter=one.counter, why=why)


def audit(
    first: Annotated[_Day, typer.Option("--from", formats=DAY_FORMATS, help="The first day; left out: today.")] = None,
    last: Annotated[_Day, typer.Option("--to", formats=DAY_FORMATS, help="The last day; left out: the first.")] = None,
    who: Annotated[str, typer.Option(help="Only what this person did, by name.")] = "",
    as_json: _Json = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """List who changed the set-up, signed in, gave orders or reset a PIN, the newest first."""
    from kiosk.branch.history.audit import audit_in

    def read(office: "Office") -> "tuple[AuditLine, ...]":
        begin = first.date() if first else office.today()
        return audit_in(office, begin, last.date() if last else begin, who)

    found = at_branch(config, read)
    if as_json:
        typer.echo(json.dumps({"lines": [_plain_line(one) for one in found]}, ensure_ascii=False))
        return
    for line in found:
        said = _joined((line.what, *line.details))
        told = say("cli.history.line", at=line.at, who=line.who or "–", what=said, reason=line.reason)
        typer.echo(told.rstrip())


def _step_line(step: "VisitStep") -> str:
    about = step.what, *step.details, *((step.why,) if step.why is not None else ())
    where = say("common.counter", number=step.counter) if step.counter is not None else step.station
    return say("cli.history.step", at=step.at, what=_joined(about), where=where, who=step.clerk).rstrip(" ·")


def _joined(messages: "Sequence[Message]") -> str:
    return "; ".join(map(sentence, messages))


def _plain_story(story: "VisitStory") -> dict[str, object]:
    return {
        "number": story.number,
        "day": story.day.isoformat(),
        "service": story.service.vi,
        "end": story.end.value,
        "seconds": {phase.value: length for phase, length in story.seconds.items()},
        "steps": [_plain_step(one) for one in story.steps],
        "called_earlier": [
            {
                "number": one.number,
                "at": one.at.isoformat(),
                "counter": one.counter,
                "why": None if one.why is None else sentence(one.why),
            }
            for one in story.earlier
        ],
    }


def _plain_step(step: "VisitStep") -> dict[str, object]:
    return {
        "at": step.at.isoformat(),
        "seconds": step.seconds,
        "kind": None if step.kind is None else step.kind.value,
        "what": sentence(step.what),
        "details": [sentence(one) for one in step.details],
        "why": None if step.why is None else sentence(step.why),
        "counter": step.counter,
        "clerk": step.clerk or None,
        "station": step.station or None,
    }


def _plain_line(line: "AuditLine") -> dict[str, Any]:
    from kiosk.domain.setup.difference import change_words

    return {
        "at": line.at.isoformat(),
        "kind": line.kind,
        "topic": line.topic.value,
        "seq": line.seq,
        "who": line.who or None,
        "what": sentence(line.what),
        "details": [sentence(one) for one in line.details],
        "station": line.station or None,
        "reason": line.reason or None,
        "version": line.version,
        "changes": [change_words(one, terminal_texts()) for one in line.changes],
    }
