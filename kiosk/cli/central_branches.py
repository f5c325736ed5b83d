"""Define the commands of `kiosk central` that admit a branch and shut it out again, and export its records."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import say, tell
from kiosk.domain.language.text import CounterError

if TYPE_CHECKING:
    from kiosk.domain.journal import JournalRecord
    from sync.central.device_keys import KeyLife
    from sync.central.device_tokens import TokenLife
    from sync.central.enrolment import Enrolled, Invited

InstallationArgument = Annotated[
    str, typer.Argument(help="The installation id of the branch, as `kiosk init` printed it.")
]
FolderOption = Annotated[Path, typer.Option(help="The folder of the central service.")]
DatabaseOption = Annotated[str, typer.Option(help="The database URL, if it is not the file in the folder.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of sentences.")]
_TIME = "%Y-%m-%d %H:%M"


def invite(
    folder: FolderOption,
    installation: Annotated[
        str, typer.Argument(help="The installation id; left out: for one that this centre does not know yet.")
    ] = "",
    branch: Annotated[str, typer.Option(help="The name of the branch, for the list.")] = "",
    hours: Annotated[int, typer.Option(min=1, max=24 * 365, help="How long the code is good for.")] = 72,
    database: DatabaseOption = "",
) -> None:
    """Print a one-time code for a branch. `kiosk enrol CODE` at the branch takes it."""
    from kiosk.program.centre import Centre

    if not installation and not branch:
        raise CounterError("central.whom")
    code = Centre(folder, database).invite(installation, branch, timedelta(hours=hours))
    tell("central.invited", code=code, hours=hours)


def list_branches(
    folder: FolderOption,
    is_all: Annotated[
        bool,
        typer.Option("--all", help="Also what is over: used and expired codes, ended and revoked tokens and keys."),
    ] = False,
    as_json: _Json = False,
    database: DatabaseOption = "",
) -> None:
    """List the branches of this centre with the tokens, keys and codes that are accepted now. No secret is shown."""
    from kiosk.clock import SystemClock
    from kiosk.program.centre import Centre

    found, now = Centre(folder, database).enrolled(), SystemClock().now()
    if not is_all:
        found = [one for whole in found if (one := whole.in_force(now)).invites or whole.was_admitted]
    if as_json:
        typer.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        typer.echo(" ".join(word for word in (one.installation or say("central.not_yet"), one.branch) if word))
        for line in _lines(one, now):
            typer.echo(f"  {line}")
        if not (one.tokens or one.invites):
            typer.echo(f"  {say('central.shut_out')}")
    if not found:
        tell("central.nobody")


def rotate(
    installation: InstallationArgument,
    folder: FolderOption,
    days: Annotated[int, typer.Option(min=0, max=365, help="How long the tokens of today stay valid.")] = 7,
    database: DatabaseOption = "",
) -> None:
    """Let the tokens of a branch end, and print a code for the next one. Until then both are accepted."""
    from kiosk.program.centre import Centre

    code = Centre(folder, database).rotate(installation, timedelta(days=days))
    tell("central.rotated", code=code, days=days)


def revoke(
    installation: InstallationArgument,
    folder: FolderOption,
    token: Annotated[bool, typer.Option("--token", help="Revoke the tokens alone.")] = False,
    key: Annotated[bool, typer.Option("--key", help="Revoke the signing keys alone.")] = False,
    database: DatabaseOption = "",
) -> None:
    """Refuse tokens, signing keys and unused codes of a branch from now on. What it delivered stays."""
    from kiosk.program.centre import Centre

    is_all = token == key
    tokens, keys = Centre(folder, database).revoke(installation, token=token or is_all, key=key or is_all)
    tell("central.revoked", tokens=tokens, keys=keys)


def export(
    installation: InstallationArgument,
    folder: FolderOption,
    out: Annotated[Path | None, typer.Option("--out", help="The new file; left out: standard output.")] = None,
    database: DatabaseOption = "",
) -> None:
    """Write the records of a branch as lines of JSON. Sealed values stay sealed; `kiosk central open` opens them."""
    from kiosk.clock import SystemClock
    from kiosk.program.centre import Centre
    from kiosk.program.sealed_records import exported
    from sync.central.inbox import Inbox

    centre = Centre(folder, database)
    with centre.database():
        inbox = Inbox(centre.database_url, SystemClock())
        try:
            lines = exported(inbox, installation)
            first = next(lines, None)
            if first is None:
                raise CounterError("central.nothing_arrived", installation=installation)
            if out is None:
                sys.stdout.writelines(f"{line}\n" for line in chain([first], lines))
                return
            with _new_file(out).open("x", encoding="utf-8") as file:
                count = sum(file.write(f"{line}\n") > 0 for line in chain([first], lines))
            tell("central.exported", file=out, count=count)
        finally:
            inbox.close()


def _new_file(out: Path) -> Path:
    if out.exists():
        raise CounterError("central.file_exists", file=str(out))
    return out


def _lines(one: "Enrolled", now: datetime) -> Iterator[str]:
    for token in one.tokens:
        used = say("central.never") if token.used is None else _at(token.used)
        yield say("central.token", made=_at(token.made), used=used, state=_token_state(token, now))
    for key in one.keys:
        yield say("central.key", fingerprint=key.fingerprint, made=_at(key.made), state=_key_state(key))
    if one.forks:
        yield say("central.forks", count=one.forks)
    for given in one.invites:
        yield say("central.code", made=_at(given.made), state=_invite_state(given, now))


def _token_state(token: "TokenLife", now: datetime) -> str:
    if token.revoked is not None:
        return say("central.state.revoked", at=_at(token.revoked))
    if token.expires is None:
        return say("central.state.valid")
    return say("central.state.until" if token.is_valid(now) else "central.state.expired", at=_at(token.expires))


def _key_state(key: "KeyLife") -> str:
    return say("central.state.valid") if key.revoked is None else say("central.state.revoked", at=_at(key.revoked))


def _invite_state(given: "Invited", now: datetime) -> str:
    if given.used is not None:
        return say("central.state.used", at=_at(given.used))
    return say("central.state.until" if given.is_open(now) else "central.state.expired", at=_at(given.expires))


def _plain(one: "Enrolled") -> dict[str, object]:
    return {
        "installation": one.installation,
        "branch": one.branch,
        "tokens": [
            {"made": _iso(it.made), "used": _iso(it.used), "expires": _iso(it.expires), "revoked": _iso(it.revoked)}
            for it in one.tokens
        ],
        "keys": [
            {"id": it.id, "fingerprint": it.fingerprint, "made": _iso(it.made), "revoked": _iso(it.revoked)}
            for it in one.keys
        ],
        "forks": one.forks,
        "codes": [{"made": _iso(it.made), "expires": _iso(it.expires), "used": _iso(it.used)} for it in one.invites],
    }


def _at(moment: datetime) -> str:
    return moment.astimezone().strftime(_TIME)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def rebuild(
    installation: InstallationArgument,
    folder: FolderOption,
    out: Annotated[Path, typer.Option("--out", help="The new backup file.")],
    key: Annotated[str, typer.Option("--key", help="The public key of the branch's backups: 64 hexadecimal digits.")],
    database: DatabaseOption = "",
) -> None:
    """Write a backup of a branch whose disk is lost, from what this centre received, and say what is missing in it."""
    from tempfile import TemporaryDirectory

    from kiosk.branch.staff import new_pin
    from kiosk.clock import SystemClock
    from kiosk.program.centre import Centre
    from kiosk.program.rebuild import RebuildOrder, rebuild_branch
    from sync.central.inbox import as_record
    from sync.central.verification import stored_rows

    public, pin = _public_key(key), new_pin("")
    with (
        Centre(folder, database).database() as store,
        TemporaryDirectory(dir=folder) as work,
        store.read() as connection,
    ):

        def records() -> Iterator["JournalRecord"]:
            return map(as_record, stored_rows(connection, installation))

        made = rebuild_branch(records, RebuildOrder(out, public, pin), Path(work), SystemClock())
    newest = made.newest.astimezone()
    tell("central.rebuilt", file=out, records=made.records, visits=made.visits, newest=f"{newest:%d/%m/%Y %H:%M}")
    if made.left_out:
        tell("central.rebuilt_gap", count=made.left_out)
    tell("central.rebuilt_without", pin=pin)
    tell("central.rebuilt_signed", fingerprint=made.signed_by)


def _public_key(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise typer.BadParameter(say("central.no_backup_key"))
    return found
