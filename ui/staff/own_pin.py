"""Let a person replace a PIN that somebody else chose, right after the sign-in with it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.branch_setup import Staff
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.people.secret import LONGEST, SHORTEST_PASSWORD, SHORTEST_PIN, secret_refusal
from ui.theme import Role, Theme
from ui.widgets import InputField, Key, Keypad, Kind, Panel, Text


class OwnPinPage(QWidget):
    """Ask for the new PIN or password twice, one after the other.

    Signals: ``entered``: something was typed and entered, and what was said before is over. ``chosen`` carries login,
    old and new PIN. ``refused`` carries the Message of what is wrong with the new one. ``left``: the person goes away
    instead. The page forgets every PIN then.
    """

    entered = Signal()
    chosen = Signal(str, str, str)
    refused = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._login = self._old = self._first = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._why = Text(theme, Role.BODY, colour=theme.c.ink_soft)
        self._label = Text(theme, Role.HEADING)
        self.field = InputField(theme, texts.say("desk.sign_in.pin"), icon="shield-check", hidden=True)
        self.pad = Keypad(theme, texts.say("common.erase"), key_size=QSize(theme.mm(96), theme.mm(56)))
        self.pad.typed.connect(self.type_character)
        self.pad.erased.connect(self.erase)
        self.enter = Key(theme, Kind.MAIN, trailing="arrow-right", role=Role.HEADING)
        self.enter.setMinimumHeight(theme.mm(72))
        self.enter.clicked.connect(self._enter)
        self.leave = Key(theme, text=texts.say("desk.own_pin.leave"), icon="log-out")
        self.leave.clicked.connect(self._leave)
        self._lay_out(theme)
        self._ask_again("first")

    def _lay_out(self, theme: Theme) -> None:
        left, right = Panel(theme, outlined=True), Panel(theme, outlined=True)
        words, keys = QVBoxLayout(left), QVBoxLayout(right)
        for column in (words, keys):
            column.setContentsMargins(*(theme.mm(28),) * 4)
            column.setSpacing(theme.mm(14))
        words.addWidget(Text(theme, Role.TITLE, self._texts.say("desk.own_pin.title")))
        words.addWidget(self._why)
        words.addStretch(1)
        words.addWidget(self._label)
        words.addWidget(self.field)
        words.addStretch(2)
        words.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignLeft)
        keys.addWidget(self.pad)
        keys.addStretch(1)
        keys.addWidget(self.enter)
        left.setFixedWidth(theme.mm(520))
        right.setFixedWidth(theme.mm(96 * 3 + 2 * 28 + 24))
        row = QHBoxLayout()
        row.setSpacing(theme.mm(20))
        row.addStretch(1)
        row.addWidget(left)
        row.addWidget(right)
        row.addStretch(1)
        page = QVBoxLayout(self)
        page.addStretch(1)
        page.addLayout(row)
        page.addStretch(2)

    def begin(self, person: Staff, old: str) -> None:
        """Ask this person, who signed in with `old`."""
        self._login, self._old = person.login, old
        limits = {"pin": SHORTEST_PIN, "password": SHORTEST_PASSWORD}
        self._why.set_text(self._texts.say("desk.own_pin.text", name=person.name, **limits))
        self.begin_again()

    def begin_again(self) -> None:
        """Ask for the new PIN from the start."""
        self._first = ""
        self._ask_again("first")

    def forget(self) -> None:
        """Forget every PIN."""
        self._login = self._old = ""
        self.begin_again()

    def type_character(self, character: str) -> None:
        """Add a character to the PIN."""
        if len(self.field.text) < LONGEST and not self.enter.is_busy:
            self.field.set_text(self.field.text + character)
            self.enter.setEnabled(True)

    def erase(self) -> None:
        """Remove the last character of the PIN."""
        self.field.set_text(self.field.text[:-1])
        self.enter.setEnabled(bool(self.field.text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text().isprintable():
            self.type_character(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.erase()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter.click()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        typed = self.field.text
        if not typed or self.enter.is_busy:
            return
        self.entered.emit()
        if not self._first:
            problem = secret_refusal(typed, self._login)
            self._first = "" if problem else typed
            self._ask_again("first" if problem else "again")
        else:
            problem = None if typed == self._first else Message("desk.own_pin.differ")
            self.begin_again()
        if problem is not None:
            self.refused.emit(problem)
        elif not self._first:
            self.enter.set_busy(busy=True, text=self._texts.say("desk.own_pin.busy"))
            self.chosen.emit(self._login, self._old, typed)

    def _ask_again(self, step: str) -> None:
        self.field.set_text("")
        self._label.set_text(self._texts.say(f"desk.own_pin.{step}"))
        self.enter.set_busy(busy=False, text=self._texts.say(f"desk.own_pin.{step}_key"))
        self.enter.setEnabled(False)

    def _leave(self) -> None:
        self.forget()
        self.left.emit()
