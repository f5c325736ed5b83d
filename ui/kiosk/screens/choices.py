"""Show the sheets of the control bar: text size and contrast, or the languages. A touch takes effect at once."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ui.kiosk.screens.page import Scene
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.event import VisitEvent
from ui.visit.look import (
    ChooseLanguage,
    ChooseTextStep,
    CloseSheet,
    ToggleContrast,
    ToggleGuidance,
    ToggleLongTime,
    ToggleLowReach,
)
from ui.visit.visit import SheetKind, Visit
from ui.widgets.keys import Key, Kind
from ui.widgets.sheet import Sheet
from ui.widgets.text import Text

_TEXT_STEPS = 4
#: Rows on a page of choices.
_PAGE_ROWS = 3
#: Up to so many languages stand in one row at any text size.
_FEW_LANGUAGES = 3


class ChoicesSheet(Sheet):
    """Cover the window with choices; ``happened`` carries the event of the key that was touched."""

    happened = Signal(object)

    def __init__(self, over: QWidget, scene: Scene, visit: Visit) -> None:
        kind = "language" if visit.sheet is SheetKind.LANGUAGE else "display"
        super().__init__(over, scene.theme, scene.say(f"kiosk.sheet.{kind}"))
        self._scene = scene
        self._events: list[VisitEvent] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._group.idClicked.connect(self._touched)
        self.keys: list[Key] = []
        theme, say = scene.theme, scene.say
        pad = theme.mm(13)
        self.body.setContentsMargins(pad, theme.mm(11), pad, pad)
        self.body.setSpacing(theme.gap(6))
        self.body.addWidget(Text(theme, Role.TITLE, say(f"kiosk.sheet.{kind}")))
        if visit.sheet is SheetKind.LANGUAGE:
            self._languages(visit)
        else:
            self._display(visit)
        self.beside.connect(self._leave)
        self.come()

    def paper_width(self) -> int:
        """Return the width of a kiosk's paper."""
        return self.theme.mm(560 if self._scene.is_rolled else 321)

    def _leave(self) -> None:
        """Close the sheet by a touch beside the paper."""
        self.happened.emit(CloseSheet())

    def _languages(self, visit: Visit) -> None:
        per_row = len(self._scene.languages) if len(self._scene.languages) <= _FEW_LANGUAGES else self._per_row
        per_row = 1 if self._scene.is_narrow else per_row
        for place, (code, name) in enumerate(self._scene.languages):
            if place % per_row == 0:
                row = self._row()
            self._choice(row, name, ChooseLanguage(code), chosen=code == visit.look.language)

    def _display(self, visit: Visit) -> None:
        theme, say, look = self._scene.theme, self._scene.say, visit.look
        self.body.addWidget(Text(theme, Role.LABEL, say("kiosk.sheet.size")))
        for step in range(_TEXT_STEPS):
            if step % self._per_row == 0:
                row = self._row()
            self._choice(row, say(f"kiosk.sheet.size_{step}"), ChooseTextStep(step), chosen=step == look.text_step)
        wanted: list[tuple[str, str, VisitEvent, bool]] = [
            ("kiosk.sheet.contrast", "contrast", ToggleContrast(), look.high_contrast)
        ]
        if self._scene.can_be_low:
            wanted.append(("kiosk.sheet.low_reach", "accessibility", ToggleLowReach(), look.low_reach))
        wanted.append(("kiosk.sheet.long_time", "timer-reset", ToggleLongTime(), look.long_time))
        if look.is_guided or visit.can_be_guided:
            wanted.append(("speech.bar", "headphones", ToggleGuidance(), look.is_guided))
        per_row = 1 if self._scene.is_narrow else 2
        for place, (name, icon, event, chosen) in enumerate(wanted):
            row = row if place % per_row else self._row()
            self._choice(row, say(name), event, chosen=chosen).set_icon(icon)
        if self._scene.is_shallow and self._scene.is_rolled:
            self._page_choices()
        row = row if len(wanted) % per_row else self._row()
        done = Key(theme, Kind.MAIN, say("kiosk.sheet.close"), icon="check")
        self._add(row, done, CloseSheet())

    def _page_choices(self) -> None:
        """Show all choices in pages: in the largest letters they are higher than the part below the line."""
        theme = self._scene.theme
        pages = KeyList(theme, self._scene.turn_words, row=33, least_row=33, most_columns=1)
        pages.turned.connect(pages.show_page)
        pages.show_keys(self.keys, 0)
        pages.setFixedHeight(pages.page_height(_PAGE_ROWS))
        self.body.addWidget(pages)

    @property
    def _per_row(self) -> int:
        """Return how many keys stand beside each other: large words need two rows, or they would shrink."""
        return _TEXT_STEPS // 2 if self._scene.is_large else _TEXT_STEPS

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._scene.theme.gap(5))
        self.body.addLayout(row)
        return row

    def _choice(self, row: QHBoxLayout, name: str, event: VisitEvent, *, chosen: bool) -> Key:
        key = Key(self._scene.theme, Kind.CHOICE, name, role=Role.KEY)
        key.setChecked(chosen)
        key.toggles = False
        self._add(row, key, event)
        return key

    def _add(self, row: QHBoxLayout, key: Key, event: VisitEvent) -> None:
        is_roomy = self._scene.is_large and not self._scene.is_low
        key.set_height(self._scene.theme.primary(37 if is_roomy else 33))
        row.addWidget(key, 1)
        self._group.addButton(key, len(self._events))
        self._events.append(event)
        self.keys.append(key)

    def _touched(self, number: int) -> None:
        self.happened.emit(self._events[number])
