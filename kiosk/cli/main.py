"""Assemble the command line and run one command."""

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from kiosk.cli.appointments import appointments
from kiosk.cli.backup import backup, backup_keygen, restore
from kiosk.cli.calendar import calendar
from kiosk.cli.catalogue import catalogue
from kiosk.cli.central import central
from kiosk.cli.context import in_a_sentence, say
from kiosk.cli.day import day
from kiosk.cli.db import db
from kiosk.cli.demo import demo
from kiosk.cli.devices import devices
from kiosk.cli.doctor import doctor
from kiosk.cli.enrol import enrol
from kiosk.cli.gallery import gallery
from kiosk.cli.help import LocalCommand, LocalGroup, usage_error
from kiosk.cli.history import audit, history
from kiosk.cli.init import init
from kiosk.cli.journal import journal
from kiosk.cli.keys import keys
from kiosk.cli.live import live
from kiosk.cli.report import report
from kiosk.cli.retention import retention
from kiosk.cli.run import run_window
from kiosk.cli.serve import serve
from kiosk.cli.service import service
from kiosk.cli.setup import setup
from kiosk.cli.staff import staff
from kiosk.cli.support import support
from kiosk.cli.sync import sync
from kiosk.cli.voice import voice
from kiosk.cli.what_if import what_if
from kiosk.domain.language.text import CounterError
from kiosk.program.terminal import LANGUAGE_OPTION, TERMINAL_LANGUAGES, language_of, split_language, use_language

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    cls=LocalGroup,
    help="Run a one-stop counter: issue numbers, call, rate, also offline. `kiosk demo` plays it on this machine.",
)


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - the value of the option
    from kiosk.program.version import program_version

    if asked:
        typer.echo(f"kiosk {program_version()}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version of the program.", callback=_tell_version, is_eager=True)
    ] = False,
    language: Annotated[
        str, typer.Option(LANGUAGE_OPTION, help="The language of the terminal: vi or en. Left out: LANG decides.")
    ] = "",
) -> None:
    """Define the options of every command. `run` takes ``--language`` out before the command line is read."""


app.command()(init)
app.command()(enrol)
app.command(name="run")(run_window)
app.command()(doctor)
app.command()(support)
app.command()(backup)
app.command(name="backup-keygen")(backup_keygen)
app.command()(restore)
app.command()(retention)
app.command()(live)
app.command()(history)
app.command()(audit)
app.command(name="what-if")(what_if)
app.command()(demo)
app.command()(gallery)
for _group, _name in (
    (setup, "setup"),
    (central, "central"),
    (sync, "sync"),
    (db, "db"),
    (day, "day"),
    (journal, "journal"),
    (keys, "keys"),
    (calendar, "calendar"),
    (catalogue, "catalogue"),
    (appointments, "appointments"),
    (report, "report"),
    (voice, "voice"),
    (staff, "staff"),
    (devices, "devices"),
    (service, "service"),
    (serve, "serve"),
):
    app.add_typer(_group, name=_name, cls=LocalGroup)
    for _command in _group.registered_commands:
        _command.cls = LocalCommand
for _command in app.registered_commands:
    _command.cls = LocalCommand


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status. Print a refusal on standard error and return 1.

    ``--language`` may stand anywhere; without it the environment decides.
    """
    language, words = split_language(arguments)
    use_language(language_of(os.environ))
    if language is not None and language not in TERMINAL_LANGUAGES:
        why = say("cli.usage.one_of", values=", ".join(TERMINAL_LANGUAGES))
        typer.echo(say("cli.usage.bad_value", name=LANGUAGE_OPTION, why=why), err=True)
        return 2
    if language is not None:
        use_language(language)
    return in_a_sentence(lambda: _run(words))


def _run(arguments: Sequence[str]) -> int:
    try:
        result = app(list(arguments), standalone_mode=False, prog_name="kiosk")
        return result if isinstance(result, int) else 0
    except CounterError:
        raise  # `run` prints the refusal
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort:
        typer.echo(say("cli.ask.stopped"), err=True)
        return 130
    except KeyboardInterrupt:
        return 130
    except Exception as problem:  # typer has no public class for usage errors; any other error is raised again
        if not hasattr(problem, "ctx"):
            raise
        typer.echo(usage_error(problem), err=True)
        return 2
