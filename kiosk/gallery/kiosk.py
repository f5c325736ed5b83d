"""Put the kiosk's window into a state, on a panel and in a look, to be photographed."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

import resources
from kiosk.clock import ManualClock
from kiosk.gallery import world
from ui.kiosk.window import KioskWindow
from ui.theme.panels import KioskPanel
from ui.visit.visit import Look, Visit

_STEPS, _CONTRASTS = range(4), (False, True)
_LETTERS = ("M", "L", "XL", "XXL")


def looks(panel: KioskPanel) -> Iterator[Look]:
    """Yield every look of a panel: language, text size, contrast, and low reach if the panel offers it."""
    lowered = (False, True) if panel.can_be_low else (False,)
    for language, step, contrast, low in product(resources.languages(), _STEPS, _CONTRASTS, lowered):
        yield Look(language, step, high_contrast=contrast, low_reach=low)


def name_of(look: Look) -> str:
    """Return a look's part of a file name, for instance ``km-XXL-contrast-low``."""
    marks = [mark for mark, is_on in (("contrast", look.high_contrast), ("low", look.low_reach)) if is_on]
    return "-".join([look.language, _LETTERS[look.text_step], *marks])


class GalleryKiosk:
    """Keep one kiosk window for many pictures, without a branch and without motion. Close it at the end."""

    def __init__(self, panel: KioskPanel) -> None:
        self.panel = panel
        self.window = KioskWindow(None, ManualClock(world.MOMENT), px_per_mm=panel.px_per_mm, reduced_motion=True)
        self.window.resize(panel.width, panel.height)
        self.window.show()

    def put(self, visit: Visit, look: Look) -> KioskWindow:
        """Return the window in a state, laid out but not yet painted."""
        self.window.setUpdatesEnabled(False)
        self.window.stand(replace(visit, now=visit.now or world.now(), look=look))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        self.window.setUpdatesEnabled(True)
        return self.window

    def close(self) -> None:
        """Close the window and delete its widgets."""
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
