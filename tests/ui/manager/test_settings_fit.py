"""Check that the pages of the settings fit the screens of offices."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication

from kiosk.gallery import settings
from ui.manager.pages.look import LookPage
from ui.manager.scale import scale_on
from ui.manager.scroll import ScrollColumn
from ui.manager.window import ManagerWindow

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [(1280, 720, 0.85), (1366, 768, 0.893), (1440, 900, 1.0), (1920, 1080, 1.1), (3840, 2160, 2.2), (3840, 1080, 1.1)],
)
def test_a_smaller_screen_has_a_smaller_window_and_smaller_pixels_are_more(
    width: int, height: int, scale: float
) -> None:
    assert scale_on(QRect(0, 0, width, height)) == pytest.approx(scale, abs=0.001)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[tuple[ManagerWindow, str, str]]:
    monkeypatch.setattr(settings, "SCREENS", ((0, 0), request.param))
    return settings.managers(whole=False)


def columns(window: ManagerWindow) -> list[ScrollColumn]:
    QApplication.processEvents()
    return [one for one in window.page.findChildren(ScrollColumn) if one.isVisible()]


@pytest.mark.parametrize("shown", [(1280, 720)], indirect=True)
def test_no_page_is_cut_at_its_side_on_the_smallest_screen(shown: Iterator[tuple[ManagerWindow, str, str]]) -> None:
    cut = {
        state
        for window, _, state in shown
        for one in columns(window)
        if one.column.geometry().width() > one.viewport().width()
    }
    assert cut == set()


@pytest.mark.parametrize("shown", [(1366, 768)], indirect=True)
def test_colours_roundel_and_slogan_are_seen_at_once(shown: Iterator[tuple[ManagerWindow, str, str]]) -> None:
    scrolled = [
        one.verticalScrollBar().maximum()
        for window, _, _ in shown
        if isinstance(window.page, LookPage)
        for one in columns(window)
    ]
    assert scrolled == [0, 0]


@pytest.mark.parametrize("shown", [(1280, 720)], indirect=True)
def test_every_tab_stands_between_the_names_and_who_works_here(shown: Iterator[tuple[ManagerWindow, str, str]]) -> None:
    window, _, _ = next(shown)
    for size in (QSize(1280, 720), window.minimumSize()):
        for name in ("Đỗ Văn Hải", "Nguyễn Hoàng Phương Trinh Bảo Ngọc Quỳnh"):
            window.resize(size)
            window.show_editor(name)
            QApplication.processEvents()
            tabs = window.tabs
            assert tabs.least_width() <= tabs.width() <= window.header.items_at() - tabs.x()
    window.close()
