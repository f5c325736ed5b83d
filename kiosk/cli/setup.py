"""Define `kiosk setup`: make, check, compare, publish and undo the set-up of a branch."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import (
    DEFAULT_CONFIG,
    ConfigOption,
    ReasonOption,
    at_branch,
    author,
    confirm,
    read_document,
    say,
    tell,
)
from kiosk.domain.language.text import CounterError
from kiosk.program.terminal import terminal_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.branch.office import Office
    from kiosk.branch.setup.publishing import Publication
    from kiosk.domain.setup.difference import Change
    from kiosk.domain.setup.document import Document
    from kiosk.domain.setup.version import PublishedVersion

setup = typer.Typer(
    no_args_is_help=True, help="Make, check, publish and undo the set-up of the branch: a file of its own."
)
_File = Annotated[Path, typer.Argument(help="The set-up file, for instance setup.toml.", readable=False)]
_Out = Annotated[Path | None, typer.Option("--out", help="The file to write; left out: standard output.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@setup.command()
def new(
    template: Annotated[str, typer.Option(help="What the branch begins with: ward, commune or special-zone.")],
    name: Annotated[str, typer.Option(help="The name of the place, as citizens read it.")],
    out: _Out = None,
) -> None:
    """Write the set-up file of a new branch, from a template. A file that is there already is left as it is."""
    from kiosk.program.templates import new_document

    if out is not None and out.exists():
        raise CounterError("setup.file_exists", file=str(out))
    document = new_document(template, name.strip())
    _write(document, out)
    if out is not None:
        tell("setup.new", code=document.branch.code, file=out)


@setup.command()
def check(file: _File) -> None:
    """Check a set-up file: each problem with its line and its cure. The exit status is 1 if there is one."""
    read_document(file)
    tell("setup.good", file=file)


@setup.command()
def diff(file: _File, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show what a file would change."""
    changes = at_branch(config, _differences, read_document(file, config))
    _show(changes)


@setup.command()
def publish(
    file: _File,
    reason: ReasonOption = "",
    based_on: Annotated[int, typer.Option(help="The version that the file was made from; 0: any.", min=0)] = 0,
    yes: _Yes = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Publish a set-up file as a new version. Every window follows; open visits go on."""
    from kiosk.branch.setup import publishing

    document = read_document(file, config)
    changes = at_branch(config, _differences, document)
    _show(changes)
    if changes and not yes:
        confirm(say("setup.confirm", count=len(changes)))
    _tell_published(at_branch(config, publishing.publish, document, author(reason), based_on=based_on or None))


@setup.command()
def export(
    version: Annotated[int, typer.Option(help="The version; 0: the one in force.", min=0)] = 0,
    out: _Out = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the set-up of the branch as a file."""
    from kiosk.branch.history.exports import note_setup
    from kiosk.branch.setup.publishing import document_in_force

    document = at_branch(config, document_in_force, version or None)
    at_branch(config, note_setup, author())
    _write(document, out)


@setup.command()
def history(as_json: _Json = False, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """List the published versions: who, when and why."""
    from kiosk.branch.setup.publishing import history as versions

    found: Sequence[PublishedVersion] = at_branch(config, versions)
    if as_json:
        rows = [{"version": one.version, "who": one.by, "when": one.at.isoformat(), "why": one.reason} for one in found]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in found:
        tell("setup.version", version=one.version, at=f"{one.at:%d/%m/%Y %H:%M}", by=one.by or "–", reason=one.reason)


@setup.command()
def undo(
    version: Annotated[int, typer.Option(help="The version to go back to; 0: the one before.", min=0)] = 0,
    reason: ReasonOption = "",
    yes: _Yes = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Publish an older version again, as a new one."""
    from kiosk.branch.setup import publishing

    wanted = version or at_branch(config, publishing.history)[0].version - 1
    document = at_branch(config, publishing.document_in_force, wanted)
    _show(at_branch(config, _differences, document))
    if not yes:
        confirm(say("setup.confirm_undo", version=wanted))
    why = reason or say("setup.undone", version=wanted)
    _tell_published(at_branch(config, publishing.undo, author(why), version=wanted))


def _differences(office: "Office", document: "Document") -> "tuple[Change, ...]":
    from kiosk.branch.setup.publishing import document_in_force
    from kiosk.domain.setup.difference import differences

    return differences(document_in_force(office), document)


def _show(changes: "Sequence[Change]") -> None:
    from kiosk.domain.setup.difference import change_words

    for one in changes:
        typer.echo(change_words(one, terminal_texts()))
    if not changes:
        tell("setup.no_change")


def _tell_published(made: "Publication") -> None:
    tell("setup.published" if made.is_new else "setup.same", version=made.version)
    for login, pin in made.pins.items():
        tell("setup.first_pin", login=login, pin=pin)


def _write(document: "Document", out: Path | None) -> None:
    from kiosk.program.setup_files import setup_text, write_setup_file

    if out is None:
        typer.echo(setup_text(document, terminal_texts()), nl=False)
        return
    write_setup_file(document, out, terminal_texts())
    tell("setup.written", file=out)
