"""Ask two questions, for a field and for something of it, beside each other or one after the other."""

from collections.abc import Mapping

from PySide6.QtCore import Qt

from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.common import GoBack
from ui.visit.number import ChooseField, CloseField, TurnFields, TurnServices
from ui.visit.search import OpenSearch
from ui.visit.visit import Visit
from ui.widgets.keys import Key
from ui.widgets.text import Text
from ui.widgets.tiles import FieldKey

#: For a field without an icon.
NO_ICON = "file-text"
#: The numbers of the two questions.
FIELDS, ITEMS = 0, 1


class FieldsPage(Page):
    """Hold the fields (`left`) and the key of the search. A subclass fills `right` and composes the page."""

    def __init__(self, scene: Scene, title: str, search: str) -> None:
        super().__init__(scene)
        theme = self.theme
        self.fields: dict[str, FieldKey] = {}
        self._people: Mapping[str, str] = {}
        self._field: str | None = None
        self.title = Text(theme, Role.TITLE, scene.say(title))
        self.search = Key(
            theme,
            text=scene.say(search),
            icon="search",
            trailing="keyboard",
            align=Qt.AlignmentFlag.AlignLeft,
            role=Role.KEY,
        )
        self.search.brief = scene.say("look_up.search_short")
        self.search.icon_colour = theme.c.flag
        self.on(self.search, OpenSearch())
        self.left = KeyList(theme, scene.turn_words, row=44, column=82, gap=3.6, widest=115)
        self.left.turned.connect(self._turn_fields)
        self.right = self._new_list()
        self.right.turned.connect(self._turn_items)
        self._foot = ControlFoot(self, help_key="kiosk.choose.help")

    def _new_list(self) -> KeyList:
        """Make the list of the second question."""
        raise NotImplementedError

    def settle(self) -> None:
        """Follow the layout, which says whether both questions have room."""
        super().settle()
        self.area.arranged.connect(self._show_question)
        self._show_question()

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
        self._foot.show_countdown(visit)

    def show_fields(self, named: Mapping[str, tuple[str, str]], page: int) -> None:
        """Show the fields by code, each with its name and its icon."""
        if list(self.fields) != list(named):
            for key in self.fields.values():
                self.forget(key)
            self.fields = {code: self._field_key(code, *about) for code, about in named.items()}
            self.left.show_keys(list(self.fields.values()), page)
        self.left.show_page(page)

    def _field_key(self, code: str, name: str, icon: str) -> FieldKey:
        known = icon if self.theme.has_icon(icon) else NO_ICON
        return self.on(FieldKey(self.theme, words.one_line(name), icon=known), ChooseField(code))

    def open_field(self, field: str | None, people: Mapping[str, str] | None = None) -> None:
        """Ask for a field (None) or for something of it. `people` says by field how many wait."""
        self._field, self._people = field, people or {}
        self._show_question()

    def _show_question(self) -> None:
        """Show the question that is open; Back leads from the second to the first where that is not beside it."""
        is_one = self.area.has_one_question
        opened = self._field or next(iter(self.fields), None)
        seconds = {code: self._people.get(code, "") if is_one else "" for code in self.fields}
        for code, key in self.fields.items():
            key.setChecked(code == opened and not is_one)
        if any(key.second != seconds[code] for code, key in self.fields.items()):
            for code, key in self.fields.items():
                key.set_text(key.label, seconds[code])
            self.left.place_keys()  # all of them have room for it, or none
        self._foot.lead_back(CloseField() if is_one and self._field else GoBack())
        self.area.ask(ITEMS if self._field else FIELDS)

    def _turn_fields(self, page: int) -> None:
        self.happened.emit(TurnFields(page))

    def _turn_items(self, page: int) -> None:
        self.happened.emit(TurnServices(page))
