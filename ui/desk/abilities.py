"""Say in one sentence, above the status strip, what the desk can do now and what it cannot."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.domain.language.text import Texts
from kiosk.domain.status import LinkStatus, PrinterStatus, ReportedDevice, ScannerStatus, SoundStatus
from ui.desk.statuses import DeskStatuses
from ui.theme import Role, Theme
from ui.widgets import Tone
from ui.widgets.drawing.paint import Style, TextBlock, fitted

#: The least distance between the sentence and the own figures, in pixels of the design.
_APART = 32
_PRINTS = (PrinterStatus.READY, PrinterStatus.PAPER_LOW)
#: No kiosk has reported a printer yet, so it is not known whether slips come out.
_UNKNOWN_PRINTER = "printer_unknown"


def limits(statuses: DeskStatuses) -> tuple[str, ...]:
    """Return what is missing, as the keys of the sentence's parts. Without the database name only the database."""
    if not statuses.database:
        return ("database",)
    found = []
    printers = [one for one in statuses.parts if one.part is ReportedDevice.PRINTER]
    able = [one.is_heard and one.status in _PRINTS for one in printers]
    if not printers:
        found.append(_UNKNOWN_PRINTER)
    elif not all(able):
        found.append("some_printers" if any(able) else "printer")
    sounds = [one for one in statuses.parts if one.part is ReportedDevice.SOUND]
    if any(not one.is_heard or one.status is not SoundStatus.READY for one in sounds):
        found.append("sound")
    if statuses.scanner not in (None, ScannerStatus.READY, ScannerStatus.CONNECTING):
        found.append("scanner")
    if statuses.sync is not None and statuses.sync.link in (LinkStatus.DOWN, LinkStatus.REFUSED):
        found.append("centre")
    return tuple(found)


def ability(statuses: DeskStatuses, texts: Texts) -> tuple[Tone, str]:
    """Return the sentence and its tone.

    GOOD: all works. INFO: that is not known yet. CAUTION: something does not work. STOP: nobody can be called.
    """
    found = limits(statuses)
    if not found:
        return Tone.GOOD, texts.say("desk.can.all")
    if found == ("database",):
        return Tone.STOP, texts.say("desk.can.database")
    lacking = [one for one in found if one != _UNKNOWN_PRINTER]
    missing = "; ".join(texts.say(f"desk.can.without.{one}") for one in lacking)
    can = texts.say("desk.can.most", missing=missing) if lacking else texts.say("desk.can.call")
    said = can if len(lacking) == len(found) else f"{can} {texts.say('desk.can.printer_unknown')}"
    return Tone.CAUTION if lacking else Tone.INFO, said


class AbilityLine(QWidget):
    """Show the sentence with its icon on one line; a long sentence is set smaller.

    At the right stand the clerk's own figures of today, as long as the sentence leaves them room.
    """

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._texts = theme, texts
        self._tone, self._sentence, self._own = Tone.GOOD, "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_roomy(roomy=False)
        self.show_statuses(DeskStatuses())

    def set_roomy(self, *, roomy: bool) -> None:
        """Make the line higher on a large window."""
        self.setFixedHeight(self._theme.mm(36 if roomy else 26))

    @property
    def sentence(self) -> str:
        """Return the shown sentence."""
        return self._sentence

    @property
    def tone(self) -> Tone:
        """Return the tone of the shown sentence."""
        return self._tone

    @property
    def own(self) -> str:
        """Return the clerk's own figures."""
        return self._own

    def show_own(self, words: str) -> None:
        """Show the clerk's own figures of today; an empty text shows none."""
        if words != self._own:
            self._own = words
            self.setAccessibleDescription(words)
            self.update()

    def show_statuses(self, statuses: DeskStatuses) -> None:
        """Show the sentence for these statuses."""
        said = ability(statuses, self._texts)
        if said != (self._tone, self._sentence):
            self._tone, self._sentence = said
            self.setAccessibleName(self._sentence)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, c, mm = self._theme, self._theme.c, self._theme.mm
        painter = QPainter(self)
        icon, left = theme.m.icon_inline, mm(24)
        marks = {Tone.GOOD: "circle-check", Tone.INFO: "info", Tone.CAUTION: "triangle-alert"}
        mark = marks.get(self._tone, "unplug")
        ink = c.good if self._tone is Tone.GOOD else c.ink
        painter.drawPixmap(left, round((self.height() - icon) / 2), theme.icon(mark, icon, ink))
        x = left + icon + mm(10)
        room = QRectF(x, 0, self.width() - x - left, self.height())
        style = Style(theme.font(Role.SMALL), 1.3)
        own = TextBlock(self._own, style)
        if self._own and TextBlock(self._sentence, style).width + mm(_APART) + own.width <= room.width():
            own.draw(painter, room.adjusted(room.width() - own.width - 1, 0, 0, 0), c.ink_soft)
            room.setWidth(room.width() - own.width - mm(_APART))
        fitted(self._sentence, style, room.width(), style.font.pixelSize() * 1.4).draw(painter, room, c.ink)
        painter.end()
