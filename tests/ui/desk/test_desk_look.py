"""Check that everything fits a desk on a clerk's screens, and is laid out at once."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kiosk.branch.desk import ServiceLine
from kiosk.branch.serving.breaks import HelpCall
from kiosk.domain.queue.ticket import TicketState
from kiosk.domain.status import (
    DeviceReport,
    LinkStatus,
    PrinterStatus,
    ReportedDevice,
    ScannerStatus,
    SoundStatus,
    SyncStatus,
)
from tests.ui.desk.desk_fakes import NOW, SERVICES, SETUP, ticket
from tests.ui.desk.desk_hands import Desk
from ui.desk.statuses import DeskStatuses
from ui.widgets import Key, Tone
from ui.widgets.moments import settle
from ui.widgets.status import Form


def test_the_times_run_without_asking_anybody(desk: Desk) -> None:
    desk.sit_down()
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    desk.branch.now = NOW + timedelta(seconds=45)
    desk.clock.advance(timedelta(seconds=45))
    desk.press(Qt.Key.Key_F4)
    desk.settle()
    asked = len(desk.branch.asked)
    desk.clock.advance(timedelta(minutes=6, seconds=15))
    desk.window.tick()
    current = desk.window.serving.current
    assert [part.clock.text for part in (current.waited, current.walking, current.served)] == [
        "25:00",
        "00:45",
        "06:15",
    ]
    assert len(desk.branch.asked) == asked


def test_rich_text_in_a_name_is_shown_as_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.domain.branch_setup import Staff, StaffRole

    nasty = Staff(1, "an", "<img src=x>An</b>'; DROP TABLE", StaffRole.CLERK)
    monkeypatch.setattr(desk.branch, "staff_list", lambda: (nasty,))
    desk.window.follower.load()
    desk.wait(lambda: desk.window.sign_in.keys[0].label == nasty.name)
    desk.window.session._signed_in(nasty)
    assert desk.window.counters._title.text == f"Chào {nasty.name}"


SCREENS = [(1180, 760), (1366, 768), (1440, 900), (1280, 1024), (1920, 1080)]


def inside(part: QWidget, frame: QWidget) -> bool:
    return frame.rect().contains(part.rect().translated(part.mapTo(frame, part.rect().topLeft())))


def overlap(one: QWidget, other: QWidget) -> bool:
    frame = one.window()
    first, second = (part.rect().translated(part.mapTo(frame, part.rect().topLeft())) for part in (one, other))
    return first.intersects(second)


@pytest.mark.parametrize(("width", "height"), SCREENS)
@pytest.mark.parametrize("says", [False, True], ids=["quiet", "notice"])
def test_everything_fits_the_clerks_screens(desk: Desk, width: int, height: int, says: bool) -> None:
    desk.window.resize(width, height)
    desk.sit_down()
    desk.press(Qt.Key.Key_F2)
    desk.wait(desk.window.serving.priority.isVisible)
    desk.settle()
    if says:
        desk.window.serving.say(Tone.CAUTION, "Một câu dài cho cán bộ ở quầy", "Và bước tiếp theo.")
    QTest.qWait(0)
    assert (desk.window.width(), desk.window.height()) == (width, height)
    serving = desk.window.serving
    for part in (one for one in serving.findChildren(Key) if one.isVisible()):
        assert inside(part, desk.window), part.accessibleName()
        assert part.height() >= 48
    for tag in (serving.current.priority, serving.current.calls):
        assert tag.width() >= tag.sizeHint().width(), "a tag is cut"
        assert inside(tag, serving.current)
    parts = [one for one in (serving.current, *serving._banners, serving.services, serving.acts) if one.isVisible()]
    assert not any(overlap(one, other) for one, other in itertools.pairwise(parts))
    assert not overlap(serving.current, serving.next)
    assert serving.notice.isVisible() is says
    for key in serving.acts.keys.values():
        room = key.width() - key._side_widths() - 1.6 * key.padding()
        assert not key.isVisible() or key._line().width <= room, f"{key.label} has no line of its own"


def test_a_banner_without_room_comes_when_the_one_before_it_goes(desk: Desk) -> None:
    """On the smallest screen a sentence stands in the place of the question about the priority, until it goes."""
    desk.window.resize(1180, 760)
    desk.sit_down()
    desk.press(Qt.Key.Key_F2)
    serving = desk.window.serving
    desk.wait(serving.priority.isVisible)
    desk.settle()
    serving.say(Tone.CAUTION, "Một câu", "Và bước tiếp theo.")
    assert serving.notice.isVisible()
    assert not serving.priority.isVisible()
    serving.hush()
    assert serving.priority.isVisible()


def test_a_visit_of_many_services_says_how_many_it_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.window.resize(1180, 760)
    desk.sit_down()
    desk.press(Qt.Key.Key_F2)
    desk.wait(lambda: desk.number == "A042")
    desk.settle()
    view, panel = desk.branch.desk_view(2), desk.window.serving.services
    services = [replace(SERVICES[1], id=number) for number in range(1, 6)]
    lines = tuple(ServiceLine(one, None, here=True) for one in services)
    desk.window.show_view(replace(view, services=lines))
    QTest.qWait(0)
    shown = [row for row in panel.rows if row.isVisible()]
    assert 0 < len(shown) < 5
    assert panel._title.text == f"Việc lần này: {len(shown)} trong 5"
    assert panel.done == dict.fromkeys(range(1, 6), 1), "what has no row is done all the same"
    desk.window.resize(1920, 1080)
    QTest.qWait(0)
    assert sum(row.isVisible() for row in panel.rows) == 5
    assert panel._title.text == "Việc trong lần đến này"


def test_a_call_for_help_leaves_each_counter_its_room(desk: Desk) -> None:
    desk.window.resize(1180, 760)
    desk.sign_in()
    page = desk.window.counters
    desk.wait(page.isVisible)
    desk.settle()
    first = SETUP.counters[1]
    page.show_counters("An", [replace(first, id=one, number=one) for one in range(1, 13)])
    helped = (HelpCall(5, 5, "Lê Thị Chi", NOW),)

    def hear(calls: tuple[HelpCall, ...]) -> None:
        desk.branch.help = calls
        desk.window.changed()
        desk.wait(lambda: page.help.isVisible() is bool(calls))
        settle(page)

    for calls, many in ((helped, 6), ((), 8)):
        hear(calls)
        QTest.qWait(0)
        shown = [key for key in page.keys if key.isVisible()]
        assert len(shown) == many
        parts = [part for part in (*shown, page._pager, page.leave, page.help) if part.isVisible()]
        assert not any(overlap(one, other) for one, other in itertools.combinations(parts, 2))
    page._turn(1)
    hear(helped)
    assert [key.counter_id for key in page.keys if key.isVisible()] == [7, 8, 9, 10, 11, 12], "and none is skipped"


def test_a_narrow_strip_says_all_that_is_in_trouble(desk: Desk) -> None:
    sync = SyncStatus(LinkStatus.DOWN, 12, 30, 0, None)
    parts = (
        DeviceReport("kiosk-1", ReportedDevice.PRINTER, PrinterStatus.READY, is_heard=True),
        DeviceReport("hall", ReportedDevice.SOUND, SoundStatus.READY, is_heard=True),
    )
    desk.window.show_statuses(DeskStatuses(True, parts, ScannerStatus.READY, sync))
    desk.sit_down()
    strip, forms = desk.window.strip, []
    strip.show_items(strip.items, ("lock", "Tự khóa sau 10 phút"))
    for width, _ in SCREENS:
        desk.window.resize(width, 900)
        form, widths, gap = strip.fit()
        forms.append(form)
        assert sum(widths) + gap * (len(widths) - 1) < width - 2 * 24 - 180, "it runs into the time until the lock"
        name, word = strip._blocks(strip.items[-1], form)
        assert name.width > 0
        assert word.width > 0
    assert forms[0] > forms[-1] is Form.WHOLE


def test_statuses_are_pushed_in(desk: Desk) -> None:
    sync = SyncStatus(LinkStatus.UP, 12, 30, 0, None)
    printer = DeviceReport("kiosk-1", ReportedDevice.PRINTER, PrinterStatus.PAPER_LOW, is_heard=True)
    desk.window.show_statuses(DeskStatuses(True, (printer,), ScannerStatus.UNPLUGGED, sync))
    assert [(item.tone, item.word) for item in desk.window.strip.items] == [
        (Tone.GOOD, "Tốt"),
        (Tone.CAUTION, "Sắp hết giấy"),
        (Tone.CAUTION, "Rút dây"),
        (Tone.INFO, "Chờ gửi 12"),
    ]


def test_a_new_number_stands_at_once_in_its_place(desk: Desk) -> None:
    """No frame shows it before it is laid out: a picture taken in the same turn of the event loop is right."""
    desk.sit_down()
    panel = desk.window.serving.current
    view = desk.branch.desk_view(2)
    called = replace(ticket(42), state=TicketState.CALLED, calls=1, called_at=NOW)
    service = view.next[0].service
    desk.window.show_view(replace(view, current=called, service=service))
    assert panel.number.width() == panel.number.sizeHint().width()
    assert panel.number.height() > 50
    assert panel.calls.width() == panel.calls.sizeHint().width()


def test_an_empty_desk_says_what_its_counter_is_for(desk: Desk) -> None:
    desk.sit_down()
    view, panel = desk.branch.desk_view(2), desk.window.serving.services
    desk.window.show_view(replace(view, counter=replace(view.counter, services={1: 0, 2: 15})))
    said = panel._empty.text
    assert panel._empty.isVisible()
    assert said == "Quầy này nhận: Xác nhận tình trạng hôn nhân (gọi sớm hơn 15 phút); Đăng ký khai sinh."
