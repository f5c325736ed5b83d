"""Define `kiosk appointments`: import, list and make codes for appointments."""

import secrets
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DAY_FORMATS, DEFAULT_CONFIG, ConfigOption, at_branch, tell
from kiosk.domain.language.text import CounterError
from kiosk.program.terminal import terminal_texts

if TYPE_CHECKING:
    from kiosk.branch.appointments import AppointmentNow
    from kiosk.branch.office import Office
    from kiosk.branch.setup.appointment_import import Report

appointments = typer.Typer(no_args_is_help=True, help="Import and list the appointments of the branch.")


@appointments.command(name="import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file with a header, or JSON; docs/appointments.md gives the format.", readable=False
        ),
    ],
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good lines although others are bad.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> int:
    """Import appointments from a file: all lines or none. Importing the same file again changes nothing."""
    from kiosk.branch.setup.appointment_import import import_appointments
    from kiosk.domain.queue.appointment_file import read_file

    try:
        lines = read_file(file.read_text(encoding="utf-8-sig"), file.name)
    except UnicodeDecodeError as problem:
        raise CounterError("appointments.file.not_text", file=file.name) from problem
    except OSError as problem:
        raise CounterError("appointments.file.missing", file=str(file)) from problem
    report = at_branch(config, import_appointments, lines, skip_bad=skip_bad)
    _tell(report)
    return 1 if report.bad else 0


@appointments.command(name="list")
def list_day(
    day: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="The day, for instance 24/11/2026; left out: today.")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """List the appointments of a day: time, code, service, and whether the person has come."""
    from kiosk.branch.appointments import of_day

    def look(office: "Office") -> "tuple[date, tuple[AppointmentNow, ...]]":
        wanted = day.date() if day else office.today()
        return wanted, of_day(office, wanted)

    wanted, found = at_branch(config, look)
    for one in found:
        typer.echo(_row(one))
    if not found:
        tell("appointments.cli.none", day=wanted)


@appointments.command()
def codes(count: Annotated[int, typer.Argument(help="The number of codes.", min=1, max=1000)] = 10) -> None:
    """Print new appointment codes for a file written by hand. The codes are not stored."""
    from kiosk.domain.queue.appointment import BODY_LENGTH, grouped, make_appointment_code
    from kiosk.domain.queue.ticket_code import ALPHABET

    for _ in range(count):
        body = "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
        typer.echo(grouped(make_appointment_code(body)))


def _tell(report: "Report") -> None:
    words = terminal_texts()
    for bad in report.bad:
        typer.echo(words.say("appointments.cli.bad", line=bad.number, reason=words.message(bad.reason)), err=True)
    if not report.is_written:
        typer.echo(words.say("appointments.cli.nothing", count=len(report.bad)), err=True)
        return
    counts = {what: getattr(report, what) for what in ("added", "changed", "cancelled", "unchanged")}
    typer.echo(words.say("appointments.cli.done", **counts))
    if report.kept:
        typer.echo(words.say("appointments.cli.kept", count=report.kept))
    if report.bad:
        typer.echo(words.say("appointments.cli.skipped", count=len(report.bad)), err=True)


def _row(one: "AppointmentNow") -> str:
    from kiosk.domain.queue.appointment import grouped

    words = terminal_texts()
    number = one.ticket.label if one.ticket else ""
    place = one.elsewhere or (one.service.name if one.service else None)
    return words.say(
        "appointments.cli.row",
        begins=one.begins,
        ends=one.ends,
        code=grouped(one.code),
        what=words.name(place) if place else "",
        state=words.say(f"appointments.cli.state.{one.arrival.value}", number=number),
    )
