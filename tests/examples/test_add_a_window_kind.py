"""Worked example: a kind of window. A screen at the entrance shows how many people wait.

It takes two files: the window with its `WindowSpec`, and one entry in `kiosk.program.window_kinds.WINDOWS`. The command
line, the threads, the way to the branch and the statuses come with it.
"""

from pathlib import Path

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kiosk.branch import board
from kiosk.branch.board import HallView
from kiosk.domain.program_status import BranchCommit, ProgramStatus
from kiosk.domain.status import ProgramKind
from kiosk.program import window_kinds
from tests.end_to_end.branch_machines import Machine, sounding_branch
from tests.patience import PATIENCE_MS
from tests.players import take
from ui.window_spec import ProgramParts, WindowContext, WindowSpec


class EntranceWindow(QLabel):
    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._ask = context.ask()
        context.statuses.told.connect(self.told)  # called on the GUI thread

    def told(self, status: ProgramStatus) -> None:
        """Act on the statuses that the window shows; ignore the rest."""
        if isinstance(status, BranchCommit):
            self._ask(board.hall_view, None).then(self._show)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's own name
        super().closeEvent(event)
        self._ask.close()  # no thread outlives the window

    def _show(self, hall: HallView) -> None:
        self.setText(str(sum(count for _, count in hall.view.waiting)))


#: Stands beside the window. It drives no device; it counts as a board under its station's name.
ENTRANCE = WindowSpec("entrance", make=EntranceWindow, parts=ProgramParts(kind=ProgramKind.HALL))


def test_the_window_follows_the_branch(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # In earnest a line in the list.
    monkeypatch.setattr(window_kinds, "WINDOWS", {"entrance": f"{__name__}:ENTRANCE"})
    site, _ = sounding_branch(tmp_path, "sqlite:///branch.db")
    machine = Machine(site, "entrance")
    window = machine.window
    assert isinstance(window, EntranceWindow)
    machine.start()
    qtbot.waitUntil(lambda: window.text() == "0", timeout=PATIENCE_MS)
    take(machine.program.opening.office())
    qtbot.waitUntil(lambda: window.text() == "1", timeout=PATIENCE_MS)
    machine.stop()
