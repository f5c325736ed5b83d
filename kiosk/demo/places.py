"""Divide a screen among the windows of the demo: whole, beside each other, with room for their title bars."""

from dataclasses import dataclass

from PySide6.QtCore import QMargins, QRect, QSize, Qt

from ui.theme.panels import KioskPanel

#: The size in pixels for which the desk is designed, and the proportions of the tablet.
_DESK, _TABLET = QSize(1440, 900), QSize(10, 16)
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


@dataclass(frozen=True, slots=True)
class Places:
    """Hold one rectangle for each window, without its frame."""

    kiosk: QRect
    desk: QRect
    hall: QRect
    rating: QRect
    dock: QRect

    def by_name(self) -> dict[str, QRect]:
        """Return the rectangles by the names that `BranchWindows.by_name` uses, and ``dock``."""
        return {"kiosk": self.kiosk, "desk-2": self.desk, "hall": self.hall, "rating": self.rating, "dock": self.dock}


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
        hall=cells.hall.marginsRemoved(frame),
        rating=_inside(cells.rating, frame, _TABLET),
        dock=cells.dock.marginsRemoved(frame),
    )


def _wide(room: QRect, kiosk: QSize, frame: QMargins) -> Places:
    """Divide a wide screen: kiosk at the left, dock at the right; desk above board and tablet between them."""
    left, top, whole, high = room.left(), room.top(), room.width(), room.height()
    first = _outer_width(kiosk, high, frame)
    dock = whole * 17 // 100
    middle = whole - first - dock
    desk = min(_outer_height(_DESK, middle, frame), high * 6 // 10)
    tablet = _outer_width(_TABLET, high - desk, frame)
    return Places(
        kiosk=QRect(left, top, first, high),
        desk=QRect(left + first, top, middle, desk),
        hall=QRect(left + first, top + desk, middle - tablet, high - desk),
        rating=QRect(left + first + middle - tablet, top + desk, tablet, high - desk),
        dock=QRect(left + first + middle, top, dock, high),
    )


def _wide_for_landscape(room: QRect, kiosk: QSize, frame: QMargins) -> Places:
    """Divide a wide screen for a landscape kiosk: kiosk above the board, desk above the tablet, dock."""
    left, top, whole, high = room.left(), room.top(), room.width(), room.height()
    dock = whole * 17 // 100
    first = (whole - dock) // 2
    second = whole - dock - first
    upper = min(_outer_height(kiosk, first, frame), high * 6 // 10)
    desk = min(_outer_height(_DESK, second, frame), high * 6 // 10)
    return Places(
        kiosk=QRect(left, top, first, upper),
        hall=QRect(left, top + upper, first, high - upper),
        desk=QRect(left + first, top, second, desk),
        rating=QRect(left + first, top + desk, second, high - desk),
        dock=QRect(left + first + second, top, dock, high),
    )


def _upright(room: QRect, kiosk: QSize, frame: QMargins) -> Places:
    """Divide an upright screen: desk above; below it the kiosk, beside a column of board, tablet and dock."""
    left, top, whole, high = room.left(), room.top(), room.width(), room.height()
    desk = min(_outer_height(_DESK, whole, frame), high * 36 // 100)
    low = high - desk
    first = min(_outer_width(kiosk, low, frame), whole * 62 // 100)
    second = whole - first
    hall = low * 19 // 100
    tablet = low * 28 // 100
    return Places(
        desk=QRect(left, top, whole, desk),
        kiosk=QRect(left, top + desk, first, low),
        hall=QRect(left + first, top + desk, second, hall),
        rating=QRect(left + first, top + desk + hall, second, tablet),
        dock=QRect(left + first, top + desk + hall + tablet, second, low - hall - tablet),
    )


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
