"""Define `kiosk init`: make the folder of a branch."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.context import author, confirm, read_document, say, tell
from kiosk.program.places import SETTINGS


def _usable_centre(url: str) -> str:
    """Return the address of the centre; refuse one to which no record would be sent."""
    from sync.transport import HttpTransport, TransportSettings

    if url:
        HttpTransport(TransportSettings(url)).close()
    return url


def init(
    folder: Annotated[Path, typer.Argument(help="The folder of its branch.toml.", envvar=SETTINGS)],
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; use the proposed values.")] = False,
    database: Annotated[
        str, typer.Option(help="The database URL: SQLite in the data folder, or PostgreSQL.")
    ] = "sqlite:///branch.db",
    centre: Annotated[str, typer.Option(help="The address of the central service.", callback=_usable_centre)] = "",
    centre_key: Annotated[
        Path | None, typer.Option(help="The centre's public key file (centre.pub).", readable=False)
    ] = None,
    setup: Annotated[
        Path | None, typer.Option("--setup", help="The set-up file; left out: a sample centre.", readable=False)
    ] = None,
) -> None:
    """Make a branch: a commented branch.toml, keys (mode 0600) and a database with its set-up."""
    from kiosk.branch.staff import new_pin
    from kiosk.clock import SystemClock
    from kiosk.domain.time_zone import VIETNAM, time_zone
    from kiosk.program.new_branch import BranchPlan, create_branch
    from kiosk.program.terminal import terminal_texts
    from kiosk.store.keys import read_public

    time_zone(VIETNAM)  # without zone data the branch could not issue a number
    document = None if setup is None else read_document(setup)
    question = say("cli.init.confirm" if setup is None else "cli.init.confirm_setup", folder=folder)
    if not yes:
        confirm(question)
    pin = new_pin("")
    key = read_public(centre_key) if centre_key else None
    plan = BranchPlan(
        pin=pin,
        is_first_pin=True,
        document=document,
        author=author(),
        database=database,
        centre=centre,
        centre_key=key,
        language=terminal_texts().language,
    )
    made = create_branch(folder, plan, SystemClock())
    made_of = {"installation": made.installation, "fingerprint": made.fingerprint}
    tell("cli.init.done", config=made.config, pin=pin, **made_of)
