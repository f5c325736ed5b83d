"""Take a backup of a branch while its programs run: copy, check, seal, and remove the generations that are over."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from kiosk.config import Site
from kiosk.domain.generations import kept_generations
from kiosk.domain.language.text import CounterError
from kiosk.durable_file import destroy_file
from kiosk.program.version import program_version
from kiosk.store.backup_copy import check_backup_copy, take_backup_copy
from kiosk.store.backup_file import FORM, SUFFIX, BackupHead, read_backup_head, write_backup
from kiosk.store.bound_keys import has_key, is_bound, open_bound
from kiosk.store.copies import copy_suffix
from kiosk.store.engine import Store
from kiosk.store.keys import signing_key, write_text_secret
from kiosk.store.signing import key_id, public_half
from kiosk.store.tables import branch
from kiosk.store.versions import revision_of

#: The files of the keys folder that go along. Without `codes.key` a restored branch could not check the slips of the
#: day, without `columns.key` it could not read the names of its staff. Keys of persons never go along.
KEYS = ("codes.key", "columns.key", "signing.key", "centre.pub", "centre.token")
CONFIG, DATABASE = "branch.toml", "database"
#: The name of a folder for what is not sealed, and the seconds after which nobody works in one any more.
_WORK, _LEFT_SECONDS = "backup.tmp-{}", 3_600.0
_STAMP = "%Y%m%d-%H%M%S"
#: A name that this module gave: branch, local time, release.
_NAME = re.compile(r".+-(?P<stamp>\d{8}-\d{6})-[^-]+" + re.escape(SUFFIX))


@dataclass(frozen=True, slots=True)
class TakenBackup:
    """Hold a backup that was taken.

    `broken_at` is the `seq` at which the journal in it breaks, None for a whole one. `removed` are the old backups that
    were removed from the folder.
    """

    file: Path
    head: BackupHead
    broken_at: int | None
    removed: tuple[Path, ...] = ()


def take_backup(site: Site, config: Path, to: Path | None, now: datetime, key: bytes | None = None) -> TakenBackup:
    """Take a backup into a folder or a new file. None takes the folder of the configuration, and prunes it.

    `now` is the local time. `key` is the public key, None for that of the configuration. The signing key of the branch
    signs it, and is made where there is none.

    Raises:
        CounterError: ``backup.no_key``, ``backup.no_folder``, ``backup.exists``,
            ``backup.not_written``; ``upgrade.*`` for a database that cannot be copied; ``store.*``, ``keys.*``.
    """
    key = key or public_key(site)
    folder = _backup_folder(site) if to is None else to
    is_file = not folder.is_dir()
    if is_file and (to is None or not folder.parent.is_dir()):
        raise CounterError("backup.no_folder", folder=str(folder.parent if to else folder))
    store = Store(site.config.backup.database or site.database_url, must_exist=True)
    try:
        signing = _signing_key(site.keys)
        with work_folder(site.data, now) as work:
            copy = work / f"{DATABASE}{copy_suffix(is_sqlite=store.is_sqlite)}"
            take_backup_copy(store, copy)
            end, broken_at = check_backup_copy(copy)
            with store.read() as connection:
                code = str(connection.execute(select(branch.c.code)).scalar_one())
                revision = revision_of(connection)
            head = BackupHead(
                form=FORM,
                kind="sqlite" if store.is_sqlite else "postgresql",
                installation=end.installation,
                epoch=end.epoch,
                seq=end.seq,
                hash=end.hash.hex(),
                branch=code,
                release=program_version(),
                revision=revision,
                taken=now.isoformat(timespec="seconds"),
                key=key_id(key),
                signer=public_half(signing).hex(),
            )
            file = folder if is_file else folder / _file_name(head, now)
            found = {f"keys/{name}": _key_file(site.keys / name, work) for name in KEYS if has_key(site.keys / name)}
            try:
                write_backup(file, key, signing, head, {copy.name: copy, CONFIG: config, **found})
            finally:
                for one in found.values():
                    if one.parent == work:
                        destroy_file(one)
    finally:
        store.close()
    return TakenBackup(file, head, broken_at, _prune(folder, end.installation) if to is None else ())


def _signing_key(folder: Path) -> bytes:
    """Return the signing key of the branch; make it where there is none, as in a branch of release 0.1.0."""
    try:
        return signing_key(folder)
    except OSError as problem:
        raise CounterError("backup.not_written", file=str(folder), why=problem.strerror or "") from problem


def _key_file(file: Path, work: Path) -> Path:
    """Return the file of a key, or a plain copy in the work folder where the key is bound to the machine."""
    if not is_bound(file):
        return file
    write_text_secret(work / file.name, open_bound(file).strip())
    return work / file.name


def public_key(site: Site) -> bytes:
    """Return the public key of the configuration. Raise CounterError ``backup.no_key`` without one."""
    if not site.config.backup.key:
        raise CounterError("backup.no_key")
    return bytes.fromhex(site.config.backup.key)


def _backup_folder(site: Site) -> Path:
    """Return the folder of the configuration. Raise CounterError ``backup.no_key`` without one."""
    if site.backup_folder is None:
        raise CounterError("backup.no_key")
    return site.backup_folder


def backups_in(folder: Path, installation_id: str) -> dict[datetime, Path]:
    """Return the backups of an installation in a folder by their local time, as their names say it."""
    found = {}
    for file in folder.glob(f"*{SUFFIX}"):
        name = _NAME.fullmatch(file.name)
        if name is not None and _installation_of(file) == installation_id:
            found[datetime.strptime(name["stamp"], _STAMP)] = file  # noqa: DTZ007 - the local time of the machine
    return found


@contextmanager
def work_folder(data: Path, now: datetime) -> Iterator[Path]:
    """Yield an empty folder in the data folder for what is not sealed. It is gone after the body.

    Raises:
        CounterError: ``backup.not_written``.
    """
    for left in data.glob(_WORK.format("*")):
        if now.timestamp() - left.stat().st_mtime > _LEFT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)  # a power cut left it there
    try:
        folder = Path(tempfile.mkdtemp(prefix=_WORK.format(""), dir=data))
    except OSError as problem:
        raise CounterError("backup.not_written", file=str(data), why=problem.strerror or "") from problem
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _file_name(head: BackupHead, now: datetime) -> str:
    code = re.sub(r"[^A-Za-z0-9.]", "_", head.branch)
    return f"{code}-{now:{_STAMP}}-{head.release.replace('-', '_')}{SUFFIX}"


def _installation_of(file: Path) -> str:
    try:
        return read_backup_head(file).installation
    except CounterError:
        return ""


def _prune(folder: Path, installation_id: str) -> tuple[Path, ...]:
    """Remove the backups of this installation that no rule keeps."""
    found = backups_in(folder, installation_id)
    over = [found[moment] for moment in sorted(found.keys() - kept_generations(found))]
    for file in over:
        file.unlink()
    return tuple(over)
