"""Check changes of the calendar in a running branch: opening hours follow, the journal has each source."""

import json
from datetime import date

import pytest

from kiosk.branch import reception
from kiosk.branch.office import Office
from kiosk.branch.setup.calendar import change_days
from kiosk.branch.setup.founding import found
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import SpecialDay
from kiosk.domain.calendar.hours import spans_on
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.program.sample import BRANCH_ID, sample_catalogue, sample_document
from kiosk.store.engine import Store
from kiosk.store.journal import walk
from kiosk.store.migrate import upgrade
from tests.conftest import KEYS, MORNING, PIN

TUESDAY = date(2026, 11, 24)
OPEN_TODAY = {TUESDAY: SpecialDay(LocalText("Làm việc ngày 24/11"), "Thông báo thử", like=0)}


def test_a_holiday_has_opening_hours_as_soon_as_the_calendar_gives_them(empty_url: str) -> None:
    store = Store(empty_url)
    upgrade(store)
    office = Office(store, ManualClock(MORNING), KEYS, BRANCH_ID)
    found(office, sample_document(), PIN, sample_catalogue())
    wish = reception.TicketRequest(request_id="1", service_id=1)
    with pytest.raises(CounterError, match=r"reception\.closed"):
        reception.issue_ticket(office, wish)
    assert change_days(office, OPEN_TODAY) == 1
    assert reception.hours(office).is_open
    assert isinstance(reception.issue_ticket(office, wish), reception.Issued)
    store.close()


def test_a_changed_day_is_in_the_journal_and_the_same_again_is_not(office: Office) -> None:
    assert change_days(office, OPEN_TODAY) == 1
    assert change_days(office, OPEN_TODAY) == 0
    closed = {TUESDAY: SpecialDay(LocalText("Nghỉ"), "Thông báo khác")}
    assert change_days(office, closed) == 1
    assert spans_on(office.setup(), TUESDAY) == ()
    with office.store.read() as connection:
        bodies = [json.loads(one.body) for one in walk(connection) if one.kind == Event.SETUP_PUBLISHED]
    days = [[day for day in one["document"]["calendar"] if day["day"] == "2026-11-24"] for one in bodies]
    assert [[(day["hours"], day["source"]) for day in each] for each in days] == [
        [],
        [("mon", "Thông báo thử")],
        [("closed", "Thông báo khác")],
    ]
