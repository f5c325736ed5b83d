"""Define `kiosk db`: upgrade the branch's database and go back, make its roles, accept its clock."""

import getpass
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, sentence, tell
from kiosk.domain.language.text import CounterError

if TYPE_CHECKING:
    from kiosk.branch.setup.publishing import MovedHere
    from kiosk.config import Site
    from kiosk.domain.look import Roundel
    from kiosk.store.engine import Store

db = typer.Typer(
    no_args_is_help=True, help="Upgrade the branch's database and go back, make its roles, accept its clock."
)
OwnerOption = Annotated[
    str, typer.Option("--owner", help="The database URL for the owner, if it is not the one in the file.")
]


@db.command()
def upgrade(
    config: ConfigOption = DEFAULT_CONFIG,
    owner: OwnerOption = "",
    no_copy: Annotated[bool, typer.Option("--no-copy", help="Take no copy first; there is no way back then.")] = False,
) -> None:
    """Upgrade the database to this program's version, after a copy. A current database stays as it is."""
    from kiosk.branch.office import Office
    from kiosk.branch.upgrade import upgrade_branch
    from kiosk.clock import SystemClock
    from kiosk.config import load_site
    from kiosk.program.old_copies import folder_of_copies
    from kiosk.program.opening import BRANCH_ID
    from kiosk.store.keys import load_keys

    site, clock = load_site(config), SystemClock()
    with _database(site, owner) as store:
        office = Office(store, clock, load_keys(site.keys), BRANCH_ID)
        copies = None if no_copy else folder_of_copies(site, store)
        now = clock.now().astimezone()
        done = upgrade_branch(office, getpass.getuser(), copies=copies, now=now, moved=_moved_values(config))
        if done is None:
            tell("cli.db.current")
            return
        tell("cli.db.upgraded", before=done.before, after=done.after)
        if done.copy is not None:
            tell("cli.db.copied", before=done.before, file=done.copy)
        if not store.is_sqlite:
            tell("cli.db.others_next")


@db.command()
def back(config: ConfigOption = DEFAULT_CONFIG, owner: OwnerOption = "") -> None:
    """Undo the last upgrade: put its copy back, while nothing was written since."""
    from kiosk.branch.upgrade import go_back
    from kiosk.config import load_site
    from kiosk.program.old_copies import folder_of_copies

    site = load_site(config)
    with _database(site, owner) as store:
        done = go_back(store, folder_of_copies(site, store))
    tell("cli.db.back", before=done.before, after=done.after, file=done.copy)


@contextmanager
def _database(site: "Site", owner: str) -> "Iterator[Store]":
    """Open the database of a site, as its owner where there is an address for that."""
    from kiosk.store.engine import Store

    store = Store(owner or site.database_url, must_exist=True)
    try:
        yield store
    finally:
        store.close()


def _moved_values(config: Path) -> "MovedHere":
    """Return what release 0.1.0 kept in the configuration and the set-up has now."""
    from kiosk.branch.setup.publishing import MovedHere
    from kiosk.config import moved_values
    from kiosk.domain.branch_setup import USUAL_HALL, HallRules

    moved = moved_values(tomllib.loads(config.read_text(encoding="utf-8-sig")))
    hall = HallRules(
        tuple(moved.get("hall.languages", USUAL_HALL.languages)),
        tuple(moved.get("hall.notices", USUAL_HALL.notices)),
        tuple(moved.get("voice.languages", USUAL_HALL.voices)),
    )
    return MovedHere(hall, _roundel(config, str(moved.get("screen.roundel", ""))))


def _roundel(config: Path, name: str) -> "Roundel":
    """Return the picture that release 0.1.0 named in the configuration; say why where it cannot be taken over."""
    from kiosk.branch.setup.artwork_file import artwork_in
    from kiosk.domain.look import Roundel

    try:
        return Roundel.of(artwork_in(config.parent / name)) if name else Roundel()
    except CounterError as refusal:
        typer.echo(f"screen.roundel: {sentence(refusal.message)}", err=True)
        return Roundel()


@db.command(name="accept-clock")
def accept_clock(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Accept the present time, though it is behind the last record or far beyond those of earlier days."""
    from kiosk.branch.clock_check import accept

    tell("cli.db.clock_accepted" if at_branch(config, accept) else "cli.db.clock_right")


@db.command()
def roles(
    config: ConfigOption = DEFAULT_CONFIG,
    owner: OwnerOption = "",
    prefix: Annotated[
        str, typer.Option(help="A prefix for the names of the roles, for a server with several branches.")
    ] = "",
) -> None:
    """Make the database roles kiosk, desk, board, manager and api. Print the passwords of new roles once."""
    from kiosk.config import load_site
    from kiosk.store.roles import DatabaseRole, make_roles

    with _database(load_site(config), owner) as store:
        made = make_roles(store, prefix)
        for role in DatabaseRole:
            name = f"{prefix}{role.value}"
            if role in made:
                url = store.url.set(username=name, password=made[role])
                tell("cli.roles.made", role=name, url=url.render_as_string(hide_password=False))
            else:
                tell("cli.roles.kept", role=name)
