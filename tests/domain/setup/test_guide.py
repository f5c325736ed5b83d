"""Check the first-start guide without a window: steps, what is missing, and the set-up that the answers make."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.setup.check import check, has_no_hours
from kiosk.domain.setup.document import Span
from kiosk.domain.setup.form import plain, read
from kiosk.domain.setup.guide import GuideAnswers, GuidePerson, GuideRules, GuideStep, ProcedureCoverage
from kiosk.program.setup_files import known_here
from kiosk.program.templates import material, template, template_names

GUIDE, KNOWN = GuideRules(material()), known_here()
NAMED = GuideAnswers(place="Phường Tân Thành")


def at(step: GuideStep, answers: GuideAnswers = NAMED) -> GuideAnswers:
    """Return the answers of a person who pressed the main key until a step."""
    for one in GuideStep:
        if one <= step:
            answers = GUIDE.go(answers, one)
    assert answers.step == step
    return answers


def missing(answers: GuideAnswers, step: GuideStep) -> list[str]:
    return [one.key for one in GUIDE.missing(answers, step)]


def test_a_name_alone_leads_to_a_whole_set_up() -> None:
    answers = at(GuideStep.DONE)
    document = GUIDE.document(answers)
    assert document == template("ward", "Phường Tân Thành")
    assert (*check(document, KNOWN), *has_no_hours(document)) == ()


@pytest.mark.parametrize(
    ("place", "expected"),
    [("Phường 1", "ward"), ("Xã Ea Kao", "commune"), ("Đặc khu Phú Quốc", "special-zone"), ("Tân Thành", "ward")],
)
def test_the_place_tells_its_template(place: str, expected: str) -> None:
    assert at(GuideStep.SERVICES, GuideAnswers(place=place)).template == expected


def test_a_step_waits_for_the_steps_before_it() -> None:
    assert GUIDE.go(GuideAnswers(), GuideStep.SERVICES).step == GuideStep.NAME
    assert missing(GuideAnswers(), GuideStep.NAME) == ["guide.missing.place"]
    bare = replace(at(GuideStep.SERVICES), fields=())
    assert missing(bare, GuideStep.SERVICES) == ["guide.missing.fields"]
    assert GUIDE.go(bare, GuideStep.COUNTERS).step == GuideStep.SERVICES
    assert GUIDE.go(at(GuideStep.STAFF), GuideStep.DONE).step == GuideStep.DONE, "no step between is without its answer"


def test_a_step_that_was_reached_can_be_shown_again_in_any_order() -> None:
    answers = GUIDE.go(at(GuideStep.DEVICES), GuideStep.SERVICES)
    assert (answers.step, answers.furthest) == (GuideStep.SERVICES, GuideStep.DEVICES)
    assert GUIDE.go(answers, GuideStep.DEVICES).step == GuideStep.DEVICES


def test_the_minutes_left_go_down_from_ten_to_one() -> None:
    assert [at(step).minutes_left for step in GuideStep] == [10, 8, 7, 5, 4, 2, 1]


def test_procedures_of_a_field_that_is_left_out_go_to_the_unsure() -> None:
    answers = at(GuideStep.SERVICES)
    assert GUIDE.coverage(answers) == ProcedureCoverage(86, 90)
    services, procedures = GUIDE.size_of("DD")
    less = GUIDE.toggle_field(answers, "DD")
    assert GUIDE.coverage(less) == ProcedureCoverage(86 - procedures, 90)
    unsure = GUIDE.document(less).services[-1]
    assert (unsure.name.vi, unsure.other) == ("Chưa rõ việc", True)
    assert len(GUIDE.document(less).services) == len(GUIDE.document(answers).services) - services


def test_a_field_left_out_and_taken_again_comes_back_to_its_counter() -> None:
    answers = at(GuideStep.SERVICES)
    less = GUIDE.toggle_field(answers, "XD")
    assert [one.name.vi for one in GUIDE.counters(less)][3] == "Đất đai, môi trường"
    assert GUIDE.toggle_field(less, "XD") == answers


def test_a_counter_whose_only_field_goes_goes_too() -> None:
    less = GUIDE.toggle_field(at(GuideStep.SERVICES), "HT")
    assert len(less.counters) == 5
    assert GUIDE.missing(less, GuideStep.COUNTERS) == ()


def test_a_counter_without_a_field_and_a_field_without_a_counter_are_named() -> None:
    answers = GUIDE.add_counter(at(GuideStep.COUNTERS))
    assert missing(answers, GuideStep.COUNTERS) == ["guide.missing.idle"]
    assert missing(GUIDE.toggle_counter_field(answers, 0, "HT"), GuideStep.COUNTERS)[0] == "guide.missing.unserved"
    moved = GUIDE.toggle_counter_field(GUIDE.toggle_counter_field(answers, 0, "HT"), 6, "HT")
    assert missing(moved, GuideStep.COUNTERS) == ["guide.missing.idle"]


def test_the_fields_of_a_counter_that_goes_stay_served() -> None:
    answers = at(GuideStep.COUNTERS)
    while len(answers.counters) > 1:
        answers = GUIDE.remove_counter(answers)
        assert GUIDE.missing(answers, GuideStep.COUNTERS) == ()
    assert GUIDE.remove_counter(answers) == answers
    assert GUIDE.counters(answers)[0].name.vi == "Quầy 1", "all names are too long for a board"


def test_no_more_counters_than_the_guide_shows() -> None:
    answers = at(GuideStep.COUNTERS)
    for _ in range(20):
        answers = GUIDE.add_counter(answers)
    assert len(answers.counters) == 12


def test_hours_that_end_before_they_begin_are_refused_at_their_step() -> None:
    turned = replace(at(GuideStep.HOURS), week=(Span(time(11), time(7)),))
    assert missing(turned, GuideStep.HOURS) == ["setup.problem.backwards"] * 5
    assert GUIDE.first_incomplete(turned) is GuideStep.HOURS
    assert missing(replace(turned, week=()), GuideStep.HOURS) == ["setup.problem.no_hours"]


def test_a_code_that_is_none_is_refused_at_the_name() -> None:
    assert missing(replace(NAMED, code="12345"), GuideStep.NAME) == ["setup.problem.identifier"]
    assert GUIDE.document(replace(at(GuideStep.DONE), code="H29.12.3")).branch.code == "H29.12.3"


def test_people_get_logins_from_their_names() -> None:
    names = ["Nguyễn Văn An", "Nguyễn Vũ An", "Trần Thị Bình", "Đỗ Đạt", "K'Brơi", "123", "Quan Tri"]
    answers = replace(at(GuideStep.STAFF), staff=tuple(GuidePerson(one) for one in names))
    assert GUIDE.logins(answers) == ("annv", "annv2", "binhtt", "datd", "kbroi", "cb123", "triq")
    assert missing(answers, GuideStep.STAFF) == []
    assert missing(replace(answers, staff=(GuidePerson(" "),)), GuideStep.STAFF) == ["setup.problem.person"]


def test_the_administrator_may_have_a_name_and_others_a_role() -> None:
    answers = replace(at(GuideStep.DONE), administrator="Phạm Văn Bình", staff=(GuidePerson("Lê Thu", StaffRole.LEAD),))
    assert [(one.login, one.name, one.role.value) for one in GUIDE.document(answers).staff] == [
        ("quantri", "Phạm Văn Bình", "administrator"),
        ("thul", "Lê Thu", "lead"),
    ]


ACTS = st.one_of(
    st.tuples(st.just("field"), st.sampled_from([one.code for one in GUIDE.offered()])),
    st.tuples(st.just("template"), st.sampled_from(template_names())),
    st.tuples(st.just("add"), st.just("")),
    st.tuples(st.just("remove"), st.just("")),
    st.tuples(st.just("serve"), st.sampled_from([one.code for one in GUIDE.offered()])),
)


@settings(max_examples=40)
@given(acts=st.lists(ACTS, max_size=12))
def test_answers_without_anything_missing_make_a_set_up_without_a_problem(acts: list[tuple[str, str]]) -> None:
    answers = at(GuideStep.COUNTERS)
    for act, value in acts:
        match act:
            case "field":
                answers = GUIDE.toggle_field(answers, value)
            case "template":
                answers = GUIDE.choose_template(answers, value)
            case "add":
                answers = GUIDE.add_counter(answers)
            case "remove":
                answers = GUIDE.remove_counter(answers)
            case _ if answers.counters and value in answers.fields:
                answers = GUIDE.toggle_counter_field(answers, 0, value)
    assert read(GuideAnswers, plain(answers)) == (answers, ())
    if GUIDE.first_incomplete(answers) is GuideStep.DONE:
        assert check(GUIDE.document(answers), KNOWN) == ()
    served = {code for one in answers.counters for code in one.fields} - {material().other_field}
    assert served <= {*answers.fields}, "no counter serves a field that was left out"


def test_every_sentence_of_a_step_has_its_values() -> None:
    answers = at(GuideStep.DONE)
    assert [GUIDE.summary(answers, one).args for one in GuideStep] == [
        {"place": "Phường Tân Thành"},
        {"fields": 8, "count": 37},
        {"count": 6},
        {"spans": "07:00–11:30, 13:30–17:00"},
        {"count": 1},
        {},
        {},
    ]
    assert GUIDE.size_of_template("special-zone") == (10, len(material().offered.services) - 1)
