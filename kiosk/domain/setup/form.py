"""Turn the set-up document into plain values and back: texts, whole numbers, truth values, lists and tables.

The types of the dataclasses decide. A class with `from_text` and `to_text` is written as a text. What is None is left
out. Reading is strict and goes on after a problem, so all of them are told at once.
"""

import difflib
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from kiosk.domain.language.text import LANGUAGES, VIETNAMESE, LocalText
from kiosk.domain.setup.problem import Path, SetupProblem, problem

Part = TypeVar("Part")
_KINDS: Mapping[type, str] = {str: "text", int: "number", bool: "truth"}


def plain(value: object) -> Any:
    """Return a value of the document as plain values."""
    if isinstance(value, LocalText):
        return value.vi if not value.others else value.as_dict()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if hasattr(value, "to_text"):
        return value.to_text()
    if is_dataclass(value):
        held = {one.name: getattr(value, one.name) for one in fields(value)}
        return {name: plain(part) for name, part in held.items() if part is not None}
    return value


def read(kind: type[Part], values: object) -> tuple[Part | None, tuple[SetupProblem, ...]]:
    """Return the value of a dataclass, or None with every problem that reading met."""
    reader = _Reader()
    found = reader.read(kind, values, ())
    return (None if reader.problems else found), tuple(reader.problems)


@cache
def _types_of(kind: type) -> dict[str, Any]:
    """Return the type of each field of a dataclass. Finding them for each row took 60 % of the reading."""
    return typing.get_type_hints(kind)


class _Reader:
    """Read values by their types; a value that cannot be read is None, and its problem is kept."""

    def __init__(self) -> None:
        self.problems: list[SetupProblem] = []

    def read(self, kind: Any, value: object, path: Path) -> Any:
        """Return a value of one type."""
        origin = get_origin(kind)
        if origin in (types.UnionType, typing.Union):
            return self.read(next(one for one in get_args(kind) if one is not type(None)), value, path)
        if origin is tuple:
            return self._list(get_args(kind)[0], value, path)
        if kind is LocalText:
            return self._local(value, path)
        if kind is date:
            return self._date(value, path)
        if issubclass(kind, StrEnum):
            return self._choice(kind, value, path)
        if hasattr(kind, "from_text"):
            return self._written(kind, value, path)
        if is_dataclass(kind):
            return self._table(kind, value, path)
        return self._simple(kind, value, path)

    def _fail(self, path: Path, key: str, /, **args: object) -> None:
        self.problems.append(problem(path, key, **args))

    def _simple(self, kind: type, value: object, path: Path) -> object:
        if type(value) is kind:
            return value
        self._fail(path, f"not_{_KINDS[kind]}")
        return None

    def _list(self, kind: Any, value: object, path: Path) -> tuple[Any, ...]:
        if not isinstance(value, list):
            self._fail(path, "not_list")
            return ()
        return tuple(self.read(kind, one, (*path, place)) for place, one in enumerate(value))

    def _local(self, value: object, path: Path) -> LocalText | None:
        if isinstance(value, str):
            return LocalText(value)
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            self._fail(path, "not_name")
            return None
        for code in value.keys() - set(LANGUAGES):
            self._fail((*path, code), "unknown_language", language=code, languages=", ".join(LANGUAGES))
        if VIETNAMESE not in value:
            self._fail(path, "no_vietnamese")
            return None
        return LocalText.from_dict({code: text for code, text in value.items() if code in LANGUAGES})

    def _date(self, value: object, path: Path) -> date | None:
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self._fail(path, "not_date")
            return None

    def _choice(self, kind: type[StrEnum], value: object, path: Path) -> StrEnum | None:
        known = [one.value for one in kind]
        if value in known:
            return kind(value)
        self._fail(path, "not_choice", value=value, near=nearest(str(value), known), known=", ".join(known))
        return None

    def _written(self, kind: Any, value: object, path: Path) -> Any:
        try:
            return kind.from_text(str(value))
        except ValueError:
            self._fail(path, f"not_{kind.__name__.lower()}", value=value)
            return None

    def _table(self, kind: Any, value: object, path: Path) -> Any:
        if not isinstance(value, dict):
            self._fail(path, "not_table")
            return None
        known = {one.name: one for one in fields(kind)}
        for key in value.keys() - known.keys():
            self._fail((*path, key), "unknown_key", key=key, near=nearest(key, known))
        hints = _types_of(kind)
        before = len(self.problems)
        held = {}
        for name, one in known.items():
            if name in value:
                held[name] = self.read(hints[name], value[name], (*path, name))
            elif _is_needed(one):
                self._fail(path, "missing", key=name)
        return kind(**held) if len(self.problems) == before else None


def _is_needed(one: "Field[Any]") -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def nearest(word: str, known: typing.Iterable[str]) -> str:
    """Return the known word that resembles most, or all of them."""
    words = list(known)
    return next(iter(difflib.get_close_matches(word, words, n=1, cutoff=0.5)), ", ".join(words))


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every plain value inside tables and lists."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    yield path
    for key, part in inside:
        yield from paths(part, (*path, key))
