"""Define `kiosk doctor`: check a machine."""

from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, say, sentence
from kiosk.program.terminal import terminal_texts

if TYPE_CHECKING:
    from kiosk.doctor.findings import Finding

_MARKS = {"good": "✓", "warning": "!", "fault": "✗"}


def doctor(
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> int:
    """Check keys, clock, database, journal, devices and centre: a line for each, with the cure.

    ✓ is good, ! a warning, ✗ a fault. The exit status is 1 only when there is a fault.
    """
    from kiosk.clock import SystemClock
    from kiosk.config import load_site
    from kiosk.doctor import findings as report
    from kiosk.doctor.checks import examine

    found: list[Finding] = []
    for finding in examine(load_site(config), SystemClock()):
        found.append(finding)
        if not as_json:
            subject = say(f"doctor.subject.{finding.subject}")
            typer.echo(f"{_MARKS[finding.level.value]} {subject}: {sentence(finding.message)}")
    if as_json:
        typer.echo(report.as_json(found, terminal_texts()))
    return 1 if report.worst(found) is report.Severity.FAULT else 0
