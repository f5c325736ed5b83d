"""Search by typing: the finds follow each letter, and one touch leads to the procedure or to the number."""

from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.typing import Typing
from ui.layout.blocks import Choices, Read
from ui.layout.fit import Side
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.common import Confirm
from ui.visit.number import ChooseService, TurnServices
from ui.visit.procedures import ShowProcedure
from ui.visit.search import SearchState
from ui.visit.visit import Visit
from ui.widgets.rows import RowKey
from ui.widgets.text import Text

#: So many names are read above the keyboard where the list has no room beside it.
_FIRST = 3


class SearchPage(Page):
    """Find services on the way to a number, and procedures in the look-up."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme = scene.say, self.theme
        self.found: dict[str, RowKey] = {}
        self._shown: object = None
        self.title = Text(theme, Role.TITLE)
        self.caption = Text(theme, Role.SMALL, colour=theme.c.ink_soft)
        self.first = tuple(Text(theme, Role.BODY) for _ in range(_FIRST))
        for text in self.first:
            text.hide()
        self.typing = Typing(
            self,
            hint=say("look_up.example_short" if theme.is_rolled else "look_up.example"),
            act=say("look_up.find"),
            event=Confirm(),
            icon="search",
        )
        self.list = KeyList(theme, scene.turn_words, row=33, column=125, own=True)
        self.list.turned.connect(self._turn)
        self._foot = ControlFoot(self, help_key="kiosk.choose.help")
        self._choices = Choices(self.list).at(Side.LEFT).below(3).giving_way()
        self.compose(
            Read(self.title).at(Side.LEFT),
            *self.typing.writing(Side.ABOVE),
            Read(self.caption).at(Side.LEFT).below(5),
            *(Read(text).at(Side.LEFT).below(3).instead_of(self._choices) for text in self.first),
            self._choices,
            # the keyboard stands where it is while the finds change with every letter
            self.typing.keys(Side.RIGHT if scene.is_landscape else Side.ACROSS, steady=True),
            left=12,
            right=11,
            beside=True,
        )

    def show_visit(self, visit: Visit) -> None:
        """Show the text and the finds."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        self.typing.show_visit(visit)
        state, say = visit.of(SearchState), self.scene.say
        self.title.set_text(say("look_up.search_service" if state.wants_service else "look_up.search_title"))
        self._choices.gives_way = self.typing.line.stays = not state.is_listing
        self.typing.keyboard.setVisible(not state.is_listing)
        self.typing.act.setEnabled(state.finds is not None)
        self.caption.set_text(self._caption(visit))
        finds = state.finds
        if self._shown != (finds, visit.now if state.wants_service else None):
            self._shown = (finds, visit.now if state.wants_service else None)
            self._show_finds(visit)
        self.list.show_page(state.finds_page)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
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
        self.list.show_keys(
            list(self.found.values()), visit.of(SearchState).finds_page
        )  # empty, too: else the keyboard moves
        names = [key.label for key in self.list.keys] + [""] * _FIRST
        for text, name in zip(self.first, names, strict=False):
            text.set_text(name)
            text.setHidden(not name)

    def _services(self, visit: Visit) -> dict[str, RowKey]:
        """Return the keys of services, each with its queue; a touch takes the number."""
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
        """Return the keys of procedures, each with its field."""
        finds, known = visit.of(SearchState).finds, visit.catalogue
        found = [known.find(code) for code in finds.codes] if finds and known else []
        return {
            one.code: self.on(RowKey(self.theme, one.title, facts=(("file-text", one.field),)), ShowProcedure(one.code))
            for one in found
            if one is not None
        }

    def _turn(self, page: int) -> None:
        self.happened.emit(TurnServices(page))
