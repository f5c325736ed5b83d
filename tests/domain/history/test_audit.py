"""Check the lines of an audit, by records written by hand."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import resources
from kiosk.domain.history.audit import KINDS, AuditLine, AuditNames, AuditTopic, audit_lines
from kiosk.domain.journal import GENESIS, Event, JournalRecord, RecordHeader, link
from kiosk.domain.language.text import LocalText
from kiosk.store.journal import from_us
from tests.domain.measures.records import us

NAMES = AuditNames({"HT-KS": LocalText("Khai sinh")}, {1: "Lan", 6: "Hải"}, {"lan": "Lan", "hai": "Hải"}, lambda at: at)
#: Bodies of each kind, as the use cases write them.
BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    Event.SETUP_PUBLISHED: ("setup:3", {"version": 3, "by": "hai", "reason": "Thêm việc"}),
    Event.CATALOGUE_REPLACED: ("catalogue:2026-11-01", {"as_of": "2026-11-01", "procedures": 320}),
    Event.STATION_CONFIGURED: ("station:kiosk-1", {"staff": 6, "keys": ["printer.url"]}),
    Event.STAFF_SIGNED_IN: ("staff:1", {"login": "lan", "station": "quay-1", "program": "desk"}),
    Event.STAFF_REFUSED: ("staff:1", {"failures": 2, "station": "quay-1", "program": "desk"}),
    Event.STAFF_PIN_SET: ("staff:1", {"login": "lan", "role": "clerk", "by": "hai", "reason": "quên mã"}),
    Event.STAFF_UNLOCKED: ("staff:1", {"login": "lan", "role": "clerk", "by": "root", "reason": ""}),
    Event.COUNTER_OPENED: ("counter:4", {"counter": 4, "staff": 1, "by": "hai"}),
    Event.COUNTER_CLOSED: ("counter:4", {"counter": 4, "staff": 1, "by": "hai"}),
    Event.COUNTER_PAUSED: ("counter:4", {"counter": 4, "staff": 1, "by": "hai", "reason": "other"}),
    Event.COUNTER_RESUMED: ("counter:4", {"counter": 4, "staff": 1, "by": "hai"}),
    Event.COUNTER_SERVICE_TODAY: ("counter:4", {"counter": 4, "by": "hai", "service": "HT-KS", "given": True}),
    Event.STATION_TAKEN_OUT: ("station:kiosk-1", {"by": "hai", "text": "Đang thay giấy"}),
    Event.STATION_BROUGHT_BACK: ("station:kiosk-1", {"staff": 6}),
    Event.STATION_RESTARTED: ("station:kiosk-1", {"by": "hai"}),
    Event.STATION_LEFT: ("station:kiosk-1", {"staff": 6, "away": True, "done_us": us(-30)}),
    Event.STATION_TRIED_PRINTER: ("station:kiosk-1", {"staff": 6, "job": 4}),
    Event.NOTICE_PUT_UP: ("station:*", {"by": "hai", "text": "Chiều nghỉ"}),
    Event.NOTICE_TAKEN_DOWN: ("station:*", {"by": "hai", "text": "Chiều nghỉ"}),
    Event.ALERT_SEEN: ("alert:1", {"by": "hai"}),
    Event.QUARANTINE_SENT_AGAIN: ("quarantine", {"by": "hai", "subject": "a visit", "records": 2}),
    Event.ALERT_BEGAN: ("alert:delivery", {"minutes": 16, "backlog": 12}),
    Event.ALERT_ENDED: ("alert:delivery", {"backlog": 0}),
    Event.CENTRAL_LOCK_SET: ("central_lock:", {"station": "", "reason": "Nâng cấp", "version": 7}),
    Event.CENTRAL_LOCK_LIFTED: ("central_lock:kiosk-1", {"station": "kiosk-1", "reason": "", "version": 8}),
    Event.DATA_EXPORTED: (
        "export:report",
        {"by": "hai", "what": "report", "first": "2026-11-01", "last": "2026-11-30"},
    ),
    Event.INSTALLATION_CREATED: ("installation:x", {"branch": "BL", "name": "Bạc Liêu"}),
    Event.DATABASE_UPGRADED: ("database", {"from": "0.1.0", "to": "0.2.0", "by": "root"}),
    Event.BRANCH_RESTORED: (
        "database",
        {"file": "a.backup", "epoch": 1, "seq": 7, "by": "root", "skipped": {"A": 200}},
    ),
    Event.CLOCK_ACCEPTED: ("clock", {"before_us": 1}),
    Event.DAY_CLOSED: ("day:2026-11-24", {}),
    Event.DAY_CORRECTED: ("day:2026-11-24", {}),
    Event.RETENTION_DONE: ("retention", {"through": "2026-11-24", "keys": 1}),
    "counter.set_up@1": ("counter:1", {}),
    "staff.added@1": ("staff:1", {"login": "lan"}),
    "staff.changed@1": ("staff:1", {"login": "lan"}),
    "calendar.changed@1": ("calendar", {}),
}


def told(kind: str, seq: int = 1, minute: float = 0, **other: Any) -> JournalRecord:
    subject, body = BODIES[kind]
    header = RecordHeader("installation", 1, seq, "event", kind, subject, us(minute), 0)
    return link(GENESIS, header, json.dumps({**body, **other}).encode())


def line(kind: str, **other: Any) -> AuditLine:
    (found,) = audit_lines([told(kind, **other)], NAMES)
    return found


def test_late_delivery_that_somebody_takes_care_of_is_no_long_wait() -> None:
    record = told(Event.ALERT_SEEN)
    header = record.header._replace(subject="alert:delivery:48213")
    (found,) = audit_lines([link(GENESIS, header, record.body)], NAMES)
    assert (found.what.key, found.who) == ("audit.late_delivery_seen", "Hải")


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_has_a_sentence_that_its_body_fills(kind: str, language: str) -> None:
    found, texts = line(kind), resources.texts(language)
    for message in (found.what, *found.details):
        assert texts[message.key].format_map(dict(message.args))
    assert f"audit.topic.{found.topic}" in texts


def test_a_version_tells_who_and_why() -> None:
    found = line(Event.SETUP_PUBLISHED)
    assert (found.topic, found.who, found.reason, found.version) == (AuditTopic.SETUP, "Hải", "Thêm việc", 3)


def test_a_refused_sign_in_stands_under_the_name_that_was_tried() -> None:
    found = line(Event.STAFF_REFUSED)
    assert (found.who, found.station, found.what.args) == ("Lan", "quay-1", {"count": 2})


def test_a_pin_that_was_reset_tells_by_whom_and_for_whom() -> None:
    found = line(Event.STAFF_PIN_SET)
    assert (found.topic, found.who, found.what.args, found.reason) == (
        AuditTopic.PIN,
        "Hải",
        {"name": "Lan"},
        "quên mã",
    )
    assert line(Event.STAFF_UNLOCKED).who == "root", "a user of the terminal has no name here"


def test_what_a_clerk_does_at_the_own_counter_is_no_order() -> None:
    own = told(Event.COUNTER_OPENED)
    body = {key: value for key, value in json.loads(own.body).items() if key != "by"}
    assert audit_lines([link(GENESIS, own.header, json.dumps(body).encode())], NAMES) == ()
    assert line(Event.COUNTER_OPENED).who == "Hải"


def test_an_order_at_a_machine_names_the_machine_and_shows_the_text() -> None:
    found = line(Event.STATION_TAKEN_OUT)
    assert (found.station, found.details[0].args) == ("kiosk-1", {"text": "Đang thay giấy"})


def test_an_act_while_the_branch_was_away_stands_at_its_own_moment() -> None:
    assert line(Event.STATION_LEFT).at == from_us(us(-30))


def test_a_restore_and_a_new_epoch_by_order_are_told_apart_with_the_numbers_they_skip() -> None:
    restored = line(Event.BRANCH_RESTORED)
    assert (restored.what.key, restored.details[0].args) == ("audit.restored", {"numbers": "A200"})
    ordered = line(Event.BRANCH_RESTORED, file="", skipped={})
    assert (ordered.what.key, ordered.details) == ("audit.new_epoch", ())


def test_exports_of_reports_and_of_the_set_up_are_told_apart() -> None:
    assert line(Event.DATA_EXPORTED).what.key == "audit.exported_report"
    assert line(Event.DATA_EXPORTED, what="setup").what.key == "audit.exported_setup"
    assert line(Event.DATA_EXPORTED, what="refused", records=4).what.key == "audit.exported_refused"


def test_the_newest_line_stands_first() -> None:
    records = [told(Event.ALERT_SEEN, 1, 5), told(Event.STAFF_SIGNED_IN, 2, 9), told(Event.NOTICE_PUT_UP, 3, 9)]
    assert [one.seq for one in audit_lines(records, NAMES)] == [3, 2, 1]
    assert audit_lines(records, NAMES)[0].at == datetime(2026, 11, 24, 2, 9, tzinfo=UTC)
