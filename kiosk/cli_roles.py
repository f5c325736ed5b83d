"""`kiosk db roles`: a database role for each kind of machine, with the rights that it needs and no others."""

from pathlib import Path
from typing import Annotated

import typer


def roles(
    config: Annotated[Path, typer.Option("--config", "-c", help="The branch.toml of this machine.")] = Path(
        "branch.toml"
    ),
    owner: Annotated[
        str, typer.Option(help="The database's address as its owner reaches it, when it is not the one in the file.")
    ] = "",
    prefix: Annotated[str, typer.Option(help="Stands before each role's name, where a server has several.")] = "",
) -> None:
    """Makes the roles kiosk, desk, board and manager, and says the passwords of new ones once."""
    from kiosk.app import texts
    from kiosk.config import load_site
    from kiosk.store.engine import Store
    from kiosk.store.roles import DatabaseRole, make_roles

    say = texts("vi").say
    store = Store(owner or load_site(config).database_url, must_exist=True)
    try:
        made = make_roles(store, prefix)
        for role in DatabaseRole:
            name = f"{prefix}{role.value}"
            if role in made:
                url = store.url.set(username=name, password=made[role])
                typer.echo(say("cli.roles.made", role=name, url=url.render_as_string(hide_password=False)))
            else:
                typer.echo(say("cli.roles.kept", role=name))
    finally:
        store.close()
