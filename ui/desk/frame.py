"""Lay out a desk's window: header, notice, four pages, the line of abilities and the status strip."""

from datetime import datetime

from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from ui.assistive import WINDOW
from ui.desk.abilities import AbilityLine
from ui.desk.counter_choice import CounterPage
from ui.desk.serving import ServingPage
from ui.desk.statuses import DeskStatuses, status_items
from ui.staff.own_pin import OwnPinPage
from ui.staff.sign_in import SignInPage
from ui.theme import Theme
from ui.widgets import Band, Banner, Header, StatusStrip, Tone
from ui.widgets.moments import date_words

#: The size from which on a window counts as large.
_ROOMY_WIDTH, _ROOMY_HEIGHT = 1400, 860


class DeskFrame(QWidget):
    """Show the pages `sign_in`, `own_pin`, `counters` and `serving`, and what stands around them.

    `ui.desk.window` decides.
    """

    assistive_role = WINDOW

    def __init__(self, texts: Texts, theme: Theme | None = None) -> None:
        super().__init__()
        self._texts = texts
        self.theme = theme = theme if theme is not None else Theme.desk(language=texts.language)
        self.setWindowTitle(texts.say("desk.title"))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(theme.c.ground))
        self.setPalette(colours)
        self.setAutoFillBackground(True)
        self.header = Header(theme, "", "", band=Band.DESK)
        self.sign_in = SignInPage(theme, texts)
        self.own_pin = OwnPinPage(theme, texts)
        self.counters = CounterPage(theme, texts)
        self.serving = ServingPage(theme, texts)
        self.pages = QStackedWidget()
        for page in (self.sign_in, self.own_pin, self.counters, self.serving):
            self.pages.addWidget(page)
        self.notice = Banner(theme, Tone.CAUTION, icon="triangle-alert")
        self._notice_place = QWidget()
        around = QVBoxLayout(self._notice_place)
        around.setContentsMargins(theme.mm(24), theme.mm(16), theme.mm(24), 0)
        around.addWidget(self.notice)
        self._notice_place.hide()
        self.can = AbilityLine(theme, texts)
        self.strip = StatusStrip(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._notice_place)
        column.addWidget(self.pages, 1)
        column.addWidget(self.can)
        column.addWidget(self.strip)
        self.resize(theme.mm(1440), theme.mm(900))
        self.setMinimumSize(theme.mm(1180), theme.mm(760))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        mm = self.theme.mm
        roomy = self.width() >= mm(_ROOMY_WIDTH) and self.height() >= mm(_ROOMY_HEIGHT)
        self.serving.set_roomy(roomy=roomy)
        self.can.set_roomy(roomy=roomy)

    def show_page(self, page: QWidget) -> None:
        """Show a page and give it the keyboard focus."""
        self.pages.setCurrentWidget(page)
        page.setFocus()

    def show_clerk(self, name: str, counter: int | None) -> None:
        """Show who works here ("": nobody), and at which counter."""
        items: tuple[tuple[str, str, bool], ...] = (("circle-user-round", name, False),) if name else ()
        if counter is not None:
            items = (("monitor", self._texts.say("common.counter", number=counter), True), *items)
        self.header.set_items(items)

    def show_time(self, local: datetime) -> None:
        """Show the local time and date."""
        self.header.set_time(f"{local:%H:%M}", date_words(self._texts, local))

    def say(self, sentence: str) -> None:
        """Show a sentence for the clerk on the present page."""
        if self.pages.currentWidget() is self.serving:
            self.serving.say(Tone.CAUTION, sentence)
        else:
            self.notice.say(Tone.CAUTION, sentence, icon="triangle-alert")
            self._notice_place.show()

    def say_band(self, tone: Tone, title: str, text: str, icon: str) -> None:
        """Show two sentences above the page until `hush_band`."""
        self.notice.say(tone, title, text, icon=icon)
        self._notice_place.show()

    def hush_band(self) -> None:
        """Hide the sentences above the page."""
        self._notice_place.hide()

    def show_strip(self, statuses: DeskStatuses, minutes_to_lock: int | None) -> None:
        """Show the device statuses, what the desk can do with them, and when the desk locks itself."""
        self.can.show_statuses(statuses)
        last = None
        if minutes_to_lock is not None:
            last = ("lock", self._texts.say("desk.lock.in", count=minutes_to_lock))
        self.strip.show_items(status_items(statuses, self._texts), last)
