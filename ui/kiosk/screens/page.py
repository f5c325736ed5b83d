"""What every screen is: a header, a body, a foot; it shows a visit and says which key was touched."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QButtonGroup, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from ui.kiosk.screens.low_reach import UpperPart, low_reach_line, lower
from ui.layout.blocks import Block, Keys
from ui.layout.body import Body
from ui.layout.fit import Columns
from ui.theme import Step, Theme
from ui.theme.panels import LEAST_LOW_MM
from ui.visit.event import VisitEvent
from ui.visit.visit import Visit
from ui.widgets.guide_strip import words_height
from ui.widgets.header import Band, Header
from ui.widgets.keys import Key

if TYPE_CHECKING:
    from ui.kiosk.screens.roll import Roll

#: One of 15 inches is 332 high and has 133 for the keys of low reach. A page to type on needs 97 of them for its
#: keyboard (four rows of 15, one of 20, edges, gaps), 22 for the bar and 3 between: 122; the strip of the guidance
#: would need 26 more. Below so many millimetres its five keys are what is in reach: they work the others.
SHALLOW_MM = 380.0

#: Millimetres between two columns.
_COLUMN_GAP_MM = 10.0
K = TypeVar("K", bound=QAbstractButton)


@dataclass(frozen=True)
class Scene:
    """What a screen is built for: the look, the words, the languages on offer and the window's size in pixels.

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
    def is_large(self) -> bool:
        """The two largest text sizes: pictures give way to words."""
        return self.theme.step in (Step.XL, Step.XXL)

    @property
    def is_landscape(self) -> bool:
        """Wider than high: two columns instead of one, unless the page is rolled."""
        return self.size.width() > self.size.height() and not self.is_rolled

    @property
    def is_rolled(self) -> bool:
        """The page is one column that is higher than the panel; keys move it."""
        return self.theme.is_rolled

    @property
    def is_narrow(self) -> bool:
        """A portrait page that is rolled: its letters are so large that next to nothing stands beside anything."""
        return self.is_rolled and self.size.height() > self.size.width()

    def beside(self) -> QBoxLayout:
        """For keys that stand beside each other, but below each other on a narrow page."""
        made = QVBoxLayout() if self.is_narrow else QHBoxLayout()
        made.setSpacing(self.theme.gap(6.2))
        return made

    @property
    def is_shallow(self) -> bool:
        """Lowered on a small panel, or in the largest letters on a middle one: a keyboard takes most of the part below
        the line.
        """
        return self.is_low and (self.is_little or self.is_rolled)

    @property
    def is_little(self) -> bool:
        """No higher than a panel of 15 inches."""
        return self.theme.real_mm(self.size.height()) < SHALLOW_MM

    @property
    def is_cramped(self) -> bool:
        """A small landscape panel with the largest letters: with a keyboard on it there is next to no height left."""
        return self.is_rolled and self.is_small and not self.is_narrow

    @property
    def is_square(self) -> bool:
        """A landscape panel of 5:4 or 4:3: two columns as on a wide one, with less room beside each other."""
        return self.is_landscape and self.size.width() < 1.5 * self.size.height()

    @property
    def can_be_low(self) -> bool:
        """Only a portrait panel is so high that some of its keys are out of reach, and not one that as a whole is no
        higher than the lower part of a large one.
        """
        return self.size.height() > self.size.width() and self.theme.real_mm(self.size.height()) >= LEAST_LOW_MM

    @property
    def is_tight(self) -> bool:
        """Little height for much: a square panel, or a wide one that is small or has large text."""
        return self.is_square or (self.is_landscape and (self.is_large or self.is_small))

    def say(self, key: str, **args: object) -> str:
        """A sentence in the citizen's language."""
        return self.texts.say(key, **args)

    def brief(self, key: str, **args: object) -> str:
        """The words of a key; in the largest letters, where keys have little room, their short form: shorter before
        smaller."""
        is_crowded = (self.is_low or self.is_guided or self.is_tight) and self.theme.step is Step.XXL
        return self.say(f"{key}_short" if is_crowded else key, **args)

    @property
    def turn_words(self) -> tuple[str, str]:
        """What the two keys that turn pages are called."""
        return self.say("kiosk.choose.previous"), self.say("kiosk.choose.next")

    def who(self, visit: Visit) -> str:
        """Ông, Bà, or Ông/Bà."""
        return self.say(f"kiosk.who.{visit.salutation}")


class Page(QWidget):
    """One screen. ``happened`` carries the event of the key that was touched; a subclass fills `body` and `foot`."""

    happened = Signal(object)
    #: Whether the screen has a place for its countdown; else the countdown lies over it.
    counts_down = False
    #: Whether it declares blocks (`compose`), and a layout says where they stand.
    is_composed = False

    def __init__(self, scene: Scene, band: Band = Band.KIOSK, *, paper: bool = False) -> None:
        super().__init__()
        self.scene = scene
        self.theme = scene.theme
        self._paper = paper
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._events: dict[int, VisitEvent] = {}
        #: What a notice may cover for a while: something to read that says less than the notice.
        self.notice_place: QWidget | None = None
        self._last = 0
        self._keys = QButtonGroup(self, exclusive=False)
        self._keys.idClicked.connect(self._touched)
        band = Band.KIOSK if scene.is_landscape else band
        self.header = Header(scene.theme, "", "", band=band, rows=2 if scene.is_landscape else 3, parent=self)
        self._column = column = _bare(QVBoxLayout(self))
        column.addWidget(self.header)
        self.header.setHidden(scene.is_guided)
        self.upper: UpperPart | None = None
        self.area: Body | None = None
        self._blocks: tuple[Block, ...] = ()
        self._also: list[Block] = []
        self._is_settled = False
        self._columns, self._slack, self._is_beside = Columns(), 0.0, False
        if scene.is_low and not self.is_composed:
            above = words_height(scene.theme) if scene.is_guided else self.header.height()
            self.upper = UpperPart(scene.theme, low_reach_line(scene.size) - above)
            column.addWidget(self.upper)
        self.body = _bare(QVBoxLayout())
        self.body.setContentsMargins(self.theme.margin, 0, self.theme.margin, 0)
        self.roll: Roll | None = None
        #: Below a body that is rolled: what always stays in sight.
        self.pinned = QVBoxLayout()
        if self.is_composed:
            self.area = self._new_area()
            column.addWidget(self.area, 1)
        elif scene.is_rolled:
            from ui.kiosk.screens import roll  # the first paint does not wait for it

            self.roll = roll.Roll(scene.theme, (scene.say("kiosk.choose.previous"), scene.say("kiosk.choose.next")))
            self.roll.column.addLayout(self.body)
            column.addWidget(self.roll, 1)
            column.addLayout(self.pinned)
            self.pinned.setContentsMargins(self.theme.margin, 0, self.theme.margin, 0)
            self.pinned.setSpacing(self.theme.gap(4))
        else:
            column.addLayout(self.body, 1)
        self.foot = _bare(QVBoxLayout())
        column.addLayout(self.foot)

    def _new_area(self) -> Body:
        """Make the body of a composed page; its line of low reach counts from the body's own top."""
        scene, line = self.scene, None
        if scene.is_low:
            above = words_height(scene.theme) if scene.is_guided else self.header.height()
            line = low_reach_line(scene.size) - above
        return Body(scene.theme, scene.turn_words, line=line)

    def be_plain(self, *, is_plain: bool) -> None:
        """The first page of a program has no motif yet, and lets the window paint, which waits for that.

        Every other page covers the window, which then has no ground to paint.
        """
        self.header.show_motif(shown=not is_plain)
        if self.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent) is is_plain:
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, not is_plain)

    def keep_in_sight(self, *parts: QWidget | QLayout) -> None:
        """What stays in sight below a body that is rolled; on a landscape panel it has the header's room.

        In low reach the widgets alone; what stands in a row with texts goes where those go.
        """
        self.pinned.addSpacing(self.pinned.spacing())
        for part in parts:
            if isinstance(part, QWidget):
                self.pinned.addWidget(part)
            else:
                (self.body if self.scene.is_low else self.pinned).addLayout(part)
        if not self.scene.is_narrow:
            self.header.hide()

    def compose(self, *blocks: Block, left: int = 1, right: int = 1, slack: float = 0.0, beside: bool = False) -> None:
        """Say what the page holds, in the order of reading; the layout says where it stands.

        `left` to `right` is how two columns share the width. `slack` is the share of the room left over that stands
        above the blocks. `beside`: a panel that is wider than high has two columns also where one has room.
        """
        self._blocks, self._slack, self._is_beside = blocks, slack, beside
        self._columns = Columns(left, right, self.theme.gap(_COLUMN_GAP_MM))
        if self._is_settled and self.area is not None:
            self.area.hold((*blocks, *self._also), self._columns, slack, beside=beside)

    def also(self, block: Block) -> None:
        """Add what belongs to the foot and has its place in the body here, after the blocks of the page."""
        if self.is_composed:
            self._also.append(block)
            return
        row = QHBoxLayout() if isinstance(block, Keys) else QVBoxLayout()
        row.setSpacing(self.theme.gap(5.2))
        for widget in block.widgets:
            row.addWidget(widget, int(isinstance(block, Keys)))
        self.body.addLayout(row)

    def settle(self) -> None:
        """Once, when everything is built: brings the keys into reach where that was asked for."""
        self._is_settled = True
        if self.area is not None:
            stays = any(block.stays for block in self._blocks)
            self.header.setHidden(
                self.header.isHidden() or (stays and self.scene.is_rolled and not self.scene.is_narrow)
            )
            self.area.is_last = self.foot.isEmpty()
            self.area.hold((*self._blocks, *self._also), self._columns, self._slack, beside=self._is_beside)
            return
        if self.upper is not None:
            lower(self._column, self.body, self.upper)
            if self.roll is not None and self.upper.roll is not None:
                self.roll.lead(self.upper.roll)
                if not self.body.count():  # nothing to press: what is read has the room
                    self._column.setStretchFactor(self.roll, 0)
                    self._column.setStretchFactor(self.upper, 1)
                    self.upper.grow()
                self._end_parts()

    def _end_parts(self) -> None:
        """A part may end with a key: so far it stands from what follows."""
        if self.pinned.count():
            around = self.body.contentsMargins()
            self.body.setContentsMargins(around.left(), around.top(), around.right(), 0)
        else:
            self.foot.insertSpacing(0, self.theme.mm(4))
        self.body.addStretch(1)

    def show_visit(self, visit: Visit) -> None:
        """Shows the visit as it is now; called again whenever something of it changed."""
        if visit.now is not None:
            branch, name = visit.now.setup.branch, self.scene.texts.name
            self.header.set_names(name(branch.name), name(branch.place), name(branch.slogan))

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone moved on."""

    def show_time(self, now: datetime) -> None:
        """Local time, once a minute."""
        self.header.set_time(f"{now:%H:%M}")

    @property
    def parts(self) -> int:
        """In how many parts the page is shown at this size."""
        parted = self.area or self.roll
        return parted.parts if parted is not None else 1

    def turn_to(self, part: int) -> None:
        """Shows a part, from 0."""
        parted = self.area or self.roll
        if parted is not None:
            parted.turn_to(part)

    def notice_rect(self, height_at: Callable[[int], int]) -> QRect:
        """Where a notice stands that needs ``height_at(width)``.

        In its place if it fits there; else above the foot, or at the top where keys reach down to the foot: over the
        header of a landscape panel, over header and title in portrait.
        """
        layout = self.layout()
        if layout is not None:
            layout.activate()
        if self.roll is not None and self.upper is None:
            return self._notice_above(self.roll, height_at)
        if self.area is not None and not self.scene.is_low and (self.scene.is_rolled or self.area.parts > 1):
            return self._notice_above(self.area, height_at)
        has_place = self.notice_place is not None and self.notice_place.isVisibleTo(self)
        if self.notice_place is not None and has_place and self.roll is None and self.parts == 1:
            spot = QRect(self.notice_place.mapTo(self, QPoint()), self.notice_place.size())
            has_no_header = self.scene.is_landscape and self.scene.is_guided
            if has_no_header or height_at(spot.width()) <= spot.height():
                return spot
        bottom = self.foot_top if self.upper is None else self.upper.geometry().bottom()
        if self.area is not None and self.scene.is_low:
            bottom = self.area.y() + self.area.read_bottom
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

    def _notice_above(self, roll: "Roll | Body", height_at: Callable[[int], int]) -> QRect:
        """A body that is rolled makes room."""
        gap, width = self.theme.gap(2), self.width() - 2 * self.theme.margin
        height = min(height_at(width), roll.height() // 2)
        roll.keep_free(height + 2 * gap)
        return QRect(self.theme.margin, roll.y() + gap, width, height)

    def end_notice(self) -> None:
        """The notice has gone, and leaves its room to the page."""
        parted = self.area or self.roll
        if parted is not None:
            parted.keep_free(0)

    def _key_places(self) -> list[QRect]:
        keys = (key for key in self.findChildren(QAbstractButton) if key.isVisibleTo(self))
        return [QRect(key.mapTo(self, QPoint()), key.size()) for key in keys]

    @property
    def foot_top(self) -> int:
        """Where the bar at the bottom begins."""
        last = self.foot.itemAt(self.foot.count() - 1)
        widget = last.widget() if last is not None else None
        return widget.y() if widget is not None else self.height()

    def on(self, key: K, event: VisitEvent) -> K:
        """Says `event` whenever `key` is touched; a second call changes what it says."""
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
        """Takes a key out that is deleted."""
        del self._events[self._keys.id(key)]
        self._keys.removeButton(key)

    def keys_for(self, event: VisitEvent) -> list[QAbstractButton]:
        """Return the keys that say `event`, also those that stand on another page of their list."""
        numbers = [number for number, said in self._events.items() if type(said) is type(event) and said == event]
        return [self._keys.button(number) for number in numbers]

    def _touched(self, number: int) -> None:
        self.happened.emit(self._events[number])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """White ground, or paper under a ticket."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.c.paper if self._paper else self.theme.c.ground)
        painter.end()


def _bare(layout: QVBoxLayout) -> QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
