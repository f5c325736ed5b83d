"""Open all windows of a branch in one process, with one program, for the demo."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from msgspec.structs import replace as replaced
from PySide6.QtWidgets import QWidget

from kiosk.config import Site
from kiosk.demo.world import World
from kiosk.domain.language.text import VIETNAMESE
from kiosk.domain.program_status import BranchCommit, ProgramStatus
from kiosk.program.runtime import Program
from kiosk.program.texts import texts
from kiosk.program.windows import context_of
from ui.desk.window import DeskWindow, make_desk
from ui.display import application
from ui.hall.window import HALL
from ui.kiosk.window import KIOSK, KioskWindow
from ui.manager.window import make_manager
from ui.png import save_png
from ui.rating.window import RATING
from ui.status import StatusSignal
from ui.theme.panels import KioskPanel
from ui.window_spec import Device, ProgramParts, WindowContext


@dataclass(frozen=True, slots=True)
class ClerkDesk:
    """Hold a clerk of the demo with the id of the counter, and the desk. Together the desks serve every service."""

    login: str
    counter: int
    desk: DeskWindow


#: One program runs the devices of the kiosk and of the desks.
_PARTS = ProgramParts(
    devices=frozenset({Device.SCANNER, Device.PRINTER, Device.SPEECH}), relays=True, hears_devices=True
)


class BranchWindows:
    """Hold the windows and their program. Save pictures of them in ``screens`` in the world's folder, one a name."""

    def __init__(
        self,
        world: World,
        panel: KioskPanel,
        *,
        desks: int | None = None,
        desk_scale: float = 1.0,
        is_animated: bool = True,
        manager_scale: float | None = None,
    ) -> None:
        """Make the windows; the kiosk has the pixels and millimetres of `panel`.

        Args:
            world: the branch and its surroundings.
            panel: the panel of the kiosk.
            desks: the number of desks; None: as many as it takes to serve everything.
            desk_scale: 1.0 is a desk of 1440 x 900 pixels.
            is_animated: False for a script. Nobody sees its windows move, and that costs a sixth of its time.
            manager_scale: the scale of the manager's window; None: there is none.
        """
        site = world.site if is_animated else _on_screen(world.site, reduced_motion=True)
        self.app = application()
        self.statuses = StatusSignal()
        self.program = Program(site, _PARTS, self.statuses.tell)
        context = context_of(self.program, self.statuses)
        on_panel = replace(context, site=_on_screen(site, pixels_per_mm=panel.px_per_mm))
        self.kiosk = cast(KioskWindow, KIOSK.make(on_panel))
        self.kiosk.resize(panel.width, panel.height)
        self.kiosk.setWindowTitle(texts(VIETNAMESE).say("dock.window.kiosk"))
        self.desks = [ClerkDesk(one.login, one.counter, make_desk(context, desk_scale)) for one in world.desks[:desks]]
        self.hall = HALL.make(context)
        self.tablet = self._make_tablet(context, world.desks[0].number)
        self.manager = None if manager_scale is None else make_manager(context, manager_scale)
        self._folder: Path = world.folder / "screens"

    @property
    def by_name(self) -> dict[str, QWidget]:
        """Return every window by a name."""
        desks = {f"desk-{one.counter}": one.desk for one in self.desks}
        manager = {} if self.manager is None else {"manager": self.manager}
        return {"kiosk": self.kiosk, **desks, **manager, "hall": self.hall, "rating": self.tablet}

    def open(self) -> None:
        """Show the windows, then start their program."""
        for window in self.by_name.values():
            window.show()
        self.app.processEvents()
        self.program.start()

    def close(self) -> None:
        """Close the windows and stop their program."""
        for window in self.by_name.values():
            window.close()
        self.program.stop()

    def picture(self, name: str) -> None:
        """Save a picture of the kiosk, once for each name."""
        self._keep(self.kiosk, f"kiosk-{name}")

    def picture_all(self, name: str) -> None:
        """Save a picture of every window, once for each name."""
        for window_name, window in self.by_name.items():
            self._keep(window, f"{window_name}-{name}")

    def _keep(self, window: QWidget, name: str) -> None:
        file = self._folder / f"{name}.png"
        if not file.exists():
            save_png(window.grab(), file)

    def _make_tablet(self, context: WindowContext, counter: int) -> QWidget:
        """Make the rating tablet of a counter. It has no scanner, so it does not hear the scans of the kiosk."""
        self._of_tablet = StatusSignal()
        self.statuses.told.connect(self._tell_tablet)
        tablet = RATING.make(replace(context, statuses=self._of_tablet, counter=counter))
        tablet.setWindowTitle(texts(VIETNAMESE).say("dock.window.tablet", number=counter))
        return tablet

    def _tell_tablet(self, status: ProgramStatus) -> None:
        if isinstance(status, BranchCommit):
            self._of_tablet.tell(status)


def _on_screen(site: Site, **values: float) -> Site:
    """Return the configuration with other values of its screen."""
    return replace(site, config=replaced(site.config, screen=replaced(site.config.screen, **values)))
