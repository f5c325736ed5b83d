"""Check how a foot chooses its arrangement: by the words of its keys and by the height that it may take."""

from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import screens
from ui.kiosk.window import KioskWindow
from ui.layout.blocks import Keys
from ui.layout.foot import Foot, Icons, arrangements
from ui.theme import Theme
from ui.theme.panels import PANELS, KioskPanel
from ui.visit.visit import Look
from ui.widgets.keys import Key

#: The panel of the look in pixels, upright and lying.
HIGH, WIDE = QSize(1080, 1920), QSize(1920, 1080)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    return page


def keys_of(*labels: str) -> list[Key]:
    return [Key(Theme(), text=label, icon="house") for label in labels]


def placed(foot: Foot, width: int) -> Foot:
    foot.resize(width, foot.heightForWidth(width))
    foot.window().show()
    return foot


def test_icons_stand_beside_words_that_leave_them_room_else_above_else_nowhere(page: QWidget) -> None:
    for words, shown in (("Về", Icons.BESIDE), ("Về trang đầu", Icons.ABOVE), ("Về trang đầu nhé bà", Icons.NONE)):
        keys = keys_of(*[words] * 4)
        foot = Foot(Theme(), HIGH, page)
        foot.arrange(arrangements(keys, icons=Icons), most=0.5)
        placed(foot, HIGH.width())
        assert {(key.stacked, bool(key.icon_name)) for key in keys} == {
            (shown is Icons.ABOVE, shown is not Icons.NONE)
        }, words


def test_a_key_of_many_words_is_wider_than_its_neighbours_before_its_words_break(page: QWidget) -> None:
    keys = keys_of("Về", "Tương phản và cỡ chữ thật lớn", "Về")
    foot = Foot(Theme(), HIGH, page)
    assert foot.arrange(arrangements(keys, icons=[Icons.NONE]), most=0.5)
    placed(foot, HIGH.width())
    assert keys[1].width() >= keys[1].text_width()
    assert keys[0].width() == keys[2].width() < keys[1].width()


def test_keys_without_room_in_one_row_stand_in_two(page: QWidget) -> None:
    keys = keys_of(*["Trở về trang đầu tiên"] * 4)
    foot = Foot(Theme(), HIGH, page)
    one, two = arrangements(keys, icons=[Icons.NONE]), arrangements(keys[:2], keys[2:], icons=[Icons.BESIDE])
    assert foot.arrange(one + two, most=0.5)
    placed(foot, HIGH.width())
    assert keys[0].y() == keys[1].y() < keys[2].y() == keys[3].y()


def test_a_foot_that_takes_too_much_height_says_so(page: QWidget) -> None:
    rows = [[key] for key in keys_of("Một", "Hai", "Ba")]
    foot = Foot(Theme(), WIDE, page)
    tried = arrangements(*rows, icons=[Icons.BESIDE])
    assert foot.arrange(tried, most=0.5)
    assert not foot.arrange(tried, most=0.2)


def test_a_cover_stands_in_the_place_of_the_keys_and_moves_nothing(page: QWidget) -> None:
    keys, cover = keys_of("Về", "Đi"), QWidget()
    foot = Foot(Theme(), HIGH, page)
    foot.arrange(arrangements(keys, icons=[Icons.BESIDE]), most=0.5)
    foot.take_cover(cover)
    height = placed(foot, HIGH.width()).height()
    foot.show_cover(shown=True)
    assert all(key.isHidden() for key in keys)
    assert (cover.isHidden(), foot.heightForWidth(HIGH.width())) == (False, height)
    foot.show_cover(shown=False)
    assert not any(key.isHidden() for key in keys)
    assert cover.isHidden()


def test_a_page_without_room_for_its_foot_takes_the_rows_into_its_body(page: QWidget) -> None:
    keys = keys_of("Về", "Đi")
    foot = Foot(Theme(), HIGH, page)
    foot.arrange(arrangements(keys, icons=[Icons.BESIDE]), most=0.5)
    (block,) = foot.given_away()
    assert isinstance(block, Keys)
    assert list(block.keys) == keys
    assert (foot.isHidden(), foot.heightForWidth(HIGH.width())) == (True, 0)


@pytest.mark.parametrize("panel", [one for one in PANELS if one.name in ("portrait-15", "portrait-22", "landscape-15")])
@pytest.mark.parametrize("look", [Look(), Look(text_step=3), Look("km", 2, low_reach=True)])
def test_nothing_moves_under_a_finger_when_the_countdown_comes(qtbot: QtBot, panel: KioskPanel, look: Look) -> None:
    del qtbot
    with closing(GalleryKiosk(panel)) as kiosk:
        for name in ("choose", "card", "search", "procedure"):
            visit = screens()[name]
            before, after = (key_places(kiosk.put(one, look)) for one in (visit, replace(visit, idle=60)))
            assert before == after, name


def key_places(window: KioskWindow) -> list[tuple[str, QRect]]:
    """Return the keys that are shown above the foot with their places on the page."""
    page = window.page
    assert page is not None
    keys = (key for key in page.area.findChildren(Key) if key.isVisible())
    return [(key.label, QRect(key.mapTo(page, QPoint()), key.size())) for key in keys]
