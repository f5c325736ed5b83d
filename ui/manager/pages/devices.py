"""Show the devices of this machine among the settings. They are no part of the draft."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from ui.ask import Work
from ui.manager.devices.page import DevicesPage
from ui.manager.machine import Machine
from ui.manager.page import SettingsPage
from ui.manager.state import Kit


class DevicesSettings(SettingsPage):
    """Hold the page of devices. Trials run on a thread of their own, so that the draft is saved meanwhile."""

    def __init__(self, kit: Kit, machine: Machine) -> None:
        super().__init__(kit, kit.tell("page.devices"))
        self._machine = machine
        self._trials = Work()
        self.devices = DevicesPage(kit.theme, kit.texts, machine, kit.ask, self._trials)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.devices)

    def refresh(self) -> None:
        """Print the names of the draft on the trial strip."""
        view = self.settings.view
        self.devices.show_branch(self.settings.document.branch, view.editor.id if view is not None else None)

    def end(self) -> None:
        """Stop the trial that waits, and its thread."""
        self._machine.stop()
        self._trials.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.devices.look()


def make_devices(kit: Kit) -> SettingsPage:
    """Return the page of this machine.

    Raises:
        RuntimeError: the window was made without a machine.
    """
    if kit.machine is None:
        raise RuntimeError("the window has no machine")
    return DevicesSettings(kit, kit.machine)
