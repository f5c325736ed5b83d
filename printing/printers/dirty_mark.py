"""Keep over a restart that a printer may hold the rest of an old slip."""

import logging
from pathlib import Path

from kiosk.durable_file import replace_file

_log = logging.getLogger(__name__)


class DirtyMark:
    """Hold how many done-answers a dirty printer still owes, in a small file beside ``branch.toml``.

    `owed` is None for a clean printer. Without a file the mark lives as long as its program.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.owed = self._read()

    def set(self, owed: int) -> None:
        """Mark the printer as dirty. Return when the disk has the mark, so that a power cut in a slip leaves it there.

        Where the disk does not take the mark it is lost at a restart.
        """
        self.owed = owed
        if self._file is None:
            return
        try:
            replace_file(self._file, f"{owed}\n".encode())
        except OSError:
            _log.exception("the mark of a dirty printer cannot be kept")

    def clear(self) -> None:
        """Mark the printer as clean."""
        self.owed = None
        if self._file is not None:
            try:
                self._file.unlink(missing_ok=True)
            except OSError:
                _log.exception("the mark of a dirty printer cannot be removed")

    def _read(self) -> int | None:
        """Return the count. A mark that cannot be read is one all the same, with the most answers of one job."""
        if self._file is None:
            return None
        try:
            return int(self._file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return 1
