"""All windows of a branch in one process, behind one program: what the demo plays on."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QWidget

from kiosk.demo.world import World
from kiosk.program.runtime import Parts, Program
from kiosk.program.windows import application, listeners_of, make_desk, make_tablet, make_window
from ui.bridge import Bridge
from ui.desk.window import DeskWindow
from ui.kiosk.window import KioskWindow
from ui.png import save_png


@dataclass(frozen=True, slots=True)
class Seat:
    """A clerk of the sample branch at a counter of theirs; together the seats serve everything."""

    login: str
    counter: int
    desk: DeskWindow


_SEATS = (("an", 2), ("binh", 4), ("chi", 5), ("dung", 6))


class Stage:
    """The windows and their program; pictures of them go to ``screens`` in the world's folder, one a name."""

    def __init__(self, world: World, *, desks: int = len(_SEATS), desk_scale: float = 1.0) -> None:
        self.app = application()
        self._bridge = Bridge()
        parts = Parts(scanner=True, printer=True, relay=True, speech=True, others=True)
        self.program = Program(world.site, parts, listeners_of(self._bridge))
        self.kiosk = cast(KioskWindow, self._make("kiosk"))
        self.seats = [
            Seat(login, counter, make_desk(self.program, self._bridge, desk_scale)) for login, counter in _SEATS[:desks]
        ]
        self.hall = self._make("hall")
        self.tablet = make_tablet(self.program, self._bridge, _SEATS[0][1])
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

    def _make(self, kind: str) -> QWidget:
        return make_window(kind, self.program, self._bridge)
