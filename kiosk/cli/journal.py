"""Define `kiosk journal`: check that nobody tampered with the branch's journal."""

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.backup import tell_epoch
from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, confirm, say, tell

if TYPE_CHECKING:
    from kiosk.branch.journal_check import JournalCheck
    from kiosk.branch.office import Office
    from kiosk.domain.chain_check import ChainBreak, KnownRecord
    from sync.central.verification import CentralBreak
    from sync.transport import LinkTrouble

journal = typer.Typer(no_args_is_help=True, help="Check that nobody tampered with the branch's journal.")


@journal.command()
def verify(
    statement: Annotated[
        list[Path] | None,
        typer.Option("--statement", help="A file of `kiosk day export`, to compare with; more than once."),
    ] = None,
    signed_by: Annotated[
        str, typer.Option("--signed-by", help="The fingerprint of the earlier key of the branch that signed the files.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> int:
    """Check each record of the journal, and compare it with the centre. Exit status 1 when something is wrong.

    A record that was changed, swapped, inserted or deleted is named with its place. A history that was rewritten as a
    whole shows only beside the centre or a signed statement.
    """
    from kiosk.branch.journal_check import check_journal
    from kiosk.branch.signed_days import signed_records
    from kiosk.config import load_site
    from kiosk.program.centre_history import centre_history
    from kiosk.store.signing import read_fingerprint

    site, signer = load_site(config), read_fingerprint(signed_by) if signed_by else ""

    def check(office: "Office") -> "tuple[JournalCheck, tuple[KnownRecord, ...] | LinkTrouble | None]":
        noted = [known for file in statement or () for known in signed_records(office, file, signer)]
        history = centre_history(site, office)
        return check_journal(office, (*noted, *(history if isinstance(history, tuple) else ()))), history

    found, history = at_branch(config, check)
    is_compared = isinstance(history, tuple)
    if as_json:
        _print_json(found, is_compared=is_compared)
        return 1 if found.breaks else 0
    for one in found.breaks:
        tell_break(one)
    if not found.breaks:
        tell(
            "journal.whole", count=found.records, epoch=found.head.epoch, seq=found.head.seq, hash=found.head.hash.hex()
        )
        if statement:
            tell("journal.compared_days", count=len(statement))
        if is_compared:
            tell("journal.compared")
    if not isinstance(history, tuple) and history is not None:
        typer.echo(say("journal.not_compared", why=say(f"sync.trouble.{history.value}")), err=True)
    return 1 if found.breaks else 0


@journal.command(name="new-epoch")
def begin_epoch(
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    owner: Annotated[str, typer.Option(help="The address of the owner of a PostgreSQL database.")] = "",
) -> None:
    """Begin a new epoch on a copied machine or a copied database, so that the centre takes its records again.

    Every record stays. Numbers that may have been given elsewhere are skipped. No program of the branch may run.
    """
    from kiosk.clock import SystemClock
    from kiosk.config import load_site
    from kiosk.program.restore import new_epoch

    site = load_site(config)
    if not yes:
        confirm(say("cli.restore.confirm_epoch"))
    made, trouble = new_epoch(site, getpass.getuser(), SystemClock(), owner)
    tell_epoch(made, trouble)


def tell_break(one: "ChainBreak | CentralBreak") -> None:
    """Print a place of the journal, and what is wrong there."""
    records = say("journal.one" if one.last == one.seq else "journal.several", seq=one.seq, last=one.last)
    tell(f"journal.fault.{one.fault.value}", **one._asdict(), records=records)


def _print_json(found: "JournalCheck", *, is_compared: bool) -> None:
    head = {**found.head._asdict(), "hash": found.head.hash.hex()}
    breaks = [one._asdict() for one in found.breaks]
    said = {
        "is_whole": not breaks,
        "records": found.records,
        "head": head,
        "is_compared_with_centre": is_compared,
        "breaks": breaks,
    }
    typer.echo(json.dumps(said, ensure_ascii=False))
