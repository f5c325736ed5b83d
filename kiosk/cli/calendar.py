"""Define `kiosk calendar`: import and show the days with other hours than the weekly ones."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, ReasonOption, at_branch, author, say, tell
from kiosk.domain.language.text import CounterError

if TYPE_CHECKING:
    from kiosk.branch.office import Office
    from kiosk.domain.branch_setup import SpecialDay

calendar = typer.Typer(
    no_args_is_help=True, help="Import and list holidays, swapped working days and days off of a branch."
)


@calendar.command(name="import")
def import_days(
    file: Annotated[Path, typer.Argument(help="A CSV table: day,hours,name,source.", readable=False)],
    reason: ReasonOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Import days into the branch's calendar from a CSV table. A day that exists already is replaced."""
    from kiosk.branch.setup.calendar import change_days
    from kiosk.domain.calendar.calendar_file import read_calendar

    try:
        days = read_calendar(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise CounterError("calendar.not_text", file=str(file)) from problem
    tell("cli.calendar.changed", count=at_branch(config, change_days, days, author(reason)))


@calendar.command()
def show(
    year: Annotated[int, typer.Option(help="The year; left out: this year.", min=0, max=2199)] = 0,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """List the holidays and the days of the branch's own calendar, with their sources."""
    from kiosk.domain.calendar.calendar_file import write_hours
    from kiosk.domain.calendar.holidays import awaits_decision, holiday_on

    def look(office: "Office") -> "tuple[Mapping[date, SpecialDay], int]":
        return office.setup().calendar, year or office.today().year

    own, wanted = at_branch(config, look)
    day = date(wanted, 1, 1)
    while day.year == wanted:
        special, holiday = own.get(day), holiday_on(day)
        if special is not None:
            row = {"hours": write_hours(special.spans, special.like), "name": special.name.vi, "source": special.source}
            tell("cli.calendar.row", day=day, **row)
        elif holiday is not None:
            source = say("cli.calendar.undecided" if awaits_decision(day) else "cli.calendar.by_law")
            tell("cli.calendar.row", day=day, hours="closed", name=say(f"holiday.{holiday.value}"), source=source)
        day += timedelta(days=1)
