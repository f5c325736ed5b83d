"""Show the sign above one counter: the counter's number, and the ticket that is called there."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.branch.board import Call, HallView
from kiosk.clock import Clock
from kiosk.domain.language.text import LANGUAGES, Texts
from kiosk.domain.look import USUAL_LOOK, LookPart
from kiosk.domain.program_status import BranchCommit, ProgramStatus
from ui.ask import Ask
from ui.hall.follower import STALE, CallFollower
from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, fitted, rounded
from ui.widgets.drawing.ribbon import paint_ribbon
from ui.window_spec import WindowContext

_WIDTH, _HEIGHT = 1280, 480
_RETRY_TICKS = 5
_BLINKS = 3
#: Shares of the sign: the red part with the counter, and the words above the figures.
_COUNTER_PART, _WORDS_PART = 0.34, 0.3
#: The share of its area's height that a figure takes.
_FIGURE = 0.92
#: Sides, icon and gap of the priority mark, and its distance from the words, in ems of the words.
_MARK_SIDE, _MARK_ICON, _MARK_GAP, _MARK_APART = 0.45, 0.95, 0.25, 0.6


class CounterSign(QWidget):
    """Show the sign in any size, landscape or portrait. `told` is the slot for the values that the program tells.

    At a new call the background of the number blinks three times. While the branch is away the sign keeps its number,
    says that it is reconnecting, and asks again every five seconds.
    """

    def __init__(
        self,
        ask: Ask,
        texts: Sequence[Texts],
        clock: Clock,
        counter: int,
        *,
        reduced_motion: bool = False,
        stale: timedelta = STALE,
        look: LookPart = USUAL_LOOK,
    ) -> None:
        super().__init__()
        self._known = {one.language: one for one in texts}
        self._texts, self._counter, self._reduced_motion = texts[0], counter, reduced_motion
        self._call: Call | None = None
        self._is_open = self._away = False
        self._halves = self._ticks = 0
        self.theme = Theme.board(1.0, language=self._texts.language, reduced_motion=reduced_motion, look=look)
        self.setWindowTitle(self._texts.say("hall.sign_title", number=counter))
        self.resize(_WIDTH, _HEIGHT)
        self._ask = ask
        self.follower = CallFollower(ask, clock, stale, parent=self)
        self.follower.heard.connect(self._heard)
        self.follower.lost.connect(self._lost)
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._half_a_blink)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.changed()

    @property
    def number(self) -> str:
        """Return the shown number, or "" when nobody is called here."""
        return self._call.label if self._call is not None else ""

    @property
    def words(self) -> str:
        """Return the words above the number or in its place."""
        if self._away:
            return self._texts.say("hall.sign.away")
        if self._call is not None:
            return self._texts.say("hall.number")
        return self._texts.say("hall.sign.free" if self._is_open else "hall.sign.closed")

    @property
    def is_blinking(self) -> bool:
        """Return whether a new call still blinks."""
        return self._halves > 0

    @Slot(object)
    def told(self, status: ProgramStatus) -> None:
        """Fetch new calls after a commit."""
        if isinstance(status, BranchCommit):
            self.changed()

    @Slot()
    def changed(self) -> None:
        """Fetch new calls."""
        self.follower.changed()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._timer.stop()
        self._blink.stop()
        self.follower.close()
        self._ask.close()

    def _heard(self, hall: HallView) -> None:
        self._away = False
        self.theme.wear(hall.setup.look, self)
        self._speak(self._known.get(hall.setup.hall.languages[0], self._texts))
        mine = [call for call in hall.calls if call.counter == self._counter]
        here = [call for call in hall.view.current if call.counter == self._counter]
        self._call = here[0] if here else None
        self._is_open = self._counter in hall.view.open
        period = self.theme.ms("board_call_blink")
        if mine and here and period:
            self._halves = 2 * _BLINKS
            self._blink.start(period // 2)
        self._show()

    def _speak(self, texts: Texts) -> None:
        """Show the words in the first language of the hall."""
        if texts is not self._texts:
            self._texts = texts
            look = self.theme.look
            self.theme = Theme.board(1.0, language=texts.language, reduced_motion=self._reduced_motion, look=look)
            self.setWindowTitle(texts.say("hall.sign_title", number=self._counter))

    def _lost(self) -> None:
        self._away = True
        self._show()

    def _show(self) -> None:
        self.setAccessibleName(f"{self.windowTitle()}: {self.words} {self.number}".strip())
        self.update()

    @Slot()
    def _half_a_blink(self) -> None:
        self._halves -= 1
        if self._halves <= 0:
            self._blink.stop()
        self.update()

    @Slot()
    def _tick(self) -> None:
        self._ticks += 1
        if self._away and self._ticks % _RETRY_TICKS == 0:
            self.changed()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = self.theme.c
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        counter, ribbon, rest = self._areas()
        painter.fillRect(counter, c.header)
        painter.fillRect(rest, c.gold if self._halves % 2 else c.ground)
        self._paint_pair(painter, counter, self._texts.say("hall.recent_counter"), str(self._counter), on_header=True)
        if ribbon.width() > ribbon.height():
            paint_ribbon(painter, ribbon, c.flag, c.gold)
        else:
            painter.fillRect(ribbon, c.gold)
        has_priority = self._call is not None and self._call.has_priority
        self._paint_pair(painter, rest, self.words, self.number, on_header=False, has_priority=has_priority)
        painter.end()

    def _areas(self) -> tuple[QRectF, QRectF, QRectF]:
        width, height = float(self.width()), float(self.height())
        if height > width:
            first, line = height * _COUNTER_PART, height * 0.02
            return (
                QRectF(0, 0, width, first),
                QRectF(0, first, width, line),
                QRectF(0, first + line, width, height - first - line),
            )
        first, line = width * _COUNTER_PART, width * 0.01
        return (
            QRectF(0, 0, first, height),
            QRectF(first, 0, line, height),
            QRectF(first + line, 0, width - first - line, height),
        )

    def _paint_pair(
        self,
        painter: QPainter,
        area: QRectF,
        words: str,
        figure: str,
        *,
        on_header: bool,
        has_priority: bool = False,
    ) -> None:
        """Paint words above the largest figure that fits; without a figure the words take the whole area.

        With priority a mark stands in the row of the words.
        """
        theme, ink = self.theme, self.theme.c.on_header if on_header else self.theme.c.ink
        centre = Qt.AlignmentFlag.AlignHCenter
        inner = area.adjusted(area.width() * 0.06, area.height() * 0.05, -area.width() * 0.06, -area.height() * 0.05)
        head = inner.height() * (_WORDS_PART if figure else 1.0)
        em = min(inner.height() * _WORDS_PART * 0.62, inner.width() * 0.16)
        style = Style(theme.font(Role.TITLE, 600, size=em), 1.3)
        row = QRectF(inner.x(), inner.y(), inner.width(), head)
        if has_priority:
            self._paint_words_and_priority(painter, row, words, style)
        else:
            fitted(words, style, row.width(), head).draw(painter, row, ink, centre)
        if figure:
            room = QRectF(inner.x(), inner.y() + head, inner.width(), inner.height() - head)
            self._figure(figure, room).draw(painter, room, ink, centre)

    def _figure(self, text: str, room: QRectF) -> TextBlock:
        font = self.theme.font(Role.NUMBER, 800, size=room.height() * _FIGURE)
        block = TextBlock(text, Style(font, 1.0))
        if block.width > room.width():
            font.setPixelSize(max(8, int(font.pixelSize() * room.width() / block.width)))
            block = TextBlock(text, Style(font, 1.0))
        return block

    def _paint_words_and_priority(self, painter: QPainter, row: QRectF, words: str, style: Style) -> None:
        """Paint the words left and the priority mark right. A row that is too narrow shows only the mark."""
        priority = self._texts.say("hall.priority")
        for said, share in ((words, 1.0), (words, 0.85), ("", 1.0), ("", 0.85), ("", 0.7)):
            font = QFont(style.font)
            font.setPixelSize(max(8, round(style.font.pixelSize() * share)))
            em, before = float(font.pixelSize()), TextBlock(said, Style(font, 1.3))
            mark = TextBlock(priority, Style(font, 1.3))
            apart = em * _MARK_APART if said else 0.0
            pill = em * (_MARK_SIDE * 2 + _MARK_ICON + _MARK_GAP) + mark.width
            left = row.x() + (row.width() - before.width - apart - pill) / 2
            if left >= row.x():
                break
        before.draw(painter, QRectF(left, row.y(), before.width + 1, row.height()), self.theme.c.ink)
        height = min(row.height(), em * 1.5)
        spot = QRectF(left + before.width + apart, row.center().y() - height / 2, pill, height)
        self._paint_mark(painter, spot, mark, em)

    def _paint_mark(self, painter: QPainter, spot: QRectF, word: TextBlock, em: float) -> None:
        c, icon = self.theme.c, em * _MARK_ICON
        painter.fillPath(rounded(spot, spot.height() / 2), c.info)
        drawn = self.theme.icon("heart-handshake", icon, c.on_header)
        painter.drawPixmap(QPointF(spot.x() + em * _MARK_SIDE, spot.center().y() - icon / 2), drawn)
        x = spot.x() + em * (_MARK_SIDE + _MARK_ICON + _MARK_GAP)
        word.draw(painter, QRectF(x, spot.y(), word.width + 1, spot.height()), c.on_header)


def make_sign(context: WindowContext, counter: int) -> CounterSign:
    """Return the small board above a counter."""
    config = context.site.config
    window = CounterSign(
        context.ask(),
        [context.texts(language) for language in LANGUAGES],
        context.clock,
        counter,
        reduced_motion=config.screen.reduced_motion,
        stale=timedelta(seconds=config.hall.stale_seconds),
        look=context.look,
    )
    context.statuses.told.connect(window.told)
    return window
