"""Check facts of a branch: its date, its services and counters, and the group that an age suggests."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kiosk.domain.branch_setup import PriorityGroup
from kiosk.domain.language.text import LocalText
from kiosk.domain.people.scan import Sex
from kiosk.program.sample import sample_setup

SETUP = sample_setup()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 16, 59, 59, 999_999, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_business_date_changes_at_the_branchs_midnight(moment: datetime, day: date) -> None:
    assert SETUP.branch.business_date(moment) == day


@pytest.mark.parametrize(
    ("age", "code"), [(0, None), (59, None), (60, "elderly"), (79, "elderly"), (80, "oldest"), (110, "oldest")]
)
def test_an_age_suggests_the_narrowest_group(age: int, code: str | None) -> None:
    oldest = PriorityGroup("oldest", LocalText("Từ 80 tuổi"), 80)
    setup = replace(SETUP, groups={**SETUP.groups, "oldest": oldest})
    suggested = setup.suggested_group(None, age)
    assert (suggested.code if suggested else None) == code


@pytest.mark.parametrize(
    ("sex", "age", "codes"),
    [
        (Sex.MALE, 74, {"elderly", "disabled", "merit", "child"}),
        (Sex.FEMALE, 74, {"elderly", "disabled", "merit", "child"}),
        (Sex.FEMALE, 30, {"pregnant", "disabled", "merit", "child"}),
        (Sex.MALE, 30, {"disabled", "merit", "child"}),
        (Sex.FEMALE, None, {"elderly", "pregnant", "disabled", "merit", "child"}),
        (None, None, {"elderly", "pregnant", "disabled", "merit", "child"}),
    ],
)
def test_a_card_is_offered_no_group_that_it_excludes(sex: Sex | None, age: int | None, codes: set[str]) -> None:
    assert {group.code for group in SETUP.groups_for(sex, age)} == codes


def test_a_group_of_the_other_sex_is_never_suggested() -> None:
    women = PriorityGroup("women", LocalText("Bà từ 70 tuổi"), 70, sex=Sex.FEMALE)
    setup = replace(SETUP, groups={**SETUP.groups, "women": women})
    suggested = [setup.suggested_group(sex, 75) for sex in (Sex.FEMALE, Sex.MALE)]
    assert [group.code if group else None for group in suggested] == ["women", "elderly"]


def test_every_service_belongs_to_a_field_and_is_served_somewhere() -> None:
    by_field = [service for one in SETUP.fields for service in SETUP.services_of(one.code)]
    assert sorted(service.id for service in by_field) == sorted(SETUP.services)
    assert all(SETUP.counters_for(service) for service in SETUP.services)
    assert SETUP.services_of("none") == ()


def test_the_counters_of_a_service_come_by_number() -> None:
    assert [counter.number for counter in SETUP.counters_for(1)] == [1, 2]
    assert SETUP.counters_for(0) == ()
