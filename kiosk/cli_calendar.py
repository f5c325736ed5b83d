"""`kiosk calendar`: the days on which the weekly opening hours do not hold."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from kiosk.domain.text import CounterError

calendar = typer.Typer(no_args_is_help=True, help="Holidays, swapped working days and local closing days of a branch.")
ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The branch.toml of this machine.")]
_CONFIG = Path("branch.toml")


@calendar.command(name="import")
def import_days(
    file: Annotated[Path, typer.Argument(help="A table in CSV: day,hours,name,source.")],
    config: ConfigOption = _CONFIG,
) -> None:
    """Puts the days of a table into the branch's calendar; a day that is there already is replaced."""
    from kiosk.app import texts
    from kiosk.branch.calendar import change_days
    from kiosk.config import load_site
    from kiosk.domain.calendar_file import read_calendar
    from kiosk.opening import Opening

    try:
        days = read_calendar(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise CounterError("calendar.not_text", file=str(file)) from problem
    opening = Opening(load_site(config))
    try:
        count = change_days(opening.office(), days)
    finally:
        opening.close()
    typer.echo(texts("vi").say("cli.calendar.changed", count=count))


@calendar.command()
def show(
    year: Annotated[int, typer.Option(help="Which year; this one when left out.", min=0, max=2199)] = 0,
    config: ConfigOption = _CONFIG,
) -> None:
    """One line for each holiday and each day of the branch's own calendar, with where it comes from."""
    from kiosk.app import texts
    from kiosk.config import load_site
    from kiosk.domain.calendar_file import write_hours
    from kiosk.domain.holidays import holiday_on
    from kiosk.opening import Opening

    say, opening = texts("vi").say, Opening(load_site(config))
    try:
        office = opening.office()
        own, wanted = office.setup().calendar, year or office.today().year
    finally:
        opening.close()
    day = date(wanted, 1, 1)
    while day.year == wanted:
        special, holiday = own.get(day), holiday_on(day)
        if special is not None:
            row = {"hours": write_hours(special), "name": special.name.vi, "source": special.source}
            typer.echo(say("cli.calendar.row", day=day, **row))
        elif holiday is not None:
            name, source = say(f"holiday.{holiday.value}"), say("cli.calendar.by_law")
            typer.echo(say("cli.calendar.row", day=day, hours="closed", name=name, source=source))
        day += timedelta(days=1)
