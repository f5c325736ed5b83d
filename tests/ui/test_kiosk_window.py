"""The kiosk by touch: a number in three touches, a card, a rating, and every fault with a calm screen."""

import ast
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.domain.hours import Hours
from kiosk.domain.rating import Level, Reason
from kiosk.domain.scan import OtherCode, Scan, ScanProblem, TicketScan
from kiosk.domain.status import PrinterStatus, PrintJobState, ScannerStatus
from kiosk.domain.text import CounterError
from kiosk.domain.ticket import TicketState
from tests.ui import kiosk_world as world
from tests.ui.touching import let_go, touch, until, until_screen
from ui.kiosk import events as e
from ui.kiosk.screens.calm import ClosedPage, TroublePage
from ui.kiosk.screens.card import CardPage
from ui.kiosk.screens.choices import ChoicesSheet
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.rate_code import RateCodePage
from ui.kiosk.screens.rating import RatingPage, ReasonsPage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.state import Busy, Screen, SheetKind
from ui.kiosk.window import KioskWindow
from ui.theme import Step
from ui.widgets.banner import Banner
from ui.widgets.sheet import Sheet
from ui.widgets.text import Text

P = TypeVar("P", bound=QWidget)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def services() -> world.FakeServices:
    return world.FakeServices()


@pytest.fixture
def window(qtbot: QtBot, services: world.FakeServices) -> Iterator[KioskWindow]:
    yield from opened(qtbot, services, 450, 800)


@pytest.fixture
def wide(qtbot: QtBot, services: world.FakeServices) -> Iterator[KioskWindow]:
    yield from opened(qtbot, services, 800, 450)


def opened(qtbot: QtBot, services: world.FakeServices, width: int, height: int) -> Iterator[KioskWindow]:
    """A window that fits the offscreen screen of 800 × 800; a touch beyond that is nobody's."""
    window = KioskWindow(services, ManualClock(world.NOON), reduced_motion=True)
    window.resize(width, height)
    window.show()
    window.scanner_status(ScannerStatus.READY)
    until(qtbot, lambda: window.visit.now is not None or not services.gate.is_set())
    yield window
    services.gate.set()
    window.close()
    window.deleteLater()
    let_go()


def page(window: KioskWindow, kind: type[P]) -> P:
    assert isinstance(window.page, kind), f"{type(window.page).__name__} is on the screen"
    return window.page


def take_number(qtbot: QtBot, window: KioskWindow) -> TicketPage:
    touch(page(window, StartPage).hero)
    touch(page(window, ChoosePage).fields["ho_tich"])
    touch(page(window, ChoosePage).services[4])
    until_screen(qtbot, window, Screen.TICKET)
    return page(window, TicketPage)


def words_on(window: QWidget) -> str:
    return " | ".join(text.text for text in window.findChildren(Text) if text.isVisible())


def notice(window: KioskWindow) -> str:
    assert isinstance(window.overlays.notice, Banner)
    return window.overlays.notice.accessibleName()


def seconds(window: KioskWindow, count: int) -> None:
    for _ in range(count):
        window.happen(e.Tick())


def test_three_touches_and_the_slip_is_printed(qtbot: QtBot, window: KioskWindow, services: world.FakeServices) -> None:
    ticket = take_number(qtbot, window)
    assert ticket.card.words.label == "A046"
    until(qtbot, lambda: window.visit.shown is not None and window.visit.shown.is_printed)
    assert [wish.service_id for wish in services.wishes] == [4]
    touch(ticket.done)
    assert window.visit.screen is Screen.START


def test_the_same_in_landscape(qtbot: QtBot, wide: KioskWindow, services: world.FakeServices) -> None:
    take_number(qtbot, wide)
    assert len(services.issued) == 1


def test_a_double_tap_issues_one_number(qtbot: QtBot, window: KioskWindow, services: world.FakeServices) -> None:
    touch(page(window, StartPage).hero)
    row = page(window, ChoosePage).services[4]
    services.gate.clear()
    touch(row)
    touch(row)
    touch(page(window, ChoosePage).services[5])
    services.gate.set()
    until_screen(qtbot, window, Screen.TICKET)
    assert len(services.wishes) == 1


def test_the_branch_is_asked_on_a_worker_thread_only(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices
) -> None:
    take_number(qtbot, window)
    assert services.threads == {"background"}


def test_the_start_takes_a_touch_before_the_branch_is_ready(qtbot: QtBot, services: world.FakeServices) -> None:
    services.gate.clear()
    life = opened(qtbot, services, 450, 800)
    window = next(life)
    touch(page(window, StartPage).hero)
    assert window.visit.busy is Busy.SERVICES
    until(qtbot, lambda: page(window, StartPage).hero.is_busy)
    services.gate.set()
    until_screen(qtbot, window, Screen.CHOOSE)
    assert next(life, None) is None


def test_a_long_wait_is_a_question_with_the_safe_answer_left(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices
) -> None:
    from kiosk.branch.reception import ServiceView
    from kiosk.domain.estimate import WaitRange

    services.offered = (ServiceView(world.SETUP.services[1], 18, WaitRange(18, (60, 80)), (1,)),)
    window.changed()
    until(qtbot, lambda: window.visit.now is not None and len(window.visit.now.services) == 1)
    touch(page(window, StartPage).hero)
    touch(page(window, ChoosePage).services[1])
    sheet = window.overlays.sheet
    assert isinstance(sheet, Sheet)
    touch(sheet.safe_key)
    assert (window.visit.screen, services.wishes) == (Screen.CHOOSE, [])
    touch(page(window, ChoosePage).services[1])
    sheet = window.overlays.sheet
    assert isinstance(sheet, Sheet)
    touch(sheet.main_key)
    until_screen(qtbot, window, Screen.TICKET)


def test_a_card_is_greeted_and_leads_to_a_priority_number(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices
) -> None:
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    assert "Ông Trần V. H." in words_on(window)
    touch(page(window, CardPage).go)
    touch(page(window, ChoosePage).services[1])
    until_screen(qtbot, window, Screen.TICKET)
    wish = services.wishes[0]
    assert wish.group == "elder"
    assert wish.person is not None
    assert "095058001234" not in wish.person


def test_the_name_is_gone_when_the_citizen_is(qtbot: QtBot, window: KioskWindow) -> None:
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    touch(page(window, CardPage).not_me)
    let_go()
    everything = [text.text for text in window.findChildren(Text)] + [
        w.accessibleName() for w in window.findChildren(QWidget)
    ]
    assert not [text for text in everything if "Trần" in text]


def test_the_number_one_holds_can_be_seen_again(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices
) -> None:
    services.held = (world.ticket(),)
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    touch(page(window, CardPage).held[0])
    until_screen(qtbot, window, Screen.TICKET)
    assert page(window, TicketPage).card.words.code == world.ticket().code


def test_the_second_scan_shows_the_first_ticket(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices
) -> None:
    services.already = world.ticket(4, 46)
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
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices
) -> None:
    touch(page(window, StartPage).hero)
    services.gate.clear()
    touch(page(window, ChoosePage).services[4])
    window.scan(world.card())
    until(qtbot, lambda: window.visit.notice is not None)
    assert "đang lấy số" in notice(window)
    services.gate.set()
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
    window.happen(e.Home())
    take_number(qtbot, window)
    out_and_back(Screen.TICKET)
    window.happen(e.Finish())
    touch(page(window, StartPage).tiles.tiles["rate"])
    window.scanner_status(ScannerStatus.UNPLUGGED)
    until(qtbot, lambda: "mời nhập mã" in words_on(window))
    out_and_back(Screen.RATE_CODE)
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)
    out_and_back(Screen.RATING)
    touch(page(window, RatingPage).faces[Level.NOT_SATISFIED])
    out_and_back(Screen.REASONS)
    window.happen(e.Home())
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    out_and_back(Screen.CARD)


def test_out_of_paper_the_number_stays_with_its_qr(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices
) -> None:
    services.print_states = []
    ticket = take_number(qtbot, window)
    assert ticket.card.words.code == ""
    window.printer_status(PrinterStatus.PAPER_OUT)
    until(qtbot, lambda: window.visit.needs_noting)
    assert ticket.banner.title == "Máy hết giấy, số vẫn có giá trị"
    assert ticket.card.words.code == world.ticket().code
    services.print_states = [PrintJobState.PRINTED]
    window.printer_status(PrinterStatus.READY)
    until(qtbot, lambda: window.visit.shown is not None and window.visit.shown.is_printed)
    assert not ticket.banner.isVisible()


@pytest.mark.parametrize("state", [PrintJobState.FAILED, PrintJobState.UNKNOWN])
def test_a_slip_that_failed_leaves_a_valid_number(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices, state: PrintJobState
) -> None:
    services.print_states = [state]
    services.last_printer_answer = state
    ticket = take_number(qtbot, window)
    until(qtbot, lambda: window.visit.needs_noting)
    assert "số vẫn có giá trị" in ticket.banner.title


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), CounterError("store.away")])
def test_the_database_is_down_and_back(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices, problem: Exception
) -> None:
    touch(page(window, StartPage).hero)
    services.down = problem
    touch(page(window, ChoosePage).services[4])
    until_screen(qtbot, window, Screen.TROUBLE)
    assert "Số đã lấy vẫn còn" in words_on(window)
    services.down = None
    touch(page(window, TroublePage).retry)
    until_screen(qtbot, window, Screen.TICKET)
    assert len(services.issued) == 1


def test_without_a_database_at_the_start_the_kiosk_comes_up_by_itself(
    qtbot: QtBot, services: world.FakeServices
) -> None:
    services.down = CounterError("store.away")
    window = KioskWindow(services, ManualClock(world.NOON))
    window.resize(450, 800)
    window.show()
    until_screen(qtbot, window, Screen.TROUBLE)
    services.down = None
    seconds(window, 5)
    until_screen(qtbot, window, Screen.START)
    window.close()
    window.deleteLater()


def test_a_closed_centre_says_when_it_opens(qtbot: QtBot, window: KioskWindow, services: world.FakeServices) -> None:
    opens = datetime.fromisoformat("2026-11-20T13:30:00+07:00")
    services.now = Hours(is_open=False, closes_at=None, opens_at=opens)
    window.changed()
    until_screen(qtbot, window, Screen.CLOSED)
    assert "Trung tâm mở lại lúc 13:30 hôm nay." in words_on(window)
    touch(page(window, ClosedPage).rate)
    assert window.visit.screen is Screen.RATE_CODE


def test_the_countdown_warns_one_touch_extends_and_then_all_is_wiped(qtbot: QtBot, window: KioskWindow) -> None:
    touch(page(window, StartPage).settings.languages["en"])
    touch(page(window, StartPage).hero)
    seconds(window, 60)
    countdown = page(window, ChoosePage)._foot.countdown
    assert "20 seconds" in words_on(countdown)
    touch(countdown.key)
    assert not countdown.isVisible()
    seconds(window, 80)
    assert window.visit.screen is Screen.START
    assert page(window, StartPage).hero.label == "Lấy số thứ tự"


def test_languages_text_size_and_contrast_are_one_touch_away(window: KioskWindow) -> None:
    touch(page(window, StartPage).settings.languages["km"])
    assert page(window, StartPage).hero.label == "យកលេខរង់ចាំ"
    touch(page(window, StartPage).settings.text_size)
    assert page(window, StartPage).theme.step is Step.L
    touch(page(window, StartPage).settings.contrast)
    assert page(window, StartPage).theme.high_contrast
    assert page(window, StartPage).settings.contrast.isChecked()


def test_display_and_language_come_up_as_sheets(window: KioskWindow) -> None:
    touch(page(window, StartPage).hero)
    window.happen(e.OpenSheet(SheetKind.LANGUAGE))
    sheet = window.overlays.sheet
    assert isinstance(sheet, ChoicesSheet)
    touch(sheet.keys[1])
    assert page(window, ChoosePage).title.text == "What do you need to do?"
    assert window.overlays.sheet is None


def test_a_visit_is_rated_by_the_typed_code(qtbot: QtBot, window: KioskWindow, services: world.FakeServices) -> None:
    touch(page(window, StartPage).tiles.tiles["rate"])
    for character in world.ticket(1, 40, TicketState.DONE).code:
        touch(page(window, RateCodePage).keyboard.letters[character])
    touch(page(window, RateCodePage).go)
    until_screen(qtbot, window, Screen.RATING)
    touch(page(window, RatingPage).faces[Level.NOT_SATISFIED])
    touch(page(window, ReasonsPage).reasons[Reason.WAITED_LONG])
    touch(page(window, ReasonsPage).send)
    until_screen(qtbot, window, Screen.THANKS)
    assert [(one, rating.level, rating.reasons) for one, rating in services.ratings] == [
        ("t40", Level.NOT_SATISFIED, (Reason.WAITED_LONG,))
    ]


def test_a_rating_twice_is_refused_in_words(qtbot: QtBot, window: KioskWindow, services: world.FakeServices) -> None:
    services.refusal = CounterError("rating.already", number="A040")
    window.scan(TicketScan(world.ticket().code))
    until(qtbot, lambda: window.visit.notice is not None)
    assert "A040 đã được đánh giá" in notice(window)


def test_new_counts_come_by_themselves_and_a_storm_of_changes_is_few_questions(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices
) -> None:
    services.gate.clear()
    before = services.asked.count("services_view")
    for _ in range(50):
        window.changed()
    services.offered = services.offered[:1]
    services.gate.set()
    until(qtbot, lambda: window.visit.now is not None and window.visit.now.waiting == 3)
    assert services.asked.count("services_view") - before <= 2


@pytest.mark.slow
def test_two_hundred_visits_leave_no_widget_behind(
    qtbot: QtBot, window: KioskWindow, services: world.FakeServices
) -> None:
    def one_visit() -> None:
        touch(page(window, StartPage).hero)
        touch(page(window, ChoosePage).services[4])
        until_screen(qtbot, window, Screen.TICKET)
        touch(page(window, TicketPage).done)
        let_go()

    one_visit()
    widgets = len(QApplication.allWidgets())
    for _ in range(200):
        one_visit()
    assert len(QApplication.allWidgets()) <= widgets
    assert len(services.issued) == 201


def test_closing_the_window_ends_its_thread(qtbot: QtBot, window: KioskWindow) -> None:
    window.close()
    assert "background" not in {thread.name for thread in threading.enumerate()}


def test_no_lambda_in_connect() -> None:
    """A lambda keeps the whole page alive (measured: every page leaked)."""
    for file in [*(ROOT / "ui/kiosk").rglob("*.py"), *(ROOT / "ui/rating").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect":
                assert not any(isinstance(argument, ast.Lambda) for argument in node.args), file
