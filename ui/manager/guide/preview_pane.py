"""Show at the right what citizens will see: a real page of the draft, scaled down."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.guide import GuideStep
from ui.manager.preview import Previews, setup_of
from ui.theme import Role, Theme
from ui.widgets import Panel, Text

#: Milliseconds without a change before the picture is drawn again.
_CALM_MS = 250


class Picture(QWidget):
    """Show a picture at the top, as large as the room allows, with a thin frame."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pixmap = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pixmap(self, pixmap: QPixmap) -> None:
        """Show a picture."""
        self._pixmap = pixmap
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.mm(160), self._theme.mm(160))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        x = (self.width() - size.width()) // 2
        painter.drawPixmap(x, 0, size.width(), size.height(), self._pixmap)
        painter.setPen(self._theme.c.rule)
        painter.drawRect(x, 0, size.width() - 1, size.height() - 1)
        painter.end()


class PreviewPane(Panel):
    """Draw the page that a step is about, a moment after the last change."""

    def __init__(self, theme: Theme, texts: Texts, previews: Previews) -> None:
        super().__init__(theme)
        self._texts, self._previews = texts, previews
        self._document: Document | None = None
        self._step = GuideStep.NAME
        column = QVBoxLayout(self)
        pad = theme.mm(18)
        column.setContentsMargins(pad, theme.mm(12), pad, pad)
        column.setSpacing(theme.mm(2))
        title = texts.say("guide.preview.title")
        column.addWidget(Text(theme, Role.HEADING, title, size=theme.mm(18), wrap=False))
        self._about = Text(theme, Role.SMALL, colour=theme.c.ink_soft, wrap=False)
        column.addWidget(self._about)
        column.addSpacing(theme.mm(8))
        self.picture = Picture(theme)
        column.addWidget(self.picture, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CALM_MS)
        self._timer.timeout.connect(self.draw)

    def show_draft(self, document: Document, step: GuideStep) -> None:
        """Show this draft at a step, soon."""
        if (document, step) == (self._document, self._step):
            return
        self._document, self._step = document, step
        self._about.set_text(self._texts.say(f"guide.preview.{self._page()}"))
        self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def draw(self) -> None:
        """Draw the picture now."""
        self._timer.stop()
        if self._document is None or not self.isVisible():
            return
        setup, width = setup_of(self._document), max(160, round(self.picture.width() * self.devicePixelRatioF()))
        draw = {"fields": self._previews.fields, "slip": self._previews.slip, "start": self._previews.kiosk}
        self.picture.show_pixmap(QPixmap.fromImage(draw[self._page()](setup, width)))

    def _page(self) -> str:
        if self._step is GuideStep.SERVICES:
            return "fields"
        return "slip" if self._step in (GuideStep.COUNTERS, GuideStep.DEVICES) else "start"
