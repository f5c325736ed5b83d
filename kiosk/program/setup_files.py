"""Read and write set-up files for the command line, and say what stands outside a document: icons and procedures."""

from dataclasses import dataclass
from pathlib import Path

import resources
from kiosk.branch import procedures
from kiosk.branch.office import Office
from kiosk.domain.language.text import CounterError, Message, Texts
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.setup.check import Known, check, has_no_hours
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.toml_text import located, read_toml, write_toml
from kiosk.program.sample import sample_catalogue

#: The sections with a comment in a written file; "" stands at its top.
_COMMENTED = ("fields", "services", "counters", "staff", "hours", "calendar", "groups", "calling", "limits", "hall")


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Hold a problem of a file with its line, counted from 1."""

    line: int
    message: Message


def read_setup_file(path: Path, known: Known) -> tuple[Document | None, tuple[FileProblem, ...]]:
    """Return the document of a file and its problems; the document is None where it cannot be read.

    Raises:
        CounterError: ``setup.no_file``, ``setup.not_text``.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CounterError("setup.not_text", file=str(path)) from problem
    except OSError as problem:
        raise CounterError("setup.no_file", file=str(path)) from problem
    document, found = read_toml(text)
    problems = found if document is None else located((*check(document, known), *has_no_hours(document)), text)
    return document, tuple(FileProblem(line, message) for line, message in problems)


def setup_text(document: Document, texts: Texts) -> str:
    """Return a document as the text of a file, with comments in one language."""
    comments = {key: texts.say(f"setup.comment.{key}") for key in _COMMENTED}
    return write_toml(document, {"": texts.say("setup.comment.top"), **comments})


def known_here(office: Office | None = None) -> Known:
    """Return the icons of the program, and the procedures of the branch's catalogue or of the shipped one."""
    icons = [file.stem for file in resources.path("icons").glob("*.svg")]
    catalogue = read_catalogue(sample_catalogue()) if office is None else procedures.catalogue(office)
    return Known(icons, {code for one in catalogue.procedures for code in (one.code, *one.former_codes)})
