"""Check the theme: contrast, sizes, text steps, fonts, icons."""

import pytest
from PySide6.QtGui import QColor, QFontInfo, QImage, QRawFont
from pytestqt.qtbot import QtBot

from ui.theme import Palette, Role, Step, Theme
from ui.theme.tokens import tokens


def luminance(colour: QColor) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [part / 255 for part in (colour.red(), colour.green(), colour.blue())]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, two: QColor) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def text_pairs(c: Palette) -> list[tuple[QColor, QColor]]:
    grounds = [(c.ink, ground) for ground in (c.ground, c.paper, c.sand, c.gold_tint)]
    soft = [(c.ink_soft, ground) for ground in (c.ground, c.paper, c.sand, c.gold_tint)]
    return [
        *grounds,
        *soft,
        (c.on_header, c.header),
        (c.on_main, c.main),
        (c.on_main, c.main_pressed),
        (c.good, c.good_tint),
        (c.good, c.ground),
        (c.info, c.info_tint),
        (c.info, c.ground),
        (c.ink, c.chosen),
        (c.ink, c.key),
        (c.ink, c.key_pressed),
    ]


@pytest.mark.parametrize("high", [False, True])
def test_every_text_has_a_contrast_of_ten_to_one(high: bool) -> None:
    for ink, ground in text_pairs(Theme(high_contrast=high).c):
        assert contrast(ink, ground) >= 10.0, f"{ink.name()} on {ground.name()}"


def test_the_motif_only_adds_contrast_for_the_words_above_it() -> None:
    c = Theme().c
    assert c.motif is not None
    assert contrast(c.on_header, c.motif) > contrast(c.on_header, c.header)


def test_high_contrast_has_neither_motif_nor_tint() -> None:
    c = Theme(high_contrast=True).c
    assert c.motif is None
    assert c.watermark is None
    assert {c.gold_tint.name(), c.good_tint.name(), c.info_tint.name(), c.paper.name()} == {"#000000"}
    assert c.ink_soft == c.ink


def test_sizes_are_millimetres_of_the_real_screen() -> None:
    assert Theme(3.2).size(Role.BODY) == pytest.approx(29, abs=0.3)
    assert Theme(6.4).size(Role.BODY) == pytest.approx(2 * Theme(3.2).size(Role.BODY))
    assert Theme(6.4).m.radius_key == 2 * Theme(3.2).m.radius_key
    assert Theme(3.2).margin == 48


@pytest.mark.parametrize("step", list(Step))
def test_text_grows_by_the_step_and_headings_by_half_of_it(step: Step) -> None:
    factor = tokens()["type"]["steps"][step.value]
    plain, large = Theme(), Theme(step=step)
    assert large.size(Role.SMALL) == pytest.approx(plain.size(Role.SMALL) * factor)
    assert large.size(Role.TITLE) == pytest.approx(plain.size(Role.TITLE) * (1 + (factor - 1) / 2))
    assert large.size(Role.NUMBER) == plain.size(Role.NUMBER)


def test_nothing_on_the_kiosk_is_below_the_smallest_size() -> None:
    theme = Theme()
    least = tokens()["type"]["kiosk_min"]["mm"] * 3.2
    assert all(theme.size(role) >= least for role in Role)


@pytest.mark.parametrize("weight", [400, 500, 600, 700, 800])
def test_the_fonts_are_our_own(qtbot: QtBot, weight: int) -> None:
    font = Theme().font(Role.BODY, weight)
    assert QFontInfo(font).family().startswith("Be Vietnam Pro")
    assert QFontInfo(font).weight() == weight


def test_every_vietnamese_letter_is_in_the_font(qtbot: QtBot) -> None:
    font = QRawFont.fromFont(Theme().font(Role.BODY, 800))
    letters = "ĂÂĐÊÔƠƯăâđêôơưẦẤẨẪẬỀẾỂỄỆỒỐỔỖỘỜỚỞỠỢỪỨỬỮỰÀÁẢÃẠÈÉẺẼẸÌÍỈĨỊÒÓỎÕỌÙÚỦŨỤỲÝỶỸỴ–•"
    assert [letter for letter in letters if not font.supportsCharacter(ord(letter))] == []


def test_a_font_that_is_handed_out_can_be_changed_by_its_holder_alone(qtbot: QtBot) -> None:
    theme = Theme()
    theme.font(Role.BODY).setPixelSize(5)
    assert theme.font(Role.BODY).pixelSize() == 29


def test_an_icon_has_the_colour_that_was_asked_for(qtbot: QtBot) -> None:
    image = Theme().icon("check", 48, QColor("#B81C24")).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    solid = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert solid == {"#b81c24"}


def test_an_icon_is_drawn_once_for_a_size_and_a_colour(qtbot: QtBot) -> None:
    theme, red = Theme(), QColor("#B81C24")
    assert theme.icon("check", 40, red).cacheKey() == theme.icon("check", 40, red).cacheKey()
    assert theme.icon("check", 40, red).cacheKey() != theme.icon("check", 41, red).cacheKey()


def test_a_missing_icon_is_named(qtbot: QtBot) -> None:
    assert not Theme().has_icon("no-such-thing")
    with pytest.raises(FileNotFoundError, match="no-such-thing"):
        Theme().icon("no-such-thing", 20, QColor("black"))


def test_less_motion_means_none() -> None:
    assert Theme(reduced_motion=True).ms("sheet") == 0
    assert Theme().ms("sheet") == 160


def test_khmer_lines_stand_further_apart() -> None:
    assert Theme(language="km").line_height(Role.BODY) == pytest.approx(1.55)
