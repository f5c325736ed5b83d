"""Check the guide's window: answers by mouse and keyboard, what keeps a step open, saving, and the founding."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.setup.guide import GuideAnswers, GuidePerson, GuideRules, GuideStep
from kiosk.gallery.guide import StillMachine
from kiosk.program.slip_picture import slip_picture
from kiosk.program.templates import material
from kiosk.program.texts import texts
from tests.ui.touching import until
from ui.ask import Work
from ui.manager.guide.first_pages import GuideNamePage, GuideServicesPage
from ui.manager.guide.people import GuideStaffPage
from ui.manager.guide.steps import StepState
from ui.manager.guide.window import GuideContext, GuideWindow
from ui.manager.preview import Previews
from ui.manager.scroll import ScrollColumn
from ui.still import InlineBackground
from ui.theme import Theme

NOW = datetime(2026, 8, 24, 1, 4, tzinfo=UTC)
RULES = GuideRules(material())
PIN = "804913"


class Keeper:
    """Remember what was kept and founded; `refusal` is raised once, by the next call."""

    def __init__(self) -> None:
        self.kept: list[GuideAnswers] = []
        self.pins: list[str] = []
        self.refusal: CounterError | None = None
        self.others: dict[str, str] = {}

    def keep(self, answers: GuideAnswers) -> None:
        self._refuse()
        self.kept.append(answers)

    def found(self, _answers: GuideAnswers, pin: str) -> Mapping[str, str]:
        self._refuse()
        self.pins.append(pin)
        return self.others

    def _refuse(self) -> None:
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise refusal


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def window(qtbot: QtBot, keeper: Keeper) -> Iterator[GuideWindow]:
    context = GuideContext(RULES, keeper, StillMachine(), texts, ManualClock(NOW), Previews(NOW, slip_picture))
    works = Work(InlineBackground()), Work(InlineBackground())
    made = GuideWindow(context, GuideAnswers(), Theme.desk(0.85), work=works[0], trials=works[1])
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    yield made
    made.close()


def touch(widget: QWidget) -> None:
    """Press a key by the mouse: an office has one, and the screen of the tests is smaller than this window."""
    assert widget.isVisible(), f"{widget.accessibleName()} is not to be seen"
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def write(widget: QWidget, text: str) -> None:
    """Type a text into a field, and finish it by Enter."""
    field = widget.focusProxy()
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.insert(text)  # an input method writes Vietnamese, `QTest.keyClicks` cannot
    QTest.keyClick(field, Qt.Key.Key_Return)


def at(window: GuideWindow, step: GuideStep, **answers: Any) -> None:
    """Show a step, with a name and these answers."""
    made = GuideAnswers(place="Phường Tân Thành", **answers)
    for one in GuideStep:
        made = RULES.go(made, one) if one <= step else made
    window._take(made)


def test_a_new_machine_begins_with_the_name_and_cannot_go_on_without_it(window: GuideWindow) -> None:
    assert isinstance(window.page, GuideNamePage)
    assert not window.foot.main.isEnabled()
    assert window.foot.said.text == "Hãy ghi tên trung tâm, ví dụ: Phường Tân Thành."
    assert [key.progress for key in window.steps.keys] == [StepState.PRESENT, *[StepState.LATER] * 6]


def test_typing_the_name_and_touching_the_main_key_leads_to_the_services(window: GuideWindow, keeper: Keeper) -> None:
    page = window.page
    assert isinstance(page, GuideNamePage)
    write(page.place.control, "Xã Ea Kao")
    assert window.foot.main.label == "Tiếp tục: Việc"
    touch(window.foot.main)
    assert isinstance(window.page, GuideServicesPage)
    assert [key.value for key in window.page.templates if key.isChecked()] == ["commune"]
    assert keeper.kept[-1] == window.answers
    assert (window.answers.step, window.answers.template) == (2, "commune")
    assert window.steps.keys[0].second == "Xã Ea Kao"
    assert window.foot.said.text == "Đã lưu đến đây. Tắt máy rồi mở lại vẫn ở bước này."


def test_a_name_that_was_not_finished_counts_when_a_step_is_touched(window: GuideWindow) -> None:
    page = window.page
    assert isinstance(page, GuideNamePage)
    field = page.place.control.focusProxy()
    assert isinstance(field, QLineEdit)
    field.insert("Phường 1")
    window._go(GuideStep.SERVICES)
    assert window.answers.place == "Phường 1"


def test_a_typed_name_lets_the_guide_go_on_without_enter(qtbot: QtBot, window: GuideWindow) -> None:
    page = window.page
    assert isinstance(page, GuideNamePage)
    field = page.place.control.focusProxy()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "Xa Ea Kao")
    until(qtbot, window.foot.main.isEnabled)
    assert window.answers.place == "Xa Ea Kao"


def test_a_field_by_touch_changes_the_coverage_and_the_draft(window: GuideWindow) -> None:
    at(window, GuideStep.SERVICES)
    page = window.page
    assert isinstance(page, GuideServicesPage)
    land = next(key for key in page.fields if key.value == "DD")
    touch(land)
    assert "DD" not in window.answers.fields
    assert not land.isChecked()
    assert page._coverage.title == "79 trên 90 thủ tục có việc nhận."
    touch(land)
    assert page._coverage.title == "86 trên 90 thủ tục có việc nhận."


def test_the_services_are_offered_with_the_date_of_the_catalogue(window: GuideWindow) -> None:
    at(window, GuideStep.SERVICES)
    page = window.page
    assert isinstance(page, GuideServicesPage)
    assert page._count.text.endswith(f"của danh mục thủ tục ngày {RULES.material.as_of:%d/%m/%Y}")


def test_a_step_that_is_done_is_a_key_and_a_later_one_is_not(window: GuideWindow) -> None:
    at(window, GuideStep.COUNTERS)
    assert not window.steps.keys[6].isEnabled()
    touch(window.steps.keys[0])
    assert window.answers.step == GuideStep.NAME
    touch(window.steps.keys[2])
    assert window.answers.step == GuideStep.COUNTERS


def test_people_are_added_by_enter_and_removed_by_touch(window: GuideWindow) -> None:
    at(window, GuideStep.STAFF)
    page = window.page
    assert isinstance(page, GuideStaffPage)
    write(page.name, "Nguyễn Văn An")
    write(page.name, "Trần Thị Bình")
    assert [row.about.text for row in page.people] == [
        "Cán bộ quầy · tên đăng nhập annv",
        "Cán bộ quầy · tên đăng nhập binhtt",
    ]
    touch(page.people[0].remove)
    assert [one.name for one in window.answers.staff] == ["Trần Thị Bình"]


def test_the_other_language_keeps_the_answers(window: GuideWindow, keeper: Keeper) -> None:
    at(window, GuideStep.HOURS)
    touch(window.language.keys[1])
    assert window.foot.main.label == "Next: Staff"
    assert keeper.kept[-1].language == "en"
    assert window.answers.step == GuideStep.HOURS


def test_the_keyboard_goes_from_question_to_foot_in_the_order_of_the_screen(window: GuideWindow) -> None:
    at(window, GuideStep.STAFF, staff=(GuidePerson("Nguyễn Văn An"), GuidePerson("Trần Thị Bình")))
    QApplication.processEvents()  # shows the rows
    page = window.page
    assert isinstance(page, GuideStaffPage)
    seen = [window.focusWidget()]
    while seen[-1] is not window.foot.main and len(seen) < 20:
        window.focusNextChild()
        seen.append(window.focusWidget())
    wanted = [page.administrator.control.focusProxy(), page.name.focusProxy(), page.add, *page.role.keys]
    wanted += [row.remove for row in page.people]
    assert seen == [*wanted, window.foot.back, window.foot.later, window.foot.main]


def test_a_full_disk_is_told_and_the_answer_stays_on_the_screen(window: GuideWindow, keeper: Keeper) -> None:
    at(window, GuideStep.SERVICES)
    keeper.refusal = CounterError("guide.not_kept", folder="/srv/kiosk")
    assert isinstance(window.page, GuideServicesPage)
    touch(window.page.fields[0])
    assert window.foot.said.text.startswith("Không ghi được vào thư mục /srv/kiosk.")
    assert "HT" not in window.answers.fields


def test_a_printer_is_tried_and_its_profile_taken(window: GuideWindow) -> None:
    at(window, GuideStep.DEVICES)
    card = window.devices.printer
    touch(next(key for key in card.lines.keys if key.value == "/dev/usb/lp0"))
    assert window.answers.printer == "/dev/usb/lp0"
    touch(card.try_key)
    assert card.said.title == "Đã in. Mời xem tờ vừa ra và trả lời hai câu."
    card.is_whole.keys[0].click()
    card.is_cut.keys[0].click()
    assert card.said.title == "Nên dùng kiểu: Thông dụng."
    write(card.network.control, "192.168.1.50")
    assert window.answers.printer == "tcp://192.168.1.50:9100"


def test_a_scanned_card_is_told_without_its_content(window: GuideWindow) -> None:
    at(window, GuideStep.DEVICES)
    window.devices.scanner.try_key.click()
    assert window.devices.scanner.said.title == "Đọc được thẻ căn cước. Tên và số trên thẻ không được giữ."


def test_the_doors_open_after_the_same_pin_twice(qtbot: QtBot, window: GuideWindow, keeper: Keeper) -> None:
    at(window, GuideStep.DONE)
    first, second = (field.entry for field in window.done.entries)
    QTest.keyClicks(first, "123456")
    QTest.keyClicks(second, "123456")
    assert not window.foot.main.isEnabled(), "an easy PIN"
    for entry in (first, second):
        entry.clear()
        QTest.keyClicks(entry, PIN)
    assert window.foot.main.label == "Mở cửa đón người dân"
    with qtbot.waitSignal(window.founded):
        touch(window.foot.main)
    assert (keeper.pins, window.is_over) == ([PIN], True)
    assert all(PIN not in repr(one) for one in keeper.kept)


def test_the_first_pins_of_the_others_are_shown_once_before_the_manager_opens(
    qtbot: QtBot, window: GuideWindow, keeper: Keeper
) -> None:
    at(window, GuideStep.DONE, staff=(GuidePerson("Nguyễn Văn An"),))
    keeper.others = {"annv": "270461"}
    for field in window.done.entries:
        QTest.keyClicks(field.entry, PIN)
    touch(window.foot.main)
    until(qtbot, lambda: window.foot.main.label == "Vào trang quản lý")
    shown = [one.accessibleName() for one in window.done.findChildren(QWidget) if one.isVisible()]
    assert "Nguyễn Văn An · tên đăng nhập annv · mã PIN 270461" in shown
    assert [field.entry.text() for field in window.done.entries] == ["", ""]
    kept = len(keeper.kept)
    for key in (window.language.keys[1], window.steps.keys[0]):
        QTest.mouseClick(key, Qt.MouseButton.LeftButton)
    assert (len(keeper.kept), window.answers.step) == (kept, GuideStep.DONE), "the answers are gone from the disk"
    with qtbot.waitSignal(window.founded):
        touch(window.foot.main)


def test_a_refused_founding_says_why_and_can_be_tried_again(window: GuideWindow, keeper: Keeper) -> None:
    at(window, GuideStep.DONE)
    for field in window.done.entries:
        QTest.keyClicks(field.entry, PIN)
    keeper.refusal = CounterError("store.disk_full")
    touch(window.foot.main)
    assert not window.is_over
    assert window.foot.main.isEnabled()
    touch(window.foot.main)
    assert window.is_over


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_question_but_the_devices_has_to_be_scrolled_on_a_small_screen(
    qtbot: QtBot, window: GuideWindow, language: str
) -> None:
    if language == "en":
        touch(window.language.keys[1])
    people = (GuidePerson("Nguyễn Văn An"), GuidePerson("Trần Thị Bình"))
    scrolled = []
    for step in GuideStep:
        at(window, step, staff=people, language=language)
        QApplication.processEvents()
        area = window.stack.currentWidget()
        assert isinstance(area, ScrollColumn)
        if area.verticalScrollBar().maximum():
            scrolled.append(step)
    assert scrolled in ([], [GuideStep.DEVICES])


def test_later_leaves_the_guide_where_it_is(qtbot: QtBot, window: GuideWindow, keeper: Keeper) -> None:
    at(window, GuideStep.HOURS)
    with qtbot.waitSignal(window.left):
        touch(window.foot.later)
    assert keeper.kept[-1].step == GuideStep.HOURS
