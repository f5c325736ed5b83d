"""A code: its paper under the reader, or typed on large keys. What is done with it is the visit's own business."""

from abc import abstractmethod
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.status import ScannerStatus
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.theme import Role, Step
from ui.visit.common import Confirm
from ui.visit.keypad import CodeState, DeleteCode, TypeCode
from ui.visit.visit import Busy, Visit
from ui.widgets.banner import Panel
from ui.widgets.field import Field
from ui.widgets.keyboard import Keyboard
from ui.widgets.keys import Key, Kind
from ui.widgets.reader import CardOnReader
from ui.widgets.text import Text


class CodePage(Page):
    """The field shows the code in groups; the branch is asked when the main key is touched.

    `WORDS` is where its sentences stand, `ICON` what the code stands for, `spaced` how the code is grouped.
    """

    WORDS: ClassVar[str]
    ICON: ClassVar[str]

    def __init__(self, scene: Scene, *, navigation: bool = True) -> None:
        super().__init__(scene)
        say, theme = scene.say, self.theme
        self.hint = Text(theme, Role.BODY)
        self.field = Field(theme, say(f"{self.WORDS}.empty"), icon=self.ICON, caret=True)
        self.go = self.on(
            Key(theme, Kind.MAIN, say(f"{self.WORDS}.go"), trailing="arrow-right", role=Role.HEADING), Confirm()
        )
        self.keyboard = Keyboard(theme, say("common.erase"))
        self.give_width(self.keyboard)
        self.keyboard.typed.connect(self._typed)
        self.on(self.keyboard.erase, DeleteCode())
        self.keyboard.accepted.connect(self.go.click)
        self.setFocusProxy(self.keyboard)  # a real keyboard types at once
        self._arrange()
        self._foot = ControlFoot(self, navigation=navigation, is_short=scene.is_rolled or scene.is_shallow)

    def _arrange(self) -> None:
        theme, say, wide = self.theme, self.scene.say, self.scene.is_landscape
        title = Text(theme, Role.TITLE, say(f"{self.WORDS}.title"))
        label = Text(theme, Role.LABEL, say(f"{self.WORDS}.label"))
        self.go.set_height(theme.primary(30 if wide else 36))
        self.body.addSpacing(theme.mm(7 if wide else 9))
        if self.scene.is_rolled:
            for widget in (title, self.hint, label):
                self.body.addWidget(widget)
            row = self.scene.beside()
            row.setSpacing(theme.gap(5))
            row.addWidget(self.field, 1)
            row.addWidget(self.go, 1)
            self.keep_in_sight(row, self.keyboard)
            return
        if wide:
            row, left = QHBoxLayout(), QVBoxLayout()
            left.setSpacing(theme.mm(3))
            left.addWidget(title)
            left.addWidget(self.hint)
            self._add_picture(left)
            left.addWidget(label)
            left.addWidget(self.field)
            left.addWidget(self.go)
            left.addSpacing(theme.mm(2))
            row.setSpacing(theme.mm(12))
            row.addLayout(left, 9)
            row.addWidget(self.keyboard, 11)
            self.body.addLayout(row, 1)
            self.body.addSpacing(theme.mm(6))
            return
        self.body.addWidget(title)
        self.body.addWidget(self.hint)
        self.body.addSpacing(theme.mm(8))
        self._add_picture(self.body)
        self.body.addSpacing(theme.mm(8))
        self.body.addWidget(label)
        self.body.addSpacing(theme.mm(2))
        self.body.addWidget(self.field)
        self.body.addSpacing(theme.mm(7))
        self.body.addWidget(self.keyboard)
        self.body.addSpacing(theme.mm(7))
        self.body.addWidget(self.go)
        self.body.addSpacing(theme.mm(5))

    def _add_picture(self, column: QVBoxLayout) -> None:
        is_full = self.scene.is_large and self.scene.is_guided
        if is_full or (self.scene.is_landscape and self.theme.step is not Step.M):
            column.addStretch(1)
        else:
            column.addWidget(self._picture(), 1)

    def _picture(self) -> QWidget:
        panel = Panel(self.theme)
        row = QHBoxLayout(panel)
        row.addStretch(1)
        size = 1.0 if self.scene.is_landscape else 1.3 if self.scene.is_large else 1.9
        picture = CardOnReader(self.theme, slip=True)
        picture.setFixedSize(self.theme.mm(60 * size), self.theme.mm(56 * size))
        row.addWidget(picture)
        row.addStretch(1)
        return panel

    @abstractmethod
    def spaced(self, code: str) -> str:
        """The code for the eye."""

    def _typed(self, character: str) -> None:
        self.happened.emit(TypeCode(character))

    def show_visit(self, visit: Visit) -> None:
        """The code so far, and whether the reader helps."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        say = self.scene.say
        ready = visit.devices.scanner in (ScannerStatus.READY, ScannerStatus.CONNECTING)
        self.hint.set_text(say(f"{self.WORDS}.hint" if ready else f"{self.WORDS}.scanner_off"))
        self.field.set_text(self.spaced(visit.of(CodeState).code))
        is_looking = visit.busy is Busy.CODE
        self.go.set_busy(is_looking, say(f"{self.WORDS}.looking" if is_looking else f"{self.WORDS}.go"))
        self.go.setEnabled(bool(visit.of(CodeState).code) or is_looking)

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)
