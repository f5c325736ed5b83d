"""Code, faces, reasons, remark, and the tablet that wakes: the rating's part of the visit table."""

from dataclasses import replace

import pytest

from kiosk.branch.ratings import Rateable
from kiosk.domain.composition import Method
from kiosk.domain.rating import REMARK_LIMIT, Level, Rating, Reason
from kiosk.domain.scan import TicketScan
from kiosk.domain.text import Message
from tests.ui import kiosk_world as world
from tests.ui.visits import at_rating, on, tablet, walk
from ui.kiosk import events as e
from ui.kiosk import requests as q
from ui.kiosk.state import Busy, Look, Screen, Visit
from ui.kiosk.visit import step


def typed(visit: Visit, keys: str) -> Visit:
    return walk(visit, *(e.TypeText(key) for key in keys))


def sent(visit: Visit, event: e.Event) -> Rating:
    (request,) = step(visit, event).requests
    assert isinstance(request, q.SendRating)
    return request.rating


# -- faces and reasons -------------------------------------------------------------------------------------------------


def test_a_mistyped_code_is_told_without_asking_the_branch() -> None:
    visit = on(Screen.RATE_CODE)
    code = world.ticket().code
    for character in code[:-1] + ("0" if code[-1] != "0" else "1"):
        visit = step(visit, e.TypeCode(character)).visit
    wrong = step(visit, e.Confirm())
    assert wrong.requests == ()
    assert wrong.visit.notice is not None
    assert wrong.visit.notice.message.key == "code.mistyped"
    right = step(walk(visit, e.DeleteCode(), e.TypeCode(code[-1].lower())), e.Confirm())
    assert right.requests == (q.FindRateable(visit.flow, code),)


def test_satisfied_is_one_touch_and_not_satisfied_asks_why() -> None:
    happy = step(at_rating(), e.ChooseLevel(Level.VERY_SATISFIED))
    assert isinstance(happy.requests[0], q.SendRating)
    unhappy = step(at_rating(), e.ChooseLevel(Level.NOT_SATISFIED))
    assert (unhappy.visit.screen, unhappy.requests) == (Screen.REASONS, ())
    chosen = walk(unhappy.visit, e.ToggleReason(Reason.MANNER), e.ToggleReason(Reason.WAITED_LONG))
    sent = step(walk(chosen, e.ToggleReason(Reason.MANNER)), e.Confirm()).requests[0]
    assert isinstance(sent, q.SendRating)
    assert sent.rating == Rating(Level.NOT_SATISFIED, (Reason.WAITED_LONG,))


def test_rating_twice_by_a_double_tap_is_sent_once() -> None:
    first = step(on(Screen.REASONS), e.Confirm())
    assert len(first.requests) == 1
    assert step(first.visit, e.Confirm()).requests == ()


def test_unhappy_without_a_reason_counts_when_the_time_is_over() -> None:
    visit = on(Screen.REASONS)
    asked: list[q.Request] = []
    for _ in range(35):
        visit, requests = step(visit, e.Tick())
        asked += requests
    assert [one.rating.level for one in asked if isinstance(one, q.SendRating)] == [Level.NOT_SATISFIED]


def test_a_rating_that_was_not_saved_is_sent_again_under_its_id() -> None:
    first = step(at_rating(), e.ChooseLevel(Level.SATISFIED))
    failed = step(first.visit, e.Failed(first.requests[0])).visit
    assert failed.notice is not None
    assert step(failed, e.ChooseLevel(Level.SATISFIED)).requests == first.requests


def test_the_rating_window_comes_home_to_the_code() -> None:
    visit = replace(at_rating(), home=Screen.RATE_CODE)
    assert step(visit, e.Finish()).visit.screen is Screen.RATE_CODE


# -- the remark -------------------------------------------------------------------------------------------------------


def test_a_remark_goes_with_the_reasons() -> None:
    visit = walk(on(Screen.REASONS), e.ToggleReason(Reason.MANNER), e.OpenRemark())
    visit = typed(visit, "  cans booj  vooij ")
    assert visit.draft is not None
    assert visit.draft.text == "  cán bộ  vội "
    rating = sent(visit, e.Confirm())
    assert rating == Rating(Level.NOT_SATISFIED, (Reason.MANNER,), "cán bộ vội")


def test_back_at_the_reasons_the_remark_is_kept_and_at_the_faces_it_is_gone() -> None:
    visit = walk(typed(on(Screen.REMARK), "chaamj"), e.Back())
    assert (visit.screen, visit.draft and visit.draft.text) == (Screen.REASONS, "chậm")
    assert walk(visit, e.Back()).draft is None


def test_where_no_remark_can_be_kept_none_is_asked_for() -> None:
    visit = replace(on(Screen.REASONS), rateable=replace(world.done(), takes_remark=False))
    assert walk(visit, e.OpenRemark()).screen is Screen.REASONS


def test_keys_of_the_remark() -> None:
    visit = typed(on(Screen.REMARK), "aas")
    texts = []
    for event in (e.EraseLetter(), e.TypeText("b"), e.ChooseMethod(Method.VNI), e.TypeText("a1"), e.ClearText()):
        visit = walk(visit, event)
        assert visit.draft is not None
        texts.append(visit.draft.text)
    assert texts == ["", "b", "b", "ba1", ""]
    assert visit.draft is not None
    assert visit.draft.method is Method.VNI, "an empty field is still typed in the chosen way"


def test_another_language_types_its_own_letters_and_keeps_the_text() -> None:
    visit = walk(typed(on(Screen.REMARK), "tieeng"), e.ChooseLanguage("km"), e.TypeText("ខ"))
    assert visit.draft is not None
    assert visit.draft.text == "tiêngខ"


def test_a_remark_never_passes_its_limit() -> None:
    visit = typed(on(Screen.REMARK), "b" * (REMARK_LIMIT + 5))
    assert visit.draft is not None
    assert len(visit.draft.text) == REMARK_LIMIT
    assert len(sent(visit, e.Confirm()).remark) == REMARK_LIMIT


def test_a_remark_left_unfinished_is_not_sent_but_the_answer_is() -> None:
    visit = typed(walk(on(Screen.REASONS), e.ToggleReason(Reason.UNCLEAR), e.OpenRemark()), "tooi teen laf")
    limit = visit.idle_limit
    assert limit is not None
    rating = sent(walk(visit, *[e.Tick()] * (limit - 1)), e.Tick())
    assert rating == Rating(Level.NOT_SATISFIED, (Reason.UNCLEAR,))


def test_a_remark_that_was_not_saved_waits_for_another_touch_of_the_same_key() -> None:
    visit = typed(on(Screen.REMARK), "laau")
    first = step(visit, e.Confirm())
    after = walk(first.visit, e.Failed(first.requests[0]))
    assert (after.screen, after.busy, after.draft) == (Screen.REMARK, None, visit.draft)
    assert after.notice is not None
    assert after.notice.message == Message("rating.not_saved")
    assert step(after, e.Confirm()).requests == first.requests, "the same question under the same id"


def test_reasons_that_cannot_be_saved_with_nobody_there_end_in_calm() -> None:
    visit = walk(on(Screen.REASONS), *[e.Tick()] * 29)
    over = step(visit, e.Tick())
    assert walk(over.visit, e.Failed(over.requests[0])).screen is Screen.TROUBLE


@pytest.mark.parametrize("screen", [Screen.REMARK, Screen.REASONS])
def test_what_was_written_is_gone_with_the_visit(screen: Screen) -> None:
    visit = replace(typed(on(Screen.REMARK), "bis maatj"), screen=screen)
    for leave in (e.Home(), e.RatingSaved(visit.flow)):
        after = walk(visit, leave)
        assert after.draft is None
        assert "bí" not in repr(after)


# -- the code ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["{}", "{} ", "a046 2611 20-{tail}", "A{O}46261120{tail}"])
def test_a_code_is_read_however_it_is_typed(written: str) -> None:
    code = world.ticket(1).code
    text = written.format(code.lower(), tail=code[-5:].lower(), O="O")
    visit = walk(on(Screen.RATE_CODE), *(e.TypeCode(character) for character in text))
    (request,) = step(visit, e.Confirm()).requests
    assert request == q.FindRateable(visit.flow, code)


# -- the tablet -------------------------------------------------------------------------------------------------------


def finished(visit: Visit, found: Rateable | None) -> Visit:
    return walk(visit, e.FinishedFound(visit.flow, found))


def test_a_tablet_looks_at_its_own_counter_and_a_kiosk_at_none() -> None:
    assert step(tablet(3), e.BranchChanged()).requests == (q.FindFinished(0, 3),)
    assert step(on(Screen.RATING), e.BranchChanged()).requests == ()


def test_it_wakes_with_the_faces_and_sleeps_again() -> None:
    visit = finished(tablet(), world.done())
    assert (visit.screen, visit.rateable, visit.seconds_left) == (Screen.RATING, world.done(), 30)
    visit = walk(visit, *[e.Tick()] * 30)
    assert (visit.screen, visit.rateable, visit.counter) == (Screen.ASLEEP, None, 1)


def test_it_wakes_once_for_a_visit_and_can_be_woken_by_a_touch() -> None:
    visit = walk(finished(tablet(), world.done()), e.Finish())
    look = step(visit, e.Tick())
    assert look.requests == (q.FindFinished(visit.flow, 1),), "it looks as soon as it is asleep"
    visit = finished(look.visit, world.done())
    assert (visit.screen, visit.offer) == (Screen.ASLEEP, world.done())
    assert walk(visit, e.RateLast()).screen is Screen.RATING
    assert finished(visit, None).offer is None
    assert walk(finished(visit, None), e.RateLast()).screen is Screen.ASLEEP


def test_the_next_visit_takes_over_from_faces_that_nobody_touched() -> None:
    visit = finished(finished(tablet(), world.done(40)), world.done(41))
    assert visit.rateable == world.done(41)
    assert (visit.screen, visit.idle) == (Screen.RATING, 0)


@pytest.mark.parametrize(
    "touch", [e.ChooseLevel(Level.SATISFIED), e.ChooseLevel(Level.NOT_SATISFIED)], ids=["sending", "reasons"]
)
def test_the_next_visit_waits_for_an_answer_that_was_begun(touch: e.Event) -> None:
    visit = walk(finished(tablet(), world.done(40)), touch)
    assert finished(visit, world.done(41)).rateable == world.done(40)


def test_the_next_visit_waits_for_a_slip_on_the_reader() -> None:
    visit = walk(tablet(), e.Scanned(TicketScan(world.ticket(1, 39).code)))
    visit = walk(visit, e.RateableFound(visit.flow, world.done(39)))
    assert finished(visit, world.done(41)).rateable == world.done(39)


def test_after_the_thanks_the_next_visit_has_its_turn() -> None:
    visit = walk(finished(tablet(), world.done(40)), e.ChooseLevel(Level.SATISFIED))
    visit = walk(visit, e.RatingSaved(visit.flow), *[e.Tick()] * 6)
    look = step(visit, e.Tick())
    assert finished(look.visit, world.done(41)).rateable == world.done(41)


def test_while_a_slip_is_looked_up_the_tablet_does_not_wake() -> None:
    visit = replace(tablet(), busy=Busy.CODE)
    assert finished(visit, world.done()).screen is Screen.ASLEEP


def test_a_counter_that_is_not_there_is_said_for_as_long_as_it_is_so() -> None:
    no_counter = Message("rating.no_counter", {"counter": 9, "counters": "1, 2, 3"})
    visit = walk(tablet(9), e.Refused(q.FindFinished(0, 9), no_counter))
    for _ in range(31):
        looked = step(visit, e.Tick())
        visit = looked.visit
        assert visit.notice is not None
        assert visit.notice.message == no_counter
        if looked.requests:
            visit = walk(visit, e.Refused(looked.requests[0], no_counter))


def test_a_tablet_without_its_database_sleeps_on() -> None:
    assert walk(tablet(), e.Failed(q.FindFinished(0, 1))).screen is Screen.ASLEEP


def test_the_look_of_one_citizen_does_not_greet_the_next() -> None:
    visit = walk(tablet(), e.ChooseLanguage("en"))
    assert walk(visit, *[e.Tick()] * 60).look == Look()
