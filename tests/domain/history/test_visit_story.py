"""Check the story of a visit, by records written by hand."""

import json
from datetime import timedelta, timezone
from typing import Any

from kiosk.domain.history.visit_story import TOLD, StoryNames, VisitStory, visit_stories
from kiosk.domain.journal import Event
from kiosk.domain.language.text import LocalText
from kiosk.domain.measures.intervals import Phase, VisitEnd
from tests.domain.measures.records import Told, called, finished, issued, record, started, us

_VIETNAM = timezone(timedelta(hours=7))
NAMES = StoryNames({"HT-KS": LocalText("Khai sinh")}, {1: "Lan", 2: "Minh"}, lambda at: at.astimezone(_VIETNAM))


def told(*records: Told, now: float = 600) -> VisitStory:
    (story,) = visit_stories(records, NAMES, us(now))
    return story


def steps(story: VisitStory) -> list[str]:
    return [one.what.key.removeprefix("visit_story.") for one in story.steps]


def details(story: VisitStory, place: int) -> list[str]:
    return [one.key.removeprefix("visit_story.") for one in story.steps[place].details]


def test_a_usual_visit_has_each_step_with_its_moment_and_the_time_since_the_last() -> None:
    printed = record(Event.PRINT_SETTLED, 0.1, state="printed", detail="")
    story = told(issued(station="kiosk-1"), printed, called(10, calls=1), started(11), finished(16, done={"HT-KS": 2}))
    assert steps(story) == ["issued", "print.printed", "called", "started", "finished"]
    assert [one.seconds for one in story.steps] == [None, 6, 594, 60, 300]
    assert [f"{one.at:%H:%M:%S}" for one in story.steps[:3]] == ["09:00:00", "09:00:06", "09:10:00"]
    assert (story.steps[0].station, story.steps[2].counter, story.steps[2].clerk) == ("kiosk-1", 1, "Lan")
    assert story.steps[4].details[0].args == {"count": 2, "name": LocalText("Khai sinh")}
    assert (story.end, story.number) == (VisitEnd.SERVED, "A001")
    assert story.seconds == {Phase.WAITING: 600, Phase.WALKING: 60, Phase.SERVING: 300}


def test_each_call_says_why_the_visit_was_next() -> None:
    ratio = {"rule": "ratio", "priority": 2, "ordinary": 1}
    booked = {"rule": "appointment", "at": "2026-11-24T02:30:00+00:00"}
    story = told(
        issued(),
        called(5, why=ratio),
        record(Event.TICKET_NO_SHOW, 8),
        record(Event.TICKET_RETURNED, 9),
        called(31, why=booked),
        record(Event.TICKET_NO_SHOW, 33),
        called(40, chosen=True),
        record(Event.TICKET_CALL_TAKEN_BACK, 41),
        called(50),
    )
    why = [one.why for one in story.steps if one.kind is Event.TICKET_CALLED]
    assert [one and one.key for one in why] == ["why.ratio", "why.appointment", "visit_story.chosen", None]
    assert why[0] is not None
    assert why[0].args == {"priority": 2, "ordinary": 1}
    assert why[1] is not None
    assert f"{why[1].args['at']:%H:%M}" == "09:30"


def test_a_visit_that_is_parked_waits_again_at_its_time_without_a_record() -> None:
    parked = record(Event.TICKET_PARKED, 12, reason="papers", until_us=us(22))
    story = told(issued(), called(10), started(11), parked, called(30))
    assert steps(story) == ["issued", "called", "started", "parked", "park_over", "called"]
    assert [one.seconds for one in story.steps[3:]] == [60, 600, 480]
    assert story.steps[3].details[0].key == "desk.park.papers"
    early = told(issued(), called(10), started(11), parked, record(Event.TICKET_RETURNED, 15))
    assert steps(early)[3:] == ["parked", "returned"]
    still_there, later = (told(issued(), called(10), started(11), parked, now=now) for now in (20, 25))
    assert steps(still_there)[-1] == "parked"
    assert steps(later)[-1] == "park_over"


def test_a_transfer_says_where_to_and_for_whom() -> None:
    going: dict[str, Any] = {"service": "HT-KS", "to_counter": 2, "to_staff": 2, "placing": "first", "back": True}
    story = told(issued(), called(10), started(11), record(Event.TICKET_TRANSFERRED, 12, done={}, **going))
    assert details(story, 3) == ["next", "to_counter", "to_clerk", "placing.first", "back"]
    assert story.steps[3].details[2].args == {"name": "Minh"}


def test_an_issue_tells_language_card_and_priority_and_where_it_was_cut_off() -> None:
    usual = {"service": "HT-KS", "date": "2026-11-24", "number": "B004", "station": "kiosk-2"}
    body = {**usual, "language": "en", "priority": True, "card": True, "issued_us": us(0)}
    handed = Told(Event.TICKET_HANDED_OVER.value, "v", us(30), json.dumps(body).encode())
    story = told(handed, called(40))
    assert details(story, 0) == ["service", "language.en", "card", "priority", "own_ledger"]
    assert [f"{one.at:%H:%M}" for one in story.steps] == ["09:00", "09:40"]


def test_a_clock_that_is_behind_makes_no_negative_time() -> None:
    story = told(issued(10), called(5), started(12))
    assert [one.seconds for one in story.steps] == [None, 0, 120]


def test_two_visits_of_one_number_in_a_day_are_both_found() -> None:
    found = visit_stories([issued(0, "v"), issued(60, "w"), called(5, "v"), called(65, "w")], NAMES, us(100))
    assert [(one.number, f"{one.steps[0].at:%H:%M}", len(one.steps)) for one in found] == [
        ("A001", "09:00", 2),
        ("A001", "10:00", 2),
    ]


def earlier(*day: Told, now: float = 600) -> list[tuple[str, str]]:
    mine = [one for one in day if one.subject == "v"]
    (story,) = visit_stories(mine, NAMES, us(now), day)
    return [(one.number, "" if one.why is None else one.why.key) for one in story.earlier]


def test_later_numbers_that_were_called_earlier_are_told_with_the_reason() -> None:
    ratio = {"rule": "ratio", "priority": 2, "ordinary": 1}
    before, mine, after = (
        issued(minute, visit, number=f"A{place:03d}")
        for place, (minute, visit) in enumerate([(0, "u"), (1, "v"), (2, "w")])
    )
    other = issued(3, "x", number="B001", service="CT")
    calls = [called(10, "u"), called(11, "w", why=ratio), called(12, "x"), called(20, "v")]
    assert earlier(before, mine, after, other, *calls) == [("A002", "why.ratio")], "same service, later number"
    assert earlier(mine, after, called(20, "v"), called(30, "w")) == [], "that was after the own call"


def test_a_call_that_was_taken_back_overtook_nobody() -> None:
    later = issued(2, "w", number="A002")
    back = record(Event.TICKET_CALL_TAKEN_BACK, 12, "w")
    assert earlier(issued(1), later, called(11, "w"), back) == []
    assert earlier(issued(1), later, called(11, "w"), back, called(13, "w")) == [("A002", "")]


def test_a_number_that_was_transferred_into_the_line_counts_there() -> None:
    later = issued(2, "w", number="B001", service="CT")
    going: dict[str, Any] = {
        "service": "HT-KS",
        "to_counter": None,
        "to_staff": None,
        "placing": "first",
        "back": False,
        "done": {},
    }
    moved = [called(4, "w"), record(Event.TICKET_TRANSFERRED, 6, "w", **going)]
    first = called(9, "w", why={"rule": "put_first"})
    assert earlier(issued(1), later, *moved, first) == [("B001", "why.put_first")]


def test_nothing_tells_what_a_citizen_thought_of_it() -> None:
    rated = record(Event.RATING_GIVEN, 20, number="A001", level="not_satisfied", reasons=["manner"], criteria="x")
    story = told(issued(), called(10), started(11), finished(16), rated)
    assert steps(story)[-1] == "rated"
    assert story.steps[-1].details == ()


def test_every_kind_of_record_about_a_visit_is_told() -> None:
    about = ("ticket.", "print.", "priority.", "rating.", "appointment.checked")
    assert {one for one in Event if one.startswith(about)} == TOLD
