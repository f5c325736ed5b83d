"""A kiosk's window that is put into states: on what panels, in what looks, and how a state gets onto it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

import resources
from kiosk.clock import ManualClock
from kiosk.gallery import world
from ui.kiosk.window import KioskWindow
from ui.theme.panels import Panel
from ui.visit.visit import Look, Visit

_STEPS, _CONTRASTS = range(4), (False, True)
_LETTERS = ("M", "L", "XL", "XXL")


def looks(panel: Panel) -> Iterator[Look]:
    """Every language, size and contrast, and on a portrait panel each of them lowered too."""
    lowered = (False, True) if panel.can_be_low else (False,)
    for language, step, contrast, low in product(resources.languages(), _STEPS, _CONTRASTS, lowered):
        yield Look(language, step, high_contrast=contrast, low_reach=low)


def name_of(look: Look) -> str:
    """A look in a file's name: ``km-XXL-contrast-low``."""
    marks = [mark for mark, is_on in (("contrast", look.high_contrast), ("low", look.low_reach)) if is_on]
    return "-".join([look.language, _LETTERS[look.text_step], *marks])


class Stage:
    """One window for many pictures. It asks no branch, and nothing moves on it; close it when done."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.window = KioskWindow(None, ManualClock(world.MOMENT), px_per_mm=panel.px_per_mm, reduced_motion=True)
        self.window.resize(panel.width, panel.height)
        self.window.show()

    def put(self, visit: Visit, look: Look) -> KioskWindow:
        """The window in a state, laid out and ready to be painted; it is not painted before somebody grabs it."""
        self.window.setUpdatesEnabled(False)
        self.window.stand(replace(visit, now=visit.now or world.now(), look=look))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        self.window.setUpdatesEnabled(True)
        return self.window

    def close(self) -> None:
        """The window goes, with everything on it."""
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
