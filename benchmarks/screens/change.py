"""Measure the time from a touch to the painted change, for every key of every page, keyboard and sheet.

The window stands in each state of the gallery, on three panels. Every key of a page that changes the screen without
an answer of the branch is touched once. Plain arithmetic is timed beside it: a shared machine stalls now and then.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from benchmarks.harness import Figure, at_most, percentile
from kiosk.clock import ManualClock
from kiosk.demo.hands import let_pass
from kiosk.gallery import world
from kiosk.gallery.states import states
from ui.display import application
from ui.kiosk.window import KioskWindow
from ui.theme.panels import PANEL_CLASSES, KioskPanel
from ui.visit.screen import Screen
from ui.visit.visit import Visit

_PANELS = ("27", "21.5", "landscape")
#: The time that a person leaves between two touches, in ms.
_REST_MS = 200
#: A key that has not changed the screen after so many ms asks the branch first: it is not measured here.
_PATIENCE_MS = 60
_P50_MS, _P99_MS = 16, 33
#: Terms of a sum that takes about as long as a page change.
_PLAIN = 90_000


def measure() -> list[Figure]:
    """Return the median and the 99th percentile over all touches of all panels."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application()
    times: list[float] = []
    plain: list[float] = []
    notes: list[str] = []
    for name in _PANELS:
        found = dict(_panel(PANEL_CLASSES[name], plain))
        times += found.values()
        slowest = max(found, key=lambda touch: found[touch])
        notes.append(f"{name}: {len(found)} touches, slowest {found[slowest]:.0f} ms ({slowest})")
    notes.append(f"plain arithmetic in between: p50 {median(plain):.1f}, p99 {percentile(plain, 0.99):.1f} ms")
    what = "page change, from touch to painted"
    return [
        at_most(f"{what}: p50", median(times), "ms", _P50_MS, note="; ".join(notes)),
        at_most(f"{what}: p99", percentile(times, 0.99), "ms", _P99_MS),
    ]


def _panel(panel: KioskPanel, plain: list[float]) -> Iterator[tuple[str, float]]:
    """Yield each touch by its name and its time in ms. The first panel's first states warm the process up."""
    touch = _TouchedWindow(panel)
    known: set[tuple[Screen, str]] = set()
    for name, visit in states().items():
        for place, words in enumerate(touch.keys_of(visit)):
            if (visit.screen, words) in known:
                continue
            known.add((visit.screen, words))
            took = touch.time_key(visit, place)
            if took is not None:
                yield f"{name}: {words}", took
            plain.append(_plain())
    touch.close()


class _TouchedWindow:
    """Put a kiosk window without a branch into states, and touch it."""

    def __init__(self, panel: KioskPanel) -> None:
        self._window = KioskWindow(None, ManualClock(world.MOMENT), px_per_mm=panel.px_per_mm)
        self._window.resize(panel.width, panel.height)
        self._window.show()
        self._finger = QTest.createTouchDevice()
        self._paint = _PaintWatch(self._window)

    def close(self) -> None:
        """Close the window and drop it."""
        self._window.close()
        self._window.deleteLater()

    def keys_of(self, visit: Visit) -> list[str]:
        """Return the words of the keys that a finger can reach in this state."""
        self._stand(visit)
        return [key.accessibleName() or key.text() for key in self._keys()]

    def time_key(self, visit: Visit, place: int) -> float | None:
        """Touch one key of the state; return the ms until its change is painted, None where nothing changes."""
        self._stand(visit)
        let_pass(_REST_MS)
        keys = self._keys()
        if place >= len(keys):
            return None
        spot = keys[place].mapTo(self._window, keys[place].rect().center())
        before = self._window.visit
        self._paint.forget()
        began = time.perf_counter()
        QTest.touchEvent(self._window, self._finger).press(0, spot, self._window).commit()
        QTest.touchEvent(self._window, self._finger).release(0, spot, self._window).commit()
        while (time.perf_counter() - began) * 1000 < _PATIENCE_MS:
            if self._window.visit is not before and self._paint.is_done:
                return (time.perf_counter() - began) * 1000
            QApplication.processEvents()
        return None if self._window.visit is before else (time.perf_counter() - began) * 1000

    def _stand(self, visit: Visit) -> None:
        self._window.stand(replace(visit, now=visit.now or world.now()))
        QApplication.processEvents()

    def _keys(self) -> list[QAbstractButton]:
        """Return the keys that a finger meets at their middle, in the order in which they lie on the screen."""
        found = [key for key in self._window.findChildren(QAbstractButton) if key.isVisible() and key.isEnabled()]
        met = [key for key in found if self._window.childAt(self._middle(key)) is key]
        return sorted(met, key=lambda key: (self._middle(key).y(), self._middle(key).x()))

    def _middle(self, key: QAbstractButton) -> QPoint:
        return QRect(key.mapTo(self._window, QPoint()), key.size()).center()


class _PaintWatch(QObject):
    """Note when the window has painted everything that was due after the last `forget`."""

    def __init__(self, window: KioskWindow) -> None:
        super().__init__(window)
        self.is_done = False
        self._window = window
        self._changed_at: Visit = window.visit
        window.installEventFilter(self)

    def forget(self) -> None:
        """Wait for the next paint."""
        self.is_done, self._changed_at = False, self._window.visit

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Note the paint of the whole window. Qt paints within its UpdateRequest, which includes a change before it."""
        if event.type() is not QEvent.Type.UpdateRequest or self._window.visit is self._changed_at:
            return False
        self._window.removeEventFilter(self)
        self._window.event(event)
        self._window.installEventFilter(self)
        self.is_done = True
        return True


def _plain() -> float:
    """Return the ms that the same piece of arithmetic takes now."""
    began = time.perf_counter()
    sum(number * number for number in range(_PLAIN))
    return (time.perf_counter() - began) * 1000
