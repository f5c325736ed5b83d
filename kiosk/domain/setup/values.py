"""Read and replace one value of a document by its place: ``("services", "HT-KS", "name", "en")``.

A part of a list is named by what it is known by (`kiosk.domain.setup.difference.PARTS`), so a place stays right when
the order changes.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from kiosk.domain.language.text import VIETNAMESE, LocalText
from kiosk.domain.setup.difference import PARTS
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.problem import Path

#: The keys that lead to a value. The second one is the code of a part where the section is a list.
Place = tuple[object, ...]


def value_at(document: Document, place: Place) -> Any:
    """Return the value at a place.

    Raises:
        KeyError: a list has no such part.
    """
    section, *keys = place
    value: Any = getattr(document, str(section))
    if section in PARTS and keys:
        value, keys = part_of(document, str(section), keys[0]), keys[1:]
    for key in keys:
        if isinstance(value, LocalText):
            value = value.as_dict().get(str(key), "")
        elif value is None:  # a name that is left out has no text in any language
            value = ""
        else:
            value = getattr(value, str(key))
    return value


def with_value(document: Document, place: Place, value: Any) -> Document:
    """Return the document with another value at a place. An empty text takes a language out of a name.

    Raises:
        KeyError: a list has no such part.
    """
    section, *keys = place
    held: Any = getattr(document, str(section))
    if section in PARTS and keys:
        old = part_of(document, str(section), keys[0])
        new = _replaced(old, keys[1:], value)
        held = tuple(new if one is old else one for one in held)
    else:
        held = _replaced(held, keys, value)
    return with_section(document, str(section), held)


def with_section(document: Document, section: str, held: Any) -> Document:
    """Return the document with another section."""
    changed: dict[str, Any] = {section: held}
    return replace(document, **changed)


def part_of(document: Document, section: str, code: object) -> Any:
    """Return the part of a list that is known by `code`.

    Raises:
        KeyError: there is none.
    """
    for one in getattr(document, section):
        if getattr(one, PARTS[section]) == code:
            return one
    raise KeyError(code)


def has_part(document: Document, section: str, code: object) -> bool:
    """Return whether a list has a part that is known by `code`."""
    return any(getattr(one, PARTS[section]) == code for one in getattr(document, section))


def place_of(document: Document, path: Path) -> Place:
    """Return the place that the path of a problem means; a path counts the parts of a list."""
    section, *keys = path
    parts = getattr(document, str(section))
    if section in PARTS and keys and isinstance(keys[0], int) and keys[0] < len(parts):
        return (section, getattr(parts[keys[0]], PARTS[str(section)]), *keys[1:])
    return path


def _replaced(held: Any, keys: Sequence[object], value: Any) -> Any:
    if not keys:
        return value
    key, *others = keys
    if held is None or isinstance(held, LocalText):
        return _renamed(held, str(key), value)
    name = str(key)
    new = _replaced(getattr(held, name), others, value)
    if isinstance(new, LocalText) and not any(new.as_dict().values()) and name in _may_be_none(held):
        new = None
    changed: dict[str, Any] = {name: new}
    return replace(held, **changed)


def _renamed(held: LocalText | None, language: str, text: str) -> LocalText:
    """Return a name with another text in one language. Only Vietnamese may be empty."""
    texts = {VIETNAMESE: "", **(held.as_dict() if held is not None else {}), language: text}
    return LocalText.from_dict({code: one for code, one in texts.items() if one or code == VIETNAMESE})


def _may_be_none(part: Any) -> set[str]:
    return {one.name for one in fields(part) if one.default is None}
