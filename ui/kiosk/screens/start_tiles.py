"""Show what else the start page offers: as many tiles as the branch has, on one grid."""

from collections.abc import Iterable
from weakref import proxy

from ui.kiosk.screens.page import Page
from ui.layout.key_list import KeyList
from ui.visit.appointment import OpenCheckIn
from ui.visit.event import VisitEvent
from ui.visit.feedback import OpenFeedback
from ui.visit.procedures import OpenDossiers, OpenProcedures
from ui.visit.rating import OpenRating
from ui.visit.visit import Busy, Visit
from ui.widgets.tiles import Tile

#: Name, icon, the sentences of label and hint, event; in the order in which they stand.
_TILES: tuple[tuple[str, str, str, str, VisitEvent], ...] = (
    ("procedures", "file-search-2", "look_up.tile", "look_up.tile_hint", OpenProcedures()),
    ("dossiers", "folder-search", "dossier.tile", "dossier.tile_hint", OpenDossiers()),
    ("check_in", "calendar-check", "appointment.start.tile", "appointment.start.hint", OpenCheckIn()),
    ("rate", "smile", "kiosk.start.rate", "kiosk.start.rate_hint", OpenRating()),
    ("feedback", "message-square-text", "feedback.tile", "feedback.tile_hint", OpenFeedback()),
)
#: Millimetres of a tile, preferred and least, and of the gap between two.
_ROW_MM, _LEAST_MM, _GAP_MM = 44, 30, 6.6


class StartTiles(KeyList):
    """Show tiles in rows of two; the last of an odd number takes the whole row, with its icon on the same grid."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            page.theme,
            page.scene.turn_words,
            row=_ROW_MM,
            least_row=_LEAST_MM,
            gap=_GAP_MM,
            tallest=1.4,
            first_columns=2,
            fills=True,
        )
        self._host: Page = proxy(page)
        self.tiles: dict[str, Tile] = {}
        self._posted = ""
        self._show(("rate",))

    @property
    def least_width(self) -> int:
        """Return the least width in pixels of two tiles beside each other."""
        return 2 * super().least_width + self.gap

    def show_visit(self, visit: Visit) -> None:
        """Show what this branch offers."""
        offered = {"rate"}
        posted = next(iter(visit.now.setup.feedback.shown.values()), "") if visit.now is not None else ""
        if posted:
            offered.add("feedback")
        if visit.now is not None and visit.now.has_appointments:
            offered.add("check_in")
        if visit.now is not None and visit.now.dossier_portal:
            offered.add("dossiers")
        if visit.now is not None and visit.now.catalogue is not None:
            offered.add("procedures")
        self._show((name for name, *_ in _TILES if name in offered), posted)
        if "procedures" in self.tiles:
            self.tiles["procedures"].set_busy(visit.busy is Busy.CATALOGUE)

    def _show(self, names: Iterable[str], posted: str = "") -> None:
        shown = tuple(names)
        if (shown, posted) == (tuple(self.tiles), self._posted):
            return
        self._posted = posted
        for tile in self.tiles.values():
            self._host.forget(tile)
        self.tiles = {
            name: self._host.on(self._tile(icon, label, hint), event)
            for name, icon, label, hint, event in _TILES
            if name in shown
        }
        self.show_keys(list(self.tiles.values()), 0)

    def _tile(self, icon: str, label: str, hint: str) -> Tile:
        say = self._host.scene.say
        second = say(hint, first=self._posted)
        tile = Tile(self._host.theme, say(label), second=second, icon=icon)
        tile.setAccessibleDescription(second)
        return tile
