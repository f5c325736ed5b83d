"""Show at the right what citizens will see: a real page of the draft, scaled down."""

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from kiosk.domain.language.text import Texts
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.guide import GuideStep
from ui.manager.picture import DraftPicture
from ui.manager.preview import Previews, setup_of
from ui.theme import Role, Theme
from ui.widgets import Panel, Text

#: The shape of a kiosk's page, until the first picture is there.
_PANEL = QSize(1080, 1920)
#: A picture is drawn in no fewer pixels.
_LEAST = 160
#: Milliseconds without a change before the picture is drawn again.
_CALM_MS = 250


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
        self.picture = DraftPicture(theme, _PANEL, is_centred=True)
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
        setup, width = setup_of(self._document), max(_LEAST, self.picture.wanted)
        draw = {"fields": self._previews.fields, "slip": self._previews.slip, "start": self._previews.kiosk}
        self.picture.show_image(draw[self._page()](setup, width))

    def _page(self) -> str:
        if self._step is GuideStep.SERVICES:
            return "fields"
        return "slip" if self._step in (GuideStep.COUNTERS, GuideStep.DEVICES) else "start"
