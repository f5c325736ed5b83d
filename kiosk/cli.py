"""The commands. Each is short: it reads its options, calls one room, and says what happened."""

import secrets
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli_appointments import appointments
from kiosk.cli_calendar import calendar
from kiosk.cli_counters import counters
from kiosk.cli_doors import lock, unlock
from kiosk.cli_gallery import gallery
from kiosk.cli_roles import roles
from kiosk.cli_staff import staff
from kiosk.cli_voice import voice
from kiosk.domain.text import CounterError, Texts
from kiosk.refusals import in_a_sentence

if TYPE_CHECKING:
    from kiosk.config import Site

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The one-stop counter: numbers, calls, ratings, offline first. `kiosk demo` shows all of it on this machine.",
)
central = typer.Typer(no_args_is_help=True, help="The province's central service (reference implementation).")
sync = typer.Typer(no_args_is_help=True, help="What has reached the centre, and what has not.")
catalogue = typer.Typer(no_args_is_help=True, help="The branch's catalogue of procedures.")
db = typer.Typer(no_args_is_help=True, help="The branch's database.")
app.add_typer(central, name="central")
app.add_typer(sync, name="sync")
app.add_typer(db, name="db")
app.add_typer(calendar, name="calendar")
app.add_typer(catalogue, name="catalogue")
app.add_typer(appointments, name="appointments")
app.add_typer(voice, name="voice")
app.add_typer(staff, name="staff")
app.add_typer(counters, name="counters")
app.command()(gallery)
db.command()(roles)

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The branch.toml of this machine.")]
_CONFIG = Path("branch.toml")


class Window(StrEnum):
    """The programs of a branch."""

    KIOSK = "kiosk"
    DESK = "desk"
    HALL = "hall"
    RATING = "rating"


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit status."""
    return in_a_sentence(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> int:
    try:
        result = app(list(arguments), standalone_mode=False)
        return result if isinstance(result, int) else 0
    except CounterError:
        raise  # becomes a sentence in `run`
    except typer.Exit as end:
        return end.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except Exception as problem:
        show = getattr(problem, "show", None)
        if show is None:
            raise
        show()  # a usage error of the command line itself
        return 2


def _texts() -> Texts:
    from kiosk.app import texts

    return texts("vi")


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to make it; must not hold a branch yet.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: take what is proposed.")] = False,
    database: Annotated[str, typer.Option(help="SQLite beside branch.toml, or PostgreSQL.")] = "sqlite:///branch.db",
    centre: Annotated[str, typer.Option(help="The address of the central service.")] = "",
    centre_key: Annotated[Path | None, typer.Option(help="The centre's public key file (centre.pub).")] = None,
) -> None:
    """Makes a branch: a commented branch.toml, keys (mode 0600) and a database with a sample commune centre."""
    from kiosk.clock import SystemClock
    from kiosk.initial import BranchPlan, create_branch
    from kiosk.store.keys import read_public

    say = _texts().say
    if not yes and not typer.confirm(say("cli.init.confirm", folder=folder)):
        raise typer.Abort
    pin = f"{secrets.randbelow(10**6):06d}"
    key = read_public(centre_key) if centre_key else None
    plan = BranchPlan(pin=pin, database=database, centre=centre, centre_key=key)
    made = create_branch(folder, plan, SystemClock())
    typer.echo(say("cli.init.done", config=made.config, installation=made.installation, pin=pin))


@app.command(name="run")
def run_window(
    window: Annotated[Window, typer.Argument(help="Which program.")],
    config: ConfigOption = _CONFIG,
    counter: Annotated[int | None, typer.Option(help="Rating, hall: the counter of this tablet or sign.")] = None,
) -> int:
    """Opens the kiosk, a clerk's desk, the hall's board, or the rating screen, full screen unless configured."""
    from kiosk.config import load_site
    from kiosk.windows import open_window

    site = load_site(config)
    if counter is not None:
        _check_counter(window, site, counter)
    return open_window(window.value, site, counter=counter)


def _check_counter(window: Window, site: "Site", counter: int) -> None:
    """Refuses a counter that is not there; without a database the tablet starts all the same, and waits."""
    from kiosk.branch.ratings import just_finished
    from kiosk.opening import Opening

    if window not in (Window.RATING, Window.HALL):
        raise CounterError("cli.run.counter_rates")
    opening = Opening(site)
    try:
        just_finished(opening.office(), counter)
    except CounterError as problem:
        if not problem.message.key.startswith("store."):
            raise
    finally:
        opening.close()


@central.command()
def serve(
    folder: Annotated[Path, typer.Option(help="Its keys, tokens and, without --database, its SQLite file.")],
    database: Annotated[str, typer.Option(help="A database URL, for instance of PostgreSQL.")] = "",
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8440,
    cert_file: Annotated[str | None, typer.Option(help="Certificate for HTTPS.")] = None,
    key_file: Annotated[str | None, typer.Option(help="The certificate's key.")] = None,
) -> None:
    """Serves until it is stopped. The first start makes the centre's keys; `enrol` admits a branch."""
    from kiosk.centre import Centre
    from sync.central.serve import CentralServer, ServeOptions

    centre = Centre(folder)
    centre.prepare()
    options = ServeOptions(host, port, cert_file, key_file)
    CentralServer(database or centre.database_url, centre.tokens(), options).run()


@central.command()
def enrol(
    installation: Annotated[str, typer.Argument(help="The id that `kiosk init` printed.")],
    folder: Annotated[Path, typer.Option(help="The centre's folder.")],
) -> None:
    """Admits a branch and prints its device token, once; it belongs into the branch's keys/centre.token."""
    from kiosk.centre import Centre

    centre = Centre(folder)
    centre.prepare()
    typer.echo(centre.enrol(installation))


central.command()(lock)
central.command()(unlock)


@sync.command()
def status(config: ConfigOption = _CONFIG) -> None:
    """How many records wait, how old the oldest is, and how many the centre refused."""
    from kiosk.app import make_relay
    from kiosk.config import load_site
    from kiosk.opening import Opening

    site = load_site(config)
    opening = Opening(site)
    try:
        found = make_relay(site, opening.office()).status()
    finally:
        opening.close()
    last = found.last_success.astimezone().strftime("%Y-%m-%d %H:%M:%S") if found.last_success else "–"
    say = _texts().say
    link = say(f"cli.sync.link.{found.link.value}")
    typer.echo(
        say(
            "cli.sync.status",
            link=link,
            backlog=found.backlog,
            seconds=found.lag_seconds,
            quarantined=found.quarantined,
            last=last,
        )
    )


@sync.command()
def once(config: ConfigOption = _CONFIG) -> int:
    """Sends what waits, now; status 1 when something still waits afterwards."""
    from kiosk.app import make_relay
    from kiosk.config import load_site
    from kiosk.opening import Opening

    site = load_site(config)
    opening = Opening(site)
    try:
        relay = make_relay(site, opening.office())
        try:
            done = relay.once()
            while done.has_more:
                done = relay.once()
        finally:
            relay.stop()
    finally:
        opening.close()
    typer.echo(_texts().say("cli.sync.once", outcome=done.outcome.value, backlog=done.backlog))
    return 0 if done.backlog == 0 and done.failure is None else 1


@sync.command()
def quarantine(config: ConfigOption = _CONFIG) -> None:
    """What the centre refused, one line a record, with the visit it belongs to and the reason."""
    from kiosk.config import load_site
    from kiosk.opening import Opening
    from kiosk.store import delivery

    say = _texts().say
    opening = Opening(load_site(config))
    try:
        with opening.office().store.read() as connection:
            found = delivery.quarantined(connection)
    finally:
        opening.close()
    for one in found:
        why = say("cli.sync.held") if one.held else one.reason
        typer.echo(say("cli.sync.quarantined", seq=one.seq, subject=one.subject, why=why))
    if not found:
        typer.echo(say("cli.sync.nothing_refused"))


@sync.command()
def redrive(
    subject: Annotated[str, typer.Argument(help="The visit, as `kiosk sync quarantine` shows it.")],
    config: ConfigOption = _CONFIG,
) -> int:
    """Takes a refused visit out of quarantine, to be sent again; status 1 when there is none of that name."""
    from kiosk.config import load_site
    from kiosk.opening import Opening
    from kiosk.store import delivery

    opening = Opening(load_site(config))
    try:
        with opening.office().store.write() as connection:
            count = delivery.redrive(connection, subject)
    finally:
        opening.close()
    typer.echo(_texts().say("cli.sync.redriven", count=count))
    return 0 if count else 1


@app.command()
def doctor(config: ConfigOption = _CONFIG) -> int:
    """Looks at keys, clock, database, journal, scanner, printer and centre: one line each, with the cure."""
    from kiosk.clock import SystemClock
    from kiosk.config import load_site
    from kiosk.doctor import examine

    texts = _texts()
    is_well = True
    for finding in examine(load_site(config), SystemClock()):
        mark = "✓" if finding.is_good else "✗"
        name = texts.say(f"doctor.subject.{finding.subject}")
        typer.echo(f"{mark} {name}: {texts.message(finding.message)}")
        is_well = is_well and finding.is_good
    return 0 if is_well else 1


@db.command()
def upgrade(config: ConfigOption = _CONFIG) -> None:
    """Brings the database to this program's version; a current one is left as it is."""
    from kiosk.config import load_site
    from kiosk.store.engine import Store
    from kiosk.store.migrate import upgrade as bring_up

    store = Store(load_site(config).database_url, must_exist=True)
    try:
        bring_up(store)
    finally:
        store.close()
    typer.echo(_texts().say("cli.db.upgraded"))


@db.command(name="accept-clock")
def accept_clock(config: ConfigOption = _CONFIG) -> None:
    """After a clock that ran ahead was set right: numbers may be issued again from the present time on."""
    from kiosk.branch.clock_check import accept
    from kiosk.config import load_site
    from kiosk.opening import Opening

    opening = Opening(load_site(config))
    try:
        accept(opening.office())
    finally:
        opening.close()
    typer.echo(_texts().say("cli.db.clock_accepted"))


@catalogue.command(name="import")
def import_catalogue(
    file: Annotated[Path, typer.Argument(help="The new catalogue, whole (JSON, schema_version 1).")],
    config: ConfigOption = _CONFIG,
) -> None:
    """Checks a catalogue and puts it in place of the old one; one that is wrong changes nothing."""
    from kiosk.branch.procedures import replace_catalogue
    from kiosk.config import load_site
    from kiosk.opening import Opening

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CounterError("catalogue.no_file", file=str(file)) from problem
    opening = Opening(load_site(config))
    try:
        new = replace_catalogue(opening.office(), text)
    finally:
        opening.close()
    date = f"{new.as_of:%d/%m/%Y}"
    typer.echo(_texts().say("cli.catalogue.imported", count=len(new.procedures), date=date))


@app.command()
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Scripted citizens, no screen.")] = False,
    visits: Annotated[int, typer.Option(help="How many citizens come (headless).", min=1)] = 20,
    out: Annotated[Path | None, typer.Option(help="Where to leave tickets, screens and databases.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object last.")] = False,
    scanner: Annotated[str, typer.Option(help="A real scanner in place of the simulated one.")] = "",
    printer: Annotated[str, typer.Option(help="A real printer in place of the simulated one.")] = "",
    offline: Annotated[bool, typer.Option("--offline", help="The centre is away until the last one has gone.")] = False,
) -> int:
    """A whole branch on this machine: central service, scanner, printer and all windows, with a dock to play with."""
    from kiosk.demo.main import DemoOptions, run_demo

    return run_demo(DemoOptions(headless, visits, out, as_json, scanner, printer, offline))
