"""Check the idle timeout: a countdown of twenty seconds where input can be lost, and more time by one touch."""

from dataclasses import replace

import pytest

from kiosk.branch import ratings
from kiosk.domain.branch_setup import KioskRules
from kiosk.domain.queue.estimate import WaitRange
from tests.ui.kiosk_hands import page, seconds
from tests.ui.touching import touch
from tests.ui.visits import NOW, on
from ui.kiosk.screens.start import StartPage
from ui.kiosk.window import KioskWindow
from ui.visit.common import BranchLoaded, MoreTime, Tick
from ui.visit.look import ChooseLanguage, OpenSheet, ToggleLongTime
from ui.visit.number import ChooseService, TakeNumber
from ui.visit.screen import Screen
from ui.visit.table import step
from ui.visit.visit import Look, SheetKind, Visit
from ui.widgets.keys import Key

CHANGED = Look("km", 2)
#: Left by themselves without a loss: the thanks, and a number that is on its way.
NOTHING_LOST = {Screen.THANKS, Screen.ISSUING}


def wait_until_over(visit: Visit) -> list[int | None]:
    """Return the countdown second by second, until the visit was wiped (or its verdict was sent)."""
    shown: list[int | None] = [visit.seconds_left]
    flow = visit.flow
    for _ in range(700):
        visit, questions = step(visit, Tick())
        if visit.flow != flow or any(one.use_case is ratings.rate for one in questions):
            return shown
        shown.append(visit.seconds_left)
    raise AssertionError("the visit never ends")


@pytest.mark.parametrize("screen", [one for one in Screen if one not in NOTHING_LOST])
@pytest.mark.parametrize("look", [CHANGED, replace(CHANGED, long_time=True)], ids=["usual", "long"])
def test_the_countdown_is_seen_for_at_least_twenty_seconds(screen: Screen, look: Look) -> None:
    before = replace(on(screen), look=look)
    if screen is Screen.TROUBLE:
        before = replace(before, promised=on(Screen.ISSUING).promised)  # somebody who was promised a number
    shown = [left for left in wait_until_over(before) if left is not None]
    assert len(shown) >= 20 * look.patience
    assert shown == list(range(len(shown), 0, -1)), "it counts down second by second"


def test_the_set_up_says_how_long_a_page_waits() -> None:
    rules = KioskRules(idle_seconds=120, ticket_seconds=60, rating_seconds=45)
    now = replace(NOW, setup=replace(NOW.setup, kiosk=rules))
    limits = {one: replace(on(one), now=now, look=CHANGED).idle_limit for one in Screen}
    wanted = {Screen.CHOOSE: 120, Screen.PROCEDURE: 180, Screen.TICKET: 60, Screen.REMARK: 90, Screen.THANKS: 6}
    assert {one: limits[one] for one in wanted} == wanted


def test_only_the_languages_of_the_set_up_are_offered(window: KioskWindow) -> None:
    now = replace(NOW, setup=replace(NOW.setup, kiosk=KioskRules(languages=("vi", "km"))))
    window.happen(BranchLoaded(window.visit.flow, now))
    start = page(window, StartPage)
    assert list(start.settings.languages) == ["vi", "km"]
    alone = replace(NOW, setup=replace(NOW.setup, kiosk=KioskRules(languages=("vi",))))
    window.happen(BranchLoaded(window.visit.flow, alone))
    labels = {key.label for key in page(window, StartPage).findChildren(Key)}
    assert not labels & {"Tiếng Việt", "English"}, "with one language there is nothing to choose"
    window.stand(replace(on(Screen.CHOOSE), now=alone))
    assert "Ngôn ngữ" not in {key.label for key in window.findChildren(Key) if key.isVisibleTo(window)}


@pytest.mark.parametrize("screen", [one for one in Screen if one not in NOTHING_LOST])
def test_more_time_three_times_as_long_and_one_touch_gives_all_of_it_again(screen: Screen) -> None:
    usual = replace(on(screen), look=CHANGED)
    patient = step(usual, ToggleLongTime()).visit
    assert len(wait_until_over(patient)) == 3 * len(wait_until_over(usual))
    for _ in range(5):  # as often as wanted
        limit = usual.idle_limit
        assert limit is not None
        for _ in range(limit - 1):
            usual = step(usual, Tick()).visit
        usual = step(usual, MoreTime()).visit
        assert (usual.idle, usual.flow, usual.screen) == (0, on(screen).flow, screen)


def test_an_unattended_start_counts_nothing_down() -> None:
    assert set(wait_until_over(on(Screen.START))) == {None}


def test_the_long_time_is_not_kept_for_the_next_citizen() -> None:
    visit = step(replace(on(Screen.CHOOSE), look=Look(long_time=True)), Tick()).visit
    for _ in range(400):
        visit = step(visit, Tick()).visit
    assert visit.look == Look()


def test_a_number_that_does_not_come_is_trouble_after_the_usual_time() -> None:
    visit = replace(on(Screen.ISSUING), look=Look(long_time=True))
    for _ in range(20):
        visit = step(visit, Tick()).visit
    assert visit.screen is Screen.TROUBLE


def test_a_chosen_language_at_the_start_is_counted_down_over_the_screen(window: KioskWindow) -> None:
    window.happen(ChooseLanguage("en"))
    seconds(window, 40)
    countdown = window.overlays.countdown
    assert countdown is not None
    assert countdown.geometry().bottom() < page(window, StartPage).foot_top
    touch(countdown.key)
    assert (window.visit.idle, window.overlays.countdown, window.visit.look.language) == (0, None, "en")
    seconds(window, 60)
    assert (window.visit.look, window.overlays.countdown) == (Look(), None)


@pytest.mark.parametrize("kind", SheetKind)
def test_a_sheet_does_not_hide_the_countdown(window: KioskWindow, kind: SheetKind) -> None:
    window.happen(TakeNumber())
    window.happen(OpenSheet(kind))
    seconds(window, 65)
    countdown, sheet = window.overlays.countdown, window.overlays.sheet
    assert countdown is not None
    assert sheet is not None
    assert countdown.geometry().bottom() < sheet.paper_top
    touch(countdown.key)
    assert window.visit.seconds_left is None


def test_the_question_about_a_long_wait_does_not_hide_the_countdown(window: KioskWindow) -> None:
    window.happen(TakeNumber())
    long = replace(NOW.services[0], wait=WaitRange(18, (60, 80)))
    window.happen(BranchLoaded(window.visit.flow, replace(NOW, services=(long,))))
    window.happen(ChooseService(long.service.id))
    assert window.visit.screen is Screen.LONG_WAIT
    seconds(window, 65)
    countdown, sheet = window.overlays.countdown, window.overlays.sheet
    assert countdown is not None
    assert sheet is not None
    assert countdown.geometry().bottom() < sheet.paper_top
