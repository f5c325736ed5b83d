"""Lock a window: what a keyboard, a mouse or a window manager could do to it does nothing.

Only the staff's gesture leads on, to the sign-in of `ui.visit.staff`. The filter sees what the window system sends to
the window itself, a few events a touch; it does not slow the widgets.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent

from kiosk.clock import Clock
from kiosk.domain.orders import StaffAct
from ui.kiosk.five_keys import EVENT_KEYS, FIVE_KEYS
from ui.kiosk.staff_gesture import StaffGesture
from ui.kiosk.window import VisitWindow
from ui.visit.screen import RESTING
from ui.visit.staff import StaffAsked, StaffState
from ui.visit.visit import Visit

_STAFF_KEY = Qt.Key.Key_F10
_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_KEY_EVENTS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_MOUSE_EVENTS = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)
_SYSTEM_KEYS = frozenset(
    {
        Qt.Key.Key_Menu,
        Qt.Key.Key_Print,
        Qt.Key.Key_SysReq,
        Qt.Key.Key_Help,
        Qt.Key.Key_Meta,
    }
)
#: Of no use here: menus, drops from elsewhere, turning wheels, pinching.
_UNWANTED = frozenset(
    {
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.DragLeave,
        QEvent.Type.Drop,
        QEvent.Type.Wheel,
        QEvent.Type.NativeGesture,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletRelease,
    }
)


class Lockdown(QObject):
    """Lock `window`. ``parted`` carries LEAVE or RESTART once it is in the journal; then the window may close.

    `confine` False leaves an ordinary window: the gesture works, and everything else too. `show_cursor`: for a mouse.
    """

    parted = Signal(object)

    def __init__(self, window: VisitWindow, clock: Clock, *, confine: bool = True, show_cursor: bool = False) -> None:
        super().__init__(window)
        self._window, self._clock, self._confine = window, clock, confine
        self._gesture = StaffGesture()
        self._flow = window.visit.flow
        self._restarts: int | None = None
        if confine:
            window.setWindowFlags(window.windowFlags() | Qt.WindowType.FramelessWindowHint)
            window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
            window.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        if confine and not show_cursor:
            window.setCursor(Qt.CursorShape.BlankCursor)
        window.winId()  # makes the window of the window system, which is watched
        handle = window.windowHandle()
        handle.installEventFilter(self)
        window.visit_changed.connect(self._look)

    def release(self) -> None:
        """Allow the window to close from now on: the program ends it."""
        self._confine = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Return True for what must not reach the window."""
        kind = event.type()
        if kind in _KEY_EVENTS and isinstance(event, QKeyEvent):
            return self._key(event)
        if kind in _MOUSE_EVENTS and isinstance(event, QMouseEvent):
            return self._mouse(event)
        if kind == QEvent.Type.Close and self._confine:
            event.ignore()
            return True
        return self._confine and kind in _UNWANTED

    def _key(self, event: QKeyEvent) -> bool:
        is_staff_key = event.key() == _STAFF_KEY and not event.modifiers() & _MODIFIERS
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            now = self._clock.monotonic_ns() / 1e9
            if self._gesture.press(is_staff_key=is_staff_key, now=now):
                self._window.happen(StaffAsked())
        return self._confine and (is_staff_key or _is_command(event))

    def _mouse(self, event: QMouseEvent) -> bool:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and event.type() == QEvent.Type.MouseButtonPress:  # a double click comes after its second press
            place, now = event.position(), self._clock.monotonic_ns() / 1e9
            size, page = (self._window.width(), self._window.height()), self._window.page
            corner = page.theme.margin if page is not None else 0  # no key stands beyond the margin
            if self._gesture.touch(place.x(), place.y(), size, corner, now):
                self._window.happen(StaffAsked())
                return True
        return self._confine and not is_left

    def _look(self, visit: Visit) -> None:
        if visit.flow != self._flow:
            self._flow = visit.flow
            QGuiApplication.clipboard().clear()  # the next citizen pastes nothing of this one
        if visit.of(StaffState).parting in (StaffAct.LEAVE, StaffAct.RESTART):
            self.release()
            self.parted.emit(visit.of(StaffState).parting)
        elif self._is_restart_ordered(visit):
            self.release()
            self.parted.emit(StaffAct.RESTART)

    def _is_restart_ordered(self, visit: Visit) -> bool:
        """Return whether a manager ordered a restart since this program began, and nobody is here."""
        if visit.now is None:
            return False
        ordered = visit.now.station.restarts
        if self._restarts is None:
            self._restarts = ordered
        return ordered > self._restarts and visit.screen in RESTING


def _is_command(event: QKeyEvent) -> bool:
    """Return whether a key types nothing and works no screen.

    Such keys are those with Ctrl, Alt or the system's key, and the function keys.

    AltGr, which some keyboards need for a letter, is not among them.
    """
    is_altgr = bool(event.modifiers() & Qt.KeyboardModifier.GroupSwitchModifier)
    if event.modifiers() & _MODIFIERS and not is_altgr:
        return True
    key = Qt.Key(event.key())
    is_function = Qt.Key.Key_F1.value <= event.key() <= Qt.Key.Key_F35.value
    return (is_function or key in _SYSTEM_KEYS) and key not in FIVE_KEYS and key not in EVENT_KEYS
