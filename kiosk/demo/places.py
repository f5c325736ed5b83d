"""Divide a screen among the windows of the demo: whole, beside each other, with room for their title bars."""

from dataclasses import dataclass

from PySide6.QtCore import QMargins, QRect, QSize, Qt

from ui.theme.panels import KioskPanel

#: The size in pixels for which the desk is designed, and the proportions of the tablet.
_DESK, _TABLET = QSize(1440, 900), QSize(10, 16)
#: The least height in pixels of the row of desk and tablet, and the least width of the board.
_LEAST_ROW, _LEAST_BOARD = 290, 180
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


@dataclass(frozen=True, slots=True)
class Places:
    """Hold one rectangle for each window, without its frame."""

    kiosk: QRect
    desk: QRect
    manager: QRect
    hall: QRect
    rating: QRect
    dock: QRect

    def by_name(self) -> dict[str, QRect]:
        """Return the rectangles by the names that `BranchWindows.by_name` uses, and ``dock``."""
        staff = {"desk-2": self.desk, "manager": self.manager}
        return {"kiosk": self.kiosk, **staff, "hall": self.hall, "rating": self.rating, "dock": self.dock}


def places(room: QRect, panel: KioskPanel, frame: QMargins) -> Places:
    """Return the rectangles of the windows.

    Args:
        room: the free part of the screen.
        panel: the panel of the kiosk.
        frame: the margins that the window manager draws around each window.
    """
    kiosk = QSize(panel.width, panel.height)
    divide = _upright if room.height() > room.width() else _wide if panel.is_portrait else _wide_for_landscape
    cells = divide(room, kiosk, frame)
    return Places(
        kiosk=_inside(cells.kiosk, frame, kiosk),
        desk=_inside(cells.desk, frame, _DESK),
        manager=cells.manager.marginsRemoved(frame),
        hall=cells.hall.marginsRemoved(frame),
        rating=_inside(cells.rating, frame, _TABLET),
        dock=cells.dock.marginsRemoved(frame),
    )


def _wide(room: QRect, kiosk: QSize, frame: QMargins) -> Places:
    """Divide a wide screen: kiosk at the left, dock at the right; desk and tablet above manager and board."""
    left, top, whole, high = room.left(), room.top(), room.width(), room.height()
    first = _outer_width(kiosk, high, frame)
    dock = whole * 15 // 100
    middle = whole - first - dock
    upper = _row_height(middle, frame)
    tablet = _outer_width(_TABLET, upper, frame)
    hall = max(_LEAST_BOARD, middle * 3 // 10)
    second, low = left + first, top + upper
    return Places(
        kiosk=QRect(left, top, first, high),
        desk=QRect(second, top, middle - tablet, upper),
        rating=QRect(second + middle - tablet, top, tablet, upper),
        manager=QRect(second, low, middle - hall, high - upper),
        hall=QRect(second + middle - hall, low, hall, high - upper),
        dock=QRect(second + middle, top, dock, high),
    )


def _wide_for_landscape(room: QRect, kiosk: QSize, frame: QMargins) -> Places:
    """Divide a wide screen for a landscape kiosk: kiosk above the manager, desk above tablet and board, dock."""
    left, top, whole, high = room.left(), room.top(), room.width(), room.height()
    dock = whole * 15 // 100
    first = (whole - dock) // 2
    second = whole - dock - first
    upper = min(_outer_height(kiosk, first, frame), high * 6 // 10)
    desk = min(_outer_height(_DESK, second, frame), high * 6 // 10)
    tablet = min(_outer_width(_TABLET, high - desk, frame), second // 2)
    return Places(
        kiosk=QRect(left, top, first, upper),
        manager=QRect(left, top + upper, first, high - upper),
        desk=QRect(left + first, top, second, desk),
        rating=QRect(left + first, top + desk, tablet, high - desk),
        hall=QRect(left + first + tablet, top + desk, second - tablet, high - desk),
        dock=QRect(left + first + second, top, dock, high),
    )


def _upright(room: QRect, kiosk: QSize, frame: QMargins) -> Places:
    """Divide an upright screen: manager; below it desk and tablet; then the kiosk, the board and the dock."""
    left, top, whole, high = room.left(), room.top(), room.width(), room.height()
    manager, desk = high * 31 // 100, high * 24 // 100
    tablet = _outer_width(_TABLET, desk, frame)
    low = high - manager - desk
    first = min(_outer_width(kiosk, low, frame), whole * 6 // 10)
    dock = (whole - first) * 45 // 100
    hall = whole - first - dock
    second, third = top + manager, top + manager + desk
    return Places(
        manager=QRect(left, top, whole, manager),
        desk=QRect(left, second, whole - tablet, desk),
        rating=QRect(left + whole - tablet, second, tablet, desk),
        kiosk=QRect(left, third, first, low),
        hall=QRect(left + first, third, hall, low),
        dock=QRect(left + first + hall, third, dock, low),
    )


def _row_height(wide: int, frame: QMargins) -> int:
    """Return the height at which desk and tablet fill a row, and the tablet can be read."""
    inner = wide - 2 * (frame.left() + frame.right())
    shapes = _DESK.width() / _DESK.height() + _TABLET.width() / _TABLET.height()
    return max(_LEAST_ROW, int(inner / shapes) + frame.top() + frame.bottom())


def _outer_width(shape: QSize, high: int, frame: QMargins) -> int:
    """Return the width with frame of a window of this shape whose height with frame is `high`."""
    inner = high - frame.top() - frame.bottom()
    return inner * shape.width() // shape.height() + frame.left() + frame.right()


def _outer_height(shape: QSize, wide: int, frame: QMargins) -> int:
    inner = wide - frame.left() - frame.right()
    return inner * shape.height() // shape.width() + frame.top() + frame.bottom()


def _inside(cell: QRect, frame: QMargins, shape: QSize) -> QRect:
    """Return the largest rectangle of a shape in a cell, at its upper left, without the frame."""
    free = cell.marginsRemoved(frame)
    return QRect(free.topLeft(), shape.scaled(free.size(), _KEEP))
