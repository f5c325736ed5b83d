"""Check the kiosk by touch: a ticket in three touches, a rating, immediate answers, no data left."""

import threading

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.domain.language.text import CounterError
from kiosk.domain.people.rating import Level, RatingReason
from kiosk.domain.people.scan import TicketScan
from kiosk.domain.queue.ticket import TicketState
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import notice, opened, page, seconds, take_number, words_on
from tests.ui.touching import let_go, touch, until, until_screen
from ui.kiosk.screens.choices import ChoicesSheet
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.rate_code import RateCodePage
from ui.kiosk.screens.rating import RatingPage, ReasonsPage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.theme import Step
from ui.visit.look import ChooseTextStep, CloseSheet, OpenSheet
from ui.visit.number import TakeNumber
from ui.visit.screen import Screen
from ui.visit.visit import Busy, SheetKind
from ui.widgets.sheet import QuestionSheet


def test_three_touches_and_the_slip_is_printed(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    ticket = take_number(qtbot, window)
    assert ticket.card.words.label == "A046"
    until(qtbot, lambda: window.visit.shown is not None and window.visit.shown.is_printed)
    assert [wish.service_id for wish in branch.wishes] == [4]
    touch(ticket.done)
    assert window.visit.screen is Screen.START


def test_the_same_in_landscape(qtbot: QtBot, wide: KioskWindow, branch: world.KioskBranch) -> None:
    take_number(qtbot, wide)
    assert len(branch.issued) == 1


def test_a_double_tap_issues_one_number(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    touch(page(window, StartPage).hero)
    row = page(window, ChoosePage).services[4]
    branch.gate.clear()
    touch(row)
    touch(row)
    touch(page(window, ChoosePage).services[5])
    branch.gate.set()
    until_screen(qtbot, window, Screen.TICKET)
    assert len(branch.wishes) == 1


def test_the_branch_is_asked_on_a_worker_thread_only(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    take_number(qtbot, window)
    assert len(branch.threads) == 1
    assert threading.get_ident() not in branch.threads


def test_the_start_takes_a_touch_before_the_branch_is_ready(qtbot: QtBot, branch: world.KioskBranch) -> None:
    branch.gate.clear()
    life = opened(qtbot, branch)
    window = next(life)
    touch(page(window, StartPage).hero)
    assert window.visit.busy is Busy.SERVICES
    until(qtbot, lambda: page(window, StartPage).hero.is_busy)
    branch.gate.set()
    until_screen(qtbot, window, Screen.CHOOSE)
    assert next(life, None) is None


def test_a_long_wait_is_a_question_with_the_safe_answer_left(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    from kiosk.branch.reception import ServiceView
    from kiosk.domain.queue.estimate import WaitRange

    branch.offered = (ServiceView(world.SETUP.services[1], 18, WaitRange(18, (60, 80)), (1,)),)
    window.changed()
    until(qtbot, lambda: window.visit.now is not None and len(window.visit.now.services) == 1)
    touch(page(window, StartPage).hero)
    touch(page(window, ChoosePage).services[1])
    sheet = window.overlays.sheet
    assert isinstance(sheet, QuestionSheet)
    touch(sheet.safe_key)
    assert (window.visit.screen, branch.wishes) == (Screen.CHOOSE, [])
    touch(page(window, ChoosePage).services[1])
    sheet = window.overlays.sheet
    assert isinstance(sheet, QuestionSheet)
    touch(sheet.main_key)
    until_screen(qtbot, window, Screen.TICKET)


def test_the_countdown_warns_one_touch_extends_and_then_all_is_wiped(qtbot: QtBot, window: KioskWindow) -> None:
    touch(page(window, StartPage).settings.languages["en"])
    touch(page(window, StartPage).hero)
    seconds(window, 60 - window.visit.idle)  # a second may have passed by itself
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
    window.happen(OpenSheet(SheetKind.LANGUAGE))
    sheet = window.overlays.sheet
    assert isinstance(sheet, ChoicesSheet)
    touch(sheet.keys[1])
    assert page(window, ChoosePage).title.text == "What do you need to do?"
    assert window.overlays.sheet is None


def test_another_text_size_is_on_the_sheet_at_once_and_then_on_the_page(qtbot: QtBot, window: KioskWindow) -> None:
    window.happen(OpenSheet(SheetKind.DISPLAY))
    before, sheet = window.page, window.overlays.sheet
    assert isinstance(sheet, ChoicesSheet)
    window.happen(ChooseTextStep(1))
    larger = window.overlays.sheet
    assert isinstance(larger, ChoicesSheet)
    assert larger is not sheet
    assert window.page is before
    until(qtbot, lambda: window.page is not before)
    assert page(window, StartPage).theme.step is Step.L
    assert window.overlays.sheet is larger
    assert window.childAt(larger.keys[0].mapTo(window, larger.keys[0].rect().center())) is larger.keys[0]


def test_a_sheet_that_closes_at_once_leaves_a_page_in_the_new_size(qtbot: QtBot, window: KioskWindow) -> None:
    window.happen(OpenSheet(SheetKind.DISPLAY))
    window.happen(ChooseTextStep(2))
    window.happen(CloseSheet())
    until(qtbot, lambda: page(window, StartPage).theme.step is Step.XL)
    window.happen(OpenSheet(SheetKind.DISPLAY))
    window.happen(ChooseTextStep(3))
    window.happen(CloseSheet())
    window.happen(TakeNumber())
    assert page(window, ChoosePage).theme.step is Step.XXL


def test_a_visit_is_rated_by_the_typed_code(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    touch(page(window, StartPage).tiles.tiles["rate"])
    for character in world.ticket(1, 40, TicketState.DONE).code:
        touch(page(window, RateCodePage).keyboard.letters[character])
    touch(page(window, RateCodePage).go)
    until_screen(qtbot, window, Screen.RATING)
    touch(page(window, RatingPage).faces[Level.NOT_SATISFIED])
    touch(page(window, ReasonsPage).reasons[RatingReason.WAITED_LONG])
    touch(page(window, ReasonsPage).send)
    until_screen(qtbot, window, Screen.THANKS)
    assert [(one, rating.level, rating.reasons) for one, rating in branch.verdicts] == [
        ("t40", Level.NOT_SATISFIED, (RatingReason.WAITED_LONG,))
    ]


def test_a_rating_twice_is_refused_in_words(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    branch.refusal = CounterError("rating.already", number="A040")
    window.scan(TicketScan(world.ticket().code))
    until(qtbot, lambda: window.visit.notice is not None)
    assert "A040 đã được đánh giá" in notice(window)


def test_new_counts_come_by_themselves_and_a_storm_of_changes_is_few_questions(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.gate.clear()
    before = branch.asked.count("kiosk_view")
    for _ in range(50):
        window.changed()
    branch.offered = branch.offered[:1]
    branch.gate.set()
    until(qtbot, lambda: window.visit.now is not None and window.visit.now.waiting == 3)
    assert branch.asked.count("kiosk_view") - before <= 2


def test_visits_leave_no_widget_behind(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    def one_visit() -> None:
        touch(page(window, StartPage).hero)
        touch(page(window, ChoosePage).services[4])
        until_screen(qtbot, window, Screen.TICKET)
        touch(page(window, TicketPage).done)
        let_go()

    for _ in range(2):  # the first start page was built before the branch had answered
        one_visit()
    let_go()
    widgets = len(QApplication.allWidgets())
    for _ in range(15):
        one_visit()
    until(qtbot, lambda: len(QApplication.allWidgets()) <= widgets)  # a page that was left goes a moment later
    assert len(branch.issued) == 17


def test_closing_the_window_ends_its_thread(qtbot: QtBot, window: KioskWindow) -> None:
    window.close()
    assert "background" not in {thread.name for thread in threading.enumerate()}
