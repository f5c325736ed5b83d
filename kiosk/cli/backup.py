"""Define `kiosk backup`, `kiosk backup-keygen` and `kiosk restore`."""

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, confirm, say, tell

if TYPE_CHECKING:
    from kiosk.branch.epoch import NewEpoch
    from sync.transport import LinkTrouble


def backup(
    to: Annotated[
        Path | None, typer.Argument(help="A folder or a new file; left out: backup.folder, with its generations.")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> int:
    """Back up the branch while it works, encrypted to backup.key. Exit with status 1 when its journal is broken."""
    from kiosk.clock import SystemClock
    from kiosk.config import load_site
    from kiosk.program.backup import take_backup

    done = take_backup(load_site(config), config, to, SystemClock().now().astimezone().replace(tzinfo=None))
    signer = done.head.fingerprint
    tell("cli.backup.taken", file=done.file, count=done.head.seq, name=done.head.key, fingerprint=signer)
    for one in done.removed:
        tell("cli.backup.removed", file=one.name)
    if done.broken_at is not None:
        tell("cli.backup.broken", seq=done.broken_at)
    return 0 if done.broken_at is None else 1


def backup_keygen(
    out: Annotated[Path, typer.Option("--out", help="The new file for the private key. It stays with the commune.")],
    signed_by: Annotated[
        str, typer.Option("--signed-by", help="The fingerprint that kiosk keys fingerprint prints at the branch.")
    ] = "",
) -> None:
    """Make the key pair of the backups. The private half opens them; the public half goes into branch.toml.

    The file of the private half names the branch's signing key by its fingerprint, so that no forged backup is restored
    with it.
    """
    from kiosk.domain.language.text import CounterError
    from kiosk.store.keys import BackupKey, write_backup_key
    from kiosk.store.sealing import new_key_pair
    from kiosk.store.signing import key_id, read_fingerprint

    pair, signers = new_key_pair(), (read_fingerprint(signed_by),) if signed_by else ()
    try:
        write_backup_key(out, BackupKey(pair.private, signers))
    except FileExistsError as problem:
        raise CounterError("backup.exists", file=str(out)) from problem
    except OSError as problem:
        raise CounterError("backup.not_written", file=str(out), why=problem.strerror or str(problem)) from problem
    tell("cli.backup.key_made", file=out, public=pair.public.hex(), name=key_id(pair.public))
    if signers:
        tell("cli.backup.signer_in_key", fingerprint=signers[0])
    else:
        tell("cli.backup.no_signer_in_key", file=out)


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.", readable=False)],
    key: Annotated[Path, typer.Option("--key", help="The private key of the commune.", readable=False)],
    config: ConfigOption = DEFAULT_CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    owner: Annotated[str, typer.Option(help="The address of the owner of a PostgreSQL database.")] = "",
    signed_by: Annotated[
        str, typer.Option("--signed-by", help="The fingerprint of the key that signed the backup, as the safe has it.")
    ] = "",
) -> None:
    """Put a backup into the place of the branch's database, while no program runs, and begin a new epoch."""
    from kiosk.clock import SystemClock
    from kiosk.program.restore import Order, restore_branch
    from kiosk.store.backup_file import read_backup_head
    from kiosk.store.keys import read_backup_key
    from kiosk.store.signing import read_fingerprint

    private, head, clock = read_backup_key(key), read_backup_head(file), SystemClock()
    signer = read_fingerprint(signed_by) if signed_by else ""
    taken = f"{datetime.fromisoformat(head.taken):%d/%m/%Y %H:%M}"
    if not yes:
        confirm(say("cli.restore.confirm", branch=head.branch, taken=taken))
    order = Order(file, private, getpass.getuser(), owner, signer)
    done = restore_branch(config, order, clock, clock.now().astimezone().replace(tzinfo=None))
    tell("cli.restore.done", file=file.name, taken=taken, seq=head.seq)
    if head.kind == "postgresql":
        tell("cli.restore.roles_again")
    tell_epoch(done.epoch, done.centre)


def tell_epoch(made: "NewEpoch", trouble: "LinkTrouble | None") -> None:
    """Print a new epoch, the numbers it skipped, and what remains to be done."""
    skipped = ", ".join(f"{series}{last:03d}" for series, last in made.skipped.items())
    tell("cli.restore.epoch", epoch=made.epoch, before=made.before.epoch, skipped=skipped or "–")
    if trouble is not None:
        tell("cli.restore.not_asked", why=say(f"sync.trouble.{trouble.value}"))
    tell("cli.restore.start_again")
