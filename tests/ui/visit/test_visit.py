"""Check the kiosk visit: three touches to a ticket, no personal data left, no slip of the visit before."""

from dataclasses import replace

import pytest

from kiosk.branch import print_jobs
from kiosk.branch.kiosk_view import KioskView
from kiosk.branch.reception import ServiceView, TicketRequest, issue_ticket
from kiosk.domain.language.text import LocalText, Message
from kiosk.domain.queue.estimate import WaitRange
from kiosk.domain.status import PrinterStatus, PrintJobState
from kiosk.program.sample import sample_setup
from tests.ui import kiosk_world as world
from tests.ui.visits import NOW, asked, at_ticket, on, started, walk
from ui.visit.common import BranchLoaded, Confirm, Failed, Finish, GoBack, GoHome, MoreTime, Refused, Retry, Tick
from ui.visit.device import PrinterChanged
from ui.visit.event import VisitEvent
from ui.visit.keypad import CodeState
from ui.visit.look import ChooseLanguage, NextTextStep, OpenSheet
from ui.visit.number import ChooseField, ChooseService, NumberState, TakeNumber, TicketIssued
from ui.visit.print_job import PrintMoved
from ui.visit.question import Question
from ui.visit.screen import Screen
from ui.visit.search import services_handling
from ui.visit.table import step
from ui.visit.ticket import TakeAnother
from ui.visit.visit import Busy, Look, SheetKind, ShownTicket, begin


def test_three_touches_lead_to_a_number() -> None:
    visit = started()
    questions: list[Question] = []
    for touch in (TakeNumber(), ChooseField("ho_tich"), ChooseService(4)):
        visit, more = step(visit, touch)
        questions += more
    assert visit.screen is Screen.ISSUING
    wishes = [one.args for one in questions if one.use_case is issue_ticket]
    assert wishes == [(TicketRequest(request_id="b-0-1", service_id=4),)]


def test_a_double_tap_asks_for_one_number() -> None:
    choosing = on(Screen.CHOOSE)
    first = step(choosing, ChooseService(4))
    second = step(first.visit, ChooseService(4))
    assert len(first.questions) == 1
    assert second.questions == ()


def test_another_choice_is_another_request_and_a_retry_is_the_same_one() -> None:
    first = step(on(Screen.CHOOSE), ChooseService(4))
    failed = step(first.visit, Failed(first.questions[0])).visit
    assert failed.screen is Screen.TROUBLE
    again = step(failed, Retry())
    assert again.questions == first.questions
    refused = step(first.visit, Refused(first.questions[0], Message("reception.service_closed"))).visit
    other = step(refused, ChooseService(5))
    (before,), (after,) = first.questions[0].args, other.questions[0].args
    assert (before.service_id, after.service_id) == (4, 5)
    assert before.request_id != after.request_id


def test_a_touch_before_the_branch_is_ready_is_kept_and_opens_the_services() -> None:
    early = walk(begin("b"), TakeNumber())
    assert (early.screen, early.busy) == (Screen.START, Busy.SERVICES)
    assert step(early, BranchLoaded(0, NOW)).visit.screen is Screen.CHOOSE


def test_a_long_wait_is_asked_about_first() -> None:
    long = ServiceView(world.SETUP.services[4], 18, WaitRange(18, (60, 80)), (1,))
    visit = replace(on(Screen.CHOOSE), now=replace(NOW, services=(long,)))
    choosing = step(visit, ChooseService(4))
    assert (choosing.visit.screen, choosing.questions) == (Screen.LONG_WAIT, ())
    stays = step(choosing.visit, Confirm())
    assert stays.questions[0].use_case is issue_ticket
    assert step(choosing.visit, GoBack()).visit.screen is Screen.CHOOSE


@pytest.mark.parametrize("screen", [one for one in Screen if one is not Screen.TROUBLE])
def test_leaving_wipes_everything_personal(screen: Screen) -> None:
    look = Look("km", 3, high_contrast=True)
    visit = replace(on(screen), look=look)
    visit = visit.put(replace(visit.of(NumberState), group="elder"), CodeState("A046"))
    for _ in range(400):
        visit = step(visit, Tick()).visit
    if screen is Screen.ISSUING:  # no answer for too long: the trouble screen stays, the person does not
        assert visit.screen is Screen.TROUBLE
    clean = begin("b")
    for one in ("person", "shown", "promised", "states", "look"):
        assert getattr(visit, one) == getattr(clean, one), one


def test_home_keeps_the_language_and_wipes_the_person() -> None:
    visit = walk(replace(on(Screen.CARD), look=Look("km")), GoHome())
    assert (visit.screen, visit.person, visit.look.language) == (Screen.START, None, "km")


def test_the_countdown_shows_for_twenty_seconds_and_one_touch_extends() -> None:
    visit = on(Screen.CHOOSE)
    for _ in range(59):
        visit = step(visit, Tick()).visit
    assert visit.seconds_left is None
    visit = step(visit, Tick()).visit
    assert visit.seconds_left == 20
    assert step(visit, MoreTime()).visit.seconds_left is None
    for _ in range(20):
        visit = step(visit, Tick()).visit
    assert visit.screen is Screen.START


def test_a_late_answer_of_an_earlier_visit_is_nobodys() -> None:
    issuing = on(Screen.ISSUING)
    one = world.ticket()
    next_visit = replace(issuing, flow=issuing.flow + 1)
    assert step(next_visit, TicketIssued(issuing.flow, one, world.slip(one), 7)) == (next_visit, ())


def test_no_answer_for_long_is_trouble_and_a_late_number_still_finds_its_citizen() -> None:
    visit = on(Screen.ISSUING)
    for _ in range(20):
        visit = step(visit, Tick()).visit
    assert visit.screen is Screen.TROUBLE
    one = world.ticket()
    late = step(visit, TicketIssued(visit.flow, one, world.slip(one), 7)).visit
    assert (late.screen, late.shown) == (Screen.TICKET, ShownTicket(one, world.slip(one), 7))


def test_the_database_is_down_and_back() -> None:
    visit = on(Screen.TROUBLE)
    questions: list[Question] = []
    for _ in range(10):
        visit, more = step(visit, Tick())
        questions += more
    assert len(questions) == 2
    assert step(visit, BranchLoaded(visit.flow, NOW)).visit.screen is Screen.START


def test_the_paper_is_watched_until_it_is_settled() -> None:
    visit = at_ticket()
    waiting = step(visit, PrintMoved(0, 7, PrintJobState.SENDING))
    assert asked(waiting) == [(0, print_jobs.state, 7)]
    assert not waiting.visit.needs_noting
    assert step(waiting.visit, PrinterChanged(PrinterStatus.PAPER_OUT)).visit.needs_noting
    failed = step(waiting.visit, PrintMoved(0, 7, PrintJobState.FAILED))
    assert failed.questions == ()
    assert (failed.visit.needs_noting, failed.visit.seconds_left) == (True, 60)
    printed = step(waiting.visit, PrintMoved(0, 7, PrintJobState.PRINTED)).visit
    assert (printed.needs_noting, printed.seconds_left) == (False, 30)


@pytest.mark.parametrize("leave", [Finish(), TakeAnother()], ids=["done", "another"])
def test_who_noted_the_number_leaves_no_slip_for_the_next_citizen(leave: VisitEvent) -> None:
    waiting = step(at_ticket(), PrinterChanged(PrinterStatus.PAPER_OUT)).visit
    assert (0, print_jobs.give_up, 7) in asked(step(waiting, leave))
    back = step(waiting, PrinterChanged(PrinterStatus.READY)).visit
    assert (0, print_jobs.give_up, 7) not in asked(step(back, leave)), (
        "it is on its way, and the citizen is still there"
    )


def test_an_abandoned_number_leaves_no_slip_for_the_next_citizen() -> None:
    visit = step(at_ticket(), PrinterChanged(PrinterStatus.PAPER_OUT)).visit
    given_up: list[object] = []
    for _ in range(60):
        after = step(visit, Tick())
        given_up += [one for one in asked(after) if print_jobs.give_up in one]
        visit = after.visit
    assert visit.shown is None
    assert given_up == [(0, print_jobs.give_up, 7)]


def test_the_hours_end_while_somebody_chooses() -> None:
    issuing = step(on(Screen.CHOOSE), ChooseService(4))
    refused = step(issuing.visit, Refused(issuing.questions[0], Message("reception.closed")))
    assert refused.visit.screen is Screen.CLOSED


def test_the_daily_cap_is_said_over_the_services() -> None:
    issuing = step(on(Screen.CHOOSE), ChooseService(4))
    message = Message("reception.daily_cap", {"count": 3})
    refused = step(issuing.visit, Refused(issuing.questions[0], message)).visit
    assert refused.screen is Screen.CHOOSE
    assert refused.notice is not None
    assert refused.notice.message == message


def test_the_sheet_goes_down_with_the_choice_of_a_language() -> None:
    visit = walk(on(Screen.CHOOSE), OpenSheet(SheetKind.LANGUAGE))
    assert visit.sheet is SheetKind.LANGUAGE
    visit = walk(visit, ChooseLanguage("en"))
    assert (visit.sheet, visit.look.language, visit.screen) == (None, "en", Screen.CHOOSE)


def test_text_steps_go_round() -> None:
    visit = started()
    steps = []
    for _ in range(5):
        visit = step(visit, NextTextStep()).visit
        steps.append(visit.look.text_step)
    assert steps == [1, 2, 3, 0, 1]


def published(name: str) -> KioskView:
    """Return the branch under a second version of its set-up, in which service 4 has this name and 5 is gone."""
    renamed = replace(NOW.setup.services[4], name=LocalText(name))
    setup = replace(NOW.setup, services={4: renamed}, published=2)
    return replace(NOW, setup=setup, services=(ServiceView(renamed, 7, WaitRange(7, (30, 40)), (1,)),))


def test_a_version_published_during_a_visit_changes_only_its_counts() -> None:
    choosing = on(Screen.CHOOSE)
    visit = step(choosing, BranchLoaded(0, published("Tên mới"))).visit
    assert visit.now is not None
    assert choosing.now is not None
    assert visit.now.setup is choosing.now.setup
    assert [view.service for view in visit.now.services] == [view.service for view in choosing.now.services]
    now = visit.now.view(4)
    assert now is not None
    assert now.waiting == 7, "the count is this moment's"


def test_the_next_visit_shows_the_version_that_was_published() -> None:
    visit = step(on(Screen.CHOOSE), BranchLoaded(0, published("Tên mới"))).visit
    after = step(visit, GoHome()).visit
    assert after.now is not None
    assert after.now.setup.services[4].name.vi == "Tên mới"
    assert after.coming is None


def test_a_version_shows_at_once_while_nobody_is_here() -> None:
    visit = step(started(), BranchLoaded(0, published("Tên mới"))).visit
    assert visit.now is not None
    assert visit.now.setup.published == 2


def test_the_services_that_handle_a_procedure() -> None:
    setup = sample_setup()
    assert [setup.services[number].code for number in services_handling(setup, "1.001193")] == ["HT-KS"]
    assert services_handling(setup, "1.013855") == ()
