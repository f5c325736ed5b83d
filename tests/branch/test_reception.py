"""Check the issue of tickets: one for a request, one for a person and service, only today, no personal data kept."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from kiosk.branch import clock_check, print_jobs, reception
from kiosk.branch.desk import desk_view
from kiosk.branch.office import Office
from kiosk.branch.ratings import rateable
from kiosk.branch.reception import AlreadyHolds, Issued
from kiosk.branch.setup.founding import found
from kiosk.branch.setup.publishing import change
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import SlipTexts
from kiosk.domain.feedback import FeedbackBlock
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.queue.estimate import WaitRange
from kiosk.domain.queue.ticket import Priority, TicketState
from kiosk.domain.queue.ticket_code import CodeProblem, make_code, parse_code, spaced
from kiosk.domain.slip import TicketSlip
from kiosk.program.sample import sample_catalogue, sample_document
from kiosk.store import sealing
from kiosk.store.engine import Store
from kiosk.store.journal import head_seq, walk
from kiosk.store.migrate import upgrade
from kiosk.store.tables import ticket
from tests.books import labels
from tests.conftest import KEYS, MORNING
from tests.players import Clerk, ask, board_view, find_ticket, person_of, refusal, set_limits, take

NUMBER = "095190000017"


def count(office: Office) -> int:
    with office.store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(ticket)).scalar_one())


def cap(office: Office, value: int) -> None:
    set_limits(office, daily_cap=value)


def test_a_number_is_issued_with_its_slip_and_its_print_job(office: Office) -> None:
    answer = ask(office, 1, language="en")
    assert isinstance(answer, Issued)
    new, slip = answer.ticket, answer.slip
    assert (new.label, new.state, new.language, new.issued_at) == ("A001", TicketState.WAITING, "en", MORNING)
    assert (slip.label, slip.code, slip.ahead, slip.counters) == ("A001", new.code, 0, (1, 2))
    assert slip.taken_at.isoformat() == "2026-11-24T09:00:00+07:00"
    assert answer.repeated is False
    assert reception.slip_of(office, new).label == "A001"


def test_a_slip_says_what_the_set_up_puts_on_it_also_after_a_restart(office: Office) -> None:
    block = FeedbackBlock(phone="0290 3000 000", website="https://example.vn/pakn")
    note = SlipTexts(LocalText("Gửi xe ở sân sau."))
    change(office, lambda document: replace(document, feedback=block, slip=note))
    results = next(one for one in office.setup().services.values() if one.code == "KQ-TR")
    take(office, results.id)
    job = print_jobs.Ledger(office).claim()
    assert job is not None
    assert isinstance(job.slip, TicketSlip)
    assert (job.slip.feedback, job.slip.note) == (block, note.note)
    assert results.papers is not None
    assert job.slip.papers == results.papers


def test_each_series_counts_for_itself(office: Office) -> None:
    assert [take(office, service).label for service in (1, 2, 8, 1)] == ["A001", "A002", "B001", "A003"]
    assert sorted(labels(office.store)) == ["A001", "A002", "A003", "B001"]


def test_a_repeated_request_gets_the_first_answer(office: Office) -> None:
    first = ask(office, request_id="touch")
    take(office)
    again = ask(office, request_id="touch")
    assert isinstance(first, Issued)
    assert isinstance(again, Issued)
    assert (again.ticket, again.print_job, again.repeated) == (first.ticket, first.print_job, True)
    assert again.slip.code == first.slip.code
    assert count(office) == 2


def test_a_request_repeated_after_the_visit_still_gets_its_number(office: Office) -> None:
    first = take(office, request_id="touch")
    Clerk(office).open().serve_next()
    again = ask(office, request_id="touch")
    assert isinstance(again, Issued)
    assert (again.ticket.id, again.ticket.state) == (first.id, TicketState.DONE)


def test_the_second_scan_shows_the_first_number(office: Office, clock: ManualClock) -> None:
    person = person_of(office, NUMBER)
    first = take(office, 1, person=person)
    second = ask(office, 1, person=person)
    assert isinstance(second, AlreadyHolds)
    assert second.ticket == first
    assert second.slip.code == first.code
    clock.advance(timedelta(seconds=1))
    other_service = take(office, 8, person=person)
    assert reception.open_tickets(office, person) == (first, other_service)
    assert reception.open_tickets(office, person_of(office, "095190000018")) == ()


def test_after_the_visit_the_person_may_take_another_number(office: Office) -> None:
    person = person_of(office, NUMBER)
    take(office, person=person)
    Clerk(office).open().serve_next()
    assert reception.open_tickets(office, person) == ()
    assert take(office, person=person).label == "A002"


def test_a_daily_cap_counts_what_a_person_took_today(office: Office, clock: ManualClock) -> None:
    cap(office, 2)
    person = person_of(office, NUMBER)
    first = take(office, 1, person=person)
    take(office, 8, person=person)
    with pytest.raises(CounterError) as refused:
        ask(office, 16, person=person)
    assert refusal(refused) == ("reception.daily_cap", {"count": 2})
    held = ask(office, 1, person=person)
    assert isinstance(held, AlreadyHolds), "the number one holds is shown, cap or not"
    assert held.ticket == first
    take(office, 16)
    clock.advance(timedelta(days=1))
    assert take(office, 16, person=person).label == "D001"


def test_a_service_that_is_not_offered_is_refused(office: Office) -> None:
    with pytest.raises(CounterError) as refused:
        ask(office, 999)
    assert refusal(refused)[0] == "reception.service_closed"
    assert count(office) == 0


def test_a_clock_set_back_a_day_is_refused_and_nothing_is_lost(office: Office, clock: ManualClock) -> None:
    take(office, request_id="before")
    clerk = Clerk(office).open()
    clock.set_wall(MORNING - timedelta(days=1))
    for _ in range(2):
        with pytest.raises(CounterError) as refused:
            ask(office)
        assert refusal(refused)[0] == "reception.clock_went_back"
    clerk.close()
    with pytest.raises(CounterError) as refused:
        ask(office)
    assert refusal(refused)[0] == "reception.clock_went_back", "a clerk's work does not make the clock right"
    assert count(office) == 1
    repeated = ask(office, request_id="before")
    assert isinstance(repeated, Issued)
    assert repeated.repeated
    clock.set_wall(MORNING + timedelta(seconds=1))
    assert take(office).label == "A002"


def test_a_visit_during_which_the_clock_was_set_back_spoils_no_estimate(office: Office, clock: ManualClock) -> None:
    clerk = Clerk(office).open()
    take(office)
    clerk.called()
    clerk.start()
    clock.set_wall(MORNING - timedelta(hours=1))
    clerk.finish()
    clock.set_wall(MORNING)
    clock.advance(timedelta(minutes=5))
    take(office)
    answer = ask(office)
    assert isinstance(answer, Issued)
    assert answer.slip.minutes is not None


def test_with_the_clock_set_back_a_day_who_holds_a_number_is_still_called(office: Office, clock: ManualClock) -> None:
    held = take(office)
    clerk = Clerk(office).open()
    assert not desk_view(office, clerk.counter).clock_is_behind
    clock.set_wall(MORNING - timedelta(days=1))
    view = desk_view(office, clerk.counter)
    assert [line.ticket.label for line in view.next] == [held.label]
    assert view.clock_is_behind
    assert sum(count for _, count in board_view(office).waiting) == 1
    assert clerk.called().label == held.label
    assert [call.label for call in board_view(office).current] == [held.label]
    clerk.start()
    clerk.finish()
    assert rateable(office, held.code).ticket.id == held.id


def test_a_clock_that_ran_ahead_is_accepted_by_a_person(office: Office, clock: ManualClock) -> None:
    clock.set_wall(datetime(2035, 1, 1, tzinfo=UTC))
    take(office)
    clock.set_wall(MORNING)
    with pytest.raises(CounterError):
        ask(office)
    assert clock_check.accept(office)
    assert take(office).label == "A001"


def test_a_clock_that_is_right_is_not_accepted(office: Office) -> None:
    take(office)
    with office.store.read() as connection:
        before = head_seq(connection)
    assert not clock_check.accept(office)
    with office.store.read() as connection:
        assert head_seq(connection) == before, "nothing is written"


def test_a_small_correction_of_the_clock_is_no_matter(office: Office, clock: ManualClock) -> None:
    take(office)
    clock.advance(-timedelta(seconds=119))
    assert take(office).label == "A002"


def test_the_numbers_begin_again_at_the_branchs_midnight(office: Office, clock: ManualClock) -> None:
    clock.set_wall(datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC))
    assert take(office).label == "A001"
    assert take(office).label == "A002"
    clock.advance(timedelta(seconds=1))
    new = take(office)
    assert (new.label, new.business_date.isoformat()) == ("A001", "2026-11-25")
    assert next(view.waiting for view in reception.services_view(office)) == 1, "yesterday's numbers wait no more"


def test_outside_opening_hours_no_number_is_given(empty_url: str) -> None:
    store, clock = Store(empty_url), ManualClock(MORNING + timedelta(days=1))
    upgrade(store)
    office = Office(store, clock, KEYS, 1)
    found(office, sample_document(), "1", sample_catalogue())
    take(office)
    clock.set_wall(datetime(2026, 11, 25, 5, 0, tzinfo=UTC))
    with pytest.raises(CounterError) as refused:
        ask(office)
    key, args = refusal(refused)
    assert key == "reception.closed"
    assert args["opens"] == datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
    assert reception.hours(office).is_open is False
    with pytest.raises(CounterError) as twice:
        found(office, sample_document(), "1", sample_catalogue())
    assert refusal(twice)[0] == "founding.not_empty"
    store.close()


def test_a_code_is_found_today_and_told_apart_from_others(office: Office, clock: ManualClock) -> None:
    new = take(office)
    for typed in (new.code, spaced(new.code), new.code.lower()):
        assert find_ticket(office, typed) == new
    made = parse_code(new.code)
    assert not isinstance(made, CodeProblem)
    unknown = make_code(KEYS.codes, "H99.99", "A", 2, new.business_date).compact
    foreign = make_code(b"x" * 32, "H99.99", "A", 1, new.business_date).compact
    assert find_ticket(office, unknown) is CodeProblem.UNKNOWN
    assert find_ticket(office, foreign) is CodeProblem.OTHER_BRANCH
    assert find_ticket(office, "xin chào") is CodeProblem.NOT_A_CODE
    assert find_ticket(office, replace(made, number=2).compact[:-1] + "Z") is CodeProblem.MISTYPED
    clock.advance(timedelta(days=1))
    assert find_ticket(office, new.code) is CodeProblem.NOT_TODAY


def test_the_kiosk_shows_who_waits_and_how_long(office: Office) -> None:
    assert reception.services_view(office)[0].wait == WaitRange(0, None), "no counter is open"
    Clerk(office).open()
    take(office)
    take(office)
    view = reception.services_view(office)[0]
    assert (view.service.id, view.waiting, view.counters) == (1, 2, (1,))
    assert view.wait.ahead == 2
    assert view.wait.minutes is not None
    assert view.wait.minutes[0] < 30 <= view.wait.minutes[1]


def test_a_declared_priority_stands_on_the_ticket(office: Office) -> None:
    answer = ask(office, group="elderly")
    assert isinstance(answer, Issued)
    assert answer.ticket.priority == Priority("elderly")
    assert answer.slip.has_priority


def test_no_identity_number_is_anywhere_in_the_database(sqlite_branch: Path) -> None:
    """The bytes of the file are searched, its write-ahead log too."""
    centre = sealing.new_key_pair()
    keys = replace(KEYS, centre=centre.public)
    office = Office(Store(f"sqlite:///{sqlite_branch}"), ManualClock(MORNING), keys, 1)
    person = person_of(office, NUMBER)
    take(office, person=person, group="elderly")
    with office.store.read() as connection:
        record = list(walk(connection))[-1]
    body = json.loads(record.body)
    files = [file for file in sqlite_branch.parent.iterdir() if file.name.startswith(sqlite_branch.name)]
    everything = b"".join(file.read_bytes() for file in files)
    assert person.encode() in everything, "the search does find what is there"
    assert NUMBER.encode() not in everything
    sealed = sealing.unseal(centre.private, bytes.fromhex(body["sealed"]), associated=record.subject.encode())
    assert json.loads(sealed) == {"group": "elderly"}
    office.store.close()


def test_without_the_centres_key_the_personal_part_is_not_kept(office: Office) -> None:
    take(office, group="elderly", person=person_of(office, NUMBER))
    with office.store.read() as connection:
        record = list(walk(connection))[-1]
    assert b"elderly" not in record.body
    assert json.loads(record.body)["priority"] is True


def test_another_date_gives_another_person(office: Office, clock: ManualClock) -> None:
    today = person_of(office, NUMBER)
    assert person_of(office, NUMBER) == today
    clock.advance(timedelta(days=1))
    assert person_of(office, NUMBER) != today


def test_a_changed_set_up_is_seen_at_the_next_look(office: Office) -> None:
    assert office.setup().daily_cap is None
    cap(office, 3)
    assert office.setup().daily_cap == 3
    assert office.today().isoformat() == "2026-11-24"


def test_no_number_twice_even_if_the_program_forgets(office: Office) -> None:
    from sqlalchemy.exc import IntegrityError

    take(office)
    with office.store.write() as connection:
        connection.execute(text("UPDATE number_counter SET last = 0"))
    with pytest.raises(IntegrityError):
        ask(office)
    with office.store.write() as connection:
        connection.execute(text("UPDATE number_counter SET last = 1"))
    assert take(office).label == "A002"
