"""Replace a small file as a whole, so that a power cut leaves the old one or the new one. Destroy a secret one."""

import os
import threading
from pathlib import Path
from tempfile import TemporaryFile


def replace_file(path: Path, data: bytes) -> None:
    """Write a file, wait for the disk, and put it in the place of the old one.

    It keeps mode and owner of the old file; a new file has mode 0600. Several programs may write the same file: the
    last one wins.

    Raises:
        OSError: the old file is unchanged.
    """
    new = path.with_name(f".{path.name}.{threading.get_native_id()}.new")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            _take_after(descriptor, path)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    sync_to_disk(path.parent)


def _take_after(descriptor: int, path: Path) -> None:
    """Give an open file the mode and the owner of the file that it replaces."""
    if not path.exists():
        return
    old = path.stat()
    if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, old.st_mode & 0o7777)


def sync_to_disk(place: Path) -> None:
    """Wait until the bytes of a file, or the names in a folder, are on the disk."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def destroy_file(file: Path) -> int:
    """Write over the bytes of a file before its name goes: an unlinked file stays on the disk.

    Return 1, or 0 where there is no file.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY)
    except FileNotFoundError:
        return 0
    try:
        os.write(descriptor, bytes(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    file.unlink(missing_ok=True)
    sync_to_disk(file.parent)
    return 1


def try_room(folder: Path, size: int) -> None:
    """Write so many bytes into a folder, wait for the disk, and leave nothing there.

    Raises:
        OSError: the disk does not take them.
    """
    with TemporaryFile(dir=folder, buffering=0) as file:
        left = memoryview(bytes(size))
        while left:
            left = left[file.write(left) :]
        os.fsync(file.fileno())
