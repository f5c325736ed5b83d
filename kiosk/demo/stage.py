"""All windows of a branch in one process, behind one program: what the demo plays on."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QWidget

from kiosk.demo.world import World
from kiosk.program.runtime import Program
from kiosk.program.windows import application, context_of
from ui.desk.window import DeskWindow, make_desk
from ui.hall.window import HALL
from ui.kiosk.window import KIOSK, KioskWindow
from ui.png import save_png
from ui.rating.window import RATING
from ui.status import StatusSignal
from ui.window_spec import Device, ProgramParts


@dataclass(frozen=True, slots=True)
class Seat:
    """A clerk of the sample branch at a counter of theirs; together the seats serve everything."""

    login: str
    counter: int
    desk: DeskWindow


#: One program runs what the kiosk and the desks need.
_PARTS = ProgramParts(
    devices=frozenset({Device.SCANNER, Device.PRINTER, Device.SPEECH}), relays=True, hears_devices=True
)
_SEATS = (("an", 2), ("binh", 4), ("chi", 5), ("dung", 6))


class Stage:
    """The windows and their program; pictures of them go to ``screens`` in the world's folder, one a name."""

    def __init__(self, world: World, *, desks: int = len(_SEATS), desk_scale: float = 1.0) -> None:
        self.app = application()
        statuses = StatusSignal()
        self.program = Program(world.site, _PARTS, statuses.tell)
        context = context_of(self.program, statuses)
        self.kiosk = cast(KioskWindow, KIOSK.make(context))
        self.seats = [Seat(login, counter, make_desk(context, desk_scale)) for login, counter in _SEATS[:desks]]
        self.hall = HALL.make(context)
        self.tablet = RATING.make(replace(context, counter=_SEATS[0][1]))
        self._folder: Path = world.folder / "screens"

    @property
    def windows(self) -> dict[str, QWidget]:
        """Every window by a name."""
        desks = {f"desk-{seat.counter}": seat.desk for seat in self.seats}
        return {"kiosk": self.kiosk, **desks, "hall": self.hall, "rating": self.tablet}

    def open(self) -> None:
        """Shows the windows, then starts what stands behind them."""
        for window in self.windows.values():
            window.show()
        self.app.processEvents()
        self.program.start()

    def close(self) -> None:
        """Closes the windows and ends every thread."""
        for window in self.windows.values():
            window.close()
        self.program.stop()

    def picture(self, name: str) -> None:
        """Keeps the kiosk's present screen, the first time a name comes up."""
        self._keep(self.kiosk, f"kiosk-{name}")

    def picture_all(self, name: str) -> None:
        """Keeps every window."""
        for window_name, window in self.windows.items():
            self._keep(window, f"{window_name}-{name}")

    def _keep(self, window: QWidget, name: str) -> None:
        file = self._folder / f"{name}.png"
        if not file.exists():
            save_png(window.grab(), file)
