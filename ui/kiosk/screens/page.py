"""Define a screen: a header, a body of blocks and a foot. It shows a visit and emits the event of a touched key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from ui.layout.blocks import Block
from ui.layout.body import Body
from ui.layout.fit import Columns
from ui.layout.foot import Foot
from ui.layout.low_reach import low_reach_line
from ui.theme import Step, Theme
from ui.theme.panels import LEAST_LOW_MM
from ui.visit.event import VisitEvent
from ui.visit.visit import Visit
from ui.widgets.guide_strip import page_rect, words_height
from ui.widgets.header import Band, Header
from ui.widgets.keys import Key

#: One of 15 inches is 332 high and has 133 for the keys of low reach. A page to type on needs 97 of them for its
#: keyboard (four rows of 15, one of 20, edges, gaps), 22 for the bar and 3 between: 122; the strip of the guidance
#: would need 26 more. Below so many millimetres its five keys are what is in reach: they work the others.
SHALLOW_MM = 380.0

#: Millimetres between two columns.
_COLUMN_GAP_MM = 10.0
K = TypeVar("K", bound=QAbstractButton)


@dataclass(frozen=True)
class Scene:
    """Hold what a screen is built for: the look, the words, the languages on offer and the window's size in pixels.

    `is_guided`: the strip of the spoken guidance stands below, and the header makes room for it. `is_low`: keys stand
    in the lower part of the panel only. `is_small`: the panel has less room than the look was drawn for.
    """

    theme: Theme
    texts: Texts
    languages: tuple[tuple[str, str], ...]
    size: QSize
    is_guided: bool = False
    is_low: bool = False
    is_small: bool = False

    @property
    def is_landscape(self) -> bool:
        """Return whether the panel is wider than high and its letters leave room for two columns."""
        return self.size.width() > self.size.height() and not self.theme.is_rolled

    @property
    def is_little(self) -> bool:
        """Return whether the panel is no higher than one of 15 inches."""
        return self.theme.real_mm(self.size.height()) < SHALLOW_MM

    @property
    def can_be_low(self) -> bool:
        """Return whether some keys of the panel are out of reach: a portrait panel that is not small."""
        return self.size.height() > self.size.width() and self.theme.real_mm(self.size.height()) >= LEAST_LOW_MM

    @property
    def page_size(self) -> QSize:
        """Return the size of a page in pixels: the window's, without the strip of the spoken guidance."""
        whole = QRect(QPoint(), self.size)
        return page_rect(whole, self.theme, is_landscape=self.is_landscape).size() if self.is_guided else self.size

    def say(self, key: str, **args: object) -> str:
        """Return a sentence in the citizen's language."""
        return self.texts.say(key, **args)

    def brief(self, key: str, **args: object) -> str:
        """Return the words of a key; their short form in the largest letters, where keys have little room."""
        is_crowded = (self.is_low or self.is_guided or self.is_landscape) and self.theme.step is Step.XXL
        return self.say(f"{key}_short" if is_crowded else key, **args)

    @property
    def turn_words(self) -> tuple[str, str]:
        """Return the names of the two keys that turn pages."""
        return self.say("kiosk.choose.previous"), self.say("kiosk.choose.next")

    def who(self, visit: Visit) -> str:
        """Return Ông, Bà, or Ông/Bà."""
        return self.say(f"kiosk.who.{visit.salutation}")


class Page(QWidget):
    """Show one screen. ``happened`` carries the event of the key that was touched. A subclass declares its blocks."""

    happened = Signal(object)
    #: Whether the screen has a place for its countdown; else the countdown lies over it.
    counts_down = False

    def __init__(self, scene: Scene, band: Band = Band.KIOSK, *, paper: bool = False) -> None:
        super().__init__()
        self.scene = scene
        self.theme = scene.theme
        self._paper = paper
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._events: dict[int, VisitEvent] = {}
        #: What a notice may cover for a while: something to read that says less than the notice. The first with room.
        self.notice_places: list[QWidget] = []
        self._last = 0
        self._keys = QButtonGroup(self, exclusive=False)
        self._keys.idClicked.connect(self._touched)
        band = Band.KIOSK if scene.is_landscape else band
        self.header = Header(scene.theme, "", "", band=band, rows=2 if scene.is_landscape else 3, parent=self)
        self._column = column = _bare(QVBoxLayout(self))
        column.addWidget(self.header)
        self.header.setHidden(scene.is_guided)
        self._blocks: tuple[Block, ...] = ()
        self._also: list[Block] = []
        self._is_settled = False
        self._columns, self._slack, self._is_beside = Columns(), 0.0, False
        self.area = self._new_area()
        column.addWidget(self.area, 1)
        self.foot: Foot | None = None

    def _new_area(self) -> Body:
        """Make the body; its line of low reach counts from the body's own top."""
        scene, line = self.scene, None
        if scene.is_low:
            above = words_height(scene.theme) if scene.is_guided else self.header.height()
            line = low_reach_line(scene.size) - above
        return Body(scene.theme, scene.turn_words, line=line)

    def be_plain(self, *, is_plain: bool) -> None:
        """Leave out the motif on the first page of a program, and let the window paint its ground.

        Every other page covers the window, which then has no ground to paint.
        """
        self.header.show_motif(shown=not is_plain)
        if self.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent) is is_plain:
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, not is_plain)

    def compose(self, *blocks: Block, left: int = 1, right: int = 1, slack: float = 0.0, beside: bool = False) -> None:
        """Say what the page holds, in the order of reading; the layout says where it stands.

        `left` to `right` is how two columns share the width. `slack` is the share of the room left over that stands
        above the blocks. `beside`: a panel that is wider than high has two columns also where one has room.
        """
        self._blocks, self._slack, self._is_beside = blocks, slack, beside
        self._columns = Columns(left, right, self.theme.gap(_COLUMN_GAP_MM))
        if self._is_settled:
            self._hold()

    def also(self, block: Block) -> None:
        """Add a block of the foot that stands in the body, after the blocks of the page and above a keyboard."""
        self._also.append(block)

    def stand_on(self, foot: Foot) -> None:
        """Put a foot at the bottom of the page."""
        self.foot = foot
        self._column.addWidget(foot)

    def settle(self) -> None:
        """Give the blocks to the layout, once, when everything is built."""
        self._is_settled = True
        if self.foot is not None and self.foot.is_wide and self.theme.is_rolled and self._has_staying():
            self.header.hide()
        self._hold()
        if self.foot is not None and not self._has_room_for(self.foot):
            self._also += self.foot.given_away()
            self.counts_down = self.counts_down and self.foot.cover is None
            self._hold()

    def _hold(self) -> None:
        self.area.is_last = self.foot is None or self.foot.isHidden()
        end = next((place for place, block in enumerate(self._blocks) if block.is_at_end), len(self._blocks))
        blocks = (*self._blocks[:end], *self._also, *self._blocks[end:])
        self.area.hold(blocks, self._columns, self._slack, beside=self._is_beside)

    def _has_staying(self) -> bool:
        return any(block.stays for block in self._blocks)

    def _has_room_for(self, foot: Foot) -> bool:
        """Return whether the foot leaves room for what stays in the body, for instance a keyboard."""
        if not self._has_staying():
            return True
        size = self.scene.page_size
        top = 0 if self.header.isHidden() else self.header.sizeHint().height()
        return self.area.has_room(size.width(), size.height() - top - foot.heightForWidth(size.width()))

    def show_visit(self, visit: Visit) -> None:
        """Show the visit as it is now; called again for each change."""
        if visit.now is not None:
            branch, name = visit.now.setup.branch, self.scene.texts.name
            self.header.set_names(name(branch.name), name(branch.place), name(branch.slogan))

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""

    def show_time(self, now: datetime) -> None:
        """Show the local time, once a minute."""
        self.header.set_time(f"{now:%H:%M}")

    @property
    def parts(self) -> int:
        """Return in how many parts the page is shown at this size."""
        return self.area.parts

    def turn_to(self, part: int) -> None:
        """Show a part, from 0."""
        self.area.turn_to(part)

    def notice_rect(self, height_at: Callable[[int], int]) -> QRect:
        """Return where a notice stands that needs ``height_at(width)`` pixels of height.

        A notice stands in its place if it fits there, else above the foot. Where keys reach down to the foot it stands
        at the top: over the header of a landscape panel, over header and title in portrait.
        """
        layout = self.layout()
        if layout is not None:
            layout.activate()
        if not self.scene.is_low and (self.theme.is_rolled or self.parts > 1):
            return self._notice_above(height_at)
        has_no_header = self.scene.is_landscape and self.scene.is_guided
        for place in self.notice_places if self.parts == 1 else ():
            spot = QRect(place.mapTo(self, QPoint()), place.size())
            if place.isVisibleTo(self) and (has_no_header or height_at(spot.width()) <= spot.height()):
                return spot
        bottom = self.area.y() + self.area.read_bottom if self.scene.is_low else self.foot_top
        width = self.width() - 2 * self.theme.margin
        height, gap = height_at(width), self.theme.mm(2)
        if self.scene.is_landscape:
            height = min(height, self.header.height() - gap)  # its words shrink before it hides a key
            return QRect(self.theme.margin, (self.header.height() - height) // 2, width, height)
        low = QRect(self.theme.margin, bottom - height - gap, width, height)
        keys = self._key_places()
        if not any(key.intersects(low) for key in keys):
            return low
        free = min(key.top() for key in keys) - 2 * gap
        return QRect(self.theme.margin, gap, width, min(height, free))

    def _notice_above(self, height_at: Callable[[int], int]) -> QRect:
        """Return a place at the top of the body, which makes room for it."""
        gap, width = self.theme.gap(2), self.width() - 2 * self.theme.margin
        height = min(height_at(width), self.area.height() // 2)
        self.area.keep_free(height + 2 * gap)
        return QRect(self.theme.margin, self.area.y() + gap, width, height)

    def end_notice(self) -> None:
        """Give the room of a notice back to the page."""
        self.area.keep_free(0)

    def _key_places(self) -> list[QRect]:
        keys = (key for key in self.findChildren(QAbstractButton) if key.isVisibleTo(self))
        return [QRect(key.mapTo(self, QPoint()), key.size()) for key in keys]

    @property
    def foot_top(self) -> int:
        """Return the y at which the bar at the bottom begins."""
        if self.foot is None or self.foot.isHidden():
            return self.height()
        return self.foot.y() + self.foot.bar_top

    def on(self, key: K, event: VisitEvent) -> K:
        """Emit `event` whenever `key` is touched; a second call changes the event."""
        number = self._keys.id(key)
        if number == -1:
            self._last += 1
            number = self._last
            self._keys.addButton(key, number)
            if isinstance(key, Key):
                key.toggles = False  # the visit says what is chosen
        self._events[number] = event
        return key

    def forget(self, key: QAbstractButton) -> None:
        """Take out a key that is deleted."""
        del self._events[self._keys.id(key)]
        self._keys.removeButton(key)

    def keys_for(self, event: VisitEvent) -> list[QAbstractButton]:
        """Return the keys that say `event`, also those that stand on another page of their list."""
        numbers = [number for number, said in self._events.items() if type(said) is type(event) and said == event]
        return [self._keys.button(number) for number in numbers]

    def _touched(self, number: int) -> None:
        self.happened.emit(self._events[number])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the white ground, or the paper under a ticket."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.c.paper if self._paper else self.theme.c.ground)
        painter.end()


def _bare(layout: QVBoxLayout) -> QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
