"""Check the page of now: what it shows follows the branch, and its keys give the manager's orders."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from kiosk.branch.alerts import AlertNow
from kiosk.branch.live import CounterState
from kiosk.domain.journal import Event
from kiosk.domain.late_delivery import LateDelivery
from kiosk.domain.program_status import BranchCommit
from kiosk.domain.queue.alerts import Alert
from kiosk.domain.queue.reasons import PauseReason
from kiosk.gallery import live
from kiosk.program.texts import texts
from tests.branch.serving.test_managing import is_open, pause_of
from tests.branch.stations.test_staff_exit import journalled
from tests.players import Clerk, take
from tests.ui.manager.manager_hands import EDITOR, Manager
from ui.manager.area import ManagerArea
from ui.manager.areas import ManagerTab
from ui.manager.now.area import NowArea
from ui.manager.now.page import NowPage
from ui.manager.sheets import AskSheet, FindSheet, TellSheet
from ui.theme import Theme
from ui.widgets import Sheet


def looking(manager: Manager) -> NowArea:
    """Sign in and look at the branch."""
    manager.enter()
    manager.window.open_tab(ManagerTab.NOW)
    (area,) = manager.window.findChildren(NowArea)
    manager.wait(lambda: area.page.view is not None)
    return area


def waits_for(manager: Manager, area: NowArea, waiting: int) -> None:
    manager.window.told(BranchCommit())
    manager.wait(lambda: area.page.view is not None and area.page.view.waiting == waiting)


def sheet_of(area: ManagerArea, kind: type[Sheet]) -> Sheet:
    found = [one for one in area.window().findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_page_follows_every_commit(manager: Manager) -> None:
    area = looking(manager)
    assert area.page.headlines["waiting"].figure == "0"
    take(manager.office)
    waits_for(manager, area, 1)
    assert area.page.headlines["waiting"].figure == "1"
    assert area.page.services.lines[0].cells[1].text == "1"
    assert area.page.headlines["served"].figure == "0"
    assert area.page.headlines["satisfied"].figure == "–", "nobody has rated: that is no 0"


def test_a_long_wait_is_on_the_list_and_its_key_sends_a_clerk_to_a_counter(manager: Manager) -> None:
    for _ in range(4):
        take(manager.office, 8)
    manager.clock.advance(timedelta(minutes=31))
    area = looking(manager)
    (row,) = area.page.alert_rows
    assert "31" in row.title.text
    assert not area.page.nothing.isVisible()
    row.key.click()
    sheet = sheet_of(area, FindSheet)
    assert isinstance(sheet, FindSheet)
    sheet.keys[0].click()
    assert isinstance(row.now.alert, Alert)
    remedy = row.now.alert.remedy
    assert remedy is not None
    manager.wait(lambda: is_open(manager.office, remedy.counter_id))
    assert pause_of(manager.office, remedy.counter_id) is PauseReason.COMING


def test_an_alert_without_a_remedy_is_noted(manager: Manager) -> None:
    area = looking(manager)
    alone = replace(live.busy(), alerts=live.busy().alerts[1:])
    area.page.show_view(replace(alone, alerts=(AlertNow(alone.alerts[0].alert),)))
    (row,) = area.page.alert_rows
    row.key.click()
    key = row.now.alert.key
    manager.wait(lambda: journalled(manager.office, Event.ALERT_SEEN) == [(f"alert:{key}", {"by": EDITOR})])
    manager.wait(lambda: bool(manager.said))


def test_late_delivery_is_on_the_list_and_is_noted_by_its_key(manager: Manager) -> None:
    area = looking(manager)
    late = replace(live.busy(), alerts=(AlertNow(LateDelivery(16, 12)),))
    area.page.show_view(late)
    (row,) = area.page.alert_rows
    assert ("16" in row.title.text, "12" in row.text.text) == (True, True)
    row.key.click()
    manager.wait(lambda: len(journalled(manager.office, Event.ALERT_SEEN)) == 1)
    area.page.show_view(replace(late, alerts=(AlertNow(LateDelivery(17, 12, 90), "binh"),)))
    assert not area.page.alert_rows[0].key.isEnabled()


def do(area: NowArea, act: str) -> None:
    """Press the key of the counters, the first counter, and an act."""
    area.page.manage.click()
    chosen = sheet_of(area, FindSheet)
    assert isinstance(chosen, FindSheet)
    chosen.keys[0].click()
    acts = sheet_of(area, TellSheet)
    assert isinstance(acts, TellSheet)
    wanted = area.kit.texts.say(f"now.act.{act}")
    next(key for key in acts.keys if key.label == wanted).click()


def stands(manager: Manager, area: NowArea, state: CounterState) -> None:
    manager.window.told(BranchCommit())
    manager.wait(lambda: area.page.view is not None and area.page.view.counters[0].state is state)


def test_a_counter_is_paused_resumed_and_closed_from_here(manager: Manager) -> None:
    Clerk(manager.office).open()
    area = looking(manager)
    do(area, "pause")
    stands(manager, area, CounterState.PAUSED)
    do(area, "resume")
    stands(manager, area, CounterState.FREE)
    do(area, "close")
    stands(manager, area, CounterState.CLOSED)
    assert not is_open(manager.office, 1)


def choose_first(area: NowArea) -> None:
    """Choose the first of what a sheet offers."""
    sheet = sheet_of(area, FindSheet)
    assert isinstance(sheet, FindSheet)
    sheet.keys[0].click()


def test_a_closed_counter_is_opened_for_a_clerk_and_gets_a_service_for_today(manager: Manager) -> None:
    area = looking(manager)
    before = dict(manager.office.setup().counters[1].services)
    do(area, "open")
    choose_first(area)
    stands(manager, area, CounterState.PAUSED)
    do(area, "give")
    choose_first(area)
    manager.wait(lambda: len(manager.office.setup().counters[1].services) == len(before) + 1)
    do(area, "take")
    choose_first(area)
    manager.wait(lambda: len(manager.office.setup().counters[1].services) == len(before))


def test_a_notice_of_today_is_put_up_and_taken_down(manager: Manager) -> None:
    area = looking(manager)
    area.page.notice.click()
    sheet = sheet_of(area, AskSheet)
    assert isinstance(sheet, AskSheet)
    manager.put(sheet.entry("text"), "Chiều nay nghỉ từ 15:30.")
    sheet.main.click()
    manager.wait(lambda: bool(manager.office.setup().stations.notices))
    manager.wait(lambda: area.page.view is not None and bool(area.page.view.setup.stations.notices))
    area.page.notice.click()
    choice = sheet_of(area, TellSheet)
    assert isinstance(choice, TellSheet)
    choice.keys[1].click()
    manager.wait(lambda: not manager.office.setup().stations.notices)


def test_the_database_away_while_the_window_is_open_is_said_and_comes_back(manager: Manager) -> None:
    area = looking(manager)
    manager.branch.is_away = True
    area.look()
    manager.wait(lambda: bool(manager.said))
    manager.branch.is_away = False
    take(manager.office)
    waits_for(manager, area, 1)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", [(1180, 600), (1440, 780), (1920, 960)])
def test_the_page_shows_every_counter_at_every_size(qtbot: QtBot, language: str, size: tuple[int, int]) -> None:
    page = NowPage(Theme.desk(language=language), texts(language))
    qtbot.addWidget(page)
    page.resize(*size)
    page.show_view(live.busy())
    page.show()
    page.grab()
    assert len(page.counters.lines) == len(live.busy().counters)
    assert [line.cells[0].text for line in page.machines.lines if line.lit] == ["kiosk-1"]
    assert "A041" in page.counters.accessibleDescription()
