"""Lay out the manager's window: header with tabs, sign in, and the settings with navigation, page and foot."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.clock import Clock
from kiosk.domain.branch_setup import Staff
from kiosk.domain.language.text import Texts
from kiosk.domain.setup.draft import SetupPage
from ui.ask import Ask
from ui.assistive import WINDOW
from ui.manager.area import AreaStack
from ui.manager.areas import AREAS, ManagerTab
from ui.manager.differences import DifferencesPage
from ui.manager.foot import DraftFoot, FootAct
from ui.manager.machine import Machine
from ui.manager.navigation import Navigation
from ui.manager.page import SettingsPage
from ui.manager.pages import PAGES
from ui.manager.preview import DrawsSlips, Previews, no_slip
from ui.manager.reports.writer import ReportWriter
from ui.manager.state import Kit, Settings
from ui.manager.tabs import Tabs
from ui.staff.own_pin import OwnPinPage
from ui.staff.sign_in import SignInPage
from ui.theme import Theme
from ui.widgets import Band, Banner, Header, Tone
from ui.widgets.moments import date_words

#: Narrower windows have a narrower navigation, in pixels of the design.
_ROOMY = 1500
#: The most and the least room for the names before the tabs in the header, and the room beside the tabs.
_NAMES_ROOM, _LEAST_NAMES, _BESIDE = 450, 240, 16


#: The places in the stack.
_SIGN_IN, _SETTINGS, _AREAS, _OWN_PIN = range(4)


class ManagerFrame(QWidget):
    """Show the parts of the window. `ui.manager.window` decides what they show."""

    assistive_role = WINDOW

    def __init__(
        self,
        ask: Ask,
        texts: Texts,
        clock: Clock,
        theme: Theme | None = None,
        *,
        draw_slip: DrawsSlips = no_slip,
        machine: Machine | None = None,
        reports: ReportWriter | None = None,
    ) -> None:
        super().__init__()
        self.texts, self.clock, self.ask = texts, clock, ask
        self.theme = theme = theme if theme is not None else Theme.desk(language=texts.language)
        self.settings = Settings()
        previews = Previews(clock.now(), draw_slip)
        self.kit = Kit(theme, texts, self.settings, ask, clock, self, previews, machine, reports)
        self.setWindowTitle(texts.say("manager.title"))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(theme.c.ground))
        self.setPalette(colours)
        self.setAutoFillBackground(True)
        self.header = Header(theme, "", "", band=Band.DESK)
        names = {one: texts.say(f"manager.tab.{one.name.lower()}") for one in ManagerTab}
        self.tabs = Tabs(theme, {one: names[one] for one in (*AREAS, ManagerTab.SETTINGS)}, self.header)
        self.tabs.picked.connect(self.open_tab)
        self.tabs.hide()
        self.sign_in = SignInPage(theme, texts)
        self.own_pin = OwnPinPage(theme, texts)
        self.notice = Banner(theme, Tone.CAUTION, icon="triangle-alert")
        self.notice.hide()
        self.nav = Navigation(self.kit)
        for page, key in self.nav.keys.items():
            key.setEnabled(self._has(page))
        self.pages = QStackedWidget()
        self.differences = DifferencesPage(self.kit)
        self.pages.addWidget(self.differences)
        self._made: dict[SetupPage, SettingsPage] = {}
        self.foot = DraftFoot(theme, {act: texts.say(f"manager.foot.{act.value}") for act in FootAct})
        self.stack = QStackedWidget()
        self.stack.addWidget(self.sign_in)
        self.stack.addWidget(self._body())
        self.areas = AreaStack(self.kit, AREAS)
        self.stack.addWidget(self.areas)
        self.stack.addWidget(self.own_pin)
        self.banner = Banner(theme, Tone.CAUTION, icon="triangle-alert")
        self.banner.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        QShortcut(QKeySequence.StandardKey.Undo, self).activated.connect(self._undo)
        self.resize(theme.mm(1440), theme.mm(900))
        self.setMinimumSize(theme.mm(1260), theme.mm(720))

    def _body(self) -> QWidget:
        mm = self.theme.mm
        body = QWidget()
        middle = QVBoxLayout()
        middle.setSpacing(0)
        around = QVBoxLayout()
        around.setContentsMargins(mm(20), mm(12), mm(20), 0)
        around.addWidget(self.notice)
        middle.addLayout(around)
        middle.addWidget(self.pages, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.nav)
        row.addLayout(middle, 1)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.foot)
        return body

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        mm = self.theme.mm
        self.nav.set_narrow(narrow=self.width() < mm(_ROOMY))
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Stand between the names of the branch and the name of who works here; the names give way first."""
        mm = self.theme.mm
        right = self.header.items_at() - mm(_BESIDE)
        room = max(mm(_LEAST_NAMES), min(mm(_NAMES_ROOM), right - self.tabs.least_width() - 2 * mm(_BESIDE)))
        self.header.set_names_room(room)
        self.tabs.fit(room + 2 * mm(_BESIDE), right)

    # -- pages ----------------------------------------------------------------------------------------------------

    @property
    def page(self) -> SettingsPage:
        """Return the open page."""
        page = self.pages.currentWidget()
        if not isinstance(page, SettingsPage):
            raise TypeError("every page of the settings is a SettingsPage")
        return page

    @property
    def is_comparing(self) -> bool:
        """Return whether the page of differences is open."""
        return self.page is self.differences

    def _has(self, page: SetupPage) -> bool:
        return page in PAGES and (page is not SetupPage.DEVICES or self.kit.machine is not None)

    def open_page(self, page: SetupPage) -> None:
        """Show a page; one that was never opened is made now."""
        if not self._has(page):
            return
        if page not in self._made:
            self._made[page] = PAGES[page](self.kit)
            self.pages.addWidget(self._made[page])
        self.nav.open(page)
        self._show(self._made[page])

    def end_pages(self) -> None:
        """Stop what the pages run, because the window closes."""
        for page in self._made.values():
            page.end()

    def compare(self) -> None:
        """Show the page of differences."""
        self.nav.open(None)
        self._show(self.differences)

    def _show(self, page: SettingsPage) -> None:
        if not self.nav.isAncestorOf(self.focusWidget() or self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # what has the focus may go away with its page
        page.refresh()
        self.pages.setCurrentWidget(page)
        self.show_foot()

    def show_foot(self) -> None:
        """Show the keys that the open page has."""
        comparing = self.is_comparing
        keys = self.foot.keys
        keys[FootAct.DROP].setVisible(not comparing)
        keys[FootAct.COMPARE].setVisible(not comparing)
        keys[FootAct.EXPORT].setVisible(comparing)
        keys[FootAct.EDIT].setVisible(comparing)

    # -- what stands around the pages -------------------------------------------------------------------------------

    def show_body(self, *, signed_in: bool) -> None:
        """Show the settings, or the page to sign in."""
        self.tabs.setVisible(signed_in)
        if signed_in:
            self.open_tab(ManagerTab.SETTINGS)
        else:
            self.stack.setCurrentIndex(_SIGN_IN)
            self.sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_own_pin(self, person: Staff, pin: str) -> None:
        """Show the page for a PIN of the person's own."""
        self.own_pin.begin(person, pin)
        self.stack.setCurrentIndex(_OWN_PIN)
        self.own_pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_tab(self, tab: int) -> None:
        """Show the area of a tab."""
        self.tabs.open(tab)
        self.hush()
        if tab == ManagerTab.SETTINGS:
            self.stack.setCurrentIndex(_SETTINGS)
            return
        self.stack.setCurrentIndex(_AREAS)
        self.areas.open(ManagerTab(tab))

    def show_editor(self, name: str) -> None:
        """Show who works here; empty: nobody."""
        self.header.set_items((("circle-user-round", name, False),) if name else ())
        self._fit_tabs()

    def show_time(self, local: datetime) -> None:
        """Show the local time and date."""
        self.header.set_time(f"{local:%H:%M}", date_words(self.texts, local))
        self._fit_tabs()

    def say(self, tone: Tone, title: str, text: str = "") -> None:
        """Show a sentence above the page, until `hush`."""
        icon = {Tone.GOOD: "circle-check", Tone.INFO: "info"}.get(tone, "triangle-alert")
        shown = self.notice if self.stack.currentIndex() == _SETTINGS else self.banner
        shown.say(tone, title, text, icon=icon)
        shown.show()

    def hush(self) -> None:
        """Hide the sentences above the page."""
        self.notice.hide()
        self.banner.hide()

    def _undo(self) -> None:
        if self.settings.is_ready:
            self.settings.undo()
