"""Show a picture of a draft, scaled down to its room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme


class DraftPicture(QWidget):
    """Show a picture at the top left, as large as the room allows, with a thin frame.

    `is_centred`: in the middle. `on_sand`: there, on a ground of sand in place of the frame. `is_low`: its height
    follows from its width.
    """

    def __init__(
        self,
        theme: Theme,
        shape: QSize,
        *,
        is_centred: bool = False,
        on_sand: bool = False,
        is_low: bool = False,
    ) -> None:
        super().__init__()
        self._theme, self._shape, self._on_sand = theme, shape, on_sand
        self._is_centred = is_centred or on_sand
        self._pixmap = QPixmap()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if is_low:
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        return width * self._shape.height() // self._shape.width()

    @property
    def wanted(self) -> int:
        """Return the width in pixels of the screen that the picture is to have."""
        return max(1, round(self._area().width() * self.devicePixelRatioF()))

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self._pixmap = QPixmap.fromImage(image)
        if not image.isNull():
            self._shape = image.size()
        self.update()

    def _pad(self) -> int:
        return self._theme.mm(14) if self._on_sand else 0

    def _area(self) -> QSize:
        pad = 2 * self._pad()
        return self._shape.scaled(self.size() - QSize(pad, pad), Qt.AspectRatioMode.KeepAspectRatio)

    def paintEvent(self, _event: QPaintEvent) -> None:
        area, pad = self._area(), self._pad()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._on_sand:
            painter.fillRect(0, 0, self.width(), area.height() + 2 * pad, self._theme.c.sand)
        x = (self.width() - area.width()) // 2 if self._is_centred else 0
        if not self._pixmap.isNull():
            painter.drawPixmap(x, pad, area.width(), area.height(), self._pixmap)
        if not self._on_sand:
            painter.setPen(self._theme.c.rule)
            painter.drawRect(x, 0, area.width() - 1, area.height() - 1)
        painter.end()
