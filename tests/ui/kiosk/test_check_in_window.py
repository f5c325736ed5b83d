"""Check in by touch and by scan: what the citizen sees, and what the branch is asked."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from devices.citizen_card import read_scan
from devices.scanner import Scanner
from devices.simulators.scanner import SimulatedScanner
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.status import ScannerStatus
from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import notice, page, words_on
from tests.ui.touching import touch, until, until_screen
from ui.kiosk.screens.appointment import AppointmentPage
from ui.kiosk.screens.card import CardPage
from ui.kiosk.screens.check_in import CheckInPage
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.priority import PriorityPage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.theme.panels import PANELS
from ui.visit.number import OpenPriority
from ui.visit.screen import Screen
from ui.visit.visit import Look
from ui.widgets.banner import Banner

CODE = "HEN7K2Q94MJ"


@pytest.fixture
def branch() -> world.KioskBranch:
    return world.KioskBranch(expected=True)


def open_code(window: KioskWindow) -> CheckInPage:
    touch(page(window, StartPage).tiles.tiles["check_in"])
    return page(window, CheckInPage)


def look_up(qtbot: QtBot, window: KioskWindow, text: str = "7K2Q94MJ") -> AppointmentPage:
    entry = open_code(window)
    for character in text:
        touch(entry.keyboard.letters[character])
    touch(entry.go)
    until_screen(qtbot, window, Screen.APPOINTMENT)
    return page(window, AppointmentPage)


def test_the_tile_stands_there_only_where_somebody_is_expected(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    assert list(page(window, StartPage).tiles.tiles) == ["procedures", "check_in", "rate"]
    branch.expected = False
    window.changed()
    until(qtbot, lambda: list(page(window, StartPage).tiles.tiles) == ["procedures", "rate"])


def test_a_typed_code_leads_to_the_number(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    found = look_up(qtbot, window)
    assert branch.last_question == (CODE,)
    assert (found.leaf.words.time, found.leaf.words.title) == ("09:30", "Xác nhận tình trạng hôn nhân")
    assert found.title.text == "Ông/Bà đến đúng giờ hẹn 09:30"
    assert found.go.label == "Lấy số theo hẹn"
    touch(found.go)
    until_screen(qtbot, window, Screen.TICKET)
    said = page(window, TicketPage).card.words
    assert (said.label, said.ahead_caption, said.ahead) == ("A046", "Lịch hẹn lúc", "09:30")
    assert [(wish.code, wish.language) for wish in branch.check_ins] == [(CODE, "vi")]


def test_the_field_groups_the_code_as_it_is_printed(window: KioskWindow) -> None:
    entry = open_code(window)
    for character in CODE:
        touch(entry.keyboard.letters[character])
    assert entry.field.text == "HEN 7K2Q 94MJ"
    touch(entry.keyboard.erase)
    assert entry.field.text == "HEN 7K2Q 94M"


def test_a_wrong_character_is_told_at_once(window: KioskWindow, branch: world.KioskBranch) -> None:
    entry = open_code(window)
    for character in "HEN7K2Q94MK":
        touch(entry.keyboard.letters[character])
    touch(entry.go)
    assert "chưa đúng" in notice(window)
    assert "find_appointment" not in branch.asked


def test_an_unknown_code_keeps_what_was_typed(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    branch.refusal = CounterError("appointment.code.unknown")
    entry = open_code(window)
    for character in CODE:
        touch(entry.keyboard.letters[character])
    touch(entry.go)
    until(qtbot, lambda: window.visit.notice is not None)
    assert "Chưa thấy lịch hẹn này" in notice(window)
    assert page(window, CheckInPage).field.text == "HEN 7K2Q 94MJ"


PLACE = LocalText("Phường Cà Mau")
ANSWERS = [
    (Arrival.TOO_EARLY, "bây giờ còn sớm", "09:00", "Lấy số thường"),
    (Arrival.EARLY, "còn sớm", "được gọi từ 09:30", "Lấy số theo hẹn"),
    (Arrival.IN_TIME, "đúng giờ hẹn 09:30", "được gọi trước", "Lấy số theo hẹn"),
    (Arrival.LATE, "vừa qua, lịch hẹn vẫn còn", "được gọi trước", "Lấy số theo hẹn"),
    (Arrival.MISSED, "09:30 đã qua", "theo thứ tự đến", "Lấy số"),
    (Arrival.PAST_DAY, "ngày 20/11", "lấy số mới", "Lấy số thường"),
    (Arrival.COMING_DAY, "ngày 20/11", "quay lại đúng ngày", "Lấy số thường"),
    (Arrival.ELSEWHERE, "ở Phường Cà Mau", "đúng nơi hẹn", "Lấy số thường"),
    (Arrival.CANCELLED, "đã được hủy", "bàn hướng dẫn", "Lấy số thường"),
    (Arrival.CHECKED_IN, "đã có số A046", "xem lại số", "Xem số A046"),
]


@pytest.mark.parametrize(("arrival", "answer", "then", "key"), ANSWERS, ids=[one[0].value for one in ANSWERS])
def test_each_answer_has_its_sentence_and_its_next_step(
    qtbot: QtBot,
    window: KioskWindow,
    branch: world.KioskBranch,
    arrival: Arrival,
    answer: str,
    then: str,
    key: str,
) -> None:
    branch.booked = world.appointment(
        arrival,
        elsewhere=PLACE if arrival is Arrival.ELSEWHERE else None,
        ticket=world.ticket() if arrival is Arrival.CHECKED_IN else None,
    )
    found = look_up(qtbot, window)
    assert found.leaf.words.text == "Giờ hẹn 09:30–09:45"
    assert answer in found.title.text
    assert then in found.next.text
    assert found.go.label == key


def test_who_came_already_sees_the_number_and_no_second_slip(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.booked = world.appointment(Arrival.CHECKED_IN, ticket=world.ticket())
    touch(look_up(qtbot, window).go)
    until_screen(qtbot, window, Screen.TICKET)
    assert branch.check_ins == []
    assert window.visit.shown is not None
    assert window.visit.shown.print_job is None


def test_the_other_key_is_for_something_else_or_ends_the_visit(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    touch(look_up(qtbot, window).other)
    page(window, ChoosePage)
    window.visit = replace(window.visit.fresh(), now=window.visit.now)
    window._open_page()
    branch.booked = world.appointment(Arrival.CANCELLED)
    touch(look_up(qtbot, window).other)
    assert window.visit.screen is Screen.START


def test_the_scanners_bytes_tell_an_appointment_apart(qtbot: QtBot, window: KioskWindow) -> None:
    simulated = SimulatedScanner()
    scanner = Scanner(simulated.url, on_scan=window.scan, on_status=window.scanner_status)
    scanner.start()
    try:
        until(qtbot, lambda: scanner.status is ScannerStatus.READY)
        simulated.faults.prefix = b"]Q1"
        simulated.scan("HEN 7K2Q 94MJ")
        until_screen(qtbot, window, Screen.APPOINTMENT)
    finally:
        scanner.stop()
        simulated.close()


def test_a_card_shows_todays_appointment_and_takes_its_number(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.booked = world.appointment(Arrival.EARLY)
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    card = page(window, CardPage)
    assert "Hôm nay Ông có lịch hẹn lúc 09:30" in words_on(window)
    assert card.go.label == "Lấy số theo hẹn"
    touch(card.choices[False])
    assert card.go.label == "Chọn việc"
    touch(card.choices[True])
    touch(card.go)
    until_screen(qtbot, window, Screen.TICKET)
    assert [(wish.code, wish.group) for wish in branch.check_ins] == [(CODE, "elder")]


def test_a_card_with_an_appointment_shows_its_queue_its_counter_and_every_group(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.booked = world.appointment()
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    card = page(window, CardPage)
    assert "Quầy số" in words_on(window)
    assert "người chờ" in card.choices[True].second
    *_, last = card.groups
    assert last is None, "an ordinary number stands last"
    touch(card.groups["disabled"])
    assert card.groups["disabled"].isChecked()
    assert not card.groups["elder"].isChecked()


def test_a_man_is_not_offered_the_group_of_pregnant_women(qtbot: QtBot, window: KioskWindow) -> None:
    window.scan(world.card())
    until_screen(qtbot, window, Screen.CARD)
    assert "pregnant" not in page(window, CardPage).groups
    touch(page(window, CardPage).go)
    until_screen(qtbot, window, Screen.CHOOSE)
    window.happen(OpenPriority())
    until_screen(qtbot, window, Screen.PRIORITY)
    assert "pregnant" not in page(window, PriorityPage).groups


def test_bytes_of_other_codes_are_not_taken_for_an_appointment() -> None:
    for frame in (b"HEN7K2Q94MK", b"7K2Q94MJ", b"HENRY", world.ticket().code.encode()):
        assert type(read_scan(frame)).__name__ != "AppointmentScan"


@pytest.mark.parametrize("panel", ["landscape-15", "portrait-15", "square-19", "portrait-27"])
@pytest.mark.parametrize("step", [0, 2, 3])
def test_a_card_loses_neither_the_appointments_service_nor_the_number_held(qtbot: QtBot, panel: str, step: int) -> None:
    gallery = GalleryKiosk(next(one for one in PANELS if one.name == panel))
    window = gallery.put(states()["card appointment and number"], Look("vi", step))
    banner = window.findChild(Banner)
    assert banner is not None
    assert "Xác nhận tình trạng hôn nhân" in banner.accessibleName()
    assert "Hôm nay Ông đã có số A112." in words_on(window)
    gallery.close()
