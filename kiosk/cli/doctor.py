"""Define `kiosk doctor`: check a machine."""

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, say
from kiosk.domain.language.text import VIETNAMESE
from kiosk.program.texts import texts


def doctor(config: ConfigOption = DEFAULT_CONFIG) -> int:
    """Check keys, clock, database, journal, devices and centre. Print one line for each, with the cure for a fault."""
    from kiosk.clock import SystemClock
    from kiosk.config import load_site
    from kiosk.doctor.checks import examine

    is_well = True
    for finding in examine(load_site(config), SystemClock()):
        mark = "✓" if finding.is_good else "✗"
        name = say(f"doctor.subject.{finding.subject}")
        typer.echo(f"{mark} {name}: {texts(VIETNAMESE).message(finding.message)}")
        is_well = is_well and finding.is_good
    return 0 if is_well else 1
