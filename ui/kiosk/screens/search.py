"""The search: what is typed above, what fits below it at once, one touch to the procedure or to the number."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.paged import PagedKeys
from ui.kiosk.screens.procedures import LONG_NAMES, turn_words
from ui.kiosk.screens.typing import Typing
from ui.theme import Role
from ui.visit.common import Confirm
from ui.visit.number import ChooseService, TurnServices
from ui.visit.procedures import ShowProcedure
from ui.visit.search import SearchState
from ui.visit.visit import Visit
from ui.widgets.rows import RowKey
from ui.widgets.text import Text


class SearchPage(Page):
    """For services where a number is taken, for procedures where they are looked up."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme = scene.say, self.theme
        self.found: dict[str, RowKey] = {}
        self._shown: object = None
        self.title = Text(theme, Role.TITLE)
        self.caption = Text(theme, Role.SMALL, colour=theme.c.ink_soft)
        example = "example_short" if scene.is_narrow else "example"
        self.typing = Typing(
            self, hint=say(f"look_up.{example}"), act=say("look_up.find"), event=Confirm(), icon="search"
        )
        turn = say("kiosk.choose.previous"), say("kiosk.choose.next")
        self.list = PagedKeys(theme, *turn_words(scene), rows=7, names=turn)
        self.list.tallest = LONG_NAMES
        self.list.row_height = max(theme.target(33), round(theme.size(Role.LABEL) * 1.3 + theme.size(Role.SMALL) * 1.7))
        self.list.turned.connect(self._turn)
        self._arrange()
        self._foot = ControlFoot(self, help_key="kiosk.choose.help", is_short=True)

    def _arrange(self) -> None:
        theme, wide = self.theme, self.scene.is_landscape
        self.body.addSpacing(theme.mm(5 if wide else 8))
        if self.scene.is_rolled:
            for widget in (self.title, self.caption, self.list):
                self.body.addWidget(widget)
            self.keep_in_sight(self.typing.row, self.typing.keyboard)
            return
        if wide:
            top = QHBoxLayout()
            top.setSpacing(theme.mm(9))
            top.addWidget(self.title, 10 if self.scene.is_small else 6)
            top.addLayout(self.typing.row, 15)
            self.body.addLayout(top)
        else:
            self.body.addWidget(self.title)
            self.body.addSpacing(theme.mm(3))
            self.body.addLayout(self.typing.row)
        self.body.addSpacing(theme.gap(4))
        below = QHBoxLayout() if wide else QVBoxLayout()
        below.setSpacing(theme.gap(9 if wide else 5))
        column = QVBoxLayout()
        column.setSpacing(theme.mm(2.5))
        column.addWidget(self.caption)
        column.addWidget(self.list, 1)
        below.addLayout(column, 12 if wide else 1)
        below.addWidget(self.typing.keyboard, 11 if wide else int(self.scene.is_low))
        self.body.addLayout(below, 1)
        self.body.addSpacing(theme.mm(4 if wide else 5))

    def show_visit(self, visit: Visit) -> None:
        """The text, and what fits it."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        self.typing.show_visit(visit)
        state, say = visit.of(SearchState), self.scene.say
        self.title.set_text(say("look_up.search_service" if state.wants_service else "look_up.search_title"))
        self.typing.keyboard.setVisible(not state.is_listing)
        self.list.setVisible(
            state.is_listing or not (self.scene.is_low or self.scene.is_rolled)
        )  # below the line is room for one of them
        self.typing.act.setEnabled(state.finds is not None)
        self.caption.set_text(self._caption(visit))
        finds = state.finds
        if self._shown != (finds, visit.now if state.wants_service else None):
            self._shown = (finds, visit.now if state.wants_service else None)
            self._show_finds(visit)
        self.list.show_page(state.finds_page)

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)

    def _caption(self, visit: Visit) -> str:
        state, say = visit.of(SearchState), self.scene.say
        finds = state.finds
        if finds is None:
            return say("look_up.how")
        count = len(finds.services if state.wants_service else finds.codes)
        if not count:
            return say("look_up.nothing")
        if finds.former and not state.wants_service:
            return say("look_up.former", former=finds.former, code=finds.codes[0])
        key = "near" if finds.is_near else "many" if finds.has_more else "count"
        return say(f"look_up.{key}", count=count)

    def _show_finds(self, visit: Visit) -> None:
        for key in self.found.values():
            self.forget(key)
        self.found = self._services(visit) if visit.of(SearchState).wants_service else self._procedures(visit)
        self.list.show_keys(list(self.found.values()), visit.of(SearchState).finds_page)

    def _services(self, visit: Visit) -> dict[str, RowKey]:
        """Each with its queue; a touch takes the number."""
        finds, now, texts = visit.of(SearchState).finds, visit.now, self.scene.texts
        views = [now.view(number) for number in finds.services] if finds and now else []
        return {
            view.service.code: self.on(
                RowKey(self.theme, words.one_line(texts.name(view.service.name)), facts=words.facts(texts, view)),
                ChooseService(view.service.id),
            )
            for view in views
            if view is not None
        }

    def _procedures(self, visit: Visit) -> dict[str, RowKey]:
        """Each with its field."""
        finds, known = visit.of(SearchState).finds, visit.catalogue
        found = [known.find(code) for code in finds.codes] if finds and known else []
        return {
            one.code: self.on(RowKey(self.theme, one.title, facts=(("file-text", one.field),)), ShowProcedure(one.code))
            for one in found
            if one is not None
        }

    def _turn(self, page: int) -> None:
        self.happened.emit(TurnServices(page))
