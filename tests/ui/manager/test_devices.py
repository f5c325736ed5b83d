"""Check the page of devices: nothing is written before the key, and each trial says what it found."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.config import Config, parse
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, ScannerStatus, SoundStatus, SpeechStatus
from kiosk.gallery.guide import StillMachine
from kiosk.program.templates import template
from kiosk.program.texts import texts
from ui.ask import Work
from ui.manager.devices.page import DevicesPage
from ui.manager.devices.printer_card import network_printer
from ui.manager.devices.screen_card import ScreenCard
from ui.manager.machine import (
    MachineChanges,
    MachineDraft,
    PrinterTrial,
    ReadKind,
    ScannerTrial,
    density_of,
    output_of,
    with_output,
)
from ui.still import InlineBackground
from ui.theme import Theme

BRANCH = template("ward", "Phường Tân Thành").branch


class Machine(StillMachine):
    """Be a machine whose trials end as a test says, and remember what was saved."""

    def __init__(self) -> None:
        self.kept = parse('[printer]\nurl = "/dev/usb/lp0"\n[voice]\nvolume = { "00:00" = 80, "11:30" = 40 }\n')
        self.scan = ScannerTrial(ScannerStatus.READY, ReadKind.CARD)
        self.strip = PrinterTrial(PrinterStatus.READY, is_printed=True, reports=True)
        self.saved: list[MachineChanges] = []
        self.spoken: list[tuple[str, str]] = []
        self.refusal: CounterError | None = None

    def config(self) -> Config:
        return self.kept

    def read_card(self, _url: str) -> ScannerTrial:
        return self.scan

    def print_strip(self, _url: str, _branch: object, _language: str, _staff: int | None = None) -> PrinterTrial:
        return self.strip

    def speak(self, words: str, language: str) -> SpeechStatus:
        self.spoken.append((language, words))
        return SpeechStatus.READY

    def save(self, changes: MachineChanges, _staff: int | None = None) -> Config:
        if self.refusal is not None:
            raise self.refusal
        self.saved.append(changes)
        self.kept = MachineDraft(self.kept, changes).config
        return self.kept


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def page(qtbot: QtBot, machine: Machine) -> Iterator[DevicesPage]:
    made = DevicesPage(Theme.desk(0.85), texts("vi"), machine, Work(InlineBackground()))
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    made.show_branch(BRANCH)
    made.look()
    yield made
    made.close()


def press(widget: QWidget) -> None:
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_a_draft_holds_only_what_differs_from_the_disk() -> None:
    draft = MachineDraft(Config()).with_value("hall", "screens", 2).with_value("screen", "pixels_per_mm", 3.2)
    assert (draft.config.hall.screens, draft.config.screen.pixels_per_mm) == (2, 3.2)
    assert draft.with_value("hall", "screens", 1).changes == {("screen", "pixels_per_mm"): 3.2}
    assert draft.kept == Config()


def test_windows_move_to_screens_one_by_one_or_all_together() -> None:
    named = with_output("", "kiosk", "HDMI-1")
    assert named == {"kiosk": "HDMI-1"}
    named = with_output(named, "hall", "DP-1")
    assert named == {"kiosk": "HDMI-1", "hall": "DP-1"}
    assert with_output({"kiosk": "HDMI-1"}, "kiosk", "") == ""
    assert with_output("DP-1", "kiosk", "DP-1") == "DP-1"
    assert output_of(with_output("DP-1", "kiosk", ""), "desk") == "DP-1"


def test_with_several_screens_each_window_has_its_choice(qtbot: QtBot) -> None:
    card = ScreenCard(Theme.desk(0.85), texts("vi"), ["HDMI-1", "DP-1"])
    qtbot.addWidget(card)
    card.show()
    card.show_settings(parse('[screen]\noutput = { hall = "DP-1" }\n'))
    assert [[key.value for key in one.keys if key.isChecked()] for one in card.outputs] == [[""], [""], ["DP-1"], [""]]
    with qtbot.waitSignal(card.changed) as told:
        press(card.outputs[0].keys[1])
    assert told.args == ["screen", "output", {"kiosk": "HDMI-1", "hall": "DP-1"}]


def test_the_page_shows_what_is_on_the_disk(page: DevicesPage) -> None:
    assert [key.value for key in page.printer.lines.keys if key.isChecked()] == ["/dev/usb/lp0"]
    assert page.station.text.startswith("Máy này: kiosk-1.")
    assert sorted(page.sound.loudness) == ["00:00", "11:30"]
    assert (page.count, page.said.text) == (0, "Chưa có thay đổi nào.")


def test_nothing_is_written_before_the_key_and_the_windows_are_named(page: DevicesPage, machine: Machine) -> None:
    press(page.screen_card.reduced_motion.key)
    press(page.scanner.lines.keys[-1])
    press(page.sound.loudness["11:30"].less)
    assert machine.saved == []
    assert page.count == 3
    assert page.said.text.endswith("ki-ốt, màn hình quầy, bảng gọi số, màn hình đánh giá.")
    press(page.save)
    assert machine.saved == [
        {
            ("screen", "reduced_motion"): True,
            ("scanner", "url"): "",
            ("voice", "volume"): {"00:00": 80, "11:30": 35},
        }
    ]
    assert page.count == 0
    assert page.said.text.startswith("Đã lưu vào máy này. Mời mở lại: ki-ốt,")


def test_dropped_changes_leave_the_disk_and_the_page_as_they_were(page: DevicesPage, machine: Machine) -> None:
    press(page.printer.lines.keys[-1])
    press(page.drop)
    assert machine.saved == []
    assert [key.value for key in page.printer.lines.keys if key.isChecked()] == ["/dev/usb/lp0"]


def test_a_refused_file_is_told_and_the_changes_stay(page: DevicesPage, machine: Machine) -> None:
    machine.refusal = CounterError("config.not_written", file="/etc/kiosk/branch.toml")
    press(page.screen_card.full_screen.key)
    press(page.save)
    assert page.said.text.startswith("Không ghi được /etc/kiosk/branch.toml")
    assert page.count == 1
    machine.refusal = None
    press(page.save)
    assert machine.saved == [{("screen", "full_screen"): False}]


def test_the_ruler_measures_by_a_drag_and_by_arrow_keys(page: DevicesPage) -> None:
    ruler = page.screen_card.ruler
    ruler.show_width(300)
    spot = QPoint(274, 40)
    QTest.mousePress(ruler, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 40))
    QTest.mouseMove(ruler, spot)
    QTest.mouseRelease(ruler, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    ruler.setFocus()
    for _ in range(3):
        QTest.keyClick(ruler, Qt.Key.Key_Left)
    QTest.keyClick(ruler, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.draft is not None
    assert page.draft.config.screen.pixels_per_mm == density_of(ruler.card_px)
    assert page.screen_card.density.text == f"{density_of(ruler.card_px):.2f} điểm mỗi mm, đo bằng thước.".replace(
        ".", ",", 1
    )
    press(page.screen_card.ask_key)
    assert page.count == 0, "the panel is asked again, as on the disk"


@pytest.mark.parametrize(
    ("scan", "sentence"),
    [
        (ScannerTrial(ScannerStatus.READY, ReadKind.CARD), "Đọc được thẻ căn cước."),
        (ScannerTrial(ScannerStatus.READY), "Đầu đọc sẵn sàng nhưng chưa có mã nào được đọc."),
        (ScannerTrial(ScannerStatus.BUSY_ELSEWHERE), "Cửa sổ khác của máy này, ví dụ ki-ốt, đang dùng đầu đọc."),
        (ScannerTrial(ScannerStatus.READY, ReadKind.UNREADABLE), "Có mã nhưng chưa đọc được trọn vẹn."),
    ],
)
def test_a_scan_is_told_in_a_sentence(page: DevicesPage, machine: Machine, scan: ScannerTrial, sentence: str) -> None:
    machine.scan = scan
    press(page.scanner.try_key)
    assert page.scanner.said.title.startswith(sentence)
    assert not page.scanner.stop_key.isVisible()


@pytest.mark.parametrize("status", list(PrinterStatus))
def test_a_strip_that_did_not_come_out_names_the_cure_and_asks_nothing(
    page: DevicesPage, machine: Machine, status: PrinterStatus
) -> None:
    machine.strip = PrinterTrial(status)
    press(page.printer.try_key)
    assert page.printer.said.title == texts("vi").say(f"devices.printer.status.{status.value}")
    assert not page.printer.questions.isVisible()


def test_a_strip_of_the_running_kiosk_asks_nothing(page: DevicesPage, machine: Machine) -> None:
    machine.strip = PrinterTrial(PrinterStatus.READY, is_printed=True, is_queued=True)
    press(page.printer.try_key)
    assert page.printer.said.title == "Ki-ốt của máy này đã in tờ thử."
    assert not page.printer.questions.isVisible()


def test_a_printer_that_does_not_cut_is_told(page: DevicesPage) -> None:
    press(page.printer.try_key)
    press(page.printer.is_whole.keys[0])
    press(page.printer.is_cut.keys[1])
    assert page.printer.said.title == "Nên dùng kiểu: Thông dụng."
    assert page.count == 0, "it is the profile on the disk"


def test_the_guidance_speaks_each_language_in_its_own_words(page: DevicesPage, machine: Machine) -> None:
    for key in page.sound.speech_keys[:2]:
        press(key)
    assert machine.spoken[:2] == [
        ("vi", "Kính chào Ông Bà. Mời lấy số thứ tự."),
        ("en", "Welcome. Please take a number."),
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_status_of_a_trial_has_its_sentence(language: str) -> None:
    found = texts(language).own
    wanted = [f"sound.speech_{one.value}" for one in SpeechStatus] + [f"sound.call_{one.value}" for one in SoundStatus]
    wanted += [f"sound.jack_{one.value}" for one in HeadphoneStatus]
    wanted += [f"scanner.status.{one.value}" for one in ScannerStatus if one is not ScannerStatus.READY]
    wanted += [f"read.{one.value}" for one in ReadKind]
    assert [key for key in wanted if f"devices.{key}" not in found] == []


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("192.168.1.50", "tcp://192.168.1.50:9100"),
        ("may-in:9101", "tcp://may-in:9101"),
        ("tcp://10.0.0.5:9100", "tcp://10.0.0.5:9100"),
        ("/dev/usb/lp1", "/dev/usb/lp1"),
        ("  ", ""),
    ],
)
def test_a_printer_on_the_network_needs_its_number_only(typed: str, address: str) -> None:
    assert network_printer(typed) == address
