"""Provide a folder in memory, for files of a test that need not wait for a disk."""

import os
import shutil
from pathlib import Path

_FOLDER = Path("/dev/shm")  # noqa: S108 - folders of one's own are made in it
#: Bytes that must be free there: a container may have very few.
_ROOM = 2 << 30


def memory_folder() -> Path | None:
    """Return the folder for databases in memory, or None without room for it."""
    has_room = os.access(_FOLDER, os.W_OK) and shutil.disk_usage(_FOLDER).free > _ROOM
    return _FOLDER if has_room else None
