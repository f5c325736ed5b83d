"""Find the folders of this machine where a person keeps files: the home folder and the drives that are plugged in."""

from pathlib import Path

#: Where drives appear: by udisks, by older programs, and by hand.
_DRIVES = ("media/*", "media/*/*", "run/media/*/*", "mnt/*")


def drives(root: Path = Path("/")) -> tuple[Path, ...]:
    """Return the folders of drives. Call it on a worker thread."""
    found = sorted({folder for pattern in _DRIVES for folder in root.glob(pattern) if folder.is_dir()})
    inside = {folder.parent for folder in found}
    return tuple(folder for folder in found if folder not in inside)


def places(root: Path = Path("/")) -> tuple[Path, ...]:
    """Return the home folder, and each drive or the folder in which drives appear. Call it on a worker thread."""
    waiting = tuple(folder for folder in (root / "media",) if folder.is_dir())
    return (Path.home(), *(drives(root) or waiting))
