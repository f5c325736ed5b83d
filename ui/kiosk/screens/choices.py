"""Show the sheets of the control bar: text size and contrast, or the languages. A touch takes effect at once."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.assistive import ONE_OF_SEVERAL
from ui.kiosk.screens.page import Scene
from ui.layout.blocks import Block, Choices, Main, Read
from ui.layout.body import Body
from ui.layout.fit import Columns
from ui.layout.key_list import KeyList
from ui.layout.low_reach import low_reach_line
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
#: Millimetres: a row of keys, the width of the paper, and with the largest letters.
_ROW_MM, _PAPER_MM, _ROLLED_MM = 33, 321, 560
#: Millimetres between two keys.
_GAP_MM = 5.0


class _ChoiceKey(Key):
    """Show one choice."""

    def height_at(self, width: int) -> int:
        """Return the height for the words in their full size."""
        return self.words_at(width)


class _OneKey(_ChoiceKey):
    """Show one of several choices."""

    assistive_role = ONE_OF_SEVERAL


class ChoicesSheet(Sheet):
    """Cover the window with choices; ``happened`` carries the event of the key that was touched."""

    happened = Signal(object)

    def __init__(self, over: QWidget, scene: Scene, visit: Visit) -> None:
        kind = "language" if visit.sheet is SheetKind.LANGUAGE else "display"
        theme, say = scene.theme, scene.say
        super().__init__(over, theme, say(f"kiosk.sheet.{kind}"))
        self.resize(over.size())
        self._scene = scene
        self._events: list[VisitEvent] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._group.idClicked.connect(self._touched)
        self.keys: list[Key] = []
        self._area = Body(theme, scene.turn_words, line=0 if scene.is_low else None)
        self.body.setContentsMargins(0, theme.mm(3), 0, theme.mm(6))
        self.body.addWidget(self._area)
        title = Text(theme, Role.TITLE, say(f"kiosk.sheet.{kind}"))
        blocks = self._languages(title, visit) if visit.sheet is SheetKind.LANGUAGE else self._display(title, visit)
        self._area.hold(tuple(blocks), Columns(), 0.0)
        self.beside.connect(self._leave)
        self.come()

    def paper_width(self) -> int:
        """Return the width of a kiosk's paper."""
        return self.theme.mm(_ROLLED_MM if self.theme.is_rolled else _PAPER_MM)

    def paper_height(self, width: int) -> int:
        """Return the height of all choices; in low reach they stand within reach."""
        around = self.body.contentsMargins()
        free, below = around.top() + around.bottom(), self.y() + self.height() - low_reach_line(self._scene.size)
        return free + self._area.sheet_height(width, self.height() - free, below - around.bottom())

    def _leave(self) -> None:
        """Close the sheet by a touch beside the paper."""
        self.happened.emit(CloseSheet())

    def _languages(self, title: Text, visit: Visit) -> Iterator[Block]:
        yield Read(title)
        languages = self._scene.languages
        keys = [self._one(name, ChooseLanguage(code), chosen=code == visit.look.language) for code, name in languages]
        yield self._list(keys, len(keys), max(key.line_width() for key in keys))

    def _display(self, title: Text, visit: Visit) -> Iterator[Block]:
        say, look = self._scene.say, visit.look
        yield Read(title, Text(self.theme, Role.LABEL, say("kiosk.sheet.size")))
        sizes = [
            self._one(say(f"kiosk.sheet.size_{step}"), ChooseTextStep(step), chosen=step == look.text_step)
            for step in range(_TEXT_STEPS)
        ]
        yield self._list(sizes, len(sizes), max(key.line_width() for key in sizes))
        wanted: list[tuple[str, str, VisitEvent, bool]] = [
            ("kiosk.sheet.contrast", "contrast", ToggleContrast(), look.high_contrast)
        ]
        if self._scene.can_be_low:
            wanted.append(("kiosk.sheet.low_reach", "accessibility", ToggleLowReach(), look.low_reach))
        wanted.append(("kiosk.sheet.long_time", "timer-reset", ToggleLongTime(), look.long_time))
        if look.is_guided or visit.can_be_guided:
            wanted.append(("speech.bar", "headphones", ToggleGuidance(), look.is_guided))
        others = [self._choice(say(name), event, icon=icon, chosen=chosen) for name, icon, event, chosen in wanted]
        yield self._list(others, 2, max(key.least_width() for key in others))
        done = Key(self.theme, Kind.MAIN, say("kiosk.sheet.close"), icon="check")
        self._add(done, CloseSheet())
        yield Main(done, height=_ROW_MM).below(6).staying()

    def _list(self, keys: list[Key], columns: int, least: int) -> Block:
        """Return a list in so many columns, or in half of them until each has its least width in pixels."""
        theme, gap = self.theme, self.theme.gap(_GAP_MM)
        room = min(self.paper_width(), self.width() - 2 * self.side()) - 2 * theme.margin
        while columns > 1 and least > (room + gap) // columns - gap:
            columns //= 2
        shown = KeyList(
            theme,
            self._scene.turn_words,
            row=_ROW_MM,
            column=least / theme.m.unit,
            most_columns=columns,
            first_columns=columns,
            gap=_GAP_MM,
        )
        shown.turned.connect(shown.show_page)
        shown.show_keys(keys, 0)
        return Choices(shown).below(6)

    def _one(self, name: str, event: VisitEvent, *, chosen: bool) -> Key:
        return self._hold(_OneKey(self.theme, Kind.CHOICE, name, role=Role.KEY), event, chosen=chosen)

    def _choice(self, name: str, event: VisitEvent, *, chosen: bool, icon: str) -> Key:
        key = _ChoiceKey(self.theme, Kind.CHOICE, name, icon=icon, role=Role.KEY)
        return self._hold(key, event, chosen=chosen)

    def _hold(self, key: Key, event: VisitEvent, *, chosen: bool) -> Key:
        key.setChecked(chosen)
        key.toggles = False
        self._add(key, event)
        return key

    def _add(self, key: Key, event: VisitEvent) -> None:
        self._group.addButton(key, len(self._events))
        self._events.append(event)
        self.keys.append(key)

    def _touched(self, number: int) -> None:
        self.happened.emit(self._events[number])
