"""Show the demo on a screen: kiosk, one desk, its rating tablet, the manager's window, the board, and the dock."""

from dataclasses import replace

from PySide6.QtCore import QDeadlineTimer, QMargins, QSize
from PySide6.QtWidgets import QWidget

from kiosk.demo.hands import let_pass
from kiosk.demo.places import places
from kiosk.demo.windows import BranchWindows
from kiosk.demo.world import World
from kiosk.domain.language.text import VIETNAMESE
from kiosk.program.texts import texts
from kiosk.program.windows import StopSignals
from ui.display import application
from ui.dock.window import DockWindow
from ui.theme import Theme
from ui.theme.panels import KioskPanel

#: The sizes in pixels for which desk, dock and the manager's window are designed.
_DESK_WIDTH, _DOCK_WIDTH, _DOCK_HEIGHT = 1440, 380, 1200
_MANAGER = QSize(1440, 860)
#: The longest wait for the frame of a window manager, and the pause between two looks.
_FRAME_MS, _LOOK_MS = 400, 20


def show(world: World, panel: KioskPanel) -> int:
    """Open all windows; run until the last one is closed or a signal ends the process. Return the exit status."""
    room = application().primaryScreen().availableGeometry()
    planned = places(room, panel, QMargins())
    dock = DockWindow(world, Theme.desk(_dock_scale(planned.dock.size()), look=world.look), texts(VIETNAMESE))
    dock.setGeometry(planned.dock)
    dock.show()
    place = places(room, panel, _frame_of(dock))
    kiosk = replace(
        panel,
        width=place.kiosk.width(),
        height=place.kiosk.height(),
        px_per_mm=panel.px_per_mm * place.kiosk.width() / panel.width,
    )
    manager = min(place.manager.width() / _MANAGER.width(), place.manager.height() / _MANAGER.height())
    desk = place.desk.width() / _DESK_WIDTH
    windows = BranchWindows(world, kiosk, desks=1, desk_scale=desk, manager_scale=manager)
    for name, window in {**windows.by_name, "dock": dock}.items():
        window.setGeometry(place.by_name()[name])
    windows.open()
    world.begin_history()
    stop_signals = StopSignals(windows.app.quit)
    status = windows.app.exec()
    stop_signals.close()
    dock.close()
    windows.close()
    return status


def _frame_of(window: QWidget) -> QMargins:
    """Return the margins that a window manager draws around a window; empty without a window manager."""
    handle, patience = window.windowHandle(), QDeadlineTimer(_FRAME_MS)
    while handle.frameMargins().isNull() and not patience.hasExpired():
        let_pass(_LOOK_MS)
    return handle.frameMargins()


def _dock_scale(size: QSize) -> float:
    return min(size.width() / _DOCK_WIDTH, size.height() / _DOCK_HEIGHT)
