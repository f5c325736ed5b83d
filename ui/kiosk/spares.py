"""Pages kept ready: one of each screen, built, filled and laid out while nobody touches the kiosk.

Building a page costs more than painting it (measured: 8 of 17 ms), and a touch should be answered within one frame of
the panel. A spare knows nobody: it is filled from the branch and with the field that is open, used once, and deleted
with the screen. What a touch brings on the same page, the services of another field, is drawn once while nobody is
there.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from ui.kiosk.screens.page import Page, Scene
from ui.visit.number import NumberState
from ui.visit.visit import Visit

#: So long after the last event the next step of a spare is taken, and so long after the step before it.
_QUIET_MS, _STEP_MS = 150, 5


class SparePages(QObject):
    """The spares of one window. They belong to a scene; another look or size makes others."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._scene: Scene | None = None
        self._field: str | None = None
        self._ready: dict[type[Page], Page] = {}
        self._stale: set[type[Page]] = set()
        self._steps: Iterator[Callable[[], object]] = iter(())
        self._seen: tuple[Scene, list[str | None]] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._step)

    def take(self, kind: type[Page], scene: Scene) -> Page:
        """A page for `scene` that nobody has used; from stock, or built now."""
        page = self._ready.pop(kind, None) if scene == self._scene else None
        return page if page is not None else self.made(kind, scene)

    def made(self, kind: type[Page], scene: Scene) -> Page:
        """A page that was built now."""
        page = kind(scene)
        page.settle()
        page.setParent(self._window)
        page.setGeometry(self._window.rect())
        return page

    def stock(self, kinds: Sequence[type[Page]], scene: Scene, visit: Visit, now: datetime) -> None:
        """Makes what is missing of `kinds`, in small steps, as soon as it is quiet; call it again after each event.

        `visit` is a fresh one: a spare shows nothing of the citizen who is there but the field that is open, so that
        the way back to its services is as quick as the way there. `now` is local time: its day stands already when the
        page is needed.
        """
        if scene != self._scene:
            for page in self._ready.values():
                page.deleteLater()
            self._ready.clear()
            self._scene = scene
        if visit.of(NumberState).field != self._field:
            self._field = visit.of(NumberState).field
            self._stale = {kind for kind in self._ready if kind.opens_field}
        missing = [kind for kind in kinds if kind not in self._ready or kind in self._stale]
        self._steps = self._making(missing, scene, visit, now)
        if missing:
            self._timer.start(_QUIET_MS)
        else:
            self._timer.stop()

    def look_ahead(self, kind: type[Page], scene: Scene, visits: Sequence[Visit]) -> None:
        """Draws each of the visits once where nobody sees it, on a page that goes again; the same fields not a second
        time. Where the lines of its words end is found then, and kept (measured: 5 of 15 ms when it is first shown).
        """
        if self._seen != (scene, [visit.of(NumberState).field for visit in visits]):
            self._steps = chain(self._steps, self._looking(kind, scene, visits))
            self._timer.start(_STEP_MS)

    @property
    def ready(self) -> frozenset[type[Page]]:
        """What is in stock."""
        return frozenset(self._ready)

    def _step(self) -> None:
        act = next(self._steps, None)
        if act is not None:
            act()
            self._timer.start(_STEP_MS)

    def _making(
        self, kinds: Sequence[type[Page]], scene: Scene, visit: Visit, now: datetime
    ) -> Iterator[Callable[[], object]]:
        for kind in kinds:
            if kind not in self._ready:
                yield partial(self._build, kind, scene)
            page = self._ready[kind]
            self._stale.discard(kind)
            yield partial(page.show_visit, visit)
            yield partial(page.show_time, now)
            yield partial(_lay_out, page)
            yield partial(_set_words, page)
        yield partial(gc.collect, 1)  # what the last pages left behind: else it may be swept in the middle of a touch

    def _looking(self, kind: type[Page], scene: Scene, visits: Sequence[Visit]) -> Iterator[Callable[[], object]]:
        page = self.made(kind, scene)
        try:
            for visit in visits:
                yield partial(page.show_visit, visit)
                yield partial(_lay_out, page)
                yield partial(_set_words, page)
            self._seen = (scene, [visit.of(NumberState).field for visit in visits])
        finally:  # also when somebody comes meanwhile, and it is to be done again
            page.deleteLater()

    def _build(self, kind: type[Page], scene: Scene) -> None:
        self._ready[kind] = self.made(kind, scene)


def _lay_out(page: Page) -> None:
    """The parts with a layout of their own, too: Qt would lay out what is hidden when it is shown."""
    page.ensurePolished()
    for part in (page, *page.findChildren(QWidget)):
        if (layout := part.layout()) is not None:
            layout.activate()
    if page.area is not None:
        page.area.lay_out()


def _set_words(page: Page) -> None:
    """Painted once where nobody sees it: line breaks and icons are found then, and kept."""
    canvas = QPixmap(page.size())
    page.render(canvas)
