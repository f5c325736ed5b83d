"""Check that a question is a value, and that its repr shows no personal data."""

from kiosk.branch import print_jobs, recognition
from kiosk.branch.stations import staff_exit
from kiosk.domain.people.scan import Sex
from kiosk.domain.status import PrintJobState
from tests.ui import kiosk_world as world
from tests.ui.visits import on, started, walk
from ui.visit.card import CardRecognised
from ui.visit.common import Confirm
from ui.visit.print_job import PrintMoved, watch
from ui.visit.question import AnswerAbout, Question
from ui.visit.scans import Scanned
from ui.visit.screen import Screen
from ui.visit.staff import ChooseStaff, TypePin
from ui.visit.table import step


def test_two_equal_questions_are_equal() -> None:
    assert watch(started(), 7) == watch(started(), 7)
    assert watch(started(), 7) != watch(started(), 8)


def test_the_answer_becomes_an_event_of_the_visit_that_asked() -> None:
    question = watch(started(), 7)
    assert question.answer(3, PrintJobState.PRINTED) == PrintMoved(3, 7, PrintJobState.PRINTED)


def test_a_cards_number_is_in_the_question_and_in_no_repr() -> None:
    (question,) = step(started(), Scanned(world.card())).questions
    assert (question.use_case, question.args) == (recognition.recognise, ("095058001234", 1958, Sex.MALE))
    assert "095058001234" not in repr(question)
    assert "1958" not in repr(question)


def test_a_pin_is_in_the_question_and_in_no_repr() -> None:
    visit = walk(on(Screen.STAFF_SIGN_IN), ChooseStaff("mai"), *(TypePin(figure) for figure in "86420"))
    (question,) = step(visit, Confirm()).questions
    assert (question.use_case, question.args) == (staff_exit.open_for_staff, ("mai", "86420"))
    assert "86420" not in repr(question)
    assert "86420" not in repr(visit.states)


def test_what_was_asked_about_is_in_no_repr_either() -> None:
    question = Question.of(0, print_jobs.state, 7, answer=AnswerAbout(PrintMoved, 7))
    assert "7" not in repr(question.answer)


def test_a_question_names_its_use_case_for_the_log() -> None:
    assert "recognise" in repr(Question.of(0, recognition.recognise, "0", None, answer=CardRecognised))
