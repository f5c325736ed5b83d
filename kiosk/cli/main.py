"""Assemble the command line and run one command."""

from collections.abc import Sequence

import typer

from kiosk.cli.appointments import appointments
from kiosk.cli.calendar import calendar
from kiosk.cli.catalogue import catalogue
from kiosk.cli.central import central
from kiosk.cli.context import in_a_sentence
from kiosk.cli.counters import counters
from kiosk.cli.db import db
from kiosk.cli.demo import demo
from kiosk.cli.doctor import doctor
from kiosk.cli.gallery import gallery
from kiosk.cli.init import init
from kiosk.cli.run import run_window
from kiosk.cli.staff import staff
from kiosk.cli.sync import sync
from kiosk.cli.voice import voice
from kiosk.domain.language.text import CounterError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Run a one-stop counter: issue numbers, call, rate, also offline. `kiosk demo` plays it on this machine.",
)
app.command()(init)
app.command(name="run")(run_window)
app.command()(doctor)
app.command()(demo)
app.command()(gallery)
for _group, _name in (
    (central, "central"),
    (sync, "sync"),
    (db, "db"),
    (calendar, "calendar"),
    (catalogue, "catalogue"),
    (appointments, "appointments"),
    (voice, "voice"),
    (staff, "staff"),
    (counters, "counters"),
):
    app.add_typer(_group, name=_name)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status. Print a refusal on standard error and return 1."""
    return in_a_sentence(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> int:
    try:
        result = app(list(arguments), standalone_mode=False)
        return result if isinstance(result, int) else 0
    except CounterError:
        raise  # `run` prints the refusal
    except typer.Exit as end:
        return end.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except Exception as problem:  # typer has no public class for usage errors; any other error is raised again
        show = getattr(problem, "show", None)
        if show is None:
            raise
        show()  # print a usage error of the command line
        return 2
