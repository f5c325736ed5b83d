"""Read a file of appointments, CSV or JSON: each line becomes a booking or a refusal."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from kiosk.domain.language.text import CounterError, Message
from kiosk.domain.people.personal_number import NumberProblem, parse_number
from kiosk.domain.queue.appointment import CodeFault, parse_appointment_code

#: The columns that must be present, and the columns that may be present.
REQUIRED = ("code", "service", "date", "from", "until")
OPTIONAL = ("person", "state", "branch", "place")
_STATES = ("booked", "cancelled")
_LONGEST_PLACE = 120
_DATES = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class FileLine:
    """Hold one entry of a file before it is checked.

    `number` is the line of a CSV file or the place in a JSON list, from 1. `fault` says why the cells of the line could
    not be separated. The repr shows no cell.
    """

    number: int
    cells: Mapping[str, str] = field(repr=False, default_factory=dict)
    fault: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Hold one checked line: local times, a personal number or "", and "" for this branch."""

    code: str
    service: str
    day: date
    begins: time
    ends: time
    number: str = field(repr=False)
    is_cancelled: bool
    branch: str
    place: str


def read_file(text: str, name: str) -> list[FileLine]:
    """Return the lines of a file whose name ends in ``.csv`` or ``.json``, without the empty ones.

    Raises:
        CounterError: ``appointments.file.*``, for another kind of file or wrong columns.
    """
    suffix = name.lower().rpartition(".")[2]
    if suffix == "csv":
        return _read_csv(text)
    if suffix == "json":
        return _read_json(text)
    raise CounterError("appointments.file.kind", file=name)


def read_booking(line: FileLine) -> Booking:
    """Return the booking of a line.

    Raises:
        CounterError: ``appointments.line.*``, for the first fault of the line.
    """
    if line.fault is not None:
        raise CounterError(line.fault.key, **line.fault.args)
    cells = {column: line.cells.get(column, "").strip() for column in (*REQUIRED, *OPTIONAL)}
    for column in REQUIRED:
        if not cells[column] and not (column == "service" and cells["branch"]):
            raise CounterError("appointments.line.missing", column=column)
    code = parse_appointment_code(cells["code"])
    if isinstance(code, CodeFault):
        raise CounterError(f"appointments.line.{code.value}", code=_short(cells["code"]))
    begins, ends = _time(cells["from"]), _time(cells["until"])
    if ends <= begins:
        raise CounterError("appointments.line.ends_first", begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")
    state = cells["state"].lower() or _STATES[0]
    if state not in _STATES:
        raise CounterError("appointments.line.state", state=_short(state))
    if len(cells["place"]) > _LONGEST_PLACE or not cells["place"].isprintable():
        raise CounterError("appointments.line.place")
    return Booking(
        code=code,
        service=cells["service"],
        day=_date(cells["date"]),
        begins=begins,
        ends=ends,
        number=_number(cells["person"]),
        is_cancelled=state == _STATES[1],
        branch=cells["branch"],
        place=cells["place"],
    )


def _read_csv(text: str) -> list[FileLine]:
    head = text.partition("\n")[0]
    # A spreadsheet writes semicolons where the decimal sign is a comma, as it is in Vietnam.
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: list[str] = []
    lines: list[FileLine] = []
    number = 1
    try:
        for row in rows:
            if not columns:
                columns = [cell.strip().lower() for cell in row]
                _check_columns(columns)
            elif any(cell.strip() for cell in row):
                lines.append(_csv_line(number, columns, row))
            number = rows.line_num + 1
    except csv.Error as problem:
        raise CounterError("appointments.file.csv", line=rows.line_num) from problem
    if not columns:
        raise CounterError("appointments.file.empty")
    return lines


def _csv_line(number: int, columns: list[str], row: list[str]) -> FileLine:
    if len(row) != len(columns):
        return FileLine(number, fault=Message("appointments.line.cells", {"found": len(row), "expected": len(columns)}))
    return FileLine(number, dict(zip(columns, row, strict=True)))


def _check_columns(columns: list[str]) -> None:
    for column in columns:
        if column not in (*REQUIRED, *OPTIONAL):
            raise CounterError("appointments.file.unknown_column", column=_short(column))
        if columns.count(column) > 1:
            raise CounterError("appointments.file.column_twice", column=column)
    for column in REQUIRED:
        if column not in columns:
            raise CounterError("appointments.file.no_column", column=column)


def _read_json(text: str) -> list[FileLine]:
    try:
        entries = json.loads(text)
    except ValueError as problem:
        raise CounterError("appointments.file.json", line=getattr(problem, "lineno", 1)) from problem
    except RecursionError as problem:
        raise CounterError("appointments.file.json", line=1) from problem
    if not isinstance(entries, list):
        raise CounterError("appointments.file.no_list")
    return [_json_line(number, entry) for number, entry in enumerate(entries, start=1)]


def _json_line(number: int, entry: Any) -> FileLine:
    if not isinstance(entry, dict):
        return FileLine(number, fault=Message("appointments.line.no_object"))
    for column, cell in entry.items():
        if column not in (*REQUIRED, *OPTIONAL):
            return FileLine(number, fault=Message("appointments.line.unknown", {"column": _short(column)}))
        if not isinstance(cell, str):
            return FileLine(number, fault=Message("appointments.line.no_text", {"column": column}))
    return FileLine(number, entry)


def _date(text: str) -> date:
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise CounterError("appointments.line.date", date=_short(text))


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - local time of the branch
    except ValueError:
        raise CounterError("appointments.line.time", time=_short(text)) from None


def _number(text: str) -> str:
    """Return the digits of a personal number, or "". The refusal repeats none of them."""
    if not text:
        return ""
    number = parse_number(text)
    if isinstance(number, NumberProblem):
        raise CounterError("appointments.line.person")
    return number.digits


def _short(text: str) -> str:
    """Return a cell, cut and printable, for use in a sentence."""
    return "".join(character if character.isprintable() else "·" for character in text[:40])
