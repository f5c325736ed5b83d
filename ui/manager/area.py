"""Say what a tab of the manager's window shows: an area, and a stack of areas of which one is seen."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from kiosk.domain.branch_setup import Staff
from ui.manager.state import Kit

Name = TypeVar("Name", bound=Enum)


class ManagerArea(QWidget):
    """Show one subject to the manager who signed in.

    Signals: ``refused`` carries the Message of what was not done, ``done`` the words of what was, ``lost``: the branch
    does not answer.
    """

    refused = Signal(object)
    done = Signal(str)
    lost = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.manager: Staff | None = None
        #: The people of the branch who have not left.
        self.staff: tuple[Staff, ...] = ()

    def begin(self, manager: Staff, staff: tuple[Staff, ...]) -> None:
        """Work for this manager from now on."""
        self.manager, self.staff = manager, staff

    def end(self) -> None:
        """Stop and forget what was shown: the window is locked, or closes."""
        self.manager = None

    def note_commit(self) -> None:
        """Look again after a commit; an area that shows past days has nothing to do."""

    def look(self) -> None:
        """Ask for what is shown: the area is seen from now on."""


class AreaStack(QStackedWidget, Generic[Name]):
    """Show one of several areas; each is made when it is first opened. Signals: those of its areas."""

    refused = Signal(object)
    done = Signal(str)
    lost = Signal()

    def __init__(self, kit: Kit, kinds: Mapping[Name, Callable[[Kit], ManagerArea]]) -> None:
        super().__init__()
        self._kit, self._kinds = kit, kinds
        self._made: dict[Name, ManagerArea] = {}
        self._manager: Staff | None = None
        self._staff: tuple[Staff, ...] = ()

    def area(self, name: Name) -> ManagerArea:
        """Return an area, made now if it was never opened."""
        if name not in self._made:
            area = self._kinds[name](self._kit)
            area.refused.connect(self.refused)
            area.done.connect(self.done)
            area.lost.connect(self.lost)
            self._made[name] = area
            self.addWidget(area)
            if self._manager is not None:
                area.begin(self._manager, self._staff)
        return self._made[name]

    def open(self, name: Name) -> None:
        """Show an area."""
        area = self.area(name)
        self.setCurrentWidget(area)
        area.look()

    def begin(self, manager: Staff, staff: tuple[Staff, ...]) -> None:
        """Let every area work for this manager."""
        self._manager, self._staff = manager, staff
        for area in self._made.values():
            area.begin(manager, staff)

    def end(self) -> None:
        """Stop every area."""
        self._manager = None
        for area in self._made.values():
            area.end()

    def note_commit(self) -> None:
        """Tell every area that somebody committed."""
        for area in self._made.values():
            area.note_commit()
