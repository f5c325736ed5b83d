"""Show the tickets of today at the desk: the queue with each place, and a search."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.branch.serving.finding import Found
from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import Texts
from kiosk.domain.queue.ticket import TicketState
from ui.staff.choice import AnswerKey, DeskSheet
from ui.theme import Role, Theme
from ui.widgets import InputField, Keypad, Pager, Text

_PER_PAGE = 6
_LONGEST = 24
_ICONS = {
    TicketState.WAITING: "list-ordered",
    TicketState.PARKED: "circle-pause",
    TicketState.NO_SHOW: "user-x",
    TicketState.CALLED: "megaphone",
    TicketState.SERVING: "circle-dot",
    TicketState.DONE: "check",
}
#: The states of tickets that can be picked. All others are only shown.
CAN_BE_CALLED = frozenset({TicketState.WAITING, TicketState.PARKED, TicketState.NO_SHOW})


class NumbersSheet(DeskSheet):
    """Show tickets to pick from.

    Signals: ``asked`` carries a search ("": the queue). ``picked`` carries the chosen `Found`, after the sheet is
    closed.
    """

    asked = Signal(str)
    picked = Signal(object)

    def __init__(self, over: QWidget, theme: Theme, texts: Texts, setup: Setup) -> None:
        super().__init__(over, theme, texts, texts.say("desk.numbers.title"))
        self._setup, self._found, self._page = setup, tuple["Found", ...](), 0
        mm = theme.mm
        self.field = InputField(theme, texts.say("desk.numbers.search"), icon="search")
        self.keys = [AnswerKey(theme, place, high=64) for place in range(_PER_PAGE)]
        self._nobody = Text(theme, Role.BODY, texts.say("desk.numbers.nobody"), colour=theme.c.ink_soft)
        self._pager = Pager(theme, texts.say("desk.sign_in.back"), texts.say("desk.sign_in.on"))
        self._pager.turned.connect(self._turn)
        self._pad = Keypad(theme, texts.say("common.erase"), key_size=QSize(mm(92), mm(56)))
        self._pad.typed.connect(self._type)
        self._pad.erased.connect(self._erase)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(mm(12))
        for key in self.keys:
            key.icon_colour = theme.c.edge
            key.picked.connect(self._pick)
            left.addWidget(key)
        left.addWidget(self._nobody)
        left.addStretch(1)
        left.addWidget(self._pager)
        right.addWidget(self.field)
        right.addSpacing(mm(10))
        right.addWidget(self._pad)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(mm(24))
        columns.addLayout(left, 1)
        columns.addLayout(right)
        self.body.addLayout(columns)
        self._turn(0)
        self.come()

    @property
    def search(self) -> str:
        """Return the typed text."""
        return self.field.text

    def show_found(self, found: tuple[Found, ...]) -> None:
        """Show the answer to the last search."""
        self._found = found
        self._turn(0)

    def _turn(self, page: int) -> None:
        self._page = page
        shown = self._found[page * _PER_PAGE : (page + 1) * _PER_PAGE]
        for index, key in enumerate(self.keys):
            key.setVisible(index < len(shown))
            if index < len(shown):
                one = shown[index]
                key.set_icon(_ICONS.get(one.ticket.state, "x"))
                name = self.texts.name(one.service.name)
                key.set_text(f"{one.ticket.label}  {name}", number_words(self.texts, self._setup, one))
                key.setEnabled(one.ticket.state in CAN_BE_CALLED)
        self._nobody.setVisible(not shown)
        self._pager.set_pages(-(-len(self._found) // _PER_PAGE), page)

    def _pick(self, place: int) -> None:
        found = self._found[self._page * _PER_PAGE + place]
        self.dismiss()
        self.picked.emit(found)

    def _type(self, letter: str) -> None:
        if len(self.field.text) < _LONGEST:
            self._ask(self.field.text + letter.upper())

    def _erase(self) -> None:
        self._ask(self.field.text[:-1])

    def _ask(self, text: str) -> None:
        self.field.set_text(text)
        self.asked.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pages = -(-len(self._found) // _PER_PAGE)
        if event.text().isascii() and event.text().isalnum():
            self._type(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self._erase()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.keys[0].isHidden():
            self.keys[0].click()
        elif event.key() == Qt.Key.Key_PageDown and self._page + 1 < pages:
            self._turn(self._page + 1)
        elif event.key() == Qt.Key.Key_PageUp and self._page > 0:
            self._turn(self._page - 1)
        else:
            super().keyPressEvent(event)


def number_words(texts: Texts, setup: Setup, one: Found) -> str:
    """Return in a few words where a ticket stands now."""
    ticket = one.ticket
    if one.position is not None:
        return texts.say("desk.numbers.place", place=one.position, time=f"{setup.branch.local(ticket.queued_at):%H:%M}")
    if ticket.state is TicketState.PARKED and ticket.parked_until is not None:
        return texts.say("desk.absent.parked_until", time=f"{setup.branch.local(ticket.parked_until):%H:%M}")
    if ticket.state in (TicketState.CALLED, TicketState.SERVING) and one.counter is not None:
        return texts.say(f"desk.numbers.{ticket.state.value}", counter=one.counter)
    if ticket.state is TicketState.DONE and one.counter is not None and ticket.finished_at is not None:
        time = f"{setup.branch.local(ticket.finished_at):%H:%M}"
        return texts.say("desk.numbers.done_at", counter=one.counter, time=time)
    return texts.say(f"desk.numbers.{ticket.state.value}")
