"""Check the rating tablet: code or slip, a face, thanks, and back to its start, with no other function."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.rating import Level, Rating, RatingReason
from kiosk.domain.people.scan import TicketScan
from kiosk.domain.queue.ticket_code import spaced
from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import seconds, shown
from tests.ui.touching import touch, until, until_screen
from ui.kiosk.screens.asleep import AsleepPage
from ui.kiosk.screens.rate_code import RateCodeHomePage
from ui.kiosk.screens.rating import RatingPage, ReasonsPage, RemarkPage
from ui.rating.window import RatingWindow
from ui.theme.panels import PANELS
from ui.visit.common import Finish, GoBack, GoHome
from ui.visit.look import ChooseLanguage
from ui.visit.screen import Screen
from ui.visit.visit import Look
from ui.widgets.banner import Banner
from ui.widgets.text import Text


@pytest.fixture
def window(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[RatingWindow]:
    yield from shown(qtbot, RatingWindow(branch, ManualClock(world.NOON), reduced_motion=True), branch)


def faces(window: RatingWindow) -> RatingPage:
    assert isinstance(window.page, RatingPage)
    return window.page


def test_a_slip_and_one_touch_is_a_rating(qtbot: QtBot, window: RatingWindow, branch: world.KioskBranch) -> None:
    assert isinstance(window.page, RateCodeHomePage)
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)
    touch(faces(window).faces[Level.VERY_SATISFIED])
    until_screen(qtbot, window, Screen.THANKS)
    assert [rating.level for _, rating in branch.verdicts] == [Level.VERY_SATISFIED]
    seconds(window, 6)
    assert window.visit.screen is Screen.RATE_CODE


def test_no_face_is_chosen_beforehand_and_all_are_equal(qtbot: QtBot, window: RatingWindow) -> None:
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)
    keys = [key for key in faces(window).faces.values() if key.isVisible()]
    assert [key.level for key in keys] == [Level.VERY_SATISFIED, Level.SATISFIED, Level.NOT_SATISFIED]
    assert not any(key.isChecked() for key in keys)
    heights = [key.height() for key in keys]
    assert max(heights) - min(heights) <= 1  # what a pixel leaves of a third
    assert len({key.width() for key in keys}) == 1


def test_thirty_seconds_to_choose_then_home(qtbot: QtBot, window: RatingWindow, branch: world.KioskBranch) -> None:
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)
    assert window.visit.seconds_left == 30
    seconds(window, 30)
    assert (window.visit.screen, branch.verdicts) == (Screen.RATE_CODE, [])


def test_the_tablet_has_nowhere_to_go_back_to(window: RatingWindow) -> None:
    window.happen(GoBack())
    window.happen(GoHome())
    assert window.visit.screen is Screen.RATE_CODE


def test_a_closed_centre_still_takes_ratings(qtbot: QtBot, window: RatingWindow, branch: world.KioskBranch) -> None:
    from kiosk.domain.calendar.hours import Hours

    branch.now = Hours(is_open=False, closes_at=None, opens_at=None)
    seconds(window, 1)
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)


def test_without_a_database_the_tablet_asks_to_keep_the_slip(
    qtbot: QtBot, window: RatingWindow, branch: world.KioskBranch
) -> None:
    branch.down = CounterError("store.away")
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.TROUBLE)
    assert window.page is not None
    assert any("giữ phiếu" in text.text for text in window.page.findChildren(Text))
    branch.down = None
    seconds(window, 5)
    until_screen(qtbot, window, Screen.RATE_CODE)


# -- remark -----------------------------------------------------------------------------------------------------------


def remark(window: RatingWindow) -> RemarkPage:
    assert isinstance(window.page, RemarkPage)
    return window.page


def to_remark(qtbot: QtBot, window: RatingWindow) -> None:
    window.scan(TicketScan(world.ticket().code))
    until_screen(qtbot, window, Screen.RATING)
    touch(faces(window).faces[Level.NOT_SATISFIED])
    assert isinstance(window.page, ReasonsPage)
    touch(window.page.reasons[RatingReason.MANNER])
    touch(window.page.remark)
    until_screen(qtbot, window, Screen.REMARK)


def test_a_remark_is_typed_by_touch_and_sent(qtbot: QtBot, window: RatingWindow, branch: world.KioskBranch) -> None:
    to_remark(qtbot, window)
    for letter in "raast":
        touch(remark(window).typing.keyboard.letters[letter])
    assert remark(window).typing.field.text == "rất"
    touch(remark(window).typing.keyboard.erase)
    assert remark(window).typing.field.text == "rấ"
    touch(remark(window).typing.clear)
    touch(remark(window).typing.keyboard.method)
    for letter in "cho72":
        touch(remark(window).typing.keyboard.letters[letter])
    QTest.keyClicks(remark(window).typing.keyboard, " lau6")
    assert remark(window).typing.field.text == "chờ lâu"
    touch(remark(window).typing.act)
    until_screen(qtbot, window, Screen.THANKS)
    assert [rating for _, rating in branch.verdicts] == [Rating(Level.NOT_SATISFIED, (RatingReason.MANNER,), "chờ lâu")]
    window.happen(Finish())
    to_remark(qtbot, window)
    assert remark(window).typing.field.text == "", "the next citizen sees nothing of it"
    assert remark(window).typing.keyboard.method.label == "Telex"


def test_khmer_and_english_have_their_own_keys(qtbot: QtBot, window: RatingWindow) -> None:
    to_remark(qtbot, window)
    window.happen(ChooseLanguage("km"))
    assert "ក" in remark(window).typing.keyboard.letters
    touch(remark(window).typing.keyboard.method)
    assert "q" in remark(window).typing.keyboard.letters
    window.happen(ChooseLanguage("en"))
    assert not remark(window).typing.keyboard.method.isVisible()


# -- what can be wrong with a code ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (CounterError("code.not_today"), "không phải của hôm nay"),
        (CounterError("code.other_branch"), "trung tâm khác"),
        (CounterError("code.unknown"), "Mời xem lại"),
        (CounterError("rating.already", number="A040"), "đã được đánh giá"),
        (CounterError("rating.not_finished", number="A040"), "sau khi xong việc"),
    ],
    ids=["yesterday", "another branch", "unknown", "twice", "not finished"],
)
def test_each_refusal_says_what_to_do(
    qtbot: QtBot, window: RatingWindow, branch: world.KioskBranch, refusal: CounterError, says: str
) -> None:
    branch.refusal = refusal
    window.scan(TicketScan(world.ticket().code))
    until(qtbot, lambda: window.visit.notice is not None)
    assert isinstance(window.overlays.notice, Banner)
    assert says in window.overlays.notice.accessibleName() + window.overlays.notice.accessibleDescription()
    assert window.visit.screen is Screen.RATE_CODE


def test_a_mistyped_code_is_told_before_the_branch_is_asked(
    qtbot: QtBot, window: RatingWindow, branch: world.KioskBranch
) -> None:
    code = world.ticket().code
    page = window.page
    assert isinstance(page, RateCodeHomePage)
    for character in code[:-1] + ("0" if code[-1] != "0" else "1"):
        touch(page.keyboard.letters[character])
    touch(page.go)
    assert window.visit.notice is not None
    assert window.visit.notice.message.key == "code.mistyped"
    assert "rateable" not in branch.asked


def test_a_code_typed_on_a_real_keyboard_with_spaces_small_letters_and_o_for_0(
    qtbot: QtBot, window: RatingWindow, branch: world.KioskBranch
) -> None:
    code = world.ticket().code
    page = window.page
    assert isinstance(page, RateCodeHomePage)
    QTest.keyClicks(page.keyboard, spaced(code).lower().replace("0", "o"))
    QTest.keyClick(page.keyboard, Qt.Key.Key_Return)
    until_screen(qtbot, window, Screen.RATING)
    assert branch.last_question == (code,)


# -- a tablet at a counter --------------------------------------------------------------------------------------------


@pytest.fixture
def tablet(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[RatingWindow]:
    yield from shown(qtbot, RatingWindow(branch, ManualClock(world.NOON), counter=1, reduced_motion=True), branch)


def asleep(window: RatingWindow) -> AsleepPage:
    assert isinstance(window.page, AsleepPage)
    return window.page


def test_a_finished_visit_wakes_the_tablet_of_its_counter(
    qtbot: QtBot, tablet: RatingWindow, branch: world.KioskBranch
) -> None:
    assert asleep(tablet).plate.accessibleName() == "Quầy số 1"
    assert not asleep(tablet).last.isVisible()
    branch.finished = world.done()
    tablet.changed()
    until_screen(qtbot, tablet, Screen.RATING)
    assert branch.last_question == (1,)
    touch(faces(tablet).skip)
    until_screen(qtbot, tablet, Screen.ASLEEP)
    seconds(tablet, 1)
    until(qtbot, asleep(tablet).last.isVisible)
    touch(asleep(tablet).last)
    until_screen(qtbot, tablet, Screen.RATING)
    touch(faces(tablet).faces[Level.SATISFIED])
    until_screen(qtbot, tablet, Screen.THANKS)
    assert [ticket for ticket, _ in branch.verdicts] == [world.done().ticket.id]


def test_a_slip_of_an_earlier_visit_can_be_typed_at_the_tablet_too(qtbot: QtBot, tablet: RatingWindow) -> None:
    touch(asleep(tablet).code)
    until_screen(qtbot, tablet, Screen.RATE_CODE)
    tablet.happen(GoBack())
    until_screen(qtbot, tablet, Screen.ASLEEP)


def test_a_tablet_for_no_counter_says_which_there_are(
    qtbot: QtBot, tablet: RatingWindow, branch: world.KioskBranch
) -> None:
    branch.refusal = CounterError("rating.no_counter", counter=9, counters="1, 2, 3")
    tablet.changed()
    until(qtbot, lambda: tablet.visit.notice is not None)
    assert isinstance(tablet.overlays.notice, Banner)
    assert "Không có Quầy số 9" in tablet.overlays.notice.accessibleName()


@pytest.mark.parametrize("panel", ["landscape-15", "landscape-27", "square-19"])
def test_the_keyboard_of_the_remark_keeps_off_the_header(qtbot: QtBot, panel: str) -> None:
    gallery = GalleryKiosk(next(one for one in PANELS if one.name == panel))
    shown = gallery.put(states()["remark"], Look("vi")).page
    assert isinstance(shown, RemarkPage)
    keyboard = shown.typing.keyboard
    below = keyboard.mapTo(shown, QPoint()).y() - (shown.header.mapTo(shown, QPoint()).y() + shown.header.height())
    assert below >= shown.theme.mm(3)
    gallery.close()
