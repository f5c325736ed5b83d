"""Check the page Nếu …: a day is chosen, a change is tried off the GUI thread, stopped, kept, and refused in words."""

from datetime import time, timedelta

import pytest

from kiosk.branch.what_if import recorded_day
from kiosk.domain.queue.day_change import MoreCounter, OtherHours, OtherServices
from kiosk.domain.setup.document import Span
from kiosk.gallery.what_if import past_day, past_days
from tests.players import Clerk, take
from tests.ui.manager.manager_hands import Manager
from ui.manager.analysis.area import AnalysisArea
from ui.manager.analysis.pages import AnalysisPage
from ui.manager.analysis.what_if.area import WhatIfArea
from ui.manager.analysis.what_if.form import DayChangeKind, busiest_hours
from ui.manager.areas import ManagerTab
from ui.manager.parts.definition import DefinitionKey
from ui.manager.sheets import FindSheet, TellSheet
from ui.widgets import Text


@pytest.fixture
def area(manager: Manager) -> WhatIfArea:
    """Sign in on the day after one on which counter 1 was open alone for six people, and open the page."""
    for _ in range(6):
        take(manager.office)
        manager.clock.advance(timedelta(minutes=1))
    clerk = Clerk(manager.office).open()
    for _ in range(6):
        clerk.serve_next()
        manager.clock.advance(timedelta(minutes=9))
    clerk.close()
    manager.clock.advance(timedelta(days=1))
    manager.enter()
    manager.window.open_tab(ManagerTab.ANALYSIS)
    (pages,) = manager.window.findChildren(AnalysisArea)
    pages.open_page(AnalysisPage.WHAT_IF)
    (found,) = manager.window.findChildren(WhatIfArea)
    manager.wait(lambda: found.page.form.day is not None)
    return found


def test_changes_are_tried_kept_shown_again_and_refused(manager: Manager, area: WhatIfArea) -> None:
    form, results = area.page.form, area.page.results
    assert form.day_note.text == "6 lượt, 1 quầy mở, đúng như đã ghi."
    assert results.tried_card.isHidden()
    assert (form.begin.text(), form.end.text(), form.counters[DayChangeKind.COUNTER].value) == ("09:00", "10:00", 2)
    form.main.click()
    assert form.main.label == "Đang tính 0/200"
    manager.wait(lambda: len(area.tries) == 1)
    assert form.main.label == "Tính lại"
    shown = results.banner.accessibleName()
    assert shown.startswith("Mở thêm Quầy 2 từ 09:00 đến 10:00: chờ trung vị từ ")
    assert "Cần thêm 1 cán bộ trong 1 giờ." in shown
    assert results.figures["median"].after
    assert results.chart.chart.spoken.startswith("09:00: hôm đó ")
    keys = results.findChildren(DefinitionKey)
    assert [key.measure for key in keys] == ["wait_median_s", "wait_p90_s", "wait_in_target_share", "over"]
    keys[-1].click()
    (sheet,) = (one for one in area.window().findChildren(TellSheet) if one.isVisible())
    assert "hơn 30 phút" in " ".join(text.text for text in sheet.findChildren(Text))
    sheet.dismiss()

    form.choose_kind(DayChangeKind.HOURS)
    form.hours.changed.emit((Span(time(8), time(12)),))
    form.main.click()
    manager.wait(lambda: len(area.tries) == 2)
    assert len(results.rows) == 2
    results.rows[1].wanted.emit(results.rows[1].tried)
    assert (form.kind, form.begin.text()) == (DayChangeKind.COUNTER, "09:00")
    assert results.banner.accessibleName() == shown

    form.counters[DayChangeKind.COUNTER].choose(1)
    form.main.click()
    manager.wait(lambda: "hôm đó đã mở từ" in form.note.text)
    form.begin.setText("chín giờ")
    form.main.click()
    assert form.note.text == "Chưa đọc được giờ. Ghi giờ như 08:00."
    form.reset.click()
    assert (form.note.isHidden(), form.begin.text(), results.figures["median"].after) == (True, "09:00", "")
    assert len(area.tries) == 2


def test_a_replay_is_stopped_by_hand_and_by_the_lock(manager: Manager, area: WhatIfArea) -> None:
    form = area.page.form
    form.main.click()
    form.reset.click()
    assert (form.is_running, area.tries) == (False, [])
    form.main.click()
    manager.window.lock()
    assert (form.is_running, area.tries) == (False, [])
    manager.enter()
    form.main.click()
    manager.wait(lambda: len(area.tries) == 1)
    area.page.help.click()
    (method,) = (one for one in manager.window.findChildren(TellSheet) if one.isVisible())
    method.dismiss()
    form.day_field.opened.emit()
    (days,) = (one for one in manager.window.findChildren(FindSheet) if one.isVisible())
    assert [key.label for key in days.keys] == ["Thứ Ba, 24/11/2026"]
    days.dismiss()


def test_the_form_shows_the_change_that_it_returns(manager: Manager, area: WhatIfArea) -> None:
    form = area.page.form
    form.show_day(past_day(past_days()[0]))
    needed = tuple(key.value for key in form.services[DayChangeKind.COUNTER].keys)
    for change in (
        MoreCounter(3, time(8, 30), time(9), needed[:2]),
        OtherServices(4, takes=(8,), drops=(12,)),
        OtherHours(((time(6, 30), time(11)), (time(12), time(16))), 2),
        OtherHours(((time(6, 30), time(11)),)),
    ):
        form.show_change(change)
        assert form.change() == change
    assert busiest_hours(recorded_day(manager.office, past_days()[0].replace(day=24))) == (time(9), time(10))
