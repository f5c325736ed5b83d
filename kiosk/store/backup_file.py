"""Pack database, configuration and keys of a branch into one sealed and signed file, and unpack such a file.

Whoever has the public key of the backups can seal a file to it. So the branch signs the whole sealed file, its head as
well, and the signature stands at the end.
"""

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from pathlib import Path

from kiosk.domain.journal import canonical
from kiosk.domain.language.text import CounterError
from kiosk.durable_file import sync_to_disk
from kiosk.store.sealed_file import CutOffError, SealedReader, SealedWriter, read_head
from kiosk.store.sealing import BrokenSealError, UnknownSealError, public_key_of
from kiosk.store.signing import SIGNATURE_BYTES, fingerprint, is_signed, key_id, sign

#: The form of the content. A program reads this one and those before it.
FORM = 1
SUFFIX = ".backup"
#: What stands before the signature, and is signed together with the SHA-256 of all before it.
_SIGNED = b"\none-stop-kiosk signed backup 1\n"
#: Names that may be in a backup. None leads out of its folder.
_NAME = re.compile(r"(keys/)?[A-Za-z0-9_][A-Za-z0-9_.-]*")
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupHead:
    """Say in clear what a backup holds.

    Attributes:
        form: the form of the content.
        kind: ``sqlite`` or ``postgresql``.
        installation, epoch, seq, hash: where the journal ends.
        branch: the code of the branch.
        release, revision: of the program and of the tables.
        taken: the local time of the machine, ISO 8601.
        key: the name of the key that it is sealed to.
        signer: the public key that its signature is checked with, in hexadecimal.
    """

    form: int
    kind: str
    installation: str
    epoch: int
    seq: int
    hash: str
    branch: str
    release: str
    revision: str
    taken: str
    key: str
    signer: str

    def __post_init__(self) -> None:
        """Raise ValueError for a time or a key that is none, and for characters that a terminal would obey."""
        if not "".join(map(str, astuple(self))).isprintable():
            raise ValueError("the head has characters that cannot be printed")
        datetime.fromisoformat(self.taken)
        bytes.fromhex(self.signer)

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the key that signed the backup."""
        return fingerprint(bytes.fromhex(self.signer))


def write_backup(file: Path, public_key: bytes, signing: bytes, head: BackupHead, content: Mapping[str, Path]) -> None:
    """Write a new file of mode 0600 with `content` by name, wait for the disk, and read the file back.

    `signing` is the private half of the signer in the head.

    Raises:
        CounterError: ``backup.exists``, ``backup.not_written`` with the reason.
    """
    if file.exists():
        raise CounterError("backup.exists", file=str(file))
    part = file.with_name(file.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            hashed = _Hashed(raw)
            sealed = SealedWriter(hashed, public_key, canonical(asdict(head)))
            with (
                gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=6, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
            ):
                for name, source in content.items():
                    _add(archive, name, source)
            sealed.finish()
            hashed.write(_SIGNED + sign(signing, _SIGNED + hashed.digest()))
            raw.flush()
            os.fsync(raw.fileno())
        if _digest(part) != hashed.digest():
            raise CounterError("backup.not_written", file=str(file), why="read back: other bytes")
        part.rename(file)
        sync_to_disk(file.parent)
    except OSError as problem:
        raise CounterError("backup.not_written", file=str(file), why=problem.strerror or str(problem)) from problem
    finally:
        part.unlink(missing_ok=True)


def read_backup_head(file: Path) -> BackupHead:
    """Return what a backup says of itself. It is proved when the content opens.

    Raises:
        CounterError: ``backup.no_file``, ``backup.not_one``, ``backup.cut_off``, ``backup.newer``.
    """
    with _opened(file) as raw:
        return _parsed(read_head(raw), file)


def unpack_backup(file: Path, private_key: bytes, signers: Collection[str], folder: Path) -> BackupHead:
    """Write the content of a backup into an empty folder; return its head, which is proved then.

    `signers` are the fingerprints of the keys that may have signed it. Nothing is unpacked before the signature fits.

    Raises:
        CounterError: ``backup.not_one``, ``backup.cut_off``, ``backup.changed``, ``backup.newer``,
            ``backup.wrong_key``, ``backup.unknown_signer``, ``backup.other_signer``; ``backup.not_written`` where the
            disk takes no more.
    """
    with _opened(file) as raw:
        head = _parsed(read_head(raw), file)
        if head.key != key_id(public_key_of(private_key)):
            raise CounterError("backup.wrong_key", file=file.name, key=head.key)
        _refuse_other_signer(head, signers, file)
        _SignedReader(raw).check(head)
        signed = _SignedReader(raw)  # the disk may answer otherwise when it is read again
        sealed = io.BufferedReader(signed)
        content = io.BufferedReader(SealedReader(sealed, private_key, read_head(sealed)))
        with (
            gzip.GzipFile(fileobj=content, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            for member in archive:
                _extract(archive, member, folder)
        while content.read(_PIECE):
            pass  # what follows the archive is proved as well
        signed.check(head)
    return head


def _parsed(head: bytes, file: Path) -> BackupHead:
    found = json.loads(head)
    if found["form"] > FORM:
        raise CounterError("backup.newer", file=file.name, release=str(found.get("release", "?")))
    return BackupHead(**found)


def _refuse_other_signer(head: BackupHead, signers: Collection[str], file: Path) -> None:
    if not signers:
        raise CounterError("backup.unknown_signer", file=file.name, found=head.fingerprint)
    if head.fingerprint not in signers:
        expected = ", ".join(signers)
        raise CounterError("backup.other_signer", file=file.name, found=head.fingerprint, expected=expected)


def _add(archive: tarfile.TarFile, name: str, source: Path) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = source.stat().st_size, 0o600
    with source.open("rb") as content:
        archive.addfile(entry, content)


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    if not member.isreg() or not _NAME.fullmatch(member.name):
        raise UnknownSealError("a name that no backup has")
    target = folder / member.name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    source = archive.extractfile(member)
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while source and (piece := source.read(_PIECE)):
                file.write(piece)
    except OSError as problem:
        raise CounterError("backup.not_written", file=str(target), why=problem.strerror or str(problem)) from problem


@contextmanager
def _opened(file: Path) -> Iterator[io.BufferedReader]:
    """Open a backup, and turn what is wrong with it into a sentence."""
    try:
        with file.open("rb") as raw:
            yield raw
    except (FileNotFoundError, PermissionError, IsADirectoryError) as problem:
        raise CounterError("backup.no_file", file=str(file)) from problem
    except CutOffError as problem:
        raise CounterError("backup.cut_off", file=file.name) from problem
    except BrokenSealError as problem:
        raise CounterError("backup.changed", file=file.name) from problem
    except (UnknownSealError, tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError) as problem:
        raise CounterError("backup.not_one", file=str(file)) from problem


class _SignedReader(io.RawIOBase):
    """Read a file from its beginning up to its signature, and hash what is read."""

    def __init__(self, file: io.BufferedReader) -> None:
        """Raise CutOffError for a file that does not end in a signature."""
        super().__init__()
        end = max(file.seek(0, os.SEEK_END) - len(_SIGNED) - SIGNATURE_BYTES, 0)
        file.seek(end)
        if file.read(len(_SIGNED)) != _SIGNED:
            raise CutOffError("the file does not end in a signature")
        self._signature = file.read()
        file.seek(0)
        self._file, self._left, self._hash = file, end, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # no other buffers come
        data = self._file.read(min(len(buffer), self._left))
        self._left -= len(data)
        self._hash.update(data)
        buffer[: len(data)] = data
        return len(data)

    def check(self, head: BackupHead) -> None:
        """Read the rest. Raise BrokenSealError where the signer of the head has not signed the file."""
        while self.read(_PIECE):
            pass
        if not is_signed(bytes.fromhex(head.signer), _SIGNED + self._hash.digest(), self._signature):
            raise BrokenSealError("the file is not signed by the key in its head")


class _Hashed:
    """Write to a file and hash what is written."""

    def __init__(self, file: io.BufferedWriter) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        return self._file.write(data)

    def digest(self) -> bytes:
        return self._hash.digest()


def _digest(file: Path) -> bytes:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").digest()
