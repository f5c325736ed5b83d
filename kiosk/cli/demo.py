"""Define `kiosk demo`: run a whole branch on this machine."""

from pathlib import Path
from typing import Annotated

import typer


def demo(  # noqa: PLR0913, PLR0917 - the options of a command
    headless: Annotated[bool, typer.Option("--headless", help="Scripted citizens, no screen.")] = False,
    visits: Annotated[int, typer.Option(help="How many citizens come (headless).", min=1)] = 20,
    out: Annotated[Path | None, typer.Option(help="Where to leave tickets, screens and databases.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object last.")] = False,
    scanner: Annotated[str, typer.Option(help="A real scanner in place of the simulated one.")] = "",
    printer: Annotated[str, typer.Option(help="A real printer in place of the simulated one.")] = "",
    offline: Annotated[bool, typer.Option("--offline", help="The centre is away until the last one has gone.")] = False,
    panel: Annotated[
        str, typer.Option(help="The kiosk's panel: 27, 24, 21.5 or 15 inches upright, landscape, 1280x1024.")
    ] = "27",
) -> int:
    """Run a whole branch on this machine: central service, scanner, printer, all windows, and a dock of controls."""
    from kiosk.demo.main import DemoOptions, run_demo

    return run_demo(DemoOptions(headless, visits, out, as_json, scanner, printer, offline, panel))
