"""Visits for tests: one that stands on any screen, by the way a citizen gets there."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.domain.appointment import Arrival
from kiosk.domain.hours import Hours
from kiosk.domain.orders import StationNow
from kiosk.domain.rating import Level
from tests.ui import kiosk_world as world
from ui.kiosk import events as e
from ui.kiosk import look_up_events as u
from ui.kiosk import requests as q
from ui.kiosk import staff_events as se
from ui.kiosk.branch_now import BranchNow
from ui.kiosk.state import Screen, Visit, begin
from ui.kiosk.visit import step

NOW = BranchNow(world.SETUP, world.views(), world.OPEN)

CLOSED = Hours(is_open=False, closes_at=None, opens_at=datetime(2026, 11, 20, 13, 30))  # noqa: DTZ001 - local


def started() -> Visit:
    return step(begin("b"), e.BranchLoaded(0, NOW)).visit


def walk(visit: Visit, *events: e.Event) -> Visit:
    for event in events:
        visit = step(visit, event).visit
    return visit


def at_ticket(job: int | None = 7) -> Visit:
    visit = walk(started(), e.TakeNumber(), e.ChooseField("ho_tich"), e.ChooseService(4))
    one = world.ticket()
    if job is None:
        return step(visit, e.TicketHeld(visit.flow, one, world.slip(one))).visit
    return step(visit, e.TicketIssued(visit.flow, one, world.slip(one), job)).visit


def at_rating() -> Visit:
    visit = started()
    return step(visit, e.RateableFound(visit.flow, world.done())).visit


def tablet(counter: int = 1) -> Visit:
    """Asleep at a counter."""
    return step(begin("b", home=Screen.ASLEEP, counter=counter), e.BranchLoaded(0, NOW)).visit


def at_appointment(arrival: Arrival = Arrival.IN_TIME, **changes: Any) -> Visit:
    visit = walk(started(), e.OpenCheckIn())
    return step(visit, e.AppointmentFound(visit.flow, world.appointment(arrival, **changes))).visit


def on(screen: Screen) -> Visit:
    """A visit that stands on a screen by the way a citizen gets there."""
    choosing = walk(started(), e.TakeNumber())
    carded = step(started(), e.Scanned(world.card())).visit
    looking = walk(started(), u.OpenProcedures(), u.CatalogueLoaded(0, world.catalogue()))
    ways = {
        Screen.START: started(),
        Screen.CHOOSE: choosing,
        Screen.CARD: step(carded, e.Recognised(carded.flow, "key", (), "elder")).visit,
        Screen.PRIORITY: walk(choosing, e.OpenPriority()),
        Screen.LONG_WAIT: replace(choosing, screen=Screen.LONG_WAIT, service=4),
        Screen.ISSUING: walk(choosing, e.ChooseService(4)),
        Screen.CHECK_IN: walk(started(), e.OpenCheckIn()),
        Screen.APPOINTMENT: at_appointment(),
        Screen.TICKET: at_ticket(),
        Screen.PROCEDURES: looking,
        Screen.SEARCH: walk(looking, u.OpenSearch()),
        Screen.PROCEDURE: walk(looking, u.ShowProcedure("1.001193")),
        Screen.TAKE_ALONG: walk(looking, u.ShowProcedure("1.001193"), u.TakeAlong()),
        Screen.DOSSIERS: walk(started(), u.OpenDossiers()),
        Screen.RATE_CODE: walk(started(), e.OpenRating()),
        Screen.RATING: at_rating(),
        Screen.REASONS: walk(at_rating(), e.ChooseLevel(Level.NOT_SATISFIED)),
        Screen.REMARK: walk(at_rating(), e.ChooseLevel(Level.NOT_SATISFIED), e.OpenRemark()),
        Screen.ASLEEP: tablet(),
        Screen.THANKS: walk(at_rating(), e.ChooseLevel(Level.SATISFIED), e.RatingSaved(0)),
        Screen.CLOSED: walk(started(), e.BranchLoaded(0, replace(NOW, hours=CLOSED))),
        Screen.OUT_OF_SERVICE: walk(started(), e.BranchLoaded(0, replace(NOW, station=StationNow(is_out=True)))),
        Screen.TROUBLE: walk(begin("b"), e.Failed(q.LoadServices(0))),
        Screen.STAFF_SIGN_IN: walk(started(), se.StaffAsked(), se.StaffListed(1, world.STAFF)),
        Screen.STAFF: walk(started(), se.StaffAsked(), se.StaffSignedIn(1, world.STAFF[0])),
    }
    assert ways[screen].screen is screen
    return ways[screen]
