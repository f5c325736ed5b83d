"""Read a picture from a file."""

from pathlib import Path

from kiosk.domain.artwork import MOST_BYTES, Artwork, read_artwork
from kiosk.domain.language.text import CounterError


def artwork_in(file: Path) -> Artwork:
    """Return the picture in a file. Of one that is too large only so much is read that this is known.

    Raises:
        CounterError: ``artwork.no_file``, and those of `kiosk.domain.artwork.read_artwork`.
    """
    try:
        if not file.is_file():
            raise FileNotFoundError(file)
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as problem:
        raise CounterError("artwork.no_file", file=file.name) from problem
    return read_artwork(content)
