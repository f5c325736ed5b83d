"""Check scans of a card, a slip or anything else at a kiosk."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.domain.people.rating import Level
from kiosk.domain.people.scan import OtherCode, Scan, ScanProblem, TicketScan
from kiosk.domain.status import ScannerStatus
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import notice, page, seconds, take_number, words_on
from tests.ui.touching import touch, until, until_screen
from ui.kiosk.screens.card import CardPage
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.rating import RatingPage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.visit.common import Finish, GoHome
from ui.visit.screen import Screen
from ui.widgets.text import Text


def test_a_card_is_greeted_and_leads_to_a_priority_number(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    assert "Ông Trần V. H." in words_on(window)
    touch(page(window, CardPage).go)
    touch(page(window, ChoosePage).services[1])
    until_screen(qtbot, window, Screen.TICKET)
    wish = branch.wishes[0]
    assert wish.group == "elder"
    assert wish.person is not None
    assert "095058001234" not in wish.person


def test_the_name_is_gone_when_the_citizen_is(qtbot: QtBot, window: KioskWindow) -> None:
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    assert names(window)
    touch(page(window, CardPage).not_me)
    until(qtbot, lambda: not names(window))


def names(window: KioskWindow) -> list[str]:
    """Return the places where the window still holds the citizen's data."""
    texts = [text.text for text in window.findChildren(Text)]
    told = [widget.accessibleName() for widget in window.findChildren(QWidget)]
    return [text for text in texts + told if "Trần" in text]


def test_the_number_one_holds_can_be_seen_again(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    branch.held = (world.ticket(),)
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    touch(page(window, CardPage).held[0])
    until_screen(qtbot, window, Screen.TICKET)
    assert page(window, TicketPage).qr.code.endswith(world.ticket().code)


def test_the_second_scan_shows_the_first_ticket(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    branch.already = world.ticket(4, 46)
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    touch(page(window, CardPage).go)
    touch(page(window, ChoosePage).services[4])
    until_screen(qtbot, window, Screen.TICKET)
    assert "đã có số A046" in page(window, TicketPage).banner.title


@pytest.mark.parametrize(
    "name", ["<b>TRẦN</b> <img src=x>", "TRẦN \x1b@\x1dV0 HÙNG", "TRẦN'; DROP TABLE ticket; -- HÙNG"]
)
def test_a_name_with_markup_control_characters_or_sql_is_plain_text(
    qtbot: QtBot, window: KioskWindow, name: str
) -> None:
    window.scan(world.card(full_name=name))
    until_screen(qtbot, window, Screen.CARD)
    title = page(window, CardPage).title
    assert world.card(full_name=name).masked_name in title.text
    assert not title.grab().isNull()


@pytest.mark.parametrize("scan", [*OtherCode, *ScanProblem])
def test_a_scan_that_is_no_card_is_named_in_words(qtbot: QtBot, window: KioskWindow, scan: Scan) -> None:
    window.scan(scan)
    until(qtbot, lambda: window.visit.notice is not None)
    assert len(notice(window)) > 20
    assert window.visit.screen is Screen.START
    seconds(window, 12)
    assert window.overlays.notice is None


def test_a_scan_while_the_number_is_taken_waits_its_turn(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    touch(page(window, StartPage).hero)
    branch.gate.clear()
    touch(page(window, ChoosePage).services[4])
    window.scan(world.card())
    until(qtbot, lambda: window.visit.notice is not None)
    assert "đang lấy số" in notice(window)
    branch.gate.set()
    until_screen(qtbot, window, Screen.TICKET)


def test_scanner_unplugged_and_back_in_each_screen(qtbot: QtBot, window: KioskWindow) -> None:
    def becomes(status: ScannerStatus, screen: Screen) -> None:
        window.scanner_status(status)
        until(qtbot, lambda: window.visit.devices.scanner is status)
        assert window.visit.screen is screen

    def out_and_back(screen: Screen) -> None:
        for status in (ScannerStatus.UNPLUGGED, ScannerStatus.CONNECTING, ScannerStatus.READY):
            becomes(status, screen)

    window.scanner_status(ScannerStatus.UNPLUGGED)
    until(qtbot, lambda: "Đầu đọc thẻ đang tạm nghỉ" in words_on(window))
    out_and_back(Screen.START)
    assert "Có thẻ căn cước?" in words_on(window)
    touch(page(window, StartPage).hero)
    out_and_back(Screen.CHOOSE)
    touch(page(window, ChoosePage).priority)
    out_and_back(Screen.PRIORITY)
    window.happen(GoHome())
    take_number(qtbot, window)
    out_and_back(Screen.TICKET)
    window.happen(Finish())
    touch(page(window, StartPage).tiles.tiles["rate"])
    window.scanner_status(ScannerStatus.UNPLUGGED)
    until(qtbot, lambda: "mời nhập mã" in words_on(window))
    out_and_back(Screen.RATE_CODE)
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)
    out_and_back(Screen.RATING)
    touch(page(window, RatingPage).faces[Level.NOT_SATISFIED])
    out_and_back(Screen.REASONS)
    window.happen(GoHome())
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    out_and_back(Screen.CARD)
