"""Define `kiosk catalogue`: replace the branch's catalogue of procedures."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, tell
from kiosk.domain.language.text import CounterError

catalogue = typer.Typer(no_args_is_help=True, help="Replace the branch's catalogue of procedures.")


@catalogue.command(name="import")
def import_catalogue(
    file: Annotated[Path, typer.Argument(help="The complete new catalogue (JSON, schema_version 1).", readable=False)],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Check a catalogue and replace the old one with it. A catalogue with errors changes nothing."""
    from kiosk.branch.procedures import replace_catalogue

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CounterError("catalogue.no_file", file=str(file)) from problem
    new = at_branch(config, replace_catalogue, text)
    tell("cli.catalogue.imported", count=len(new.procedures), date=f"{new.as_of:%d/%m/%Y}")
