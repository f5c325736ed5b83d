"""Read a catalogue file (JSON, `schema_version` 1): check each record, and never complete it by a guess.

Real records have traps. A number lacks its unit; "free" means "set by the province"; a text was cut off; letters are
decomposed; marks are invisible. This module handles each of them, once.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from kiosk.domain.language.text import CounterError
from kiosk.domain.procedures.procedure import (
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

Value = TypeVar("Value")
_CHANNELS = {1: Channel.COUNTER, 2: Channel.ONLINE, 3: Channel.POST}
#: Groups that repeat the kind of a paper and do not name a case.
_PLAIN_GROUPS = {"", "giấy tờ phải nộp", "giấy tờ phải xuất trình", "lưu ý"}
#: Matches the heading of papers that every case needs: one person's, or those of a representative.
_IN_EVERY_CASE = re.compile(r"^hồ sơ của người\b|\bủy quyền\b.*\bkèm theo\b", re.IGNORECASE)
#: Matches the published record as a source. Other sources are general knowledge or another province's decision.
_RECORD = re.compile(r"^(cach_thuc_thuc_hien|trinh_tu_thuc_hien)\b(?P<rest>[^;]*)$")
_SILENT = {"", "not established"}
#: The national portal's export cuts a note at this length, without a mark. It ends a cut title with "…".
_CUT_AT = 900
#: No count, amount or number of days of a procedure is higher.
_MOST = 10**12
_ENDS = (".", ";", ":", ")", "!", "?", "”")
_ATTACHED_FILE = re.compile(r";\s*\S+\.(?:docx?|pdf|xlsx?)$", re.IGNORECASE)


def read_catalogue(text: str) -> Catalogue:
    """Return the catalogue of a JSON text.

    Raises:
        CounterError: ``catalogue.not_json`` (line), ``catalogue.wrong_version``, ``catalogue.no_date``,
            ``catalogue.empty``, ``catalogue.wrong_record`` (number from 1, code, key) or ``catalogue.twice`` (code).
    """
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as problem:  # numbers and brackets without end have no line
        raise CounterError("catalogue.not_json", line=getattr(problem, "lineno", 1)) from problem
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
    """Say that a record lacks a key, or that its value has the wrong kind."""


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
    """Read the keys of a JSON object; `_WrongKeyError` names a wrong key."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def words(self, key: str) -> str:
        """Return a text, "" where there is none."""
        value = self._values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise _WrongKeyError(key)
        return clean(value)

    def must(self, key: str) -> str:
        """Return a text that must be present."""
        found = self.words(key)
        if not found:
            raise _WrongKeyError(key)
        return found

    def whole(self, key: str) -> int:
        """Return a number from 0 to `_MOST`, 0 where there is none."""
        value = self._values.get(key)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
            raise _WrongKeyError(key)
        return value

    def yes(self, key: str) -> bool:
        """Return a truth value, False where there is none."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise _WrongKeyError(key)
        return value

    def part(self, key: str) -> "_Record":
        """Return an object inside, an empty one where there is none."""
        value = self._values.get(key) or {}
        if not isinstance(value, dict):
            raise _WrongKeyError(key)
        return _Record(value)

    def list_of(self, key: str, read: Callable[[Any], Value]) -> tuple[Value, ...]:
        """Return the members of a list, each converted by `read`; empty where there is no list."""
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
    """Return a text with composed letters, single spaces and no invisible marks. No word is changed."""
    is_plain = text.isprintable()  # nearly all are, and have no such mark: the catalogue is read in half the time
    visible = text if is_plain else "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
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
    """Return the time limit in words. A number whose unit was lost ("01 (thiếu đơn vị)") is left out."""
    rule, unit, value = read.words("rule_vi"), read.words("unit"), read.whole("value")
    if not rule or (value and not unit):
        return None
    source = read.words("source")
    record = _RECORD.match(source)
    online = record is not None and "Trực tuyến" in record["rest"]
    return TimeLimit(rule, Channel.ONLINE if online else None, is_sourced=not source or record is not None)


def _fee(read: _Record) -> Fee:
    """Return the fee. A note wins over "free": beside a note, "free" may mean that the province sets the fee."""
    note = _passage(read.words("text"))
    amounts = read.list_of("counter_vnd", _amount)
    is_free = note is None and read.yes("free") and not read.words("source")
    return Fee(note, says_free=is_free, amount=amounts[0] if len(amounts) == 1 else None)


def _amount(value: Any) -> int:
    if not isinstance(value, int) or value <= 0:
        raise ValueError("an amount is a number of đồng")
    return value


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
    heading = "" if group.lower() in _PLAIN_GROUPS else group
    case, part = ("", heading) if _IN_EVERY_CASE.search(heading) else (heading, "")
    return Paper(title, kind, case, part, read.whole("originals"), read.whole("copies"))


def _result(value: Any) -> str:
    return _object(value, "result").must("name")


def _ground(value: Any) -> Passage | None:
    return _passage(_text(value))
