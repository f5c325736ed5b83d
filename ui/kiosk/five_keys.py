"""The five keys of the spoken guidance, and what a keyboard or a keypad that acts as one has for them.

A keypad for blind users (Storm Audio-Nav and its like) is a USB keyboard whose codes can be set: arrows, Enter, F1 and
Escape work at once. One that has the headphone jack in it sends a key when something is plugged in (F11 here) and
another when it is pulled out (F12).
"""

from enum import Enum

from PySide6.QtCore import Qt

from kiosk.domain.status import HeadphoneStatus
from ui.visit.device import HeadphonesChanged
from ui.visit.event import VisitEvent
from ui.visit.look import ChangeVolume

_K = Qt.Key


class FiveKey(Enum):
    """What a person who listens can do on every screen."""

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
#: Keys that say something of themselves.
EVENT_KEYS: dict[Qt.Key, VisitEvent] = {
    _K.Key_VolumeUp: ChangeVolume(1),
    _K.Key_VolumeDown: ChangeVolume(-1),
    _K.Key_F11: HeadphonesChanged(HeadphoneStatus.IN),
    _K.Key_F12: HeadphonesChanged(HeadphoneStatus.OUT),
}
