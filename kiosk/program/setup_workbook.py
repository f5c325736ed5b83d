"""Read and write a set-up as a workbook (.xlsx): a sheet for each section, for people who like tables better.

A list has a row for each part and a column for each key; any other section has a row for each key. A name has a column
for each language (``name.vi``). Several values of one cell stand on lines of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.domain.language.text import LANGUAGES, CounterError, LocalText
from kiosk.domain.setup.document import Document, read_document
from kiosk.domain.setup.form import plain
from kiosk.domain.setup.problem import Path as Place
from kiosk.domain.setup.problem import SetupProblem, problem

#: The sheet with the keys that belong to no section, as `format`.
_TOP = "document"
_SECTIONS: Mapping[str, Any] = {key: hint for key, hint in get_type_hints(Document).items() if key != "format"}
_WIDE = 60


def write_workbook(document: Document, file: Path) -> None:
    """Write a document.

    Raises:
        OSError: the file cannot be written.
    """
    values, book = plain(document), Workbook()
    book.remove(book.worksheets[0])
    _fill(book.create_sheet(_TOP), [["format", values["format"]]])
    for key, hint in _SECTIONS.items():
        sheet = book.create_sheet(key)
        if _is_list(hint):
            columns = list(_columns(get_args(hint)[0]))
            rows = [[_cell(_at(part, column)) for column in columns] for part in values[key]]
            _fill(sheet, [columns, *rows])
        else:
            _fill(sheet, [[column, _cell(_at(values[key], column))] for column in _columns(hint)])
    book.save(file)


def read_workbook(file: Path) -> tuple[Document | None, tuple[SetupProblem, ...]]:
    """Return the document of a workbook, or None with every problem; a place is the sheet, the row and the key.

    Raises:
        CounterError: ``setup.no_file``, ``setup.not_workbook``.
    """
    try:
        book = load_workbook(file)
    except OSError as wrong:
        raise CounterError("setup.no_file", file=str(file)) from wrong
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as wrong:
        raise CounterError("setup.not_workbook", file=str(file)) from wrong
    problems = [one for sheet in book.worksheets for one in _unreadable(sheet)]
    if problems:
        return None, tuple(problems)
    values: dict[str, Any] = {}
    for sheet in book.worksheets:
        if sheet.title == _TOP:
            values |= _pairs(sheet, Document)
        elif sheet.title in _SECTIONS:
            hint = _SECTIONS[sheet.title]
            values[sheet.title] = _parts(sheet, get_args(hint)[0]) if _is_list(hint) else _pairs(sheet, hint)
        else:
            values[sheet.title] = {}
    return read_document(values)


# -- kinds of values --------------------------------------------------------------------------------------------------


def _is_list(hint: Any) -> bool:
    return get_origin(hint) is tuple


def _bare(hint: Any) -> Any:
    """Return the type of a value that may be None."""
    inside = [one for one in get_args(hint) if one is not type(None)]
    return inside[0] if inside and not _is_list(hint) and get_origin(hint) is not dict else hint


def _columns(kind: Any) -> Iterator[str]:
    """Yield the columns of a dataclass; a name has one for each language, a part inside it one for each of its keys."""
    hints = get_type_hints(kind)
    for one in fields(kind):
        hint = _bare(hints[one.name])
        if hint is LocalText:
            yield from (f"{one.name}.{language}" for language in LANGUAGES)
        elif is_dataclass(hint) and not hasattr(hint, "from_text"):
            yield from (f"{one.name}.{column}" for column in _columns(hint))
        else:
            yield one.name


def _at(part: Any, column: str) -> Any:
    """Return the plain value of a column; a name in one language stands in its Vietnamese column."""
    key, _, rest = column.partition(".")
    value = part.get(key) if isinstance(part, dict) else None
    if not rest:
        return value
    return value if isinstance(value, str) and rest == LANGUAGES[0] else _at(value, rest)


def _cell(value: Any) -> Any:
    """Return what a cell holds. A text that begins like a formula stays a text."""
    return "\n".join(map(str, value)) if isinstance(value, list) else value


def _fill(sheet: Worksheet, rows: list[list[Any]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, column in enumerate(sheet.columns, start=1):
        longest = max((len(line) for cell in column for line in str(cell.value or "").splitlines()), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = min(_WIDE, longest + 3)
    sheet.freeze_panes = "A2" if sheet.title in _SECTIONS and _is_list(_SECTIONS[sheet.title]) else None


# -- reading ----------------------------------------------------------------------------------------------------------


def _unreadable(sheet: Worksheet) -> Iterator[SetupProblem]:
    """Yield what no cell may be: merged with others, or a formula, whose value nobody has checked."""
    for merged in sheet.merged_cells.ranges:
        yield problem((sheet.title, merged.coord), "merged_cells", cells=merged.coord)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                yield problem((sheet.title, cell.coordinate), "formula", cell=cell.coordinate)


def _parts(sheet: Worksheet, kind: Any) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows())
    columns = [str(cell.value or "").strip() for cell in rows[0]] if rows else []
    filled = [row for row in rows[1:] if any(cell.value not in {None, ""} for cell in row)]
    return [_part(dict(zip(columns, row, strict=False)), kind) for row in filled]


def _pairs(sheet: Worksheet, kind: Any) -> dict[str, Any]:
    cells = {str(row[0].value).strip(): row[1] for row in sheet.iter_rows(max_col=2) if row[0].value and len(row) > 1}
    return _part(cells, kind)


def _part(cells: Mapping[str, Cell | MergedCell], kind: Any) -> dict[str, Any]:
    """Return the plain values of a part. An empty cell is a value that is left out."""
    part: dict[str, Any] = {}
    for column, cell in cells.items():
        if cell.value is None or not column:
            continue
        inside, owner = part, kind
        *outer, last = column.split(".")
        for key in outer:
            inside, owner = inside.setdefault(key, {}), _hint(owner, key)
        inside[last] = _value(cell.value, _hint(owner, last))
    return part


def _hint(kind: Any, key: str) -> Any:
    return _bare(get_type_hints(kind).get(key, str)) if is_dataclass(kind) and kind is not LocalText else str


def _value(value: Any, hint: Any) -> Any:
    """Return a cell's value as the type wants it: a spreadsheet makes numbers and dates of what looks like them."""
    if _is_list(hint):
        return [line.strip() for line in str(value).splitlines() if line.strip()]
    if hint is date:
        return value.date() if isinstance(value, datetime) else value
    if hint is int and isinstance(value, float) and value.is_integer():
        return int(value)
    return value if hint in {int, bool} else str(value)


def place_of(path: Place) -> tuple[str, str, str]:
    """Return the sheet, the row or cell, and the key of a problem's path."""
    parts: list[str | int] = [*path, "", ""]
    sheet, row, *key = parts
    where = str(row + 2) if isinstance(row, int) else row
    return str(sheet), where, ".".join(str(one) for one in key if one != "")
