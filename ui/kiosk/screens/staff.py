"""Behind the staff's gesture: who it is, and what can be done with this kiosk."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.orders import StaffAct
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.paged import PagedKeys
from ui.theme import Role
from ui.visit.common import Confirm, Finish
from ui.visit.staff import ChooseAct, ChooseStaff, DeletePin, StaffState, TryPrinter, TypePin
from ui.visit.visit import Busy, Visit
from ui.widgets.field import InputField
from ui.widgets.keypad import Keypad
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text
from ui.widgets.tiles import MarkKey

_TRIAL = "try_printer"
_ICONS = {
    _TRIAL: "printer",
    StaffAct.TAKE_OUT.value: "unplug",
    StaffAct.BRING_BACK.value: "circle-check",
    StaffAct.RESTART.value: "rotate-ccw",
    StaffAct.LEAVE.value: "log-out",
}
#: Height of a figure's face in low reach, in millimetres.
_LOW_PAD_MM = 16.4


class StaffSignInPage(Page):
    """Names of those whose PIN opens a kiosk, and a number pad; a keyboard works as well."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme, wide = scene.say, self.theme, scene.is_landscape
        self.title = Text(theme, Role.TITLE, say("kiosk.staff.title"))
        self.hint = Text(theme, Role.BODY, say("kiosk.staff.hint"), colour=theme.c.ink_soft)
        self.list = PagedKeys(
            theme, say("kiosk.choose.previous"), say("kiosk.choose.next"), rows=3, columns=1 if wide else 2
        )
        self.list.row_height = theme.mm(38 if wide else 34)
        self.list.turned.connect(self.list.show_page)
        self.names: dict[str, MarkKey] = {}
        self.pin = InputField(theme, say("kiosk.staff.pin"), icon="shield-check", hidden=True)
        side = QSize(theme.mm(40 if wide or scene.is_low else 62), theme.target(28 if wide else 32))
        if scene.is_low:
            side.setHeight(theme.target(_LOW_PAD_MM + theme.m.edge / theme.m.unit))
        self.pad = Keypad(theme, say("common.erase"), key_size=side)
        self.pad.typed.connect(self._typed)
        self.pad.erased.connect(self._erased)
        self.enter = self.on(
            Key(theme, Kind.MAIN, say("kiosk.staff.enter"), trailing="arrow-right", role=Role.HEADING), Confirm()
        )
        self.enter.set_height(theme.primary(28 if wide else 36))
        if scene.is_shallow and scene.is_rolled:
            self._arrange_below()
        else:
            self._arrange()
        self._foot = ControlFoot(self, help_key="kiosk.staff.citizens", is_short=scene.is_shallow)

    def _arrange_below(self) -> None:
        """The pad takes most of the part below the line; the rest is in parts."""
        keys = QWidget()
        row = QHBoxLayout(keys)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.pad, alignment=Qt.AlignmentFlag.AlignHCenter)
        for widget in (self.title, self.hint, self.pin, self.list, self.enter):
            self.body.addWidget(widget)
        self.keep_in_sight(keys)

    def _arrange(self) -> None:
        theme, wide = self.theme, self.scene.is_landscape
        left, right, pad = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        pad.addStretch(1)
        pad.addWidget(self.pad)
        pad.addStretch(1)
        for widget in (self.title, self.hint):
            left.addWidget(widget)
        left.addSpacing(theme.mm(4 if wide else 6))
        left.addWidget(self.list, 1)
        right.setSpacing(theme.gap(4 if wide else 7))
        right.addWidget(self.pin)
        right.addLayout(pad)
        right.addWidget(self.enter)
        self.body.addSpacing(theme.mm(5 if wide else 9))
        if wide or self.scene.is_low:
            if self.scene.is_low:  # what is read, and the field, go up
                self.body.addWidget(self.title)
                self.body.addWidget(self.hint)
                self.body.addWidget(self.pin)
            row = QHBoxLayout()
            row.setSpacing(theme.mm(12))
            row.addLayout(left, 11)
            row.addLayout(right, 9)
            self.body.addLayout(row, 1)
        else:
            self.body.addLayout(left, 1)
            self.body.addLayout(right)
        self.body.addSpacing(theme.mm(4))

    def show_visit(self, visit: Visit) -> None:
        """Names, the dots of the PIN, and the key that is busy while it is checked."""
        super().show_visit(visit)
        staff, say = visit.of(StaffState), self.scene.say
        self._foot.show_countdown(visit)
        if {one.login for one in staff.known} != set(self.names):
            for key in self.names.values():
                self.forget(key)
            self.names = {
                one.login: self.on(MarkKey(self.theme, one.name), ChooseStaff(one.login)) for one in staff.known
            }
            self.list.show_keys(list(self.names.values()), 0)
        for login, key in self.names.items():
            key.setChecked(login == staff.login)
        self.pin.set_text(staff.pin)
        is_asking = visit.busy is Busy.STAFF
        self.enter.set_busy(is_asking, say("kiosk.staff.checking" if is_asking else "kiosk.staff.enter"))
        self.enter.setEnabled(is_asking or bool(staff.login and staff.pin))

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures, Backspace and Enter of a real keyboard."""
        if event.text().isascii() and event.text().isalnum():
            self._typed(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self._erased()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter.click()
        else:
            super().keyPressEvent(event)

    def _typed(self, figure: str) -> None:
        self.happened.emit(TypePin(figure))

    def _erased(self) -> None:
        self.happened.emit(DeletePin())


class StaffPage(Page):
    """What staff do with this kiosk; each act is in the journal with their name."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme, wide = scene.say, self.theme, scene.is_landscape
        self.title = Text(theme, Role.TITLE)
        self.body.addSpacing(theme.mm(9 if wide else 14))
        self.body.addWidget(self.title)
        self.body.addWidget(Text(theme, Role.BODY, say("kiosk.staff.journal"), colour=theme.c.ink_soft))
        self.body.addSpacing(theme.mm(8 if wide else 14))
        self.acts: dict[StaffAct, Key] = {}
        rows, columns, role = QGridLayout(), 2 if wide or scene.is_low else 1, Role.KEY if scene.is_low else Role.LABEL
        rows.setSpacing(theme.gap(4.4 if scene.is_low else 6.2))
        place = QVBoxLayout()
        for name, icon in _ICONS.items():
            words = say(f"kiosk.staff.{name}")
            second = "" if scene.is_large or scene.is_low else say(f"kiosk.staff.{name}_hint")
            key = Key(theme, text=words, second=second, icon=icon, align=Qt.AlignmentFlag.AlignLeft, role=role)
            key.set_height(theme.mm(46))
            if name != StaffAct.BRING_BACK.value:  # that one stands in the place of the key before it
                place = QVBoxLayout()
                rows.addLayout(place, rows.count() // columns, rows.count() % columns)
            place.addWidget(key)
            if name == _TRIAL:
                self.trial = self.on(key, TryPrinter())
            else:
                self.acts[StaffAct(name)] = self.on(key, ChooseAct(StaffAct(name)))
        self.body.addLayout(rows)
        self.body.addSpacing(theme.gap(4))
        self.body.addStretch(1)
        done = Key(theme, Kind.MAIN, say("kiosk.staff.done"), icon="check", role=Role.HEADING)
        done.set_height(theme.primary(32 if wide else 41))
        self.done = self.on(done, Finish())
        self.body.addWidget(self.done)
        self.body.addSpacing(theme.mm(4 if wide else 9))
        self._foot = ControlFoot(self, help_key="kiosk.staff.citizens")

    def show_visit(self, visit: Visit) -> None:
        """Whose sheet it is; a kiosk is either taken out or brought back."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        person = visit.of(StaffState).person
        self.title.set_text(self.scene.say("kiosk.staff.hello", name=person.name if person else ""))
        is_out = visit.now is not None and visit.now.station.is_out
        self.acts[StaffAct.TAKE_OUT].setVisible(not is_out)
        self.acts[StaffAct.BRING_BACK].setVisible(is_out)
        for key in (*self.acts.values(), self.trial):
            key.setEnabled(visit.busy is None)
        self.trial.set_busy(visit.of(StaffState).trial is not None)

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)
