"""One procedure: its papers as a check list, time, fee, who decides, word for word; on paper, as a QR, or a number."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.domain.procedures.posting import LineKind, PostedLine, SectionKind, doubts, sections
from kiosk.domain.procedures.procedure import Procedure
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.paged import PagedKeys
from ui.kiosk.screens.procedures import turn_words
from ui.theme import Role
from ui.visit.number import ChooseService
from ui.visit.procedures import ChooseSection, PrintSlip, ProcedureState, TakeAlong, TurnPosting, open_procedure
from ui.visit.search import services_handling
from ui.visit.visit import Busy, Visit
from ui.widgets.keys import Key, Kind
from ui.widgets.reading import Paragraph, Reading
from ui.widgets.text import Text
from ui.widgets.tiles import FieldKey

_ICONS = {
    SectionKind.PAPERS: "list-checks",
    SectionKind.TIME: "clock",
    SectionKind.FEE: "banknote",
    SectionKind.PLACE: "landmark",
    SectionKind.CONDITIONS: "circle-check",
    SectionKind.GROUNDS: "scale",
    SectionKind.NOTES: "info",
}
#: Names with more letters than these are set smaller: up to 400 happen.
_SHORT, _LONG = 60, 140
#: Millimetres of height of a name at most: on a landscape panel, in large words.
_NAME_MM = {(False, False): 96, (False, True): 150, (True, False): 40, (True, True): 66}


class ProcedurePage(Page):
    """The parts at the left, the open one at the right, three acts below."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        say, theme, wide = scene.say, self.theme, scene.is_landscape
        self.sections: dict[SectionKind, FieldKey] = {}
        self._shown: object = None
        self._head = QWidget()  # the name's size depends on its length
        self._title = QVBoxLayout(self._head)
        self._title.setContentsMargins(0, 0, 0, 0)
        self._name: Text | None = None
        self.remark = Text(theme, Role.SMALL, colour=theme.c.ink_soft, icon="info")
        turn = say("kiosk.choose.previous"), say("kiosk.choose.next")
        low = scene.is_low
        self.rail = PagedKeys(
            theme,
            "",
            "",
            rows=7,
            columns=(2 if scene.is_narrow else 3) if low else 1,
            names=turn,
            is_narrow=scene.is_narrow,
        )
        self.rail.row_height = max(theme.target(20 if wide or low else 29), round(theme.size(Role.SMALL) * 2.2))
        self.rail.gap = theme.gap(3.8 if wide or low else 4.4)
        self.reading = Reading(theme, *turn_words(scene), names=turn, apart=low)
        self.reading.turned.connect(self._turn)
        self.print = self.on(self._act(Kind.SECOND, "printer"), PrintSlip())
        self.along = self.on(self._act(Kind.SECOND, "qr-code"), TakeAlong())
        self.number = self._act(Kind.MAIN, "ticket")
        self.along.set_text(scene.brief("look_up.take_along"))
        self.number.set_text(scene.brief("look_up.number"))
        self._service: int | None = None
        self._arrange()
        self._foot = ControlFoot(self, help_key="kiosk.choose.help")

    def _act(self, kind: Kind, icon: str) -> Key:
        """In the two largest text sizes the words take all the room."""
        large = self.scene.is_large
        return Key(
            self.theme, kind, icon="" if large else icon, stacked=self.scene.is_landscape and not large, role=Role.KEY
        )

    def _arrange(self) -> None:
        theme, wide = self.theme, self.scene.is_landscape
        acts = QVBoxLayout() if wide or self.scene.is_narrow or self.scene.is_cramped else QHBoxLayout()
        acts.setSpacing(theme.gap(5.2))
        for key in (self.print, self.along, self.number):
            high = theme.primary(40 if self.scene.is_large else 44 if wide else 32)
            key.set_height(high)
            if wide and self.scene.is_large:  # below the name of 400 letters is less room
                key.setMinimumHeight(theme.primary(33))
                key.setSizePolicy(key.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Expanding)
            key.is_tight = self.scene.is_low
            acts.addWidget(key, 5 if key is self.number else 4)
        self.body.addSpacing(theme.mm(5 if wide else 8))
        self.body.addWidget(self._head)
        self.body.addWidget(self.remark)
        self.body.addSpacing(theme.mm(3 if wide else 6))
        if self.scene.is_low:  # what is read goes up, its keys stay below in rows
            self.body.addWidget(self.reading, 1)
            self.body.addWidget(self.rail, 1)
            self.body.addWidget(self.reading.pager)
            self.body.addLayout(acts)
            return
        columns = QHBoxLayout()
        columns.setSpacing(theme.mm(8.2))
        columns.addWidget(self.rail, 30 if wide else 34 if self.scene.is_narrow else 26)
        columns.addWidget(self.reading, 72 if wide else 47)
        if wide:
            acts.addStretch(1)
            columns.addLayout(acts, 30)
        self.body.addLayout(columns, 1)
        if not wide:
            self.body.addSpacing(theme.mm(6))
            self.body.addLayout(acts)
        self.body.addSpacing(theme.mm(4))

    def show_visit(self, visit: Visit) -> None:
        """The procedure, the part of it that is open, and what became of its slip."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        one = open_procedure(visit)
        if one is None or visit.catalogue is None:
            return
        posted = sections(one, self.scene.texts)
        if self._shown != (one, visit.catalogue.as_of):
            self._shown = (one, visit.catalogue.as_of)
            self._show_head(visit, one)
            self._show_rail([section.kind for section in posted])
        open_kind = visit.of(ProcedureState).section or posted[0].kind
        for kind, key in self.sections.items():
            key.setChecked(kind is open_kind)
        lines = next((section.lines for section in posted if section.kind is open_kind), posted[0].lines)
        self.reading.show_paragraphs([_paragraph(line) for line in lines], visit.of(ProcedureState).posting_page)
        self._show_acts(visit, one)

    def show_countdown(self, visit: Visit) -> None:
        """The seconds alone."""
        self._foot.show_countdown(visit)

    def _show_head(self, visit: Visit, one: Procedure) -> None:
        theme, letters = self.theme, len(one.name)
        if self._name is not None:
            self._name.hide()
            self._name.deleteLater()
        longest = Role.SMALL if self.scene.is_landscape and self.scene.is_small else Role.BODY
        role = Role.TITLE if letters <= _SHORT else Role.HEADING if letters <= _LONG else longest
        self._name = Text(theme, role, one.name, weight=700)
        if not self.scene.is_rolled:  # a name of 400 letters is read in parts
            high = _NAME_MM[self.scene.is_landscape, self.scene.is_large or self.scene.is_small]
            self._name.setMaximumHeight(theme.mm(high))
        self._title.addWidget(self._name)
        is_old = visit.now is not None and visit.now.catalogue is not None and visit.now.catalogue.is_old
        if visit.catalogue is not None:
            said = doubts(one, visit.catalogue.as_of, self.scene.texts, is_old=is_old)
            code = self.scene.say("procedure.code", code=one.code)
            self.remark.set_text(". ".join([code, " ".join(said)]), bold=code)

    def _show_rail(self, kinds: list[SectionKind]) -> None:
        if list(self.sections) == kinds:
            return
        for key in self.sections.values():
            self.forget(key)
        say = self.scene.say
        self.sections = {
            kind: self.on(
                FieldKey(self.theme, say(f"procedure.section.{kind}"), icon=_ICONS[kind]), ChooseSection(kind)
            )
            for kind in kinds
        }
        self.rail.show_keys(list(self.sections.values()), 0)

    def _show_acts(self, visit: Visit, one: Procedure) -> None:
        """A number only where a service handles it and the door is open; a slip only where the printer can."""
        slip, say = visit.of(ProcedureState).slip, self.scene.say
        is_printing = visit.busy is Busy.SLIP or (slip is not None and not slip.is_settled)
        can_print = visit.devices.printer.can_print
        self.print.set_busy(is_printing and can_print)
        words = "printing" if is_printing and can_print else "print" if can_print else "no_print"
        self.print.set_text(self.scene.brief("look_up.printing") if words == "printing" else say(f"look_up.{words}"))
        self.print.setEnabled(can_print)
        handling = services_handling(visit.now.setup, one.code) if visit.now and visit.now.gives_numbers else ()
        offered = [number for number in handling if visit.now and visit.now.view(number)]
        self.number.setVisible(bool(offered))
        if offered and offered[0] != self._service:
            self._service = offered[0]
            self.on(self.number, ChooseService(offered[0]))

    def _turn(self, page: int) -> None:
        self.happened.emit(TurnPosting(page))


def _paragraph(line: PostedLine) -> Paragraph:
    return Paragraph(
        line.text,
        line.label,
        line.detail,
        is_item=line.kind is LineKind.PAPER,
        is_head=line.kind is LineKind.CASE,
        icon="info" if line.kind is LineKind.REMARK else "",
    )
