"""Define `kiosk support`: pack what a technician elsewhere needs into one file."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, tell
from kiosk.program.terminal import terminal_texts


def support(
    out: Annotated[Path | None, typer.Option(help="The file to write; left out: named by station and time.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Pack logs, version, set-up, configuration and the findings of the doctor into one file.

    Names of staff, PINs, passwords, keys and the device token are left out.
    """
    from kiosk.clock import SystemClock
    from kiosk.config import load_site
    from kiosk.doctor.support import pack

    site, clock = load_site(config), SystemClock()
    now = clock.now().astimezone()
    file = out or Path(f"kiosk-support-{site.config.station.name}-{now:%Y%m%d-%H%M%S}.zip")
    members = pack(site, clock, file, terminal_texts())
    tell("support.packed", file=file, members=", ".join(members))
