"""Show banners, tags and panels. They are only read, so none of them has a lower edge."""

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Role, Theme
from ui.widgets.drawing.paint import Style, TextBlock, rounded
from ui.widgets.text import Text

#: The em of a dense banner's bold sentence, as a share of the second line's em.
_DENSE_TITLE = 1.04


class Tone(Enum):
    """Name the subject of a banner or a tag. Only banners use STOP; only tags use QUIET, GOLD and STRONG."""

    CAUTION = "caution"
    INFO = "info"
    GOOD = "good"
    STOP = "stop"
    QUIET = "quiet"
    GOLD = "gold"
    STRONG = "strong"


def _colours(theme: Theme, tone: Tone) -> tuple[QColor, QColor, QColor]:
    """Return the colours of the ground, of the bar or icon, and of the text."""
    c = theme.c
    return {
        Tone.CAUTION: (c.gold_tint, c.gold, c.ink),
        Tone.INFO: (c.info_tint, c.info, c.info),
        Tone.GOOD: (c.good_tint, c.good, c.good),
        Tone.STOP: (c.ink, c.gold, c.ground),
        Tone.QUIET: (c.sand, c.ink, c.ink),
        Tone.GOLD: (c.gold, c.ink, c.ink),
        Tone.STRONG: (c.info, c.ground, c.ground),
    }[tone]


class Banner(QWidget):
    """Show a bold sentence and the next step, with an icon, a bar, and keys at the right.

    `is_dense`: the banner has almost no padding above and below.
    """

    def __init__(  # noqa: PLR0913 - named options of a widget
        self,
        theme: Theme,
        tone: Tone,
        title: str = "",
        text: str = "",
        *,
        icon: str = "info",
        keys: tuple[QWidget, ...] = (),
        role: Role = Role.LABEL,
        is_dense: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._tone, self._icon, self._is_dense = theme, tone, icon, is_dense
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = Text(theme, role, size=theme.size(Role.SMALL) * _DENSE_TITLE if is_dense else None)
        self._text = Text(theme, Role.SMALL if role is Role.LABEL else Role.BODY)
        self._row = QHBoxLayout(self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch(1)
        self._row.addLayout(words, 1)
        for key in keys:
            self._row.addWidget(key)
        self.say(tone, title, text, icon=icon)

    def say(self, tone: Tone, title: str, text: str = "", *, icon: str | None = None) -> None:
        """Show another sentence in another tone."""
        self._tone = tone
        if icon is not None:
            self._icon = icon
        _ground, _bar, ink = _colours(self._theme, tone)
        for part, words in ((self._title, title), (self._text, text)):
            part.set_colour(ink)
            part.set_text(words)
            part.setVisible(bool(words))
        self._set_margins()
        self.setAccessibleName(f"{title} {text}".strip())
        self.update()

    @property
    def title(self) -> str:
        """Return the bold sentence."""
        return self._title.text

    def _bar_width(self) -> float:
        return 0.0 if self._tone is Tone.STOP else self._theme.m.bar

    def _set_margins(self) -> None:
        pad = self._theme.m.icon_banner * 0.55
        lead = self._bar_width() + pad * (0.8 if self._bar_width() else 1.0)
        left = round(lead + self._theme.m.icon_banner * 0.88 + pad * 0.75)
        high = round(pad * (0.1 if self._is_dense else 0.8))
        self._row.setContentsMargins(left, high, round(pad), high)
        self._row.setSpacing(round(pad))

    def height_at(self, width: int) -> int:
        """Return the pixels of height that the sentences need at a width."""
        needed = self._row.totalHeightForWidth(width)
        return max(needed, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), max(hint.height(), round(self._theme.m.icon_banner * 1.9)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        ground, bar, ink = _colours(theme, self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        radius = theme.m.radius_small
        if theme.high_contrast:
            painter.fillPath(rounded(area, radius), theme.c.sun if self._tone is Tone.CAUTION else theme.c.ink)
            w = theme.m.outline
            painter.fillPath(rounded(area.adjusted(w * 3, w, -w, -w), radius), theme.c.ground)
            ink, ground, bar = theme.c.ink, theme.c.ground, theme.c.sun
        else:
            whole, width = rounded(area, radius), self._bar_width()
            painter.fillPath(whole, ground)
            if width:
                rest = rounded(area.adjusted(width, 0, radius * 2, 0), radius)
                painter.fillPath(whole - rest, bar)
        icon = theme.m.icon_banner * 0.88
        pad = theme.m.icon_banner * 0.55
        x = self._bar_width() + pad * (0.8 if self._bar_width() else 1.0)
        colour = bar if self._tone is Tone.STOP or theme.high_contrast else ink
        painter.drawPixmap(round(x), round(area.center().y() - icon / 2), theme.icon(self._icon, icon, colour))
        painter.end()


class Tag(QLabel):
    """Show a pill with an icon and a word, for instance "Ưu tiên". The label draws itself."""

    def __init__(
        self,
        theme: Theme,
        tone: Tone,
        text: str,
        *,
        icon: str = "",
        em: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._tone, self._icon, self._text = theme, tone, icon, text
        self._font = theme.font(Role.SMALL, 600, size=em)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def say(self, tone: Tone, text: str, icon: str = "") -> None:
        """Show another word in another tone."""
        self._tone, self._text, self._icon = tone, text, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def _icon_side(self) -> float:
        return self._font.pixelSize() * 1.25 if self._icon else 0.0

    def sizeHint(self) -> QSize:
        em = self._font.pixelSize()
        words = TextBlock(self._text, Style(self._font, 1.3))
        gap = em * 0.36 if self._icon else 0
        return QSize(round(words.width + self._icon_side() + gap + em * 1.7), round(em * 1.9))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, em = self._theme, self._font.pixelSize()
        ground, _bar, ink = _colours(theme, self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.fillPath(rounded(area, area.height() / 2), theme.c.ink if theme.high_contrast else ground)
        if theme.high_contrast:
            w = theme.m.outline / 2
            painter.fillPath(rounded(area.adjusted(w, w, -w, -w), area.height() / 2), theme.c.ground)
            ink = theme.c.ink
        x = em * 0.85
        if self._icon:
            side = self._icon_side()
            at = round(x), round(area.center().y() - side / 2)
            painter.drawPixmap(*at, theme.icon(self._icon, side, ink))
            x += side + em * 0.36
        block = TextBlock(self._text, Style(self._font, 1.3))
        block.draw(painter, QRectF(x, 0, block.width + 1, area.height()), ink, Qt.AlignmentFlag.AlignLeft)
        painter.end()


class Panel(QWidget):
    """Show a ground for text: paper without an outline, or white with a thin one (`outlined`)."""

    def __init__(
        self, theme: Theme, *, outlined: bool = False, fill: QColor | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._outlined = theme, outlined
        self._fill = fill if fill is not None else (theme.c.ground if outlined else theme.c.paper)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.m.radius_card * (1 if self._outlined else 0.85)
        if self._outlined:
            painter.fillPath(rounded(area, radius), theme.c.rule)
            w = max(1.0, theme.m.line)
            area, radius = area.adjusted(w, w, -w, -w), radius - w
        painter.fillPath(rounded(area, radius), self._fill)
        painter.end()
