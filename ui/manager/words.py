"""Put differences into words: where, what, the old and the new value."""

import re
from dataclasses import dataclass
from datetime import date

from kiosk.domain.language.text import LocalText, Texts
from kiosk.domain.people.scan import Sex
from kiosk.domain.setup.difference import Change, ChangeKind

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED = {"role", "rule"}
_CODES = {"languages", "voices"}
_DAY = re.compile("|".join(_DAYS))
#: A unit at the end of the name of a key; the values of the window have it themselves.
_UNIT = re.compile(", (phút|giây|minutes|seconds)$")
_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Hold a difference as a row shows it: a sentence that ends before the values, and the values; empty: none."""

    lead: str
    old: str = ""
    new: str = ""


class ChangeWords:
    """Tell differences in one language."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def tell(self, change: Change) -> ChangeLine:
        """Return the words of a difference."""
        where = self._where(change)
        if not change.path:
            if change.kind is ChangeKind.MOVED:
                section = self._texts.say(f"setup.section.{change.section}")
                return ChangeLine(self._say("change.moved_part", where=section))
            lead = self._say(f"change.{change.kind}_part", where=self._say(f"part.{change.section}"))
            name = self._part(change)
            return ChangeLine(lead, name, "") if change.kind is ChangeKind.REMOVED else ChangeLine(lead, "", name)
        key = self._key(change)
        old, new = (self._value(change, one) for one in (change.old, change.new))
        match change.kind:
            case ChangeKind.ADDED:
                return ChangeLine(self._say("change.added", where=where, key=key), "", new)
            case ChangeKind.REMOVED:
                return ChangeLine(self._say("change.removed", where=where, key=key), old, "")
            case ChangeKind.MOVED:
                return ChangeLine(self._say("change.moved", where=where, key=key))
            case _:
                return ChangeLine(self._say("change.changed", where=where, key=key), old, new)

    def line(self, change: Change) -> str:
        """Return a difference as one line of text."""
        told = self.tell(change)
        values = " → ".join(one for one in (told.old, told.new) if one)
        return f"{told.lead} {values}".strip()

    def _say(self, sentence: str, /, **args: object) -> str:
        return self._texts.say(f"manager.{sentence}", **args)

    def _where(self, change: Change) -> str:
        return self._part(change) if change.part else self._texts.say(f"setup.section.{change.section}")

    def _part(self, change: Change) -> str:
        part = self._text(change.part)
        if change.section == "counters":
            return self._texts.say("common.counter", number=part)
        if isinstance(change.code, date):
            return f"{change.code:%d/%m/%Y}"
        return part

    def _key(self, change: Change) -> str:
        key = change.path[-1]
        if key in _DAYS:
            return self._texts.say(f"common.weekday.{_DAYS.index(key)}")
        return _UNIT.sub("", self._texts.say(f"setup.key.{key}"))

    def _value(self, change: Change, value: LocalText | str) -> str:
        text, key = self._text(value), change.path[-1]
        if not text:
            return self._say("no_limit") if key in {"quota", "daily_cap"} else self._say("none")
        if key in _NAMED:
            return self._say(f"{key}.{text}")
        if key == "sex":
            return self._say(f"sex.{Sex(text).name.lower()}")
        if key in _CODES:
            return self._say(f"language.{text}")
        if key.endswith("minutes") and text.isdecimal():
            return self._say("minutes").format(count=text)
        if key.endswith("seconds") and text.isdecimal():
            return self._say("seconds").format(count=text)
        if text in {"True", "False"}:
            return self._say("yes" if text == "True" else "no")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        if key == "hours":
            text = _DAY.sub(self._weekday, text)
        return _SPAN.sub(r"\1–\2", text)

    def _weekday(self, found: re.Match[str]) -> str:
        return self._texts.say(f"common.weekday.{_DAYS.index(found[0])}")

    def _text(self, value: LocalText | str) -> str:
        return self._texts.name(value) if isinstance(value, LocalText) else value
