"""Check that versions of the set-up are published, followed, compared and undone, and that history stays."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kiosk.branch import procedures
from kiosk.branch.kiosk_view import kiosk_view
from kiosk.branch.office import Office
from kiosk.branch.reception import ServiceStop
from kiosk.branch.serving import counters
from kiosk.branch.setup import publishing
from kiosk.branch.setup.publishing import Author
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.queue.ticket import TicketState
from kiosk.domain.setup.document import CounterPart, CounterService, Document, ServicePart, Span, WeekHours
from kiosk.program.sample import sample_document
from kiosk.store.ledger_copy import take_series
from tests.books import check_books
from tests.players import Clerk, refusal, take

WHO = Author("hoa", "Phân công lại quầy")


def served_at_one(*services: str) -> Callable[[Document], Document]:
    """Return an edit after which counter 1 serves these services, written as in the file."""

    def edit(document: Document) -> Document:
        parts = tuple(CounterService.from_text(one) for one in services)
        first, *others = document.counters
        return replace(document, counters=(replace(first, services=parts), *others))

    return edit


def without_service(code: str) -> Callable[[Document], Document]:
    def edit(document: Document) -> Document:
        kept = tuple(
            replace(counter, services=tuple(one for one in counter.services if one.code != code))
            for counter in document.counters
        )
        return replace(document, services=tuple(one for one in document.services if one.code != code), counters=kept)

    return edit


def test_the_founding_is_version_one(office: Office) -> None:
    assert publishing.document_in_force(office) == sample_document(always_open=True)
    assert [one.version for one in publishing.history(office)] == [1]


def test_a_published_document_is_given_back_and_the_journal_holds_it_without_names(office: Office) -> None:
    made = publishing.change(office, served_at_one("HT-KS", "HT-KH=10"), WHO)
    assert (made.version, made.is_new) == (2, True)
    document = publishing.document_in_force(office)
    assert document.counters[0].services == (CounterService("HT-KS"), CounterService("HT-KH", 10))
    newest = publishing.history(office)[0]
    assert (newest.version, newest.by, newest.reason) == (2, "hoa", "Phân công lại quầy")
    record = check_books(office.store)[-1]
    assert record.kind == Event.SETUP_PUBLISHED
    body = json.loads(record.body)
    assert body["document"]["counters"][0]["services"] == ["HT-KS", "HT-KH=10"]
    assert "Nguyễn Thị An".encode() not in record.body
    assert document.staff[0].name == "Nguyễn Thị An", "this branch can open the names again"


def test_the_same_document_makes_no_version(office: Office) -> None:
    made = publishing.publish(office, publishing.document_in_force(office), WHO)
    assert (made.version, made.is_new) == (1, False)
    assert len(check_books(office.store)) == 2, "the founding and its version"


def test_undo_brings_a_version_back_as_a_new_one(office: Office) -> None:
    before = publishing.document_in_force(office)
    publishing.change(office, served_at_one("HT-KS"), WHO)
    assert publishing.undo(office, WHO).version == 3
    assert publishing.document_in_force(office) == before
    assert publishing.document_in_force(office, 2) != before


def test_a_second_author_is_shown_the_first_ones_version(office: Office) -> None:
    document = publishing.document_in_force(office)
    publishing.change(office, served_at_one("HT-KS"), WHO)
    with pytest.raises(CounterError) as refused:
        publishing.publish(office, document, Author("an"), based_on=1)
    assert refusal(refused) == ("setup.meanwhile", {"version": 2, "by": "hoa", "reason": "Phân công lại quầy"})
    assert publishing.history(office)[0].version == 2


def test_a_version_that_there_is_not_is_refused(office: Office) -> None:
    for version in (0, 2):
        with pytest.raises(CounterError, match=r"setup\.no_version"):
            publishing.document_in_force(office, version)


def test_a_document_with_a_problem_changes_nothing(office: Office) -> None:
    with pytest.raises(CounterError, match=r"setup\.problem\.idle_counter"):
        publishing.change(office, served_at_one())
    assert len(publishing.history(office)) == 1


def test_a_document_that_is_too_large_is_refused(office: Office) -> None:
    def edit(document: Document) -> Document:
        day = document.calendar[0]
        days = tuple(replace(day, day=day.day.replace(year=2100 + n), source="x" * 2_000) for n in range(120))
        return replace(document, calendar=days)

    with pytest.raises(CounterError, match=r"setup\.too_large"):
        publishing.change(office, edit)


def test_four_hundred_services_fit(office: Office) -> None:
    name = LocalText("Đăng ký thay đổi, cải chính", (("en", "Change or correction"), ("km", "កែប្រែអត្រានុកូលដ្ឋាន")))
    many = tuple(ServicePart(f"X-{n}", "HT", name, procedures=("1.001193",)) for n in range(400))

    def edit(document: Document) -> Document:
        first = document.counters[0]
        every = tuple(CounterService(one.code) for one in many)
        return replace(
            document,
            services=(*document.services, *many),
            counters=(replace(first, services=(*first.services, *every)), *document.counters[1:]),
        )

    publishing.change(office, edit)
    assert len(office.setup().offered_services) == 428


# -- a day goes on ----------------------------------------------------------------------------------------------------


def test_a_clerk_calls_by_what_the_counter_serves_now(office: Office) -> None:
    clerk = Clerk(office).open()
    first, second = (take(office, service) for service in (1, 2))
    publishing.change(office, served_at_one("HT-KH"))
    assert clerk.serve_next().label == second.label
    assert clerk.call() is None, "the first one is for other counters now"
    publishing.change(office, served_at_one("HT-KS", "HT-KH"))
    assert clerk.serve_next().label == first.label


def test_a_weight_moves_a_service_forward(office: Office) -> None:
    clerk = Clerk(office).open()
    plain, forward = (take(office, service) for service in (1, 2))
    publishing.change(office, served_at_one("HT-KS", "HT-KH=10"))
    assert [clerk.serve_next().label for _ in range(2)] == [forward.label, plain.label]


def test_a_new_counter_is_opened_and_calls(office: Office) -> None:
    new = CounterPart(40, LocalText("Quầy số 40"), (CounterService("HT-KS"),))
    publishing.change(office, lambda document: replace(document, counters=(*document.counters, new)))
    (made,) = (one for one in office.setup().offered_counters if one.number == 40)
    ticket = take(office, 1)
    assert Clerk(office, made.id, 2).open().serve_next().label == ticket.label


def test_a_renamed_service_keeps_its_id_and_its_tickets(office: Office) -> None:
    ticket = take(office, 1)

    def edit(document: Document) -> Document:
        first, *others = document.services
        return replace(document, services=(replace(first, name=LocalText("Khai sinh")), *others))

    publishing.change(office, edit)
    service = office.setup().services[1]
    assert (service.code, service.name.vi) == ("HT-KS", "Khai sinh")
    assert Clerk(office).open().serve_next().id == ticket.id


def test_a_retired_service_is_served_to_its_last_ticket_and_gives_no_new_one(office: Office) -> None:
    ticket = take(office, 1)
    publishing.change(office, without_service("HT-KS"))
    setup = office.setup()
    assert setup.services[1].is_retired
    assert 1 not in {one.id for one in setup.offered_services}
    with pytest.raises(CounterError, match=r"reception\.service_closed"):
        take(office, 1)
    assert Clerk(office).open().serve_next().id == ticket.id
    publishing.undo(office)
    assert not office.setup().services[1].is_retired, "the same id is offered again"
    take(office, 1)


def test_a_retired_counter_ends_its_visit_and_calls_nobody(office: Office) -> None:
    clerk = Clerk(office).open()
    take(office, 1), take(office, 1)
    clerk.called()
    publishing.change(office, lambda document: replace(document, counters=document.counters[1:]))
    clerk.start()
    assert clerk.finish().state is TicketState.DONE
    with pytest.raises(CounterError) as refused:
        clerk.call()
    assert refusal(refused) == ("counter.retired", {"counter": 1})
    counters.close_counter(office, 1, 1)
    with pytest.raises(CounterError, match=r"counter\.retired"):
        counters.open_counter(office, 1, 1)


def test_a_person_who_is_left_out_ends_today_with_an_open_counter_and_at_once_without(office: Office) -> None:
    clerk, gone = Clerk(office).open(), {"an", "binh"}

    def edit(document: Document) -> Document:
        return replace(document, staff=tuple(one for one in document.staff if one.login not in gone))

    publishing.change(office, edit)
    take(office, 1)
    assert clerk.serve_next().series == "A", "the day goes on"
    with pytest.raises(CounterError, match=r"staff\.role_expired"):
        counters.open_counter(office, 2, 2)


def test_new_staff_get_a_first_pin_that_is_told_once(office: Office) -> None:
    added = replace(sample_document().staff[0], login="thuy", name="Đỗ Thị Thủy")
    made = publishing.change(office, lambda document: replace(document, staff=(*document.staff, added)))
    assert list(made.pins) == ["thuy"]
    assert made.pins["thuy"] not in repr(made)


def test_the_letter_of_a_cut_off_kiosk_is_not_given_to_a_service(office: Office) -> None:
    with office.store.write(journal=False) as connection:
        letter = take_series(connection, office.branch_id, "kiosk-1")

    def edit(document: Document) -> Document:
        first, *others = document.services
        return replace(document, services=(replace(first, series=letter), *others))

    with pytest.raises(CounterError, match=r"setup\.kiosk_letter"):
        publishing.change(office, edit)


# -- rules of a service -----------------------------------------------------------------------------------------------


def with_first(**values: Any) -> Callable[[Document], Document]:
    """Return an edit of the first service."""

    def edit(document: Document) -> Document:
        first, *others = document.services
        return replace(document, services=(replace(first, **values), *others))

    return edit


def test_a_service_gives_no_more_numbers_than_its_quota(office: Office, clock: ManualClock) -> None:
    publishing.change(office, with_first(quota=2))
    take(office, 1), take(office, 1)
    with pytest.raises(CounterError) as refused:
        take(office, 1)
    assert refusal(refused) == ("reception.quota", {"count": 2})
    take(office, 2)
    stops = {view.service.id: view.stop for view in kiosk_view(office).services}
    assert stops[1] == ServiceStop(quota=2)
    assert stops[2] is None
    clock.advance(timedelta(days=1))
    take(office, 1)


def test_a_service_gives_numbers_in_hours_of_its_own(office: Office, clock: ManualClock) -> None:
    """The service is offered on Wednesday afternoons and Friday mornings, inside the hours of the branch."""
    own = WeekHours(wed=(Span.from_text("13:30-16:00"),), fri=(Span.from_text("06:00-12:00"),))
    publishing.change(office, with_first(hours=own))
    publishing.change(office, lambda document: replace(document, hours=sample_document().hours))
    clock.advance(timedelta(days=1))
    with pytest.raises(CounterError) as refused:
        take(office, 1)
    assert refusal(refused) == ("reception.service_hours", {"time": "13:30", "day": "25/11"})
    clock.advance(timedelta(hours=5))
    take(office, 1)
    clock.advance(timedelta(hours=2, minutes=30))
    with pytest.raises(CounterError) as refused:
        take(office, 1)
    assert refusal(refused) == ("reception.service_hours", {"time": "07:00", "day": "27/11"})
    take(office, 2)


def test_a_service_without_priority_gives_ordinary_numbers(office: Office) -> None:
    publishing.change(office, with_first(priority=False))
    assert take(office, 1, group="elderly").priority is None
    assert take(office, 2, group="elderly").priority is not None


def test_a_service_is_found_by_what_people_call_it(office: Office) -> None:
    assert not [hit for hit in procedures.search(office, "giấy độc thân xyz") if hit.entry.key == "4"]
    publishing.change(office, with_first(said=("giấy cho em bé",)))
    assert [hit.entry.key for hit in procedures.search(office, "giấy cho em bé")][:1] == ["1"]
