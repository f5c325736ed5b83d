"""Check the past days of a demo: they keep the rules of the queue and have the shape of real days."""

import json
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from statistics import median

import pytest
from sqlalchemy import select

from kiosk.branch.what_if import recorded_day
from kiosk.demo.history.filling import PastDays
from kiosk.demo.history.past_plan import PastPlan, draw_day, open_days
from kiosk.demo.history.player import Player
from kiosk.demo.history.rows import DayRows
from kiosk.domain.branch_setup import Setup
from kiosk.domain.journal import Event, JournalRecord
from kiosk.domain.queue.what_if import replay_unchanged
from kiosk.program.sample import sample_setup
from kiosk.store.journal import from_us
from kiosk.store.tables import rating, ticket
from tests.books import check_books
from tests.demo.history import past_branch
from tests.demo.history.past_branch import MONDAY, SHORT_DAY, WHOLE_DAY
from tests.simulation import day_rules


@dataclass(frozen=True)
class Played:
    """Hold a played Monday without appointments, and a short Tuesday with some."""

    player: Player
    monday: DayRows
    tuesday: DayRows
    records: list[JournalRecord]

    @property
    def setup(self) -> Setup:
        return self.player.office.setup()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("past")
    player = past_branch.player(past_branch.found_in(folder / "branch.db"), folder / "copy.db")
    monday = player.play(past_branch.without_appointments(player.plan(MONDAY, WHOLE_DAY)))
    tuesday = player.play(with_a_guest(player, MONDAY + timedelta(days=1)))
    yield Played(player, monday, tuesday, check_books(player.store))
    player.close()


def with_a_guest(player: Player, day: date) -> PastPlan:
    """Return the first plan of a short day in which somebody comes for an appointment."""
    plans = (player.plan(day, SHORT_DAY, seed) for seed in count())
    return next(one for one in plans if any(citizen.appointment for citizen in one.day.citizens))


def of_monday(played: Played) -> list[JournalRecord]:
    """Return the records up to the Monday's end."""
    return played.records[: played.monday.records[-1].seq]


def test_a_past_day_keeps_every_rule_of_the_queue(played: Played) -> None:
    setup, records = played.setup, of_monday(played)
    visits = len(played.monday.rows["ticket"])
    assert day_rules.nobody_is_called_twice_at_once(setup, records) > visits
    assert day_rules.nobody_overtakes_in_their_class(setup, records) > 50
    day_rules.nobody_starves(setup, records)
    ends = day_rules.every_visit_ends(setup, records)
    assert ends["done"] > 0.9 * visits
    day_rules.intervals_add_up(setup, played.records)


def test_a_past_day_replayed_without_a_change_makes_the_recorded_calls(played: Played) -> None:
    """The acts of a clerk that nobody records (an idle minute, a call by hand) may move one call in a hundred."""
    day = recorded_day(played.player.office, MONDAY)
    first = {one.visit: one for one in replay_unchanged(day) if one.stop == 0}
    stops = {place: one.stops[0] for place, one in enumerate(day.visits) if one.stops[0].called_us is not None}
    assert first.keys() == stops.keys()
    same = [place for place, stop in stops.items() if (stop.called_us, stop.counter) == first[place][:2]]
    assert len(same) >= 0.99 * len(stops) > 90


#: The kinds of records that are written when the day is over.
AT_THE_END = {Event.TICKET_EXPIRED, Event.DAY_CLOSED, Event.RETENTION_DONE}


def test_every_record_is_of_its_business_date(played: Played) -> None:
    local = played.setup.branch.local
    for day in (played.monday, played.tuesday):
        issued = [one for one in day.records if one.kind == Event.TICKET_ISSUED]
        assert {json.loads(one.body)["date"] for one in issued} == {day.date.isoformat()}
        midnight = day.date + timedelta(days=1)
        by_day = [one for one in day.records if one.kind not in AT_THE_END]
        assert {local(from_us(one.at_us)).date() for one in by_day} == {day.date}
        assert {local(from_us(one.at_us)).date() for one in day.records if one.kind == Event.TICKET_EXPIRED} <= {
            midnight
        }
    moments = [one.at_us for one in played.records]
    assert moments == sorted(moments), "the journal is in the order of time"


#: Every field of the records of a day. None is about a citizen but `sealed`, which only the centre opens.
FIELDS = frozenset(
    {
        "appointment", "appointments", "arrival", "back", "branch", "by", "calls", "card", "confirmed",
        "contents", "counter", "counts", "criteria", "date", "detail", "document", "done", "elsewhere",
        "epoch", "first", "from", "groups", "head", "keys", "language", "last", "level", "login", "name",
        "names", "number", "numbers", "persons", "placing", "priority", "program", "reason", "reasons",
        "records", "sealed", "service", "slips", "staff", "state", "station", "through", "to_counter",
        "to_staff", "until", "until_us", "version", "was", "why",
    }
)  # fmt: skip


def test_safety_1_the_journal_of_a_day_holds_nothing_that_would_have_to_be_pruned(played: Played) -> None:
    """A field that is new needs a look: the journal is never shortened."""
    assert {name for one in played.records for name in json.loads(one.body)} <= FIELDS


def test_a_past_day_has_the_shape_of_a_real_one(played: Played) -> None:
    local, rows = played.setup.branch.local, played.monday.rows["ticket"]
    assert 90 <= len(rows) <= 220
    clocks = [local(from_us(row["issued_us"])).time() for row in rows]
    hours = Tally(clock.hour for clock in clocks)
    assert hours.most_common(1)[0][0] in (8, 9)
    assert hours[13] + hours[14] > hours[15] + hours[16]
    tracks = day_rules.intervals_add_up(played.setup, of_monday(played))
    waits = sorted(one.spans.get("waiting", timedelta()) / timedelta(minutes=1) for one in tracks.values())
    assert 5 < median(waits) < 18
    assert 15 < waits[round(0.9 * len(waits))] < 60
    ratings = Tally(row["level"] for row in played.monday.rows["rating"])
    assert 0.4 < ratings.total() / len(rows) < 0.7
    assert 0 < ratings["not_satisfied"] < 0.25 * ratings.total()


def test_a_past_day_has_everything_that_a_report_counts(played: Played) -> None:
    kinds = Tally(one.kind for one in (*played.monday.records, *played.tuesday.records))
    wanted = [Event.TICKET_RECALLED, Event.TICKET_NO_SHOW, Event.TICKET_TRANSFERRED, Event.TICKET_PARKED]
    wanted += [Event.TICKET_EXPIRED, Event.TICKET_CANCELLED, Event.TICKET_RETURNED, Event.PRIORITY_CHECKED]
    wanted += [Event.COUNTER_PAUSED, Event.STAFF_SIGNED_IN, Event.RATING_GIVEN, Event.PRINT_SETTLED]
    wanted += [Event.APPOINTMENT_IMPORTED, Event.APPOINTMENT_CHECKED_IN]
    assert [kind for kind in wanted if not kinds[kind]] == []
    issued = [json.loads(one.body) for one in played.monday.records if one.kind == Event.TICKET_ISSUED]
    assert {one["card"] for one in issued} == {True, False}
    assert {one["language"] for one in issued} == {"vi", "en", "km"}
    assert len({one["service"] for one in issued}) > 20
    given = [json.loads(one.body) for one in played.monday.records if one.kind == Event.RATING_GIVEN]
    assert any(one["reasons"] for one in given)
    assert all(one["criteria"] for one in given)


def test_nothing_is_left_open_at_the_end_of_a_past_day(played: Played) -> None:
    assert {row["state"] for row in played.monday.rows["ticket"]} == {"done", "cancelled", "expired"}
    assert all(row["settled_us"] for row in played.monday.rows["print_job"])
    with played.player.store.read() as connection:
        rated = select(ticket.c.business_date).join_from(ticket, rating).distinct()
        assert set(connection.execute(rated).scalars()) == {str(played.monday.date), str(played.tuesday.date)}


def test_days_off_are_empty_and_a_swapped_working_day_is_not() -> None:
    setup = sample_setup()
    week = open_days(setup, date(2026, 8, 27), date(2026, 9, 4))
    assert date(2026, 9, 2) not in week, "Quốc khánh"
    assert not {day.weekday() for day in week} & {5, 6} or set(week) & set(setup.calendar)
    swapped = {day: one for day, one in setup.calendar.items() if one.like is not None}
    assert swapped, "the shipped calendar has one"
    for day in swapped:
        assert open_days(setup, day, day), day


def test_a_branch_that_is_always_open_has_office_hours_in_the_past() -> None:
    always = sample_setup(always_open=True)
    assert open_days(always, MONDAY, MONDAY + timedelta(days=6)) == {
        MONDAY + timedelta(days=n): WHOLE_DAY for n in range(5)
    }


def test_the_past_days_are_those_before_today_and_the_branch_is_older() -> None:
    days = PastDays.of(sample_setup(), 30, datetime(2026, 11, 30, 17, 30, tzinfo=UTC))  # half past midnight, 1 December
    assert (min(days.open_days), max(days.open_days)) == (MONDAY, date(2026, 11, 30))
    assert days.founded.astimezone(sample_setup().branch.timezone).date() == date(2026, 10, 31)
    assert PastDays.of(sample_setup(), 0, datetime(2026, 11, 30, tzinfo=UTC)).open_days == {}


def test_the_same_day_is_drawn_the_same_and_another_one_is_not(played: Played) -> None:
    setup = played.setup

    same = Random(0)

    def drawn(day: date, seed: int = 0) -> PastPlan:
        plan = draw_day(setup, [1, 2, 3, 4, 5, 6], day, WHOLE_DAY, seed)
        people = tuple(replace(one, chance=same) for one in plan.day.citizens)
        return replace(plan, day=replace(plan.day, citizens=people))

    assert drawn(MONDAY) == drawn(MONDAY)
    assert drawn(MONDAY) != drawn(MONDAY, seed=1)
    assert drawn(MONDAY) != drawn(MONDAY + timedelta(days=7))


def test_a_service_with_a_quota_gives_no_more_numbers_than_that(played: Played) -> None:
    setup = played.setup
    services = {one.id: replace(one, quota=2) for one in setup.services.values()}
    plan = draw_day(replace(setup, services=services), [1, 2, 3, 4, 5, 6], MONDAY, WHOLE_DAY)
    came = Tally(one.service_id for one in plan.day.citizens)
    assert came
    assert max(came.values()) <= 2
