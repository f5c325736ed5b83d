"""Check the rating in the visit's table: code, faces, reasons, remark, and the tablet that wakes."""

from dataclasses import replace

import pytest

from kiosk.branch import ratings
from kiosk.branch.kiosk_view import kiosk_view
from kiosk.branch.ratings import Rateable
from kiosk.domain.language.composition import Method
from kiosk.domain.language.text import LocalText, Message
from kiosk.domain.people.rating import REMARK_LIMIT, Level, OwnReason, Rating, RatingReason, RatingRules
from kiosk.domain.people.scan import TicketScan
from tests.ui import kiosk_world as world
from tests.ui.visits import asked, at_rating, on, tablet, walk
from ui.visit.common import BranchChanged, Confirm, Failed, Finish, GoBack, GoHome, Refused, Tick
from ui.visit.event import VisitEvent
from ui.visit.keyboard import ChooseMethod, ClearText, EraseLetter, TypeText, TypingState, method_of, text_of
from ui.visit.keypad import DeleteCode, TypeCode
from ui.visit.look import ChooseLanguage
from ui.visit.rating import ChooseLevel, OpenRemark, RateableFound, RatingSaved, RatingState, ToggleReason, offered
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.visit.table import step
from ui.visit.tablet import FinishedFound, RateLast
from ui.visit.visit import Busy, Look, Visit


def typed(visit: Visit, keys: str) -> Visit:
    return walk(visit, *(TypeText(key) for key in keys))


def sent(visit: Visit, event: VisitEvent) -> Rating:
    ((_, use_case, _, _, rating),) = asked(step(visit, event))
    assert use_case is ratings.rate
    assert isinstance(rating, Rating)
    return rating


# -- faces and reasons -------------------------------------------------------------------------------------------------


def test_a_mistyped_code_is_told_without_asking_the_branch() -> None:
    visit = on(Screen.RATE_CODE)
    code = world.ticket().code
    for character in code[:-1] + ("0" if code[-1] != "0" else "1"):
        visit = step(visit, TypeCode(character)).visit
    wrong = step(visit, Confirm())
    assert wrong.questions == ()
    assert wrong.visit.notice is not None
    assert wrong.visit.notice.message.key == "code.mistyped"
    right = step(walk(visit, DeleteCode(), TypeCode(code[-1].lower())), Confirm())
    assert asked(right) == [(visit.flow, ratings.rateable, code)]


def asking(rules: RatingRules, *own: OwnReason) -> Visit:
    """Return a visit at the faces of a branch with other rules."""
    now = at_rating().now
    assert now is not None
    return replace(at_rating(), now=replace(now, setup=replace(now.setup, rating=rules, reasons=own)))


def test_with_the_contents_of_the_decree_a_good_face_asks_about_them_too() -> None:
    visit = walk(asking(RatingRules(5, contents=True)), ChooseLevel(Level.SATISFIED))
    assert visit.screen is Screen.REASONS
    assert offered(visit) == ("a", "b", "c", "d", "đ", "e", "g", "h", "i")
    marked = walk(visit, ToggleReason("đ"), ToggleReason("a"), OpenRemark())
    assert marked.screen is Screen.REASONS, "a remark is about what was not satisfying"
    assert sent(marked, Confirm()) == Rating(Level.SATISFIED, contents=("a", "đ"))


def test_the_branch_asks_with_reasons_of_its_own() -> None:
    own = OwnReason("no_seat", LocalText("Không có chỗ ngồi"))
    visit = walk(asking(RatingRules(5), own), ChooseLevel(Level.VERY_DISSATISFIED))
    assert offered(visit) == ("no_seat",)
    assert sent(walk(visit, ToggleReason("no_seat")), Confirm()) == Rating(Level.VERY_DISSATISFIED, ("no_seat",))


def test_satisfied_is_one_touch_and_not_satisfied_asks_why() -> None:
    happy = step(at_rating(), ChooseLevel(Level.VERY_SATISFIED))
    assert happy.questions[0].use_case is ratings.rate
    unhappy = step(at_rating(), ChooseLevel(Level.NOT_SATISFIED))
    assert (unhappy.visit.screen, unhappy.questions) == (Screen.REASONS, ())
    chosen = walk(unhappy.visit, ToggleReason(RatingReason.MANNER), ToggleReason(RatingReason.WAITED_LONG))
    assert sent(walk(chosen, ToggleReason(RatingReason.MANNER)), Confirm()) == Rating(
        Level.NOT_SATISFIED, (RatingReason.WAITED_LONG,)
    )


def test_rating_twice_by_a_double_tap_is_sent_once() -> None:
    first = step(on(Screen.REASONS), Confirm())
    assert len(first.questions) == 1
    assert step(first.visit, Confirm()).questions == ()


def test_unhappy_without_a_reason_counts_when_the_time_is_over() -> None:
    visit = on(Screen.REASONS)
    sent: list[object] = []
    for _ in range(35):
        after = step(visit, Tick())
        sent += [rating for _, use_case, *_, rating in asked(after) if use_case is ratings.rate]
        visit = after.visit
    assert sent == [Rating(Level.NOT_SATISFIED)]


def test_a_rating_that_was_not_saved_is_sent_again_under_its_id() -> None:
    first = step(at_rating(), ChooseLevel(Level.SATISFIED))
    failed = step(first.visit, Failed(first.questions[0])).visit
    assert failed.notice is not None
    assert step(failed, ChooseLevel(Level.SATISFIED)).questions == first.questions


def test_the_rating_window_comes_home_to_the_code() -> None:
    visit = replace(at_rating(), home=Screen.RATE_CODE)
    assert step(visit, Finish()).visit.screen is Screen.RATE_CODE


# -- the remark -------------------------------------------------------------------------------------------------------


def test_a_remark_goes_with_the_reasons() -> None:
    visit = walk(on(Screen.REASONS), ToggleReason(RatingReason.MANNER), OpenRemark())
    visit = typed(visit, "  cans booj  vooij ")
    assert text_of(visit) == "  cán bộ  vội "
    rating = sent(visit, Confirm())
    assert rating == Rating(Level.NOT_SATISFIED, (RatingReason.MANNER,), "cán bộ vội")


def test_back_at_the_reasons_the_remark_is_kept_and_at_the_faces_it_is_gone() -> None:
    visit = walk(typed(on(Screen.REMARK), "chaamj"), GoBack())
    assert (visit.screen, text_of(visit)) == (Screen.REASONS, "chậm")
    assert walk(visit, GoBack()).of(TypingState).draft is None


def test_where_no_remark_can_be_kept_none_is_asked_for() -> None:
    visit = on(Screen.REASONS)
    visit = visit.put(replace(visit.of(RatingState), rateable=replace(world.done(), takes_remark=False)))
    assert walk(visit, OpenRemark()).screen is Screen.REASONS


def test_keys_of_the_remark() -> None:
    visit = typed(on(Screen.REMARK), "aas")
    texts = []
    for event in (EraseLetter(), TypeText("b"), ChooseMethod(Method.VNI), TypeText("a1"), ClearText()):
        visit = walk(visit, event)
        texts.append(text_of(visit))
    assert texts == ["", "b", "b", "ba1", ""]
    assert method_of(visit) is Method.VNI, "an empty field is still typed in the chosen way"


def test_another_language_types_its_own_letters_and_keeps_the_text() -> None:
    visit = walk(typed(on(Screen.REMARK), "tieeng"), ChooseLanguage("km"), TypeText("ខ"))
    assert text_of(visit) == "tiêngខ"


def test_a_remark_never_passes_its_limit() -> None:
    visit = typed(on(Screen.REMARK), "b" * (REMARK_LIMIT + 5))
    assert len(text_of(visit)) == REMARK_LIMIT
    assert len(sent(visit, Confirm()).remark) == REMARK_LIMIT


def test_a_remark_left_unfinished_is_not_sent_but_the_answer_is() -> None:
    visit = typed(walk(on(Screen.REASONS), ToggleReason(RatingReason.UNCLEAR), OpenRemark()), "tooi teen laf")
    limit = visit.idle_limit
    assert limit is not None
    rating = sent(walk(visit, *[Tick()] * (limit - 1)), Tick())
    assert rating == Rating(Level.NOT_SATISFIED, (RatingReason.UNCLEAR,))


def test_a_remark_that_was_not_saved_waits_for_another_touch_of_the_same_key() -> None:
    visit = typed(on(Screen.REMARK), "laau")
    first = step(visit, Confirm())
    after = walk(first.visit, Failed(first.questions[0]))
    assert (after.screen, after.busy, after.of(TypingState).draft) == (Screen.REMARK, None, visit.of(TypingState).draft)
    assert after.notice is not None
    assert after.notice.message == Message("rating.not_saved")
    assert step(after, Confirm()).questions == first.questions, "the same question under the same id"


def test_reasons_that_cannot_be_saved_with_nobody_there_end_in_calm() -> None:
    visit = walk(on(Screen.REASONS), *[Tick()] * 29)
    over = step(visit, Tick())
    assert walk(over.visit, Failed(over.questions[0])).screen is Screen.TROUBLE


@pytest.mark.parametrize("screen", [Screen.REMARK, Screen.REASONS])
def test_what_was_written_is_gone_with_the_visit(screen: Screen) -> None:
    visit = replace(typed(on(Screen.REMARK), "bis maatj"), screen=screen)
    for leave in (GoHome(), RatingSaved(visit.flow)):
        after = walk(visit, leave)
        assert after.of(TypingState).draft is None
        assert "bí" not in repr(after)


# -- the code ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["{}", "{} ", "a046 2611 20-{tail}", "A{O}46261120{tail}"])
def test_a_code_is_read_however_it_is_typed(written: str) -> None:
    code = world.ticket(1).code
    text = written.format(code.lower(), tail=code[-5:].lower(), O="O")
    visit = walk(on(Screen.RATE_CODE), *(TypeCode(character) for character in text))
    assert asked(step(visit, Confirm())) == [(visit.flow, ratings.rateable, code)]


# -- the tablet -------------------------------------------------------------------------------------------------------


def finished(visit: Visit, found: Rateable | None) -> Visit:
    return walk(visit, FinishedFound(visit.flow, found))


def test_a_tablet_looks_at_its_own_counter_and_a_kiosk_at_none() -> None:
    assert asked(step(tablet(3), BranchChanged())) == [(0, ratings.just_finished, 3), (0, kiosk_view)]
    assert step(on(Screen.RATING), BranchChanged()).questions == ()


def test_it_wakes_with_the_faces_and_sleeps_again() -> None:
    visit = finished(tablet(), world.done())
    assert (visit.screen, visit.of(RatingState).rateable, visit.seconds_left) == (Screen.RATING, world.done(), 30)
    visit = walk(visit, *[Tick()] * 30)
    assert (visit.screen, visit.of(RatingState).rateable, visit.tablet.counter) == (Screen.ASLEEP, None, 1)


def test_it_wakes_once_for_a_visit_and_can_be_woken_by_a_touch() -> None:
    visit = walk(finished(tablet(), world.done()), Finish())
    look = step(visit, Tick())
    assert asked(look) == [(visit.flow, ratings.just_finished, 1)], "it looks as soon as it is asleep"
    visit = finished(look.visit, world.done())
    assert (visit.screen, visit.tablet.offer) == (Screen.ASLEEP, world.done())
    assert walk(visit, RateLast()).screen is Screen.RATING
    assert finished(visit, None).tablet.offer is None
    assert walk(finished(visit, None), RateLast()).screen is Screen.ASLEEP


def test_the_next_visit_takes_over_from_faces_that_nobody_touched() -> None:
    visit = finished(finished(tablet(), world.done(40)), world.done(41))
    assert visit.of(RatingState).rateable == world.done(41)
    assert (visit.screen, visit.idle) == (Screen.RATING, 0)


@pytest.mark.parametrize(
    "touch", [ChooseLevel(Level.SATISFIED), ChooseLevel(Level.NOT_SATISFIED)], ids=["sending", "reasons"]
)
def test_the_next_visit_waits_for_an_answer_that_was_begun(touch: VisitEvent) -> None:
    visit = walk(finished(tablet(), world.done(40)), touch)
    assert finished(visit, world.done(41)).of(RatingState).rateable == world.done(40)


def test_the_next_visit_waits_for_a_slip_on_the_reader() -> None:
    visit = walk(tablet(), Scanned(TicketScan(world.ticket(1, 39).code)))
    visit = walk(visit, RateableFound(visit.flow, world.done(39)))
    assert finished(visit, world.done(41)).of(RatingState).rateable == world.done(39)


def test_after_the_thanks_the_next_visit_has_its_turn() -> None:
    visit = walk(finished(tablet(), world.done(40)), ChooseLevel(Level.SATISFIED))
    visit = walk(visit, RatingSaved(visit.flow), *[Tick()] * 6)
    look = step(visit, Tick())
    assert finished(look.visit, world.done(41)).of(RatingState).rateable == world.done(41)


def test_while_a_slip_is_looked_up_the_tablet_does_not_wake() -> None:
    visit = replace(tablet(), busy=Busy.CODE)
    assert finished(visit, world.done()).screen is Screen.ASLEEP


def test_a_counter_that_is_not_there_is_said_for_as_long_as_it_is_so() -> None:
    no_counter = Message("rating.no_counter", {"counter": 9, "counters": "1, 2, 3"})
    look, _ = step(tablet(9), BranchChanged()).questions
    visit = walk(tablet(9), Refused(look, no_counter))
    for _ in range(31):
        looked = step(visit, Tick())
        visit = looked.visit
        assert visit.notice is not None
        assert visit.notice.message == no_counter
        if looked.questions:
            visit = walk(visit, Refused(looked.questions[0], no_counter))


def test_a_tablet_without_its_database_sleeps_on() -> None:
    look, _ = step(tablet(), BranchChanged()).questions
    assert walk(tablet(), Failed(look)).screen is Screen.ASLEEP


def test_the_look_of_one_citizen_does_not_greet_the_next() -> None:
    visit = walk(tablet(), ChooseLanguage("en"))
    assert walk(visit, *[Tick()] * 60).look == Look()
