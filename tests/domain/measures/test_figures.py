"""Check figures: how they are counted, selected, added over days, and kept."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.journal import Event, canonical
from kiosk.domain.measures.figures import (
    EVERYTHING,
    UNKNOWN,
    DayTallies,
    Figures,
    Selection,
    figures_of,
    grouped,
    is_behind,
    mean,
    nearest_rank,
    total_of,
)
from kiosk.domain.measures.intervals import replay
from kiosk.domain.measures.tally import (
    Cell,
    Count,
    Length,
    RulesInForce,
    Tally,
    plain_cells,
    read_cells,
    sum_of,
    tally_visits,
)
from tests.domain.measures.records import Told, called, finished, issued, record, served, started, us

RULES = (RulesInForce(0, wait_targets={"HT-KS": 600}, service_targets={"HT-KS": 240}),)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


def day(*records: Told, day: date = TUESDAY) -> DayTallies:
    """Return the tallies of a day's records."""
    return DayTallies(day, tally_visits(replay(records), RULES))


def figures(*records: Told) -> Figures:
    return figures_of(total_of([day(*records)]))


def test_a_day_without_data_is_unknown_and_never_0() -> None:
    assert figures_of(total_of([])) == UNKNOWN
    assert UNKNOWN.arrivals is None
    assert figures_of(total_of([day(*served())], Selection(weekdays=frozenset({6})))) == UNKNOWN


def test_nobody_came_to_a_service_on_a_day_with_data() -> None:
    nobody = figures_of(total_of([day(*served())], Selection(services=frozenset({"CT-BS"}))))
    assert (nobody.arrivals, nobody.ratings) == (0, 0)
    assert (nobody.wait_median_s, nobody.priority_share, nobody.satisfied_share) == (None, None, None)


def test_a_usual_visit_gives_its_seconds() -> None:
    found = figures(*served())
    assert (found.arrivals, found.served, found.no_shows, found.open) == (1, 1, 0, 0)
    assert (found.wait_median_s, found.walk_median_s, found.service_median_s) == (600, 60, 300)
    assert (found.wait_in_target_share, found.service_in_target_share) == (1.0, 0.0)
    assert found.between_median_s is None


def test_every_visit_has_one_end() -> None:
    gone = [issued(visit="no"), called(1, "no"), record(Event.TICKET_NO_SHOW, 2, "no")]
    left = [issued(visit="left"), record(Event.TICKET_CANCELLED, 2, "left", reason="left")]
    wrong = [issued(visit="wrong"), record(Event.TICKET_CANCELLED, 2, "wrong", reason="other")]
    late = [issued(visit="late"), called(1, "late"), started(2, "late")]
    late.append(record(Event.TICKET_EXPIRED, 900, "late", was="serving"))
    found = figures(*served(), *gone, *left, *wrong, *late, issued(visit="here"))
    ends = (found.served, found.no_shows, found.abandoned, found.cancelled, found.unfinished, found.open)
    assert ends == (1, 1, 1, 1, 1, 1)
    assert found.arrivals == sum(end or 0 for end in ends)
    assert found.wait_median_s == 60, "a wait without a call is no wait until a call"
    assert found.service_median_s == 300, "nobody saw how long the late one was served"


def test_only_the_wait_until_the_first_call_is_the_wait() -> None:
    again = (record(Event.TICKET_NO_SHOW, 12), record(Event.TICKET_RETURNED, 20), called(40), started(41), finished(46))
    found = figures(*served()[:2], *again)
    assert (found.wait_median_s, found.wait_p90_s) == (600, 600)
    assert found.walk_median_s == 60, "a call in vain is no walk"


def test_lengths_count_where_they_were_and_visits_where_they_ended() -> None:
    sent = record(Event.TICKET_TRANSFERRED, 16, service="CT-BS")
    there: dict[str, Any] = {"counter": 2, "staff": 7}
    visit = (*served()[:3], sent, called(20, **there), started(21, **there), finished(23, **there))
    days = [day(*visit)]
    by_service = {key: figures_of(one) for key, one in grouped(days, lambda _day, cell: cell.service).items()}
    assert (by_service["HT-KS"].service_median_s, by_service["CT-BS"].service_median_s) == (300, 120)
    assert (by_service["HT-KS"].served, by_service["CT-BS"].served) == (1, 0)
    assert (by_service["HT-KS"].between_median_s, by_service["CT-BS"].between_median_s) == (None, 240)
    by_clerk = {key: figures_of(one) for key, one in grouped(days, lambda _day, cell: cell.clerk).items()}
    assert (by_clerk[1].served, by_clerk[7].served) == (0, 1)
    assert (by_clerk[1].service_median_s, by_clerk[7].service_median_s) == (300, 120)


def test_appointments_are_counted_as_kept_late_or_missed() -> None:
    """A citizen who came early kept the appointment, too."""
    came = {"a": "early", "b": "in_time", "c": "late", "d": "missed", "e": "missed", "f": "missed"}
    checked_in = [record(Event.APPOINTMENT_CHECKED_IN, 0, one, arrival=arrival) for one, arrival in came.items()]
    found = figures(*(issued(visit=one) for one in came), *checked_in, *served())
    assert (found.appointments_kept, found.appointments_late, found.appointments_missed) == (2, 1, 3)
    assert found.arrivals == 7


def test_parks_and_priority_are_counted() -> None:
    park = record(Event.TICKET_PARKED, 13, until_us=us(20), reason="copies")
    found = figures(*served(priority=True)[:3], park, called(25), started(26), finished(30), issued(visit="w"))
    assert (found.parks, found.park_median_s, found.priority_share) == (1, 420, 0.5)
    assert (found.service_median_s, found.service_p90_s, found.service_mean_s) == (120, 240, 180)


def test_ratings_have_levels_reasons_and_contents() -> None:
    rule = "118/2025/NĐ-CP"
    bad = {"level": "not_satisfied", "reasons": ["manner", "unclear"], "criteria": rule, "contents": ["d", "đ"]}
    good = {"level": "satisfied", "reasons": [], "criteria": rule}
    found = figures(
        *served(visit="a"),
        record(Event.RATING_GIVEN, 17, "a", **bad),
        *served(visit="b"),
        record(Event.RATING_GIVEN, 17, "b", **good),
        *served(visit="c"),
    )
    assert (found.ratings, found.satisfied_share) == (2, 0.5)
    assert found.levels == {"not_satisfied": 1, "satisfied": 1}
    assert found.reasons == {"manner": 1, "unclear": 1}
    assert found.contents == {f"{rule}:d:not_satisfied": 1, f"{rule}:đ:not_satisfied": 1}


def test_the_hour_is_the_local_one_of_the_issue() -> None:
    days = [day(*served(visit="a"), *served(60, "b"))]
    assert set(grouped(days, lambda at, cell: (at.weekday(), cell.hour))) == {(1, 9), (1, 10)}
    utc = tally_visits(replay(served()), [RulesInForce(0, zone="UTC")])
    assert {cell.hour for cell in utc} == {2}


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        (Selection(languages=frozenset({"en"})), 1),
        (Selection(has_card=True), 1),
        (Selection(has_card=False), 2),
        (Selection(counters=frozenset({1})), 2),
        (Selection(counters=frozenset({None})), 1),
        (Selection(clerks=frozenset({9})), 0),
        (Selection(hours=frozenset({9})), 2),
        (Selection(weekdays=frozenset({1}), services=frozenset({"CT-BS"})), 1),
    ],
)
def test_a_selection_keeps_what_it_names(selection: Selection, count: int) -> None:
    english, card = served(visit="a", language="en"), served(60, "b", card=True)
    days = [day(*english, *card, issued(5, "c", service="CT-BS"))]
    assert figures_of(total_of(days, selection)).arrivals == count


def test_a_target_is_that_of_the_version_in_force_at_the_issue() -> None:
    rules = (RulesInForce(us(-60), wait_targets={"HT-KS": 60}), RulesInForce(us(30), wait_targets={"HT-KS": 900}))
    cells = tally_visits(replay([*served(visit="before"), *served(31, "after")]), rules)
    assert figures_of(sum_of(cells.values())).wait_in_target_share == 0.5
    assert figures_of(sum_of(cells.values())).service_in_target_share is None, "no target, no share"


def test_a_service_retired_in_the_period_keeps_its_figures() -> None:
    days = [day(*served()), day(*served(24 * 60, service="OLD"), day=WEDNESDAY)]
    found = grouped(days, lambda at, cell: (at, cell.service))
    assert figures_of(found[WEDNESDAY, "OLD"]).arrivals == 1
    assert figures_of(found[WEDNESDAY, "OLD"]).wait_in_target_share is None


def behind(key: str, records: tuple[Told, ...], selection: Selection = EVERYTHING) -> list[str]:
    """Return the ids of the visits behind a measure."""
    return [one.id for one in replay(records) if is_behind(key, one, RULES, selection)]


def test_the_visits_behind_a_figure_are_those_that_it_counts() -> None:
    gone = (issued(visit="gone"), called(1, "gone"), record(Event.TICKET_NO_SHOW, 2, "gone"))
    at_once = (issued(visit="at once"), called(0, "at once"), started(0, "at once"), finished(20, "at once"))
    records = (*served(visit="usual", priority=True), *gone, *at_once, issued(visit="waits"))
    assert behind("arrivals", records) == ["usual", "gone", "at once", "waits"]
    assert behind("no_shows", records) == ["gone"]
    assert behind("wait_p90_s", records) == ["usual", "gone", "at once"], "a wait of 0 seconds is one"
    assert behind("priority_share", records) == ["usual", "gone", "at once", "waits"], "a share is of all of them"
    assert behind("service_in_target_share", records) == ["usual", "at once"]
    assert behind("levels", records) == []
    assert behind("arrivals", records, Selection(counters=frozenset({None}))) == ["waits"]


# -- counting and adding ----------------------------------------------------------------------------------------------

LENGTHS = st.lists(st.integers(0, 5_000), min_size=1, max_size=60)


@given(LENGTHS, st.sampled_from([50, 90]))
def test_nearest_rank_is_the_smallest_that_so_many_do_not_exceed(lengths: list[int], percent: int) -> None:
    found = nearest_rank(sorted(lengths), percent)
    assert found in lengths
    assert 100 * sum(one <= found for one in lengths) >= percent * len(lengths)
    assert 100 * sum(one < found for one in lengths) < percent * len(lengths)


@given(LENGTHS)
def test_the_mean_is_rounded_down(lengths: list[int]) -> None:
    assert mean(sorted(lengths)) == sum(lengths) // len(lengths)


@given(st.lists(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 900)), max_size=8), max_size=5))
def test_days_add_up_and_come_back_as_they_were_kept(days: list[list[tuple[str, int]]]) -> None:
    kept = []
    for drawn in days:
        cells: dict[Cell, Tally] = {}
        for service, seconds in drawn:
            cell = Cell(service, 1, None, 9, "vi", has_card=True)
            tally = cells.setdefault(cell, Tally())
            tally.count(Count.ARRIVALS.value)
            tally.seconds.setdefault(Length.WAIT.value, []).append(seconds)
        plain = canonical({"cells": plain_cells(cells)})
        shuffled = dict(reversed(list(cells.items())))
        assert canonical({"cells": plain_cells(shuffled)}) == plain, "one content, one form"
        assert canonical({"cells": plain_cells(read_cells(json.loads(plain)["cells"]))}) == plain
        kept.append(DayTallies(TUESDAY, cells))
    whole = figures_of(total_of(kept))
    lengths = sorted(seconds for drawn in days for _service, seconds in drawn)
    assert whole.arrivals == (len(lengths) if days else None)
    assert whole.wait_median_s == (lengths[(len(lengths) - 1) // 2] if lengths else None)


def test_the_moments_of_these_tests_are_what_they_say() -> None:
    assert datetime.fromtimestamp(us(0) / 1e6, UTC) == datetime(2026, 11, 24, 2, tzinfo=UTC)
