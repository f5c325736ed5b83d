"""Show the first page of a report, how far its days are counted, or why there is none."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.domain.language.text import Message, Texts
from ui.manager.picture import DraftPicture
from ui.theme import Role, Theme
from ui.widgets import Key, Text
from ui.widgets.bars import Progress

#: The shape of A4.
_A4 = QSize(210, 297)
_WIDE = 460
_PAGE, _COUNTING, _NOTHING = range(3)


class ReportPaper(QStackedWidget):
    """Show a page, the progress of a count, or a sentence. Signals: ``stopped``, ``wanted``: the keys were pressed."""

    stopped = Signal()
    wanted = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.theme, self.texts = theme, texts
        say = texts.say
        self.picture = DraftPicture(theme, _A4, on_sand=True)
        self.picture.setAccessibleName(say("reports.preview"))
        self.counted = Text(theme, Role.LABEL, align=Qt.AlignmentFlag.AlignHCenter)
        self.bar = Progress(theme, theme.mm(16))
        self.stop = Key(theme, text=say("reports.stop"), icon="x")
        self.stop.clicked.connect(self.stopped)
        self.sentence = Text(theme, Role.LABEL, icon="info")
        self.again = Key(theme, text=say("reports.again"), icon="rotate-ccw")
        self.again.clicked.connect(self.wanted)
        self.addWidget(self.picture)
        self.addWidget(self._middle(self.counted, self.bar, self.stop))
        self.addWidget(self._middle(self.sentence, self.again))

    def _middle(self, *widgets: QWidget) -> QWidget:
        """Return widgets one below the other in the middle."""
        held, mm = QWidget(), self.theme.mm
        colours = held.palette()
        colours.setColor(QPalette.ColorRole.Window, self.theme.c.sand)
        held.setPalette(colours)
        held.setAutoFillBackground(True)
        column = QVBoxLayout()
        column.setSpacing(mm(14))
        column.addStretch(1)
        for one in widgets:
            column.addWidget(one)
        column.addStretch(2)
        row = QHBoxLayout(held)
        inner = QWidget()
        inner.setLayout(column)
        inner.setMaximumWidth(mm(_WIDE))
        row.addWidget(inner)
        return held

    def show_page(self, png: bytes) -> None:
        """Show the first page."""
        self.picture.show_image(QImage.fromData(png))
        self.setCurrentIndex(_PAGE)

    def show_count(self, done: int, days: int) -> None:
        """Show how many days are counted; before the first one, that the report is being made."""
        say = self.texts.say
        self.counted.set_text(say("report.counting", done=done, days=days) if days else say("reports.making"))
        self.bar.set_share(done / days if days else 0)
        self.bar.setVisible(bool(days))
        self.stop.setVisible(bool(days))
        self.setCurrentIndex(_COUNTING)

    def show_reason(self, message: Message) -> None:
        """Show why there is no page."""
        self.sentence.set_text(self.texts.message(message))
        self.setCurrentIndex(_NOTHING)
