"""Keep the last call that a board showed over a restart of its program."""

from pathlib import Path

from kiosk.durable_file import replace_file


class LastShownFile:
    """Keep the `seq` of the last call shown in a file beside ``branch.toml``. Called on the worker thread."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> int | None:
        """Return the `seq`; None without such a file, or where a power cut left nothing in it."""
        try:
            return int(self._file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def keep(self, seq: int) -> int:
        """Write the `seq` and return it. Several boards may share the file.

        Raises:
            OSError: where the disk does not take it.
        """
        replace_file(self._file, f"{seq}\n".encode())
        return seq
