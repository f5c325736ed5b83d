"""Worked example: a screen. The centre is closed: one sentence and one large key.

A screen is a `Page` in `ui/kiosk/screens/`: it shows a visit and says which key was touched, nothing else. `ui/visit/`
says what comes next. A screen of its own adds a member to `Screen`, cells to its subject's module, and a line to
`screens/catalogue.py`; type checker and tests name what is missing. Here a page takes the place of another.
"""

from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.domain.hours import Hours
from tests.ui.kiosk_world import NOON, KioskBranch
from tests.ui.touching import let_go, touch, until_screen
from ui.kiosk.screens import catalogue, words
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.window import KioskWindow
from ui.layout.blocks import Main, Read
from ui.theme import Role
from ui.visit.rating import OpenRating
from ui.visit.screen import Screen
from ui.visit.visit import Visit, local_time
from ui.widgets import Key, Kind, Text


class EveningPage(Page):
    """Built anew for each look: lengths, colours, icons from the theme, words from the translations."""

    is_composed = True

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.rate = self.on(Key(self.theme, Kind.MAIN, scene.say("kiosk.start.rate")), OpenRating())
        self.opens = Text(self.theme, Role.TITLE)
        self.compose(Read(self.opens), Main(self.rate))  # what it holds; a layout says where

    def show_visit(self, visit: Visit) -> None:
        """May be called at any time with any visit."""
        super().show_visit(visit)
        if visit.now is not None:
            self.opens.set_text(words.opens(self.scene.texts, visit.now.hours, local_time(visit.now, NOON)))


def test_the_page_is_shown_and_its_key_leads_on(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(catalogue._PAGES, Screen.CLOSED, EveningPage)
    door = Hours(is_open=False, closes_at=None, opens_at=datetime.fromisoformat("2026-11-20T13:30:00+07:00"))
    window = KioskWindow(KioskBranch(now=door), ManualClock(NOON))
    window.resize(450, 800)
    window.show()
    until_screen(qtbot, window, Screen.CLOSED)
    page = window.page
    assert isinstance(page, EveningPage)
    assert page.opens.text == "Trung tâm mở lại lúc 13:30 hôm nay."
    touch(page.rate)
    assert window.visit.screen is Screen.RATE_CODE
    window.close()
    window.deleteLater()
    let_go()
