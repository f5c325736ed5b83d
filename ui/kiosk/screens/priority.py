"""Which priority group: a list that the centre sets, declared here, checked by the clerk."""

from ui.kiosk import events as e
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.paged import PagedKeys
from ui.kiosk.state import Visit
from ui.theme import Role
from ui.widgets.keys import Key
from ui.widgets.text import Text
from ui.widgets.tiles import MarkKey


class PriorityPage(Page):
    """The groups as choices, and an ordinary number."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        theme, wide = self.theme, scene.is_landscape
        self.title = Text(theme, Role.TITLE)
        self.hint = Text(theme, Role.BODY, colour=theme.c.ink_soft)
        self.list = PagedKeys(
            theme,
            scene.say("kiosk.choose.previous"),
            scene.say("kiosk.choose.next"),
            rows=4 if wide else 7,
            columns=2 if wide else 1,
        )
        self.list.row_height = theme.mm(38)
        self.list.turned.connect(self._turn)
        self.groups: dict[str, MarkKey] = {}
        self.ordinary = Key(theme, text=scene.say("kiosk.priority.ordinary"), role=Role.LABEL)
        self.on(self.ordinary, e.ChooseGroup(None))
        self.body.addSpacing(theme.mm(9))
        self.body.addWidget(self.title)
        self.body.addWidget(self.hint)
        self.body.addSpacing(theme.mm(8))
        self.body.addWidget(self.list, 1)
        self.body.addSpacing(theme.mm(6))
        self.body.addWidget(self.ordinary)
        self.body.addSpacing(theme.mm(5))
        self._foot = ControlFoot(self)

    def show_visit(self, visit: Visit) -> None:
        """The groups of the branch."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        who = self.scene.who(visit)
        self.title.set_text(self.scene.say("kiosk.priority.title", who=who))
        self.hint.set_text(self.scene.say("kiosk.priority.hint", who=who))
        groups = visit.now.setup.groups if visit.now else {}
        if set(groups) != set(self.groups):
            for key in self.groups.values():
                self.forget(key)
            self.groups = {
                code: self.on(MarkKey(self.theme, words.one_line(self.scene.texts.name(one.name))), e.ChooseGroup(code))
                for code, one in groups.items()
            }
            self.list.show_keys(list(self.groups.values()), 0)
        for code, key in self.groups.items():
            key.setChecked(code == visit.group)

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)

    def _turn(self, page: int) -> None:
        self.list.show_page(page)
