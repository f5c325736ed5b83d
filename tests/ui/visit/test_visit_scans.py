"""Check scans in the visit's table: a card is used and forgotten, and every scan gets an answer."""

from dataclasses import fields, replace

import pytest

from kiosk.branch import reception, recognition
from kiosk.domain.people.scan import AppointmentScan, CitizenCard, OtherCode, Scan, ScanProblem, Sex, TicketScan
from kiosk.domain.status import PrintJobState, ScannerStatus
from tests.ui import kiosk_world as world
from tests.ui.visits import asked, at_ticket, on, recognised, started, walk
from ui.visit.common import Confirm
from ui.visit.device import ScannerChanged
from ui.visit.number import ChooseField, ChooseService, NumberState
from ui.visit.print_job import PrintMoved
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.visit.table import step
from ui.visit.visit import Salutation, Visit

SCANS: tuple[Scan, ...] = (
    world.card(),
    TicketScan(world.ticket().code),
    AppointmentScan("HEN7K2Q94MJ"),
    *OtherCode,
    *ScanProblem,
)


def test_the_number_on_the_card_is_asked_and_forgotten() -> None:
    scanned = step(started(), Scanned(world.card()))
    assert asked(scanned) == [(1, recognition.recognise, "095058001234", 1958, Sex.MALE)]
    kept = repr([getattr(scanned.visit, one.name) for one in fields(Visit)]) + repr(scanned.questions)
    for personal in ("095058001234", "HÙNG", "1958", "Hùng"):
        assert personal not in kept
    assert scanned.visit.person is not None
    assert scanned.visit.person.masked_name == "Trần V. H."


@pytest.mark.parametrize(
    ("sex", "salutation"),
    [(Sex.MALE, Salutation.MALE), (Sex.FEMALE, Salutation.FEMALE), (None, Salutation.BOTH)],
)
def test_a_card_says_how_to_address(sex: Sex | None, salutation: Salutation) -> None:
    assert step(started(), Scanned(world.card(sex))).visit.salutation is salutation


def test_a_card_leads_to_a_priority_number_in_three_touches() -> None:
    visit = on(Screen.CARD)
    assert visit.of(NumberState).group == "elder"
    after = step(walk(visit, Confirm(), ChooseField("ho_tich")), ChooseService(4))
    ((_, use_case, wish),) = asked(after)
    assert use_case is reception.issue_ticket
    assert isinstance(wish, reception.TicketRequest)
    assert (wish.person, wish.group) == ("key", "elder")


def test_the_answer_about_one_card_never_meets_the_name_of_another() -> None:
    first = step(started(), Scanned(world.card()))
    second = step(first.visit, Scanned(world.card(Sex.FEMALE, "LÊ THỊ LAN"))).visit
    late = step(second, recognised(first.visit, key="key-of-the-first")).visit
    assert late == second


def test_the_second_scan_shows_the_first_ticket() -> None:
    visit = at_ticket(job=None)
    assert visit.screen is Screen.TICKET
    assert visit.needs_noting


@pytest.mark.parametrize("scan", SCANS, ids=lambda scan: scan if isinstance(scan, str) else type(scan).__name__)
@pytest.mark.parametrize("screen", Screen)
def test_a_scan_on_any_screen_does_something_or_says_why_not(screen: Screen, scan: Scan) -> None:
    before = on(screen)
    after = step(before, Scanned(scan))
    assert after.questions or after.visit.notice is not None
    if not isinstance(scan, CitizenCard | TicketScan | AppointmentScan):
        assert after.visit.screen is screen


def test_a_scan_on_a_screen_that_expects_none_changes_nothing_there() -> None:
    for screen in (Screen.LONG_WAIT, Screen.ISSUING, Screen.TICKET, Screen.REASONS):
        before = on(screen)
        after = step(before, Scanned(world.card())).visit
        assert replace(after, notice=None) == replace(before, notice=None)
        assert after.notice is not None


def test_a_card_on_a_printed_ticket_begins_the_next_visit() -> None:
    printed = step(at_ticket(), PrintMoved(0, 7, PrintJobState.PRINTED)).visit
    after = step(printed, Scanned(world.card()))
    assert after.questions[0].use_case is recognition.recognise
    assert after.visit.shown is None


@pytest.mark.parametrize("screen", Screen)
def test_scanner_unplugged_and_back_on_every_screen(screen: Screen) -> None:
    before = on(screen)
    out = step(before, ScannerChanged(ScannerStatus.UNPLUGGED)).visit
    assert (out.screen, out.devices.scanner) == (screen, ScannerStatus.UNPLUGGED)
    back = step(out, ScannerChanged(ScannerStatus.READY)).visit
    assert back == replace(before, devices=replace(before.devices, scanner=ScannerStatus.READY))
