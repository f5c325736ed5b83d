"""List who changed, opened or ordered what, by records of the journal: for an audit of the branch.

The sentences name counters, machines and staff, never a citizen. What a clerk does at the own counter is no part of it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from kiosk.domain.journal import Event, JournalRecord
from kiosk.domain.language.text import LocalText, Message
from kiosk.domain.queue.reasons import PauseReason
from kiosk.domain.queue.ticket import label
from kiosk.domain.setup.difference import Change

#: The station of an order to every machine.
EVERYWHERE = "*"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Body = Mapping[str, Any]
_Details = tuple[Message, ...]


class AuditTopic(StrEnum):
    """Group the kinds of records."""

    SETUP = "setup"
    SIGN_IN = "sign_in"
    PIN = "pin"
    ORDER = "order"
    EXPORT = "export"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class AuditNames:
    """Hold the names of services by code, of staff by id and by login; `local` puts a moment into the branch's time."""

    services: Mapping[str, LocalText]
    staff: Mapping[int, str]
    logins: Mapping[str, str]
    local: Callable[[datetime], datetime]

    def moment(self, us: int) -> datetime:
        """Return the local moment of microseconds since 1970."""
        return self.local(_EPOCH + timedelta(microseconds=us))

    def author(self, body: _Body) -> str:
        """Return who gave an order: a member of staff, or the user of a terminal; empty when nobody is named."""
        by = str(body.get("by", ""))
        return self.logins.get(by, by) or self.staff.get(body.get("staff", 0), "")


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Hold one line: when, who, and what as a sentence, with details.

    `version` is the version of the set-up that a line published, `changes` what it changed, `reason` why.
    """

    kind: str
    topic: AuditTopic
    seq: int
    at: datetime
    who: str
    what: Message
    details: _Details = ()
    station: str = ""
    reason: str = ""
    version: int | None = None
    changes: tuple[Change, ...] = ()


def audit_lines(records: Iterable[JournalRecord], names: AuditNames) -> tuple[AuditLine, ...]:
    """Return the lines of some records, the newest first."""
    found = (_line(record, json.loads(record.body), names) for record in records if record.kind in KINDS)
    return tuple(sorted((one for one in found if one is not None), key=_moment, reverse=True))


def _line(record: JournalRecord, body: _Body, names: AuditNames) -> AuditLine | None:
    topic, tell = _TOLD[record.kind]
    if record.kind in _ALSO_OWN and ("by" not in body or body.get("reason") == PauseReason.COMING):
        return None
    about, _, rest = record.subject.partition(":")
    what, *details = tell({**body, "about": rest}, names)
    is_sign_in = topic is AuditTopic.SIGN_IN
    return AuditLine(
        kind=record.kind,
        topic=topic,
        seq=record.seq,
        at=names.moment(body.get("done_us", record.at_us)),
        who=names.staff.get(int(rest), "") if is_sign_in else names.author(body),
        what=what,
        details=tuple(details),
        station=str(body.get("station", "")) or (rest if about == "station" else ""),
        reason=str(body.get("reason", "")) if topic in _WITH_REASON else "",
        version=body.get("version") if record.kind == Event.SETUP_PUBLISHED else None,
    )


def _moment(line: AuditLine) -> tuple[datetime, int]:
    return line.at, line.seq


def _published(body: _Body, _names: AuditNames) -> _Details:
    return (_say("published", version=body["version"]),)


def _catalogue(body: _Body, _names: AuditNames) -> _Details:
    return (_say("catalogue", day=date.fromisoformat(body["as_of"]), count=body["procedures"]),)


def _configured(body: _Body, _names: AuditNames) -> _Details:
    return (_say("configured", keys=", ".join(body["keys"])),)


def _upgraded(body: _Body, _names: AuditNames) -> _Details:
    return (_say("upgraded", before=body["from"], after=body["to"]),)


def _restored(body: _Body, _names: AuditNames) -> _Details:
    """Tell a new epoch: after a restore, or by order, which names no file; and the numbers that it skips."""
    what = _say("restored" if body["file"] else "new_epoch", file=body["file"], seq=body["seq"])
    skipped = ", ".join(label(series, number) for series, number in sorted(body["skipped"].items()))
    return (what, _say("skipped", numbers=skipped)) if skipped else (what,)


def _refused(body: _Body, _names: AuditNames) -> _Details:
    return (_say("refused", count=body["failures"]),)


def _pin_set(body: _Body, names: AuditNames) -> _Details:
    return (_say("pin_set", name=names.logins.get(body["login"], body["login"])),)


def _unlocked(body: _Body, names: AuditNames) -> _Details:
    return (_say("unlocked", name=names.logins.get(body["login"], body["login"])),)


def _opened(body: _Body, names: AuditNames) -> _Details:
    return (_say("opened", counter=body["counter"], name=names.staff.get(body["staff"], "–")),)


def _service_today(body: _Body, names: AuditNames) -> _Details:
    key = "service_given" if body["given"] else "service_taken"
    name = names.services.get(body["service"], LocalText(body["service"]))
    return (_say(key, counter=body["counter"], name=name),)


def _exported(body: _Body, _names: AuditNames) -> _Details:
    if body["what"] == "refused":
        return (_say("exported_refused", count=body["records"]),)
    if body["what"] != "report":
        return (_say("exported_setup"),)
    first, last = (date.fromisoformat(body[name]) for name in ("first", "last"))
    return (_say("exported_report", first=first, last=last),)


def _with_text(key: str) -> "_Tells":
    """Return what tells an order with the text that citizens read."""

    def tell(body: _Body, _names: AuditNames) -> _Details:
        text = str(body.get("text", ""))
        return (_say(key), _say("text", text=text)) if text else (_say(key),)

    return tell


def _at_counter(key: str) -> "_Tells":
    """Return what tells an order about a counter."""

    def tell(body: _Body, _names: AuditNames) -> _Details:
        return (_say(key, counter=body["counter"]),)

    return tell


def _of_day(key: str) -> "_Tells":
    """Return what tells a record about a business date."""

    def tell(body: _Body, _names: AuditNames) -> _Details:
        return (_say(key, day=date.fromisoformat(body["about"])),)

    return tell


def _seen(body: _Body, _names: AuditNames) -> _Details:
    return (_say("late_delivery_seen" if body["about"].startswith("delivery:") else "alert_seen"),)


def _counted(key: str, field: str) -> "_Tells":
    """Return what tells a record with a number of records or minutes."""

    def tell(body: _Body, _names: AuditNames) -> _Details:
        return (_say(key, count=body[field]),)

    return tell


def _forgotten(body: _Body, _names: AuditNames) -> _Details:
    return (_say("forgotten", day=date.fromisoformat(body["through"])),)


def _plain(key: str) -> "_Tells":
    """Return what tells a record without values."""

    def tell(_body: _Body, _names: AuditNames) -> _Details:
        return (_say(key),)

    return tell


def _say(key: str, **args: object) -> Message:
    return Message(f"audit.{key}", args)


_Tells = Callable[[_Body, AuditNames], _Details]
_TOLD: Mapping[str, tuple[AuditTopic, _Tells]] = {
    Event.SETUP_PUBLISHED: (AuditTopic.SETUP, _published),
    Event.CATALOGUE_REPLACED: (AuditTopic.SETUP, _catalogue),
    Event.STATION_CONFIGURED: (AuditTopic.SETUP, _configured),
    **dict.fromkeys(
        ("counter.set_up@1", "staff.added@1", "staff.changed@1", "calendar.changed@1"),
        (AuditTopic.SETUP, _plain("changed_by_0_1")),
    ),
    Event.STAFF_SIGNED_IN: (AuditTopic.SIGN_IN, _plain("signed_in")),
    Event.STAFF_REFUSED: (AuditTopic.SIGN_IN, _refused),
    Event.STAFF_PIN_SET: (AuditTopic.PIN, _pin_set),
    Event.STAFF_UNLOCKED: (AuditTopic.PIN, _unlocked),
    Event.COUNTER_OPENED: (AuditTopic.ORDER, _opened),
    Event.COUNTER_CLOSED: (AuditTopic.ORDER, _at_counter("closed")),
    Event.COUNTER_PAUSED: (AuditTopic.ORDER, _at_counter("paused")),
    Event.COUNTER_RESUMED: (AuditTopic.ORDER, _at_counter("resumed")),
    Event.COUNTER_SERVICE_TODAY: (AuditTopic.ORDER, _service_today),
    Event.STATION_TAKEN_OUT: (AuditTopic.ORDER, _with_text("taken_out")),
    Event.STATION_BROUGHT_BACK: (AuditTopic.ORDER, _plain("brought_back")),
    Event.STATION_RESTARTED: (AuditTopic.ORDER, _plain("restarted")),
    Event.STATION_LEFT: (AuditTopic.ORDER, _plain("left")),
    Event.STATION_TRIED_PRINTER: (AuditTopic.ORDER, _plain("tried_printer")),
    Event.NOTICE_PUT_UP: (AuditTopic.ORDER, _with_text("notice")),
    Event.NOTICE_TAKEN_DOWN: (AuditTopic.ORDER, _with_text("no_notice")),
    Event.ALERT_SEEN: (AuditTopic.ORDER, _seen),
    Event.QUARANTINE_SENT_AGAIN: (AuditTopic.ORDER, _counted("sent_again", "records")),
    Event.CENTRAL_LOCK_SET: (AuditTopic.ORDER, _plain("central_lock")),
    Event.CENTRAL_LOCK_LIFTED: (AuditTopic.ORDER, _plain("no_central_lock")),
    Event.DATA_EXPORTED: (AuditTopic.EXPORT, _exported),
    Event.INSTALLATION_CREATED: (AuditTopic.MACHINE, _plain("created")),
    Event.DATABASE_UPGRADED: (AuditTopic.MACHINE, _upgraded),
    Event.BRANCH_RESTORED: (AuditTopic.MACHINE, _restored),
    Event.CLOCK_ACCEPTED: (AuditTopic.MACHINE, _plain("clock")),
    Event.ALERT_BEGAN: (AuditTopic.MACHINE, _counted("late_delivery", "minutes")),
    Event.ALERT_ENDED: (AuditTopic.MACHINE, _plain("no_late_delivery")),
    Event.DAY_CLOSED: (AuditTopic.MACHINE, _of_day("day_closed")),
    Event.DAY_CORRECTED: (AuditTopic.MACHINE, _of_day("day_corrected")),
    Event.RETENTION_DONE: (AuditTopic.MACHINE, _forgotten),
}
#: The kinds of records that an audit lists.
KINDS = frozenset(map(str, _TOLD))
#: Clerks do this at their own counter too, and then nobody gave an order. To open one for a clerk also pauses it.
_ALSO_OWN = frozenset({Event.COUNTER_OPENED, Event.COUNTER_CLOSED, Event.COUNTER_PAUSED, Event.COUNTER_RESUMED})
#: The topics whose records say why.
_WITH_REASON = frozenset({AuditTopic.SETUP, AuditTopic.PIN})
