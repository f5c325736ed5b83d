"""Keep one page of each screen ready: built, filled and painted once while nobody touches the kiosk.

Building a page takes longer than painting it (8 of 17 ms; ``make bench GROUP=screens``, story ``change``). A spare
knows no citizen: it shows a fresh visit, is used once, and is deleted with its screen.
"""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from ui.kiosk.screens.page import Page, Scene
from ui.visit.visit import Visit

#: The pause after the last event, in ms, and the pause between two pages.
_QUIET_MS, _NEXT_MS = 150, 20


class SparePages(QObject):
    """Hold the spare pages of one window. They belong to a scene: another look or size drops them."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ready: dict[type[Page], Page] = {}
        self._missing: list[type[Page]] = []
        self._scene: Scene | None = None
        self._visit: Visit | None = None
        self._now: datetime | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._build_next)

    @property
    def ready(self) -> frozenset[type[Page]]:
        """Return the kinds that are in stock."""
        return frozenset(self._ready)

    def take(self, kind: type[Page], scene: Scene) -> Page:
        """Return an unused page for `scene`, from stock or built now."""
        page = self._ready.pop(kind, None) if scene == self._scene else None
        return page if page is not None else self.made(kind, scene)

    def made(self, kind: type[Page], scene: Scene) -> Page:
        """Build a page now."""
        page = kind(scene)
        page.settle()
        page.setParent(self._window)
        page.setGeometry(self._window.rect())
        return page

    def stock(self, kinds: Sequence[type[Page]], scene: Scene, visit: Visit, now: datetime) -> None:
        """Build what is missing of `kinds`, one page at a time, when it is quiet. Call it again after each event.

        `visit` is a fresh one, `now` is local time.
        """
        if scene != self._scene:
            for page in self._ready.values():
                page.deleteLater()
            self._ready.clear()
        self._scene, self._visit, self._now = scene, visit, now
        self._missing = [kind for kind in kinds if kind not in self._ready]
        if self._missing:
            self._timer.start(_QUIET_MS)
        else:
            self._timer.stop()

    def _build_next(self) -> None:
        if not self._missing or self._scene is None or self._visit is None or self._now is None:
            return
        kind = self._missing.pop(0)
        self._ready[kind] = page = self.made(kind, self._scene)
        page.show_visit(self._visit)
        page.show_time(self._now)
        _lay_out(page)
        page.render(QPixmap(page.size()))  # line breaks and the pictures of keys are found here and kept
        if self._missing:
            self._timer.start(_NEXT_MS)


def _lay_out(page: Page) -> None:
    """Lay out the page and its parts. Qt would lay out what is hidden when it is shown."""
    page.ensurePolished()
    for part in (page, *page.findChildren(QWidget)):
        if (layout := part.layout()) is not None:
            layout.activate()
    if page.area is not None:
        page.area.lay_out()
