"""Define `kiosk report`: what the figures of a branch mean."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import say, sentence, tell

if TYPE_CHECKING:
    from kiosk.domain.measures.definitions import Measure

report = typer.Typer(no_args_is_help=True, help="Say what the figures of a branch mean.")


@report.callback()
def about() -> None:
    """Keep `definitions` a command of its own while it is the only one."""


@report.command()
def definitions(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """List every measure: name, key, unit, definition, and the kinds of records it is counted from."""
    from kiosk.domain.measures.definitions import MEASURES

    if as_json:
        rows = [{"key": one.key, **_words(one), "source": [kind.value for kind in one.source]} for one in MEASURES]
        typer.echo(json.dumps({"measures": rows}, ensure_ascii=False))
        return
    for one in MEASURES:
        tell("cli.report.measure", field=one.key, **_words(one), source=", ".join(kind.value for kind in one.source))


def _words(measure: "Measure") -> dict[str, str]:
    """Return what a measure says in the terminal's language."""
    unit = say(f"measure.unit.{measure.unit}")
    return {"name": sentence(measure.name), "unit": unit, "definition": sentence(measure.means)}
