"""Sign a clerk in, by a list of names and a keypad or keyboard for the PIN."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.branch_setup import Staff
from kiosk.domain.language.text import Texts
from ui.assistive import ONE_OF_SEVERAL
from ui.theme import Role, Theme
from ui.widgets import InputField, Key, Keypad, Kind, Pager, Panel, Text

_PER_PAGE = 7
_LONGEST_PIN = 64


class StaffKey(Key):
    """Offer one name. Signal: ``picked`` carries its login."""

    assistive_role = ONE_OF_SEVERAL
    picked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, Kind.CHOICE, icon="circle-user-round", align=Qt.AlignmentFlag.AlignLeft, parent=parent)
        self.login = ""
        self.setAutoExclusive(True)
        self.clicked.connect(self._pick)

    def show_staff(self, staff: Staff, *, chosen: bool) -> None:
        """Show this person."""
        self.login = staff.login
        self.set_text(staff.name)
        self.setAutoExclusive(False)
        self.setChecked(chosen)
        self.setAutoExclusive(True)

    def _pick(self) -> None:
        self.picked.emit(self.login)


class SignInPage(QWidget):
    """Ask for name and PIN.

    Signal: ``entered`` carries login and PIN when the main key or Enter is pressed. The PIN is forgotten then.
    """

    entered = Signal(str, str)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._staff: tuple[Staff, ...] = ()
        self._login = ""
        self._page = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.keys = [StaffKey(theme) for _ in range(_PER_PAGE)]
        for key in self.keys:
            key.picked.connect(self._pick)
        self._pager = Pager(theme, texts.say("desk.sign_in.back"), texts.say("desk.sign_in.on"))
        self._pager.turned.connect(self._turn)
        self.pin = InputField(theme, texts.say("desk.sign_in.pin"), hidden=True)
        self.pad = Keypad(theme, texts.say("common.erase"), key_size=QSize(theme.mm(96), theme.mm(56)))
        self.pad.typed.connect(self.type_digit)
        self.pad.erased.connect(self.erase)
        self.enter = Key(theme, Kind.MAIN, texts.say("desk.sign_in.key"), trailing="arrow-right", role=Role.HEADING)
        self.enter.setMinimumHeight(theme.mm(72))
        self.enter.clicked.connect(self._enter)
        self._words = (texts.say("desk.sign_in.key"), texts.say("desk.sign_in.busy"))
        self._lay_out(theme, texts)
        self._refresh()

    def _lay_out(self, theme: Theme, texts: Texts) -> None:
        left, right = Panel(theme, outlined=True), Panel(theme, outlined=True)
        names = QVBoxLayout(left)
        names.setContentsMargins(*(theme.mm(28),) * 4)
        names.setSpacing(theme.mm(12))
        names.addWidget(Text(theme, Role.TITLE, texts.say("desk.sign_in.title")))
        names.addWidget(Text(theme, Role.BODY, texts.say("desk.sign_in.who"), colour=theme.c.ink_soft))
        for key in self.keys:
            names.addWidget(key)
        names.addWidget(self._pager)
        names.addStretch(1)
        digits = QVBoxLayout(right)
        digits.setContentsMargins(*(theme.mm(28),) * 4)
        digits.setSpacing(theme.mm(14))
        digits.addWidget(Text(theme, Role.HEADING, texts.say("desk.sign_in.pin")))
        digits.addWidget(self.pin)
        digits.addWidget(self.pad)
        digits.addStretch(1)
        digits.addWidget(self.enter)
        right.setFixedWidth(theme.mm(96 * 3 + 2 * 28 + 24))
        row = QHBoxLayout()
        row.setSpacing(theme.mm(20))
        left.setFixedWidth(theme.mm(520))
        row.addStretch(1)
        row.addWidget(left)
        row.addWidget(right)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)

    def show_staff(self, staff: Sequence[Staff]) -> None:
        """Offer these people. An equal list changes nothing, so that no key moves under a finger."""
        if tuple(staff) != self._staff:
            self._staff = tuple(staff)
            self._page = 0
            self._refresh()

    def reset(self) -> None:
        """Choose nobody and forget the PIN."""
        self._login = ""
        self.pin.set_text("")
        self.set_busy(busy=False)
        self._refresh()

    def choose(self, login: str) -> None:
        """Choose this person."""
        self._login = login
        places = [place for place, one in enumerate(self._staff) if one.login == login]
        self._page = places[0] // _PER_PAGE if places else 0
        self._refresh()

    def set_busy(self, *, busy: bool) -> None:
        """Show that the PIN is being checked."""
        self.enter.set_busy(busy, self._words[1] if busy else self._words[0])

    def type_digit(self, digit: str) -> None:
        """Add a character to the PIN."""
        if len(self.pin.text) < _LONGEST_PIN and not self.enter.is_busy:
            self.pin.set_text(self.pin.text + digit)
            self._able()

    def erase(self) -> None:
        """Remove the last character of the PIN."""
        self.pin.set_text(self.pin.text[:-1])
        self._able()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text().isprintable():
            self.type_digit(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.erase()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter.click()
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        """Choose the next name below or above; the first arrow key chooses the first name."""
        logins = [one.login for one in self._staff]
        place = logins.index(self._login) + by if self._login in logins else 0
        if 0 <= place < len(logins) and not self.enter.is_busy:
            self.choose(logins[place])

    def _turn(self, page: int) -> None:
        self._page = page
        self._refresh()

    def _pick(self, login: str) -> None:
        self._login = login
        self._able()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _able(self) -> None:
        self.enter.setEnabled(bool(self._login and self.pin.text))

    def _enter(self) -> None:
        if self._login and self.pin.text and not self.enter.is_busy:
            login, pin = self._login, self.pin.text
            self.pin.set_text("")
            self.set_busy(busy=True)
            self.entered.emit(login, pin)

    def _refresh(self) -> None:
        shown = self._staff[self._page * _PER_PAGE :]
        for index, key in enumerate(self.keys):
            key.setVisible(index < len(shown))
            if index < len(shown):
                key.show_staff(shown[index], chosen=shown[index].login == self._login)
        self._pager.set_pages(-(-len(self._staff) // _PER_PAGE), self._page)
        self._able()
