"""Show the steps of the guide: a step that is done is a key, the present one is chosen, those to come are flat."""

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from kiosk.domain.setup.guide import GuideAnswers, GuideRules, GuideStep
from ui.theme import Role, Theme
from ui.widgets import Key, Kind
from ui.widgets.drawing.face import Face
from ui.widgets.drawing.paint import Style, TextBlock, Words, paint_stack

_HIGH, _DISC, _GAP = 66, 38, 14


class StepState(Enum):
    """List how far a step is."""

    DONE = "done"
    PRESENT = "present"
    LATER = "later"


class StepKey(Key):
    """Show one step. Signal: ``went`` carries it."""

    went = Signal(int)

    def __init__(self, theme: Theme, step: GuideStep) -> None:
        super().__init__(theme, Kind.SECOND, align=Qt.AlignmentFlag.AlignLeft)
        self.step = step
        self.progress = StepState.LATER
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.mm(_HIGH))
        self.clicked.connect(self._go)

    def show_step(self, name: str, line: str, progress: StepState) -> None:
        """Show the step's name, one line about it, and how far it is."""
        self.progress = progress
        self.set_text(name, line)
        self.setEnabled(progress is not StepState.LATER)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.mm(240), self.theme.mm(_HIGH))

    def face(self) -> Face:
        """Return a key's body for a step that can be shown; none for a later one."""
        c, m = self.theme.c, self.theme.m
        depth, radius = self.edge_depth(), self.radius()
        if self.progress is StepState.LATER:
            return Face(c.ground, None, 0, None, depth, radius)
        if self.progress is StepState.PRESENT:
            return Face(c.chosen, c.chosen_outline, m.chosen, c.chosen_edge, depth, radius)
        return super().face()

    def paint_content(self, painter: QPainter, face: QRectF) -> None:
        """Draw the disc with the number or the check, the name and the line."""
        theme, c, side = self.theme, self.theme.c, float(self.theme.mm(_DISC))
        disc = QRectF(face.x() + theme.mm(_GAP), face.center().y() - side / 2, side, side)
        self._paint_disc(painter, disc)
        x = disc.right() + theme.mm(_GAP)
        soft = c.ink if self.progress is StepState.PRESENT else c.ink_soft
        words = [Words(self.label, Style(theme.font(Role.BODY, 600), 1.3), c.ink)]
        if self.second:
            words.append(Words(self.second, Style(theme.font(Role.SMALL), 1.3), soft))
        paint_stack(painter, QRectF(x, face.y(), face.right() - x - theme.mm(8), face.height()), words, 0)

    def _paint_disc(self, painter: QPainter, disc: QRectF) -> None:
        theme, c = self.theme, self.theme.c
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(c.edge, theme.m.outline)
        is_later = self.progress is StepState.LATER
        painter.setPen(pen if is_later else Qt.PenStyle.NoPen)
        fill = {StepState.DONE: c.good_tint, StepState.PRESENT: c.main, StepState.LATER: c.ground}[self.progress]
        painter.setBrush(fill)
        painter.drawEllipse(disc.adjusted(1, 1, -1, -1) if is_later else disc)
        if self.progress is StepState.DONE:
            icon = disc.width() * 0.52
            at = round(disc.center().x() - icon / 2), round(disc.center().y() - icon / 2)
            painter.drawPixmap(*at, theme.icon("check", icon, c.good))
            return
        ink = c.on_main if self.progress is StepState.PRESENT else c.ink
        block = TextBlock(str(int(self.step)), Style(theme.font(Role.BODY, 700), 1.2))
        place = QRectF(disc.x(), disc.center().y() - block.height / 2, disc.width(), block.height)
        block.draw(painter, place, ink, Qt.AlignmentFlag.AlignHCenter)

    def _go(self) -> None:
        self.went.emit(int(self.step))


class StepColumn(QWidget):
    """Show all steps in their order. Signal: ``went`` carries the step that a person wants to see."""

    went = Signal(int)

    def __init__(self, theme: Theme, texts: Texts, rules: GuideRules) -> None:
        super().__init__()
        self._texts, self._rules = texts, rules
        self.keys = [StepKey(theme, step) for step in GuideStep]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.mm(10))
        for key in self.keys:
            key.went.connect(self.went)
            column.addWidget(key)

    def show_answers(self, answers: GuideAnswers) -> None:
        """Show how far the answers are."""
        for key in self.keys:
            progress = self._progress(answers, key.step)
            name = f"guide.step.{key.step.name.lower()}"
            line = self._texts.say(f"{name}.about")
            if progress is StepState.DONE:
                line = self._texts.message(self._rules.summary(answers, key.step))
            key.show_step(self._texts.say(f"{name}.name"), line, progress)

    def _progress(self, answers: GuideAnswers, step: GuideStep) -> StepState:
        if step == answers.step:
            return StepState.PRESENT
        if step > answers.furthest:
            return StepState.LATER
        return StepState.DONE
