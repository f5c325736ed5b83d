"""Carry what the program tells from its threads to the windows on the GUI thread."""

from PySide6.QtCore import QObject, Signal

from kiosk.domain.program_status import ProgramStatus


class StatusSignal(QObject):
    """`told` carries each `ProgramStatus` to the windows. `tell` may be called on any thread."""

    told = Signal(object)

    def tell(self, status: ProgramStatus) -> None:
        """Emit `told`; slots of windows run on the GUI thread."""
        self.told.emit(status)
