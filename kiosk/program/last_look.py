"""Keep in a file how the branch looked last, so that a splash and a first page are right before the database is read.

A splash is painted before anything heavy is imported: this module imports the standard library and plain values.
"""

import base64
import json
import logging
from pathlib import Path

from kiosk.domain.artwork import read_artwork
from kiosk.domain.language.text import CounterError
from kiosk.domain.look import USUAL_LOOK, Colour, LookPart, Roundel
from kiosk.durable_file import replace_file

#: In the data folder.
LAST_LOOK = "last-look.json"
_COLOURS = ("main", "identity", "accent")
_log = logging.getLogger(__name__)


def read_last_look(file: Path) -> LookPart:
    """Return how the branch looked last; the usual look without such a file, or where it holds something else."""
    try:
        values = json.loads(file.read_text(encoding="ascii"))
        picture = base64.b64decode(values["roundel"])
        roundel = Roundel.of(read_artwork(picture)) if picture else Roundel()
        main, identity, accent = (Colour.from_text(values[key]) for key in _COLOURS)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, CounterError):
        return USUAL_LOOK
    return LookPart(main, identity, accent, roundel)


class LastLook:
    """Write the file where the look of the branch is another one. Call it on a worker thread only."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: LookPart | None = None

    def note(self, look: LookPart) -> None:
        """Keep the look of the branch. A disk that does not take it costs a right splash, no more."""
        if self._kept is None:
            self._kept = read_last_look(self._file)
        if look == self._kept:
            return
        self._kept = look
        artwork = look.roundel.artwork
        values = {key: getattr(look, key).to_text() for key in _COLOURS}
        values["roundel"] = base64.b64encode(artwork.content if artwork is not None else b"").decode()
        try:
            replace_file(self._file, json.dumps(values).encode())
        except OSError as problem:
            _log.warning("the look of the branch could not be kept for the next start: %s", problem)
