"""Read a calendar of exceptional days: a CSV table with one row a day and the decision behind it."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from itertools import pairwise

from kiosk.domain.branch_setup import SpecialDay
from kiosk.domain.language.text import CounterError, LocalText

_COLUMNS = ("day", "hours", "name", "source")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{2}:\d{2})-(\d{2}:\d{2})")


def read_calendar(text: str) -> dict[date, SpecialDay]:
    """Return the days of a CSV table with the columns ``day,hours,name,source``.

    ``name_en`` and ``name_km`` are optional columns; ``#`` starts a comment. ``hours`` is ``closed``, a weekday whose
    hours hold (``mon`` … ``sun``, for a swapped working day), or spans such as ``07:30-11:30 13:30-16:00``.

    Raises:
        CounterError: ``calendar.columns``, ``calendar.day``, ``calendar.hours``, ``calendar.empty_cell`` or
            ``calendar.twice``, with the line.
    """
    lines = ["" if line.startswith("#") else line for line in text.removeprefix("\ufeff").splitlines()]
    start = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    table = csv.DictReader(io.StringIO("\n".join(lines[start:])), restval="")
    if not set(_COLUMNS) <= set(table.fieldnames or ()):
        raise CounterError("calendar.columns", columns=", ".join(_COLUMNS))
    found: dict[date, SpecialDay] = {}
    for row in table:
        line = start + table.line_num
        day = _day(row["day"], line)
        if day in found:
            raise CounterError("calendar.twice", line=line, day=row["day"])
        found[day] = _special(row, line)
    return found


def write_hours(spans: Iterable[tuple[time, time]], like: int | None) -> str:
    """Return the cell ``hours`` of a day: its spans, or the weekday whose hours hold."""
    if like is not None:
        return _WEEKDAYS[like]
    return " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans) or "closed"


def read_hours(cell: str, line: int = 0) -> tuple[tuple[tuple[time, time], ...], int | None]:
    """Return the spans of a cell ``hours``, or the weekday whose hours hold.

    Raises:
        CounterError: ``calendar.hours``.
    """
    word = cell.strip().lower()
    if word in _WEEKDAYS:
        return (), _WEEKDAYS.index(word)
    return (() if word == "closed" else _spans(word, line)), None


def _day(cell: str, line: int) -> date:
    try:
        return date.fromisoformat(cell.strip())
    except ValueError:
        raise CounterError("calendar.day", line=line, day=cell) from None


def _special(row: Mapping[str, str], line: int) -> SpecialDay:
    for column in ("name", "source"):
        if not row[column].strip():
            raise CounterError("calendar.empty_cell", line=line, column=column)
    names = {code: row.get(f"name_{code}", "").strip() for code in ("en", "km")}
    name = LocalText.from_dict({"vi": row["name"].strip(), **{code: text for code, text in names.items() if text}})
    spans, like = read_hours(row["hours"], line)
    return SpecialDay(name, row["source"].strip(), spans, like)


def _spans(cell: str, line: int) -> tuple[tuple[time, time], ...]:
    problem = CounterError("calendar.hours", line=line, hours=cell)
    matches = [_SPAN.fullmatch(part) for part in cell.split()]
    if not matches:
        raise problem
    try:
        spans = [(time.fromisoformat(m[1]), time.fromisoformat(m[2])) for m in matches if m]
    except ValueError:
        raise problem from None
    if None in matches or not _is_ascending(moment for span in spans for moment in span):
        raise problem
    return tuple(spans)


def _is_ascending(moments: Iterable[time]) -> bool:
    row = list(moments)
    return all(earlier < later for earlier, later in pairwise(row))
