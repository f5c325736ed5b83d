"""List the states of every screen of the kiosk, each reached by the events of a citizen.

The gallery, the pictures of the documentation, and the test that measures every screen use this list.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from kiosk.branch.appointments import AppointmentNow
from kiosk.branch.kiosk_view import KioskView
from kiosk.branch.recognition import Recognised
from kiosk.domain.calendar.hours import ClosedTime
from kiosk.domain.language.draft import Draft
from kiosk.domain.language.text import Message
from kiosk.domain.people.rating import Level, RatingReason
from kiosk.domain.procedures.posting import SectionKind
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.queue.ticket import Ticket
from kiosk.domain.status import PrinterStatus, PrintJobState, ScannerStatus
from kiosk.gallery import world
from ui.visit.appointment import AppointmentFound, OpenCheckIn
from ui.visit.card import CardRecognised
from ui.visit.common import BranchLoaded, Confirm, Failed, load
from ui.visit.device import PrinterChanged, ScannerChanged
from ui.visit.event import VisitEvent
from ui.visit.feedback import OpenFeedback
from ui.visit.keyboard import TypeText, TypingState
from ui.visit.keypad import TypeCode
from ui.visit.look import OpenSheet
from ui.visit.number import (
    ChooseField,
    ChooseGroup,
    ChooseService,
    NumberState,
    OpenPriority,
    TakeNumber,
    TicketIssued,
    TurnFields,
)
from ui.visit.print_job import PrintMoved
from ui.visit.procedures import (
    CatalogueLoaded,
    ChooseCase,
    ChooseSection,
    OpenDossiers,
    OpenProcedures,
    PrintSlip,
    ShowProcedure,
    SlipQueued,
    TakeAlong,
    TurnPosting,
)
from ui.visit.rating import ChooseLevel, OpenRating, OpenRemark, RateableFound, RatingSaved, ToggleReason
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.visit.search import OpenSearch, SearchAnswered
from ui.visit.staff import StaffAsked, StaffListed, StaffSignedIn
from ui.visit.table import step
from ui.visit.visit import DeviceStatuses, SheetKind, Visit, begin

_DEVICES = DeviceStatuses(scanner=ScannerStatus.READY, printer=PrinterStatus.READY, voices=frozenset({"vi", "en"}))
#: A machine that was set up without scanner and printer.
_BARE = replace(_DEVICES, has_scanner=False, has_printer=False)
_REMARK = "Tooi chowf ddeens ba giowf chieeuf, khoong ai noois vif sao."
_CODE, _BOOKED = "A0462611207K", "HEN7K2Q94MJ"
_JOB = 7
#: The service that collects results; it lists what to have ready.
_RESULTS = 28


@cache
def states() -> dict[str, Visit]:
    """Return each state by its name. The first state of a screen is the commonest.

    A screen without a listed state is shown as it opens.
    """
    listed = dict(_all())
    missing = set(Screen) - {visit.screen for visit in listed.values()}
    return listed | {screen.value: replace(_started(), screen=screen) for screen in sorted(missing)}


@cache
def screens() -> dict[str, Visit]:
    """Return one state for each screen, by the state's name."""
    found: dict[Screen, tuple[str, Visit]] = {}
    for name, visit in states().items():
        found.setdefault(visit.screen, (name, visit))
    return dict(found.values())


def _all() -> Iterator[tuple[str, Visit]]:
    yield from _starting()
    yield from _choosing()
    yield from _with_card()
    yield from _by_appointment()
    yield from _with_ticket()
    yield from _looking_up()
    yield from _rating()
    yield from _stopped()
    yield from _staff()


def walk(visit: Visit, *events: VisitEvent) -> Visit:
    """Apply events to a visit and return it. The visit's questions stay unanswered."""
    for event in events:
        visit = step(visit, event).visit
    return visit


def _started(now: KioskView | None = None) -> Visit:
    opened = replace(begin("gallery"), devices=_DEVICES)
    return walk(opened, BranchLoaded(0, now or world.now()))


def _with_dossiers() -> KioskView:
    return replace(world.now(), dossier_portal="https://dichvucong.gov.vn")


def _starting() -> Iterator[tuple[str, Visit]]:
    start = _started()
    yield "start", start
    yield "start without appointments", _started(replace(world.now(), has_appointments=False))
    yield "start with dossiers", _started(_with_dossiers())
    yield "start with feedback", _started(world.with_feedback())
    yield "feedback", walk(_started(world.with_feedback()), OpenFeedback())
    yield "start notice", start.with_notice("scan.problem.incomplete")
    yield "start with a sentence of today", _started(world.with_notice())
    yield "start cut off", _started(world.cut_off())
    yield "start without scanner", walk(start, ScannerChanged(ScannerStatus.UNPLUGGED))
    yield "start with touch alone", replace(start, devices=_BARE)


def _choosing() -> Iterator[tuple[str, Visit]]:
    choosing = walk(_started(), TakeNumber())
    yield "choose", choosing
    yield "choose notice", choosing.with_notice("scan.other.old_identity_number")
    yield "choose countdown", replace(choosing, idle=60)
    yield "choose priority", choosing.put(replace(choosing.of(NumberState), group="pregnant"))
    yield "choose cut off", walk(_started(world.cut_off()), TakeNumber())
    yield "choose stopped", walk(_started(world.stopped()), TakeNumber())
    yield "issuing", walk(choosing, ChooseService(world.SERVICE))
    yield "long wait", walk(_started(world.crowded()), TakeNumber(), ChooseService(world.SERVICE))
    yield "priority", walk(choosing, OpenPriority())
    yield "display sheet", walk(choosing, OpenSheet(SheetKind.DISPLAY))
    yield "display sheet countdown", replace(walk(choosing, OpenSheet(SheetKind.DISPLAY)), idle=60)
    yield "language sheet", walk(choosing, OpenSheet(SheetKind.LANGUAGE))


def _recognised(
    visit: Visit, held: tuple[Ticket, ...] = (), appointment: AppointmentNow | None = None
) -> CardRecognised:
    groups = ("elderly", "disabled", "merit", "child")
    return CardRecognised(visit.flow, Recognised("key", held, groups, "elderly", appointment))


def _carded() -> Visit:
    read = walk(_started(), Scanned(world.card()))
    return walk(read, _recognised(read, ()))


def _with_card() -> Iterator[tuple[str, Visit]]:
    card = _carded()
    yield "card", card
    one, two = world.ticket(), world.ticket(112, 7)
    for name, held in (("card holds", (one,)), ("card holds two", (one, two))):
        yield name, walk(card, _recognised(card, held))


def _by_appointment() -> Iterator[tuple[str, Visit]]:
    card, early = _carded(), world.appointment(Arrival.EARLY)
    yield "check in", walk(_started(), OpenCheckIn(), *(TypeCode(letter) for letter in _BOOKED))
    booked = walk(card, _recognised(card, (), early))
    yield "card appointment", booked
    held = (world.ticket(112, 7),)
    yield "card appointment and number", walk(card, _recognised(card, held, early))
    yield "card appointment and group", walk(booked, ChooseGroup("pregnant"))
    soon = world.appointment(Arrival.TOO_EARLY)
    yield "card too early", walk(card, _recognised(card, (), soon))
    asking = walk(_started(), OpenCheckIn())
    for arrival in Arrival:
        found = AppointmentFound(asking.flow, world.appointment(arrival))
        yield f"appointment {arrival.value.replace('_', ' ')}", walk(asking, found)


def _at_ticket() -> Visit:
    asked = walk(_started(), TakeNumber(), ChooseService(world.SERVICE))
    one = world.ticket()
    return walk(asked, TicketIssued(asked.flow, one, world.slip(one), _JOB))


def _cut_off() -> Visit:
    asked = walk(_started(world.cut_off()), TakeNumber(), ChooseService(world.SERVICE))
    one = replace(world.ticket(1), series="Z")
    return walk(asked, TicketIssued(asked.flow, one, replace(world.slip(one), is_cut_off=True, minutes=None), -_JOB))


def _with_ticket() -> Iterator[tuple[str, Visit]]:
    ticket = _at_ticket()
    yield "ticket", replace(walk(ticket, PrintMoved(ticket.flow, _JOB, PrintJobState.SENDING)), idle=5)
    yield "ticket printed", walk(ticket, PrintMoved(ticket.flow, _JOB, PrintJobState.PRINTED))
    results = walk(_started(), TakeNumber(), ChooseService(_RESULTS))
    one = world.ticket(9, _RESULTS)
    yield "ticket with papers", walk(results, TicketIssued(results.flow, one, world.slip(one), _JOB))
    yield "ticket cut off", _cut_off()
    yield "ticket cut off without paper", walk(_cut_off(), PrinterChanged(PrinterStatus.PAPER_OUT))
    yield "ticket without paper", walk(ticket, PrinterChanged(PrinterStatus.PAPER_OUT))
    yield "ticket on the screen alone", replace(ticket, devices=_BARE)


def _looking_up() -> Iterator[tuple[str, Visit]]:
    """Yield the longest names, the most papers, a looked-up one, the longest fee, an old catalogue, and the search."""
    opened = walk(_started(), OpenProcedures())
    at_list = walk(opened, CatalogueLoaded(opened.flow, world.catalogue()))
    yield "procedures", at_list
    yield "procedures of land", walk(at_list, ChooseField("Đất đai"), TurnFields(1))
    first = walk(at_list, ShowProcedure("1.001193"))
    yield "procedure", first
    yield "procedure notes", walk(first, ChooseSection(SectionKind.NOTES), TurnPosting(2))
    yield "procedure printing", walk(first, PrintSlip(), SlipQueued(first.flow, 9))
    for code, kind in (
        ("1.013225", SectionKind.PAPERS),
        ("1.001731", SectionKind.PAPERS),
        ("2.001263", SectionKind.FEE),
        ("1.012753", SectionKind.TIME),
    ):
        yield f"procedure {code}", walk(at_list, *_showing(code), ChooseSection(kind))
    for code in ("1.013225", "2.000575"):
        yield f"case {code}", walk(at_list, ShowProcedure(code))
    yield "dossiers", walk(_started(_with_dossiers()), OpenDossiers())
    yield "take along", walk(at_list, ShowProcedure("2.000815"), TakeAlong())
    search = walk(at_list, OpenSearch())
    yield "search", search
    for text in ("dang ky", "khai sinh xyz", "xyz"):
        yield f"search {text}", _found(search, text)
    yield "search list", walk(_found(search, "gia"), Confirm())
    yield "search a service", _found(walk(_started(), TakeNumber(), OpenSearch()), "kh")


def _showing(code: str) -> Iterator[VisitEvent]:
    """Yield what shows a procedure: of one with several cases, the case with the most papers."""
    yield ShowProcedure(code)
    one = world.catalogue().find(code)
    if one is not None and one.cases:
        yield ChooseCase(max(one.cases, key=lambda case: len(one.in_case(case).check_list)))


def _found(visit: Visit, text: str) -> Visit:
    """Return the visit with a typed text and its search hits."""
    typed = visit.put(TypingState(Draft(text)))
    return walk(typed, SearchAnswered(typed.flow, text, world.hits(text)))


def _rating() -> Iterator[tuple[str, Visit]]:
    start = _started()
    yield "rate code", walk(start, OpenRating(), *(TypeCode(letter) for letter in _CODE))
    faces = walk(start, RateableFound(start.flow, world.rateable()))
    yield "rating", faces
    reasons = walk(faces, ChooseLevel(Level.NOT_SATISFIED))
    yield "reasons", walk(reasons, ToggleReason(RatingReason.WAITED_LONG))
    remark = walk(reasons, OpenRemark())
    yield "remark", remark
    yield "remark written", walk(remark, *(TypeText(key) for key in _REMARK))
    yield "remark at its limit", walk(remark, *(TypeText(key) for key in "nghieeng " * 30))
    yield "thanks", walk(faces, ChooseLevel(Level.SATISFIED), RatingSaved(faces.flow))
    five = replace(faces, now=world.with_contents())
    yield "rating of five levels", five
    yield "contents that were good", walk(five, ChooseLevel(Level.SATISFIED), ToggleReason("đ"))
    yield "contents that were not good", walk(five, ChooseLevel(Level.VERY_DISSATISFIED), ToggleReason("a"))
    posted = replace(faces, now=world.with_feedback())
    yield "thanks with feedback", walk(posted, ChooseLevel(Level.SATISFIED), RatingSaved(faces.flow))
    tablet = replace(begin("gallery", home=Screen.ASLEEP, counter=12), devices=_DEVICES)
    asleep = walk(tablet, BranchLoaded(0, world.now()))
    yield "asleep", asleep
    yield "asleep after a visit", replace(asleep, tablet=replace(asleep.tablet, offer=world.rateable()))


def _stopped() -> Iterator[tuple[str, Visit]]:
    yield "closed", _started(world.closed())
    posted = replace(world.with_feedback(), hours=world.closed().hours)
    yield "closed with feedback", _started(posted)
    yield "closed in the evening", _started(world.closed(ClosedTime.AFTER_HOURS))
    yield "closed on a holiday", _started(world.closed(ClosedTime.DAY_OFF))
    yield "locked", _started(world.locked())
    yield "out of service", _started(world.out_of_service())
    yield "out of service with a text", _started(world.out_of_service("Đang sửa máy in. Mời lấy số ở ki-ốt bên cạnh."))
    asking = replace(begin("gallery"), devices=_DEVICES)
    yield "trouble", walk(asking, Failed(load(asking)))


def _staff() -> Iterator[tuple[str, Visit]]:
    asked = walk(_started(), StaffAsked())
    listed = walk(asked, StaffListed(asked.flow, world.STAFF))
    yield "staff sign in", listed
    yield "staff sign in without the branch", walk(asked, Failed(load(asked)))
    yield "staff sign in refused", listed.told(Message("staff.first_pin_over", {"days": 30}))
    staff = walk(asked, StaffSignedIn(asked.flow, world.STAFF[0]))
    yield "staff", staff
    newcomer = replace(world.STAFF[0], is_first_secret=True)
    yield "staff with a first PIN", walk(asked, StaffSignedIn(asked.flow, newcomer))
    yield "staff without the branch", staff.told(Message("staff.only_leave"))
