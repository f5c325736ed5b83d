"""Record what a program writes to its disk, and tell what a power cut may leave of it.

`record` listens below SQLite, between it and the operating system, and where Python replaces a small file as a whole.
`Disk` plays the recording. What was flushed is on the disk. Of everything later each sector of 512 bytes, each length
and each new name may be there or not.
"""

import _sqlite3
import ctypes
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Write:
    """Write bytes into a file."""

    path: str
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """Change the length of a file."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """Flush a file, with its name, or all names of a folder."""

    path: str


@dataclass(frozen=True, slots=True)
class Name:
    """Give a file a new name, or take its name away (`to` is empty). `is_kept`: it has the old name, too."""

    path: str
    to: str
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Note something that happened outside the disk, such as a number on a screen."""

    what: str
    value: Any


Entry = Write | Truncate | Sync | Name | Mark


class SqliteFile(ctypes.Structure):
    """Describe ``sqlite3_file``: every file of SQLite begins with a pointer to its methods."""

    _fields_ = (("methods", ctypes.c_void_p),)


_FILE = ctypes.POINTER(SqliteFile)
#: A name goes through as an address, because SQLite keeps it.
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, _FILE, ctypes.c_int, ctypes.c_void_p)
_DELETE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class FileSystem(ctypes.Structure):
    """Describe the beginning of ``sqlite3_vfs`` (version 1 and later)."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", _OPEN),
        ("delete", _DELETE),
    )


class Methods(ctypes.Structure):
    """Describe ``sqlite3_io_methods``, version 3: the methods of a file. Only four of them change a disk."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", ctypes.c_void_p),
        ("read", ctypes.c_void_p),
        ("write", _WRITE),
        ("truncate", _TRUNCATE),
        ("sync", _SYNC),
        ("others", ctypes.c_void_p * 13),
    )


@contextmanager
def record(folder: Path) -> Iterator[list[Entry]]:
    """Record what the files of `folder` are told in the body, by SQLite and by `replace_file`, into the list.

    It skips the test where SQLite is a part of Python itself, because its functions cannot be reached there.
    """
    log: list[Entry] = []
    with pytest.MonkeyPatch.context() as patch, _recorded_sqlite(folder, log):
        patch.setattr(os, "fsync", partial(_fsync, os.fsync, folder, log))
        patch.setattr(os, "replace", partial(_replace, os.replace, folder, log))
        patch.setattr(os, "link", partial(_link, os.link, folder, log))
        patch.setattr(os, "unlink", partial(_unlink, os.unlink, folder, log))
        yield log


@contextmanager
def _recorded_sqlite(folder: Path, log: list[Entry]) -> Iterator[None]:
    system = _file_system()
    recorder = _SqliteRecorder(system, folder, log)
    system.open, system.delete = recorder.open, recorder.delete
    try:
        yield
    finally:
        system.open, system.delete = recorder.real_open, recorder.real_delete


def _file_system() -> FileSystem:
    """Return SQLite's default file system, as the module `sqlite3` uses it."""
    library = ctypes.CDLL(_sqlite3.__file__) if hasattr(_sqlite3, "__file__") else ctypes.CDLL(None)
    try:
        find = library.sqlite3_vfs_find
    except AttributeError:
        pytest.skip("SQLite is a part of this Python, so that nothing can listen below it")
    find.restype = ctypes.POINTER(FileSystem)
    system: FileSystem = find(None).contents
    return system


class _SqliteRecorder:
    """Stand between SQLite and the file system: note each change, then pass it on."""

    def __init__(self, system: FileSystem, folder: Path, log: list[Entry]) -> None:
        self._folder, self._log = f"{folder}/", log
        self._paths: dict[int, str] = {}  # by the address of SQLite's file
        self._methods: dict[int, Methods] = {}  # by the address of the real ones
        # Copies of the pointers, because an object of a field follows what is written into the field.
        self.real_open = _OPEN.from_buffer_copy(system.open)
        self.real_delete = _DELETE.from_buffer_copy(system.delete)
        self.open, self.delete = _OPEN(self._open), _DELETE(self._delete)

    def _open(self, system: int, name: int | None, file: Any, flags: int, given: int) -> int:
        result: int = self.real_open(system, name, file, flags, given)
        real = file.contents.methods
        path = _text(name)
        if result or not real or not path.startswith(self._folder):
            return result
        self._paths[ctypes.addressof(file.contents)] = path
        if real not in self._methods:
            self._methods[real] = self._recording(Methods.from_address(real))
        file.contents.methods = ctypes.addressof(self._methods[real])
        return result

    def _delete(self, system: int, name: int, flush: int) -> int:
        path = _text(name)
        result: int = self.real_delete(system, name, flush)
        if not result and path.startswith(self._folder):
            self._log.append(Name(path, ""))
            if flush:
                self._log.append(Sync(os.path.dirname(path)))  # noqa: PTH120 - as SQLite names it
        return result

    def _recording(self, real: Methods) -> Methods:
        """Return methods that record, then call the real ones."""

        def write(file: int, data: int, size: int, at: int) -> int:
            self._log.append(Write(self._paths[file], at, ctypes.string_at(data, size)))
            return int(real_write(file, data, size, at))

        def truncate(file: int, size: int) -> int:
            self._log.append(Truncate(self._paths[file], size))
            return int(real_truncate(file, size))

        def sync(file: int, flags: int) -> int:
            result = int(real_sync(file, flags))
            self._log.append(Sync(self._paths[file]))
            return result

        real_write, real_truncate, real_sync = real.write, real.truncate, real.sync
        mine = Methods.from_buffer_copy(real)
        mine.write, mine.truncate, mine.sync = _WRITE(write), _TRUNCATE(truncate), _SYNC(sync)
        return mine


def _text(name: int | None) -> str:
    """Return the text at an address; a temporary file has no name."""
    return os.fsdecode(ctypes.string_at(name)) if name else ""


def _fsync(real: Callable[[int], None], folder: Path, log: list[Entry], descriptor: int) -> None:
    real(descriptor)
    path = Path(f"/proc/self/fd/{descriptor}").readlink()
    if path.is_relative_to(folder):
        if path.is_file():
            _note_content(log, path)
        log.append(Sync(str(path)))


def _replace(real: Callable[..., None], folder: Path, log: list[Entry], old: Any, new: Any) -> None:
    if Path(old).is_relative_to(folder):
        _note_content(log, Path(old))
        log.append(Name(str(old), str(new)))
    real(old, new)


def _link(real: Callable[..., None], folder: Path, log: list[Entry], old: Any, new: Any) -> None:
    real(old, new)
    if Path(old).is_relative_to(folder):
        log.append(Name(str(old), str(new), is_kept=True))


def _unlink(real: Callable[..., None], folder: Path, log: list[Entry], path: Any, **options: Any) -> None:
    real(path, **options)
    if isinstance(path, str | Path) and Path(path).is_relative_to(folder):
        log.append(Name(str(path), ""))


def _note_content(log: list[Entry], path: Path) -> None:
    """Note what a small file holds now. Noted twice it changes nothing more."""
    data = path.read_bytes()
    log.append(Write(str(path), 0, data))
    log.append(Truncate(str(path), len(data)))


@dataclass(eq=False)
class _Inode:
    """Hold a file without its name: what is flushed, and what was done to it since."""

    flushed: bytearray = field(default_factory=bytearray)
    later: list[Write | Truncate] = field(default_factory=list)

    def flush(self) -> None:
        for change in self.later:
            _do(self.flushed, change)
        self.later.clear()


@dataclass(frozen=True, slots=True)
class _Rename:
    """Hold a change of names: `path` now names the file, and `freed` names none."""

    path: str
    file: _Inode | None
    freed: str = ""


class Disk:
    """Play a recording, entry by entry; `after_power_cut` tells what may be left at this moment."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._flushed = {path: _Inode(bytearray(data)) for path, data in files.items()}
        self._now = dict(self._flushed)
        self._later: list[_Rename] = []

    def play(self, entry: Entry) -> None:
        """Do what the program did."""
        match entry:
            case Write(path) | Truncate(path):
                if path not in self._now:
                    self._rename(_Rename(path, _Inode()))
                self._now[path].later.append(entry)
            case Sync(path):
                if path in self._now:
                    self._now[path].flush()
                    self._flush_names(lambda change: change.path == path)
                else:
                    self._flush_names(lambda change: change.path.startswith(f"{path}/"))
            case Name(path, to, is_kept):
                if path in self._now:
                    freed = "" if is_kept else path
                    self._rename(_Rename(to, self._now[path], freed) if to else _Rename(path, None))

    def _rename(self, change: _Rename) -> None:
        self._later.append(change)
        _name(self._now, change)

    def _flush_names(self, is_meant: Callable[[_Rename], bool]) -> None:
        """Flush the changes that are meant, and those before them: a file system's journal keeps their order."""
        last = max((number for number, one in enumerate(self._later, start=1) if is_meant(one)), default=0)
        for change in self._later[:last]:
            _name(self._flushed, change)
        del self._later[:last]

    def after_power_cut(self, rng: random.Random) -> dict[str, bytes]:
        """Return the files as a power cut may leave them: `rng` decides what of the later changes is there."""
        names = dict(self._flushed)
        for change in self._later[: rng.randint(0, len(self._later))]:
            _name(names, change)
        survives = rng.choice(_SURVIVALS)
        return {path: bytes(_torn(inode, survives, rng)) for path, inode in names.items()}


#: What is left of the changes since the last flush: nothing, everything, the first ones, or any of them.
_SURVIVALS = ("nothing", "everything", "the first", "any")


def _torn(inode: _Inode, survives: str, rng: random.Random) -> bytearray:
    if not inode.later or survives == "nothing":
        return inode.flushed
    data = bytearray(inode.flushed)
    parts = [part for change in inode.later for part in _sectors(change)]
    if survives == "the first":
        parts = parts[: rng.randint(0, len(parts))]
    elif survives == "any":
        parts = [part for part in parts if rng.random() < 0.5]
    for part in parts:
        _do(data, part)
    return data


def _sectors(change: Write | Truncate) -> Iterator[Write | Truncate]:
    """Yield the parts of a change that a disk does whole or not at all."""
    if isinstance(change, Truncate):
        yield change
        return
    at, end = change.at, change.at + len(change.data)
    while at < end:
        following = min(end, (at // SECTOR + 1) * SECTOR)
        yield Write(change.path, at, change.data[at - change.at : following - change.at])
        at = following


def _do(data: bytearray, change: Write | Truncate) -> None:
    if isinstance(change, Truncate):
        del data[change.size :]
        data.extend(bytes(change.size - len(data)))
        return
    if len(data) < change.at:
        data.extend(bytes(change.at - len(data)))
    data[change.at : change.at + len(change.data)] = change.data


def _name(names: dict[str, _Inode], change: _Rename) -> None:
    if change.freed:
        names.pop(change.freed, None)
    if change.file is None:
        names.pop(change.path, None)
    else:
        names[change.path] = change.file
