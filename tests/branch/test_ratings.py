"""The citizen's verdict: after the visit, by the code on the ticket, once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from kiosk.branch import ratings
from kiosk.branch.office import Office
from kiosk.clock import ManualClock
from kiosk.domain.numbering import CodeProblem, make_code
from kiosk.domain.rating import Level, Rating, Reason
from kiosk.domain.text import CounterError
from kiosk.store.schema import rating
from tests.conftest import KEYS
from tests.players import Clerk, refusal, take

GOOD = Rating(Level.VERY_SATISFIED)


def stored(office: Office) -> list[str]:
    with office.store.read() as connection:
        return list(connection.execute(select(rating.c.level)).scalars())


def test_a_finished_visit_is_rated_once(office: Office) -> None:
    new = take(office)
    done = Clerk(office).open().serve_next()
    found = ratings.rateable(office, new.code)
    assert (found.ticket, found.service.id, found.counter) == (done, 1, 1)
    ratings.rate(office, "touch", new.id, Rating(Level.NOT_SATISFIED, (Reason.WAITED_LONG, Reason.MANNER)))
    ratings.rate(office, "touch", new.id, GOOD)
    assert stored(office) == ["not_satisfied"], "the same touch again changes nothing"
    with pytest.raises(CounterError) as refused:
        ratings.rate(office, "another touch", new.id, GOOD)
    assert refusal(refused) == ("rating.already", {"number": "A001"})
    with pytest.raises(CounterError) as refused:
        ratings.rateable(office, new.code)
    assert refusal(refused) == ("rating.already", {"number": "A001"})


def test_before_the_end_there_is_nothing_to_rate(office: Office) -> None:
    new = take(office)
    clerk = Clerk(office).open()
    for act in (clerk.called, clerk.start):
        act()
        with pytest.raises(CounterError) as refused:
            ratings.rateable(office, new.code)
        assert refusal(refused) == ("rating.not_finished", {"number": "A001"})
        with pytest.raises(CounterError) as refused:
            ratings.rate(office, "touch", new.id, GOOD)
        assert refusal(refused)[0] == "rating.not_finished"
    clerk.finish()
    ratings.rate(office, "touch", new.id, GOOD)


def test_each_problem_of_a_code_has_its_refusal(office: Office, clock: ManualClock) -> None:
    new = take(office)
    Clerk(office).open().serve_next()
    foreign = make_code(b"x" * 32, "H99.99", "A", 1, new.business_date).compact
    unknown = make_code(KEYS.codes, "H99.99", "A", 9, new.business_date).compact
    mistyped = new.code[:-1] + ("0" if new.code[-1] != "0" else "1")
    cases = {
        "hello": CodeProblem.NOT_A_CODE,
        mistyped: CodeProblem.MISTYPED,
        foreign: CodeProblem.OTHER_BRANCH,
        unknown: CodeProblem.UNKNOWN,
    }
    for text, problem in cases.items():
        with pytest.raises(CounterError) as refused:
            ratings.rateable(office, text)
        assert refusal(refused)[0] == f"code.{problem.value}"
    clock.advance(timedelta(days=1))
    with pytest.raises(CounterError) as refused:
        ratings.rateable(office, new.code)
    assert refusal(refused)[0] == "code.not_today"


def test_two_machines_at_once_store_one_verdict(office: Office) -> None:
    new = take(office)
    Clerk(office).open().serve_next()
    answers: list[str] = []

    def rate(request_id: str) -> None:
        try:
            ratings.rate(office, request_id, new.id, GOOD)
            answers.append("stored")
        except CounterError as problem:
            answers.append(problem.message.key)

    threads = [threading.Thread(target=rate, args=(name,)) for name in ("a", "a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored(office)) == 1
    assert set(answers) <= {"stored", "rating.already"}
    assert answers.count("stored") in (1, 2)
