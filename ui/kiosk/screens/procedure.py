"""Show one procedure word for word: its papers, time, fee and the rest; on paper, as a QR, or with a number for it."""

from kiosk.domain.procedures.posting import LineKind, PostedLine, SectionKind, doubts, sections
from kiosk.domain.procedures.procedure import Procedure
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Choices, Keys, Own, Read
from ui.layout.fit import Side
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.number import ChooseService
from ui.visit.procedures import ChooseSection, PrintSlip, ProcedureState, TakeAlong, TurnPosting, is_old, open_procedure
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
#: Names with more letters than these are set smaller, but no smaller than the text below them.
_SHORT, _LONG = 60, 140


class ProcedurePage(Page):
    """Show a procedure in sections, one of them open, and what can be done with it."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        theme = self.theme
        self.sections: dict[SectionKind, FieldKey] = {}
        self._service: int | None = None
        self.name = Text(theme, Role.TITLE, weight=700)
        self.rail = KeyList(
            theme, scene.turn_words, least_row=20, column=82, most_columns=3, first_columns=3, tallest=1, widest=190
        )
        self.reading = Reading(theme, scene.turn_words)
        self.reading.turned.connect(self._turn)
        self.print = self.on(Key(theme, icon="printer", role=Role.KEY), PrintSlip())
        self.along = self.on(
            Key(theme, text=scene.say("look_up.take_along"), icon="qr-code", role=Role.KEY), TakeAlong()
        )
        self.number = Key(theme, Kind.MAIN, scene.say("look_up.number"), icon="ticket", role=Role.KEY)
        self._foot = ControlFoot(self, help_key="kiosk.choose.help")
        self.compose(
            Read(self.name).at(Side.ABOVE),
            Choices(self.rail).at(Side.LEFT).below(6),
            Own(self.reading, width=240, is_read=True).at(Side.RIGHT).below(6),
            *((Own(self.reading.pager, grows=0).below(5),) if self.reading.is_apart else ()),
            Keys(self.print, self.along, self.number, height=32, shares=(4, 4, 5)).at(Side.LEFT).below(6),
            left=45,
            right=55,
        )

    def show_visit(self, visit: Visit) -> None:
        """Show the procedure, its open section, and what became of its slip."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)
        one = open_procedure(visit)
        if one is None:
            return
        self._show_name(one)
        posted = sections(one, self.scene.texts)
        self._show_rail([section.kind for section in posted])
        chosen = visit.of(ProcedureState).section
        opened = next((section for section in posted if section.kind is chosen), posted[0])
        for kind, key in self.sections.items():
            key.setChecked(kind is opened.kind)
        paragraphs = [self._remark(visit, one), *self._full_name(one, opened.kind), *map(_paragraph, opened.lines)]
        self.reading.show_paragraphs(paragraphs, visit.of(ProcedureState).posting_page)
        self._show_acts(visit, one)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
        self._foot.show_countdown(visit)

    def _show_name(self, one: Procedure) -> None:
        letters = len(one.title)
        self.name.set_role(Role.TITLE if letters <= _SHORT else Role.HEADING if letters <= _LONG else Role.BODY)
        self.name.set_text(one.title)

    def _remark(self, visit: Visit, one: Procedure) -> Paragraph:
        """Say what a reader must be careful with."""
        as_of = visit.catalogue.as_of if visit.catalogue else None
        said = doubts(one, as_of, self.scene.texts, is_old=is_old(visit)) if as_of else ()
        return Paragraph(" ".join(said), self.scene.say("procedure.code", code=one.code), icon="info")

    def _full_name(self, one: Procedure, kind: SectionKind) -> tuple[Paragraph, ...]:
        """Return the full name for the section that tells who decides, where the title is a shorter one."""
        has_another = one.name != one.title and kind is SectionKind.PLACE
        return (Paragraph(one.name, self.scene.say("procedure.full_name")),) if has_another else ()

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
        """Offer a slip where the printer can print, and a number where a service handles the procedure now."""
        slip, say = visit.of(ProcedureState).slip, self.scene.say
        can_print = visit.devices.can_print
        self.print.setVisible(visit.devices.has_printer)
        is_printing = can_print and (visit.busy is Busy.SLIP or (slip is not None and not slip.is_settled))
        words = "printing" if is_printing else "print" if can_print else "no_print"
        self.print.brief = say("look_up.printing_short") if is_printing else ""
        self.print.set_busy(is_printing)
        self.print.set_text(say(f"look_up.{words}"))
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
        is_aside=line.kind is LineKind.LOOKED_UP,
        is_head=line.kind is LineKind.HEADING,
        icon="info" if line.kind is LineKind.REMARK else "",
    )
