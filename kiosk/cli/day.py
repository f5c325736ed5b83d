"""Define `kiosk day`: close a business date, show its closing statement, and check the statement by the journal."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.cli.context import DAY_FORMATS, DEFAULT_CONFIG, ConfigOption, at_branch, say, sentence, tell
from kiosk.domain.language.text import CounterError

if TYPE_CHECKING:
    from kiosk.branch.office import Office
    from kiosk.domain.journal import JournalRecord

day = typer.Typer(no_args_is_help=True, help="Close a day, show its closing statement, and check it by the journal.")
_Day = Annotated[datetime, typer.Argument(metavar="DAY", formats=DAY_FORMATS, help="The day, for instance 30/11/2026.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")]


@day.command()
def close(
    chosen: Annotated[
        datetime | None,
        typer.Argument(metavar="DAY", formats=DAY_FORMATS, help="The day; left out: today."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Let numbers expire that wait or are served.")] = False,
    as_json: _Json = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Close a day by hand: its open numbers expire, clerks are signed out, the closing statement is written.

    While somebody waits or is served the day stays open, unless `--force` is given. Twice changes nothing.
    """
    from kiosk.branch.day import close_day
    from kiosk.branch.statements import statements_on

    def act(office: "Office") -> "tuple[date, list[JournalRecord]]":
        closed = close_day(office, chosen.date() if chosen else None, force=force)
        _write_report(office, config)
        return closed, statements_on(office, closed)

    _tell(*at_branch(config, act), as_json=as_json)


@day.command()
def reopen(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Put today's expired numbers back into the queue, after a wrong clock ended the day or it was closed early."""
    from kiosk.branch.day import reopen_day

    count = at_branch(config, reopen_day)
    if count:
        tell("cli.day.reopened", count=count)
    else:
        tell("cli.day.none_expired")


def _write_report(office: "Office", config: Path) -> None:
    """Write the reports that are due into the folder of this machine. The day stays closed when that fails."""
    from kiosk.config import load_site
    from kiosk.domain.language.text import VIETNAMESE
    from kiosk.program.report_folder import ReportFolder
    from kiosk.program.texts import texts

    site = load_site(config)
    if site.report_folder is None:
        return
    try:
        files = ReportFolder(site.report_folder, site.reports_written, texts(VIETNAMESE)).write(office)
    except CounterError as refusal:
        typer.echo(sentence(refusal.message), err=True)
        return
    for file in files:
        typer.echo(say("report.written", file=file), err=True)


@day.command()
def show(chosen: _Day, as_json: _Json = False, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show the closing statement of a day, and the corrections that followed."""
    from kiosk.branch.statements import statements_on

    _tell(chosen.date(), at_branch(config, statements_on, chosen.date()), as_json=as_json)


@day.command()
def verify(chosen: _Day, as_json: _Json = False, config: ConfigOption = DEFAULT_CONFIG) -> int:
    """Make the statement of a day again by the journal, and say what differs. Exit status 1 when something does."""
    from kiosk.branch.statements import statements_on, verify_day

    found = at_branch(config, verify_day, chosen.date())
    is_closed = bool(found or at_branch(config, statements_on, chosen.date()))
    if as_json:
        _print(
            {"date": chosen.date().isoformat(), "is_right": not found, "differences": [one._asdict() for one in found]}
        )
    else:
        for one in found:
            tell(f"cli.day.differs.{_kind_of(one.what)}", day=_words(chosen), **one._asdict())
        if not found:
            tell("cli.day.right" if is_closed else "cli.day.none", day=_words(chosen))
    return 1 if found else 0


@day.command()
def export(
    chosen: _Day,
    out: Annotated[Path, typer.Option("--out", help="The new file.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the closing statement of a day into a file that is signed with the branch's key, to be kept elsewhere.

    `kiosk journal verify --statement` compares the journal with it later.
    """
    from kiosk.branch.signed_days import signed_day

    found = at_branch(config, signed_day, chosen.date())
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    except OSError as problem:
        raise CounterError("journal.not_written", file=str(out)) from problem
    tell("cli.day.exported", file=out, public=found["key"])


def _words(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _kind_of(what: str) -> str:
    return what if what in {"statement", "hash", "body", "record"} else "value"


def _tell(closed: date, records: "list[JournalRecord]", *, as_json: bool) -> None:
    """Tell a statement and its corrections, the oldest first."""
    plain = [_plain(record) for record in records]
    if as_json:
        _print({"date": closed.isoformat(), "statement": next(iter(plain), None), "corrections": plain[1:]})
        return
    for index, one in enumerate(plain):
        key = "corrected" if index else "closed"
        tell(f"cli.day.{key}", day=_words(closed), seq=one["seq"], **one["counts"])
        tell("cli.day.records", **one)
    if not plain:
        tell("cli.day.none", day=_words(closed))


def _plain(record: "JournalRecord") -> dict[str, Any]:
    """Return a statement as JSON: its body, with the place, id, moment and hash of its record."""
    from kiosk.store.journal import from_us

    own = {"seq": record.seq, "event_id": record.event_id, "hash": record.hash.hex()}
    return {**json.loads(record.body), **own, "at": from_us(record.at_us).isoformat()}


def _print(found: dict[str, object]) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False))
