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
from kiosk.domain.setup.problem import SetupProblem
from kiosk.domain.setup.toml_text import located, read_toml, write_toml
from kiosk.program.sample import sample_catalogue
from kiosk.program.setup_workbook import place_of, read_workbook, write_workbook

#: The ending of a workbook's name; any other file is TOML.
WORKBOOK = ".xlsx"
#: The sections with a comment in a written file; "" stands at its top.
_COMMENTED = (
    "fields",
    "services",
    "counters",
    "staff",
    "hours",
    "calendar",
    "groups",
    "calling",
    "limits",
    "hall",
    "look",
    "kiosk",
    "feedback",
    "slip",
    "rating",
    "reasons",
    "hall",
)


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Hold a problem of a file and where it stands: a line, or a place in a sheet."""

    where: Message
    message: Message


def read_setup_file(path: Path, known: Known) -> tuple[Document | None, tuple[FileProblem, ...]]:
    """Return the document of a file and its problems; the document is None where it cannot be read.

    Raises:
        CounterError: ``setup.no_file``, ``setup.not_text``, ``setup.not_workbook``.
    """
    if path.suffix == WORKBOOK:
        document, problems = read_workbook(path)
        found = problems if document is None else (*check(document, known), *has_no_hours(document))
        return document, tuple(FileProblem(_in_sheet(one), one.message) for one in found)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CounterError("setup.not_text", file=str(path)) from problem
    except OSError as problem:
        raise CounterError("setup.no_file", file=str(path)) from problem
    document, lines = read_toml(text)
    if document is not None:
        lines = located((*check(document, known), *has_no_hours(document)), text)
    return document, tuple(FileProblem(Message("setup.where.line", {"line": line}), what) for line, what in lines)


def _in_sheet(one: SetupProblem) -> Message:
    sheet, row, key = place_of(one.path)
    return Message("setup.where.cell" if key else "setup.where.row", {"sheet": sheet, "row": row, "key": key})


def write_setup_file(document: Document, path: Path, texts: Texts) -> None:
    """Write a document as a workbook or as a text, by the ending of the name.

    Raises:
        CounterError: ``setup.not_written``.
    """
    try:
        if path.suffix == WORKBOOK:
            write_workbook(document, path)
        else:
            path.write_text(setup_text(document, texts), encoding="utf-8")
    except OSError as problem:
        raise CounterError("setup.not_written", file=str(path)) from problem


def setup_text(document: Document, texts: Texts) -> str:
    """Return a document as the text of a file, with comments in one language."""
    comments = {key: texts.say(f"setup.comment.{key}") for key in _COMMENTED}
    return write_toml(document, {"": texts.say("setup.comment.top"), **comments})


def known_here(office: Office | None = None) -> Known:
    """Return the icons of the program, and the procedures of the branch's catalogue or of the shipped one."""
    icons = [file.stem for file in resources.path("icons").glob("*.svg")]
    catalogue = read_catalogue(sample_catalogue()) if office is None else procedures.catalogue(office)
    return Known(icons, {code for one in catalogue.procedures for code in (one.code, *one.former_codes)})
