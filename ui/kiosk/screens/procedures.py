"""Let the citizen choose a field of the catalogue and one of its procedures, or search."""

from kiosk.domain.procedures.posting import doubts
from kiosk.domain.procedures.procedure import Procedure
from ui.kiosk.screens.fields import FIELDS, ITEMS, NO_ICON, FieldsPage
from ui.kiosk.screens.page import Scene
from ui.layout.blocks import Choices, Keys, Read
from ui.layout.fit import Side
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.procedures import ProcedureState, ShowProcedure, is_old
from ui.visit.visit import Visit
from ui.widgets.rows import RowKey
from ui.widgets.text import Text


class ProceduresPage(FieldsPage):
    """Show all procedures of the branch's catalogue by field."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "look_up.title", "look_up.search")
        self.procedures: dict[str, RowKey] = {}
        self._shown: object = None
        self.caption = Text(self.theme, Role.SMALL, weight=500, colour=self.theme.c.ink_soft)
        self.date = Text(self.theme, Role.SMALL, colour=self.theme.c.ink_soft)
        self.compose(
            Read(self.title).at(Side.ABOVE),
            Keys(self.search, height=24).at(Side.ABOVE).below(6),
            Read(self.date).at(Side.ABOVE).below(4),
            Choices(self.left).at(Side.LEFT).below(6).asking(FIELDS),
            Read(self.caption).at(Side.RIGHT).below(5).asking(ITEMS),
            Choices(self.right).at(Side.RIGHT).below(3).asking(ITEMS),
            left=28,
            right=45,
        )

    def _new_list(self) -> KeyList:
        return KeyList(self.theme, self.scene.turn_words, row=33, column=125, own=True)

    def show_visit(self, visit: Visit) -> None:
        """Show the fields, the procedures of the open one, and the catalogue's date."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        known, state = visit.catalogue, visit.of(ProcedureState)
        if known is None:
            return
        self._show_date(visit)
        icons = _icons(visit)
        self.show_fields({name: (name, icons.get(name, NO_ICON)) for name in known.fields}, state.field_page)
        opened = state.field or next(iter(known.fields), "")
        if self._shown != (known.as_of, opened):
            self._shown = (known.as_of, opened)
            offered = known.fields.get(opened, ())
            self._show_list(offered, state.page)
            sentence = self.scene.say("look_up.of_field", count=len(offered), field=opened)
            self.caption.set_text(sentence, bold=opened)
        self.right.show_page(state.page)
        self.open_field(state.field)

    def _show_date(self, visit: Visit) -> None:
        if visit.catalogue is not None:
            said = doubts(None, visit.catalogue.as_of, self.scene.texts, is_old=is_old(visit))
            self.date.set_text(" ".join(said))

    def _show_list(self, offered: tuple[Procedure, ...], page: int) -> None:
        for key in self.procedures.values():
            self.forget(key)
        self.procedures = {
            one.code: self.on(
                RowKey(self.theme, one.title, facts=(("file-text", self.scene.say("procedure.code", code=one.code)),)),
                ShowProcedure(one.code),
            )
            for one in offered
        }
        self.right.show_keys(list(self.procedures.values()), page)


def _icons(visit: Visit) -> dict[str, str]:
    """Return an icon for each field of the catalogue: that of the branch's field that handles its procedures."""
    if visit.now is None or visit.catalogue is None:
        return {}
    setup = visit.now.setup
    found: dict[str, str] = {}
    by_code = {one.code: one.icon for one in setup.fields}
    for service in setup.offered_services:
        for procedure in filter(None, map(visit.catalogue.find, service.procedures)):
            found.setdefault(procedure.field, by_code.get(service.field_code, NO_ICON))
    return found
