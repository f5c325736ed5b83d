"""The number, as large as it can be; the slip below it, or the QR when there is no slip."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from kiosk.domain.status import PrinterStatus, PrintJobState
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import RingFoot
from ui.kiosk.screens.page import Page, Scene
from ui.theme import Role, Step, Theme
from ui.visit.common import Finish, MoreTime
from ui.visit.ticket import TakeAnother
from ui.visit.visit import ShownTicket, Visit
from ui.widgets.banner import Banner, Tone
from ui.widgets.bars import Progress
from ui.widgets.card import QrCode, TicketCard, TicketWords
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text
from ui.widgets.ticket_lines import TicketLines

_SHARES = {PrintJobState.QUEUED: 0.25, PrintJobState.SENDING: 0.62, PrintJobState.PRINTED: 1.0}
#: The card beside the words of a landscape panel, against its size in portrait; on a square one; among large words.
_WIDE_CARD, _SMALL_CARD, _SQUARE_CARD, _LARGE_TEXT_CARD = 0.78, 0.7, 0.68, 0.94
#: Width of a card that is drawn smaller for its height alone, against its width in portrait.
_SMALL_WIDTH = 0.8
#: Sides of the QR beside the card, in millimetres: on a wide panel, on a square one.
_QR_MM = {False: 92, True: 72}
_EMPTY = TicketWords("", "", "", "", "", "", "", "", "")


def card_theme(scene: Scene) -> Theme:
    """The look of the card: smaller where words need the room beside or below it."""
    return scene.smaller(_card_size(scene), at_least=Step.L if scene.is_square or scene.is_small else Step.M)


def _card_size(scene: Scene) -> float:
    if scene.is_landscape:
        return _SQUARE_CARD if scene.is_square else _SMALL_CARD if scene.is_small else _WIDE_CARD
    return _LARGE_TEXT_CARD if scene.is_large else 1.0


class TicketPage(Page):
    """With a slip: card, progress of the printing, where to sit. Without: banner, card with QR, more time."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, paper=True)
        say, theme, wide = scene.say, self.theme, scene.is_landscape
        self.banner = Banner(theme, Tone.CAUTION, icon="printer", role=Role.HEADING)
        self.card = TicketLines(theme) if scene.is_rolled else TicketCard(card_theme(scene), _EMPTY)
        self.printing = _Printing(scene)
        self.phone = _Phone(scene)
        self.second = self.on(Key(theme, icon="plus", text=say("kiosk.ticket.another"), role=Role.LABEL), TakeAnother())
        self.done = self.on(Key(theme, Kind.MAIN, say("kiosk.ticket.done"), icon="check", role=Role.HEADING), Finish())
        for key in (self.second, self.done):
            key.set_height(theme.primary(30 if wide else 41))
        self._arrange()
        self._foot = RingFoot(self, (self.second, self.done), words_beside_keys=False)

    def _arrange(self) -> None:
        theme = self.theme
        if self.scene.is_landscape:
            row, right = QHBoxLayout(), QVBoxLayout()
            row.setSpacing(theme.mm(12 if self.scene.is_square else 16))
            row.addWidget(self.card, 0, Qt.AlignmentFlag.AlignVCenter)
            self.card.setMinimumHeight(self.card.sizeHint().height())
            is_small = self.scene.is_small and not self.scene.is_square
            self.card.setFixedWidth(theme.mm((_SMALL_WIDTH if is_small else _card_size(self.scene)) * 307))
            right.setSpacing(theme.mm(10))
            right.addStretch(1)
            for widget in (self.banner, self.phone, self.printing):
                right.addWidget(widget)
            right.addStretch(1)
            row.addLayout(right, 1)
            self.body.addLayout(row, 1)
            return
        self.phone.hide()
        self.body.addSpacing(theme.mm(3 if self.scene.is_guided else 9.5))
        self.body.addWidget(self.banner)
        self._below_banner = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.body.addSpacerItem(self._below_banner)
        if self.scene.is_large and not self.scene.is_rolled:
            self.card.setFixedWidth(theme.mm(_card_size(self.scene) * 307))
        row = QHBoxLayout()
        row.addWidget(self.card)
        self.body.addLayout(row)
        self.body.addSpacing(theme.mm(9 if self.scene.is_large else 13))
        self.body.addWidget(self.printing)
        self.body.addStretch(1)
        self.body.addSpacing(theme.mm(4))

    def show_visit(self, visit: Visit) -> None:
        """The number and what became of its slip."""
        super().show_visit(visit)
        shown = visit.shown
        if shown is None:
            return
        say = self.scene.say
        noting, wide = visit.needs_noting, self.scene.is_landscape
        spoken = self._words(visit, shown)
        self.card.set_words(replace(spoken, code="") if wide else spoken)
        if wide:
            self.phone.setVisible(noting)
            self.phone.show_words(spoken)
        else:
            self._below_banner.changeSize(0, self.theme.mm(9.5) if noting else 0)
        self.banner.setVisible(noting)
        self.printing.setVisible(not noting)
        self.printing.show_job(shown, self.scene.who(visit))
        if noting:
            self._show_banner(visit, shown)
        self.second.set_text(say("kiosk.ticket.more" if noting else "kiosk.ticket.another"))
        self.second.set_icon("timer-reset" if noting else "plus")
        self.on(self.second, MoreTime() if noting else TakeAnother())
        self.done.set_text(say("kiosk.ticket.noted" if noting else "kiosk.ticket.done"))
        self.show_countdown(visit)

    def show_countdown(self, visit: Visit) -> None:
        """The ring and its sentence."""
        left = visit.seconds_left or 0
        kind = "note_in" if visit.needs_noting else "home_in"
        sentence = self.scene.say(f"kiosk.ticket.{kind}", count=left, who=self.scene.who(visit))
        self._foot.show_seconds(
            left, visit.idle_limit or 1, sentence, self.scene.say("kiosk.ticket.home_in_bold", count=left)
        )

    def _words(self, visit: Visit, shown: ShownTicket) -> TicketWords:
        say, texts, slip, who = self.scene.say, self.scene.texts, shown.slip, self.scene.who(visit)
        before, ahead = say("kiosk.ticket.before", who=who), words.ahead(texts, slip.ahead)
        if slip.appointed_at is not None:  # called by its time, and not by how many stand before
            before, ahead = say("ticket.appointment"), f"{slip.appointed_at:%H:%M}"
        elif slip.is_cut_off:  # the queue cannot be seen; the place in it counts from when the number was taken
            before, ahead = say("ticket.since"), f"{slip.taken_at:%H:%M}"
        return TicketWords(
            caption=say("kiosk.ticket.yours_priority" if slip.has_priority else "kiosk.ticket.yours", who=who),
            label=slip.label,
            service=words.one_line(texts.name(slip.service)),
            go=say("kiosk.ticket.when_called", who=who),
            counters=words.counters(texts, slip.counters),
            ahead_caption=before,
            ahead=ahead,
            wait_caption=say("kiosk.ticket.wait"),
            wait=say("kiosk.ticket.unknown_wait") if slip.is_cut_off else words.wait(texts, slip),
            code=slip.code if visit.needs_noting else "",
            beside=(
                say("kiosk.ticket.phone"),
                say("kiosk.ticket.phone_hint"),
                f"{say('kiosk.ticket.no_phone')}\n{say('kiosk.ticket.remember', who=who, label=slip.label)}",
                slip.label,
            ),
        )

    def _show_banner(self, visit: Visit, shown: ShownTicket) -> None:
        say, who = self.scene.say, self.scene.who(visit)
        if shown.print_job is None:
            title = say("kiosk.ticket.already", who=who, label=shown.slip.label)
            self.banner.say(Tone.INFO, title, say("kiosk.ticket.already_hint", who=who), icon="ticket")
            return
        name = "not_printed"
        if shown.print_state is PrintJobState.UNKNOWN:
            name = "unsure"
        elif visit.devices.printer is PrinterStatus.PAPER_OUT:
            name = "paper_out"
        title, hint = say(f"kiosk.ticket.{name}"), say(f"kiosk.ticket.{name}_hint", who=who)
        self.banner.say(Tone.CAUTION, title, hint, icon="printer")


class _Arrow(QWidget):
    """Down, to the slot."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._theme = scene.theme
        self.setFixedSize(scene.theme.mm(26), scene.theme.mm(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(theme.c.flag)
        pen.setWidthF(theme.mm(3.6))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        x, half, top, foot = self.width() // 2, theme.mm(10.4), theme.mm(3), self.height() - theme.mm(3)
        painter.drawLine(x, top, x, foot)
        painter.drawPolyline(_corners(x, half, foot))
        painter.end()


def _corners(x: int, half: int, foot: int) -> list[QPoint]:
    return [QPoint(x - half, foot - half), QPoint(x, foot), QPoint(x + half, foot - half)]


class _Printing(QWidget):
    """What the printer does, and where to wait."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene, theme = scene, scene.theme
        column, row, lines = QVBoxLayout(self), QHBoxLayout(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.mm(10))
        row.setSpacing(theme.mm(7 if scene.is_square else 11))
        lines.setSpacing(theme.mm(2))
        self.title = Text(theme, Role.HEADING)
        self.hint = Text(theme, Role.BODY)
        self.progress = Progress(theme, theme.mm(7.2))
        for widget in (self.title, self.hint):
            lines.addWidget(widget)
        lines.addSpacing(theme.mm(3))
        lines.addWidget(self.progress)
        row.addSpacing(theme.mm(5))
        row.addWidget(_Icon(scene, "printer"))
        row.addLayout(lines, 1)
        row.addWidget(_Arrow(scene))
        column.addLayout(row)
        column.addWidget(_Line(scene))
        below = QHBoxLayout()
        below.setSpacing(theme.mm(7 if scene.is_square else 11))
        below.addSpacing(theme.mm(5))
        below.addWidget(_Icon(scene, "monitor"))
        self.sit = Text(theme, Role.BODY, scene.say("kiosk.ticket.sit"))
        below.addWidget(self.sit, 1)
        column.addLayout(below)

    def show_job(self, shown: ShownTicket, who: str) -> None:
        """How far the slip is."""
        name = "printed" if shown.is_printed else "printing"
        self.title.set_text(self._scene.say(f"kiosk.ticket.{name}"))
        self.hint.set_text(self._scene.say(f"kiosk.ticket.{name}_hint", who=who))
        self.sit.set_text(self._scene.say("kiosk.ticket.cut_off" if shown.slip.is_cut_off else "kiosk.ticket.sit"))
        self.progress.set_share(_SHARES.get(shown.print_state, 0.25))


class _Phone(QWidget):
    """The QR beside its words, where the card has no room for it."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene, theme = scene, scene.theme
        self._code = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.mm(12))
        words_column = QVBoxLayout()
        words_column.setSpacing(theme.mm(3))
        self._lines = Text(theme, Role.HEADING), Text(theme, Role.BODY), Text(theme, Role.BODY)
        words_column.addStretch(1)
        for line in self._lines:
            words_column.addWidget(line)
        words_column.addStretch(1)
        self._row.addLayout(words_column, 1)

    def show_words(self, spoken: TicketWords) -> None:
        """The QR and what to do with it."""
        heading, first, second, bold = spoken.beside
        for line, text in zip(self._lines, (heading, first, second), strict=True):
            line.set_text(text, bold=bold)
        if spoken.code and spoken.code != self._code:
            self._code = spoken.code
            self._row.insertWidget(0, QrCode(self._scene.theme, spoken.code, self._side()))

    def _side(self) -> int:
        return self._scene.theme.mm(_QR_MM[self._scene.is_square])


class _Icon(QWidget):
    """A large icon to be read with the words beside it."""

    def __init__(self, scene: Scene, name: str) -> None:
        super().__init__()
        self._theme, self._name = scene.theme, name
        side = scene.theme.mm(20 if scene.is_square else 25)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._theme.icon(self._name, self.width(), self._theme.c.ink))
        painter.end()


class _Line(QWidget):
    """A divider."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._theme = scene.theme
        self.setFixedHeight(max(2, scene.theme.mm(0.6)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.c.line)
        painter.end()
