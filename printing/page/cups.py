"""Print pages on an office printer through CUPS, by its own commands `lpstat` and `lp`.

Every call waits for CUPS, at most `_SECONDS`: keep it off the GUI thread. A job that CUPS took may still fail at the
printer; CUPS shows that, as it does for every other program.
"""

import os
import subprocess
from typing import NamedTuple

from kiosk.domain.language.text import CounterError

_SECONDS = 20.0
#: What `lpstat -d` says before the name, in English.
_DEFAULT = "system default destination: "


class OfficePrinters(NamedTuple):
    """Hold the names of the printers that CUPS knows, and the usual one; empty: there is none."""

    names: tuple[str, ...]
    usual: str


def office_printers() -> OfficePrinters:
    """Return the printers that CUPS knows. A printer that is alone is the usual one.

    Raises:
        CounterError: ``report.print.no_cups``, ``report.print.silent``, ``report.print.refused``.
    """
    names = tuple(_run(("lpstat", "-e")).split())
    said = _run(("lpstat", "-d")).strip()
    usual = said.removeprefix(_DEFAULT) if said.startswith(_DEFAULT) else ""
    return OfficePrinters(names, usual or (names[0] if len(names) == 1 else ""))


def print_pages(pdf: bytes, title: str, printer: str = "") -> str:
    """Hand pages to a printer, by default to the usual one. Return its name.

    Raises:
        CounterError: ``report.print.no_cups``, ``report.print.none``: there is no usual printer;
            ``report.print.unknown`` (printer), ``report.print.silent``, ``report.print.refused`` (reason).
    """
    known = office_printers()
    chosen = printer or known.usual
    if not chosen:
        raise CounterError("report.print.none")
    if chosen not in known.names:
        raise CounterError("report.print.unknown", printer=chosen, known=", ".join(known.names) or "–")
    _run(("lp", "-d", chosen, "-t", title, "-o", "media=A4"), pdf)
    return chosen


def _run(command: tuple[str, ...], given: bytes = b"") -> str:
    """Run a command of CUPS and return what it said."""
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, check=True, timeout=_SECONDS, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError as problem:
        raise CounterError("report.print.no_cups") from problem
    except subprocess.TimeoutExpired as problem:
        raise CounterError("report.print.silent") from problem
    except subprocess.CalledProcessError as problem:
        reason = problem.stderr.decode(errors="replace").strip()
        raise CounterError("report.print.refused", reason=reason or str(problem.returncode)) from problem
    return done.stdout.decode(errors="replace")
