"""Show what a figure means: a small key after its name, and the sheet that it opens."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from kiosk.domain.measures.definitions import MEASURES, Measure
from ui.manager.form.choices import Pick, PickKey
from ui.manager.scroll import ScrollColumn
from ui.manager.sheets import FormSheet
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Kind, Text
from ui.widgets.drawing.face import Face, paint_face
from ui.widgets.pressable import Pressable

#: The key and its lower edge, the area that takes a press, the radius and the icon, in pixels of the design.
_WIDE, _HIGH, _EDGE, _AREA, _RADIUS, _ICON = 25, 23, 3, 44, 6, 15
_LIST_HIGH = 520


def measure_of(key: str) -> Measure:
    """Return the measure of a key."""
    return next(one for one in MEASURES if one.key == key)


class DefinitionKey(Pressable):
    """Open the definition of a measure. Signal: ``wanted`` carries the key of the measure.

    The key is small, the area around it takes presses, too.
    """

    wanted = Signal(str)

    def __init__(self, kit: Kit, measure: str, name: str = "") -> None:
        """Make the key of a measure. `name` stands for what is no measure of a period."""
        super().__init__(kit.theme, None)
        self.measure = measure
        name = name or kit.texts.message(measure_of(measure).name)
        self.setAccessibleName(kit.texts.say("analysis.definition_of", name=name))
        self.setFixedSize(kit.theme.mm(_AREA), kit.theme.mm(_AREA))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._press_key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, mm = self.theme, self.theme.mm
        painter = QPainter(self)
        body = QRectF(0, 0, mm(_WIDE), mm(_HIGH + _EDGE))
        body.moveCenter(QRectF(self.rect()).center())
        body.moveTopLeft(body.topLeft().toPoint())
        fill = theme.c.key_pressed if self.isDown() else theme.c.key
        look = Face(fill, theme.c.key_outline, theme.m.outline, theme.c.edge, mm(_EDGE), mm(_RADIUS))
        face = paint_face(painter, body, look, sunk=self.sunk())
        icon = mm(_ICON)
        at = round(face.center().x() - icon / 2), round(face.center().y() - icon / 2)
        painter.drawPixmap(*at, theme.icon("info", icon, theme.c.ink))
        painter.end()

    def _press_key(self) -> None:
        self.wanted.emit(self.measure)


class DefinitionSheet(FormSheet):
    """Show definitions: of one measure, with a key for the visits behind it, or of all.

    Signals: ``wants_visits`` carries the key of the measure, ``wants_all``: the list of all is asked for.
    """

    wants_visits = Signal(str)
    wants_all = Signal()

    def __init__(self, kit: Kit, measures: Sequence[Measure] = MEASURES, *, has_visits: bool = True) -> None:
        say, message = kit.texts.say, kit.texts.message
        one = measures[0] if len(measures) == 1 else None
        title = say("analysis.definitions") if one is None else message(one.name)
        super().__init__(kit.over, kit.theme, kit.texts, title)
        self.keys: list[PickKey] = []
        self.lines: list[Text] = []
        if one is not None:
            self._tell(kit, one, has_visits=has_visits)
        else:
            held = ScrollColumn(kit.theme, 12)
            for measure in measures:
                name = message(measure.name)
                self.lines.append(Text(kit.theme, Role.BODY, f"{name}. {message(measure.means)}", bold=f"{name}."))
                held.column.addWidget(self.lines[-1])
            held.column.addStretch(1)
            held.setFixedHeight(kit.theme.mm(_LIST_HIGH))
            self.body.addWidget(held)
        self.come()

    def _tell(self, kit: Kit, measure: Measure, *, has_visits: bool) -> None:
        say = kit.texts.say
        unit = say("analysis.unit_of", unit=say(f"measure.unit.{measure.unit.value}"))
        source = say("analysis.source", records=", ".join(measure.source))
        self.lines = [
            Text(kit.theme, Role.LABEL, kit.texts.message(measure.means), weight=400),
            Text(kit.theme, Role.SMALL, f"{unit} {source}", colour=kit.theme.c.ink_soft),
        ]
        for line in self.lines:
            self.body.addWidget(line)
        row = QHBoxLayout()
        row.setSpacing(kit.theme.mm(10))
        picks = [Pick("", say("analysis.all_definitions"), icon="list-ordered")]
        if has_visits:
            picks.insert(0, Pick(measure.key, say("analysis.visits"), icon="list-checks"))
        self.keys = [PickKey(kit.theme, pick, Kind.SECOND) for pick in picks]
        for key in self.keys:
            key.picked.connect(self._choose)
            row.addWidget(key)
        row.addStretch(1)
        self.body.addLayout(row)
        self.keys[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, measure: str) -> None:
        self.dismiss()
        if measure:
            self.wants_visits.emit(measure)
        else:
            self.wants_all.emit()
