"""Check every page of the settings on the screens of offices, and what is done on each."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.branch.staff import sign_in
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.queue.calling import Rule
from kiosk.domain.setup.document import CounterService, DayHours, Span
from kiosk.domain.setup.draft import SetupPage
from tests.players import take
from tests.ui.manager.manager_hands import Manager, opened_manager
from ui.manager.items import ItemKey
from ui.manager.pages import PAGES
from ui.manager.pages.calling import CallingPage
from ui.manager.pages.centre import CentrePage
from ui.manager.pages.counters import CountersPage
from ui.manager.pages.hours import HoursPage
from ui.manager.pages.notices import NoticesPage
from ui.manager.pages.staff import PeoplePage
from ui.widgets import Key, Text

P = TypeVar("P")
SCREENS = ((1280, 1024), (1366, 768), (1920, 1080))


@pytest.fixture
def english(qtbot: QtBot, sqlite_branch: Path) -> Iterator[Manager]:
    yield from opened_manager(qtbot, sqlite_branch, "en")


def opened(manager: Manager, page: SetupPage, kind: type[P]) -> P:
    if manager.window.editor is None:
        manager.enter()
    manager.window.nav.keys[page].click()
    found = manager.window.page
    assert isinstance(found, kind)
    return found


def inside(part: QWidget, frame: QWidget) -> bool:
    return frame.rect().contains(part.rect().translated(part.mapTo(frame, part.rect().topLeft())))


def test_every_page_fits_the_screens_of_offices(manager: Manager) -> None:
    manager.enter()
    window = manager.window
    for page in PAGES:
        window.open_page(page)
        for size in SCREENS:
            window.resize(*size)
            manager.qtbot.wait(0)
            shown = [part for part in window.findChildren(Key) if part.isVisible()]
            scrolled = [one for one in shown if any(area.isAncestorOf(one) for area in _areas(window))]
            outside = [key.accessibleName() for key in shown if key not in scrolled and not inside(key, window)]
            assert outside == [], f"{page} {size}"
            wide = [key.accessibleName() for key in scrolled if not _in_width(key, window)]
            assert wide == [], f"{page} {size}"
    assert window.nav.keys[SetupPage.CENTRE].isEnabled()


def _areas(window: QWidget) -> list[QWidget]:
    from ui.manager.scroll import ScrollColumn

    return list(window.findChildren(ScrollColumn))


def _in_width(key: QWidget, window: QWidget) -> bool:
    left = key.mapTo(window, key.rect().topLeft()).x()
    return left >= 0 and left + key.width() <= window.width()


def test_every_control_of_every_page_has_a_name_for_assistive_programs(manager: Manager) -> None:
    manager.enter()
    for page in PAGES:
        manager.window.open_page(page)
        shown = [part for part in manager.window.findChildren(QWidget) if part.isVisible()]
        focusable = [one for one in shown if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        nameless = [type(one).__name__ for one in focusable if not one.accessibleName() and one.parent() is not None]
        assert nameless == [], page


def test_a_name_of_the_centre_is_typed_with_its_other_languages(manager: Manager) -> None:
    page = opened(manager, SetupPage.CENTRE, CentrePage)
    rows = page.forms["branch"].rows
    entry: Any = rows[("place", "en")].control.focusProxy()
    entry.setFocus()
    entry.selectAll()
    manager.put(entry, "Tan Thanh Ward")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert manager.window.settings.document.branch.place.to("en") == "Tan Thanh Ward"
    assert rows[("place", "en")].note.text.startswith("Đang dùng: ")
    rows[("place", "en")].undo.click()
    assert manager.window.settings.changes == ()


def test_a_reason_of_its_own_belongs_to_contents_of_the_decree(manager: Manager) -> None:
    page = opened(manager, SetupPage.CENTRE, CentrePage)
    settings = manager.window.settings
    page.reasons.add.click()
    sheet = page.reasons.sheet
    manager.put(sheet.entry("vi"), "Chờ ngoài nắng")
    QTest.keyClick(sheet.entry("vi"), Qt.Key.Key_Return)
    contents: Any = sheet.controls["contents"]
    contents.keys[4].click()
    sheet.main.click()
    (reason,) = settings.document.reasons
    assert (reason.code, reason.name.vi, reason.contents) == ("cnn", "Chờ ngoài nắng", ("đ",))
    assert settings.problems == ()
    page.reasons.lines[0].dropped.emit(reason.code)
    assert settings.changes == ()


def test_a_counter_serves_a_service_and_calls_it_earlier(manager: Manager) -> None:
    page = opened(manager, SetupPage.COUNTERS, CountersPage)
    settings = manager.window.settings
    page.add.click()
    number = settings.document.counters[-1].number
    assert page.code == number
    assert settings.problem_at(("counters", number)) is not None
    code = settings.document.services[0].code
    page.serves.checks[code].click()
    page.serves.weights[code].more.click()
    assert settings.document.counters[-1].services == (CounterService(code, 5),)
    page.serves.checks[code].click()
    assert [one.code for one in settings.document.counters[-1].services] == []
    page.retire.click()
    assert settings.changes == ()


def test_a_person_is_added_once_and_gets_a_last_day(manager: Manager) -> None:
    page = opened(manager, SetupPage.STAFF, PeoplePage)
    settings = manager.window.settings
    for _ in range(2):
        page.add.click()
        manager.put(page.sheet.entry("name"), "Nguyễn Thị Lan")
        QTest.keyClick(page.sheet.entry("name"), Qt.Key.Key_Return)
        manager.put(page.sheet.entry("login"), "Lan")
        QTest.keyClick(page.sheet.entry("login"), Qt.Key.Key_Return)
        page.sheet.main.click()
    assert page.sheet.trouble.text == manager.window.texts.say("people.login_taken", login="lan")
    page.sheet.dismiss()
    new = settings.document.staff[-1]
    assert (new.login, new.role, page.code) == ("lan", StaffRole.CLERK, "lan")
    entry: Any = page.rows.rows[("until",)].control.focusProxy()
    manager.put(entry, "30/4/2027")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert settings.document.staff[-1].until == date(2027, 4, 30)


def test_a_person_who_forgot_it_gets_a_new_pin(manager: Manager) -> None:
    page = opened(manager, SetupPage.STAFF, PeoplePage)
    page.new_pin.click()
    asked = page.told
    asked.keys[1].click()
    manager.wait(lambda: page.told is not asked)
    (pin,) = [one.text for one in page.told.findChildren(Text) if one.text.isdigit()]
    assert sign_in(manager.office, str(page.code), pin).login == page.code


def test_hours_and_a_special_day_are_written_into_the_draft(manager: Manager) -> None:
    page = opened(manager, SetupPage.HOURS, HoursPage)
    settings = manager.window.settings
    monday: Any = page.week.days["mon"].control
    monday.add.click()
    assert settings.document.hours.mon == (Span(time(7), time(11, 30)),)
    page.add.click()
    day = page.sheet.values["day"]
    manager.put(page.sheet.entry("vi"), "Họp giao ban")
    QTest.keyClick(page.sheet.entry("vi"), Qt.Key.Key_Return)
    manager.put(page.sheet.entry("source"), "CV 12")
    QTest.keyClick(page.sheet.entry("source"), Qt.Key.Key_Return)
    kind: Any = page.sheet.controls["kind"]
    kind.choose(4)
    page.sheet.main.click()
    added = next(one for one in settings.document.calendar if one.day == day)
    assert (added.hours, added.source) == (DayHours(like=4), "CV 12")
    assert "Theo giờ thứ sáu" in {one.text.capitalize() for line in page.days for one in line.findChildren(Text)}


def test_the_rule_is_chosen_in_words_and_the_queue_follows(manager: Manager) -> None:
    take(manager.office)
    manager.clock.advance(timedelta(minutes=1))
    take(manager.office, group="elderly")
    page = opened(manager, SetupPage.CALLING, CallingPage)
    manager.wait(lambda: bool(page.preview._rows))
    assert page.forms["shares"].isVisible()
    key = next(one for one in page.rule.keys if one.value is Rule.FIRST_COME)
    key.click()
    assert manager.window.settings.document.calling.rule is Rule.FIRST_COME
    assert not page.forms["shares"].isVisible()
    manager.wait(lambda: "A001" in page.preview._rows[0].findChildren(Text)[0].text)
    group = page.groups
    group.add.click()
    group.sheet.main.click()
    assert group.sheet.trouble.text == "Hãy ghi: Tên, tiếng Việt."
    manager.put(group.sheet.entry("vi"), "Người có con nhỏ")
    QTest.keyClick(group.sheet.entry("vi"), Qt.Key.Key_Return)
    group.sheet.main.click()
    assert manager.window.settings.document.groups[-1].name.vi == "Người có con nhỏ"


def test_a_window_in_english_keeps_the_vietnamese_names(english: Manager) -> None:
    page = opened(english, SetupPage.CALLING, CallingPage)
    settings = english.window.settings
    before = settings.document
    page.groups.edits.emit(before.groups[0].code)
    page.groups.sheet.main.click()
    assert settings.document == before
    days = opened(english, SetupPage.HOURS, HoursPage)
    days._ask(before.calendar[-1])
    days.sheet.main.click()
    assert settings.document == before
    opened(english, SetupPage.COUNTERS, CountersPage).add.click()
    assert settings.document.counters[-1].name.vi.startswith("Quầy số ")


def test_languages_notices_and_words_of_the_slip_are_set(manager: Manager) -> None:
    page = opened(manager, SetupPage.NOTICES, NoticesPage)
    settings = manager.window.settings
    rows = page.hall.rows
    languages: Any = rows[("languages",)].control
    languages.keys[1].click()
    assert settings.document.hall.languages == ("vi", "en")
    notices: Any = rows[("notices",)].control
    notices.add.click()
    manager.put(notices.lines[0].entry, "Sáng thứ Bảy có nhận hồ sơ.")
    QTest.keyClick(notices.lines[0].entry, Qt.Key.Key_Return)
    assert settings.document.hall.notices == ("Sáng thứ Bảy có nhận hồ sơ.",)
    note: Any = page.slip.rows[("note", "vi")].control.focusProxy()
    manager.put(note, "Cảm ơn Ông/Bà.")
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert settings.document.slip.note is not None
    note.selectAll()
    QTest.keyClick(note, Qt.Key.Key_Delete)
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert settings.document.slip.note is None, "an empty text is no text"


def test_a_list_is_walked_by_the_keyboard(manager: Manager) -> None:
    manager.enter()
    nav = manager.window.nav
    nav.keys[SetupPage.CENTRE].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(nav, Qt.Key.Key_Down)
    assert isinstance(manager.window.focusWidget(), ItemKey)
    QTest.keyClick(manager.window.focusWidget(), Qt.Key.Key_Return)
    assert manager.window.page is manager.window._made[SetupPage.SERVICES]
