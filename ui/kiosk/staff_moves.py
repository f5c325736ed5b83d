"""Staff at the kiosk: the gesture, who it is, and what they do. Handlers of the visit table."""

from dataclasses import replace

from kiosk.domain.orders import StaffAct
from kiosk.domain.status import PrintJobState
from kiosk.domain.text import Message
from ui.kiosk import events as e
from ui.kiosk import staff_events as se
from ui.kiosk.moves import Step
from ui.kiosk.requests import LoadServices, LoadStaff, PrintTrial, SignInStaff, StaffActs, WatchPrint
from ui.kiosk.state import Busy, Screen, StaffVisit, Visit

_LONGEST_PIN = 12


def ask(visit: Visit, _event: se.StaffAsked) -> Step:
    """Whoever was here is wiped; the names come from the branch."""
    fresh = replace(visit.fresh(), screen=Screen.STAFF_SIGN_IN, staff=StaffVisit(), busy=Busy.STAFF)
    return Step(fresh, (LoadStaff(fresh.flow),))


def listed(visit: Visit, event: se.StaffListed) -> Step:
    """A single name is chosen already."""
    login = event.staff[0].login if len(event.staff) == 1 else visit.staff.login
    return Step(replace(visit, busy=None, staff=replace(visit.staff, known=event.staff, login=login)))


def choose(visit: Visit, event: se.ChooseStaff) -> Step:
    """Another name begins with an empty PIN."""
    return Step(replace(visit, staff=replace(visit.staff, login=event.login, pin="")))


def type_pin(visit: Visit, event: se.TypePin) -> Step:
    """One figure more, while nobody looks at the last one."""
    if visit.busy is not None or len(visit.staff.pin) >= _LONGEST_PIN:
        return Step(visit)
    return Step(replace(visit, staff=replace(visit.staff, pin=visit.staff.pin + event.figure)))


def delete_pin(visit: Visit, _event: se.DeletePin) -> Step:
    """The last figure goes."""
    return Step(replace(visit, staff=replace(visit.staff, pin=visit.staff.pin[:-1])))


def sign_in(visit: Visit, _event: e.Confirm) -> Step:
    """The PIN goes into the question and is not kept."""
    staff = visit.staff
    if visit.busy is not None or not staff.login or not staff.pin:
        return Step(visit)
    question = SignInStaff(visit.flow, staff.login, staff.pin)
    return Step(replace(visit, busy=Busy.STAFF, staff=replace(staff, pin="")), (question,))


def signed_in(visit: Visit, event: se.StaffSignedIn) -> Step:
    """The staff sheet."""
    return Step(replace(visit, screen=Screen.STAFF, busy=None, staff=StaffVisit(person=event.staff)))


def act(visit: Visit, event: se.ChooseAct) -> Step:
    """One act at a time."""
    person = visit.staff.person
    if visit.busy is not None or person is None:
        return Step(visit)
    return Step(replace(visit, busy=Busy.STAFF), (StaffActs(visit.flow, person.id, event.act),))


def acted(visit: Visit, event: se.StaffActed) -> Step:
    """Out of service or back: the kiosk rests as it should now. Who leaves: the window ends the program."""
    if event.act in (StaffAct.LEAVE, StaffAct.RESTART):
        return Step(replace(visit, staff=replace(visit.staff, parting=event.act)))
    is_out = event.act is StaffAct.TAKE_OUT
    now = visit.now
    if now is not None:
        visit = replace(visit, now=replace(now, station=replace(now.station, is_out=is_out)))
    after = visit.fresh()
    return Step(after, (LoadServices(after.flow),))


def try_printer(visit: Visit, _event: se.TryPrinter) -> Step:
    """One trial slip at a time."""
    person = visit.staff.person
    if visit.busy is not None or person is None or visit.staff.trial is not None:
        return Step(visit)
    visit = replace(visit, busy=Busy.STAFF, attempt=visit.attempt + 1, notice=None)
    return Step(visit, (PrintTrial(visit.flow, visit.request_id, person.id, visit.look.language),))


def trial_queued(visit: Visit, event: se.TrialQueued) -> Step:
    """An eye on the paper; what the printer lacks already is said at once."""
    visit = replace(visit, busy=None, staff=replace(visit.staff, trial=event.job))
    return Step(_with_answer(visit), (WatchPrint(visit.flow, event.job),))


def trial_moved(visit: Visit, event: e.PrintMoved) -> Step:
    """Asked again until the slip is settled; then what the printer answered."""
    if visit.staff.trial != event.job:
        return Step(visit)
    if event.state in (PrintJobState.QUEUED, PrintJobState.SENDING):
        return Step(_with_answer(visit), (WatchPrint(visit.flow, event.job),))
    visit = replace(visit, staff=replace(visit.staff, trial=None), notice=None)
    if event.state is PrintJobState.PRINTED:
        return Step(visit.told(Message("kiosk.staff.printed"), calm=True))
    answered = _with_answer(visit)
    return Step(answered if answered.notice else visit.with_notice("kiosk.staff.not_printed"))


def _with_answer(visit: Visit) -> Visit:
    """What the printer lacks, with its cure; a printer that can print has nothing to say."""
    printer = visit.devices.printer
    return visit if printer.can_print else visit.with_notice(f"printer.status.{printer.value}")


def failed(visit: Visit, _event: e.Failed) -> Step:
    """Without its database the branch knows nobody's PIN."""
    return Step(replace(visit, busy=None).with_notice("kiosk.staff.no_answer"))


def loaded_out_of_service(visit: Visit, event: e.BranchLoaded) -> Step:
    """Somebody may have brought the kiosk back."""
    visit = replace(visit, now=event.now)
    return Step(visit) if event.now.station.is_out else Step(visit.fresh())


def remember_at_home(visit: Visit, event: e.BranchLoaded) -> Step:
    """A tablet that only rates, and was taken out of service before it was started anew."""
    visit = replace(visit, now=event.now)
    return Step(visit.fresh()) if visit.screen is visit.home and event.now.station.is_out else Step(visit)
