"""Show the number as large as fits, with its slip below, or with the QR code when there is no slip."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.domain.status import PrinterStatus, PrintJobState
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import RingFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Block, Own, Read
from ui.layout.fit import Side
from ui.theme import Role, Theme
from ui.visit.common import Finish, MoreTime
from ui.visit.ticket import TakeAnother
from ui.visit.visit import ShownTicket, Visit
from ui.widgets.banner import Banner, Tone
from ui.widgets.beside import Beside
from ui.widgets.card import QrCode, TicketCard, TicketWords
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text
from ui.widgets.ticket_lines import TicketLines

_EMPTY = TicketWords("", "", "", "", "", "", "", "", "")
#: Millimetres: least width of the card, side of the QR.
_CARD_MM, _QR_MM = 215, 84


class TicketPage(Page):
    """Show the card with the state of the slip and where to sit; without a slip, a banner, the card and a QR code."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, paper=True)
        say, theme = scene.say, self.theme
        self.banner = Banner(theme, Tone.CAUTION, icon="printer", role=Role.HEADING)
        self.qr = QrCode(theme, "", theme.mm(_QR_MM))
        self.qr.setAccessibleName(say("kiosk.ticket.phone"))
        self._phone = Text(theme, Role.HEADING), Text(theme, Role.BODY), Text(theme, Role.BODY)
        self._printing = Text(theme, Role.HEADING), Text(theme, Role.BODY)
        self._sit = Text(theme, Role.BODY)
        self._papers = Text(theme, Role.HEADING, say("ticket.papers")), Text(theme, Role.BODY)
        self.second = self.on(Key(theme, icon="plus", text=say("kiosk.ticket.another"), role=Role.KEY), TakeAnother())
        self.done = self.on(Key(theme, Kind.MAIN, say("kiosk.ticket.done"), icon="check", role=Role.HEADING), Finish())
        self._foot = RingFoot(self, (self.second, self.done), height=41)
        self.card: TicketCard | TicketLines
        #: What is shown where the number has to be noted, and where a slip is printed.
        self._noting: list[QWidget] = [self.banner]
        self._with_slip: list[QWidget] = []
        banner = Read(self.banner).at(Side.RIGHT)
        if theme.is_rolled:  # large words: everything in lines, which parts may cut
            self.card = lines = TicketLines(theme)
            self._noting += [self.qr, *self._phone]
            self._with_slip += [*self._printing, self._sit]
            below = Own(self.qr, grows=0, is_read=True), Read(*self._phone), Read(*self._printing), Read(self._sit)
            self.compose(*self._beginning(banner, Read(*lines.texts)), *below, Read(*self._papers))
            self._listed: tuple[QWidget, ...] = self._papers
            return
        self.card = card = TicketCard(theme, _EMPTY)
        phone = Beside(theme, self.qr, self._phone)
        printing = Beside(theme, _Icon(theme, "printer"), self._printing, _Arrow(theme))
        sit = Beside(theme, _Icon(theme, "monitor"), [self._sit])
        self._noting.append(phone)
        self._with_slip += [printing, sit]
        papers = Beside(theme, _Icon(theme, "list-checks"), self._papers)
        self._listed = (papers,)
        right = [Own(one, width=130, is_read=True).at(Side.RIGHT).below(10) for one in (phone, printing, sit, papers)]
        right[-1] = right[-1].giving_way()
        number = Own(card, width=_CARD_MM, grows=0, is_read=True).at(Side.LEFT)
        self.compose(*self._beginning(banner, number), *right)

    def _beginning(self, banner: Block, number: Block) -> tuple[Block, Block]:
        """Return what comes first. A low panel shows the page in parts, and the number is in the first one."""
        size = self.scene.size
        return (number, banner) if size.width() > size.height() else (banner, number)

    def show_visit(self, visit: Visit) -> None:
        """Show the number and what became of its slip."""
        super().show_visit(visit)
        shown = visit.shown
        if shown is None:
            return
        say, who, noting = self.scene.say, self.scene.who(visit), visit.needs_noting
        self.card.set_words(self._words(visit, shown))
        papers = shown.slip.papers
        self._papers[1].set_text("" if papers is None else self.scene.texts.name(papers))
        for part in self._listed:
            part.setVisible(papers is not None)
        for widgets, is_shown in ((self._noting, noting), (self._with_slip, not noting)):
            for widget in widgets:
                widget.setVisible(is_shown)
        name = "printed" if shown.is_printed else "printing"
        for line, key in zip(self._printing, (name, f"{name}_hint"), strict=True):
            line.set_text(say(f"kiosk.ticket.{key}", who=who))
        self._sit.set_text(say("kiosk.ticket.cut_off" if shown.slip.is_cut_off else "kiosk.ticket.sit"))
        if noting:
            self._show_banner(visit, shown)
            self._show_phone(shown, who)
        self.second.set_text(say("kiosk.ticket.more" if noting else "kiosk.ticket.another"))
        self._foot.set_icon(self.second, "timer-reset" if noting else "plus")
        self.on(self.second, MoreTime() if noting else TakeAnother())
        self.done.set_text(say("kiosk.ticket.noted" if noting else "kiosk.ticket.done"))
        self.show_countdown(visit)

    def _show_phone(self, shown: ShownTicket, who: str) -> None:
        """Show a QR whose text any telephone shows, and what to do with it."""
        say, slip = self.scene.say, shown.slip
        counters = words.counters(self.scene.texts, slip.counters)
        self.qr.set_code("\n".join([slip.label, counters, f"{slip.taken_at:%H:%M %d/%m/%Y}", slip.code]))
        remember = f"{say('kiosk.ticket.no_phone')}\n{say('kiosk.ticket.remember', who=who, label=slip.label)}"
        texts = say("kiosk.ticket.phone"), say("kiosk.ticket.phone_hint"), remember
        for line, text in zip(self._phone, texts, strict=True):
            line.set_text(text, bold=slip.label)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds in the ring, and its sentence."""
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
        )

    def _show_banner(self, visit: Visit, shown: ShownTicket) -> None:
        say, who = self.scene.say, self.scene.who(visit)
        if shown.print_job is None:
            title = say("kiosk.ticket.already", who=who, label=shown.slip.label)
            self.banner.say(Tone.INFO, title, say("kiosk.ticket.already_hint", who=who), icon="ticket")
            return
        name = "not_printed"
        if not visit.devices.has_printer:
            name = "no_slip"
        elif shown.print_state is PrintJobState.UNKNOWN:
            name = "unsure"
        elif visit.devices.printer is PrinterStatus.PAPER_OUT:
            name = "paper_out"
        title, hint = say(f"kiosk.ticket.{name}"), say(f"kiosk.ticket.{name}_hint", who=who)
        self.banner.say(Tone.CAUTION, title, hint, icon="printer")


class _Arrow(QWidget):
    """Draw an arrow down to the slot of the printer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(theme.mm(26), theme.mm(44))

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


class _Icon(QWidget):
    """Draw a large icon beside words."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self.setFixedSize(theme.mm(25), theme.mm(25))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._theme.icon(self._name, self.width(), self._theme.c.ink))
        painter.end()
