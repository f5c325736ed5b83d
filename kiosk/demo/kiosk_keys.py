"""Find the keys of a kiosk's page by the event that they emit, and turn list pages until they are visible."""

from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.demo.hands import Hands, NotThereError, is_met
from kiosk.program.texts import texts
from ui.kiosk.window import VisitWindow
from ui.visit.event import VisitEvent

_MOST_PAGES = 40


class KioskKeys:
    """Touch keys of one kiosk window, in any language and layout."""

    def __init__(self, window: VisitWindow, hands: Hands) -> None:
        self._window, self._hands = window, hands

    def press(self, event: VisitEvent) -> None:
        """Touch the key that emits `event`.

        Raises:
            NotThereError: no such key became visible, on any page of its list.
        """
        self._hands.until(lambda: self._reach(event), f"a key that says {event}")

    def has(self, event: VisitEvent) -> bool:
        """Return whether the page has a key that emits `event`, visible or not."""
        return bool(self._keys(event))

    def is_in_sight(self, event: VisitEvent) -> bool:
        """Return whether a touch can reach a key that emits `event` without turning a page."""
        return any(key.isVisible() and is_met(key) for key in self._keys(event))

    def type(self, text: str) -> None:
        """Type a text on the on-screen keyboard; use shift and the layer of figures where a character needs them.

        Raises:
            NotThereError: no key types a character of the text.
        """
        self._hands.until(lambda: any(map(_types, self._visible())), "a keyboard")  # a new page is laid out first
        while text:
            key = self._letter(text)
            typed = _types(key)
            self._hands.until(partial(self._hands.touch, key), f"a free way to the key “{typed}”")
            text = text[len(typed) :]

    def _letter(self, text: str) -> QAbstractButton:
        """Return the key that types the most characters at the beginning of `text`."""
        say = texts(self._window.visit.look.language).say
        for layer in ("", "keyboard.shift", "keyboard.figures", "keyboard.figures"):
            if layer:
                self._hands.press(self._window, say(layer))
            fitting = [key for key in self._visible() if _types(key) and text.startswith(_types(key))]
            if fitting:
                return max(fitting, key=lambda key: len(_types(key)))
        raise NotThereError(f"a key that types “{text[0]}”")

    def _visible(self) -> list[QAbstractButton]:
        page = self._window.page
        keys = page.findChildren(QAbstractButton) if page is not None else []
        return [key for key in keys if key.isVisible() and key.isEnabled()]

    def _keys(self, event: VisitEvent) -> list[QAbstractButton]:
        page = self._window.page
        return [key for key in page.keys_for(event) if key.isEnabled()] if page is not None else []

    def _reach(self, event: VisitEvent) -> bool:
        """Touch the key if a touch can reach it, else turn one page towards it."""
        keys = self._keys(event)
        in_sight = [key for key in keys if key.isVisible() and is_met(key)]
        if keys and not in_sight:
            self._turn_towards(keys[0])
        return any(map(self._hands.touch, in_sight))

    def _turn_towards(self, key: QWidget) -> None:
        """Turn the innermost list around the key that has a next page; turn the lists inside it to their first page."""
        say = texts(self._window.visit.look.language).say
        inside: set[QAbstractButton] = set()
        for around in _ancestors(key):
            keys = [one for one in around.findChildren(QAbstractButton) if one not in inside]
            inside.update(keys)
            following = _in_sight(keys, say("kiosk.choose.next"))
            if following is not None:
                self._hands.touch(following)
                return
            for _ in range(_MOST_PAGES):
                previous = _in_sight(keys, say("kiosk.choose.previous"))
                if previous is not None:
                    self._hands.touch(previous)


def _types(key: QAbstractButton) -> str:
    """Return what a key of the keyboard types; "" for any other key."""
    return str(getattr(key, "types", ""))


def _ancestors(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def _in_sight(keys: Iterable[QAbstractButton], name: str) -> QAbstractButton | None:
    """Return the key of this name that a touch can reach."""
    named = (key for key in keys if key.accessibleName() == name)
    return next((key for key in named if key.isVisible() and key.isEnabled() and is_met(key)), None)
