"""Show pictures of the draft: a kiosk page, the board and a slip."""

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kiosk.domain.setup.document import Document
from ui.manager.form import ChoiceField, Pick
from ui.manager.page import Card
from ui.manager.picture import DraftPicture
from ui.manager.preview import PreviewStyle, setup_of
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Text

#: Milliseconds without a change before the pictures are drawn again.
_CALM_MS = 200


class PreviewCard(Card):
    """Draw the draft a moment after each change, one picture after the other."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell("look.preview"))
        self._kit, theme, mm = kit, kit.theme, kit.theme.mm
        self._document: Document | None = None
        self.style_ = PreviewStyle.USUAL
        names = {
            PreviewStyle.USUAL: "usual",
            PreviewStyle.LARGEST: "largest",
            PreviewStyle.CONTRAST: "contrast",
        }
        self.styles = ChoiceField(theme, [Pick(style, kit.tell(f"look.style.{name}")) for style, name in names.items()])
        self.styles.show_value(self.style_)
        self.styles.changed.connect(self._restyle)
        self.column.addWidget(self.styles)
        self.kiosk = DraftPicture(theme, QSize(1080, 1920))
        self.board = DraftPicture(theme, QSize(1920, 1080), is_low=True)
        self.slip = DraftPicture(theme, QSize(576, 1176), on_sand=True)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, picture, caption, share in (
            (left, self.kiosk, "kiosk", 1),
            (right, self.board, "board", 0),
            (right, self.slip, "slip", 1),
        ):
            column.setSpacing(mm(6))
            column.addWidget(picture, share)
            column.addWidget(Text(theme, Role.SMALL, kit.tell(f"look.caption.{caption}"), colour=theme.c.ink_soft))
        row = QHBoxLayout()
        row.setSpacing(mm(18))
        row.addLayout(left, 52)
        row.addLayout(right, 48)
        self.column.addLayout(row, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._waiting: list[Callable[[], None]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw_next)

    def refresh(self) -> None:
        """Draw the draft soon, if it is another one."""
        document = self._kit.settings.document
        if document != self._document:
            self._document = document
            self._draw_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._document is not None:
            self._draw_soon()

    def draw(self) -> None:
        """Draw every picture now."""
        self._draw_soon()
        while self._waiting:
            self._waiting.pop(0)()
        self._timer.stop()

    def _restyle(self, style: PreviewStyle) -> None:
        self.style_ = style
        self._draw_soon()

    def _draw_soon(self) -> None:
        self._waiting = [self._draw_kiosk, self._draw_board, self._draw_slip]
        self._timer.start(_CALM_MS)

    def _draw_next(self) -> None:
        """Draw one picture, and the next one after other events."""
        if self._waiting:
            self._waiting.pop(0)()
        if self._waiting:
            self._timer.start(0)

    def _draw_kiosk(self) -> None:
        if self._document is not None:
            setup = setup_of(self._document)
            self.kiosk.show_image(self._kit.previews.kiosk(setup, self.kiosk.wanted, self.style_))

    def _draw_board(self) -> None:
        if self._document is not None:
            self.board.show_image(self._kit.previews.board(setup_of(self._document), self.board.wanted))

    def _draw_slip(self) -> None:
        if self._document is not None:
            self.slip.show_image(self._kit.previews.slip(setup_of(self._document), self.slip.wanted))
