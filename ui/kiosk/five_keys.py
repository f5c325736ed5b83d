"""Map keys of a keyboard, or of a keypad that acts as one, to the five keys of the spoken guidance.

A keypad for blind users, such as Storm Audio-Nav, is a USB keyboard whose codes can be set. Arrows, Enter, F1 and
Escape work at once. A keypad with a headphone jack sends F11 when something is plugged in, and F12 when it is pulled
out.
"""

from enum import Enum

from PySide6.QtCore import Qt

from kiosk.domain.status import HeadphoneStatus
from ui.visit.device import HeadphonesChanged
from ui.visit.event import VisitEvent
from ui.visit.look import ChangeVolume

_K = Qt.Key


class FiveKey(Enum):
    """Name what a person who listens can do on every screen."""

    PREVIOUS = "previous"
    NEXT = "next"
    CHOOSE = "choose"
    REPEAT = "repeat"
    BACK = "back"


FIVE_KEYS = {
    _K.Key_Up: FiveKey.PREVIOUS,
    _K.Key_Left: FiveKey.PREVIOUS,
    _K.Key_Backtab: FiveKey.PREVIOUS,
    _K.Key_Down: FiveKey.NEXT,
    _K.Key_Right: FiveKey.NEXT,
    _K.Key_Tab: FiveKey.NEXT,
    _K.Key_Return: FiveKey.CHOOSE,
    _K.Key_Enter: FiveKey.CHOOSE,
    _K.Key_Select: FiveKey.CHOOSE,
    _K.Key_F1: FiveKey.REPEAT,
    _K.Key_Help: FiveKey.REPEAT,
    _K.Key_Escape: FiveKey.BACK,
    _K.Key_Back: FiveKey.BACK,
}
#: Keys that are an event of their own.
EVENT_KEYS: dict[Qt.Key, VisitEvent] = {
    _K.Key_VolumeUp: ChangeVolume(1),
    _K.Key_VolumeDown: ChangeVolume(-1),
    _K.Key_F11: HeadphonesChanged(HeadphoneStatus.IN),
    _K.Key_F12: HeadphonesChanged(HeadphoneStatus.OUT),
}
