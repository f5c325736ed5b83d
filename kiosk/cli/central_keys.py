"""Define the commands of `kiosk central` that belong to the private key: they run away from the service."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.context import say, tell
from kiosk.domain.language.text import CounterError


def keygen(out: Annotated[Path, typer.Option(help="The folder for the key pair, away from the service.")]) -> None:
    """Make the centre's key pair. The private key stays in this folder; only centre.pub goes to the service."""
    from kiosk.program.centre import make_key_pair

    tell("central.key_made", folder=out, file=make_key_pair(out))


def open_sealed(
    key: Annotated[Path, typer.Option(help="The centre's private key (centre.key).", readable=False)],
    records: Annotated[
        Path | None, typer.Argument(help="The lines of `kiosk central export`; left out: standard input.")
    ] = None,
) -> int:
    """Print what was sealed in exported records, as lines of JSON. Exit with status 1 when one did not open."""
    from kiosk.program.sealed_records import opened
    from kiosk.store.keys import read_secret

    private = read_secret(key)
    try:
        text = sys.stdin.read() if records is None else records.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CounterError("central.no_file", file=str(records)) from problem
    found = []
    for line, is_open in opened(text.splitlines(), private):
        typer.echo(line)
        found.append(is_open)
    if not found:
        typer.echo(say("central.nothing_sealed"), err=True)
    return 0 if all(found) else 1
