"""Share the ``--config`` option, the opening of a branch, and the printing of sentences."""

import errno
import getpass
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfoNotFoundError

import typer

from kiosk.domain.language.text import CounterError, Message
from kiosk.program.places import config_file
from kiosk.program.terminal import terminal_texts

if TYPE_CHECKING:
    from kiosk.branch.office import Office
    from kiosk.branch.setup.publishing import Author
    from kiosk.domain.setup.document import Document

P = ParamSpec("P")
Answer = TypeVar("Answer")

#: Files have sentences of the program's own when they cannot be read (`readable=False`). typer would ask for the rights
#: of the user alone, not for those that the command of the Debian package has beside (CAP_DAC_READ_SEARCH).
ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="The branch.toml of this machine.", readable=False)]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; the history keeps it.")]
#: What the system says where the disk takes no file, or this user may not write there.
_DISK = {
    errno.ENOSPC: "store.disk_full",
    errno.EDQUOT: "store.disk_full",
    errno.EIO: "store.disk_failed",
    errno.EROFS: "cli.not_writable",
    errno.EACCES: "cli.not_writable",
    errno.EPERM: "cli.not_writable",
}
#: What means yes, with and without marks.
_YES = frozenset({"c", "có", "co", "y", "yes"})
DEFAULT_CONFIG = config_file()
#: How a day may be typed: as the program prints it, and as ISO 8601 writes it.
DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


def at_branch(
    config: Path, use_case: "Callable[Concatenate[Office, P], Answer]", *args: P.args, **kwargs: P.kwargs
) -> Answer:
    """Open the branch of a configuration, run one use case, and close the branch.

    Raises:
        CounterError: a refusal of the use case, or a configuration or database that cannot be used.
    """
    from kiosk.config import load_site
    from kiosk.program.opening import Opening

    opening = Opening(load_site(config))
    try:
        return use_case(opening.office(), *args, **kwargs)
    finally:
        opening.close()


def read_document(file: Path, config: Path | None = None) -> "Document":
    """Return the document of a set-up file, or print every problem with its line and end with status 1.

    Its procedures are compared with the catalogue of the branch of `config`, else with the shipped one.

    Raises:
        CounterError: ``setup.no_file``, ``setup.not_text``.
    """
    from kiosk.program.setup_files import known_here, read_setup_file

    known = known_here() if config is None else at_branch(config, known_here)
    document, problems = read_setup_file(file, known)
    for one in problems:
        where, what = sentence(one.where), sentence(one.message)
        typer.echo(say("setup.at", file=file, where=where, what=what), err=True)
    if document is None or problems:
        raise typer.Exit(1)
    return document


def author(why: str = "") -> "Author":
    """Return the user of this terminal as the author of a version of the set-up."""
    from kiosk.branch.setup.publishing import Author

    return Author(getpass.getuser(), why)


def say(key: str, **values: object) -> str:
    """Return a sentence in the terminal's language."""
    return terminal_texts().say(key, **values)


def sentence(message: Message) -> str:
    """Return a refusal in the terminal's language.

    Some are worded for a window, which tries again by itself. A command does not, so it has a sentence of its own.
    """
    words = terminal_texts()
    own = f"cli.refusal.{message.key}"
    return words.message(Message(own, message.args) if own in words.fallback else message)


def tell(key: str, **values: object) -> None:
    """Print a sentence on standard output."""
    typer.echo(say(key, **values))


def waiting_records(count: int, seconds: int) -> str:
    """Return how many records wait for the centre, and since when by the clock of this machine the oldest does."""
    from kiosk.clock import SystemClock

    oldest = SystemClock().now().astimezone() - timedelta(seconds=seconds)
    return say("cli.sync.waiting" if count else "cli.sync.none_waiting", count=count, since=f"{oldest:%d/%m/%Y %H:%M}")


def confirm(question: str) -> None:
    """Ask a question whose usual answer is no.

    Raises:
        typer.Abort: the answer is not yes.
    """
    answer = typer.prompt(f"{question} [{say('cli.ask.choice')}]", default="", show_default=False, prompt_suffix=" ")
    if str(answer).strip().casefold() not in _YES:
        raise typer.Abort


def in_a_sentence(act: Callable[[], int]) -> int:
    """Run `act` and return its exit status.

    Print a refusal, a disk that takes no file, or missing zone data on standard error and return 1.
    """
    try:
        return act()
    except CounterError as refusal:
        sys.stderr.write(sentence(refusal.message) + "\n")
    except OSError as problem:
        if problem.errno not in _DISK:
            raise
        sys.stderr.write(sentence(Message(_DISK[problem.errno], {"file": problem.filename or "–"})) + "\n")
    except ZoneInfoNotFoundError:
        sys.stderr.write(say("cli.no_zone_data") + "\n")
    return 1
