"""Let staff in after the hidden gesture: who it is, and what they do."""

from dataclasses import dataclass, field, replace

from kiosk.branch.stations import staff_exit, trials
from kiosk.domain.branch_setup import Staff
from kiosk.domain.language.text import Message
from kiosk.domain.orders import StaffAct
from kiosk.domain.people.secret import LONGEST
from kiosk.domain.status import PrintJobState
from ui.visit.common import Confirm, Failed, Finish, GoBack, GoHome, Row, Rows, Transition, finish, load, merge, on_each
from ui.visit.event import BranchAnswer, Touch
from ui.visit.print_job import PrintMoved, watch
from ui.visit.question import AnswerDone, Question
from ui.visit.screen import Screen
from ui.visit.visit import Busy, SubjectState, Visit


@dataclass(frozen=True, slots=True)
class StaffState(SubjectState):
    """Keep the staff in front of the kiosk.

    `known`: who may open it. `login` and `pin`: whose name was touched, and the PIN so far. `person`: who it is.
    `asked`: the act that was asked for. `parting`: the act with which they leave.

    `trial`: the print job of a slip that shows whether the printer is well, until it is settled.
    """

    known: tuple[Staff, ...] = ()
    login: str = ""
    pin: str = field(default="", repr=False)
    person: Staff | None = None
    asked: StaffAct | None = None
    parting: StaffAct | None = None
    trial: int | None = None


class StaffAsked(Touch):
    """Tell of the gesture of `ui.kiosk.staff_gesture`: four corners, or its keys."""


@dataclass(frozen=True)
class ChooseStaff(Touch):
    """Choose one of the names."""

    login: str


@dataclass(frozen=True)
class TypePin(Touch):
    """Type a figure, letter or sign of the pad."""

    figure: str = field(repr=False)


class DeletePin(Touch):
    """Take the last figure back."""


@dataclass(frozen=True)
class ChooseAct(Touch):
    """Choose an act: out of service, back, restart, leave."""

    act: StaffAct


class TryPrinter(Touch):
    """Print a trial slip."""


@dataclass(frozen=True)
class StaffListed(BranchAnswer):
    """Carry those whose PIN opens this kiosk."""

    staff: tuple[Staff, ...]


@dataclass(frozen=True)
class StaffSignedIn(BranchAnswer):
    """Tell that the PIN was right."""

    staff: Staff


@dataclass(frozen=True)
class StaffActed(BranchAnswer):
    """Tell that the act that was asked for is done, and in the journal."""


@dataclass(frozen=True)
class TrialQueued(BranchAnswer):
    """Carry the trial slip's print job."""

    job: int


def ask_who(visit: Visit, _event: StaffAsked) -> Transition:
    """Wipe the visit, and ask the branch for the names."""
    fresh = replace(visit.fresh(), screen=Screen.STAFF_SIGN_IN, busy=Busy.STAFF)
    return Transition(fresh, (Question.of(fresh.flow, staff_exit.staff_for_exit, answer=StaffListed),))


def listed(visit: Visit, event: StaffListed) -> Transition:
    """Show the names; a single name is chosen already."""
    state = visit.of(StaffState)
    login = event.staff[0].login if len(event.staff) == 1 else state.login
    return Transition(replace(visit, busy=None).put(replace(state, known=event.staff, login=login)))


def choose(visit: Visit, event: ChooseStaff) -> Transition:
    """Choose a name; it begins with an empty PIN."""
    return Transition(visit.put(replace(visit.of(StaffState), login=event.login, pin="")))


def type_pin(visit: Visit, event: TypePin) -> Transition:
    """Add a character, while no earlier PIN is being checked."""
    state = visit.of(StaffState)
    if visit.busy is not None or len(state.pin) >= LONGEST:
        return Transition(visit)
    return Transition(visit.put(replace(state, pin=state.pin + event.figure)))


def delete_pin(visit: Visit, _event: DeletePin) -> Transition:
    """Take the last figure back."""
    state = visit.of(StaffState)
    return Transition(visit.put(replace(state, pin=state.pin[:-1])))


def sign_in(visit: Visit, _event: Confirm) -> Transition:
    """Ask whether the PIN is right; it goes into the question and is not kept."""
    state = visit.of(StaffState)
    if visit.busy is not None or not state.login or not state.pin:
        return Transition(visit)
    question = Question.of(visit.flow, staff_exit.open_for_staff, state.login, state.pin, answer=StaffSignedIn)
    return Transition(replace(visit, busy=Busy.STAFF).put(replace(state, pin="")), (question,))


def signed_in(visit: Visit, event: StaffSignedIn) -> Transition:
    """Show the staff sheet."""
    return Transition(replace(visit, screen=Screen.STAFF, busy=None).put(StaffState(person=event.staff)))


def act(visit: Visit, event: ChooseAct) -> Transition:
    """Ask for one act at a time."""
    state = visit.of(StaffState)
    if visit.busy is not None or state.person is None:
        return Transition(visit)
    question = Question.of(visit.flow, staff_exit.act, state.person.id, event.act, answer=AnswerDone(StaffActed))
    return Transition(replace(visit, busy=Busy.STAFF).put(replace(state, asked=event.act)), (question,))


def acted(visit: Visit, _event: StaffActed) -> Transition:
    """Rest as the act says: out of service or back. After leaving or a restart the window ends the program."""
    state = visit.of(StaffState)
    if state.asked in (StaffAct.LEAVE, StaffAct.RESTART):
        return Transition(visit.put(replace(state, parting=state.asked)))
    is_out = state.asked is StaffAct.TAKE_OUT
    now = visit.now
    if now is not None:
        visit = replace(visit, now=replace(now, station=replace(now.station, is_out=is_out)))
    after = visit.fresh()
    return Transition(after, (load(after),))


def try_printer(visit: Visit, _event: TryPrinter) -> Transition:
    """Print one trial slip at a time."""
    state = visit.of(StaffState)
    if visit.busy is not None or state.person is None or state.trial is not None:
        return Transition(visit)
    visit = replace(visit, busy=Busy.STAFF, attempt=visit.attempt + 1, notice=None)
    asked = visit.request_id, state.person.id, visit.look.language
    return Transition(visit, (Question.of(visit.flow, trials.print_trial, *asked, answer=TrialQueued),))


def trial_queued(visit: Visit, event: TrialQueued) -> Transition:
    """Look at the print job; what the printer lacks already is said at once."""
    visit = replace(visit, busy=None).put(replace(visit.of(StaffState), trial=event.job))
    return Transition(_with_answer(visit), (watch(visit, event.job),))


def trial_moved(visit: Visit, event: PrintMoved) -> Transition:
    """Look again until the slip is settled; then say what the printer answered."""
    state = visit.of(StaffState)
    if state.trial != event.job:
        return Transition(visit)
    if event.state in (PrintJobState.QUEUED, PrintJobState.SENDING):
        return Transition(_with_answer(visit), (watch(visit, event.job),))
    visit = replace(visit, notice=None).put(replace(state, trial=None))
    if event.state is PrintJobState.PRINTED:
        return Transition(visit.told(Message("kiosk.staff.printed"), calm=True))
    answered = _with_answer(visit)
    return Transition(answered if answered.notice else visit.with_notice("kiosk.staff.not_printed"))


def failed(visit: Visit, _event: Failed) -> Transition:
    """Say that the branch does not answer: without its database it knows nobody's PIN."""
    return Transition(replace(visit, busy=None).with_notice("kiosk.staff.no_answer"))


def _with_answer(visit: Visit) -> Visit:
    """Say what the printer lacks, with its cure; a printer that can print has nothing to say."""
    printer = visit.devices.printer
    return visit if printer.can_print else visit.with_notice(f"printer.status.{printer.value}")


EVERYWHERE: Row = {StaffAsked: ask_who}
ROWS: Rows = merge(
    on_each((Screen.STAFF_SIGN_IN, Screen.STAFF), {GoBack: finish, GoHome: finish, Failed: failed}),
    {
        Screen.STAFF_SIGN_IN: {
            StaffListed: listed,
            ChooseStaff: choose,
            TypePin: type_pin,
            DeletePin: delete_pin,
            Confirm: sign_in,
            StaffSignedIn: signed_in,
        },
        Screen.STAFF: {
            ChooseAct: act,
            StaffActed: acted,
            TryPrinter: try_printer,
            TrialQueued: trial_queued,
            PrintMoved: trial_moved,
            Finish: finish,
        },
    },
)
