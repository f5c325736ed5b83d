"""Check that each appointment paper of the demo is the case that the dock names, at every start minute."""

from datetime import date, timedelta

from kiosk.branch import appointments
from kiosk.branch.office import Office
from kiosk.clock import ManualClock
from kiosk.demo.expected import expect, paper_of
from kiosk.domain.people.scan import CitizenCard
from kiosk.domain.queue.appointment import Arrival
from tests.conftest import MORNING
from tests.players import person_of

CARD = CitizenCard("095190000017", "NGUYỄN THỊ MẪU", date(1990, 5, 14), None, "", None)


def test_each_paper_is_its_case(office: Office) -> None:
    expected = expect(office, CARD, office.clock.now())
    assert {paper.case: appointments.find(office, paper.code).arrival for paper in expected.papers} == {
        "with_card": Arrival.EARLY,
        "in_time": Arrival.IN_TIME,
        "to_type": Arrival.IN_TIME,
        "too_early": Arrival.TOO_EARLY,
        "tomorrow": Arrival.COMING_DAY,
        "elsewhere": Arrival.ELSEWHERE,
        "cancelled": Arrival.CANCELLED,
    }
    mine = appointments.of_person(office, person_of(office, CARD.number))
    assert mine is not None
    assert mine.code == getattr(paper_of(expected.papers, "with_card"), "code", None)
    assert mine.service == expected.service


def test_near_midnight_no_appointment_reaches_into_the_next_day(office: Office, clock: ManualClock) -> None:
    clock.set_wall(MORNING + timedelta(hours=14, minutes=30))
    expected = expect(office, CARD, clock.now())
    assert {paper.case for paper in expected.papers} == {"in_time", "to_type", "tomorrow", "elsewhere", "cancelled"}
    assert paper_of(expected.papers, "with_card") is None
