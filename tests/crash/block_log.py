"""Record every write and flush of a disk with a real file system, and tell what a power cut may leave of the disk.

QEMU's `blklogwrites` keeps the log. Its storage daemon offers the disk as a file, which is mounted as ext4. That needs
root, a loop device, FUSE and the packages `qemu-utils` and `e2fsprogs`. Without them a test is skipped.
"""

import os
import random
import shutil
import signal
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crash.disk import SECTOR

_PROGRAMS = ("qemu-storage-daemon", "mke2fs", "mount", "umount")
_SIZE = 64 * 2**20
#: The log of QEMU (dm-log-writes): its head, then each entry in a sector of its own, with its data behind it.
_HEAD, _ENTRY = struct.Struct("<QQQI"), struct.Struct("<QQQQ")
_FLUSH, _DISCARD = 1, 4


@dataclass(frozen=True)
class RecordedDisk:
    """Hold a mounted disk, and how it was before.

    Attributes:
        place: where its file system is mounted.
        before: its image, as it was made.
        log: what was written to it since.
    """

    place: Path
    before: Path
    log: Path

    def entries(self) -> int:
        """Count the entries of the log. It is exact after each flush."""
        with self.log.open("rb") as log:
            return int(_HEAD.unpack(log.read(_HEAD.size))[2])


@contextmanager
def recorded_disk(folder: Path) -> Iterator[RecordedDisk]:
    """Mount a new ext4 file system in `folder`, and record what is written to its disk until the body ends."""
    _skip_without_tools()
    disk = RecordedDisk(folder / "mounted", folder / "before.img", folder / "writes.log")
    image, offered, pid_file = folder / "disk.img", folder / "offered.img", folder / "pid"
    image.touch()
    os.truncate(image, _SIZE)
    _run("mke2fs", "-q", "-F", "-t", "ext4", image)
    shutil.copy(image, disk.before)
    disk.place.mkdir()
    disk.log.touch()
    offered.touch()
    nodes = (
        f"driver=file,node-name=image,filename={image}",
        f"driver=file,node-name=writes,filename={disk.log}",
        f"driver=blklogwrites,node-name=disk,file=image,log=writes,log-sector-size={SECTOR}",
    )
    export = f"type=fuse,id=offered,node-name=disk,mountpoint={offered},writable=on"
    devices = [part for node in nodes for part in ("--blockdev", node)]
    _run("qemu-storage-daemon", *devices, "--export", export, "--daemonize", "--pidfile", pid_file)
    try:
        _run("mount", "-o", "loop", offered, disk.place)
        try:
            yield disk
        finally:
            _run("umount", disk.place)
    finally:
        os.kill(int(pid_file.read_text()), signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class _Write:
    """Hold one entry of the log: bytes at a place of the disk. `flushes`: what was written before is on the disk."""

    at: int
    data: memoryview
    flushes: bool


def _entries(log: Path) -> Iterator[_Write]:
    content = memoryview(log.read_bytes())
    at = SECTOR
    for _ in range(_HEAD.unpack_from(content)[2]):
        sector, sectors, flags, _ = _ENTRY.unpack_from(content, at)
        at += SECTOR
        length = 0 if flags & _DISCARD else sectors * SECTOR
        yield _Write(sector * SECTOR, content[at : at + length], bool(flags & _FLUSH))
        at += length


class Cuts:
    """Play the log of a disk. At a chosen flush tell what a power cut may leave of the files."""

    def __init__(self, disk: RecordedDisk, folder: Path) -> None:
        self._image, self._log = bytearray(disk.before.read_bytes()), disk.log
        self._later: list[_Write] = []
        self._trial, self._place = folder / "trial.img", folder / "after"
        self._place.mkdir()

    def all_flushes(self) -> list[int]:
        """Return the number of each entry that flushes."""
        return [number for number, entry in enumerate(_entries(self._log)) if entry.flushes]

    def flushes(self) -> Iterator[int]:
        """Play entry by entry, and yield the number of each flush before it is done."""
        for number, entry in enumerate(_entries(self._log)):
            if entry.flushes:
                yield number
                for one in self._later:
                    self._image[one.at : one.at + len(one.data)] = one.data
                self._later.clear()
            if entry.data:
                self._later.append(entry)

    def after_power_cut(self, rng: random.Random, place: Path) -> None:
        """Copy what is left into a folder: of the writes since the last flush each sector may be there or not."""
        image = bytearray(self._image)
        share = rng.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for one in self._later:
            for at in range(0, len(one.data), SECTOR):
                if rng.random() < share:
                    image[one.at + at : one.at + at + SECTOR] = one.data[at : at + SECTOR]
        self._trial.write_bytes(image)
        _run("mount", "-o", "loop", self._trial, self._place)
        try:
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(self._place, place)
        finally:
            _run("umount", self._place)


def _skip_without_tools() -> None:
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if missing or os.geteuid() or not Path("/dev/fuse").exists() or not list(Path("/dev").glob("loop*")):
        pytest.skip(f"only root can mount a recorded disk, with FUSE and a loop device; missing: {missing}")


def _run(*command: str | Path) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=60)
