"""Show the dock's window: keys that scan a card, remove the paper or cut the line, and the last slip."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from kiosk.domain.language.text import Texts
from ui.assistive import WINDOW
from ui.theme import Role, Theme
from ui.widgets import Key, Kind, Text

_LOOK_MS = 400


class DockControls(Protocol):
    """Control the demo's devices for the dock. Every call returns at once."""

    def pin(self) -> str:
        """Return the PIN of every clerk of the demo."""
        ...

    def cards(self) -> Sequence[str]:
        """Return the people with cards, each with name and age."""
        ...

    def scan_card(self, index: int) -> None:
        """Scan a card."""
        ...

    def scan_slip(self) -> None:
        """Scan the last printed ticket."""
        ...

    def papers(self) -> Sequence[str]:
        """Return the papers of appointments, each with its case."""
        ...

    def scan_paper(self, index: int) -> None:
        """Scan an appointment's paper."""
        ...

    def scan_garbage(self) -> None:
        """Scan a worn code: bytes without a meaning."""
        ...

    def set_scanner(self, *, plugged: bool) -> None:
        """Plug or unplug the scanner's cable."""
        ...

    def set_paper(self, *, present: bool) -> None:
        """Insert or remove the printer's roll."""
        ...

    def set_cover(self, *, is_open: bool) -> None:
        """Open or close the printer's cover."""
        ...

    def set_line(self, *, up: bool) -> None:
        """Connect or cut the line to the centre."""
        ...

    def slip_count(self) -> int:
        """Return the number of slips that the simulated printer has printed."""
        ...

    def last_slip(self) -> bytes | None:
        """Return the last slip as a PNG, or None before the first."""
        ...


class DockWindow(QWidget):
    """Show the controls in a narrow column, and each new slip of the simulated printer."""

    assistive_role = WINDOW

    def __init__(self, controls: DockControls, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._controls, self._theme, self._texts = controls, theme, texts
        self._shown = 0
        self.setWindowTitle(texts.say("dock.title"))
        self.setStyleSheet(f"DockWindow {{ background: {theme.c.ground.name()}; }}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self._add_cards(column)
        self._add_papers(column)
        self._add_switches(column)
        column.addWidget(Text(theme, Role.BODY, texts.say("dock.pin", pin=controls.pin()), icon="circle-user-round"))
        column.addWidget(Text(theme, Role.HEADING, texts.say("dock.slip")))
        self._slip = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._slip.setMinimumSize(1, 1)  # the slip takes the space that is left and asks for none
        column.addWidget(self._slip, 1)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        super().closeEvent(event)

    def _add_cards(self, column: QVBoxLayout) -> None:
        column.addWidget(Text(self._theme, Role.HEADING, self._texts.say("dock.cards")))
        for index, label in enumerate(self._controls.cards()):
            key = Key(self._theme, Kind.SECOND, label, icon="id-card", align=Qt.AlignmentFlag.AlignLeft)
            key.clicked.connect(partial(self._controls.scan_card, index))
            column.addWidget(key)
        grid = QGridLayout()
        for place, (name, act) in enumerate(
            (("slip_scan", self._controls.scan_slip), ("garbage", self._controls.scan_garbage))
        ):
            key = Key(self._theme, Kind.SECOND, self._texts.say(f"dock.{name}"))
            key.clicked.connect(act)
            grid.addWidget(key, 0, place)
        column.addLayout(grid)

    def _add_papers(self, column: QVBoxLayout) -> None:
        column.addWidget(Text(self._theme, Role.HEADING, self._texts.say("dock.papers")))
        grid = QGridLayout()
        for index, label in enumerate(self._controls.papers()):
            key = Key(self._theme, Kind.SECOND, label)
            key.clicked.connect(partial(self._controls.scan_paper, index))
            grid.addWidget(key, index // 2, index % 2)
        column.addLayout(grid)

    def _add_switches(self, column: QVBoxLayout) -> None:
        column.addWidget(Text(self._theme, Role.HEADING, self._texts.say("dock.faults")))
        grid = QGridLayout()
        switches = (
            ("scanner_out", self._scanner),
            ("paper_out", self._paper),
            ("cover_open", self._cover),
            ("line_cut", self._line),
        )
        for place, (name, slot) in enumerate(switches):
            key = Key(self._theme, Kind.CHOICE, self._texts.say(f"dock.{name}"))
            key.toggled.connect(slot)
            grid.addWidget(key, place // 2, place % 2)
        column.addLayout(grid)

    def _scanner(self, out: bool) -> None:  # noqa: FBT001 - a slot of `toggled`
        self._controls.set_scanner(plugged=not out)

    def _paper(self, out: bool) -> None:  # noqa: FBT001 - a slot of `toggled`
        self._controls.set_paper(present=not out)

    def _cover(self, is_open: bool) -> None:  # noqa: FBT001 - a slot of `toggled`
        self._controls.set_cover(is_open=is_open)

    def _line(self, cut: bool) -> None:  # noqa: FBT001 - a slot of `toggled`
        self._controls.set_line(up=not cut)

    def _look(self) -> None:
        count = self._controls.slip_count()
        if count == self._shown:
            return
        self._shown = count
        picture = QPixmap()
        picture.loadFromData(self._controls.last_slip() or b"")
        room = self._slip.size()
        how = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self._slip.setPixmap(picture.scaled(room, *how))
