"""Check drafts: edits, differences and problems by page, and taking back one difference or all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.setup import edits
from kiosk.domain.setup.check import check
from kiosk.domain.setup.consequences import PeopleNow, consequences_of
from kiosk.domain.setup.difference import differences
from kiosk.domain.setup.document import CounterService, Document, Span, WeekHours
from kiosk.domain.setup.draft import SetupDraft, SetupPage, by_page, problems, rebase, take_back
from kiosk.domain.setup.values import has_part, value_at, with_value
from kiosk.program.sample import sample_document

SAMPLE = sample_document()
FIRST = SAMPLE.services[0].code
DAY = date(2027, 4, 30)
NOBODY_THERE = PeopleNow()


def draft_of(document: Document) -> SetupDraft:
    return SetupDraft(1, SAMPLE, document)


def test_a_value_is_read_and_replaced_by_its_place() -> None:
    place = ("services", FIRST, "target_minutes")
    assert value_at(with_value(SAMPLE, place, 25), place) == 25
    named = with_value(SAMPLE, ("services", FIRST, "name", "en"), "Births")
    assert value_at(named, ("services", FIRST, "name")).to("en") == "Births"
    bare = with_value(named, ("services", FIRST, "name", "en"), "")
    assert "en" not in bare.services[0].name.as_dict()
    assert value_at(with_value(SAMPLE, ("limits", "recall_limit"), 5), ("limits", "recall_limit")) == 5


def test_a_row_knows_the_value_in_force() -> None:
    draft = draft_of(SAMPLE).edited(("services", FIRST, "target_minutes"), 25)
    assert draft.used_at(("services", FIRST, "target_minutes")) == SAMPLE.services[0].target_minutes
    document, code = edits.add_service(draft.document, SAMPLE.fields[0].code, "Nuôi con nuôi")
    new = replace(draft, document=document)
    assert (new.used_at(("services", code, "name")), new.is_new("services", code)) == (None, True)


def test_differences_belong_to_the_pages_of_their_sections() -> None:
    document = with_value(SAMPLE, ("services", FIRST, "quota"), 40)
    document = with_value(document, ("limits", "daily_cap"), 3)
    document = with_value(document, ("hours", "sat"), (Span.from_text("07:00-11:00"),))
    found = by_page(draft_of(document).changes)
    assert {page: len(some) for page, some in found.items()} == {
        SetupPage.SERVICES: 1,
        SetupPage.HOURS: 1,
        SetupPage.CALLING: 1,
    }


def test_a_problem_names_its_page_and_the_code_of_its_part() -> None:
    document, code = edits.add_service(SAMPLE, SAMPLE.fields[0].code, "Nuôi con nuôi")
    (found,) = problems(document)
    assert (found.page, found.place[:2]) == (SetupPage.SERVICES, ("services", code))
    assert found.problem.message.key == "setup.problem.unserved"
    assert problems(edits.serve(document, 1, code, serves=True)) == ()


# -- edits ------------------------------------------------------------------------------------------------------------


def test_a_new_service_has_a_code_of_its_field_and_name_that_nothing_had_before() -> None:
    field = SAMPLE.fields[0].code
    one, first = edits.add_service(SAMPLE, field, "Nuôi con nuôi", {f"{field}-NCN2"})
    assert first == f"{field}-NCN"
    _, second = edits.add_service(one, field, "Nhận cha nhận", {f"{field}-NCN2"})
    _, third = edits.add_service(one, field, "Nhận con nuôi", {f"{field}-NCN2"})
    assert (second, third) == (f"{field}-NCN3", f"{field}-NCN3"), "2 is retired: its code is for good"


@given(st.text(max_size=60))
def test_every_name_gives_a_code_that_passes_the_check(name: str) -> None:
    document, code = edits.add_service(SAMPLE, SAMPLE.fields[0].code, name)
    keys = {one.message.key for one in check(document) if one.path[-1] == "code"}
    assert keys == set(), code


def test_a_new_field_has_a_letter_of_its_own_while_there_is_one() -> None:
    document = SAMPLE
    while edits.letters_left(document):
        document, _ = edits.add_field(document, "Lĩnh vực", "stamp")
    with pytest.raises(CounterError, match=r"setup\.no_letter"):
        edits.add_field(document, "Lĩnh vực", "stamp")
    letters = [one.series for one in document.fields]
    assert len(letters) == len(set(letters))


def test_a_retired_service_leaves_every_counter_and_a_retired_field_takes_its_services_along() -> None:
    document = edits.remove(SAMPLE, "services", FIRST)
    assert edits.counters_of(document, FIRST) == ()
    gone = SAMPLE.fields[0].code
    document = edits.remove(SAMPLE, "fields", gone)
    assert [one for one in document.services if one.field == gone] == []


def test_a_service_moves_inside_its_field() -> None:
    mine = [one.code for one in SAMPLE.services if one.field == SAMPLE.fields[0].code]
    moved = edits.move(SAMPLE, "services", mine[0], 1)
    now = [one.code for one in moved.services if one.field == SAMPLE.fields[0].code]
    assert now[:2] == [mine[1], mine[0]]
    assert edits.move(SAMPLE, "services", mine[0], -1) == SAMPLE, "the first one stays the first"


def test_counters_take_the_first_free_number_and_serve_in_the_order_of_the_services() -> None:
    document = edits.remove(SAMPLE, "counters", 2)
    document, number = edits.add_counter(document, "Quầy số {number}")
    assert number == 2
    for code in (SAMPLE.services[3].code, SAMPLE.services[1].code):
        document = edits.serve(document, 2, code, serves=True)
    held = document.counters[-1].services
    assert held == (CounterService(SAMPLE.services[1].code), CounterService(SAMPLE.services[3].code))


def test_a_login_and_a_day_stand_once() -> None:
    login = SAMPLE.staff[0].login
    with pytest.raises(CounterError, match=r"people\.login_taken"):
        edits.add_person(SAMPLE, login, "Lê Thị Chi", StaffRole.CLERK)
    document = edits.add_day(SAMPLE, DAY, "Nghỉ bù", "CV 1")
    with pytest.raises(CounterError, match=r"setup\.day_taken"):
        edits.add_day(document, DAY, "Nghỉ bù", "CV 1")
    assert edits.free_day(document, DAY) == date(2027, 5, 1)
    assert [one.day for one in document.calendar] == sorted(one.day for one in document.calendar)


# -- taking back ------------------------------------------------------------------------------------------------------


def _renamed(document: Document) -> Document:
    return with_value(document, ("services", FIRST, "name"), LocalText("Khai sinh", (("en", "Births"),)))


def _english(document: Document) -> Document:
    return with_value(document, ("fields", SAMPLE.fields[1].code, "name", "en"), "Something else")


def _own_hours(document: Document) -> Document:
    hours = WeekHours(fri=(Span.from_text("07:00-11:30"),))
    return with_value(document, ("services", SAMPLE.services[2].code, "hours"), hours)


def _short_friday(document: Document) -> Document:
    return with_value(document, ("hours", "fri"), (Span.from_text("07:00-11:30"),))


def _new_service(document: Document) -> Document:
    document, code = edits.add_service(document, SAMPLE.fields[1].code, "Nuôi con nuôi")
    return edits.serve(document, 1, code, serves=True)


def _no_weight(document: Document) -> Document:
    held = document.counters[0].services
    return with_value(document, ("counters", document.counters[0].number, "services"), held[::-1])


def _without_field(document: Document) -> Document:
    gone = SAMPLE.fields[-1].code
    return edits.remove(document, "fields", gone) if has_part(document, "fields", gone) else document


EDITS: tuple[Callable[[Document], Document], ...] = (
    _renamed,
    _english,
    _own_hours,
    _short_friday,
    _new_service,
    _no_weight,
    _without_field,
    lambda one: edits.move(one, "services", SAMPLE.services[0].code, 2),
    lambda one: edits.move(one, "fields", one.fields[0].code, 1),
    lambda one: edits.add_counter(one, "Quầy {number}")[0],
    lambda one: edits.remove(one, "counters", one.counters[1].number) if len(one.counters) > 1 else one,
    lambda one: edits.remove(one, "staff", one.staff[0].login) if one.staff else one,
    lambda one: edits.add_day(one, edits.free_day(one, DAY), "Nghỉ", "CV 2"),
    lambda one: with_value(one, ("limits", "daily_cap"), 2),
    lambda one: with_value(one, ("hall", "notices"), ("Sáng thứ Bảy có nhận hồ sơ.",)),
    lambda one: with_value(one, ("services", SAMPLE.services[0].code, "said"), ("giấy sinh",)),
)


@given(st.lists(st.sampled_from(EDITS), max_size=8), st.randoms(use_true_random=False))
def test_taking_back_every_difference_one_by_one_gives_the_version_in_force(
    steps: list[Callable[[Document], Document]], chance: Random
) -> None:
    document = SAMPLE
    for step in steps:
        document = step(document)
    draft = draft_of(document)
    count = len(draft.changes)
    while draft.changes:
        draft = take_back(draft, chance.choice(draft.changes))
        assert len(draft.changes) < count, "each step takes one difference away, or more"
        count = len(draft.changes)
    assert draft.document == SAMPLE


def test_one_difference_is_taken_back_and_the_others_stay() -> None:
    draft = draft_of(_short_friday(_renamed(SAMPLE)))
    hours = next(one for one in draft.changes if one.section == "hours")
    assert take_back(draft, hours).document == _renamed(SAMPLE)


def test_a_name_that_differs_in_another_language_only_is_told_with_that_language() -> None:
    (change,) = differences(SAMPLE, _english(SAMPLE))
    assert (change.old, change.new) == ("en: " + SAMPLE.fields[1].name.to("en"), "en: Something else")


# -- another version meanwhile ----------------------------------------------------------------------------------------


def test_a_draft_moves_to_the_newest_version_with_its_own_changes_alone() -> None:
    theirs = edits.remove(with_value(SAMPLE, ("limits", "daily_cap"), 2), "counters", 6)
    theirs, _ = edits.add_service(theirs, SAMPLE.fields[2].code, "Tạm trú")
    newest = SetupDraft(2, theirs, theirs)
    moved = rebase(draft_of(_short_friday(_renamed(SAMPLE))), newest)
    assert (moved.based_on, moved.document) == (2, _short_friday(_renamed(theirs)))


def test_a_value_that_both_changed_keeps_the_draft_and_shows_the_other_one() -> None:
    theirs = with_value(SAMPLE, ("limits", "daily_cap"), 2)
    moved = rebase(draft_of(with_value(SAMPLE, ("limits", "daily_cap"), 4)), SetupDraft(2, theirs, theirs))
    (change,) = moved.changes
    assert (change.old, change.new) == ("2", "4")


@given(st.lists(st.sampled_from(EDITS), max_size=5))
def test_moving_a_draft_to_an_equal_version_changes_nothing(steps: list[Callable[[Document], Document]]) -> None:
    document = SAMPLE
    for step in steps:
        document = step(document)
    draft = draft_of(document)
    assert rebase(draft, SetupDraft(2, SAMPLE, SAMPLE)).document == document


# -- what it means for people -----------------------------------------------------------------------------------------


def meanings(document: Document, now: PeopleNow = NOBODY_THERE) -> dict[str, int]:
    """Return the sentences about a draft, each with its count."""
    found = consequences_of(draft_of(document), now).values()
    return {
        one.message.key.removeprefix("manager.effect."): int(str(one.message.args.get("count", 0))) for one in found
    }


def test_people_who_wait_are_served_where_the_new_version_says() -> None:
    now = PeopleNow(waiting={FIRST: 3})
    assert meanings(edits.serve(SAMPLE, 1, FIRST, serves=False), now) == {"called_at": 3}
    assert meanings(edits.remove(SAMPLE, "services", FIRST), now)["finished"] == 3
    assert meanings(edits.remove(SAMPLE, "services", FIRST))["no_numbers"] == 0
    assert meanings(with_value(SAMPLE, ("services", FIRST, "target_minutes"), 30)) == {"estimate": 0}


def test_an_appointment_outside_the_new_hours_needs_a_person() -> None:
    friday = datetime(2026, 11, 27, 16, 45, tzinfo=UTC)
    now = PeopleNow(booked=((FIRST, friday), (FIRST, friday.replace(hour=14)), (FIRST, friday.replace(day=26))))
    document = with_value(SAMPLE, ("hours", "fri"), (Span.from_text("07:00-11:30"), Span.from_text("13:30-16:30")))
    (found,) = consequences_of(draft_of(document), now).values()
    assert (found.needs_person, found.message.args) == (True, {"count": 1, "day": "27/11/2026"})
    assert meanings(document) == {"hours": 0}
    closed = edits.add_day(SAMPLE, friday.date(), "Nghỉ", "CV 3")
    assert meanings(closed, now) == {"appointments": 2}
