"""Take the three colours of a branch: by a name, or one by one, each with its contrast in words."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.look import Colour, ContrastCheck, LookPart, contrast_checks
from ui.assistive import ONE_OF_SEVERAL
from ui.manager.form.text_field import TextEntry
from ui.manager.page import Card
from ui.manager.state import Kit
from ui.theme import Role, Theme
from ui.theme.palettes import NamedColours, named_colours
from ui.widgets import Key, Kind, Text
from ui.widgets.drawing.paint import Style, TextBlock, fitted, rounded

_COLOURS = ("main", "identity", "accent")
_LONGEST = len("#RRGGBB")


def qt_colour(colour: Colour) -> QColor:
    """Return a colour as Qt draws it."""
    return QColor(colour.red, colour.green, colour.blue)


class Swatch(QWidget):
    """Show a colour as a rounded square."""

    def __init__(self, theme: Theme, side: int) -> None:
        super().__init__()
        self._theme = theme
        self.colour = theme.c.ground
        self.setFixedSize(theme.mm(side), theme.mm(side))

    def show_colour(self, colour: Colour) -> None:
        """Show another colour."""
        self.colour = qt_colour(colour)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        w, radius = theme.m.outline, theme.mm(9)
        painter.fillPath(rounded(area, radius), theme.c.edge)
        painter.fillPath(rounded(area.adjusted(w, w, -w, -w), radius - w), self.colour)
        painter.end()


class PaletteKey(Key):
    """Offer colours with a name: a bar of the three, the name below. Signal: ``picked`` carries them."""

    assistive_role = ONE_OF_SEVERAL
    picked = Signal(object)

    def __init__(self, theme: Theme, named: NamedColours | None, text: str) -> None:
        super().__init__(theme, Kind.CHOICE, text)
        self.named = named
        self.toggles = False
        self._bar: tuple[QColor, ...] = ()
        self.setFixedHeight(theme.mm(62))
        self.setMinimumWidth(theme.mm(84))
        if named is not None:
            self.show_bar(named.main, named.identity, named.accent)
        self.clicked.connect(self._pick)

    def show_bar(self, *colours: Colour) -> None:
        """Show other colours in the bar."""
        self._bar = tuple(qt_colour(one) for one in colours)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.mm(84), self.height())

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw the bar, and the name with its mark below."""
        theme = self.theme
        bar = QRectF(0, face.y() + theme.mm(8), min(theme.mm(72), face.width() - theme.mm(20)), theme.mm(16))
        bar.moveLeft(face.center().x() - bar.width() / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipPath(rounded(bar, theme.mm(6)))
        for place, colour in enumerate(self._bar):
            part = bar.width() / len(self._bar)
            painter.fillRect(QRectF(bar.x() + place * part, bar.y(), part + 1, bar.height()), colour)
        painter.restore()
        icon, gap = (theme.m.icon_inline, theme.mm(6)) if self.isChecked() else (0.0, 0.0)
        room = face.width() - theme.mm(12) - icon - gap
        block = fitted(self.label, Style(theme.font(Role.BODY, 600), 1.15), room, theme.mm(26))
        x, y = face.center().x() - (block.width + icon + gap) / 2, bar.bottom() + theme.mm(3)
        if icon:
            mark = theme.icon("check", icon, theme.c.chosen_mark)
            painter.drawPixmap(round(x), round(y + (theme.mm(24) - icon) / 2), mark)
        block.draw(painter, QRectF(x + icon + gap, y, block.width + 1, theme.mm(24)), self.ink())

    def _pick(self) -> None:
        self.picked.emit(self.named)


class ColourRow(QWidget):
    """Take one colour as ``#RRGGBB``. Signals: ``taken`` carries it; ``undone``: take the one in force again."""

    taken = Signal(object)
    undone = Signal()

    def __init__(self, kit: Kit, key: str) -> None:
        super().__init__()
        self._kit, self._key, theme = kit, key, kit.theme
        self._shown: Colour | None = None
        self.swatch = Swatch(theme, 46)
        self._name = Text(theme, Role.BODY, kit.tell(f"look.{key}"), weight=700, wrap=False)
        self.note = Text(theme, Role.SMALL, colour=theme.c.ink_soft)
        self.entry = TextEntry(theme, kit.tell(f"look.{key}"))
        self.entry.setMaxLength(_LONGEST)
        self.entry.setFixedWidth(theme.mm(124))
        self.entry.textEdited.connect(self._edited)
        self.entry.typed.connect(self._typed)
        self.undo = Key(theme, icon="undo-2")
        self.undo.setAccessibleName(kit.tell("undo_row"))
        self.undo.setFixedSize(theme.mm(40), theme.mm(46))
        self.undo.clicked.connect(self.undone)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.mm(12))
        row.addWidget(self.swatch)
        row.addLayout(words, 1)
        row.addWidget(self.undo)
        row.addWidget(self.entry)

    def show_colour(self, colour: Colour, used: Colour) -> None:
        """Show a colour, and the one in force below its name where that is another."""
        is_new = colour != used
        self._shown = colour
        self.swatch.show_colour(colour)
        if not self.entry.hasFocus() or self._read(self.entry.text()) != colour:
            self.entry.show_text(colour.to_text())
        self.entry.set_marked(marked=is_new)
        self.undo.setVisible(is_new)
        words = self._kit.tell("used", value=used.to_text()) if is_new else self._kit.tell(f"look.{self._key}_use")
        self._say(words, "pencil" if is_new else "")

    def _say(self, words: str, icon: str) -> None:
        c = self._kit.theme.c
        self.note.set_icon(icon)
        self.note.set_text(words)
        self.note.set_colour(c.ink if icon else c.ink_soft)

    @staticmethod
    def _read(text: str) -> Colour | None:
        try:
            return Colour.from_text(text if text.startswith("#") else f"#{text}")
        except ValueError:
            return None

    def _edited(self, text: str) -> None:
        """Take a colour as soon as it is whole."""
        colour = self._read(text)
        if colour is not None and colour != self._shown:
            self.taken.emit(colour)

    def _typed(self, text: str) -> None:
        """Say what a colour looks like where the text is none."""
        if self._read(text) is None:
            self._say(self._kit.texts.say("setup.problem.not_colour", value=text), "triangle-alert")
        elif self._shown is not None:
            self.entry.show_text(self._shown.to_text())


class CureKey(Key):
    """Offer the nearest colour that passes, beside a swatch of it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._colour = theme.c.ground
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.mm(46))

    def show_colour(self, colour: Colour, words: str) -> None:
        """Offer another colour."""
        self._colour = qt_colour(colour)
        self.set_text(words)
        self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self.theme.mm(30), 0)

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw the swatch and the words."""
        theme = self.theme
        side, gap = theme.mm(22), theme.mm(10)
        block = TextBlock(self.label, Style(theme.font(Role.KEY), 1.2))
        x = face.center().x() - (side + gap + block.width) / 2
        spot = QRectF(x, face.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(rounded(spot, theme.mm(5)), self._colour)
        block.draw(painter, QRectF(spot.right() + gap, face.y(), block.width + 1, face.height()), self.ink())


class CautionStrip(QWidget):
    """Show what is wrong in one line, its figure below, and a key with the cure."""

    def __init__(self, theme: Theme, cure: Key) -> None:
        super().__init__()
        self._theme = theme
        self.title = Text(theme, Role.SMALL, weight=700)
        self.text = Text(theme, Role.SMALL)
        sign = Text(theme, Role.HEADING, icon="triangle-alert", wrap=False)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.mm(16), theme.mm(3), theme.mm(12), theme.mm(3))
        row.setSpacing(theme.mm(10))
        row.addWidget(sign)
        row.addLayout(words, 1)
        row.addWidget(cure)

    def say(self, title: str, text: str) -> None:
        """Show another sentence and figure."""
        self.title.set_text(title)
        self.text.set_text(text)
        self.setAccessibleName(f"{title}. {text}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(rounded(area, theme.m.radius_small))
        painter.fillRect(area, theme.c.gold_tint)
        painter.fillRect(QRectF(0, 0, theme.mm(6), area.height()), theme.c.gold)
        painter.end()


class CheckLine(QWidget):
    """Show how well a colour can be read. Signal: ``taken`` carries the nearest colour that passes."""

    taken = Signal(object)

    def __init__(self, kit: Kit, key: str) -> None:
        super().__init__()
        self._kit, self._key, theme = kit, key, kit.theme
        self._nearest: Colour | None = None
        good = theme.c.good
        self.cure = CureKey(theme)
        self.cure.clicked.connect(self._cure)
        self.caution = CautionStrip(theme, self.cure)
        self.good = QWidget()
        self.figure = Text(theme, Role.SMALL, wrap=False, align=Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self.good)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.mm(14))
        words = kit.tell(f"look.check.{key}")
        row.addWidget(Text(theme, Role.SMALL, words, icon="circle-check", icon_colour=good), 1)
        row.addWidget(self.figure)
        row.addWidget(Text(theme, Role.SMALL, kit.tell("look.good"), weight=700, colour=good, wrap=False))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.caution)
        column.addWidget(self.good)

    def show_check(self, check: ContrastCheck) -> None:
        """Show the ratio, and for a colour that fails the nearest that passes."""
        tell, figure = self._kit.tell, self._kit.texts.name(check.figure)
        self._nearest = check.nearest
        self.caution.setVisible(not check.is_good)
        self.good.setVisible(check.is_good)
        self.figure.set_text(tell("look.figure", figure=figure, least=check.least))
        if not check.is_good:
            weak, why = tell(f"look.weak.{self._key}"), tell("look.contrast", figure=figure, least=check.least)
            self.caution.say(weak, why)
            self.cure.show_colour(check.nearest, tell("look.use", colour=check.nearest.to_text()))

    def _cure(self) -> None:
        self.taken.emit(self._nearest)


class ColourCard(Card):
    """Show the named colours, the three fields, and the checks."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell("look.colours"))
        self._kit, mm = kit, kit.theme.mm
        self.column.setContentsMargins(mm(22), mm(10), mm(22), mm(12))
        self.column.setSpacing(mm(6))
        self.names = [PaletteKey(kit.theme, one, kit.texts.name(one.name)) for one in named_colours()]
        self.own = PaletteKey(kit.theme, None, kit.tell("look.own"))
        names = QHBoxLayout()
        names.setSpacing(mm(10))
        for palette in (*self.names, self.own):
            palette.picked.connect(self._pick)
            names.addWidget(palette)
        self.column.addLayout(names)
        self.rows = {key: ColourRow(kit, key) for key in _COLOURS}
        self.checks = {key: CheckLine(kit, key) for key in _COLOURS}
        for key, row in self.rows.items():
            row.taken.connect(partial(self._take, key))
            row.undone.connect(partial(self._undo, key))
            self.column.addWidget(row)
        line = QWidget()
        line.setFixedHeight(max(1, round(kit.theme.m.line)))
        line.setAutoFillBackground(True)
        colours = line.palette()
        colours.setColor(line.backgroundRole(), kit.theme.c.line)
        line.setPalette(colours)
        self.column.addWidget(line)
        for key, check in self.checks.items():
            check.taken.connect(partial(self._take, key))
            self.column.addWidget(check)

    def refresh(self) -> None:
        """Show the draft."""
        settings = self._kit.settings
        look, base = settings.document.look, settings.draft.base.look
        for key, row in self.rows.items():
            row.show_colour(getattr(look, key), getattr(base, key))
        for check in contrast_checks(look):
            self.checks[check.key].show_check(check)
        chosen = next((one for one in self.names if _is_worn(one.named, look)), self.own)
        for one in (*self.names, self.own):
            one.setChecked(one is chosen)
        if chosen is self.own or not self.own.isChecked():
            self.own.show_bar(look.main, look.identity, look.accent)

    def _pick(self, named: NamedColours | None) -> None:
        if named is None:
            self.refresh()
            self.rows["main"].entry.setFocus(Qt.FocusReason.TabFocusReason)
            self.rows["main"].entry.selectAll()
            return
        look = named.put_on(self._kit.settings.document.look)
        self._kit.settings.set(("look",), look)
        self.refresh()

    def _take(self, key: str, colour: Colour) -> None:
        self._kit.settings.set(("look", key), colour)

    def _undo(self, key: str) -> None:
        self._kit.settings.take_back_at(("look", key))


def _is_worn(named: NamedColours | None, look: LookPart) -> bool:
    return named is not None and named.put_on(look) == look
