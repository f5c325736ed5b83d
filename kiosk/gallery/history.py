"""Provide what managers read of past days, for the gallery: figures by clerk, the story of a visit, an audit."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from kiosk.branch.history.clerks import ClerkFigures, ClerksView
from kiosk.domain.history.audit import AuditLine, AuditNames, audit_lines
from kiosk.domain.history.pauses import Pauses
from kiosk.domain.history.visit_story import StoryNames, VisitStory, visit_stories
from kiosk.domain.journal import GENESIS, Event, JournalRecord, RecordHeader, link
from kiosk.domain.language.text import LocalText
from kiosk.domain.measures.figures import Figures
from kiosk.domain.people.rating import Level
from kiosk.domain.setup.difference import Change, ChangeKind
from kiosk.gallery import world
from kiosk.store.journal import to_us

_CLERKS = {1: "Nguyễn Thị An", 2: "Lê Thị Hoa", 3: "Lê Thị Chi", 4: "Phạm Minh Đức", 5: "Trần Văn Nam"}
_LOGINS = {"an": _CLERKS[1], "hoa": _CLERKS[2], "hai": "Đỗ Văn Hải", "nam": _CLERKS[5]}
_BACKUP = "mau-20261119-2300.backup"
_MINUTE_US = 60_000_000


class _Told(NamedTuple):
    """Hold a record of the visit."""

    kind: str
    subject: str
    at_us: int
    body: bytes


def clerks_view(first: date, last: date) -> ClerksView:
    """Return the figures of five clerks."""
    lines = (
        (1, 83, 11 * 60, 16 * 60, (6, 62), (31, 28)),
        (3, 61, 14 * 60, 15 * 60, (4, 48), (22, 21)),
        (2, 12, 9 * 60, 118, (0, 0), (0, 0)),
        (4, 97, 8 * 60, 14 * 60 + 20, (9, 95), (40, 33)),
    )
    return ClerksView(first, last, 5, tuple(_clerk(*one) for one in lines))


def _clerk(
    clerk: int, served: int, median_s: int, serving: int, pauses: tuple[int, int], rated: tuple[int, int]
) -> ClerkFigures:
    ratings, satisfied = rated
    levels = {Level.SATISFIED.value: satisfied, Level.NOT_SATISFIED.value: ratings - satisfied}
    figures = Figures(served=served, service_median_s=median_s, ratings=ratings, levels=levels)
    return ClerkFigures(clerk, _CLERKS[clerk], figures, serving * 60, Pauses(pauses[0], pauses[1] * 60))


def stories(number: str) -> tuple[VisitStory, ...]:
    """Return a visit with a transfer and a park; nothing for any other number than A041."""
    if number.strip().upper() != "A041":
        return ()
    services = {one.code: one.name for one in world.setup().services.values()}
    first, second, *_ = services
    ratio: dict[str, Any] = {"rule": "ratio", "priority": 2, "ordinary": 1}
    at_2: dict[str, Any] = {"counter": 2, "staff": 1, "calls": 1}
    at_3: dict[str, Any] = {"counter": 3, "staff": 3, "calls": 1}
    away: dict[str, Any] = {"reason": "copies", "until_us": to_us(world.MOMENT) - 16 * _MINUTE_US}
    sent: dict[str, Any] = {
        "service": second,
        "to_counter": 3,
        "to_staff": None,
        "placing": "keep",
        "back": False,
        "done": {first: 1},
    }
    records = (
        _told(62, Event.TICKET_ISSUED, **_issue(first)),
        _told(61.9, Event.PRINT_SETTLED, state="printed", detail=""),
        _told(43.6, Event.TICKET_CALLED, **at_2, why=ratio),
        _told(43, Event.TICKET_RECALLED, **{**at_2, "calls": 2}),
        _told(42.4, Event.TICKET_STARTED, **at_2),
        _told(41.8, Event.PRIORITY_CHECKED, **at_2, confirmed=True),
        _told(36, Event.TICKET_PARKED, **at_2, **away),
        _told(14.2, Event.TICKET_CALLED, **at_2, why={"rule": "overdue", "minutes": 45}),
        _told(13.5, Event.TICKET_STARTED, **at_2),
        _told(9.1, Event.TICKET_TRANSFERRED, **at_2, **sent),
        _told(6.3, Event.TICKET_CALLED, **at_3, why={"rule": "sent_here"}),
        _told(5.8, Event.TICKET_STARTED, **at_3),
        _told(1.2, Event.TICKET_FINISHED, **at_3, done={second: 2}),
        _told(0.6, Event.RATING_GIVEN, level="satisfied", reasons=[], criteria=""),
    )
    later = (
        _told(58, Event.TICKET_ISSUED, "other", **{**_issue(first), "number": "A043"}),
        _told(
            50.5, Event.TICKET_CALLED, "other", **at_3, why={"rule": "appointment", "at": "2026-11-20T01:15:00+00:00"}
        ),
    )
    names = StoryNames(services, _CLERKS, _local)
    return visit_stories(records, names, to_us(world.MOMENT), (*records, *later))


def _issue(service: str) -> dict[str, Any]:
    known = {"number": "A041", "service": service, "language": "vi", "station": "kiosk-1"}
    return {**known, "date": "2026-11-20", "priority": True, "card": True}


def _told(minutes_ago: float, kind: Event, visit: str = "visit", **body: Any) -> _Told:
    at_us = to_us(world.MOMENT) - round(minutes_ago * _MINUTE_US)
    return _Told(kind.value, visit, at_us, json.dumps(body).encode())


def audit() -> tuple[AuditLine, ...]:
    """Return the audit of a morning."""
    services = {one.code: one.name for one in world.setup().services.values()}
    here = {"station": "quay-2", "program": "desk"}
    why = "Tháng cao điểm: thêm giờ sáng thứ Bảy"
    records = (
        _noted(1, 104, Event.STAFF_SIGNED_IN, "staff:1", login="an", **here),
        _noted(2, 101, Event.STAFF_REFUSED, "staff:3", failures=1, station="quay-3", program="desk"),
        _noted(3, 100, Event.STAFF_SIGNED_IN, "staff:3", login="chi", station="quay-3", program="desk"),
        _noted(4, 71, Event.SETUP_PUBLISHED, "setup:9", version=9, by="hai", reason=why),
        _noted(5, 52, Event.STATION_TAKEN_OUT, "station:kiosk-2", by="hai", text="Máy đang thay giấy."),
        _noted(6, 40, Event.STATION_BROUGHT_BACK, "station:kiosk-2", staff=2),
        _noted(
            7, 31, Event.COUNTER_SERVICE_TODAY, "counter:4", counter=4, by="hai", service=[*services][1], given=True
        ),
        _noted(8, 30, Event.COUNTER_OPENED, "counter:4", counter=4, staff=4, by="hai"),
        _noted(9, 12, Event.NOTICE_PUT_UP, "station:*", by="hai", text="Chiều nay trung tâm nghỉ từ 15:30."),
        _noted(1, 9, Event.BRANCH_RESTORED, "database", file=_BACKUP, seq=9, by="root", skipped={"A": 200, "B": 100}),
        _noted(10, 4, Event.STAFF_PIN_SET, "staff:5", login="nam", by="hai", reason="quên mã"),
        _noted(11, 1, Event.STAFF_UNLOCKED, "staff:5", login="nam", by="nam", reason=""),
    )
    names = AuditNames(services, _CLERKS, _LOGINS, _local)
    changes = (
        Change(ChangeKind.CHANGED, "hours", key="sat", old="", new="07:30-11:00", path=("sat",)),
        Change(ChangeKind.CHANGED, "limits", key="wait_minutes", old="30", new="25", path=("wait_minutes",)),
        Change(ChangeKind.ADDED, "counters", LocalText("6"), code=6),
    )
    return tuple(_with_changes(one, changes) for one in audit_lines(records, names))


def _noted(seq: int, minutes_ago: float, kind: Event, subject: str, /, **body: Any) -> JournalRecord:
    at_us = to_us(world.MOMENT - timedelta(minutes=minutes_ago))
    header = RecordHeader("installation", 1, seq, "", kind.value, subject, at_us, 0)
    return link(GENESIS, header, json.dumps(body).encode())


def _with_changes(line: AuditLine, changes: tuple[Change, ...]) -> AuditLine:
    return replace(line, changes=changes) if line.version is not None else line


def _local(moment: datetime) -> datetime:
    return world.setup().branch.local(moment)
