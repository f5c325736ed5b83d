"""Show the cases of a procedure: a citizen has one of them, and sees its papers alone."""

from kiosk.domain.procedures.procedure import Procedure
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.words import shortened
from ui.layout.blocks import Choices, Read
from ui.layout.key_list import KeyList
from ui.theme import Role, Step
from ui.visit.number import TurnServices
from ui.visit.procedures import ChooseCase, ProcedureState, open_procedure
from ui.visit.visit import Visit
from ui.widgets.rows import RowKey
from ui.widgets.text import Text

#: The most letters of a case on its key. The next page shows all of its words.
_MOST_LETTERS = 150
#: Equal rows in two columns hold short cases. Where one has more letters, each row has the height of its own words.
_LONG = 90
#: The text sizes in which no row holds two keys.
_LARGE = (Step.XL, Step.XXL)


class CasePage(Page):
    """Ask for the case, by the catalogue's words in the catalogue's order."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        theme = self.theme
        self.cases: dict[str, RowKey] = {}
        self.question = Text(theme, Role.TITLE, scene.say("procedure.which_case"))
        self.name = Text(theme, Role.BODY, weight=700)
        self.list = self._new_list(has_long=False)
        self._foot = ControlFoot(self, help_key="kiosk.choose.help")
        self._compose()

    def _new_list(self, *, has_long: bool) -> KeyList:
        own = has_long or self.theme.step in _LARGE
        row = 33 if own else 38
        made = KeyList(self.theme, self.scene.turn_words, row=row, least_row=26, column=120, tallest=2.6, own=own)
        made.turned.connect(self._turn)
        return made

    def _compose(self) -> None:
        self.compose(Read(self.question, self.name), Choices(self.list).below(6))

    def show_visit(self, visit: Visit) -> None:
        """Show the cases of the open procedure."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        one = open_procedure(visit)
        if one is None:
            return
        self.name.set_text(one.title)
        if list(self.cases) != list(one.cases):
            self._show_cases(one)
        self.list.show_page(visit.of(ProcedureState).case_page)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
        self._foot.show_countdown(visit)

    def _show_cases(self, one: Procedure) -> None:
        for key in self.cases.values():
            self.forget(key)
        self.list.hide()
        self.list.deleteLater()
        self.list = self._new_list(has_long=max(map(len, one.cases)) > _LONG)
        self.cases = {case: self.on(self._key(one, case), ChooseCase(case)) for case in one.cases}
        self.list.show_keys(list(self.cases.values()), 0)
        self._compose()

    def _key(self, one: Procedure, case: str) -> RowKey:
        count = len(one.in_case(case).check_list)
        papers = self.scene.say("procedure.case_papers", count=count)
        facts = () if self.theme.step in _LARGE else (("list-checks", papers),)  # large words need the room
        return RowKey(self.theme, shortened(case, _MOST_LETTERS), facts=facts)

    def _turn(self, page: int) -> None:
        self.happened.emit(TurnServices(page))
