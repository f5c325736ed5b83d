"""`kiosk gallery`: every screen of the kiosk as a picture, with a page to look at them."""

from pathlib import Path
from typing import Annotated

import typer


def gallery(
    out: Annotated[Path, typer.Option(help="The folder for the pictures and index.html.")],
    every_state: Annotated[
        bool, typer.Option("--all", help="Every state of a screen, not only the usual one.")
    ] = False,
) -> None:
    """Draws every screen in every language, size and contrast, lowered too, on every panel; shows the demo's data."""
    from kiosk.app import texts
    from kiosk.gallery.main import draw_gallery

    known = texts("vi")
    count = draw_gallery(out, known, _tell, whole=every_state)
    typer.echo(known.say("gallery.done", count=count, page=out / "index.html"))


def _tell(count: int) -> None:
    from kiosk.app import texts

    typer.echo(texts("vi").say("gallery.drawn", count=count), err=True)
