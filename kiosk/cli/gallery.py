"""Define `kiosk gallery`: draw every screen, with a page that shows the pictures."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.context import say, tell
from kiosk.program.terminal import terminal_texts


def gallery(
    out: Annotated[Path, typer.Option(help="The folder for the pictures and index.html.")],
    every_state: Annotated[
        bool, typer.Option("--all", help="Draw every state of a screen, not only the usual one.")
    ] = False,
) -> None:
    """Draw every screen on every panel, in every language, text size and contrast, and in low reach."""
    from ui.qt_modules import leave_sources_unread

    leave_sources_unread()
    from kiosk.gallery.main import draw_gallery

    count = draw_gallery(out, terminal_texts(), _tell, whole=every_state)
    tell("gallery.done", count=count, page=out / "index.html")


def _tell(count: int) -> None:
    typer.echo(say("gallery.drawn", count=count), err=True)
