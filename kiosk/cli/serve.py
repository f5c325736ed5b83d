"""Define `kiosk serve`: answer other programs on this machine or on the branch's network, read-only."""

import os
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, say, tell

if TYPE_CHECKING:
    from kiosk.http_server import Works

#: The limit of the watchdog where systemd names none.
_UNWATCHED_SECONDS = 30.0
serve = typer.Typer(
    no_args_is_help=True, invoke_without_command=True, help="Answer other programs, read-only, with a token."
)


class _Service(Protocol):
    """Run in the foreground, as `HttpServer` and `CentralServer` do."""

    def run(self, listening: Callable[[str], None] | None = None, works: "Works | None" = None) -> None: ...


@serve.callback()
def serve_branch(
    context: typer.Context,
    local: Annotated[bool, typer.Option("--local", help="Serve the branch of this machine.")] = False,
    host: Annotated[str, typer.Option(help="The address to listen on; left out: api.host of branch.toml.")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; left out: api.port of branch.toml.")] = 0,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Answer queues, calls, figures and devices of this branch until it is stopped. Nothing can be changed."""
    if context.invoked_subcommand is not None:
        return
    if not local:
        raise typer.BadParameter(say("cli.serve.say_local"), ctx=context)
    from kiosk.config import load_site
    from kiosk.program.api_service import api_server
    from kiosk.program.opening import Opening

    opening = Opening(load_site(config), read_only=True)
    api = opening.site.config.api
    where = host or api.host
    try:
        run_service(
            api_server(opening, where, port or api.port),
            "api",
            opening.site.data / "api.log",
            open_host="" if api.cert_file else where,
        )
    finally:
        opening.close()


@serve.command()
def token(
    new: Annotated[bool, typer.Option("--new", help="Make another token; the one before is not accepted.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Print the token for other programs. The first call makes it."""
    from kiosk.config import load_site
    from kiosk.program.api_service import make_token, read_token

    file = load_site(config).api_token
    if new or not file.exists():
        typer.echo(make_token(file))
        if new:
            typer.echo(say("api.new_token"), err=True)
        return
    typer.echo(read_token(file))


def run_service(server: _Service, name: str, log: Path, *, open_host: str) -> None:
    """Run a service until it is stopped, tell systemd that it works, and write its log.

    `open_host` is where it listens without a certificate; a warning says so when other machines can reach it.
    """
    from kiosk.http_server import Works
    from kiosk.program.logs import start_log
    from ui.systemd import READY, WORKS, notify, watchdog_seconds

    def listening(url: str) -> None:
        if open_host and not _is_loopback(open_host):
            typer.echo(say("server.plain_http", host=open_host), err=True)
        start_log(log, name)
        tell(f"{name}.serving", url=url)

    def works() -> None:
        notify(f"{READY}\n{WORKS}")

    limit = watchdog_seconds(os.environ, os.getpid())
    server.run(listening, Works(works, (limit or _UNWATCHED_SECONDS) / 3))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name
        return host == "localhost"
