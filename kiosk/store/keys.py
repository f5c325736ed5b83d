"""Read and write the branch's keys: files outside the database, readable by their owner only."""

import os
import pwd
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.domain.language.text import CounterError
from kiosk.durable_file import replace_file, sync_to_disk
from kiosk.store.bound_keys import has_key, is_bound, open_bound
from kiosk.store.signing import fingerprint, public_half, read_fingerprint

_SECRET_FILES = ("codes.key", "columns.key")
SIGNING_FILE = "signing.key"
_NEXT_SIGNING_FILE = "signing.next.key"
_CENTRE_FILE = "centre.pub"
_DAYS_FOLDER = "days"


@dataclass(frozen=True, slots=True)
class BranchKeys:
    """Hold the keys of a branch, 32 bytes each.

    Attributes:
        codes: signs ticket codes.
        columns: encrypts local columns.
        signing: signs what leaves this installation (`kiosk.store.signing`). A branch of release 0.1.0 has none.
        centre: the public key that personal data in the journal is sealed to. Without it such data is not kept at all.
        days: the folder of the keys that hash personal numbers, one a business date (`kiosk.store.day_keys`).
    """

    codes: bytes = field(repr=False)
    columns: bytes = field(repr=False)
    centre: bytes | None = None
    signing: bytes | None = field(default=None, repr=False)
    days: Path | None = None

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the signing key; empty without one."""
        return "" if self.signing is None else fingerprint(public_half(self.signing))


@dataclass(frozen=True, slots=True)
class BackupKey:
    """Hold the private key of the commune's backups.

    `signed_by` are the fingerprints of the signing keys whose backups may be restored with it (`kiosk.store.signing`).
    """

    private: bytes = field(repr=False)
    signed_by: tuple[str, ...] = ()


#: For a program that only reads: it signs, hashes and decrypts nothing.
NO_KEYS = BranchKeys(codes=b"", columns=b"")


def create_keys(folder: Path, centre: bytes | None = None) -> BranchKeys:
    """Make new keys in `folder` (mode 0700, files 0600). Keep keys that exist: to lose them is to lose the data."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_to_disk(folder.parent)
    for name in (*_SECRET_FILES, SIGNING_FILE):
        _make_secret(folder / name)
    if centre is not None:
        replace_file(folder / _CENTRE_FILE, f"{centre.hex()}\n".encode())
    return load_keys(folder)


def signing_key(folder: Path, *, is_new: bool = False) -> bytes:
    """Return the signing key of a branch; make it where there is none. With `is_new` return the one that follows it.

    Raises:
        CounterError: as `read_secret`.
    """
    file = folder / (_NEXT_SIGNING_FILE if is_new else SIGNING_FILE)
    _make_secret(file)
    return read_secret(file)


def change_signing_key(folder: Path) -> None:
    """Sign with the next key (`signing_key`) from now on."""
    (folder / _NEXT_SIGNING_FILE).replace(folder / SIGNING_FILE)
    sync_to_disk(folder)


def _make_secret(file: Path) -> None:
    """Make a secret of 32 bytes where there is none."""
    if file.exists() and not file.stat().st_size:
        file.unlink()  # the power failed while it was written
    if not has_key(file):
        write_secret(file, secrets.token_bytes(32))


def write_secret(path: Path, value: bytes) -> None:
    """Write a secret as hexadecimal text into a new file of mode 0600."""
    write_text_secret(path, value.hex())


def write_text_secret(path: Path, value: str) -> None:
    """Write a secret text, for instance a device token, into a new file of mode 0600."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_to_disk(path.parent)


def load_keys(folder: Path) -> BranchKeys:
    """Read the keys.

    Raises:
        CounterError: ``keys.missing``, ``keys.of_another_user`` or ``keys.open_to_others``, with the file to put right.
    """
    codes, columns = (read_secret(folder / name) for name in _SECRET_FILES)
    public, signing = folder / _CENTRE_FILE, folder / SIGNING_FILE
    return BranchKeys(
        codes,
        columns,
        centre=_hex(public) if public.exists() else None,
        signing=read_secret(signing) if has_key(signing) else None,
        days=folder / _DAYS_FOLDER,
    )


def read_secret(path: Path) -> bytes:
    """Read one secret of 32 bytes; refuse a file that others may read.

    Raises:
        CounterError: as `load_keys`, and as `open_bound`.
    """
    if is_bound(path):
        return _from_hex(path, open_bound(path))
    _refuse_if_open(path, missing="keys.missing")
    return _hex(path)


def write_backup_key(path: Path, key: BackupKey) -> None:
    """Write the private key of backups into a new file: the key as hexadecimal text, then a line a fingerprint."""
    write_text_secret(path, "\n".join((key.private.hex(), *key.signed_by)))


def read_backup_key(path: Path) -> BackupKey:
    """Read the private key of backups, and the fingerprints in the lines after it.

    Raises:
        CounterError: as `load_keys`; ``keys.no_fingerprint``.
    """
    private, *lines = _plain_text(path, "keys.missing").splitlines() or [""]
    return BackupKey(_from_hex(path, private), tuple(read_fingerprint(line) for line in lines if line.strip()))


def read_text_secret(path: Path, *, missing: str) -> str:
    """Read one secret word.

    Raises:
        CounterError: `missing` (with the file) when there is none, ``keys.open_to_others``; as `open_bound`.
    """
    words = (open_bound(path) if is_bound(path) else _plain_text(path, missing)).split()
    if len(words) != 1 or not words[0].isprintable():
        raise CounterError(missing, file=str(path))
    return words[0]


def _plain_text(path: Path, missing: str) -> str:
    _refuse_if_open(path, missing=missing)
    try:
        return path.read_text(encoding="ascii")
    except PermissionError as problem:
        raise _of_another_user(path) from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise CounterError(missing, file=str(path)) from problem


def _refuse_if_open(path: Path, *, missing: str) -> None:
    try:
        mode = path.stat().st_mode
    except PermissionError as problem:
        raise _of_another_user(path) from problem
    except OSError as problem:
        raise CounterError(missing, file=str(path)) from problem
    if stat.S_IMODE(mode) & 0o077:
        raise CounterError("keys.open_to_others", file=str(path))


def _of_another_user(path: Path) -> CounterError:
    """Return the refusal for a file that this user may not read. It names the owner of the file or of its folder."""
    owner = "–"
    for place in (path.parent, path):
        with suppress(OSError, KeyError):  # out of sight; an owner without a name
            owner = place.owner()
    names = {"owner": owner, "user": _this_user()}
    return CounterError("keys.of_another_user", file=str(path), folder=str(path.parent), **names)


def _this_user() -> str:
    """Return the name of the user with whose rights this process runs; its number where it has no name."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def read_public(path: Path) -> bytes:
    """Read a centre's public key from its file.

    Raises:
        CounterError: ``keys.no_centre_key``.
    """
    try:
        return _hex(path)
    except CounterError as problem:
        if problem.message.key != "keys.missing":
            raise
        raise CounterError("keys.no_centre_key", file=str(path)) from problem


def _hex(path: Path) -> bytes:
    try:
        text = path.read_text()
    except PermissionError as problem:
        raise _of_another_user(path) from problem
    except (OSError, ValueError) as problem:
        raise CounterError("keys.missing", file=str(path)) from problem
    return _from_hex(path, text)


def _from_hex(path: Path, text: str) -> bytes:
    try:
        value = bytes.fromhex(text.strip())
    except ValueError as problem:
        raise CounterError("keys.missing", file=str(path)) from problem
    if len(value) != 32:
        raise CounterError("keys.missing", file=str(path))
    return value
