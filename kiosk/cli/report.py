"""Define `kiosk report`: write the report of a period, and say what its figures mean."""

import json
import sys
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DAY_FORMATS, DEFAULT_CONFIG, ConfigOption, at_branch, author, say, sentence, tell
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.program.terminal import terminal_texts

if TYPE_CHECKING:
    from kiosk.branch.office import Office
    from kiosk.domain.measures.definitions import Measure
    from kiosk.domain.measures.report import PeriodReport

report = typer.Typer(
    no_args_is_help=True, invoke_without_command=True, help="Write the report of a period, or say what figures mean."
)
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_Day = datetime | None


@report.callback()
def write(  # noqa: PLR0913, PLR0917 - the options of a command
    context: typer.Context,
    first: Annotated[_Day, typer.Option("--from", formats=DAY_FORMATS, help="The first day; left out: today.")] = None,
    last: Annotated[_Day, typer.Option("--to", formats=DAY_FORMATS, help="The last day; left out: the first.")] = None,
    kind: Annotated[ReportKind, typer.Option(help="How the period is divided and compared.")] = ReportKind.DAY,
    against: Annotated[
        str, typer.Option(metavar="FROM..TO", help="The other period of a comparison (--kind compare).")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(help="The folder for the files; left out: this one, or none with --print.", readable=False),
    ] = None,
    is_printed: Annotated[bool, typer.Option("--print", help="Print the pages through CUPS.")] = False,
    printer: Annotated[str, typer.Option(help="The printer of CUPS; left out: the usual one.")] = "",
    as_json: _Json = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the report of a period: pages (.pdf), a workbook (.xlsx) and a table (.csv); or print its pages."""
    if context.invoked_subcommand is not None:
        return
    from kiosk.branch.history.exports import note_report
    from kiosk.branch.reports import report_of
    from kiosk.domain.measures.report_words import period_title
    from kiosk.program.report_files import ENDINGS, figures_as_json, file_name, report_files, write_files
    from printing.page.cups import print_pages

    other, words = _days(against) if against else None, terminal_texts()
    is_printed = is_printed or bool(printer)
    folder = out or (None if is_printed else Path())

    def make(office: "Office") -> "tuple[PeriodReport, dict[str, bytes]]":
        begin = first.date() if first else office.today()
        found = report_of(office, Period(kind, begin, last.date() if last else begin, other), _tell_progress)
        note_report(office, author(), found.period.first, found.period.last)
        return found, report_files(found, words, office.setup().look.roundel.artwork)

    found, contents = at_branch(config, make)
    files = write_files(folder, contents) if folder else ()
    pages = contents[f"{file_name(found)}{ENDINGS[0]}"]
    used = print_pages(pages, period_title(found.period, words), printer) if is_printed else None
    if as_json:
        told = {"files": [str(file) for file in files], "printer": used}
        typer.echo(json.dumps(figures_as_json(found) | told, ensure_ascii=False))
        return
    for file in files:
        tell("report.written", file=file)
    if used:
        tell("report.print.sent", printer=used)


def _days(text: str) -> tuple[date, date]:
    """Return the two days of a period FROM..TO; one day alone is both."""
    first, separator, last = text.partition("..")
    found = [_day(one.strip()) for one in (first, last if separator else first)]
    if found[0] is None or found[1] is None:
        raise CounterError("report.against_wrong", text=text)
    return found[0], found[1]


def _day(text: str) -> date | None:
    for one in DAY_FORMATS:
        with suppress(ValueError):
            return datetime.strptime(text, one).date()  # noqa: DTZ007 - a day, no moment
    return None


def _tell_progress(done: int, days: int) -> bool:
    """Say on a terminal how many days are counted by now. Ctrl+C ends the command; days that were counted are kept."""
    if sys.stderr.isatty():
        typer.echo(f"\r{say('report.counting', done=done, days=days)}", nl=False, err=True)
        if done + 1 == days:
            typer.echo(err=True)
    return True


@report.command()
def definitions(as_json: _Json = False) -> None:
    """List every measure: name, key, unit, definition, and the kinds of records it is counted from."""
    from kiosk.domain.measures.definitions import MEASURES

    if as_json:
        from kiosk.api.models import DefinitionLine, DefinitionsAnswer

        rows = [DefinitionLine.of(one, terminal_texts()) for one in MEASURES]
        typer.echo(DefinitionsAnswer(measures=rows).model_dump_json())
        return
    for one in MEASURES:
        tell("cli.report.measure", field=one.key, **_words(one), source=", ".join(kind.value for kind in one.source))


def _words(measure: "Measure") -> dict[str, str]:
    """Return what a measure says in the terminal's language."""
    unit = say(f"measure.unit.{measure.unit}")
    return {"name": sentence(measure.name), "unit": unit, "definition": sentence(measure.means)}
