"""Define `kiosk sync`: show and send the records that the centre does not have yet."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, author, say, tell, waiting_records
from kiosk.program.terminal import terminal_texts

if TYPE_CHECKING:
    from kiosk.branch.office import Office
    from kiosk.domain.status import SyncStatus
    from sync.relay import Round

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of sentences.")]
sync = typer.Typer(no_args_is_help=True, help="Show and send the records for the centre.")


@sync.command()
def status(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show how many records wait, the age of the oldest, and how many the centre refused."""
    from kiosk.config import load_site
    from kiosk.program.runtime import make_relay
    from kiosk.store.delivery import last_error

    site = load_site(config)

    def look(office: "Office") -> "tuple[SyncStatus, str]":
        with office.store.read() as connection:
            return make_relay(site, office).status(), last_error(connection)

    found, trouble = at_branch(config, look)
    last = found.last_success.astimezone().strftime("%Y-%m-%d %H:%M:%S") if found.last_success else "–"
    tell(
        "cli.sync.status",
        link=say(f"cli.sync.link.{found.link.value}"),
        waiting=waiting_records(found.backlog, found.lag_seconds),
        quarantined=found.quarantined,
        last=last,
    )
    if trouble:
        tell("cli.sync.last_trouble", why=say(f"sync.trouble.{trouble}"))


@sync.command()
def once(config: ConfigOption = DEFAULT_CONFIG) -> int:
    """Send the waiting records now. Exit with status 1 when some still wait or were refused."""
    from kiosk.config import load_site
    from kiosk.program.runtime import make_relay

    site = load_site(config)

    def send(office: "Office") -> "list[Round]":
        relay = make_relay(site, office)
        try:
            rounds = [relay.once()]
            while rounds[-1].has_more:
                rounds.append(relay.once())
        finally:
            relay.stop()
        return rounds

    rounds = at_branch(config, send)
    done, count = rounds[-1], sum(one.applied.accepted + one.applied.duplicates for one in rounds)
    tell("cli.sync.once", outcome=say(f"sync.outcome.{done.outcome.value}", count=count), backlog=done.backlog)
    refused = sum(one.applied.refused for one in rounds)
    if refused:
        tell("cli.sync.refused_now", count=refused)
    return 0 if done.backlog == 0 and done.failure is None and not refused else 1


@sync.command()
def quarantine(as_json: _Json = False, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """List the records that the centre refused, with visit and reason."""
    from kiosk.branch.quarantine import plain_refused, refused_records

    found = at_branch(config, refused_records)
    if as_json:
        typer.echo(json.dumps([plain_refused(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        why = say("cli.sync.held") if one.is_held else _reason(one.reason)
        tell("cli.sync.quarantined", seq=one.seq, subject=one.subject, number=one.number or "–", why=why)
    if not found:
        tell("cli.sync.nothing_refused")


def _reason(reason: str) -> str:
    """Return the words for a reason. A newer centre may have one that this program does not know."""
    key = f"sync.reason.{reason}"
    return say(key) if key in terminal_texts().fallback else reason


@sync.command()
def redrive(
    subject: Annotated[str, typer.Argument(help="The id of the visit, as `kiosk sync quarantine` lists it.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Send all of them again.")] = False,
    as_json: _Json = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> int:
    """Take a refused visit out of quarantine, or all, to send it again. Exit with status 1 when there is none."""
    from kiosk.branch.quarantine import send_again

    if bool(subject) == everything:
        raise typer.BadParameter(say("cli.sync.one_or_all"))
    count = at_branch(config, send_again, author(), subject)
    if as_json:
        typer.echo(json.dumps({"subject": subject, "records": count}))
    else:
        tell("cli.sync.redriven", count=count)
    return 0 if count else 1


@sync.command()
def export(
    out: Annotated[Path | None, typer.Option("--out", help="The new file; left out: standard output.")] = None,
    as_json: _Json = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the refused records as JSON, with their bodies, for who has to find out why."""
    from kiosk.branch.quarantine import export_refused

    text = at_branch(config, export_refused, author(), out)
    if out is None:
        typer.echo(text, nl=False)
    elif as_json:
        typer.echo(json.dumps({"file": str(out), "records": len(json.loads(text)["records"])}, ensure_ascii=False))
    else:
        tell("cli.sync.exported", file=out, count=len(json.loads(text)["records"]))
