"""Define `kiosk demo`: run a whole branch on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.context import read_document


def demo(  # noqa: PLR0913, PLR0917 - the options of a command
    headless: Annotated[bool, typer.Option("--headless", help="Play scripted citizens without a display.")] = False,
    visits: Annotated[int, typer.Option(help="The number of scripted citizens (headless).", min=1)] = 20,
    out: Annotated[Path | None, typer.Option(help="The folder to keep tickets, screens and databases in.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object last.")] = False,
    scanner: Annotated[str, typer.Option(help="The address of a real scanner.")] = "",
    printer: Annotated[str, typer.Option(help="The address of a real printer.")] = "",
    offline: Annotated[
        bool, typer.Option("--offline", help="Keep the centre away until the last visit is over.")
    ] = False,
    panel: Annotated[
        str, typer.Option(help="The kiosk's panel: 27, 24, 21.5 or 15 inches upright, landscape, 1280x1024.")
    ] = "27",
    setup: Annotated[
        Path | None, typer.Option("--setup", help="The set-up file of another branch.", readable=False)
    ] = None,
    history: Annotated[
        int | None, typer.Option(help="The past days to fill: 30, or 3 when headless.", min=0, max=400)
    ] = None,
) -> int:
    """Run a whole branch on this machine: central service, scanner, printer, all windows, and a dock of controls."""
    from ui.qt_modules import leave_sources_unread

    leave_sources_unread()
    from kiosk.demo.main import DemoOptions, run_demo

    document = None if setup is None else read_document(setup)
    return run_demo(DemoOptions(headless, visits, out, as_json, scanner, printer, offline, panel, document, history))
