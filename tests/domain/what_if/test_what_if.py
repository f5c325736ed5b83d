"""Check what a change does to a day, what it costs, and the changes that are refused."""

from dataclasses import replace
from datetime import time

import pytest

from kiosk.domain.language.text import CounterError, LocalText, Texts
from kiosk.domain.queue.day_change import DayChange, MoreCounter, OtherHours, OtherServices, changed_day
from kiosk.domain.queue.recorded_day import RecordedDay
from kiosk.domain.queue.what_if import ChangeResult, compare
from kiosk.domain.queue.what_if_words import WhatIfWords
from resources import texts
from tests.domain.what_if.naive_day import naive_day

SERVICES = (1, 2, 3)
NAMES = {1: LocalText("Hộ tịch"), 2: LocalText("Chứng thực"), 3: LocalText("Đất đai"), 9: LocalText("Trợ cấp")}
MORE = MoreCounter(4, time(8, 0), time(10, 0), SERVICES)


@pytest.fixture(scope="module")
def busy() -> RecordedDay:
    """Return a day with more people than its three counters can serve without a long queue."""
    return replace(naive_day(3, citizens=60).day, names=NAMES, opening=((time(8), time(12)),))


def tried(day: RecordedDay, change: DayChange, runs: int = 12) -> ChangeResult:
    found = compare(day, change, runs=runs)
    assert found is not None
    return found


def said(day: RecordedDay) -> WhatIfWords:
    return WhatIfWords(Texts("vi", texts("vi"), texts("vi")), day)


def test_one_counter_more_shortens_the_wait_and_costs_a_clerk(busy: RecordedDay) -> None:
    found = tried(busy, MORE)
    assert found.before == found.unchanged
    assert found.before.median_s is not None
    assert found.after.median_s is not None
    assert found.after.median_s < found.before.median_s
    assert found.range_s is not None
    assert found.range_s[0] <= found.after.median_s <= found.range_s[1]
    assert (found.clerks, found.clerk_minutes) == (1, 120)
    assert found.after.in_target >= found.before.in_target
    before, after = round(found.before.median_s / 60), round(found.after.median_s / 60)
    assert said(busy).result(found) == f"Mở thêm Quầy 4 từ 08:00 đến 10:00: chờ trung vị từ {before} còn {after} phút"
    assert said(busy).price(found).startswith("Cần thêm 1 cán bộ trong 2 giờ. Tính lại 12 lần, 9 trên 10 lần")


def test_the_same_question_has_the_same_answer(busy: RecordedDay) -> None:
    assert tried(busy, MORE, runs=4) == tried(busy, MORE, runs=4)


def test_groups_hold_every_visit(busy: RecordedDay) -> None:
    found = tried(busy, MORE, runs=2)
    assert {one.key for one in found.services} == set(SERVICES)
    assert sum(one.visits for one in found.services) == found.before.called
    assert sum(one.visits for one in found.half_hours) == found.before.called
    assert [one.key for one in found.half_hours] == sorted(one.key for one in found.half_hours)


def test_a_counter_that_takes_a_service_needs_nobody_more(busy: RecordedDay) -> None:
    found = tried(busy, OtherServices(1, takes=(3,)))
    assert (found.clerks, found.clerk_minutes) == (0, 0)
    assert found.after != found.before
    assert said(busy).change(found.change) == "Quầy 1 nhận thêm Đất đai"
    assert said(busy).cost(found) == "Không cần thêm người."


def test_people_whom_nobody_serves_any_more_are_counted(busy: RecordedDay) -> None:
    served = OtherServices(2, drops=(3,))
    found = tried(replace(busy, counters={2: busy.counters[2]}), served)
    assert found.after.uncalled > 0
    assert "không kịp gọi" in said(busy).price(found)


def test_a_counter_that_begins_later_makes_people_wait_longer(busy: RecordedDay) -> None:
    found = tried(busy, OtherHours(((time(9, 30), time(14, 0)),), counter=2))
    assert found.before.median_s is not None
    assert found.after.median_s is not None
    assert found.after.median_s > found.before.median_s
    assert "tăng lên" in said(busy).result(found)


def test_other_hours_keep_short_pauses_and_replace_lunch() -> None:
    day = naive_day(1, citizens=20).day
    span = day.counters[2][0]
    first, last = day.us(time(8)), day.us(time(16))
    short, lunch = (day.us(time(9)), day.us(time(9, 10))), (day.us(time(11)), day.us(time(13)))
    moments = [first, *short, *lunch, last]
    spans = tuple(
        replace(span, begin_us=begin, end_us=end, begins_session=begin == first)
        for begin, end in zip(moments[::2], moments[1::2], strict=True)
    )
    day = replace(day, counters={2: spans}, opening=((time(8), time(16)),))
    changed = changed_day(day, OtherHours(((time(7), time(11, 30)), (time(12), time(16))), counter=2))
    shown = [(f"{day.local(one.begin_us):%H:%M}", f"{day.local(one.end_us):%H:%M}") for one in changed.counters[2]]
    assert shown == [("07:00", "09:00"), ("09:10", "11:30"), ("12:00", "16:00")]


def test_a_replay_that_is_not_close_to_the_day_is_told(busy: RecordedDay) -> None:
    found = tried(busy, MORE, runs=2)
    assert "ngoài thứ tự" not in said(busy).price(found)
    far = replace(found, unchanged=found.unchanged._replace(median_s=(found.before.median_s or 0) + 300))
    assert "ngoài thứ tự" in said(busy).price(far)


def test_a_run_can_be_cancelled(busy: RecordedDay) -> None:
    heard: list[tuple[int, int]] = []

    def stop_after_three(done: int, runs: int) -> bool:
        heard.append((done, runs))
        return done < 3

    assert compare(busy, MORE, stop_after_three, runs=10) is None
    assert heard[-1] == (3, 10)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (MoreCounter(8, time(8), time(9), SERVICES), "counter.unknown"),
        (MoreCounter(1, time(9), time(10), SERVICES), "what_if.already_open"),
        (MoreCounter(4, time(5), time(6), SERVICES), "what_if.outside"),
        (MoreCounter(4, time(10), time(9), SERVICES), "what_if.backwards"),
        (MoreCounter(4, time(8), time(9), ()), "what_if.no_service"),
        (MoreCounter(4, time(8), time(9), (9,)), "what_if.service_unused"),
        (OtherServices(4, takes=(1,)), "what_if.not_open"),
        (OtherServices(1, takes=(1,)), "what_if.same"),
        (OtherServices(1, takes=(9,)), "what_if.service_unused"),
        (OtherServices(1, drops=(1, 2)), "counter.last_service"),
        (OtherHours(((time(4), time(9)),)), "what_if.outside"),
        (OtherHours(((time(8), time(11)), (time(10), time(12)))), "what_if.backwards"),
        (OtherHours(()), "what_if.backwards"),
        (OtherHours(((time(8), time(9)),), counter=4), "what_if.not_open"),
    ],
)
def test_a_change_that_cannot_be_tried_is_refused_with_a_sentence(
    busy: RecordedDay, change: DayChange, key: str
) -> None:
    """Bad input: a counter that was open already, hours outside, a service that the day had not."""
    with pytest.raises(CounterError) as refused:
        changed_day(busy, change)
    message = refused.value.message
    assert message.key == key
    for language in ("vi", "en"):
        assert "{" not in Texts(language, texts(language), texts("vi")).message(message)


def test_a_day_without_data_is_refused(busy: RecordedDay) -> None:
    with pytest.raises(CounterError, match=r"what_if\.no_data"):
        changed_day(replace(busy, visits=()), MORE)
