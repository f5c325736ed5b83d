"""Check bars, banners, sheet, status strip, keyboard and ticket card."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QPoint, Qt
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.domain.artwork import Artwork, ArtworkKind
from kiosk.domain.look import LookPart, Roundel
from ui.theme import Theme
from ui.widgets import (
    Band,
    Banner,
    Countdown,
    Header,
    InputField,
    Key,
    Keypad,
    Pager,
    QrCode,
    QuestionSheet,
    StatusItem,
    StatusStrip,
    Tag,
    TicketCard,
    TicketWords,
    Tone,
)

LEFT = Qt.MouseButton.LeftButton
WORDS = TicketWords(
    caption="Số của Ông/Bà",
    label="A046",
    service="Xác nhận tình trạng hôn nhân",
    go="Khi được gọi, mời Ông/Bà đến",
    counters="Quầy số 1 hoặc 2",
    ahead_caption="Trước Ông/Bà",
    ahead="3 người",
    wait_caption="Chờ khoảng",
    wait="15–25 phút",
)


class Heard:
    """Record the values of signals."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def take(self, value: object = None) -> None:
        self.values.append(value)


def keys_of(widget: QWidget) -> dict[str, Key]:
    return {key.accessibleName(): key for key in widget.findChildren(Key)}


def test_the_countdown_gives_more_time_and_repaints_its_ring_alone(qtbot: QtBot) -> None:
    sentence = "Sau 20 giây, màn hình về trang đầu."
    bar, heard = Countdown(Theme(), "Ông/Bà cần thêm thời gian?", "Thêm thời gian", sentence), Heard()
    qtbot.addWidget(bar)
    bar.resize(1080, bar.heightForWidth(1080))
    bar.more.connect(heard.take)
    bar.show()
    bar.set_seconds(20, 30, sentence)
    first = bar.grab().toImage()
    bar.set_seconds(10, 30, "Sau 10 giây, màn hình về trang đầu.")
    assert bar.grab().toImage() != first
    QTest.mouseClick(bar.key, LEFT)
    assert len(heard.values) == 1


def test_the_pager_turns_by_keys_and_hides_for_one_page(qtbot: QtBot) -> None:
    pager, heard = Pager(Theme(), "Trước", "Sau"), Heard()
    qtbot.addWidget(pager)
    pager.turned.connect(heard.take)
    pager.set_pages(1)
    assert not pager.isVisible()
    pager.set_pages(3)
    keys = keys_of(pager)
    assert not keys["Trước"].isEnabled()
    QTest.mouseClick(keys["Sau"], LEFT)
    QTest.mouseClick(keys["Sau"], LEFT)
    assert not keys["Sau"].isEnabled()
    QTest.mouseClick(keys["Trước"], LEFT)
    assert heard.values == [1, 2, 1]


@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("tone", [Tone.CAUTION, Tone.INFO, Tone.GOOD, Tone.STOP])
def test_a_banner_says_both_lines_to_a_screen_reader_too(qtbot: QtBot, tone: Tone, high: bool) -> None:
    theme = Theme(high_contrast=high)
    banner = Banner(theme, tone, "Máy hết giấy, số vẫn có giá trị", "Cán bộ đang đến thay giấy.", icon="printer")
    qtbot.addWidget(banner)
    banner.resize(984, banner.heightForWidth(984))
    assert banner.accessibleName() == "Máy hết giấy, số vẫn có giá trị Cán bộ đang đến thay giấy."
    image = banner.grab().toImage()
    words = theme.c.ink if tone is Tone.CAUTION or high else None
    if words is not None:
        assert any(image.pixelColor(x, y) == words for x in range(200, 700) for y in range(0, image.height()))
    banner.say(tone, "Chỉ một câu")
    assert banner.title == "Chỉ một câu"


def test_the_sheet_asks_above_everything_and_the_safe_answer_stands_left(qtbot: QtBot) -> None:
    page, below, heard = QWidget(), Heard(), Heard()
    qtbot.addWidget(page)
    page.resize(1080, 1200)
    under = Key(Theme(), text="Bên dưới", parent=page)
    under.setGeometry(100, 100, 300, 98)
    under.clicked.connect(below.take)
    page.show()
    sheet = QuestionSheet(
        page, Theme(reduced_motion=True), "Chờ khoảng 60–80 phút", "Có muốn lấy số?", safe="Để lúc khác", main="Lấy số"
    )
    sheet.main.connect(heard.take)
    spot = page.childAt(QPoint(200, 150))
    assert spot is sheet
    QTest.mouseClick(sheet, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(200, 150))
    assert below.values == []
    assert sheet.isVisible()
    assert sheet.safe_key.mapToGlobal(QPoint()).x() < sheet.main_key.mapToGlobal(QPoint()).x()
    page.resize(1080, 1900)
    assert sheet.size() == page.size()
    QTest.mouseClick(sheet.main_key, LEFT)
    assert len(heard.values) == 1
    assert not sheet.isVisible()


def test_escape_is_the_safe_answer(qtbot: QtBot) -> None:
    page, heard = QWidget(), Heard()
    qtbot.addWidget(page)
    page.resize(800, 800)
    page.show()
    sheet = QuestionSheet(page, Theme(reduced_motion=True), "Câu hỏi", "Lời", safe="Không", main="Có")
    sheet.safe.connect(heard.take)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert len(heard.values) == 1


def test_the_status_strip_says_every_thing_in_words(qtbot: QtBot) -> None:
    theme = Theme.desk()
    strip = StatusStrip(theme)
    qtbot.addWidget(strip)
    strip.resize(1280, strip.height())
    good = StatusItem("database", "Cơ sở dữ liệu", Tone.GOOD, "Tốt")
    strip.show_items((good,))
    calm = strip.grab().toImage()
    strip.show_items((good, StatusItem("ticket", "Máy in phiếu", Tone.CAUTION, "Hết giấy")))
    assert strip.accessibleName() == "Cơ sở dữ liệu: Tốt; Máy in phiếu: Hết giấy"
    loud = strip.grab().toImage()
    tints = [theme.c.gold_tint == loud.pixelColor(x, 12) for x in range(1280)]
    assert any(tints)
    assert not any(theme.c.gold_tint == calm.pixelColor(x, 12) for x in range(1280))


def test_the_keypad_types_figures(qtbot: QtBot) -> None:
    pad, heard, gone = Keypad(Theme(), "Xóa một chữ"), Heard(), Heard()
    qtbot.addWidget(pad)
    pad.typed.connect(heard.take)
    pad.erased.connect(gone.take)
    keys = keys_of(pad)
    for figure in "2580":
        QTest.mouseClick(keys[figure], LEFT)
    QTest.mouseClick(keys["Xóa một chữ"], LEFT)
    assert heard.values == ["2", "5", "8", "0"]
    assert len(gone.values) == 1


def test_a_pin_is_never_shown_or_spoken(qtbot: QtBot) -> None:
    field, other = InputField(Theme.desk(), "Mã PIN", hidden=True), InputField(Theme.desk(), "Mã PIN", hidden=True)
    for one, pin in ((field, "2580"), (other, "9999")):
        qtbot.addWidget(one)
        one.resize(300, one.height())
        one.set_text(pin)
        assert pin not in one.accessibleDescription() + one.accessibleName()
    assert field.grab().toImage() == other.grab().toImage()


@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("label", ["A046", "A1000", "T99999"])
def test_the_ticket_card_shows_any_number_whole(qtbot: QtBot, label: str, high: bool) -> None:
    theme = Theme(high_contrast=high)
    card = TicketCard(theme, replace(WORDS, label=label))
    qtbot.addWidget(card)
    card.resize(984, card.sizeHint().height())
    image = card.grab().toImage()
    for y in range(theme.mm(50), theme.mm(115), 5):
        assert image.pixelColor(20, y) != theme.c.ink or high
        assert image.pixelColor(image.width() - 20, y) != theme.c.ink or high
    assert label in card.accessibleName()


def test_a_qr_of_words_can_be_scanned(qtbot: QtBot) -> None:
    import zxingcpp
    from PIL import Image

    text = "A046\nQuầy số 1 hoặc 2\n09:12 20/11/2026\nA0462611207K2Q9"
    theme = Theme()
    code = QrCode(theme, text, theme.mm(84))
    qtbot.addWidget(code)
    grab = code.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    picture = Image.frombuffer(
        "RGB", (grab.width(), grab.height()), bytes(grab.constBits()), "raw", "RGB", grab.bytesPerLine(), 1
    )
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [text]


@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("band", list(Band))
def test_the_header_keeps_the_name_clear_of_the_clock(qtbot: QtBot, band: Band, high: bool) -> None:
    theme = {Band.DESK: Theme.desk(), Band.HALL: Theme.board()}.get(band, Theme(high_contrast=high))
    header = Header(theme, "Trung tâm Phục vụ hành chính công", "Phường Bạc Liêu", band=band)
    qtbot.addWidget(header)
    header.resize({Band.DESK: 1180, Band.HALL: 1920}.get(band, 1080), header.height())
    header.set_time("09:12", "Thứ Sáu, 20/11/2026")
    header.set_items((("monitor", "Quầy số 2", True),))
    assert header.grab().toImage().pixelColor(3, 3) == theme.c.header
    assert header.accessibleName() == "Trung tâm Phục vụ hành chính công Phường Bạc Liêu"


_SIGN = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path fill="#00ff00" d="M0 0h20v10H0z"/></svg>'


def png(svg: bytes) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(QImage.fromData(svg))
    return bytes(buffer.data().data())


@pytest.mark.parametrize("name", ["sign.svg", "sign.png", "broken.png", "broken.svg", "none"])
def test_the_centre_s_own_roundel_stands_in_the_header_whole(qtbot: QtBot, name: str) -> None:
    """Twice as wide as high, so there is lacquer above it; without a picture the white stand-in is there."""
    is_svg = name.endswith("svg")
    content = (_SIGN if is_svg else png(_SIGN)) if name.startswith("sign") else b"no picture"
    roundel = Roundel.of(Artwork(name, ArtworkKind.SVG if is_svg else ArtworkKind.PNG, content))
    theme = Theme() if name == "none" else Theme(look=LookPart(roundel=roundel))
    header = Header(theme, "Trung tâm Phục vụ hành chính công", "Phường Mẫu")
    qtbot.addWidget(header)
    header.resize(1080, header.height())
    picture, left, middle = header.grab().toImage(), theme.mm(15 + 24.5 / 2), theme.mm(36.5 / 2)
    found = [picture.pixelColor(left, y).name() for y in range(middle - theme.mm(11), middle + theme.mm(11))]
    is_there = name.startswith("sign")
    assert found.count("#00ff00") == (pytest.approx(theme.mm(24.5 / 2), abs=2) if is_there else 0)
    assert ("#ffffff" in found) is not is_there


def test_a_tag_fits_its_word(qtbot: QtBot) -> None:
    short, long = Tag(Theme(), Tone.INFO, "Ưu tiên"), Tag(Theme(), Tone.INFO, "Ưu tiên, chờ kiểm tra", icon="check")
    assert long.sizeHint().width() > short.sizeHint().width()
