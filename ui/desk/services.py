"""Show the services of the visit: the quantity of each, and the counters of those that continue elsewhere."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.desk import DeskView, ServiceLine
from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import Texts
from kiosk.domain.queue.ticket import TicketState
from ui.theme import Role, Theme
from ui.widgets import Key, Panel, Text
from ui.widgets.drawing.paint import rounded

_SHOWN, _MOST = 8, 99
#: The height of the title with its keys, and the space above it: on a small window, and a large one.
_TITLE, _ROOMY_TITLE = 60, 68
_ABOVE, _ROOMY_ABOVE = 6, 14
#: The height of a row.
_ROW = 64


class ServiceRow(QWidget):
    """Show one service, with two keys that count the quantity if it is done here."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._theme, self._is_first = theme, False
        self.count = 1
        mm = theme.mm
        self.setFixedHeight(mm(60))
        mark = Text(theme, Role.BODY, wrap=False, icon="circle-dot", icon_colour=theme.c.lacquer)
        self._name = Text(theme, Role.BODY, weight=600)
        self._line = Text(theme, Role.SMALL, colour=theme.c.ink_soft)
        self._shown = Text(theme, Role.HEADING, wrap=False, align=Qt.AlignmentFlag.AlignHCenter)
        self._shown.setFixedWidth(mm(44))
        self.less, self.more = Key(theme, icon="minus"), Key(theme, icon="plus")
        for key, word in ((self.less, "less"), (self.more, "more")):
            key.setFixedSize(mm(60), mm(50))
            key.setAccessibleName(texts.say(f"desk.visit.{word}"))
        self.less.clicked.connect(self._take_one)
        self.more.clicked.connect(self._add_one)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._line)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(14), 0, mm(12), 0)
        row.setSpacing(mm(10))
        row.addWidget(mark)
        row.addLayout(words, 1)
        for part in (self.less, self._shown, self.more):
            row.addWidget(part)

    def show_service(self, name: str, line: str, *, first: bool, counts: bool) -> None:
        """Show a service with a second line. `first`: it is the present one; `counts`: show the keys that count."""
        self._is_first = first
        self._name.set_text(name)
        self._line.set_text(line)
        for part in (self.less, self._shown, self.more):
            part.setVisible(counts)
        self.update()

    def set_count(self, count: int) -> None:
        """Set the quantity; 0: the service was not needed."""
        self.count = min(_MOST, max(0, count))
        self._shown.set_text(str(self.count))
        self.less.setEnabled(self.count > 0)

    def _take_one(self) -> None:
        self.set_count(self.count - 1)

    def _add_one(self) -> None:
        self.set_count(self.count + 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._is_first:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(rounded(QRectF(self.rect()), self._theme.mm(10)), self._theme.c.paper)
            painter.end()


class ServicesPanel(Panel):
    """Show the services of a `DeskView`.

    Signals: ``adds`` asks for one more service, ``helps`` for a lead. `done` holds the counted quantities.
    """

    adds = Signal()
    helps = Signal()

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(theme, outlined=True, parent=parent)
        self._theme, self._texts = theme, texts
        self._ticket = ""
        self._lines: tuple[ServiceLine, ...] = ()
        mm = theme.mm
        self.help = Key(theme, text=texts.say("desk.help.call"), icon="bell-ring", shortcut="F1")
        self.add = Key(theme, text=texts.say("desk.visit.add"), icon="plus", shortcut="Ctrl+N")
        for key in (self.help, self.add):
            key.icon_colour = theme.c.flag
            key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            key.setFixedHeight(mm(50))
        self.help.clicked.connect(self.helps)
        self.add.clicked.connect(self.adds)
        self.rows = [ServiceRow(theme, texts) for _ in range(_SHOWN)]
        self._empty = Text(theme, Role.SMALL, "", colour=theme.c.ink_soft)
        self._title = Text(theme, Role.HEADING, texts.say("desk.visit.title"))
        head = QHBoxLayout()
        head.setSpacing(mm(12))
        head.addWidget(self._title, 1)
        head.addWidget(self.help)
        head.addWidget(self.add)
        self._head = _TITLE
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(26), mm(_ABOVE), mm(26), mm(4))
        column.setSpacing(mm(4))
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addLayout(head)
        for row in self.rows:
            column.addWidget(row)
        column.addWidget(self._empty)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def set_roomy(self, *, roomy: bool) -> None:
        """Keep the keys further from the panel's edge on a large window."""
        self._head = _ROOMY_TITLE if roomy else _TITLE
        mm, above = self._theme.mm, _ROOMY_ABOVE if roomy else _ABOVE
        column = self.layout()
        if column is not None:
            column.setContentsMargins(mm(26), mm(above), mm(26), mm(4))
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return False  # its words may wrap, but the other panels decide its height

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.mm(300), self._theme.mm(self._head + _ROW))

    def further_rows(self) -> int:
        """Return the height in pixels of the rows after the first."""
        return self._theme.mm(_ROW) * max(0, len(self._lines) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def _fit_rows(self) -> None:
        room = max(1, (self.height() - self._theme.mm(self._head)) // self._theme.mm(_ROW))
        shown = min(len(self._lines), room)
        for index, row in enumerate(self.rows):
            row.setVisible(index < shown)
        is_whole = shown == len(self._lines)
        title = "desk.visit.title" if is_whole else "desk.visit.title_of"
        self._title.set_text(self._texts.say(title, shown=shown, count=len(self._lines)))

    @property
    def done(self) -> dict[int, int]:
        """Return the quantity of each service that is done at this counter, by service id."""
        pairs = zip(self._lines, self.rows, strict=False)
        return {line.service.id: row.count for line, row in pairs if line.here and line.quantity is None}

    def show_view(self, view: DeskView, setup: Setup) -> None:
        """Show the services of this view. The counted quantities stay while the same citizen is here."""
        ticket = view.current.id if view.current is not None else ""
        counted = self.done if ticket == self._ticket else {}
        # Services still to do come first: they need the rows.
        ordered = sorted(view.services, key=_is_done)
        self._ticket, self._lines = ticket, tuple(ordered[: len(self.rows)])
        serving = view.current is not None and view.current.state is TicketState.SERVING
        for index, row in enumerate(self.rows):
            if index < len(self._lines):
                line = self._lines[index]
                row.set_count(counted.get(line.service.id, 1))
                name = self._texts.name(line.service.name)
                counts = line.here and line.quantity is None and serving
                row.show_service(name, self._words(line, setup, serving=serving), first=index == 0, counts=counts)
        self._fit_rows()
        if not self._lines:
            self._empty.set_text(self._serves(view, setup))
        self._empty.setVisible(not self._lines)
        self.add.setVisible(view.current is not None)
        self.setAccessibleName(", ".join(self._texts.name(line.service.name) for line in self._lines))

    def _serves(self, view: DeskView, setup: Setup) -> str:
        """Return the services of this counter in words, those that it calls earlier first."""
        say, names = self._texts.say, []
        for service_id, minutes in sorted(view.counter.services.items(), key=lambda pair: -pair[1]):
            name = self._texts.name(setup.services[service_id].name)
            names.append(say("desk.visit.earlier", service=name, minutes=minutes) if minutes else name)
        return say("desk.visit.serves", services="; ".join(names))

    def _words(self, line: ServiceLine, setup: Setup, *, serving: bool) -> str:
        say = self._texts.say
        if line.quantity is not None:
            return say("desk.visit.was_done", count=line.quantity)
        if line.here:
            return say("desk.visit.here" if serving else "desk.visit.coming")
        counters = ", ".join(str(counter.number) for counter in setup.counters_for(line.service.id))
        return say("desk.visit.onward", counters=counters)

    def set_able(self, *, able: bool) -> None:
        """Enable or disable the keys."""
        for key in (self.add, self.help, *(row.more for row in self.rows)):
            key.setEnabled(able)
        for row in self.rows:
            row.less.setEnabled(able and row.count > 0)


def _is_done(line: ServiceLine) -> bool:
    return line.quantity is not None
