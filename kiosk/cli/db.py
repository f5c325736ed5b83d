"""Define `kiosk db`: upgrade the branch's database, make its roles, accept its clock."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, tell

if TYPE_CHECKING:
    from kiosk.domain.branch_setup import HallRules

db = typer.Typer(no_args_is_help=True, help="Upgrade the branch's database, make its roles, accept its clock.")


@db.command()
def upgrade(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Upgrade the database to this program's version. A current database stays as it is."""
    from kiosk.branch.setup.publishing import complete_upgrade
    from kiosk.config import load_site
    from kiosk.store.engine import Store
    from kiosk.store.migrate import upgrade as bring_up

    store = Store(load_site(config).database_url, must_exist=True)
    try:
        bring_up(store)
    finally:
        store.close()
    at_branch(config, complete_upgrade, _hall_rules(config))
    tell("cli.db.upgraded")


def _hall_rules(config: Path) -> "HallRules":
    """Return the rules of the hall that release 0.1.0 kept in the configuration."""
    from kiosk.config import moved_values
    from kiosk.domain.branch_setup import USUAL_HALL, HallRules

    moved = moved_values(tomllib.loads(config.read_text(encoding="utf-8-sig")))
    return HallRules(
        tuple(moved.get("hall.languages", USUAL_HALL.languages)),
        tuple(moved.get("hall.notices", USUAL_HALL.notices)),
        tuple(moved.get("voice.languages", USUAL_HALL.voices)),
    )


@db.command(name="accept-clock")
def accept_clock(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Accept the present time after a clock that ran ahead was corrected. Numbers can be issued again."""
    from kiosk.branch.clock_check import accept

    tell("cli.db.clock_accepted" if at_branch(config, accept) else "cli.db.clock_right")


@db.command()
def roles(
    config: ConfigOption = DEFAULT_CONFIG,
    owner: Annotated[str, typer.Option(help="The database URL for the owner, if it is not the one in the file.")] = "",
    prefix: Annotated[
        str, typer.Option(help="A prefix for the names of the roles, for a server with several branches.")
    ] = "",
) -> None:
    """Make the database roles kiosk, desk, board and manager. Print the passwords of new roles once."""
    from kiosk.config import load_site
    from kiosk.store.engine import Store
    from kiosk.store.roles import DatabaseRole, make_roles

    store = Store(owner or load_site(config).database_url, must_exist=True)
    try:
        made = make_roles(store, prefix)
        for role in DatabaseRole:
            name = f"{prefix}{role.value}"
            if role in made:
                url = store.url.set(username=name, password=made[role])
                tell("cli.roles.made", role=name, url=url.render_as_string(hide_password=False))
            else:
                tell("cli.roles.kept", role=name)
    finally:
        store.close()
