"""Ask for a code: its paper under the reader, or typed on large keys. The visit decides what to do with the code."""

from abc import abstractmethod
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent

from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Main, Own, Read
from ui.layout.fit import Side
from ui.theme import Role, Theme
from ui.visit.common import Confirm
from ui.visit.keypad import CodeState, DeleteCode, TypeCode
from ui.visit.visit import Busy, Visit
from ui.widgets.banner import Panel
from ui.widgets.input.field import InputField
from ui.widgets.input.keyboard import Keyboard
from ui.widgets.keys import Key, Kind
from ui.widgets.reader import CardOnReader
from ui.widgets.text import Text

#: The picture against its size in the look: at least, at most; and its share of the panel it lies on.
_SMALLEST, _LARGEST, _SHARE = 0.7, 1.9, 0.9


class _Picture(Panel):
    """Show how a slip is put onto the reader, as large as fits."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._picture = CardOnReader(theme, slip=True, parent=self)

    def sizeHint(self) -> QSize:
        """Return the picture with air around it."""
        return self._picture.sizeHint() * _LARGEST

    def minimumSizeHint(self) -> QSize:
        """Return the smallest picture that is recognised."""
        return self._picture.sizeHint() * _SMALLEST

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the picture into the middle."""
        super().resizeEvent(event)
        whole = self._picture.sizeHint()
        side = whole.scaled(self.size() * _SHARE, Qt.AspectRatioMode.KeepAspectRatio).boundedTo(whole * _LARGEST)
        left, top = (self.width() - side.width()) // 2, (self.height() - side.height()) // 2
        self._picture.setGeometry(left, top, side.width(), side.height())


class CodePage(Page):
    """Show the code in groups; the main key asks the branch.

    `WORDS` is where its sentences stand, `ICON` what the code stands for, `spaced` how the code is grouped.
    """

    WORDS: ClassVar[str]
    ICON: ClassVar[str]

    def __init__(self, scene: Scene, *, navigation: bool = True) -> None:
        super().__init__(scene)
        say, theme = scene.say, self.theme
        self.hint = Text(theme, Role.BODY)
        self.field = InputField(theme, say(f"{self.WORDS}.empty"), icon=self.ICON, caret=True)
        self.go = self.on(
            Key(theme, Kind.MAIN, say(f"{self.WORDS}.go"), trailing="arrow-right", role=Role.HEADING), Confirm()
        )
        self.keyboard = Keyboard(theme, say("common.erase"))
        self.keyboard.typed.connect(self._typed)
        self.on(self.keyboard.erase, DeleteCode())
        self.keyboard.accepted.connect(self.go.click)
        self.setFocusProxy(self.keyboard)  # a real keyboard types at once
        self._foot = ControlFoot(self, navigation=navigation)
        self.title = Text(theme, Role.TITLE, say(f"{self.WORDS}.title"))
        label = Text(theme, Role.LABEL, say(f"{self.WORDS}.label"))
        self.picture = _Picture(theme)
        self.compose(
            Read(self.title, self.hint).at(Side.LEFT),
            Own(self.picture, is_read=True).at(Side.LEFT).giving_way(),
            Read(label).at(Side.LEFT),
            Own(self.field, grows=0, is_read=True).at(Side.LEFT).below(2).staying(),
            Own(self.keyboard, width=150).at(Side.RIGHT).below(7).staying(),
            Main(self.go, height=36).at(Side.LEFT).below(7).staying(),
            left=9,
            right=11,
        )

    @abstractmethod
    def spaced(self, code: str) -> str:
        """Return the code in groups, for reading."""

    def _typed(self, character: str) -> None:
        self.happened.emit(TypeCode(character))

    def show_visit(self, visit: Visit) -> None:
        """Show the code so far, and whether the reader works."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        say = self.scene.say
        devices = visit.devices
        kind = "hint" if devices.can_scan else "scanner_off" if devices.has_scanner else "scanner_none"
        self.title.set_text(say(f"{self.WORDS}.{'title' if devices.has_scanner else 'title_none'}"))
        self.hint.set_text(say(f"{self.WORDS}.{kind}"))
        self.picture.setVisible(devices.has_scanner)
        self.field.set_text(self.spaced(visit.of(CodeState).code))
        is_looking = visit.busy is Busy.CODE
        self.go.set_busy(is_looking, say(f"{self.WORDS}.looking" if is_looking else f"{self.WORDS}.go"))
        self.go.setEnabled(bool(visit.of(CodeState).code) or is_looking)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
        self._foot.show_countdown(visit)
