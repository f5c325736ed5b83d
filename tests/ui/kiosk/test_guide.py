"""Check spoken guidance in the window: its begin and end, its words, and what it must not say aloud."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.domain.people.scan import ScanProblem, Sex
from kiosk.domain.status import HeadphoneStatus
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import page, seconds
from tests.ui.listener import Listener
from tests.ui.touching import touch, until, until_screen
from ui.kiosk.screens.choices import ChoicesSheet
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.visit.common import Finish, GoHome
from ui.visit.look import ChangeVolume, ChooseLanguage, OpenSheet
from ui.visit.number import ChooseService, TakeNumber
from ui.visit.screen import Screen
from ui.visit.visit import Look, SheetKind

VOICES = frozenset({"vi", "en"})


@pytest.fixture
def listener(qtbot: QtBot, window: KioskWindow) -> Listener:
    return Listener(qtbot, window)


def asked_for(window: KioskWindow, listener: Listener) -> None:
    """Guidance through the loudspeaker, by a touch on the start screen."""
    window.voices(VOICES)
    touch(page(window, StartPage).settings.guidance)
    listener.hears("Đã bật hướng dẫn bằng giọng nói")


def plugged_in(window: KioskWindow, listener: Listener) -> None:
    window.voices(VOICES)
    window.headphone_status(HeadphoneStatus.IN)
    listener.hears("Đã bật hướng dẫn bằng giọng nói")


def test_without_a_voice_it_is_not_offered(window: KioskWindow) -> None:
    assert page(window, StartPage).settings.guidance.isHidden()
    window.voices(VOICES)
    assert page(window, StartPage).settings.guidance.isVisible()
    window.happen(ChooseLanguage("km"))
    assert page(window, StartPage).settings.guidance.isHidden(), "no voice speaks Khmer"


def test_one_touch_on_the_start_screen_begins_it_and_another_ends_it(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    listener.hears("Kính chào Ông/Bà", "Hôm nay Ông/Bà cần làm gì?")
    assert listener.last.startswith("Lấy số thứ tự")
    touch(page(window, StartPage).settings.guidance)
    assert window.visit.look == Look()
    assert listener.said[-1].utterances == ()
    assert window.guide.strip is None


def test_it_is_offered_in_the_display_sheet_too(window: KioskWindow, listener: Listener) -> None:
    window.voices(VOICES)
    touch(page(window, StartPage).hero)
    window.happen(OpenSheet(SheetKind.DISPLAY))
    sheet = window.overlays.sheet
    assert isinstance(sheet, ChoicesSheet)
    touch(next(key for key in sheet.keys if key.label == "Nghe đọc"))
    listener.hears("Ông/Bà cần làm việc gì?")


def test_plugging_in_begins_it_in_a_language_that_has_a_voice(window: KioskWindow, listener: Listener) -> None:
    window.happen(ChooseLanguage("km"))
    plugged_in(window, listener)
    assert window.visit.look.language == "vi"


def test_pulling_the_plug_ends_the_visit_and_wipes_it(qtbot: QtBot, window: KioskWindow, listener: Listener) -> None:
    plugged_in(window, listener)
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    window.happen(ChangeVolume(2))
    window.headphone_status(HeadphoneStatus.OUT)
    assert window.visit.screen is Screen.START
    assert window.visit.person is None
    assert window.visit.look == Look()
    assert listener.said[-1].utterances == ()


def test_the_next_one_under_the_same_headphones_hears_at_the_usual_volume(
    window: KioskWindow, listener: Listener
) -> None:
    plugged_in(window, listener)
    window.happen(ChangeVolume(2))
    assert "Âm lượng 5 trên 5" in listener.last
    window.happen(Finish())
    window.happen(TakeNumber())
    window.happen(GoHome())
    assert listener.said[-1].volume == 5, "home is not the end of a visit"
    seconds(window, 180)
    window.happen(TakeNumber())
    assert listener.said[-1].volume == 3
    assert window.visit.look.is_guided


@pytest.mark.parametrize("jack", [HeadphoneStatus.IN, HeadphoneStatus.OUT])
def test_a_name_is_said_into_headphones_only(
    qtbot: QtBot, window: KioskWindow, listener: Listener, jack: HeadphoneStatus
) -> None:
    window.voices(VOICES)
    window.headphone_status(jack)
    if jack is HeadphoneStatus.OUT:
        asked_for(window, listener)
    window.scan(world.card(Sex.MALE, "TRẦN VĂN HÙNG"))
    until_screen(qtbot, window, Screen.CARD)
    listener.hears("Kính chào Ông")
    heard = " ".join(utterance for spoken in listener.said for utterance in spoken.utterances)
    assert ("Trần" in heard) is (jack is HeadphoneStatus.IN)
    assert "Ông" in heard


def test_times_are_longer_for_who_listens(window: KioskWindow, listener: Listener) -> None:
    touch(page(window, StartPage).hero)
    looking = window.visit.idle_limit
    window.happen(GoHome())
    asked_for(window, listener)
    window.happen(TakeNumber())
    assert looking is not None
    assert window.visit.idle_limit == 3 * looking


def test_the_end_is_said_once_and_any_key_gives_more_time(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    window.happen(TakeNumber())
    listener.hears("Ông/Bà cần làm việc gì?")
    seconds(window, 3 * 80 - 60)
    listener.hears("Ông/Bà cần thêm thời gian?", "Sau 60 giây, màn hình về trang đầu.")
    before = len(listener.heard)
    seconds(window, 10)
    assert listener.heard[before:] == [], "a countdown is not read out second by second"
    listener.press(Qt.Key.Key_Down)
    assert window.visit.idle == 0


def test_a_notice_is_said_before_the_screen_goes_on(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    window.scan(ScanProblem.INCOMPLETE)
    listener.hears("Chưa đọc")


def test_repeat_says_the_item_and_twice_the_screen(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    once = listener.press(Qt.Key.Key_F1)
    assert once.startswith("Lấy số thứ tự")
    twice = listener.press(Qt.Key.Key_F1)
    assert twice.startswith("Kính chào Ông/Bà")
    assert listener.press(Qt.Key.Key_Down).startswith("Tra cứu thủ tục")
    assert listener.press(Qt.Key.Key_F1).startswith("Tra cứu thủ tục")


def test_the_keys_go_round(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    assert listener.press(Qt.Key.Key_Up).startswith("To tiếng hơn. nút. 12 trong 12")
    assert listener.press(Qt.Key.Key_Down).startswith("Lấy số thứ tự")
    assert listener.press(Qt.Key.Key_Tab).startswith("Tra cứu thủ tục")
    assert listener.press(Qt.Key.Key_Backtab).startswith("Lấy số thứ tự")


def test_a_choice_says_that_it_is_on(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    assert "chưa chọn" in listener.go_to("Tương phản")
    assert "đang chọn" in listener.press(Qt.Key.Key_Return)
    assert window.visit.look.high_contrast
    assert listener.press(Qt.Key.Key_F1).startswith("Tương phản"), "the focus stays where it was"


def test_another_language_is_spoken_at_once_and_khmer_is_refused(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    listener.choose("English")
    listener.hears("Welcome")
    assert listener.said[-1].language == "en"
    listener.choose("ភាសាខ្មែរ")
    listener.hears("The kiosk cannot speak this language yet.")
    assert window.visit.look.language == "en"


def test_back_closes_a_sheet_and_leaves_a_screen(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    listener.choose("Lấy số thứ tự")
    listener.choose("Ngôn ngữ")
    listener.hears("Chọn ngôn ngữ")
    listener.press(Qt.Key.Key_Escape)
    listener.hears("Ông/Bà cần làm việc gì?")
    listener.press(Qt.Key.Key_Escape)
    listener.hears("Kính chào Ông/Bà")
    assert listener.press(Qt.Key.Key_Escape).startswith("Kính chào Ông/Bà"), "where back leads nowhere, it says where"


def test_a_voice_that_is_lost_leaves_the_screen_and_says_so_on_it(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    window.happen(TakeNumber())
    window.voices(frozenset())
    assert not window.visit.look.is_guided
    assert window.visit.screen is Screen.CHOOSE
    assert window.overlays.notice is not None
    assert "Giọng nói đang tạm nghỉ" in window.overlays.notice.accessibleName()


def test_the_five_keys_on_the_screen_do_the_same(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    strip = window.guide.strip
    assert strip is not None
    previous, following, choose, repeat, back = strip.keys
    touch(following)
    assert listener.last.startswith("Tra cứu thủ tục")
    touch(previous)
    assert listener.last.startswith("Lấy số thứ tự")
    touch(repeat)
    assert listener.last.startswith("Lấy số thứ tự")
    touch(choose)
    page(window, ChoosePage)
    touch(back)
    page(window, StartPage)
    louder = strip.volume[1]
    touch(louder)
    assert window.visit.look.volume == 4


def test_the_strip_shows_what_is_being_said(window: KioskWindow, listener: Listener) -> None:
    asked_for(window, listener)
    strip = window.guide.strip
    assert strip is not None
    listener.press(Qt.Key.Key_Down)
    assert strip.words.startswith("Tra cứu thủ tục")
    window.speaking("Kính chào Ông/Bà")
    assert strip.words == "Kính chào Ông/Bà"
    window.speaking("")
    assert strip.words == "Kính chào Ông/Bà"


def test_a_keyboard_works_the_screen_without_a_word(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, listener: Listener
) -> None:
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_Return)  # to the first control, and press it
    assert window.visit.screen is Screen.CHOOSE
    fields = page(window, ChoosePage).fields
    for _ in range(3 + len(fields)):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Down)
    assert window.focusWidget() is page(window, ChoosePage).services[1]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    until_screen(qtbot, window, Screen.TICKET)
    until(qtbot, lambda: window.visit.shown is not None and window.visit.shown.is_printed)
    page(window, TicketPage)
    assert listener.said == []


def test_keys_of_a_keypad_with_a_jack_of_its_own(window: KioskWindow, listener: Listener) -> None:
    window.voices(VOICES)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.visit.look.is_guided
    QTest.keyClick(window, Qt.Key.Key_VolumeUp)
    assert window.visit.look.volume == 4
    QTest.keyClick(window, Qt.Key.Key_F12)
    assert window.visit.look == Look()


def test_the_repeat_key_asks_for_guidance(window: KioskWindow, listener: Listener) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert not window.visit.look.is_guided
    window.voices(VOICES)
    QTest.keyClick(window, Qt.Key.Key_F1)
    listener.hears("Kính chào Ông/Bà")


def test_a_number_that_is_being_taken_is_not_lost_with_the_plug(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, listener: Listener
) -> None:
    plugged_in(window, listener)
    window.happen(TakeNumber())
    branch.gate.clear()
    window.happen(ChooseService(4))
    window.headphone_status(HeadphoneStatus.OUT)
    assert window.visit.screen is Screen.ISSUING
    branch.gate.set()
    until_screen(qtbot, window, Screen.TICKET)


def test_a_touched_choice_stays_as_the_visit_says(window: KioskWindow) -> None:
    """A second touch on the field that is open must not make it look as if none were."""
    touch(page(window, StartPage).hero)
    field = page(window, ChoosePage).fields["ho_tich"]
    for _ in range(3):
        touch(field)
        assert field.isChecked()
