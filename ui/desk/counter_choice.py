"""Let a clerk choose a counter, by touch or mouse, or by typing its number."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.serving.breaks import HelpCall
from kiosk.domain.branch_setup import Counter
from kiosk.domain.language.text import Texts
from ui.theme import Role, Theme
from ui.widgets import Banner, Key, Pager, Panel, Text, Tone

_COLUMNS, _PER_PAGE = 2, 8
#: Counters on a page below a call for help. A small screen has no room for more.
_PER_HELPED_PAGE = 6


class CounterKey(Key):
    """Offer one counter. Signal: ``picked`` carries its id."""

    picked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="monitor", align=Qt.AlignmentFlag.AlignLeft, role=Role.HEADING, parent=parent)
        self.counter_id = 0
        self.icon_colour = theme.c.flag
        self.setMinimumHeight(theme.mm(76))
        self.clicked.connect(self._pick)

    def _pick(self) -> None:
        self.picked.emit(self.counter_id)


class CounterPage(QWidget):
    """Offer the counters.

    A typed number picks its counter as soon as no other number begins with it, else with Enter. Signals: ``picked``
    carries the id of a counter. ``left`` asks to sign out. ``helped`` carries the counter whose call a lead has seen.
    """

    picked = Signal(int)
    left = Signal()
    helped = Signal(int)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._counters: tuple[Counter, ...] = ()
        self._page, self._typed, self._per_page = 0, "", _PER_PAGE
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.keys = [CounterKey(theme) for _ in range(_PER_PAGE)]
        self._title = Text(theme, Role.TITLE)
        self._pager = Pager(theme, texts.say("desk.sign_in.back"), texts.say("desk.sign_in.on"))
        self._pager.turned.connect(self._turn)
        self.leave = Key(theme, text=texts.say("desk.counters.leave"), icon="log-out", shortcut="Esc")
        self.leave.clicked.connect(self.left)
        self.help_key = Key(theme, text=texts.say("desk.help.seen"), icon="check", shortcut="Ctrl+B")
        self.help_key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.help_key.clicked.connect(self._say_helped)
        self.help = Banner(theme, Tone.CAUTION, icon="bell-ring", keys=(self.help_key,))
        self.help.hide()
        self._helping = 0
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        panel = Panel(theme, outlined=True)
        panel.setFixedWidth(theme.mm(860))
        column = QVBoxLayout(panel)
        column.setContentsMargins(*(theme.mm(28),) * 4)
        column.setSpacing(theme.mm(12))
        question = self._texts.say("desk.counters.question")
        column.addWidget(self._title)
        column.addWidget(Text(theme, Role.BODY, question, colour=theme.c.ink_soft))
        grid = QGridLayout()
        grid.setSpacing(theme.mm(14))
        for index, key in enumerate(self.keys):
            key.picked.connect(self.picked)
            grid.addWidget(key, index // _COLUMNS, index % _COLUMNS)
        column.addLayout(grid)
        column.addWidget(self._pager)
        column.addSpacing(theme.mm(12))
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.leave)
        column.addLayout(last)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(panel)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.mm(24), theme.mm(12), theme.mm(24), theme.mm(4))
        outer.addWidget(self.help)
        outer.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(2)

    def show_counters(self, name: str, counters: Iterable[Counter], usual: int | None = None) -> None:
        """Greet the clerk and offer these counters by number. Enter picks the `usual` one (an id) of this desk."""
        self.set_busy(busy=False)
        self._title.set_text(self._texts.say("desk.counters.title", name=name))
        self._counters, self._typed = tuple(sorted(counters, key=lambda one: one.number)), ""
        places = [place for place, one in enumerate(self._counters) if one.id == usual]
        self._point_at(places[0] if places else None)

    def show_help(self, calls: tuple[HelpCall, ...]) -> None:
        """Show a lead the first call for help."""
        self.help.setVisible(bool(calls))
        first_shown, self._per_page = self._page * self._per_page, _PER_HELPED_PAGE if calls else _PER_PAGE
        self._turn(first_shown // self._per_page)
        if calls:
            first = calls[0]
            self._helping = first.counter_id
            self.help.say(Tone.CAUTION, self._texts.say("desk.help.wanted", counter=first.counter, name=first.name))

    def _say_helped(self) -> None:
        self.helped.emit(self._helping)

    def set_busy(self, *, busy: bool) -> None:
        """Disable the keys while a counter is being opened."""
        for key in self.keys:
            key.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pages = -(-len(self._counters) // self._per_page)
        if event.text().isascii() and event.text().isdecimal():
            self._type(event.text())
        elif event.key() == Qt.Key.Key_PageDown and self._page + 1 < pages:
            self._turn(self._page + 1)
        elif event.key() == Qt.Key.Key_PageUp and self._page > 0:
            self._turn(self._page - 1)
        else:
            super().keyPressEvent(event)

    def _type(self, figure: str) -> None:
        for typed in (self._typed + figure, figure):
            fitting = [place for place, one in enumerate(self._counters) if str(one.number).startswith(typed)]
            exact = [place for place in fitting if str(self._counters[place].number) == typed]
            if fitting:
                break
        self._typed = typed if fitting else ""
        if exact:
            self._point_at(exact[0])
            if len(fitting) == 1 and self.keys[exact[0] % self._per_page].isEnabled():
                self._typed = ""
                self.picked.emit(self._counters[exact[0]].id)

    def _point_at(self, place: int | None) -> None:
        """Show the page of this counter and give its key the keyboard focus."""
        self._turn(0 if place is None else place // self._per_page)
        if place is not None:
            self.keys[place % self._per_page].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _turn(self, page: int) -> None:
        self._page = page
        shown = self._counters[page * self._per_page : (page + 1) * self._per_page]
        for index, key in enumerate(self.keys):
            key.setVisible(index < len(shown))
            if index < len(shown):
                one = shown[index]
                key.counter_id = one.id
                own = self._texts.name(one.name)
                number = self._texts.say("common.counter", number=one.number)
                serves = self._texts.say("desk.counters.serves", count=len(one.services))
                key.set_text(number, serves if own == number else f"{own}, {serves}")
        self._pager.set_pages(-(-len(self._counters) // self._per_page), page)
