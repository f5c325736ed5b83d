"""Read and write a set-up as a TOML text: ``setup.toml``, with a comment at each section.

A problem is told with its line. Texts are written so that `tomllib` reads them back unchanged.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from kiosk.domain.language.text import Message
from kiosk.domain.setup.document import Document, read_document
from kiosk.domain.setup.form import plain
from kiosk.domain.setup.problem import Path, SetupProblem, problem

_SYNTAX_LINE = re.compile(r"\(at line (\d+)")
_HEADER = re.compile(r"(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)\s*=")
#: A list or table is written on one line up to so many characters.
_WIDTH = 100


def read_toml(text: str) -> tuple[Document | None, tuple[tuple[int, Message], ...]]:
    """Return the document of a text, or None with each problem and its line, counted from 1."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        at = _SYNTAX_LINE.search(str(wrong))
        line = int(at[1]) if at else text.count("\n") + 1
        return None, ((line, problem((), "syntax").message),)
    found, problems = read_document(values)
    return found, located(problems, text)


def located(problems: "tuple[SetupProblem, ...]", text: str) -> tuple[tuple[int, Message], ...]:
    """Return problems with the line of each, in the order of the lines."""
    lines = _lines(text)
    found = [(_line_of(one.path, lines), one.message) for one in problems]
    return tuple(sorted(found, key=lambda one: one[0]))


def _line_of(path: Path, lines: Mapping[Path, int]) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _lines(text: str) -> dict[Path, int]:
    """Return the line of each section and key. A key inside a list or an inline table has the line of its owner."""
    lines: dict[Path, int] = {}
    counts: dict[str, int] = {}
    section: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        header, key = _HEADER.match(bare), _KEY.match(bare)
        if header:
            section = tuple(header[2].split("."))
            if header[1] == "[[":
                counts[header[2]] = counts.get(header[2], -1) + 1
                lines.setdefault(section, number)
                section = (*section, counts[header[2]])
            lines[section] = number
        elif key:
            lines.setdefault((*section, *key[1].split(".")), number)
    return lines


def write_toml(document: Document, comments: Mapping[str, str]) -> str:
    """Return the text of a document. `comments` stand above the sections, by the section's key; "" is the first."""
    values = plain(document)
    parts = [_comment(comments.get("", "")), f"format = {values.pop('format')}\n"]
    empty = [key for key, value in values.items() if value == []]
    for key in empty:  # before the first section, or they would belong to one
        parts.append("\n" + _comment(comments.get(key, "")) + f"{key} = []\n")
        del values[key]
    for key, value in values.items():
        parts.append("\n" + _comment(comments.get(key, "")))
        if isinstance(value, list):
            parts.append("\n".join(f"[[{key}]]\n{_table(one)}" for one in value))
        else:
            parts.append(f"[{key}]\n{_table(value)}")
    return "".join(parts)


def _comment(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())


def _table(values: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value, len(key) + 3)}\n" for key, value in values.items())


def _value(value: Any, used: int = 0) -> str:
    """Return a value as TOML; `used` characters of its line are taken."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        items = [_value(one) for one in value]
        line = "[" + ", ".join(items) + "]"
        if used + len(line) <= _WIDTH:
            return line
        return "[\n" + "".join(f"    {one},\n" for one in items) + "]"
    return str(value)
