"""Play a hundred thousand random touches, scans and keys. Count exceptions, Qt warnings, stuck screens and ways out."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from benchmarks.harness import Figure, none_of
from benchmarks.reception.machine import Machine, machine
from kiosk.demo.monkey import Monkey
from ui.visit.common import Tick
from ui.visit.screen import Screen

_ACTS, _BETWEEN_LOOKS, _SEED = 100_000, 500, 7
#: Qt's platform without a screen warns so for every page with another least size. A real screen does not.
_NO_FAULT = "This plugin does not support propagateSizeHints()"
#: The seconds after which every screen must have gone home by itself, whatever it asked before.
_LONGEST = 600


def measure() -> list[Figure]:
    """Check regularly that the kiosk goes home by itself and that its window is still the only one."""
    with _heard() as faults, machine(has_printer=False) as kiosk:
        monkey = Monkey(kiosk.window, _SEED, date(2026, 11, 24))
        stuck = out = 0
        for turn in range(1, _ACTS + 1):
            monkey.act()
            if turn % _BETWEEN_LOOKS == 0:
                out += _is_out(kiosk)
                stuck += not _goes_home(kiosk)
                while kiosk.clerks.serve_one() is not None:
                    kiosk.clerks.finish_all()
    note = f"{_ACTS} acts; " + ("; ".join(faults[:3]) or "nothing was said")
    return [
        none_of("monkey: exceptions and warnings of Qt", len(faults), note=note),
        none_of("monkey: screens that did not go home", stuck),
        none_of("monkey: ways out of the window", out),
    ]


def _goes_home(kiosk: Machine) -> bool:
    window = kiosk.window
    for _ in range(_LONGEST):
        window.happen(Tick())
        QApplication.processEvents()
        if window.visit.screen in (Screen.START, Screen.CLOSED) and window.visit.person is None:
            return True
    return False


def _is_out(kiosk: Machine) -> bool:
    """Return whether anything but the kiosk's one window is visible."""
    tops = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    return tops != [kiosk.window] or QApplication.activePopupWidget() is not None


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Collect exceptions and warnings of Qt."""
    faults: list[str] = []

    def message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and text != _NO_FAULT:
            faults.append(text)

    def raised(kind: type[BaseException], error: BaseException, _trace: object) -> None:
        faults.append(f"{kind.__name__}: {error}")

    hook, sys.excepthook = sys.excepthook, raised
    handler = qInstallMessageHandler(message)
    try:
        yield faults
    finally:
        qInstallMessageHandler(handler)
        sys.excepthook = hook
