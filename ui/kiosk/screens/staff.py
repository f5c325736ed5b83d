"""Let staff sign in at a kiosk, and show what they can do with it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from kiosk.domain.orders import StaffAct
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Choices, Main, Own, Read
from ui.layout.fit import Side
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.common import Confirm, Finish
from ui.visit.staff import ChooseAct, ChooseStaff, DeletePin, StaffState, TryPrinter, TypePin
from ui.visit.visit import Busy, Visit
from ui.widgets.input.field import InputField
from ui.widgets.input.keypad import Keypad
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text
from ui.widgets.tiles import FieldKey, MarkKey

_TRIAL = "try_printer"
_ICONS = {
    _TRIAL: "printer",
    StaffAct.TAKE_OUT.value: "unplug",
    StaffAct.BRING_BACK.value: "circle-check",
    StaffAct.RESTART.value: "rotate-ccw",
    StaffAct.LEAVE.value: "log-out",
}


class StaffSignInPage(Page):
    """Ask for name and PIN or password of a member of staff, on a pad or on a real keyboard."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme = scene.say, self.theme
        title = Text(theme, Role.TITLE, say("kiosk.staff.title"))
        hint = Text(theme, Role.BODY, say("kiosk.staff.hint"), colour=theme.c.ink_soft)
        self.list = KeyList(theme, scene.turn_words, row=38, least_row=29, column=105)
        self.list.turned.connect(self.list.show_page)
        self.names: dict[str, MarkKey] = {}
        self.pin = InputField(theme, say("kiosk.staff.pin"), icon="shield-check", hidden=True)
        self.pad = Keypad(theme, say("common.erase"), letters=say("kiosk.staff.letters"))
        self.pad.typed.connect(self._typed)
        self.pad.erased.connect(self._erased)
        self.enter = self.on(
            Key(theme, Kind.MAIN, say("kiosk.staff.enter"), trailing="arrow-right", role=Role.HEADING), Confirm()
        )
        self._foot = ControlFoot(self, help_key="kiosk.staff.citizens")
        self.compose(
            Read(title, hint).at(Side.LEFT),
            Choices(self.list).at(Side.LEFT),
            Own(self.pin, grows=0, is_read=True).at(Side.RIGHT),
            Own(self.pad, grows=1).at(Side.RIGHT).below(6).staying(),
            Main(self.enter, height=36).at(Side.RIGHT).below(6),
            left=11,
            right=9,
        )

    def show_visit(self, visit: Visit) -> None:
        """Show the names, the dots of the PIN, and the main key, which is busy while the PIN is checked."""
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
        if not staff.pin and self.pin.text:
            self.pad.reset()
        self.pin.set_text(staff.pin)
        is_asking = visit.busy is Busy.STAFF
        self.enter.set_busy(is_asking, say("kiosk.staff.checking" if is_asking else "kiosk.staff.enter"))
        self.enter.setEnabled(is_asking or bool(staff.login and staff.pin))

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds that are left."""
        self._foot.show_countdown(visit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take characters, Backspace and Enter of a real keyboard."""
        if event.text() and event.text().isprintable():
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
    """Show what staff can do with this kiosk. Each act is in the journal with their name.

    `acts` holds the key of each act that can be done now: a kiosk is either taken out of service or brought back.
    """

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme = scene.say, self.theme
        self.title = Text(theme, Role.TITLE)
        self.trial = self.on(self._key(_TRIAL), TryPrinter())
        self._service = self._key(StaffAct.TAKE_OUT.value)
        self.acts: dict[StaffAct, Key] = {
            act: self.on(self._key(act.value), ChooseAct(act)) for act in (StaffAct.RESTART, StaffAct.LEAVE)
        }
        self.list = KeyList(theme, scene.turn_words, row=46, least_row=29, column=105, tallest=1.25)
        self.list.turned.connect(self.list.show_page)
        self.list.show_keys((self.trial, self._service, *self.acts.values()), 0)
        self.done = self.on(Key(theme, Kind.MAIN, say("kiosk.staff.done"), icon="check", role=Role.HEADING), Finish())
        self._foot = ControlFoot(self, help_key="kiosk.staff.citizens")
        self.note = Text(theme, Role.BODY, colour=theme.c.ink_soft)
        self.compose(Read(self.title, self.note), Choices(self.list), Main(self.done).staying())

    def _key(self, name: str) -> FieldKey:
        key = FieldKey(self.theme, self.scene.say(f"kiosk.staff.{name}"), icon=_ICONS[name])
        key.set_text(key.label, self.scene.say(f"kiosk.staff.{name}_hint"))
        return key

    def show_visit(self, visit: Visit) -> None:
        """Show who is signed in, and what they can do now."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        person = visit.of(StaffState).person
        self.title.set_text(self.scene.say("kiosk.staff.hello", name=person.name if person else ""))
        is_first = person is not None and person.is_first_secret
        self.note.set_text(self.scene.say(f"kiosk.staff.{'first_pin' if is_first else 'journal'}"))
        self._show_service(is_out=visit.now is not None and visit.now.station.is_out)
        for key in (*self.acts.values(), self.trial):
            key.setEnabled(visit.busy is None)
        self.trial.set_busy(visit.of(StaffState).trial is not None)

    def _show_service(self, *, is_out: bool) -> None:
        """Let one key take the kiosk out of service, or bring it back."""
        act, other = (StaffAct.BRING_BACK, StaffAct.TAKE_OUT) if is_out else (StaffAct.TAKE_OUT, StaffAct.BRING_BACK)
        say, name = self.scene.say, act.value
        self._service.set_text(say(f"kiosk.staff.{name}"), say(f"kiosk.staff.{name}_hint"))
        self._service.set_icon(_ICONS[name])
        self.acts.pop(other, None)
        self.acts[act] = self.on(self._service, ChooseAct(act))

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds that are left."""
        self._foot.show_countdown(visit)
