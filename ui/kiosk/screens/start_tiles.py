"""The tiles below the hero: what else one can do here, as many as the branch offers, in rows of two."""

from collections.abc import Iterable
from weakref import proxy

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.kiosk.screens.page import Page
from ui.theme import Step
from ui.visit.appointment import OpenCheckIn
from ui.visit.event import VisitEvent
from ui.visit.procedures import OpenDossiers, OpenProcedures
from ui.visit.rating import OpenRating
from ui.visit.visit import Busy, Visit
from ui.widgets.tiles import Tile

#: Tiles that stand beside the panel about the card whatever the size of the words.
_FEW = 3
#: Name, icon, the sentences of label and hint, event; in the order in which they stand.
_TILES: tuple[tuple[str, str, str, str, VisitEvent], ...] = (
    ("procedures", "file-search-2", "look_up.tile", "look_up.tile_hint", OpenProcedures()),
    ("dossiers", "folder-search", "dossier.tile", "dossier.tile_hint", OpenDossiers()),
    ("check_in", "calendar-check", "appointment.start.tile", "appointment.start.hint", OpenCheckIn()),
    ("rate", "smile", "kiosk.start.rate", "kiosk.start.rate_hint", OpenRating()),
)


class StartTiles(QWidget):
    """One tile alone is wide in portrait and lines up with the hero; several share the width by twos, the last of an
    odd number is wide again."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page: Page = proxy(page)
        self._shown: tuple[str, ...] = ()
        self.tiles: dict[str, Tile] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(page.theme.mm(6.6))
        if page.scene.is_square:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._show(("rate",))

    @property
    def needs_room(self) -> bool:
        """So many tiles that nothing but the hero can stand beside them, at this size of words or on a square panel."""
        scene = self._page.scene
        is_full = scene.is_large and scene.is_guided and not scene.is_landscape
        most = _FEW - 1 if is_full else _FEW
        return len(self._shown) > most and (scene.is_large or scene.is_square) and not scene.is_low

    def show_visit(self, visit: Visit) -> None:
        """What this branch offers."""
        offered = {"rate"}
        if visit.now is not None and visit.now.has_appointments:
            offered.add("check_in")
        if visit.now is not None and visit.now.dossier_portal:
            offered.add("dossiers")
        if visit.now is not None and visit.now.catalogue is not None:
            offered.add("procedures")
        self._show(name for name, *_ in _TILES if name in offered)
        if "procedures" in self.tiles:
            self.tiles["procedures"].set_busy(visit.busy is Busy.CATALOGUE)

    def _show(self, names: Iterable[str]) -> None:
        shown = tuple(names)
        if shown == self._shown:
            return
        self._shown = shown
        for tile in self.tiles.values():
            self._page.forget(tile)
            tile.hide()
            tile.deleteLater()
        scene = self._page.scene
        is_high = not (scene.is_landscape or scene.is_low)
        is_narrow = (scene.is_square and not self.needs_room) or (scene.is_large and is_high)
        columns = 1 if len(shown) == 1 or is_narrow else 2
        is_wide = columns == 1 and not scene.is_landscape
        self.tiles = {}
        for name, icon, label, hint, event in _TILES:
            if name in shown:
                is_short = len(shown) > 1 and (scene.is_landscape or (scene.is_large and not scene.is_low))
                second = "" if is_short else scene.say(hint)
                row, column = divmod(len(self.tiles), columns)
                span = columns if len(self.tiles) == len(shown) - 1 and column == 0 else 1
                is_alone = span == 2 and not scene.is_landscape
                tile = Tile(scene.theme, scene.say(label), second=second, icon=icon, is_wide=is_wide or is_alone)
                tile.setAccessibleDescription(scene.say(hint))
                self._fit(tile)
                self._grid.addWidget(tile, row, column, 1, span)
                self.tiles[name] = self._page.on(tile, event)

    def _fit(self, tile: Tile) -> None:
        scene, step = self._page.scene, self._page.theme.step
        if self.needs_room and not scene.is_landscape:
            tile.setFixedHeight(scene.theme.mm(38))
        elif scene.is_square or self.needs_room:
            tile.setSizePolicy(tile.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Expanding)
        elif scene.is_low and scene.is_guided:
            tile.setFixedHeight(scene.theme.mm(28))
        elif scene.is_landscape and (step is not Step.M or len(self._shown) > 1):
            is_tight = step is not Step.M or scene.is_small
            is_full = len(self._shown) > 2 and is_tight  # two rows, and large words beside them
            tile.setFixedHeight(scene.theme.mm(33 if is_full else 40 if len(self._shown) > 2 else 44))
