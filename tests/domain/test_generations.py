"""Check which backups are kept."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.generations import DAYS, MONTHS, WEEKS, kept_generations

NIGHT = datetime(2026, 11, 30, 2, 15)  # noqa: DTZ001 - the local time of the machine
moments = st.sets(st.datetimes(NIGHT - timedelta(days=900), NIGHT), max_size=60)


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    nights = [NIGHT - timedelta(days=count) for count in range(400)]
    kept = sorted(kept_generations(nights), reverse=True)
    assert kept[:7] == nights[:7]
    assert nights[8] in kept  # Sunday, 22 November: the newest of its week
    assert [one for one in kept if one <= NIGHT - timedelta(days=30)] == [
        max(night for night in nights if (night.year, night.month) == month)
        for month in [(2026, number) for number in range(10, 0, -1)] + [(2025, 12)]
    ]
    assert len(kept) == 20


def test_the_night_before_the_rule_removes_it_the_next_is_kept() -> None:
    """Take and prune night by night for three years: there is always a backup of each of the last 12 months."""
    held: set[datetime] = set()
    for count in range(3 * 365):
        held = set(kept_generations(held | {NIGHT + timedelta(days=count)}))
    last = NIGHT + timedelta(days=3 * 365 - 1)
    assert {last - timedelta(days=count) for count in range(7)} <= held
    assert len({(one.year, one.month) for one in held}) >= 12
    assert len(held) <= DAYS + WEEKS + MONTHS


@given(moments)
def test_the_newest_is_kept_and_what_is_kept_stays_kept(some: set[datetime]) -> None:
    kept = kept_generations(some)
    assert kept <= some
    assert not some or max(some) in kept
    assert kept_generations(kept) == kept
    assert len(kept) <= DAYS + WEEKS + MONTHS


def test_old_backups_stay_while_no_new_one_comes() -> None:
    old = {NIGHT - timedelta(days=3_000 + day) for day in range(5)}
    assert kept_generations(old) == old
