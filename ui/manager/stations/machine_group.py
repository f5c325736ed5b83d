"""Show one machine: its name, what holds there, a line for each program and device, and the key of its orders."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.stations.overview import StationOverview
from kiosk.domain.language.text import Texts
from ui.manager.parts.table import Table, TableColumn
from ui.manager.stations.words import StationWords
from ui.theme import Role, Theme
from ui.widgets import Key, Text

#: The height of a row, in pixels of the design; the shares of the columns.
ROW, SHARES = 34, (3.2, 4.2, 2.6, 1.7, 5.0, 1.7)


def columns(titles: tuple[str, ...] = ("",) * len(SHARES)) -> list[TableColumn]:
    """Return the columns, which stand below each other in every group."""
    return [TableColumn(title, share) for title, share in zip(titles, SHARES, strict=True)]


class MachineGroup(QWidget):
    """Show a `StationOverview`. Signal: ``wanted`` carries the machine's name when its key is pressed."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, texts: Texts, station: str) -> None:
        super().__init__()
        self.theme, self.station = theme, station
        mm = theme.mm
        self.name = Text(theme, Role.BODY, station, weight=700, icon="monitor", wrap=False)
        self.key = Key(theme, text=texts.say("stations.control"), icon="pencil")
        self.key.icon_colour = theme.c.flag
        self.key.setAccessibleName(texts.say("stations.control_of", station=station))
        self.key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.key.setFixedHeight(mm(40))
        self.key.clicked.connect(self._pressed)
        self._notes: list[tuple[str, str]] = []
        self.notes = QVBoxLayout()
        self.notes.setContentsMargins(mm(10), 0, mm(10), mm(4))
        self.notes.setSpacing(mm(2))
        self.table = Table(theme, columns())
        head = QHBoxLayout()
        head.setContentsMargins(mm(10), mm(4), mm(10), mm(2))
        head.addWidget(self.name, 1)
        head.addWidget(self.key, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, mm(6))
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self.notes)
        column.addWidget(self.table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_station(self, one: StationOverview, words: StationWords) -> None:
        """Show the machine as it is now. The key stays where it is, so that nobody loses the focus."""
        self.key.setVisible(one.is_kiosk)
        self._show_notes(words.notes(one))
        lines = words.lines(one)
        self.table.setFixedHeight(self.theme.mm(ROW) * len(lines))
        self.table.setVisible(bool(lines))
        self.table.show_lines(lines)

    def _show_notes(self, notes: list[tuple[str, str]]) -> None:
        if notes == self._notes:
            return
        self._notes = notes
        while (item := self.notes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for icon, text in notes:
            self.notes.addWidget(Text(self.theme, Role.SMALL, text, icon=icon))

    def _pressed(self) -> None:
        self.wanted.emit(self.station)
