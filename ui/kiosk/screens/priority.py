"""Let the citizen declare a priority group of the branch's list; the clerk checks it."""

from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Choices, Read
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.number import ChooseGroup, NumberState, offered_groups
from ui.visit.visit import Visit
from ui.widgets.text import Text
from ui.widgets.tiles import MarkKey


class PriorityPage(Page):
    """Show the groups as choices, and an ordinary number."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        theme = self.theme
        self.title = Text(theme, Role.TITLE)
        self.hint = Text(theme, Role.BODY, colour=theme.c.ink_soft)
        self.list = KeyList(theme, scene.turn_words, row=38, least_row=24, column=130)
        self.list.turned.connect(self.list.show_page)
        self.groups: dict[str | None, MarkKey] = {}
        self._foot = ControlFoot(self)
        self.compose(Read(self.title, self.hint), Choices(self.list))

    def show_visit(self, visit: Visit) -> None:
        """Show the groups of the branch."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        who = self.scene.who(visit)
        self.title.set_text(self.scene.say("kiosk.priority.title", who=who))
        self.hint.set_text(self.scene.say("kiosk.priority.hint", who=who))
        groups = offered_groups(visit)
        if {*groups, None} != set(self.groups):
            for key in self.groups.values():
                self.forget(key)
            named: dict[str | None, str] = {}
            for code, one in groups.items():
                named[code] = words.one_line(self.scene.texts.name(one.name))
            named[None] = self.scene.say("kiosk.priority.ordinary")
            self.groups = {code: self.on(MarkKey(self.theme, name), ChooseGroup(code)) for code, name in named.items()}
            self.list.show_keys(list(self.groups.values()), 0)
        for declared, key in self.groups.items():
            key.setChecked(declared == visit.of(NumberState).group)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
        self._foot.show_countdown(visit)
