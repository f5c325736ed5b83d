"""Define `kiosk central`: run the province's central service, admit branches, lock and unlock number-taking."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.central_branches import (
    DatabaseOption,
    FolderOption,
    InstallationArgument,
    export,
    invite,
    list_branches,
    rebuild,
    revoke,
    rotate,
)
from kiosk.cli.central_keys import keygen, open_sealed
from kiosk.cli.context import say, tell
from kiosk.cli.journal import tell_break
from kiosk.cli.serve import run_service
from kiosk.domain.language.text import CounterError, LocalText

if TYPE_CHECKING:
    from sync.central.locks import CentralLocks

central = typer.Typer(no_args_is_help=True, help="Run the central service, admit branches, lock number-taking.")
_Station = Annotated[str, typer.Option(help="The station.name of one kiosk; left out: the whole branch.")]
#: The most breaks that `verify` names.
_MOST = 1_000
_By = Annotated[str, typer.Option("--by", help="Your name, for the history; left out: the user of this terminal.")]

central.command()(invite)
central.command(name="list")(list_branches)
central.command()(rotate)
central.command()(revoke)
central.command()(export)
central.command()(rebuild)
central.command()(keygen)
central.command(name="open")(open_sealed)


@central.command()
def serve(  # noqa: PLR0913, PLR0917 - the options of a command
    folder: Annotated[Path, typer.Option(help="The folder for centre.pub and, without --database, the SQLite file.")],
    database: Annotated[str, typer.Option(help="The database URL, for instance of PostgreSQL.")] = "",
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8440,
    cert_file: Annotated[str | None, typer.Option(help="The certificate for HTTPS.")] = None,
    key_file: Annotated[str | None, typer.Option(help="The private key of the certificate.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=16, help="How many processes; several need PostgreSQL.")] = 1,
    client_ca_file: Annotated[
        str | None, typer.Option(help="The authority of the branches' own certificates; without one none is asked for.")
    ] = None,
) -> None:
    """Run the central service until it is stopped. Branches learn the public key in its folder, centre.pub."""
    from kiosk.http_server import ServeOptions
    from kiosk.program.central_workers import CentralWorkers
    from kiosk.program.centre import Centre
    from sync.central.serve import CentralServer

    centre = Centre(folder, database)
    with centre.database():
        pass  # tokens of release 0.1.0 are taken over before the first request
    public_key = centre.public_key()
    if public_key is None:
        typer.echo(say("central.no_public_key", file=centre.public_key_file), err=True)
    if centre.has_private_key:
        typer.echo(say("central.private_key_here", folder=folder), err=True)
    options = ServeOptions(host, port, cert_file, key_file, client_ca_file)
    log = folder / "central.log"
    server: CentralServer | CentralWorkers = CentralServer(centre.database_url, options, public_key=public_key)
    if workers > 1:
        server = CentralWorkers(centre.database_url, options, log, workers, public_key)
    run_service(server, "central", log, open_host="" if cert_file else host)


@central.command()
def lock(  # noqa: PLR0913, PLR0917 - the options of a command
    installation: InstallationArgument,
    reason: Annotated[str, typer.Option(help="The reason in Vietnamese, for citizens.")],
    folder: FolderOption,
    station: _Station = "",
    reason_en: Annotated[str, typer.Option(help="The reason in English.")] = "",
    reason_km: Annotated[str, typer.Option(help="The reason in Khmer.")] = "",
    by: _By = "",
    database: DatabaseOption = "",
) -> None:
    """Stop number-taking at a branch or a kiosk, with a reason. Desks work on. A second lock replaces the reason."""
    words = {"vi": reason.strip(), "en": reason_en.strip(), "km": reason_km.strip()}
    text = LocalText.from_dict({code: text for code, text in words.items() if text or code == "vi"})
    with _locks(folder, database, installation) as locks:
        locks.lock(installation, station, text, by or getpass.getuser())
    tell("central.locked", place=station or say("central.whole_branch"))


@central.command()
def unlock(
    installation: InstallationArgument,
    folder: FolderOption,
    station: _Station = "",
    by: _By = "",
    database: DatabaseOption = "",
) -> int:
    """Remove a lock. Exit with status 1 when there was none."""
    with _locks(folder, database, installation) as locks:
        was_locked = locks.unlock(installation, station, by or getpass.getuser())
    tell("central.unlocked" if was_locked else "central.not_locked", place=station or say("central.whole_branch"))
    return 0 if was_locked else 1


@central.command()
def orders(installation: InstallationArgument, folder: FolderOption, database: DatabaseOption = "") -> None:
    """List every order that a branch was given, oldest first: when, by whom, for which kiosk, and why."""
    from kiosk.store.journal import from_us

    with _locks(folder, database, installation) as locks:
        past = locks.history(installation)
    for one in past:
        at = from_us(one.at_us).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        place = one.station or say("central.whole_branch")
        typer.echo(say(f"central.order.{one.act}", at=at, by=one.by, place=place, reason=one.reason).rstrip())
    if not past:
        tell("central.no_orders")


@central.command()
def verify(
    installation: InstallationArgument,
    folder: FolderOption,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")] = False,
    database: DatabaseOption = "",
) -> int:
    """Check what is stored of a branch: records, gaps, signatures, forks. Exit with status 1 when something is wrong.

    Whoever may write into the centre's database can compute every hash anew. The branch's signatures show it.
    """
    from kiosk.program.centre import Centre
    from sync.central.verification import central_breaks

    with Centre(folder, database).database() as store:
        found = list(islice(central_breaks(store, installation), _MOST))
    if as_json:
        said = {"installation": installation, "is_whole": not found, "breaks": [one._asdict() for one in found]}
        typer.echo(json.dumps(said, ensure_ascii=False))
        return 1 if found else 0
    for one in found:
        tell_break(one)
    if not found:
        tell("central.whole", installation=installation)
    return 1 if found else 0


@contextmanager
def _locks(folder: Path, database: str, installation: str) -> "Iterator[CentralLocks]":
    from kiosk.clock import SystemClock
    from kiosk.program.centre import Centre
    from sync.central.device_tokens import Tokens
    from sync.central.locks import CentralLocks

    with Centre(folder, database).database() as store:
        if not Tokens(store, SystemClock()).has(installation):
            raise CounterError("central.not_enrolled", installation=installation)
        yield CentralLocks(store, SystemClock())
