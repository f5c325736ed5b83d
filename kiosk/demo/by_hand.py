"""The demo on a screen: kiosk, a desk with its tablet and the hall's board beside the dock, until all are closed."""

from PySide6.QtCore import QRect

from kiosk.demo.stage import Stage
from kiosk.demo.world import World
from kiosk.domain.text import VIETNAMESE
from kiosk.program.texts import texts
from kiosk.program.windows import UntilTold, application
from ui.dock.window import DockWindow
from ui.theme import Theme

_DESK_WIDTH, _DOCK_WIDTH = 1440, 380


def show(world: World) -> int:
    """Opens everything and runs until the last window is closed or the process is told to end."""
    room = application().primaryScreen().availableGeometry()
    places = _places(room)
    stage = Stage(world, desks=1, desk_scale=places["desk"].width() / _DESK_WIDTH)
    dock = DockWindow(world, Theme.desk(places["dock"].width() / _DOCK_WIDTH), texts(VIETNAMESE))
    windows = {"kiosk": stage.kiosk, "desk": stage.seats[0].desk, "hall": stage.hall, "rating": stage.tablet}
    for name, window in {**windows, "dock": dock}.items():
        window.setGeometry(places[name])
    dock.show()
    stage.open()
    until_told = UntilTold(stage.app.quit)
    status = stage.app.exec()
    until_told.close()
    dock.close()
    stage.close()
    return status


def _places(room: QRect) -> dict[str, QRect]:
    """The kiosk at the left, the dock at the right, desk, board and tablet between them: all in sight at once."""
    kiosk, dock = room.height() * 9 // 16, room.width() * 17 // 100
    middle = room.width() - kiosk - dock
    desk = min(middle * 900 // 1440, room.height() * 6 // 10)
    left, top, tablet = room.left() + kiosk, room.top(), (room.height() - desk) * 10 // 16
    return {
        "kiosk": QRect(room.left(), top, kiosk, room.height()),
        "desk": QRect(left, top, middle, desk),
        "hall": QRect(left, top + desk, middle - tablet, room.height() - desk),
        "rating": QRect(left + middle - tablet, top + desk, tablet, room.height() - desk),
        "dock": QRect(left + middle, top, dock, room.height()),
    }
