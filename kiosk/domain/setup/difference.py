"""Compare two versions of a set-up and tell each difference as a value that a window or a terminal puts into words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from kiosk.domain.language.text import LocalText, Texts
from kiosk.domain.look import Roundel
from kiosk.domain.setup.document import Document, Span
from kiosk.domain.setup.form import plain

#: The lists of the document, each with the key by which its parts are known again in another version.
PARTS = {
    "fields": "code",
    "services": "code",
    "counters": "number",
    "staff": "login",
    "calendar": "day",
    "groups": "code",
    "reasons": "code",
}


#: As many signs of a picture's hash are told.
_SHORT_HASH = 8


class ChangeKind(StrEnum):
    """List what a difference is."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one difference.

    Attributes:
        section: the key of the section, for instance ``services``.
        part: the name of the part in a list, in the newer version; empty for a section that is no list.
        key: the key that differs; empty where the whole part came or went, or the order of a list changed.
        old, new: the values as they are written; empty for none.
        code: what the part of a list is known by, see `PARTS`; None for a section that is no list.
        path: the keys from the part to the value that differs; the last one is `key`.
        item: what a list inside a part lost or gained.
    """

    kind: ChangeKind
    section: str
    part: LocalText | str = ""
    key: str = ""
    old: LocalText | str = ""
    new: LocalText | str = ""
    code: object = None
    path: tuple[str, ...] = ()
    item: object = None


def differences(old: Document, new: Document) -> tuple[Change, ...]:
    """Return every difference, in the order of the document's sections."""
    names = _names(old) | _names(new)
    found: list[Change] = []
    for one in fields(Document):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if one.name in PARTS:
            found += _of_list(one.name, before, after, names)
        elif one.name != "format":
            found += _of_part(Change(ChangeKind.CHANGED, one.name), before, after, names)
    return tuple(found)


def _names(document: Document) -> dict[str, LocalText]:
    """Return the names that stand for codes inside other parts."""
    services = {one.code: one.name for one in document.services}
    return {**services, **{one.code: one.name for one in document.fields}}


def _of_list(section: str, before: Sequence[Any], after: Sequence[Any], names: Mapping[str, LocalText]) -> list[Change]:
    olds, news = ({getattr(one, PARTS[section]): one for one in parts} for parts in (before, after))
    found = [Change(ChangeKind.REMOVED, section, _title(one), code=key) for key, one in olds.items() if key not in news]
    found += [Change(ChangeKind.ADDED, section, _title(one), code=key) for key, one in news.items() if key not in olds]
    for key, one in news.items():
        if key in olds:
            found += _of_part(Change(ChangeKind.CHANGED, section, _title(one), code=key), olds[key], one, names)
    if [key for key in olds if key in news] != [key for key in news if key in olds]:
        found.append(Change(ChangeKind.MOVED, section))
    return found


def _of_part(part: Change, before: Any, after: Any, names: Mapping[str, LocalText]) -> Iterator[Change]:
    """Tell the differences of two values of one class. `part` says where they stand."""
    for one in fields(before):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if old == new:
            continue
        here = replace(part, key=one.name, path=(*part.path, one.name))
        if isinstance(old, tuple) and not _is_day(old, new):
            yield from _of_items(here, old, new, names)
        elif _is_nested(old) and _is_nested(new):
            yield from _of_part(here, old, new, names)
        else:
            before_words, after_words = _pair(old, new, names)
            yield replace(here, old=before_words, new=after_words)


def _is_day(old: object, new: object) -> bool:
    """Return whether two tuples are the hours of a day, which are told as one value."""
    spans = [*old, *new] if isinstance(old, tuple) and isinstance(new, tuple) else []
    return bool(spans) and all(isinstance(one, Span) for one in spans)


def _is_nested(value: object) -> bool:
    """Return whether a value is a part of its own, with keys: neither a name nor a value that is written as a text."""
    return is_dataclass(value) and not isinstance(value, LocalText) and not hasattr(value, "to_text")


def _of_items(
    change: Change, old: Sequence[Any], new: Sequence[Any], names: Mapping[str, LocalText]
) -> Iterator[Change]:
    """Tell what a list inside a part lost and gained, for instance the services of a counter."""
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    for one in gone:
        yield replace(change, kind=ChangeKind.REMOVED, old=_words(one, names), item=one)
    for one in come:
        yield replace(change, kind=ChangeKind.ADDED, new=_words(one, names), item=one)
    if [one for one in old if one in new] != [one for one in new if one in old]:
        yield replace(change, kind=ChangeKind.MOVED)


def _title(part: Any) -> LocalText | str:
    """Return the name of a part: a counter's number, a day's date, else its name."""
    if hasattr(part, "number"):
        return str(part.number)
    return str(part.day) if hasattr(part, "day") else part.name


def _pair(old: Any, new: Any, names: Mapping[str, LocalText]) -> tuple[LocalText | str, LocalText | str]:
    """Return both values as they are written. Names that differ in another language only are written with it."""
    if isinstance(old, LocalText) and isinstance(new, LocalText) and old.vi == new.vi:
        before, after = old.as_dict(), new.as_dict()
        languages = [code for code in (before | after) if before.get(code) != after.get(code)]
        return _in_languages(before, languages), _in_languages(after, languages)
    return _words(old, names), _words(new, names)


def _in_languages(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    return "; ".join(f"{code}: {texts[code]}" for code in languages if code in texts)


def _words(value: Any, names: Mapping[str, LocalText]) -> LocalText | str:
    """Return a value as it is written; a code that has a name is written as that name."""
    if value is None:
        return ""
    if isinstance(value, LocalText):
        return value
    if isinstance(value, Roundel):
        return _roundel_words(value)
    if isinstance(value, tuple) and all(isinstance(one, Span) for one in value):
        return ", ".join(one.to_text() for one in value)
    written = plain(value)
    if isinstance(written, dict):  # the hours of a service
        return "; ".join(f"{day} {', '.join(spans)}" for day, spans in written.items() if spans)
    return names.get(str(written), str(written))


def _roundel_words(roundel: Roundel) -> str:
    """Return the kind and the size of a picture, with the beginning of its hash; the hash alone without the picture."""
    artwork, short = roundel.artwork, roundel.name[:_SHORT_HASH]
    if artwork is None:
        return short
    return f"{artwork.kind.upper()}, {max(1, round(len(artwork.content) / 1024))} KB, {short}"


def change_words(change: Change, texts: Texts) -> str:
    """Return a difference as one sentence."""
    section = texts.say(f"setup.section.{change.section}")
    part = _text(change.part, texts)
    where = texts.say("setup.change.part", section=section, part=part) if part else section
    if not change.key:
        return texts.say(f"setup.change.{change.kind}_part", where=where)
    old, new = (_text(value, texts) or "–" for value in (change.old, change.new))
    key = texts.say(f"setup.key.{change.key}")
    return texts.say(f"setup.change.{change.kind}", where=where, key=key, old=old, new=new)


def _text(value: LocalText | str, texts: Texts) -> str:
    return texts.name(value) if isinstance(value, LocalText) else value
