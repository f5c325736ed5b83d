"""Let a citizen type: the field, the key that clears it, the keyboard. Every touch is an event of the visit."""

from weakref import proxy

from PySide6.QtCore import QObject

from kiosk.domain.language.composition import Method
from kiosk.domain.language.draft import methods
from ui.kiosk.reading import say_aloud
from ui.kiosk.screens.page import Page
from ui.layout.blocks import Block, Keys, Own
from ui.layout.fit import Side
from ui.visit.event import VisitEvent
from ui.visit.keyboard import ChooseMethod, ClearText, EraseLetter, TypeText, method_of, text_of
from ui.visit.visit import Visit
from ui.widgets.input.field import InputField
from ui.widgets.input.input_row import InputRow
from ui.widgets.input.keyboard import Keyboard, KeyWords
from ui.widgets.keys import Key

#: The language whose keyboard has a row of letters more than others.
_MANY_LETTERS = "km"
#: The keys of the keyboard grow until it has so many millimetres; a field of several lines takes more of what is left.
_KEYBOARD_MM, _FIELD_GROWS = 145, 3


class Typing(QObject):
    """Hold the parts of a page with a keyboard; the page composes `writing` and `keys`.

    The text lives in the visit (`Visit.draft`) and only there, so it is gone when the visit is. `act` names the main
    key of the keyboard; touching it says `event`. `hint` stands in the empty field, `lines` as in `InputField`. A
    `personal` text is read out into headphones only.
    """

    def __init__(
        self,
        page: Page,
        *,
        hint: str,
        act: str,
        event: VisitEvent,
        icon: str = "",
        lines: int = 1,
        personal: bool = False,
    ) -> None:
        super().__init__(page)
        say, theme = page.scene.say, page.theme
        self._page: Page = proxy(page)
        self.field = InputField(theme, hint, icon=icon, caret=True, lines=lines)
        if personal:
            say_aloud(self.field, "")
        self.clear = page.on(Key(theme, text=say("keyboard.clear"), icon="x"), ClearText())
        names = {method: say(f"keyboard.{method}") for method in Method}
        words = KeyWords(
            say("keyboard.space"),
            say("keyboard.shift"),
            say("keyboard.figures"),
            names,
            say("keyboard.switch", name="{name}"),
        )
        self.keyboard = Keyboard(
            theme,
            say("common.erase"),
            words=words,
            act=act,
            room=page.scene.size.width() - 2 * theme.margin,
            is_layered=theme.is_low and (theme.is_rolled or (page.scene.is_little and theme.language == _MANY_LETTERS)),
        )
        self.keyboard.typed.connect(self._typed)
        page.on(self.keyboard.erase, EraseLetter())
        self.keyboard.switched.connect(self._switched)
        self.act = page.on(self.keyboard.act, event)
        self.keyboard.accepted.connect(self.act.click)
        page.setFocusProxy(self.keyboard)  # a real keyboard types at once
        line = self.field if theme.is_low else InputRow(theme, self.field, self.clear)
        #: The field, with the key that clears it unless that stands apart.
        self.line: Block = Own(line, grows=_FIELD_GROWS if lines > 1 else 0, is_read=True).below(4).staying()
        self._apart: list[Block] = []
        if theme.is_low and lines > 1:
            self._apart.append(Keys(self.clear, height=24, width=60).below(4).giving_way())
        elif theme.is_low:  # the keyboard needs the room; it erases a short text as well
            self.clear.setParent(page)
            self.clear.hide()

    def writing(self, side: Side) -> list[Block]:
        """Return the field with the key that clears it; in low reach the key stands apart, within reach."""
        return [self.line.at(side), *self._apart]

    def keys(self, side: Side, *, steady: bool = False) -> Block:
        """Return the keyboard; a `steady` one keeps its height whatever stands above it."""
        keyboard = Own(self.keyboard, words=self.keyboard.words_width, most=_KEYBOARD_MM, steady=steady)
        return keyboard.at(side).below(5).staying().at_end()

    def show_visit(self, visit: Visit) -> None:
        """Show the text as it stands, and the keyboard of the language."""
        text = text_of(visit)
        was_cleared = bool(self.field.text) and not text
        self.field.set_text(text)
        self.clear.setEnabled(bool(text))
        self.keyboard.set_methods(method_of(visit), methods(visit.look.language))
        if was_cleared:  # not whenever there is no text: shift was perhaps just touched, for the first letter
            self.keyboard.release_shift()

    def _typed(self, key: str) -> None:
        self._page.happened.emit(TypeText(key))

    def _switched(self, name: str) -> None:
        self._page.happened.emit(ChooseMethod(Method(name)))
