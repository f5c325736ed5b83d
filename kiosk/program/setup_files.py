"""Read and write set-up files for the command line, and say what stands outside a document: icons and procedures.

A file names the picture of its roundel, which stands beside it; a document names it by its hash. Here one becomes the
other. A hash in a file is a picture that the branch has already.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import resources
from kiosk.branch import procedures
from kiosk.branch.office import Office
from kiosk.branch.setup.artwork_file import artwork_in
from kiosk.branch.setup.publishing import document_in_force
from kiosk.domain.artwork import HASH
from kiosk.domain.language.text import CounterError, Message, Texts
from kiosk.domain.look import NO_ROUNDEL, Roundel
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.setup.check import NOTHING_KNOWN, Known, check, has_no_hours
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.problem import SetupProblem
from kiosk.domain.setup.toml_text import located, read_toml, write_toml
from kiosk.program.sample import sample_catalogue
from kiosk.program.setup_workbook import place_of, read_workbook, write_workbook
from kiosk.program.terminal import terminal_texts

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
        if document is not None:
            document, problems = _checked(document, path, known)
        return document, tuple(FileProblem(_in_sheet(one), one.message) for one in problems)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CounterError("setup.not_text", file=str(path)) from problem
    except OSError as problem:
        raise CounterError("setup.no_file", file=str(path)) from problem
    document, lines = read_toml(text)
    if document is not None:
        document, found = _checked(document, path, known)
        lines = located(found, text)
    return document, tuple(FileProblem(Message("setup.where.line", {"line": line}), what) for line, what in lines)


def _checked(document: Document, path: Path, known: Known) -> tuple[Document, tuple[SetupProblem, ...]]:
    """Return a document of a file with its picture, and every problem of both."""
    document, problems = _with_picture(document, path.parent)
    return document, (*problems, *check(document, known), *has_no_hours(document, known))


def _with_picture(document: Document, folder: Path) -> tuple[Document, tuple[SetupProblem, ...]]:
    """Put the picture that a file names into the document; without it where it cannot be used."""
    name = document.look.roundel.name
    if not name or HASH.fullmatch(name):
        return document, ()
    roundel, problems = NO_ROUNDEL, tuple[SetupProblem, ...]()
    try:
        roundel = Roundel.of(artwork_in(folder / name))
    except CounterError as refusal:
        problems = (SetupProblem(("look", "roundel"), refusal.message),)
    return replace(document, look=replace(document.look, roundel=roundel)), problems


def _in_sheet(one: SetupProblem) -> Message:
    sheet, row, key = place_of(one.path)
    return Message("setup.where.cell" if key else "setup.where.row", {"sheet": sheet, "row": row, "key": key})


def write_setup_file(document: Document, path: Path, texts: Texts) -> None:
    """Write a document as a workbook or as a text, by the ending of the name; its picture comes to stand beside it.

    Raises:
        CounterError: ``setup.not_written``.
    """
    artwork = document.look.roundel.artwork
    try:
        if artwork is not None:
            picture = path.with_name(f"{path.stem}-roundel.{artwork.kind}")
            picture.write_bytes(artwork.content)
            document = replace(document, look=replace(document.look, roundel=Roundel(picture.name)))
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
    """Return the icons of the program, the procedures of the branch's catalogue or of the shipped one, and its hours.

    Raises:
        CounterError: ``store.*`` when the branch cannot be read.
    """
    icons = [file.stem for file in resources.path("icons").glob("*.svg")]
    catalogue = read_catalogue(sample_catalogue()) if office is None else procedures.catalogue(office)
    codes = {code for one in catalogue.procedures for code in (one.code, *one.former_codes)}
    return Known(icons, codes, office is not None and not any(document_in_force(office).hours.days()))


class DocumentFiles:
    """Read and write set-up files for a window (`ui.window_spec.SetupFiles`)."""

    def read(self, path: Path) -> Document:
        """Return the document of a file. What does not fit together is shown where it is edited.

        Raises:
            CounterError: ``setup.at`` with the first place that cannot be read, and those of `read_setup_file`.
        """
        document, problems = read_setup_file(path, NOTHING_KNOWN)
        if document is None:
            first, texts = problems[0], terminal_texts()
            where, what = texts.message(first.where), texts.message(first.message)
            raise CounterError("setup.at", file=path.name, where=where, what=what)
        return document

    def write(self, document: Document, path: Path) -> None:
        """Write a document. A file that is there already is left as it is.

        Raises:
            CounterError: ``setup.file_exists``, ``setup.not_written``.
        """
        if path.exists():
            raise CounterError("setup.file_exists", file=str(path))
        write_setup_file(document, path, terminal_texts())
