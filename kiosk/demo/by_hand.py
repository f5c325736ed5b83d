"""The demo on a screen: kiosk, a desk and the hall's board beside the dock, until the kiosk is closed."""

from PySide6.QtWidgets import QWidget

from kiosk.app import texts
from kiosk.demo.stage import Stage
from kiosk.demo.world import World
from kiosk.domain.text import VIETNAMESE
from kiosk.windows import UntilTold
from ui.dock.window import DockWindow
from ui.theme import Theme


def show(world: World) -> int:
    """Opens everything and runs until the last window is closed or the process is told to end."""
    stage = Stage(world, desks=2)
    dock = DockWindow(world, Theme.desk(), texts(VIETNAMESE))
    _lay_out([*stage.windows.values()], dock)
    dock.show()
    stage.open()
    until_told = UntilTold(stage.app.quit)
    status = stage.app.exec()
    until_told.close()
    dock.close()
    stage.close()
    return status


def _lay_out(windows: list[QWidget], dock: DockWindow) -> None:
    """The dock at the right edge, the kiosk at the left, the others between them: all in sight at once."""
    room = dock.screen().availableGeometry()
    dock.setGeometry(room.right() - 380, room.top(), 380, room.height())
    kiosk, *others = windows
    width = room.height() * 9 // 16
    kiosk.setGeometry(room.left(), room.top(), width, room.height())
    middle = room.width() - width - 380
    for place, window in enumerate(others):
        height = room.height() // len(others)
        window.setGeometry(room.left() + width, room.top() + place * height, middle, height)
