"""The visit table: complete by type, three touches to a number, every scan answered, nothing personal left behind."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import pytest

from kiosk.branch.reception import ServiceView
from kiosk.domain.appointment import Arrival
from kiosk.domain.estimate import WaitRange
from kiosk.domain.hours import Hours
from kiosk.domain.orders import StationNow
from kiosk.domain.rating import Level, Rating, Reason
from kiosk.domain.scan import AppointmentScan, CitizenCard, OtherCode, Scan, ScanProblem, Sex, TicketScan
from kiosk.domain.status import PrinterStatus, PrintJobState, ScannerStatus
from kiosk.domain.text import Message
from tests.ui import kiosk_world as world
from ui.kiosk import events as e
from ui.kiosk import look_up_events as u
from ui.kiosk import requests as q
from ui.kiosk import staff_events as se
from ui.kiosk.branch_now import BranchNow
from ui.kiosk.state import Busy, Look, Salutation, Screen, SheetKind, ShownTicket, Visit
from ui.kiosk.visit import TABLE, begin, step

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


SCANS: tuple[Scan, ...] = (
    world.card(),
    TicketScan(world.ticket().code),
    AppointmentScan("HEN7K2Q94MJ"),
    *OtherCode,
    *ScanProblem,
)


@pytest.mark.parametrize("screen", Screen)
def test_the_table_has_a_cell_for_every_screen_and_every_kind_of_event(screen: Screen) -> None:
    assert set(TABLE[screen]) == set(e.EVENTS)


def test_three_touches_lead_to_a_number() -> None:
    visit = started()
    requests: list[q.Request] = []
    for touch in (e.TakeNumber(), e.ChooseField("ho_tich"), e.ChooseService(4)):
        visit, asked = step(visit, touch)
        requests += asked
    assert visit.screen is Screen.ISSUING
    issue = [one for one in requests if isinstance(one, q.IssueTicket)]
    assert [(one.service_id, one.language, one.person, one.group) for one in issue] == [(4, "vi", None, None)]


def test_a_double_tap_asks_for_one_number() -> None:
    choosing = on(Screen.CHOOSE)
    first = step(choosing, e.ChooseService(4))
    second = step(first.visit, e.ChooseService(4))
    assert len(first.requests) == 1
    assert second.requests == ()


def test_another_choice_is_another_request_and_a_retry_is_the_same_one() -> None:
    first = step(on(Screen.CHOOSE), e.ChooseService(4))
    failed = step(first.visit, e.Failed(first.requests[0])).visit
    assert failed.screen is Screen.TROUBLE
    again = step(failed, e.Retry())
    assert again.requests == first.requests
    refused = step(first.visit, e.Refused(first.requests[0], Message("reception.service_closed"))).visit
    other = step(refused, e.ChooseService(5))
    assert isinstance(other.requests[0], q.IssueTicket)
    assert isinstance(first.requests[0], q.IssueTicket)
    assert other.requests[0].request_id != first.requests[0].request_id


def test_a_touch_before_the_branch_is_ready_is_kept_and_opens_the_services() -> None:
    early = walk(begin("b"), e.TakeNumber())
    assert (early.screen, early.busy) == (Screen.START, Busy.SERVICES)
    assert step(early, e.BranchLoaded(0, NOW)).visit.screen is Screen.CHOOSE


def test_a_long_wait_is_asked_about_first() -> None:
    long = ServiceView(world.SETUP.services[4], 18, WaitRange(18, (60, 80)), (1,))
    visit = replace(on(Screen.CHOOSE), now=replace(NOW, services=(long,)))
    asked = step(visit, e.ChooseService(4))
    assert (asked.visit.screen, asked.requests) == (Screen.LONG_WAIT, ())
    stays = step(asked.visit, e.Confirm())
    assert isinstance(stays.requests[0], q.IssueTicket)
    assert step(asked.visit, e.Back()).visit.screen is Screen.CHOOSE


def test_the_number_on_the_card_is_asked_and_forgotten() -> None:
    scanned = step(started(), e.Scanned(world.card()))
    assert scanned.requests == (q.RecogniseCard(1, "095058001234", 1958),)
    kept = repr([getattr(scanned.visit, one.name) for one in fields(Visit)]) + repr(scanned.requests)
    for personal in ("095058001234", "HÙNG", "1958", "Hùng"):
        assert personal not in kept
    assert scanned.visit.person is not None
    assert scanned.visit.person.masked_name == "Trần V. H."


@pytest.mark.parametrize(
    ("sex", "salutation"),
    [(Sex.MALE, Salutation.MALE), (Sex.FEMALE, Salutation.FEMALE), (None, Salutation.BOTH)],
)
def test_a_card_says_how_to_address(sex: Sex | None, salutation: Salutation) -> None:
    assert step(started(), e.Scanned(world.card(sex))).visit.salutation is salutation


def test_a_card_leads_to_a_priority_number_in_three_touches() -> None:
    visit = on(Screen.CARD)
    assert visit.group == "elder"
    after = step(walk(visit, e.Confirm(), e.ChooseField("ho_tich")), e.ChooseService(4))
    ask = after.requests[0]
    assert isinstance(ask, q.IssueTicket)
    assert (ask.person, ask.group) == ("key", "elder")


def test_the_answer_about_one_card_never_meets_the_name_of_another() -> None:
    first = step(started(), e.Scanned(world.card()))
    second = step(first.visit, e.Scanned(world.card(Sex.FEMALE, "LÊ THỊ LAN"))).visit
    late = step(second, e.Recognised(first.visit.flow, "key-of-the-first", (), None)).visit
    assert late == second


def test_the_second_scan_shows_the_first_ticket() -> None:
    visit = at_ticket(job=None)
    assert visit.screen is Screen.TICKET
    assert visit.needs_noting


@pytest.mark.parametrize("scan", SCANS, ids=lambda scan: scan if isinstance(scan, str) else type(scan).__name__)
@pytest.mark.parametrize("screen", Screen)
def test_a_scan_on_any_screen_does_something_or_says_why_not(screen: Screen, scan: Scan) -> None:
    before = on(screen)
    after = step(before, e.Scanned(scan))
    assert after.requests or after.visit.notice is not None
    if not isinstance(scan, CitizenCard | TicketScan | AppointmentScan):
        assert after.visit.screen is screen


def test_a_scan_on_a_screen_that_expects_none_changes_nothing_there() -> None:
    for screen in (Screen.LONG_WAIT, Screen.ISSUING, Screen.TICKET, Screen.REASONS):
        before = on(screen)
        after = step(before, e.Scanned(world.card())).visit
        assert replace(after, notice=None) == replace(before, notice=None)
        assert after.notice is not None


def test_a_card_on_a_printed_ticket_begins_the_next_visit() -> None:
    printed = step(at_ticket(), e.PrintMoved(0, 7, PrintJobState.PRINTED)).visit
    after = step(printed, e.Scanned(world.card()))
    assert isinstance(after.requests[0], q.RecogniseCard)
    assert after.visit.shown is None


@pytest.mark.parametrize("screen", Screen)
def test_scanner_unplugged_and_back_on_every_screen(screen: Screen) -> None:
    before = on(screen)
    out = step(before, e.ScannerChanged(ScannerStatus.UNPLUGGED)).visit
    assert (out.screen, out.devices.scanner) == (screen, ScannerStatus.UNPLUGGED)
    back = step(out, e.ScannerChanged(ScannerStatus.READY)).visit
    assert back == replace(before, devices=replace(before.devices, scanner=ScannerStatus.READY))


@pytest.mark.parametrize("screen", [one for one in Screen if one is not Screen.TROUBLE])
def test_leaving_wipes_everything_personal(screen: Screen) -> None:
    look = Look("km", 3, high_contrast=True)
    visit = replace(on(screen), look=look, group="elder", code="A046")
    for _ in range(400):
        visit = step(visit, e.Tick()).visit
    if screen is Screen.ISSUING:  # no answer for too long: the trouble screen stays, the person does not
        assert visit.screen is Screen.TROUBLE
    clean = begin("b")
    for one in ("person", "group", "code", "shown", "rateable", "reasons", "level", "service", "look"):
        assert getattr(visit, one) == getattr(clean, one), one


def test_home_keeps_the_language_and_wipes_the_person() -> None:
    visit = walk(replace(on(Screen.CARD), look=Look("km")), e.Home())
    assert (visit.screen, visit.person, visit.look.language) == (Screen.START, None, "km")


def test_the_countdown_shows_for_twenty_seconds_and_one_touch_extends() -> None:
    visit = on(Screen.CHOOSE)
    for _ in range(59):
        visit = step(visit, e.Tick()).visit
    assert visit.seconds_left is None
    visit = step(visit, e.Tick()).visit
    assert visit.seconds_left == 20
    assert step(visit, e.MoreTime()).visit.seconds_left is None
    for _ in range(20):
        visit = step(visit, e.Tick()).visit
    assert visit.screen is Screen.START


def test_a_late_answer_of_an_earlier_visit_is_nobodys() -> None:
    issuing = on(Screen.ISSUING)
    one = world.ticket()
    next_visit = replace(issuing, flow=issuing.flow + 1)
    assert step(next_visit, e.TicketIssued(issuing.flow, one, world.slip(one), 7)) == (next_visit, ())


def test_no_answer_for_long_is_trouble_and_a_late_number_still_finds_its_citizen() -> None:
    visit = on(Screen.ISSUING)
    for _ in range(20):
        visit = step(visit, e.Tick()).visit
    assert visit.screen is Screen.TROUBLE
    one = world.ticket()
    late = step(visit, e.TicketIssued(visit.flow, one, world.slip(one), 7)).visit
    assert (late.screen, late.shown) == (Screen.TICKET, ShownTicket(one, world.slip(one), 7))


def test_the_database_is_down_and_back() -> None:
    visit = on(Screen.TROUBLE)
    asked: list[q.Request] = []
    for _ in range(10):
        visit, requests = step(visit, e.Tick())
        asked += requests
    assert len(asked) == 2
    assert step(visit, e.BranchLoaded(visit.flow, NOW)).visit.screen is Screen.START


def test_the_paper_is_watched_until_it_is_settled() -> None:
    visit = at_ticket()
    waiting = step(visit, e.PrintMoved(0, 7, PrintJobState.SENDING))
    assert waiting.requests == (q.WatchPrint(0, 7),)
    assert not waiting.visit.needs_noting
    assert step(waiting.visit, e.PrinterChanged(PrinterStatus.PAPER_OUT)).visit.needs_noting
    failed = step(waiting.visit, e.PrintMoved(0, 7, PrintJobState.FAILED))
    assert failed.requests == ()
    assert (failed.visit.needs_noting, failed.visit.seconds_left) == (True, 60)
    printed = step(waiting.visit, e.PrintMoved(0, 7, PrintJobState.PRINTED)).visit
    assert (printed.needs_noting, printed.seconds_left) == (False, 30)


@pytest.mark.parametrize("leave", [e.Finish(), e.TakeAnother()], ids=["done", "another"])
def test_who_noted_the_number_leaves_no_slip_for_the_next_citizen(leave: e.Event) -> None:
    waiting = step(at_ticket(), e.PrinterChanged(PrinterStatus.PAPER_OUT)).visit
    assert q.GiveUpSlip(0, 7) in step(waiting, leave).requests
    back = step(waiting, e.PrinterChanged(PrinterStatus.READY)).visit
    assert q.GiveUpSlip(0, 7) not in step(back, leave).requests, "it is on its way, and the citizen is still there"


def test_an_abandoned_number_leaves_no_slip_for_the_next_citizen() -> None:
    visit = step(at_ticket(), e.PrinterChanged(PrinterStatus.PAPER_OUT)).visit
    asked: list[q.Request] = []
    for _ in range(60):
        visit, requests = step(visit, e.Tick())
        asked += requests
    assert visit.shown is None
    assert [one for one in asked if isinstance(one, q.GiveUpSlip)] == [q.GiveUpSlip(0, 7)]


def test_the_door_closes_while_somebody_chooses() -> None:
    issuing = step(on(Screen.CHOOSE), e.ChooseService(4))
    refused = step(issuing.visit, e.Refused(issuing.requests[0], Message("reception.closed")))
    assert refused.visit.screen is Screen.CLOSED


def test_the_daily_cap_is_said_over_the_services() -> None:
    issuing = step(on(Screen.CHOOSE), e.ChooseService(4))
    message = Message("reception.daily_cap", {"count": 3})
    refused = step(issuing.visit, e.Refused(issuing.requests[0], message)).visit
    assert refused.screen is Screen.CHOOSE
    assert refused.notice is not None
    assert refused.notice.message == message


def test_a_mistyped_code_is_told_without_asking_the_branch() -> None:
    visit = on(Screen.RATE_CODE)
    code = world.ticket().code
    for character in code[:-1] + ("0" if code[-1] != "0" else "1"):
        visit = step(visit, e.TypeCode(character)).visit
    wrong = step(visit, e.Confirm())
    assert wrong.requests == ()
    assert wrong.visit.notice is not None
    assert wrong.visit.notice.message.key == "code.mistyped"
    right = step(walk(visit, e.DeleteCode(), e.TypeCode(code[-1].lower())), e.Confirm())
    assert right.requests == (q.FindRateable(visit.flow, code),)


def test_satisfied_is_one_touch_and_not_satisfied_asks_why() -> None:
    happy = step(at_rating(), e.ChooseLevel(Level.VERY_SATISFIED))
    assert isinstance(happy.requests[0], q.SendRating)
    unhappy = step(at_rating(), e.ChooseLevel(Level.NOT_SATISFIED))
    assert (unhappy.visit.screen, unhappy.requests) == (Screen.REASONS, ())
    chosen = walk(unhappy.visit, e.ToggleReason(Reason.MANNER), e.ToggleReason(Reason.WAITED_LONG))
    sent = step(walk(chosen, e.ToggleReason(Reason.MANNER)), e.Confirm()).requests[0]
    assert isinstance(sent, q.SendRating)
    assert sent.rating == Rating(Level.NOT_SATISFIED, (Reason.WAITED_LONG,))


def test_rating_twice_by_a_double_tap_is_sent_once() -> None:
    first = step(on(Screen.REASONS), e.Confirm())
    assert len(first.requests) == 1
    assert step(first.visit, e.Confirm()).requests == ()


def test_unhappy_without_a_reason_counts_when_the_time_is_over() -> None:
    visit = on(Screen.REASONS)
    asked: list[q.Request] = []
    for _ in range(35):
        visit, requests = step(visit, e.Tick())
        asked += requests
    assert [one.rating.level for one in asked if isinstance(one, q.SendRating)] == [Level.NOT_SATISFIED]


def test_a_rating_that_was_not_saved_is_sent_again_under_its_id() -> None:
    first = step(at_rating(), e.ChooseLevel(Level.SATISFIED))
    failed = step(first.visit, e.Failed(first.requests[0])).visit
    assert failed.notice is not None
    assert step(failed, e.ChooseLevel(Level.SATISFIED)).requests == first.requests


def test_the_sheet_goes_down_with_the_choice_of_a_language() -> None:
    visit = walk(on(Screen.CHOOSE), e.OpenSheet(SheetKind.LANGUAGE))
    assert visit.sheet is SheetKind.LANGUAGE
    visit = walk(visit, e.ChooseLanguage("en"))
    assert (visit.sheet, visit.look.language, visit.screen) == (None, "en", Screen.CHOOSE)


def test_text_steps_go_round() -> None:
    visit = started()
    steps = []
    for _ in range(5):
        visit = step(visit, e.NextTextStep()).visit
        steps.append(visit.look.text_step)
    assert steps == [1, 2, 3, 0, 1]


def test_the_rating_window_comes_home_to_the_code() -> None:
    visit = replace(at_rating(), home=Screen.RATE_CODE)
    assert step(visit, e.Finish()).visit.screen is Screen.RATE_CODE
