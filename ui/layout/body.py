"""Fit the blocks of a page between header and foot into one or two areas, in parts where they have no room.

Usually everything stands in one area. In low reach what is read stands above a line and what is pressed below it, in
the lower part of the panel. Where an area has no room for its blocks, two keys beside it turn its parts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.layout.blocks import Block, Choices, Keys, Own, Read
from ui.layout.fit import (
    ENDLESS,
    Columns,
    Fitted,
    Side,
    Sized,
    asked_once,
    at_most,
    fit,
    least_height,
    parts,
    questions_fit,
)
from ui.theme import Role, Theme
from ui.widgets.keys import Key
from ui.widgets.text import Text

#: Millimetres: air at the upper and the lower end, least of it; air between parts and what stays below them.
_ENDS_MM, _LEAST_ENDS_MM, _BELOW_MM = 8.0, 3.5, 4.4
#: Millimetres: the line of low reach, the air between it and the keys.
_LINE_MM, _UNDER_MM = 1.25, 3.8
#: Millimetres of a key that turns parts, and of the gap beside it.
_RAIL_MM, _RAIL_GAP_MM = 27.0, 3.5
#: So many parts are written on two lines.
_TWO_FIGURES = 10
#: Of an area: what blocks that stay may take of it before they shrink; and the least height of a part beside them.
_STAYING, _LEAST_PART_MM = 0.72, 20.0


class Content(QWidget):
    """Hold the widgets of an area in the order in which they are read: down a column, then down the next."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.order: list[QWidget] = []


class _Area:
    """Hold a rectangle of the body with its blocks: a view, and the content that may be higher than the view."""

    def __init__(self, body: QWidget, theme: Theme) -> None:
        self.theme = theme
        self.view = QWidget(body)
        self.content = Content(self.view)
        self.fixed = Content(body)
        self.blocks: tuple[Block, ...] = ()
        self.parts: list[tuple[int, int]] = [(0, 0)]
        #: The one question that is shown, None where all are.
        self.question: int | None = None
        self.left_out: frozenset[Block] = frozenset()
        #: Whether two columns stand wherever the area is wider than high.
        self.wants_columns = False
        #: The blocks that gave way, and for which others are shown.
        self._replaced: frozenset[Block | None] = frozenset()
        self._holders: dict[Block, QWidget] = {}
        #: What was measured since `finish`.
        self._sizes: dict[Block, Sized] = {}

    def hold(self, blocks: Sequence[Block], body: QObject) -> None:
        """Take these blocks in the place of those there were.

        `body` watches them. It is not kept: a cycle would keep the page alive until Python collects it.
        """
        self.blocks = tuple(blocks)
        holders, self._holders = self._holders, {}
        for block in blocks:
            if block.gives_way or block.question is not None:  # its holder is hidden, the block itself is the page's
                self._holders[block] = QWidget(self.content)
                self._holders[block].installEventFilter(body)
        self._share_out()
        for holder in holders.values():
            holder.hide()
            holder.deleteLater()

    def _share_out(self, staying: Sequence[Block] = ()) -> None:
        """Put the blocks onto the content; those that stay stand below it while it is in parts."""
        for content in (self.content, self.fixed):
            is_fixed = content is self.fixed
            here = [block for block in self.blocks if (block in staying) is is_fixed]
            content.order = [self._holders.get(block, widget) for block in here for widget in block.widgets]
            for block in here:
                for widget in block.widgets:
                    _adopt(widget, self._holders.get(block, content))
        for block, holder in self._holders.items():
            if not block.shown:
                holder.hide()
        self.fixed.setVisible(bool(staying))

    def shown(self) -> list[Block]:
        """Return the blocks of which something is shown."""
        return [block for block in self.blocks if block.shown and self._is_asked(block)]

    def _is_asked(self, block: Block) -> bool:
        is_chosen = block not in self._replaced and (block.instead is None or block.instead in self._replaced)
        return is_chosen and (self.question is None or block.question in (None, self.question))

    def has_questions(self) -> bool:
        """Return whether some blocks belong to questions."""
        return any(block.question is not None for block in self.blocks)

    def has_room_for_all(self, area: QRect, columns: Columns) -> bool:
        """Return whether all questions stand beside each other in `area`."""
        sizes = [self._sized(block) for block in self.blocks if block.shown]
        return questions_fit(sizes, area.width(), area.height(), columns)

    def _sized(self, block: Block) -> Sized:
        """Return what the fitter has to know of a block, measured once until `finish`."""
        if block not in self._sizes:
            self._sizes[block] = asked_once(block.sized(self.theme))
        return self._sizes[block]

    def finish(self) -> None:
        """End a layout: let go what was measured, for words change, and the requests that placing the blocks made."""
        self._sizes.clear()
        for widget in (self.content, self.fixed, *self._holders.values()):
            QCoreApplication.removePostedEvents(widget, QEvent.Type.LayoutRequest)

    def wished_height(self, width: int) -> int:
        """Return the height that all blocks wish in one column."""
        sizes = [self._sized(block) for block in self.shown()]
        return sum(size.wish(width) + size.above for size in sizes)

    def lay_out(
        self,
        area: QRect,
        rail: Callable[[int], int],
        columns: Columns,
        slack: float,
        elsewhere: frozenset[Block | None] = frozenset(),
    ) -> bool:
        """Fit the blocks into `area`; return whether they are in parts.

        Parts leave pixels at the right: `rail` of the height that is parted. `elsewhere` gave way in another area.
        """
        for block in self.blocks:
            if isinstance(block, Choices):
                block.list.limit_rows(ENDLESS)
        fitted = self._fitted_with_others(area, columns, slack, elsewhere)
        blocks = self.shown()
        for block, holder in self._holders.items():
            if block not in blocks:
                holder.hide()
        if fitted.height <= area.height():
            self._share_out()
            self._place(blocks, fitted)
            if fitted.has_columns:
                in_order = _read(self.blocks)
                self.content.order = [self._holders.get(one, widget) for one in in_order for widget in one.widgets]
            self.view.setGeometry(area)
            self.content.setGeometry(0, 0, area.width(), area.height())
            self.parts = [(0, area.height())]
            return False
        self._lay_out_parts(area, rail, columns)
        return True

    def wished_beside(self, width: int, rail: int) -> int:
        """Return the height that all blocks wish where the keys of a rail, `rail` pixels high, stand among them."""
        staying = [block for block in self.shown() if block.stays]
        if len(staying) < len(self.shown()) or not staying:
            return max(rail, self.wished_height(width))
        return rail + self.theme.gap(_BELOW_MM) + self.wished_height(width)

    def lay_out_beside(self, area: QRect, rail: Callable[[int], int], columns: Columns, slack: float) -> None:
        """Fit the blocks beside a rail that turns the parts of another area; what stays has all the width below it."""
        if any(block.stays for block in self.shown()):
            self._lay_out_parts(area, rail, columns)
        else:
            self.lay_out(area.adjusted(0, 0, -rail(area.height()), 0), _none, columns, slack)

    def _fitted_with_others(
        self, area: QRect, columns: Columns, slack: float, elsewhere: frozenset[Block | None]
    ) -> Fitted:
        """Fit the blocks; for those that gave way, here or `elsewhere`, fit what stands for them."""
        self._replaced = elsewhere
        while True:
            shown = self.shown()
            fitted = self._fitted(shown, area.width(), area.height(), columns, slack)
            out = {block for block, box in zip(shown, fitted.boxes, strict=True) if box is None}
            others = {block.instead for block in self.blocks if block.shown and block.instead in out}
            if not others:
                return fitted
            self._replaced |= others

    def _lay_out_parts(self, area: QRect, rail: Callable[[int], int], columns: Columns) -> None:
        below, gap = 0, self.theme.gap(_BELOW_MM)
        most = area.height() - gap - self._least_part(area.width() - rail(0))
        staying = self._staying(area.width(), most, columns)
        moving = [block for block in self.shown() if block not in staying]
        if self.has_questions():  # a part that is seen first holds an answer
            moving.sort(key=lambda block: not block.is_read and block.question is None)
        self._share_out(staying)
        if staying:
            least = self._least(staying, area.width(), columns)
            needed = max(least, min(most, round(area.height() * _STAYING)))
            fixed = self._fitted(staying, area.width(), needed, columns, 0.0)
            needed = max(box.bottom for box in fixed.boxes if box)
            below = needed + gap
            self._place(staying, fixed)
            self.fixed.setGeometry(area.left(), area.bottom() + 1 - needed, area.width(), needed)
        view = area.adjusted(0, 0, -rail(area.height() - below), -below)
        self.content.order = [self._holders.get(one, widget) for one in moving for widget in one.widgets]
        fitted = self._fitted_parts(moving, view.width(), view.height())
        self._place(moving, fitted)
        view.setHeight(max(view.height(), 1))
        self.view.setGeometry(view)
        self.content.resize(view.width(), max(fitted.height, view.height()))
        placed = (block for block in moving if block not in self.left_out)
        spans = sorted(span for block in placed for span in self._spans(block, view.height()))
        self.parts = parts(spans, view.height(), fitted.height)

    def _spans(self, block: Block, most: int) -> Iterator[tuple[int, int]]:
        """Yield what no part may cut, in pixels of the content."""
        down = self._holders[block].y() if block in self._holders else 0
        for top, bottom in block.spans(most):
            yield top + down, bottom + down

    def _staying(self, width: int, most: int, columns: Columns) -> list[Block]:
        """Return what stays beside the parts: all that should, else what paints itself, else nothing."""
        wanted = [block for block in self.shown() if block.stays]
        own: list[Block] = [block for block in wanted if isinstance(block, Own)]
        for blocks in (wanted, own):
            if blocks and self._least(blocks, width, columns) <= most:
                return blocks
        return []

    def has_room(self, width: int, height: int, columns: Columns, rail: int) -> bool:
        """Return whether what stays has its least height: with all the rest, or beside a part of it."""
        shown = [block for block in self.shown() if not block.gives_way]
        staying = [block for block in shown if block.stays]
        if not staying or self._least(shown, width, columns) <= height:
            return True
        part = self.theme.gap(_BELOW_MM) + self._least_part(width - rail)
        return self._least(staying, width, columns) + part <= height

    def _least_part(self, width: int) -> int:
        """Return the least height of a part beside what stays: some lines, a key that turns parts, the highest key."""
        moving = [block for block in self.shown() if not block.stays]
        heights = [block.least_part(width, self.theme) for block in moving if not block.gives_way]
        lines = self.theme.primary(_LEAST_PART_MM) if any(block.is_read for block in moving) else 0
        return max(lines, self.theme.target(_RAIL_MM), *heights, 0)

    def _least(self, blocks: Sequence[Block], width: int, columns: Columns) -> int:
        return least_height([self._sized(block) for block in blocks], width, columns)

    def _fitted(self, blocks: Sequence[Block], width: int, height: int, columns: Columns, slack: float) -> Fitted:
        sizes = [self._sized(block) for block in blocks]
        if self.question is not None:  # one below the other
            return fit([replace(size, side=Side.ACROSS) for size in sizes], width, height, slack=slack)
        beside = self.has_questions() or (self.wants_columns and width > height)
        return fit(sizes, width, height, columns, slack=slack, beside=beside)

    def _fitted_parts(self, blocks: Sequence[Block], width: int, height: int) -> Fitted:
        """Fit blocks that are shown in parts: only texts, lists and rows of keys may be higher than a part."""
        sizes = [block.sized(self.theme) for block in blocks]
        return fit([_for_parts(block, size, height) for block, size in zip(blocks, sizes, strict=True)], width, height)

    def _place(self, blocks: Sequence[Block], fitted: Fitted) -> None:
        self.left_out = frozenset(block for block, box in zip(blocks, fitted.boxes, strict=True) if box is None)
        for block, box in zip(blocks, fitted.boxes, strict=True):
            holder = self._holders.get(block)
            if holder is not None:
                holder.setVisible(box is not None)
            if box is None:
                continue
            area = QRect(box.left, box.top, box.width, box.height)
            if holder is not None:
                holder.setGeometry(area)
                area = QRect(0, 0, box.width, box.height)
            block.place(area, self.theme)

    def show_part(self, part: int) -> None:
        """Show one part; the last one stays while another area is turned on."""
        top, bottom = self.parts[min(part, len(self.parts) - 1)]
        view = self.view.geometry()
        if len(self.parts) > 1:
            self.view.resize(view.width(), bottom - top)
        self.content.move(0, -top)

    def part_of(self, widget: QWidget) -> int | None:
        """Return the part in which the middle of a widget stands."""
        if not self.content.isAncestorOf(widget):
            return None
        middle = widget.mapTo(self.content, QPoint(0, widget.height() // 2)).y()
        found = (number for number, (top, bottom) in enumerate(self.parts) if top <= middle < bottom)
        return next(found, None)


class Body(QWidget):
    """Place the blocks of a page. `line` is the y of the line of low reach, None where keys stand as usual.

    `turn` names the two keys that turn parts. `columns` and `slack`: see `ui.layout.fit.fit`. ``arranged`` is emitted
    when `has_one_question` has changed.
    """

    arranged = Signal()

    def __init__(self, theme: Theme, turn: tuple[str, str], *, line: int | None = None) -> None:
        super().__init__()
        self._theme, self._line = theme, line
        self._columns, self._slack = Columns(), 0.0
        self._areas = [_Area(self, theme) for _ in range(1 if line is None else 2)]
        self._at, self._free, self._is_laying, self._has_parts = 0, 0, False, False
        self._question = 0
        #: Whether one question is shown at a time, for want of room.
        self.has_one_question = False
        self._rule = 0
        #: Whether the body reaches down to the end of the panel: then the keys of low reach do, too.
        self.is_last = False
        acts = ("chevron-up", self._go_up), ("chevron-down", self._go_down)
        self._rail = [Key(theme, icon=icon, parent=self) for icon, _ in acts]
        for key, name, (_, act) in zip(self._rail, turn, acts, strict=True):
            key.setAccessibleName(name)
            key.clicked.connect(act)
            key.hide()
        self._where = Text(theme, Role.SMALL, align=Qt.AlignmentFlag.AlignHCenter, wrap=False, parent=self)
        self._where.hide()
        for area in self._areas:
            for content in (area.content, area.fixed):
                content.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    # -- what it holds ----------------------------------------------------------------------------------------------

    def hold(self, blocks: Sequence[Block], columns: Columns, slack: float, *, beside: bool = False) -> None:
        """Take these blocks in the place of those there were; `beside`: see `Page.compose`."""
        self._columns, self._slack = columns, slack
        for area in self._areas:
            area.wants_columns = beside
        if self._line is None:
            self._areas[0].hold(blocks, self)
        else:
            self._areas[0].hold([block for block in blocks if block.is_read], self)
            self._areas[1].hold([block for block in blocks if not block.is_read], self)
        self._refit()

    @property
    def read_bottom(self) -> int:
        """Return the y below which keys stand, in low reach; else the height."""
        return self.height() if self._line is None else self._rule

    @property
    def contents(self) -> Iterator[QWidget]:
        """Yield the widgets on which blocks stand, in the order of reading."""
        for area in self._areas:
            yield area.content
            yield area.fixed

    # -- questions --------------------------------------------------------------------------------------------------

    def ask(self, question: int) -> None:
        """Open a question, from 0."""
        if question != self._question:
            self._question, self._at = question, 0
            self._refit()

    def _part_questions(self) -> None:
        """Show one question where all have no room."""
        last = self._areas[-1]
        for area in self._areas:
            area.question = self._question if last.has_questions() else None
        is_one = last.has_questions() and not last.has_room_for_all(self._rects()[-1], self._columns)
        for area in self._areas:
            area.question = self._question if is_one else None
        self.has_one_question = is_one

    def sheet_height(self, width: int, most: int, below: int) -> int:
        """Return the wished height of a sheet of a width, at most `most`. In low reach its keys have `below` pixels.

        The line of low reach moves with it.
        """
        theme = self._theme
        heights = [area.wished_height(width - 2 * theme.margin) for area in self._areas]
        for area in self._areas:
            area.finish()
        if self._line is None:
            return min(most, heights[0] + theme.mm(_ENDS_MM) + theme.gap(_LEAST_ENDS_MM))
        keys = min(below, heights[1] + theme.mm(_UNDER_MM) + theme.gap(_BELOW_MM))
        self._line = min(most - keys, heights[0] + 2 * theme.mm(_ENDS_MM) + theme.mm(_LINE_MM))
        return self._line + keys

    # -- parts ------------------------------------------------------------------------------------------------------

    @property
    def parts(self) -> int:
        """Return how many parts there are at this size."""
        return max(len(area.parts) for area in self._areas)

    def turn_to(self, part: int) -> None:
        """Show a part, from 0."""
        self._at = max(0, min(part, self.parts - 1))
        for area in self._areas:
            area.show_part(self._at)
        self._rail[0].setEnabled(self._at > 0)
        self._rail[1].setEnabled(self._at + 1 < self.parts)
        apart = "/" if self.parts < _TWO_FIGURES else "/\n"  # beside the keys is room for three figures
        self._where.set_text(f"{self._at + 1}{apart}{self.parts}")

    def bring(self, widget: QWidget) -> None:
        """Show the part in which a widget stands."""
        part = next((found for area in self._areas if (found := area.part_of(widget)) is not None), None)
        if part is not None and part != self._at:
            self.turn_to(part)

    def keep_free(self, height: int) -> None:
        """Leave so many pixels at the top to something else, for instance a notice."""
        if height != self._free:
            self._free = height
            self._refit()

    def _go_up(self) -> None:
        self.turn_to(self._at - 1)

    def _go_down(self) -> None:
        self.turn_to(self._at + 1)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new):
            self.bring(new)

    # -- placing ----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the blocks into another size."""
        super().resizeEvent(event)
        self._refit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the blocks: nothing is laid out before it can be seen, and Qt tells a hidden parent nothing."""
        super().showEvent(event)
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the blocks again when one of them wants another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._refit()
        return super().eventFilter(watched, event)

    def _refit(self) -> None:
        """Fit the blocks again where they are seen."""
        if self.isVisible():
            self._lay_out()

    def has_room(self, width: int, height: int) -> bool:
        """Return whether a body of a size has room for what stays beside a part of the rest."""
        theme = self._theme
        room = height - theme.mm(_ENDS_MM) - theme.gap(_LEAST_ENDS_MM)
        if self._line is not None:
            room = height - self._line - theme.mm(_UNDER_MM) - theme.gap(_BELOW_MM)
        last = self._areas[-1]
        has_room = last.has_room(width - 2 * theme.margin, room, self._columns, self._rail_width(room))
        last.finish()
        return has_room

    def _lay_out(self) -> None:
        """Fit all blocks into the areas; once more where their new sizes showed or hid one, as a text its pager."""
        if self._is_laying or self.height() < 1:
            return
        self._is_laying = True
        had_one = self.has_one_question
        shown = self._shown()
        self._fit_blocks()
        if self._shown() != shown:
            self._fit_blocks()
        self._is_laying = False
        self.update()
        if had_one is not self.has_one_question:
            self.arranged.emit()

    def _shown(self) -> list[list[QWidget]]:
        return [block.shown for area in self._areas for block in area.blocks]

    def _fit_blocks(self) -> None:
        self._part_questions()
        rects = self._rects()
        over = self._lay_out_areas(rects)
        if any(over) and not over[-1]:  # what is read is in parts: its rail needs a place among the keys
            key, last = self._key_side(0), self._areas[-1]
            rects = self._rects(least=last.wished_beside(rects[-1].width(), key))
            last.lay_out_beside(rects[-1], self._rail_width, self._columns, self._slack)
            self._areas[0].lay_out(rects[0], _none, self._columns, self._slack, last.left_out)
        self._has_parts = any(over)
        self._place_rail(rects[-1])
        self.turn_to(self._at)
        for area in self._areas:
            area.finish()

    def _lay_out_areas(self, rects: Sequence[QRect]) -> list[bool]:
        """Fit the blocks into the areas, the keys first; return which areas are in parts."""
        last = self._areas[-1]
        over = [last.lay_out(rects[-1], self._rail_width, self._columns, self._slack)]
        for area, rect in zip(self._areas[:-1], rects, strict=False):
            over.insert(0, area.lay_out(rect, _none, self._columns, self._slack, last.left_out))
        return over

    def _side(self) -> int:
        """Return the margin at both sides: a small panel is hardly wider than ten keys of a keyboard."""
        needed = max((block.least_width() for area in self._areas for block in area.shown()), default=0)
        return max(0, min(self._theme.margin, (self.width() - needed) // 2))

    def _rects(self, *, least: int = 0) -> list[QRect]:
        """Return the place of each area; that of the keys is at least so many pixels high."""
        theme = self._theme
        side, ends = self._side(), theme.mm(_ENDS_MM)
        width, top = self.width() - 2 * side, self._free
        if self._line is None:
            return [QRect(side, top + ends, width, max(1, self.height() - top - ends - theme.gap(_LEAST_ENDS_MM)))]
        below, line = theme.mm(_UNDER_MM), theme.mm(_LINE_MM)
        end = self.height() - (0 if self.is_last else theme.gap(_BELOW_MM))
        wish = max(least, self._areas[1].wished_height(width))
        rule = max(self._line, end - wish - below)  # keys that need less room leave it to what is read
        self._rule = rule
        upper = QRect(side, top + ends, width, max(1, rule - line - top - 2 * ends))
        return [upper, QRect(side, rule + below, width, max(1, end - rule - below))]

    def _rail_width(self, height: int) -> int:
        """Return the pixels of width of two keys above each other, or beside each other in a low area."""
        return (1 if self._is_high(height) else 2) * (self._key_side(height) + self._theme.gap(_RAIL_GAP_MM))

    def _key_side(self, height: int) -> int:
        return self._theme.primary(_RAIL_MM) if self._is_high(height) else self._theme.target(_RAIL_MM)

    def _is_high(self, height: int) -> bool:
        return height >= 3 * self._theme.primary(_RAIL_MM) + 2 * self._theme.gap(_RAIL_GAP_MM)

    def _place_rail(self, area: QRect) -> None:
        for widget in (*self._rail, self._where):
            widget.setVisible(self._has_parts)
        if not self._has_parts:
            return
        theme, height = self._theme, self._areas[-1].view.height()
        side, gap, is_high = self._key_side(height), theme.gap(_RAIL_GAP_MM), self._is_high(height)
        left = area.right() + 1 - self._rail_width(height) + gap
        low = QPoint(left, area.top() + height - side) if is_high else QPoint(left + side + gap, area.top())
        for key, at in zip(self._rail, (QPoint(left, area.top()), low), strict=True):
            key.setGeometry(at.x(), at.y(), side, side)
        room = low.y() - area.top() - side
        self._where.setVisible(is_high)
        self._where.setGeometry(left - gap, area.top() + side, side + gap, max(0, room))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line of low reach."""
        if self._line is None:
            return
        painter = QPainter(self)
        line = self._theme.mm(_LINE_MM)
        painter.fillRect(0, self._rule - line, self.width(), line, self._theme.c.gold)
        painter.end()


def _for_parts(block: Block, size: Sized, height: int) -> Sized:
    """Return what a block asks for in parts of a height, below each other: a list needs no pages then."""
    size = replace(size, side=Side.ACROSS)
    if isinstance(block, Choices):
        block.list.limit_rows(height)
        return replace(size, least=block.list.whole, floor=block.list.whole)
    return size if isinstance(block, Read | Keys) else at_most(size, height)


def _read(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks in the order of reading: of a section of two columns the left one first."""
    found: list[Block] = []
    section: list[Block] = []
    for block in blocks:
        if block.side in (Side.ACROSS, Side.ABOVE):
            found += sorted(section, key=_is_right)
            section = []
            found.append(block)
        else:
            section.append(block)
    return found + sorted(section, key=_is_right)


def _none(_height: int) -> int:
    return 0


def _is_right(block: Block) -> bool:
    return block.side is Side.RIGHT


def _adopt(widget: QWidget, holder: QWidget) -> None:
    """Put a widget onto another one; it is shown there unless its page has hidden it."""
    if widget.parentWidget() is holder:
        return
    is_hidden = widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
    widget.setParent(holder)
    if not is_hidden and holder.isVisible():
        widget.show()
