"""Check how often a page is laid out: measuring every text of it is most of the time of a page change."""

from collections import Counter
from contextlib import closing

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import screens
from ui.layout.blocks import Read
from ui.layout.body import Body
from ui.layout.fit import Columns
from ui.theme import Role, Theme
from ui.theme.panels import PANELS
from ui.visit.visit import Look
from ui.widgets.text import Text

_WIDTH, _HEIGHT = 600, 800


@pytest.mark.parametrize("look", [Look(), Look(text_step=3, low_reach=True)], ids=["usual", "large-low"])
def test_a_page_is_laid_out_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, look: Look) -> None:
    """A second time only where a text shows or hides its pager, or two questions become one."""
    del qtbot
    fitted: Counter[str] = Counter()
    state = ""
    fit_blocks = Body._fit_blocks

    def counted(body: Body) -> None:
        fitted[state] += 1
        fit_blocks(body)

    monkeypatch.setattr(Body, "_fit_blocks", counted)
    shown = screens()
    with closing(GalleryKiosk(PANELS[0])) as kiosk:
        for state, visit in shown.items():  # noqa: B007 - `counted` reads it
            kiosk.put(visit, look)
    assert max(fitted.values()) <= 2
    assert sum(count > 1 for count in fitted.values()) <= len(shown) // 4


def test_words_that_change_move_what_stands_below_them(qtbot: QtBot) -> None:
    theme = Theme(3.2)
    first, second = Text(theme, Role.BODY, "Một dòng"), Text(theme, Role.BODY, "Dòng dưới")
    body = Body(theme, ("Trước", "Tiếp"))
    qtbot.addWidget(body)
    body.resize(_WIDTH, _HEIGHT)
    body.hold((Read(first), Read(second)), Columns(), 0.0)
    body.show()
    before = second.y()
    first.set_text("Một đoạn dài hơn nhiều, xuống nhiều dòng. " * 6)
    QApplication.processEvents()
    assert first.height() == first.heightForWidth(first.width())
    assert second.y() > before
    assert second.y() >= first.y() + first.height()


def test_what_is_hidden_is_laid_out_when_it_is_shown(qtbot: QtBot) -> None:
    theme = Theme(3.2)
    text = Text(theme, Role.BODY, "Một dòng")
    body = Body(theme, ("Trước", "Tiếp"))
    qtbot.addWidget(body)
    body.resize(_WIDTH, _HEIGHT)
    body.hold((Read(text),), Columns(), 0.0)
    text.set_text("Một đoạn dài hơn nhiều, xuống nhiều dòng. " * 6)
    body.show()
    assert text.height() == text.heightForWidth(text.width()) > theme.size(Role.BODY) * 2
