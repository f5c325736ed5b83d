"""Check when records for the centre are late: the one rule for windows, commands and the journal."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from kiosk.domain.late_delivery import LATE_SECONDS, LateDelivery, late_delivery
from kiosk.domain.status import LinkStatus, SyncStatus
from kiosk.program.sample import sample_setup

SETUP = sample_setup()
HANOI = timezone(timedelta(hours=7))
DOWN = SyncStatus(LinkStatus.DOWN, 12, LATE_SECONDS, 0, None)


def at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    """Return a moment of November 2026; the 25th is a Wednesday, the 24th a public holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI)


@pytest.mark.parametrize("link", [LinkStatus.DOWN, LinkStatus.REFUSED, LinkStatus.UP])
def test_a_lag_of_fifteen_minutes_in_opening_hours_is_late(link: LinkStatus) -> None:
    assert late_delivery(SETUP, replace(DOWN, link=link), at(9)) == LateDelivery(15, 12)
    assert late_delivery(SETUP, replace(DOWN, link=link, lag_seconds=LATE_SECONDS - 1), at(9)) is None


@pytest.mark.parametrize("moment", [at(6, 59), at(12), at(17), at(9, day=24), at(9, day=29)])
def test_outside_opening_hours_nothing_is_late(moment: datetime) -> None:
    assert late_delivery(SETUP, replace(DOWN, lag_seconds=7 * 3600), moment) is None


def test_what_waited_over_night_is_late_when_the_branch_has_been_open_for_the_limit() -> None:
    night = replace(DOWN, lag_seconds=14 * 3600)
    assert late_delivery(SETUP, night, at(7, 14)) is None
    assert late_delivery(SETUP, night, at(7, 15)) == LateDelivery(14 * 60, 12)
    assert late_delivery(SETUP, night, at(13, 30)) is not None, "after lunch it goes on at once"


@pytest.mark.parametrize("link", [LinkStatus.NOT_CONFIGURED, LinkStatus.NEVER_TRIED])
def test_a_branch_without_a_centre_is_never_late(link: LinkStatus) -> None:
    assert late_delivery(SETUP, replace(DOWN, link=link, lag_seconds=10**7), at(9)) is None


def test_nothing_to_send_is_not_late() -> None:
    assert late_delivery(SETUP, replace(DOWN, backlog=0), at(9)) is None


def test_a_branch_without_opening_hours_is_always_open() -> None:
    always = replace(SETUP, openings=())
    assert late_delivery(always, DOWN, at(3)) == LateDelivery(15, 12)


def test_an_acknowledgement_is_about_one_alert() -> None:
    assert len({LateDelivery(15, 1, seq).key for seq in (0, 7, 90)}) == 3
