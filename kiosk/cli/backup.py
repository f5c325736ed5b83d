"""Define `kiosk backup` and `kiosk backup-keygen`: keep what a branch cannot do without, sealed to its own key."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, tell


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
    tell("cli.backup.taken", file=done.file, count=done.head.seq, name=done.head.key)
    for one in done.removed:
        tell("cli.backup.removed", file=one.name)
    if done.broken_at is not None:
        tell("cli.backup.broken", seq=done.broken_at)
    return 0 if done.broken_at is None else 1


def backup_keygen(
    out: Annotated[Path, typer.Option("--out", help="The new file for the private key. It stays with the commune.")],
) -> None:
    """Make the key pair of the backups. The private half opens them; the public half goes into branch.toml."""
    from kiosk.domain.language.text import CounterError
    from kiosk.store.keys import write_secret
    from kiosk.store.sealing import new_key_pair

    pair = new_key_pair()
    try:
        write_secret(out, pair.private)
    except FileExistsError as problem:
        raise CounterError("backup.exists", file=str(out)) from problem
    except OSError as problem:
        raise CounterError("backup.not_written", file=str(out), why=problem.strerror or str(problem)) from problem
    tell("cli.backup.key_made", file=out, public=pair.public.hex())
