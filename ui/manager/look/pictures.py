"""Look for pictures on this machine: on plugged-in drives, and in the folders where a browser puts them."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ui.manager.places import drives

_FOLDERS = ("Downloads", "Tải xuống", "Desktop", "Màn hình nền", "Pictures", "Hình ảnh", "")
_ENDINGS = frozenset({".svg", ".png", ".jpg", ".jpeg"})
#: So many are offered, the newest first.
_MOST = 24


def pictures_here() -> tuple[Path, ...]:
    """Return the newest pictures. Call it on a worker thread."""
    found: dict[Path, float] = {}
    for folder in _folders():
        with suppress(OSError):  # a drive that is being pulled out, a folder of somebody else
            for file in folder.iterdir():
                if file.suffix.lower() in _ENDINGS and file.is_file():
                    found[file.resolve()] = file.stat().st_mtime
    return tuple(sorted(found, key=lambda file: -found[file])[:_MOST])


def _folders() -> Iterator[Path]:
    yield from drives()
    home = Path.home()
    yield from (home / name for name in _FOLDERS)
