"""Define `kiosk sync`: show and send the records that the centre does not have yet."""

from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, say, tell

if TYPE_CHECKING:
    from kiosk.branch.office import Office
    from kiosk.domain.status import SyncStatus
    from kiosk.store.delivery import Quarantined
    from sync.relay import Round

sync = typer.Typer(no_args_is_help=True, help="Show and send the records for the centre.")


@sync.command()
def status(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show how many records wait, the age of the oldest, and how many the centre refused."""
    from kiosk.config import load_site
    from kiosk.program.runtime import make_relay

    site = load_site(config)

    def look(office: "Office") -> "SyncStatus":
        return make_relay(site, office).status()

    found = at_branch(config, look)
    last = found.last_success.astimezone().strftime("%Y-%m-%d %H:%M:%S") if found.last_success else "–"
    tell(
        "cli.sync.status",
        link=say(f"cli.sync.link.{found.link.value}"),
        backlog=found.backlog,
        seconds=found.lag_seconds,
        quarantined=found.quarantined,
        last=last,
    )


@sync.command()
def once(config: ConfigOption = DEFAULT_CONFIG) -> int:
    """Send the waiting records now. Exit with status 1 when some still wait."""
    from kiosk.config import load_site
    from kiosk.program.runtime import make_relay

    site = load_site(config)

    def send(office: "Office") -> "Round":
        relay = make_relay(site, office)
        try:
            done = relay.once()
            while done.has_more:
                done = relay.once()
        finally:
            relay.stop()
        return done

    done = at_branch(config, send)
    tell("cli.sync.once", outcome=done.outcome.value, backlog=done.backlog)
    return 0 if done.backlog == 0 and done.failure is None else 1


@sync.command()
def quarantine(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """List the records that the centre refused, with visit and reason."""
    from kiosk.store import delivery

    def look(office: "Office") -> "tuple[Quarantined, ...]":
        with office.store.read() as connection:
            return delivery.quarantined(connection)

    found = at_branch(config, look)
    for one in found:
        why = say("cli.sync.held") if one.held else one.reason
        tell("cli.sync.quarantined", seq=one.seq, subject=one.subject, why=why)
    if not found:
        tell("cli.sync.nothing_refused")


@sync.command()
def redrive(
    subject: Annotated[str, typer.Argument(help="The id of the visit, as `kiosk sync quarantine` lists it.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> int:
    """Take a refused visit out of quarantine, to send it again. Exit with status 1 when there is none."""
    from kiosk.store import delivery

    def send_again(office: "Office") -> int:
        with office.store.write() as connection:
            return delivery.redrive(connection, subject)

    count = at_branch(config, send_again)
    tell("cli.sync.redriven", count=count)
    return 0 if count else 1
