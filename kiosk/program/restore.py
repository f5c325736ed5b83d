"""Restore a branch from a backup: put the database back, begin a new epoch, and agree with the centre.

Nothing is changed before the whole backup is unpacked, opened and checked. A restore that was interrupted is run again.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.branch.epoch import NewEpoch, RestoredFrom, open_new_epoch, refuse_running
from kiosk.branch.office import Office
from kiosk.clock import Clock
from kiosk.config import Site, load_site
from kiosk.domain.language.text import CounterError
from kiosk.durable_file import replace_file
from kiosk.program.backup import CONFIG, DATABASE, KEYS, work_folder
from kiosk.program.centre_history import ask_centre
from kiosk.program.opening import BRANCH_ID
from kiosk.store.backup_copy import check_backup_copy
from kiosk.store.backup_file import BackupHead, read_backup_head, unpack_backup
from kiosk.store.bound_keys import has_key
from kiosk.store.copies import copy_suffix, replace_sqlite, restore_postgres
from kiosk.store.delivery import own_id
from kiosk.store.engine import Store
from kiosk.store.functions import install
from kiosk.store.keys import NO_KEYS, SIGNING_FILE, BackupKey, BranchKeys, create_keys, load_keys, read_secret
from kiosk.store.signing import fingerprint, public_half
from kiosk.store.tables import REVISION
from sync.protocol import InstallationState
from sync.transport import LinkTrouble

#: What is wrong with a database that a restore is for.
_LOST = frozenset({"store.cannot_open", "store.damaged", "store.empty", "store.restoring"})


@dataclass(frozen=True, slots=True)
class Restored:
    """Hold what a restore did. `centre` is why the centre could not be asked, None where it answered or is none."""

    head: BackupHead
    epoch: NewEpoch
    centre: LinkTrouble | None


@dataclass(frozen=True, slots=True)
class Order:
    """Hold the order to restore: the backup, the key that opens it, who ordered it, and the owner's address.

    `owner` is the address of the owner of a PostgreSQL database; empty for that of the configuration. `signed_by` is
    the fingerprint of the key that signed the backup. Without it two kinds of keys may have signed: the signing key of
    this machine, and those that `key` names.
    """

    file: Path
    key: BackupKey
    by: str
    owner: str = ""
    signed_by: str = ""


def restore_branch(config: Path, order: Order, clock: Clock, now: datetime) -> Restored:
    """Restore a branch. A machine without a `branch.toml` gets that of the backup. `now` is the local time.

    Raises:
        CounterError: The reason. Nothing is changed then.

            ``backup.*``: the file is cut off, changed, sealed to another key, signed by another one, or of another
            version. ``keys.*``: the signing key of this machine cannot be read.
            ``restore.other_branch``, ``restore.other_kind``, ``restore.running``; ``store.away``.
            ``upgrade.not_put_back``: PostgreSQL did not take it.
    """
    head = read_backup_head(order.file)
    if head.revision != REVISION:
        key = "backup.newer" if head.revision > REVISION else "backup.older"
        raise CounterError(key, file=order.file.name, release=head.release)
    known = load_site(config) if config.exists() else None
    signers = _signers(order, known)
    folder = known.data if known else config.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with work_folder(folder, now) as work:
        head = unpack_backup(order.file, order.key.private, signers, work)
        copy = work / f"{DATABASE}{copy_suffix(is_sqlite=head.kind == 'sqlite')}"
        end, _ = check_backup_copy(copy)
        if (end.installation, end.epoch, end.seq, end.hash.hex()) != (
            head.installation,
            head.epoch,
            head.seq,
            head.hash,
        ):
            raise CounterError("backup.changed", file=order.file.name)
        if known is None:
            replace_file(config, (work / CONFIG).read_bytes())
        site = known or load_site(config)
        url = order.owner or site.config.backup.database or site.database_url
        _refuse_unfit(url, head, clock)
        keys = _put_keys(work, site)
        source = RestoredFrom(order.file.name, head.taken)
        if head.kind == "sqlite":
            return _restore_sqlite(site, copy, keys, clock, _Restoring(head, source, order.by))
        return _restore_postgres(site, url, copy, keys, clock, _Restoring(head, source, order.by))


def _signers(order: Order, known: Site | None) -> frozenset[str]:
    """Return the fingerprints of the keys that may have signed the backup."""
    if order.signed_by:
        return frozenset({order.signed_by})
    here = known.keys / SIGNING_FILE if known else None
    if here is None or not has_key(here):
        return frozenset(order.key.signed_by)
    return frozenset({fingerprint(public_half(read_secret(here))), *order.key.signed_by})


@dataclass(frozen=True, slots=True)
class _Restoring:
    """Hold what is put back: the head of its backup, where that came from, and who ordered it."""

    head: BackupHead
    source: RestoredFrom
    by: str


def new_epoch(site: Site, by: str, clock: Clock, owner: str = "") -> tuple[NewEpoch, LinkTrouble | None]:
    """Begin a new epoch by order. Return it, and why the centre could not be asked.

    `owner` is the address of the owner of a PostgreSQL database; empty for that of the configuration.

    Raises:
        CounterError: ``restore.running``; ``store.*``, ``keys.*``.
    """
    store = Store(owner or site.config.backup.database or site.database_url, must_exist=True)
    try:
        store.check()
        office = Office(store, clock, load_keys(site.keys), BRANCH_ID)
        refuse_running(office)
        return _agreed_epoch(site, office, by)
    finally:
        store.close()


def _agreed_epoch(
    site: Site, office: Office, by: str, source: RestoredFrom | None = None
) -> tuple[NewEpoch, LinkTrouble | None]:
    """Begin a new epoch, later than any that the centre knows."""
    state = _centre_state(site, office)
    at_centre = max((one.epoch for one in state.epochs), default=0) if isinstance(state, InstallationState) else 0
    return open_new_epoch(office, by, at_centre, source), state if isinstance(state, LinkTrouble) else None


def _centre_state(site: Site, office: Office) -> InstallationState | LinkTrouble | None:
    """Ask the centre. A machine without its token is one that the centre does not know."""
    try:
        return ask_centre(site, office)
    except CounterError:
        return LinkTrouble.TOKEN_REFUSED


def _restore_sqlite(site: Site, copy: Path, keys: BranchKeys, clock: Clock, what: _Restoring) -> Restored:
    """Begin the new epoch in the copy, then put it into its place: programs see the old database or the new one."""
    work = Store(f"sqlite:///{copy}", must_exist=True)
    try:
        epoch, centre = _agreed_epoch(site, Office(work, clock, keys, BRANCH_ID), what.by, what.source)
    finally:
        work.close()
    target = Store(site.database_url)
    try:
        with target.alone() as database:
            replace_sqlite(copy, database)
    finally:
        target.close()
    return Restored(what.head, epoch, centre)


def _restore_postgres(site: Site, url: str, dump: Path, keys: BranchKeys, clock: Clock, what: _Restoring) -> Restored:
    store = Store(url)
    try:
        restore_postgres(store, dump)
        with store.write(journal=False) as connection:
            install(connection)  # a dump without rights would let everybody call what the owner alone may do
        epoch, centre = _agreed_epoch(site, Office(store, clock, keys, BRANCH_ID), what.by, what.source)
    finally:
        store.close()
    return Restored(what.head, epoch, centre)


def _refuse_unfit(url: str, head: BackupHead, clock: Clock) -> None:
    """Refuse a backup of another kind or branch, and a branch whose programs run. A lost database refuses nothing."""
    store = Store(url, must_exist=True)
    try:
        if store.is_sqlite != (head.kind == "sqlite"):
            kind, here = ("SQLite", "PostgreSQL") if head.kind == "sqlite" else ("PostgreSQL", "SQLite")
            raise CounterError("restore.other_kind", kind=kind, here=here)
        if not store.has_branch():
            return
        with store.read() as connection:
            here = own_id(connection)
        if here != head.installation:
            raise CounterError("restore.other_branch", branch=head.branch, installation=head.installation, here=here)
        refuse_running(Office(store, clock, NO_KEYS, BRANCH_ID))
    except CounterError as problem:
        if problem.message.key not in _LOST:
            raise
    finally:
        store.close()


def _put_keys(work: Path, site: Site) -> BranchKeys:
    """Write the keys of the backup that this machine does not have, as plain files. Keys that are here stay.

    The key of columns always comes with its database: the names of the staff are encrypted with it.
    """
    site.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in KEYS:
        target = site.keys / name
        if (work / "keys" / name).exists() and (name == "columns.key" or not has_key(target)):
            replace_file(target, (work / "keys" / name).read_bytes())
    return create_keys(site.keys)
