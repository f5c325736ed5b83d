"""Check ratings: after the visit, by the ticket code, once."""

import json
import re
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.branch import ratings
from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import change
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.people.rating import Level, OwnReason, Rating, RatingReason
from kiosk.domain.queue.ticket_code import CodeProblem, make_code
from kiosk.store.sealing import new_key_pair, unseal
from kiosk.store.tables import journal, metadata, rating, ticket
from tests.conftest import KEYS
from tests.players import Clerk, person_of, refusal, take

GOOD = Rating(Level.VERY_SATISFIED)


def stored(office: Office) -> list[str]:
    with office.store.read() as connection:
        return list(connection.execute(select(rating.c.level)).scalars())


def test_a_finished_visit_is_rated_once(office: Office) -> None:
    new = take(office)
    done = Clerk(office).open().serve_next()
    found = ratings.rateable(office, new.code)
    assert (found.ticket, found.service.id, found.counter) == (done, 1, 1)
    ratings.rate(office, "touch", new.id, Rating(Level.NOT_SATISFIED, (RatingReason.WAITED_LONG, RatingReason.MANNER)))
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


def bodies(office: Office) -> list[dict[str, object]]:
    with office.store.read() as connection:
        given = select(journal.c.body).where(journal.c.kind == Event.RATING_GIVEN.value)
        return [json.loads(bytes(body)) for body in connection.execute(given).scalars()]


REMARK = "Cô Lan ở quầy 2 rất vội"


def test_a_remark_is_sealed_to_the_centre_and_stands_nowhere_else(office: Office) -> None:
    pair = new_key_pair()
    sealed = replace(office, keys=replace(office.keys, centre=pair.public))
    new = take(office)
    Clerk(office).open().serve_next()
    assert ratings.rateable(sealed, new.code).takes_remark
    ratings.rate(sealed, "touch", new.id, Rating(Level.NOT_SATISFIED, (RatingReason.MANNER,), REMARK))
    (body,) = bodies(office)
    blob = bytes.fromhex(str(body.pop("sealed")))
    assert json.loads(unseal(pair.private, blob, associated=new.id.encode())) == {"remark": REMARK}
    assert body == {
        "number": "A001",
        "level": "not_satisfied",
        "reasons": ["manner"],
        "criteria": "118/2025/NĐ-CP",
        "contents": ["đ"],
    }
    with office.store.read() as connection:
        for table in metadata.sorted_tables:
            assert "Cô Lan" not in repr(connection.execute(select(table)).all())


def test_without_the_centres_key_no_remark_is_asked_for_or_kept(office: Office) -> None:
    new = take(office)
    Clerk(office).open().serve_next()
    assert not ratings.rateable(office, new.code).takes_remark
    ratings.rate(office, "touch", new.id, Rating(Level.NOT_SATISFIED, (), REMARK))
    assert "sealed" not in bodies(office)[0]


def test_nobody_can_be_told_from_a_rating(office: Office) -> None:
    """The number was taken with a card; once the visit is rated, nothing leads from the rating to that person."""
    person = person_of(office, "095190000017")
    new = take(office, person=person)
    other = take(office, person=person_of(office, "095190000025"))
    clerk = Clerk(office).open()
    clerk.serve_next()
    clerk.serve_next()
    ratings.rate(office, "touch", new.id, GOOD)
    with office.store.read() as connection:
        people = dict(connection.execute(select(ticket.c.id, ticket.c.person)).all())
        assert people[new.id] is None
        assert people[other.id] is not None, "who has not rated still holds the day's number"
        for table in metadata.sorted_tables:
            assert person not in repr(connection.execute(select(table)).all())


def test_nobody_at_the_desk_can_start_or_change_a_rating() -> None:
    """No statement of the program changes or deletes a rating. The desk counts those of a clerk, and names none."""
    root = Path(ratings.__file__).parents[2]
    sources = {
        file: file.read_text(encoding="utf-8") for package in ("kiosk", "ui") for file in (root / package).rglob("*.py")
    }
    assert not [file for file, text in sources.items() if re.search(r"\b(update|delete)\(rating\)", text)]
    at_the_desk = ("desk", "counters", "visits", "breaks", "sessions", "finding", "undo")
    of_desk = {one for one in sources if "desk" in one.relative_to(root).parts or one.stem in at_the_desk}
    desk = [sources[file] for file in of_desk if file.name != "own_day.py"]
    assert len(desk) > 5
    assert not [text for text in desk if re.search(r"\bratings?\b", text.replace("operating", ""))]


def test_the_tablet_of_a_counter_hears_of_its_own_visit_only(office: Office) -> None:
    first, second = take(office), take(office)
    clerk = Clerk(office).open()
    assert ratings.just_finished(office, 1) is None
    clerk.serve_next()
    found = ratings.just_finished(office, 1)
    assert found is not None
    assert (found.ticket.id, found.counter) == (first.id, 1)
    assert ratings.just_finished(office, 2) is None
    clerk.called()
    assert ratings.just_finished(office, 1) is not None, "a call does not send the citizen away from the tablet"
    clerk.start()
    assert ratings.just_finished(office, 1) is None, "the next one sits there now"
    clerk.finish()
    found = ratings.just_finished(office, 1)
    assert found is not None
    assert found.ticket.id == second.id
    ratings.rate(office, "touch", second.id, GOOD)
    assert ratings.just_finished(office, 1) is None


def test_a_visit_is_offered_at_its_counter_for_a_while_only(office: Office, clock: ManualClock) -> None:
    take(office)
    Clerk(office).open().serve_next()
    clock.advance(timedelta(minutes=4))
    assert ratings.just_finished(office, 1) is not None
    clock.advance(timedelta(minutes=2))
    assert ratings.just_finished(office, 1) is None


def test_after_a_clock_was_set_back_a_visit_is_offered_again(office: Office, clock: ManualClock) -> None:
    clerk = Clerk(office).open()
    for _ in range(2):
        take(office)
    clock.advance(timedelta(hours=2))
    clerk.serve_next()
    clock.set_wall(clock.now() - timedelta(hours=1))
    assert ratings.just_finished(office, 1) is None, "it ended an hour after now"
    second = clerk.serve_next().id
    found = ratings.just_finished(office, 1)
    assert found is not None
    assert found.ticket.id == second


def test_a_counter_that_is_not_there_is_named_with_those_that_are(office: Office) -> None:
    with pytest.raises(CounterError) as refused:
        ratings.just_finished(office, 99)
    assert refusal(refused) == ("rating.no_counter", {"counter": 99, "counters": "1, 2, 3, 4, 5, 6"})


def test_a_reason_of_the_branch_s_own_belongs_to_the_contents_that_the_set_up_says(office: Office) -> None:
    own = OwnReason("no_seat", LocalText("Không có chỗ ngồi"), ("i", "c"))
    change(office, lambda document: replace(document, reasons=(own,)))
    new = take(office)
    Clerk(office).open().serve_next()
    ratings.rate(office, "touch", new.id, Rating(Level.VERY_DISSATISFIED, ("no_seat",)))
    (body,) = bodies(office)
    assert (body["level"], body["reasons"], body["contents"]) == ("very_dissatisfied", ["no_seat"], ["c", "i"])
