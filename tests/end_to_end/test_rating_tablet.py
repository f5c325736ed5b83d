"""Check a rating tablet on a real branch: a clerk finishes a visit, and the citizen touches a face."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kiosk.branch.office import Office
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.people.rating import Level
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.runtime import Program
from kiosk.program.windows import context_of
from kiosk.store.tables import rating
from tests.books import check_books
from tests.players import Clerk, take
from tests.ui.touching import let_go, touch, until, until_screen
from ui.kiosk.screens.rating import RatingPage
from ui.rating.window import RATING, RatingWindow
from ui.status import StatusSignal
from ui.visit.rating import RatingState
from ui.visit.screen import Screen
from ui.visit.visit import Visit
from ui.window_spec import Device, ProgramParts


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return create_branch(
        tmp_path / "branch", BranchPlan(pin="1234", scanner="", always_open=True), SystemClock()
    ).config


@pytest.fixture
def office(config: Path) -> Iterator[Office]:
    """Yield the branch as the desk's machine sees it."""
    opening = Opening(load_site(config))
    yield opening.office()
    check_books(opening.office().store)
    opening.close()


@pytest.fixture
def tablet(qtbot: QtBot, config: Path) -> Iterator[RatingWindow]:
    """Run counter 1's tablet with its whole program, as `kiosk run rating --counter 1` does."""
    statuses = StatusSignal()
    program = Program(load_site(config), ProgramParts(devices=frozenset({Device.SCANNER})), statuses.tell)
    window = RATING.make(context_of(program, statuses, 1))
    assert isinstance(window, RatingWindow)
    window.resize(800, 1280)
    window.show()
    program.start()
    until(qtbot, lambda: window.visit.now is not None)
    yield window
    window.close()
    window.deleteLater()
    program.stop()
    let_go()


def test_a_visit_that_ends_at_its_counter_is_rated_at_the_tablet(
    qtbot: QtBot, office: Office, tablet: RatingWindow
) -> None:
    seen: list[Visit] = []
    tablet.visit_changed.connect(seen.append)
    other = Clerk(office, counter=2, staff=2).open()
    take(office)
    other.serve_next()
    mine = take(office)
    Clerk(office).open().serve_next()
    page = until_screen(qtbot, tablet, Screen.RATING)
    rateable = page.of(RatingState).rateable
    assert rateable is not None
    assert rateable.ticket.id == mine.id
    assert isinstance(tablet.page, RatingPage)
    touch(tablet.page.faces[Level.VERY_SATISFIED])
    until_screen(qtbot, tablet, Screen.THANKS)
    with office.store.read() as connection:
        assert connection.execute(select(rating.c.ticket_id, rating.c.level)).all() == [(mine.id, "very_satisfied")]
    assert {visit.tablet.woken for visit in seen} <= {None, mine.id}, "another counter's visit woke it"


def test_two_visits_before_anybody_rates_leave_the_second_on_the_tablet(
    qtbot: QtBot, office: Office, tablet: RatingWindow
) -> None:
    take(office)
    second = take(office)
    clerk = Clerk(office).open()
    clerk.serve_next()
    until_screen(qtbot, tablet, Screen.RATING)
    clerk.serve_next()
    until(qtbot, lambda: tablet.visit.tablet.woken == second.id)
    assert tablet.visit.screen is Screen.RATING
    rateable = tablet.visit.of(RatingState).rateable
    assert rateable is not None
    assert rateable.ticket.id == second.id
