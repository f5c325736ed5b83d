"""Check when the kiosk issues no tickets: closed hours, a holiday, a central lock; and just before closing."""

from dataclasses import replace
from datetime import datetime, time

import pytest
from pytestqt.qtbot import QtBot

from kiosk.branch.reception import issue_ticket
from kiosk.domain.calendar.hours import ClosedTime, Hours
from kiosk.domain.language.text import CounterError, LocalText, Message
from kiosk.domain.orders import CentralLock, StationState
from kiosk.domain.queue.estimate import WaitRange
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import notice, page, words_on
from tests.ui.touching import touch, until, until_screen
from tests.ui.visits import NOW, walk
from ui.kiosk.screens.calm import ClosedPage
from ui.kiosk.screens.procedure import ProcedurePage
from ui.kiosk.window import KioskWindow
from ui.visit.common import BranchLoaded, Confirm, GoHome
from ui.visit.look import ChooseLanguage
from ui.visit.number import ChooseService, TakeNumber
from ui.visit.procedures import ShowProcedure
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.visit.table import step
from ui.visit.visit import Visit, begin

MONDAY = datetime.fromisoformat("2026-11-30T07:30:00+07:00")
HOLIDAY = Hours(is_open=False, closes_at=None, opens_at=MONDAY, reason=Message("holiday.tet"))
LOCKED = StationState(
    CentralLock("", LocalText("Đang nâng cấp đường truyền", (("en", "The line is being upgraded"),)), 1)
)
LUNCH = datetime.fromisoformat("2026-11-20T11:30:00+07:00")
AGAIN = datetime.fromisoformat("2026-11-20T13:30:00+07:00")


def shut(qtbot: QtBot, window: KioskWindow) -> None:
    """Tell the kiosk that it issues no numbers now."""
    window.changed()
    until_screen(qtbot, window, Screen.CLOSED)


def test_a_holiday_is_named_with_the_day_it_opens_again(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.now = HOLIDAY
    shut(qtbot, window)
    assert "Nghỉ Tết Nguyên đán | Trung tâm mở lại lúc 07:30 Thứ Hai, 30/11." in words_on(window)


@pytest.mark.parametrize(
    ("closed", "opens", "title", "hours"),
    [
        (ClosedTime.LUNCH, AGAIN, "Trung tâm đang nghỉ trưa", "Giờ làm việc hôm nay: 07:30–11:30 và 13:30–17:00"),
        (
            ClosedTime.AFTER_HOURS,
            MONDAY,
            "Trung tâm đã hết giờ làm việc hôm nay",
            "Giờ làm việc Thứ Hai, 30/11: 07:30–11:30 và 13:30–17:00",
        ),
        (
            ClosedTime.DAY_OFF,
            MONDAY,
            "Hôm nay trung tâm nghỉ",
            "Giờ làm việc Thứ Hai, 30/11: 07:30–11:30 và 13:30–17:00",
        ),
    ],
)
def test_the_part_of_the_day_is_named_with_the_opening_hours(
    qtbot: QtBot,
    window: KioskWindow,
    branch: world.KioskBranch,
    closed: ClosedTime,
    opens: datetime,
    title: str,
    hours: str,
) -> None:
    spans = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
    branch.now = Hours(is_open=False, closes_at=None, opens_at=opens, closed=closed, spans=spans)
    shut(qtbot, window)
    shown = words_on(window)
    assert title in shown
    assert hours in shown


def test_locked_from_the_centre_says_why_and_rating_still_works(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.station_state = LOCKED
    shut(qtbot, window)
    assert "Tạm dừng lấy số | Đang nâng cấp đường truyền" in words_on(window)
    window.happen(ChooseLanguage("en"))
    assert "The line is being upgraded" in words_on(window)
    window.scan(world.card())
    until(qtbot, lambda: window.visit.notice is not None)
    assert "no numbers for the moment" in notice(window)
    touch(page(window, ClosedPage).rate)
    assert window.visit.screen is Screen.RATE_CODE


def test_while_closed_procedures_are_looked_up_and_no_number_is_offered(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.now = HOLIDAY
    shut(qtbot, window)
    assert "tra cứu được thủ tục" in words_on(window)
    touch(page(window, ClosedPage).procedures)
    until_screen(qtbot, window, Screen.PROCEDURES)
    until(qtbot, lambda: window.visit.catalogue is not None)
    window.happen(ShowProcedure("1.001193"))
    assert not page(window, ProcedurePage).number.isVisible()
    assert page(window, ProcedurePage).print.isVisible()
    window.scan(world.card())
    until(qtbot, lambda: window.visit.notice is not None)
    assert "đang đóng cửa" in notice(window)
    assert window.visit.screen is Screen.PROCEDURE
    window.happen(GoHome())
    until_screen(qtbot, window, Screen.CLOSED)


def test_without_a_catalogue_a_closed_kiosk_offers_the_rating_only(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.now, branch.posted = HOLIDAY, None
    shut(qtbot, window)
    assert not page(window, ClosedPage).procedures.isVisible()
    assert "thủ tục" not in words_on(window)


def test_unlocked_again_the_start_comes_back_by_itself(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.station_state = LOCKED
    shut(qtbot, window)
    branch.station_state = StationState()
    window.changed()
    until_screen(qtbot, window, Screen.START)


def test_a_lock_that_comes_while_choosing_is_told_at_the_third_touch(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    window.happen(TakeNumber())
    branch.station_state = LOCKED
    branch.refusal = CounterError("reception.locked", reason=LOCKED.lock and LOCKED.lock.reason)
    window.happen(ChooseService(4))
    until_screen(qtbot, window, Screen.CLOSED)
    until(qtbot, lambda: window.visit.now is not None and window.visit.now.station == LOCKED)
    assert "Đang nâng cấp đường truyền" in words_on(window)
    assert branch.issued == {}


def test_closed_goes_before_locked() -> None:
    both = walk(begin("b"), BranchLoaded(0, replace(NOW, hours=HOLIDAY, station=LOCKED)))
    assert both.screen is Screen.CLOSED
    after = step(both, Scanned(world.card())).visit
    assert after.notice is not None
    assert after.notice.message.key == "kiosk.scan.closed"


def choosing(wait: tuple[int, int] | None, hours: Hours) -> Visit:
    """Choose a service with this wait, at these opening hours."""
    view = replace(NOW.services[3], wait=WaitRange(3, wait))
    loaded = BranchLoaded(0, replace(NOW, services=(view,), hours=hours))
    return walk(begin("b"), loaded, TakeNumber(), ChooseService(view.service.id))


def open_for(left: int, again: datetime | None) -> Hours:
    return Hours(is_open=True, closes_at=LUNCH, opens_at=again, minutes_left=left)


@pytest.mark.parametrize(
    ("wait", "left", "screen"),
    [
        ((15, 25), 25, Screen.ISSUING),
        ((15, 25), 24, Screen.LONG_WAIT),
        ((0, 5), 0, Screen.LONG_WAIT),
        (None, 1, Screen.ISSUING),
    ],
)
def test_a_wait_that_may_last_beyond_the_hours_is_asked_about(
    wait: tuple[int, int] | None, left: int, screen: Screen
) -> None:
    assert choosing(wait, open_for(left, MONDAY)).screen is screen


def test_who_wants_the_last_number_all_the_same_gets_it() -> None:
    asked = choosing((15, 25), open_for(5, MONDAY))
    assert issue_ticket in [one.use_case for one in step(asked, Confirm()).questions]


@pytest.mark.parametrize(
    ("again", "words"),
    [
        (MONDAY, "Trung tâm đóng cửa lúc 11:30"),
        (AGAIN, "Trung tâm nghỉ từ 11:30, làm việc lại lúc 13:30"),
    ],
    ids=["the end of the day", "lunch"],
)
def test_the_question_says_what_closing_means_for_the_number(window: KioskWindow, again: datetime, words: str) -> None:
    window.happen(TakeNumber())
    view = replace(NOW.services[3], wait=WaitRange(3, (15, 25)))
    window.happen(BranchLoaded(0, replace(NOW, services=(view,), hours=open_for(5, again))))
    window.happen(ChooseService(view.service.id))
    assert window.visit.screen is Screen.LONG_WAIT
    assert words in words_on(window)
