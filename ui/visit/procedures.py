"""Look up a procedure: the list by field, its cases, its sections, its slip and QR; and where dossiers are found."""

from dataclasses import dataclass, replace

from kiosk.branch import procedures
from kiosk.domain.language.text import Message
from kiosk.domain.procedures.posting import SectionKind
from kiosk.domain.procedures.procedure import Catalogue, Procedure
from kiosk.domain.status import PrintJobState
from ui.visit.common import Finish, GoBack, Rows, Transition, home, merge, on_each
from ui.visit.event import BranchAnswer, Touch, VisitEvent
from ui.visit.number import ChooseField, CloseField, TurnFields, TurnServices
from ui.visit.print_job import PrintMoved, watch
from ui.visit.question import Question
from ui.visit.screen import Screen
from ui.visit.visit import Busy, SubjectState, Visit


@dataclass(frozen=True, slots=True)
class SlipJob:
    """Keep a procedure's slip on its way to the paper."""

    job: int
    state: PrintJobState = PrintJobState.QUEUED

    @property
    def is_settled(self) -> bool:
        """Return whether it will not change any more."""
        return self.state in (PrintJobState.PRINTED, PrintJobState.FAILED, PrintJobState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ProcedureState(SubjectState):
    """Keep what is looked up in the catalogue. `field` (None until one is chosen), `field_page` and `page`: the list.

    `code`, `section` and `posting_page`: the procedure that is open, and the section of it. `case` and `case_page`: its
    case ("" before one is chosen), and the page of its cases. `from_search`: it was opened from a search. `slip`: its
    slip on the way to the paper.
    """

    field: str | None = None
    field_page: int = 0
    page: int = 0
    code: str | None = None
    case: str = ""
    case_page: int = 0
    section: SectionKind | None = None
    posting_page: int = 0
    from_search: bool = False
    slip: SlipJob | None = None


class OpenProcedures(Touch):
    """Look up a procedure: a tile of the start screen."""


class OpenDossiers(Touch):
    """Look up a dossier: a tile of the start screen."""


@dataclass(frozen=True)
class ShowProcedure(Touch):
    """Show a procedure by its code."""

    code: str


@dataclass(frozen=True)
class ChooseCase(Touch):
    """Choose the case of a procedure that is the citizen's, by the catalogue's words."""

    case: str


@dataclass(frozen=True)
class ChooseSection(Touch):
    """Choose a section of a procedure: its papers, its fee …"""

    kind: SectionKind


@dataclass(frozen=True)
class TurnPosting(Touch):
    """Turn to another page of that section, from 0."""

    page: int


class PrintSlip(Touch):
    """Print the procedure."""


class TakeAlong(Touch):
    """Show the procedure as a QR for the phone."""


@dataclass(frozen=True)
class CatalogueLoaded(BranchAnswer):
    """Carry all procedures."""

    catalogue: Catalogue


@dataclass(frozen=True)
class SlipQueued(BranchAnswer):
    """Tell that a procedure's slip has its place in the print queue."""

    job: int


def open_procedures(visit: Visit, _event: OpenProcedures) -> Transition:
    """Show the fields of the catalogue; before it was read once, the answer opens them."""
    ask = (Question.of(visit.flow, procedures.catalogue, answer=CatalogueLoaded),)
    if visit.catalogue is None:
        return Transition(replace(visit, busy=Busy.CATALOGUE), ask)
    return Transition(_listing(visit), ask)


def loaded_at_start(visit: Visit, event: CatalogueLoaded) -> Transition:
    """Open the list when it was touched before the catalogue was there."""
    visit = replace(visit, catalogue=event.catalogue)
    return Transition(_listing(visit) if visit.busy is Busy.CATALOGUE else visit)


def loaded(visit: Visit, event: CatalogueLoaded) -> Transition:
    """Show the new catalogue; a field that is gone is closed."""
    visit = replace(visit, catalogue=event.catalogue)
    state = visit.of(ProcedureState)
    if state.field in (None, *event.catalogue.fields):
        return Transition(visit)
    return Transition(visit.put(replace(state, field=None, page=0)))


def choose_field(visit: Visit, event: ChooseField) -> Transition:
    """Show the field's procedures, from the first page."""
    return Transition(visit.put(replace(visit.of(ProcedureState), field=event.code, page=0)))


def close_field(visit: Visit, _event: CloseField) -> Transition:
    """Show the fields again."""
    return Transition(visit.put(replace(visit.of(ProcedureState), field=None, page=0)))


def turn_fields(visit: Visit, event: TurnFields) -> Transition:
    """Turn to another page of fields."""
    return Transition(visit.put(replace(visit.of(ProcedureState), field_page=max(event.page, 0))))


def turn_list(visit: Visit, event: TurnServices) -> Transition:
    """Turn to another page of procedures."""
    return Transition(visit.put(replace(visit.of(ProcedureState), page=max(event.page, 0))))


def show_procedure(visit: Visit, event: ShowProcedure) -> Transition:
    """Show the papers first, or ask for the case; a former code opens the procedure that took its place."""
    found = visit.catalogue.find(event.code) if visit.catalogue else None
    if found is None:
        return Transition(visit.with_notice("procedure.gone"))
    old = visit.of(ProcedureState)
    place_in_list = ProcedureState(field=old.field, field_page=old.field_page, page=old.page)
    state = replace(place_in_list, code=found.code, from_search=visit.screen is Screen.SEARCH)
    screen = Screen.CASE if found.cases else Screen.PROCEDURE
    return Transition(replace(visit, screen=screen).put(state))


def choose_case(visit: Visit, event: ChooseCase) -> Transition:
    """Show the papers of one case."""
    state = replace(visit.of(ProcedureState), case=event.case, section=None, posting_page=0, slip=None)
    return Transition(replace(visit, screen=Screen.PROCEDURE).put(state))


def turn_cases(visit: Visit, event: TurnServices) -> Transition:
    """Turn to another page of cases."""
    return Transition(visit.put(replace(visit.of(ProcedureState), case_page=max(event.page, 0))))


def choose_section(visit: Visit, event: ChooseSection) -> Transition:
    """Show another section, from its first page."""
    return Transition(visit.put(replace(visit.of(ProcedureState), section=event.kind, posting_page=0)))


def turn_posting(visit: Visit, event: TurnPosting) -> Transition:
    """Turn to another page of the section."""
    return Transition(visit.put(replace(visit.of(ProcedureState), posting_page=max(event.page, 0))))


def back_from_procedure(visit: Visit, event: GoBack) -> Transition:
    """Ask for the case again where there are several; else show what the procedure was opened from."""
    state = visit.of(ProcedureState)
    if not state.case:
        return back_to_finds(visit, event)
    return Transition(replace(visit, screen=Screen.CASE, busy=None).put(replace(state, case="")))


def back_to_finds(visit: Visit, _event: GoBack) -> Transition:
    """Show the list or the search from which the procedure was opened."""
    screen = Screen.SEARCH if visit.of(ProcedureState).from_search else Screen.PROCEDURES
    return Transition(replace(visit, screen=screen, busy=None))


def take_along(visit: Visit, _event: TakeAlong) -> Transition:
    """Show the QR as large as the screen."""
    return Transition(replace(visit, screen=Screen.TAKE_ALONG))


def open_dossiers(visit: Visit, _event: OpenDossiers) -> Transition:
    """Show where a dossier can be looked up."""
    return Transition(replace(visit, screen=Screen.DOSSIERS, busy=None))


def back_to_procedure(visit: Visit, _event: VisitEvent) -> Transition:
    """Leave the QR."""
    return Transition(replace(visit, screen=Screen.PROCEDURE))


def print_slip(visit: Visit, _event: PrintSlip) -> Transition:
    """Print one slip a touch, and the next one when this one is settled."""
    state = visit.of(ProcedureState)
    if visit.busy is Busy.SLIP or state.code is None or (state.slip and not state.slip.is_settled):
        return Transition(visit)
    visit = replace(visit, busy=Busy.SLIP, attempt=visit.attempt + 1)
    asked = visit.request_id, state.code, visit.look.language, state.case
    return Transition(visit, (Question.of(visit.flow, procedures.print_procedure, *asked, answer=SlipQueued),))


def slip_queued(visit: Visit, event: SlipQueued) -> Transition:
    """Look at the slip's print job."""
    state = replace(visit.of(ProcedureState), slip=SlipJob(event.job))
    return Transition(replace(visit, busy=None).put(state), (watch(visit, event.job),))


def slip_moved(visit: Visit, event: PrintMoved) -> Transition:
    """Look again until the slip is settled."""
    state = visit.of(ProcedureState)
    if state.slip is None or state.slip.job != event.job:
        return Transition(visit)
    moved = SlipJob(event.job, event.state)
    visit = visit.put(replace(state, slip=moved))
    if not moved.is_settled:
        return Transition(visit, (watch(visit, event.job),))
    if event.state is PrintJobState.PRINTED:
        return Transition(visit.told(Message("look_up.printed"), calm=True))
    return Transition(visit.with_notice("look_up.not_printed"))


def open_procedure(visit: Visit) -> Procedure | None:
    """Return the procedure that is open, with the papers of its case where one is chosen."""
    state = visit.of(ProcedureState)
    found = visit.catalogue.find(state.code) if visit.catalogue and state.code else None
    return found.in_case(state.case) if found else None


def is_old(visit: Visit) -> bool:
    """Return whether the branch no longer lets its catalogue pass for current."""
    return visit.now is not None and visit.now.catalogue is not None and visit.now.catalogue.is_old


def _listing(visit: Visit) -> Visit:
    return replace(visit, screen=Screen.PROCEDURES, busy=None).put(ProcedureState())


ROWS: Rows = merge(
    on_each((Screen.START, Screen.CLOSED), {OpenProcedures: open_procedures, CatalogueLoaded: loaded_at_start}),
    on_each((Screen.PROCEDURES, Screen.SEARCH), {CatalogueLoaded: loaded, ShowProcedure: show_procedure}),
    on_each((Screen.PROCEDURE, Screen.TAKE_ALONG), {SlipQueued: slip_queued, PrintMoved: slip_moved}),
    {
        Screen.START: {OpenDossiers: open_dossiers},
        Screen.PROCEDURES: {
            ChooseField: choose_field,
            CloseField: close_field,
            TurnFields: turn_fields,
            TurnServices: turn_list,
            GoBack: home,
        },
        Screen.CASE: {ChooseCase: choose_case, TurnServices: turn_cases, GoBack: back_to_finds},
        Screen.PROCEDURE: {
            ChooseSection: choose_section,
            TurnPosting: turn_posting,
            PrintSlip: print_slip,
            TakeAlong: take_along,
            GoBack: back_from_procedure,
        },
        Screen.TAKE_ALONG: {GoBack: back_to_procedure, Finish: back_to_procedure},
        Screen.DOSSIERS: {GoBack: home, Finish: home},
    },
)
