"""Check that a counter's services can change during the day, and that calls follow."""

import json

import pytest

from kiosk.branch.office import Office
from kiosk.branch.setup import counter_services
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from tests.books import check_books
from tests.players import Clerk, take


def codes(office: Office) -> dict[int, str]:
    return {one.id: one.code for one in office.setup().services.values()}


def test_a_clerk_calls_by_what_the_counter_serves_now(office: Office) -> None:
    clerk, code = Clerk(office).open(), codes(office)
    first, second = (take(office, service) for service in (1, 2))
    counter_services.set_services(office, 1, {code[2]: 0})
    assert clerk.serve_next().label == second.label
    assert clerk.call() is None, "the first one is for other counters now"
    counter_services.set_services(office, 1, {code[1]: 0, code[2]: 0})
    assert clerk.serve_next().label == first.label


def test_a_weight_moves_a_service_forward(office: Office) -> None:
    clerk, code = Clerk(office).open(), codes(office)
    plain, forward = (take(office, service) for service in (1, 2))
    counter_services.set_services(office, 1, {code[1]: 0, code[2]: 10})
    assert [clerk.serve_next().label for _ in range(2)] == [forward.label, plain.label]


def test_a_new_number_is_a_new_counter_and_the_journal_knows(office: Office) -> None:
    code = codes(office)[1]
    made = counter_services.set_services(office, 40, {code: 3})
    assert office.setup().counters[made.id] == made
    assert made.name.to("en") == "Counter 40"
    assert counter_services.set_services(office, 40, {code: 3}) == made
    told = [record for record in check_books(office.store) if record.kind == Event.COUNTER_SET_UP]
    assert [json.loads(one.body)["services"] for one in told] == [{code: 3}], "what is the same already is no news"
    ticket = take(office, 1)
    assert Clerk(office, made.id, 2).open().serve_next().label == ticket.label


@pytest.mark.parametrize(
    ("number", "weights", "key"),
    [
        (0, {"HT-KS": 0}, "counter_setup.number"),
        (100, {"HT-KS": 0}, "counter_setup.number"),
        (1, {}, "counter_setup.none"),
        (1, {"HT-KS": -1}, "counter_setup.weight"),
        (1, {"HT-KS": 241}, "counter_setup.weight"),
        (1, {"HT-KS": 0, "NOPE": 0}, "counter_setup.no_service"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(
    office: Office, number: int, weights: dict[str, int], key: str
) -> None:
    before = office.setup().counters
    with pytest.raises(CounterError) as refused:
        counter_services.set_services(office, number, weights)
    assert refused.value.message.key == key
    assert office.setup().counters == before
