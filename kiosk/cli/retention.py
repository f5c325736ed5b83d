"""Define `kiosk retention`: destroy the personal data whose term is over."""

from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, tell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kiosk.branch.office import Office


def retention(
    config: ConfigOption = DEFAULT_CONFIG,
    owner: Annotated[str, typer.Option("--owner", help="The address of the owner of a PostgreSQL database.")] = "",
) -> None:
    """Destroy the personal data whose term is over, and write its tables anew.

    The end of a day does the first part by itself. This command also removes old copies of upgrades, and what earlier
    releases left in the free space of the database.
    """
    from kiosk.branch.retention import enforce_terms_now
    from kiosk.config import load_site
    from kiosk.program.old_copies import remove_old_copies
    from kiosk.store.engine import Store
    from kiosk.store.rewrite import rewrite

    site = load_site(config)

    def act(office: "Office") -> "tuple[Mapping[str, int], list[Path]]":
        return enforce_terms_now(office), remove_old_copies(site, office)

    found, copies = at_branch(config, act)
    if any(found.values()):
        tell("cli.retention.destroyed", **found)
    else:
        tell("cli.retention.nothing")
    for file in copies:
        tell("cli.retention.copy", file=file)
    store = Store(owner or site.database_url, must_exist=True)
    try:
        tell("cli.retention.rewritten" if rewrite(store) else "cli.retention.not_owner")
    finally:
        store.close()
