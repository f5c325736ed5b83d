"""The catalogue's file form (JSON, `schema_version` 1) to values: checked line by line, and never completed by a guess.

What makes real records treacherous: numbers without a unit, "free" that means "set by the province", notes that were
cut off, letters in decomposed form, invisible marks. Each is dealt with here, once.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from kiosk.domain.procedure import (
    Catalogue,
    Channel,
    ChannelTerms,
    Duration,
    Fee,
    Paper,
    PaperKind,
    Passage,
    Procedure,
    TimeLimit,
    TimeUnit,
)
from kiosk.domain.text import CounterError

Value = TypeVar("Value")
_CHANNELS = {1: Channel.COUNTER, 2: Channel.ONLINE, 3: Channel.POST}
#: Groups that repeat a paper's kind and name no case.
_PLAIN_GROUPS = {"", "giấy tờ phải nộp", "giấy tờ phải xuất trình", "lưu ý"}
#: The published record itself, as against somebody's knowledge or another province's decision.
_RECORD = re.compile(r"^(cach_thuc_thuc_hien|trinh_tu_thuc_hien)\b(?P<rest>[^;]*)$")
_SILENT = {"", "not established"}
#: The national portal's export ends a note here, without a mark; a title it cuts ends with "…".
_CUT_AT = 900
_ENDS = (".", ";", ":", ")", "!", "?", "”")
_ATTACHED_FILE = re.compile(r";\s*\S+\.(?:docx?|pdf|xlsx?)$", re.IGNORECASE)


def read_catalogue(text: str) -> Catalogue:
    """A catalogue from its JSON.

    CounterError: ``catalogue.not_json`` (line), ``catalogue.wrong_version``, ``catalogue.no_date``,
    ``catalogue.empty``, ``catalogue.wrong_record`` (number from 1, code, key), ``catalogue.twice`` (code).
    """
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as problem:
        raise CounterError("catalogue.not_json", line=problem.lineno) from problem
    if not isinstance(tree, dict) or tree.get("schema_version") != 1:
        raise CounterError("catalogue.wrong_version")
    try:
        as_of = date.fromisoformat(str(tree.get("as_of"))[:10])
    except ValueError as problem:
        raise CounterError("catalogue.no_date") from problem
    records = tree.get("procedures")
    if not isinstance(records, list) or not records:
        raise CounterError("catalogue.empty")
    procedures = tuple(_checked(number, record) for number, record in enumerate(records, start=1))
    seen: set[str] = set()
    for one in procedures:
        if one.code in seen:
            raise CounterError("catalogue.twice", code=one.code)
        seen.add(one.code)
    return Catalogue(as_of, procedures)


class _WrongKeyError(Exception):
    """A record lacks a key, or it holds something of another kind."""


def _checked(number: int, record: Any) -> Procedure:
    try:
        return _procedure(record)
    except _WrongKeyError as problem:
        code = record.get("code", "–") if isinstance(record, dict) else "–"
        raise CounterError("catalogue.wrong_record", number=number, code=code, name=str(problem)) from problem


def _procedure(record: Any) -> Procedure:
    if not isinstance(record, dict):
        raise _WrongKeyError("procedures")
    read = _Record(record)
    return Procedure(
        code=read.must("code"),
        name=read.must("name"),
        field=read.must("field"),
        short_name=read.words("short_name"),
        levels=read.list_of("levels", _text),
        agency=read.words("executing_agency"),
        targets=read.list_of("targets", _text),
        decision=read.words("decision"),
        time=_time(read.part("processing")),
        fee=_fee(read.part("fee")),
        channels=read.list_of("channels", _channel),
        papers=read.list_of("papers", _paper),
        results=read.list_of("results", _result),
        requirements=_passage(read.words("requirements")),
        grounds=tuple(filter(None, read.list_of("legal_basis", _ground))),
        former_codes=read.list_of("former_codes", _text),
        url=read.words("url"),
        is_checked=read.words("confidence") in ("", "high") and not read.words("note"),
    )


class _Record:
    """Reads keys of a JSON object; `_WrongKeyError` names the key that is not as it should be."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def words(self, key: str) -> str:
        """A text, "" where there is none."""
        value = self._values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise _WrongKeyError(key)
        return clean(value)

    def must(self, key: str) -> str:
        """A text that has to be there."""
        found = self.words(key)
        if not found:
            raise _WrongKeyError(key)
        return found

    def whole(self, key: str) -> int:
        """A number not below 0; 0 where there is none."""
        value = self._values.get(key)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise _WrongKeyError(key)
        return value

    def yes(self, key: str) -> bool:
        """A truth value; absent is no."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise _WrongKeyError(key)
        return value

    def part(self, key: str) -> "_Record":
        """An object within; an empty one where there is none."""
        value = self._values.get(key) or {}
        if not isinstance(value, dict):
            raise _WrongKeyError(key)
        return _Record(value)

    def list_of(self, key: str, read: Callable[[Any], Value]) -> tuple[Value, ...]:
        """Each member of a list, read by `read`; empty where there is none."""
        value = self._values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise _WrongKeyError(key)
        try:
            return tuple(read(member) for member in value)
        except _WrongKeyError as problem:
            raise _WrongKeyError(f"{key}: {problem}") from problem


def clean(text: str) -> str:
    """Composed letters, no invisible marks, single spaces; not a word is changed."""
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _WrongKeyError("text")
    return clean(value)


def _object(value: Any, key: str) -> _Record:
    if not isinstance(value, dict):
        raise _WrongKeyError(key)
    return _Record(value)


def _passage(text: str) -> Passage | None:
    if text.lower() in _SILENT:
        return None
    return Passage(text, text.endswith("…") or (len(text) >= _CUT_AT and not text.endswith(_ENDS)))


def _time(read: _Record) -> TimeLimit | None:
    """The rule in words. A number whose unit was lost ("01 (thiếu đơn vị)") says nothing that may be posted."""
    rule, unit, value = read.words("rule_vi"), read.words("unit"), read.whole("value")
    if not rule or (value and not unit):
        return None
    source = read.words("source")
    record = _RECORD.match(source)
    online = record is not None and "Trực tuyến" in record["rest"]
    return TimeLimit(rule, Channel.ONLINE if online else None, is_sourced=not source or record is not None)


def _fee(read: _Record) -> Fee:
    """The note stands for itself: "free" beside a note may mean that the province sets the fee."""
    note = _passage(read.words("text"))
    return Fee(note, says_free=note is None and read.yes("free") and not read.words("source"))


def _channel(value: Any) -> ChannelTerms:
    read = _object(value, "channel")
    channel = _CHANNELS.get(read.whole("channel_code"))
    if channel is None:
        raise _WrongKeyError("channel_code")
    amount, unit = read.whole("duration_value"), read.words("duration_unit")
    try:
        duration = Duration(amount, TimeUnit(unit)) if amount and unit else None
    except ValueError as problem:
        raise _WrongKeyError("duration_unit") from problem
    return ChannelTerms(channel, duration, _passage(read.words("fee_and_note_text")))


def _paper(value: Any) -> Paper:
    read = _object(value, "paper")
    try:
        kind = PaperKind(read.words("kind"))
    except ValueError as problem:
        raise _WrongKeyError("kind") from problem
    title = _passage(_ATTACHED_FILE.sub(";", read.must("title")))
    if title is None:
        raise _WrongKeyError("title")
    group = read.words("group")
    case = "" if group.lower() in _PLAIN_GROUPS else group
    return Paper(title, kind, case, read.whole("originals"), read.whole("copies"))


def _result(value: Any) -> str:
    return _object(value, "result").must("name")


def _ground(value: Any) -> Passage | None:
    return _passage(_text(value))
