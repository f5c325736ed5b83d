"""Make visits on any screen for tests, by the events of a citizen."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.branch.appointments import AppointmentNow
from kiosk.branch.kiosk_view import KioskView
from kiosk.branch.recognition import Recognised
from kiosk.domain.calendar.hours import Hours
from kiosk.domain.orders import StationState
from kiosk.domain.people.rating import Level
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.queue.ticket import Ticket
from tests.ui import kiosk_world as world
from ui.visit.appointment import AppointmentFound, OpenCheckIn
from ui.visit.card import CardRecognised
from ui.visit.common import BranchLoaded, Failed, Transition, load
from ui.visit.event import VisitEvent
from ui.visit.feedback import OpenFeedback
from ui.visit.number import ChooseField, ChooseService, NumberState, OpenPriority, TakeNumber, TicketHeld, TicketIssued
from ui.visit.procedures import CatalogueLoaded, OpenDossiers, OpenProcedures, ShowProcedure, TakeAlong
from ui.visit.rating import ChooseLevel, OpenRating, OpenRemark, RateableFound, RatingSaved
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.visit.search import OpenSearch
from ui.visit.staff import StaffAsked, StaffListed, StaffSignedIn
from ui.visit.table import step
from ui.visit.visit import Visit, begin

NOW = KioskView(world.SETUP, world.views(), world.OPEN)

CLOSED = Hours(is_open=False, closes_at=None, opens_at=datetime(2026, 11, 20, 13, 30))  # noqa: DTZ001 - local


def started() -> Visit:
    return step(begin("b"), BranchLoaded(0, NOW)).visit


def walk(visit: Visit, *events: VisitEvent) -> Visit:
    for event in events:
        visit = step(visit, event).visit
    return visit


def at_ticket(job: int | None = 7) -> Visit:
    visit = walk(started(), TakeNumber(), ChooseField("ho_tich"), ChooseService(4))
    one = world.ticket()
    if job is None:
        return step(visit, TicketHeld(visit.flow, one, world.slip(one))).visit
    return step(visit, TicketIssued(visit.flow, one, world.slip(one), job)).visit


def at_rating() -> Visit:
    visit = started()
    return step(visit, RateableFound(visit.flow, world.done())).visit


def tablet(counter: int = 1) -> Visit:
    """Return the visit of a rating tablet that is asleep at a counter."""
    return step(begin("b", home=Screen.ASLEEP, counter=counter), BranchLoaded(0, NOW)).visit


def at_appointment(arrival: Arrival = Arrival.IN_TIME, **changes: Any) -> Visit:
    visit = walk(started(), OpenCheckIn())
    return step(visit, AppointmentFound(visit.flow, world.appointment(arrival, **changes))).visit


def recognised(
    visit: Visit,
    held: tuple[Ticket, ...] = (),
    group: str | None = None,
    appointment: AppointmentNow | None = None,
    key: str = "key",
) -> CardRecognised:
    """Return the branch's answer about the card that a visit has read."""
    return CardRecognised(visit.flow, Recognised(key, held, tuple(NOW.setup.groups), group, appointment))


def asked(transition: Transition) -> list[tuple[object, ...]]:
    """Return the questions of a transition, each as its flow, use case and arguments."""
    return [(one.flow, one.use_case, *one.args) for one in transition.questions]


def on(screen: Screen) -> Visit:
    """Return a visit on a screen, reached as a citizen does."""
    choosing = walk(started(), TakeNumber())
    carded = step(started(), Scanned(world.card())).visit
    looking = walk(started(), OpenProcedures(), CatalogueLoaded(0, world.catalogue()))
    ways = {
        Screen.START: started(),
        Screen.CHOOSE: choosing,
        Screen.CARD: step(carded, recognised(carded, group="elder")).visit,
        Screen.PRIORITY: walk(choosing, OpenPriority()),
        Screen.LONG_WAIT: replace(choosing, screen=Screen.LONG_WAIT).put(replace(choosing.of(NumberState), service=4)),
        Screen.ISSUING: walk(choosing, ChooseService(4)),
        Screen.CHECK_IN: walk(started(), OpenCheckIn()),
        Screen.APPOINTMENT: at_appointment(),
        Screen.TICKET: at_ticket(),
        Screen.PROCEDURES: looking,
        Screen.SEARCH: walk(looking, OpenSearch()),
        Screen.CASE: walk(looking, ShowProcedure("1.013225")),
        Screen.PROCEDURE: walk(looking, ShowProcedure("1.001193")),
        Screen.TAKE_ALONG: walk(looking, ShowProcedure("1.001193"), TakeAlong()),
        Screen.DOSSIERS: walk(started(), OpenDossiers()),
        Screen.FEEDBACK: walk(started(), OpenFeedback()),
        Screen.RATE_CODE: walk(started(), OpenRating()),
        Screen.RATING: at_rating(),
        Screen.REASONS: walk(at_rating(), ChooseLevel(Level.NOT_SATISFIED)),
        Screen.REMARK: walk(at_rating(), ChooseLevel(Level.NOT_SATISFIED), OpenRemark()),
        Screen.ASLEEP: tablet(),
        Screen.THANKS: walk(at_rating(), ChooseLevel(Level.SATISFIED), RatingSaved(0)),
        Screen.CLOSED: walk(started(), BranchLoaded(0, replace(NOW, hours=CLOSED))),
        Screen.OUT_OF_SERVICE: walk(started(), BranchLoaded(0, replace(NOW, station=StationState(is_out=True)))),
        Screen.TROUBLE: walk(begin("b"), Failed(load(begin("b")))),
        Screen.STAFF_SIGN_IN: walk(started(), StaffAsked(), StaffListed(1, world.STAFF)),
        Screen.STAFF: walk(started(), StaffAsked(), StaffSignedIn(1, world.STAFF[0])),
    }
    visit = ways.get(screen, replace(started(), screen=screen))
    assert visit.screen is screen
    return visit
