"""The part of a page on which somebody types: field, key that clears it, keyboard. Every touch is an event."""

from weakref import proxy

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from kiosk.domain.language.composition import Method
from kiosk.domain.language.draft import methods
from ui.kiosk.reading import say_aloud
from ui.kiosk.screens.page import Page
from ui.visit.event import VisitEvent
from ui.visit.keyboard import ChooseMethod, ClearText, EraseLetter, TypeText, method_of, text_of
from ui.visit.visit import Visit
from ui.widgets.field import InputField
from ui.widgets.keyboard import Keyboard, KeyWords
from ui.widgets.keys import Key

#: Has a row of letters more than others.
_MANY_LETTERS = "km"


class Typing(QObject):
    """Belongs to a page, which places `row` (field and *Xóa hết*) and `keyboard` where it likes.

    What is typed lives in the visit (`Visit.draft`) and only there, so it is gone when the visit is. `act` names the
    main key of the keyboard; touching it says `event`. `hint` stands in the empty field, `lines` as in `InputField`.
    What is `personal` is read out into headphones only.
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
        is_tight = page.scene.is_large or (lines > 1 and page.scene.is_tight)
        if personal:
            say_aloud(self.field, "")
        self.clear = page.on(Key(theme, text="" if is_tight else say("keyboard.clear"), icon="x"), ClearText())
        self.clear.setAccessibleName(say("keyboard.clear"))
        self.clear.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
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
            is_layered=page.scene.is_shallow and (page.scene.is_rolled or theme.language == _MANY_LETTERS),
        )
        page.give_width(self.keyboard)
        self.keyboard.typed.connect(self._typed)
        page.on(self.keyboard.erase, EraseLetter())
        self.keyboard.switched.connect(self._switched)
        self.act = page.on(self.keyboard.act, event)
        self.keyboard.accepted.connect(self.act.click)
        page.setFocusProxy(self.keyboard)  # a real keyboard types at once
        # A line has its key beside it, a text of several lines below where there is room for that.
        self.row: QBoxLayout = QHBoxLayout() if lines == 1 or is_tight else QVBoxLayout()
        self.row.setSpacing(theme.gap(5.2))
        self.row.addWidget(self.field, 1)
        if page.scene.is_low and (lines == 1 or page.scene.is_shallow):  # the keyboard needs the room; it erases, too
            self.clear.setParent(page)
            self.clear.hide()
            return
        self.row.addWidget(self.clear, alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)

    def show_visit(self, visit: Visit) -> None:
        """The text as it stands, and the keyboard of the language."""
        text = text_of(visit)
        self.field.set_text(text)
        self.clear.setEnabled(bool(text))
        self.keyboard.set_methods(method_of(visit), methods(visit.look.language))
        if not text:
            self.keyboard.release_shift()

    def _typed(self, key: str) -> None:
        self._page.happened.emit(TypeText(key))

    def _switched(self, name: str) -> None:
        self._page.happened.emit(ChooseMethod(Method(name)))
