"""Which procedure: the fields of the catalogue at the left, their procedures at the right; or the search."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.domain.procedures.procedure import Procedure
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.paged import PagedKeys
from ui.theme import Role
from ui.visit.number import ChooseField, TurnFields, TurnServices
from ui.visit.procedures import ProcedureState, ShowProcedure
from ui.visit.search import OpenSearch
from ui.visit.visit import Visit
from ui.widgets.keys import Key
from ui.widgets.rows import RowKey
from ui.widgets.text import Text
from ui.widgets.tiles import FieldKey

#: Names of procedures run to 400 letters: a row may be so many times as high as one with a short name.
LONG_NAMES = 3.4
_LEFT = Qt.AlignmentFlag.AlignLeft
#: For a field of which no service of the branch handles a procedure.
_ICON = "file-text"


def search_key(page: Page, key: str) -> Key:
    """Opens the search; it looks like what it leads to."""
    has_room = not (page.scene.is_landscape or page.scene.is_low or page.scene.is_narrow)
    trailing = "keyboard" if has_room else ""
    made = Key(page.theme, text=page.scene.say(key), icon="search", trailing=trailing, align=_LEFT, role=Role.KEY)
    made.icon_colour = page.theme.c.flag
    return page.on(made, OpenSearch())


def turn_words(scene: Scene) -> tuple[str, str]:
    """What stands on the keys that turn pages: arrows alone where the largest letters leave no room for words."""
    return ("", "") if scene.is_large else (scene.say("kiosk.choose.previous"), scene.say("kiosk.choose.next"))


class ProceduresPage(Page):
    """All procedures of the branch's catalogue, field by field."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme, wide = scene.say, self.theme, scene.is_landscape
        self.fields: dict[str, FieldKey] = {}
        self.procedures: dict[str, RowKey] = {}
        self._shown: object = None
        turn = say("kiosk.choose.previous"), say("kiosk.choose.next")
        self.left = PagedKeys(theme, "", "", rows=8, names=turn)
        small, low = theme.size(Role.SMALL), wide or scene.is_low
        self.left.row_height = max(theme.target(22 if low else 29), round(small * (2.3 if low else 3)))
        self.left.tallest = 2.0 if scene.is_small else 1.3 if wide else 1.7
        self.right = PagedKeys(theme, *turn_words(scene), rows=4 if wide else 7, names=turn)
        self.right.tallest = LONG_NAMES
        self.right.row_height = max(
            theme.target(36 if scene.is_low else 40), round(theme.size(Role.LABEL) * 1.3 + theme.size(Role.SMALL) * 2.2)
        )
        self.left.turned.connect(self._turn_fields)
        self.right.turned.connect(self._turn_list)
        self.search = search_key(self, "look_up.search")
        self.date = Text(theme, Role.SMALL, colour=theme.c.ink_soft)
        self._arrange()
        self._foot = ControlFoot(self, help_key="kiosk.choose.help")

    def _arrange(self) -> None:
        theme, wide = self.theme, self.scene.is_landscape
        title = Text(theme, Role.TITLE, self.scene.say("look_up.title"))
        self.body.addSpacing(theme.mm(6 if wide else 8))
        columns, right = self.scene.beside(), QVBoxLayout()
        columns.setSpacing(theme.mm(8.2))
        right.setSpacing(0)
        if wide:
            top = QHBoxLayout()
            top.setSpacing(theme.mm(8.2))
            top.addWidget(title, 10)
            top.addWidget(self.search, 9)
            self.body.addLayout(top)
            columns.addWidget(self.left, 420 if self.scene.is_square else 340)
        else:
            self.body.addWidget(title)
            self.body.addSpacing(theme.mm(4.5))
            self.body.addWidget(self.search)
            columns.addWidget(self.left, (250 if self.scene.is_shallow else 220) if self.scene.is_low else 280)
        self.body.addSpacing(theme.mm(3))
        self.body.addWidget(self.date)
        self.body.addSpacing(theme.mm(3))
        right.addWidget(self.right, 1)
        columns.addLayout(right, 1018 if wide else 446)
        self.body.addLayout(columns, 1)
        self.body.addSpacing(theme.mm(4 if wide else 7.5))

    def show_visit(self, visit: Visit) -> None:
        """The fields, the procedures of the one that is open, and the catalogue's date."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        known, state = visit.catalogue, visit.of(ProcedureState)
        if known is None:
            return
        self._show_date(visit)
        fields = known.fields
        if self._shown != (known.as_of, state.field):
            self._shown = (known.as_of, state.field)
            self._show_fields(visit, tuple(fields))
            self._show_list(visit)
        for name, key in self.fields.items():
            key.setChecked(name == state.field)
        self.left.show_page(state.field_page)
        self.right.show_page(state.page)

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)

    def _show_date(self, visit: Visit) -> None:
        if visit.catalogue is not None:
            is_old = visit.now is not None and visit.now.catalogue is not None and visit.now.catalogue.is_old
            date = f"{visit.catalogue.as_of:%d/%m/%Y}"
            self.date.set_text(self.scene.say("procedure.as_of_old" if is_old else "procedure.as_of", date=date))

    def _show_fields(self, visit: Visit, names: tuple[str, ...]) -> None:
        if tuple(self.fields) == names:
            return
        for key in self.fields.values():
            self.forget(key)
        icons = _icons(visit)
        self.fields = {
            name: self.on(FieldKey(self.theme, name, icon=icons.get(name, _ICON)), ChooseField(name)) for name in names
        }
        self.left.show_keys(list(self.fields.values()), 0)

    def _show_list(self, visit: Visit) -> None:
        for key in self.procedures.values():
            self.forget(key)
        known, state = visit.catalogue, visit.of(ProcedureState)
        offered = known.fields.get(state.field or "", ()) if known else ()
        self.procedures = {
            one.code: self.on(
                RowKey(self.theme, one.title, facts=self._facts(one)),
                ShowProcedure(one.code),
            )
            for one in offered
        }
        self.right.show_keys(list(self.procedures.values()), state.page)

    def _facts(self, one: Procedure) -> tuple[tuple[str, str], ...]:
        """Its code; in low reach a long name needs the room."""
        return () if self.scene.is_low else (("file-text", self.scene.say("procedure.code", code=one.code)),)

    def _turn_fields(self, page: int) -> None:
        self.happened.emit(TurnFields(page))

    def _turn_list(self, page: int) -> None:
        self.happened.emit(TurnServices(page))


def _icons(visit: Visit) -> dict[str, str]:
    """The catalogue's fields have no icons: each takes that of the branch's field that handles its procedures."""
    if visit.now is None or visit.catalogue is None:
        return {}
    setup = visit.now.setup
    found: dict[str, str] = {}
    by_code = {one.code: one.icon for one in setup.fields}
    for service in setup.services.values():
        for procedure in filter(None, map(visit.catalogue.find, service.procedures)):
            found.setdefault(procedure.field, by_code.get(service.field_code, _ICON))
    return found
