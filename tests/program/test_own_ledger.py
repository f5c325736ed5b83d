"""Check which questions go to the branch and which to a kiosk's own ledger, and how often handover is tried."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.branch import board, print_jobs, reception
from kiosk.branch import hand_over as ledgers
from kiosk.branch.reception import Issued, TicketRequest
from kiosk.branch.stations import staff_exit
from kiosk.clock import SystemClock
from kiosk.config import Site, load_site
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import PrintJobState
from kiosk.program.access import BranchAccess
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.own_ledger import OwnLedger
from kiosk.program.staff_exit import StaffExit
from kiosk.store.tables import ticket
from tests.players import take

UNTAKEN = "the branch cannot take number"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    plan = BranchPlan(pin="4711", scanner="", always_open=True)
    return load_site(create_branch(tmp_path / "branch", plan, SystemClock()).config)


@pytest.fixture
def opening(site: Site) -> Iterator[Opening]:
    opening = Opening(site)
    yield opening
    opening.close()


def started(opening: Opening, tmp_path: Path) -> OwnLedger:
    """Make the own ledger as a starting program does while the branch is there."""
    ledger = OwnLedger(opening, tmp_path / "own" / "own-ledger.db")
    (tmp_path / "own").mkdir(exist_ok=True)
    ledger.reconnect(opening.office())
    return ledger


def test_what_the_branch_cannot_take_is_offered_at_each_start_and_not_at_each_commit(
    opening: Opening, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office, ledger = opening.office(), started(opening, tmp_path)
    assert ledger.cut_off("store.away")
    given = ledger.ask(take)
    with office.store.write() as connection:  # somebody wrote into the branch by hand
        row = {"id": "x", "branch_id": 1, "business_date": str(given.business_date), "series": "Z", "number": 1}
        more = {"code": "x", "service_id": 1, "state": "done", "language": "vi", "issued_us": 0, "queued_us": 0}
        connection.execute(ticket.insert().values(**row, **more, calls=0))
    ledger.reconnect(office)
    assert not ledger.is_away
    told = caplog.text.count(UNTAKEN)
    assert told
    for _ in range(3):
        ledger.reconnect(office)
    assert caplog.text.count(UNTAKEN) == told
    ledger.close()
    again = started(opening, tmp_path)
    assert caplog.text.count(UNTAKEN) == told + 1
    with office.store.write() as connection:
        connection.execute(ticket.delete().where(ticket.c.id == "x"))
    again.close()
    last = started(opening, tmp_path)
    assert ledgers.pending(last.own()) == 0
    assert last.ask(take).label == "A001", "the branch's own numbers go on as if nothing had been"
    last.close()


def test_a_question_that_finds_the_branch_away_is_answered_from_the_ledger(
    opening: Opening, site: Site, tmp_path: Path
) -> None:
    ledger = started(opening, tmp_path)
    assert ledger.ask(take).label == "A001"
    Path(site.database_url.removeprefix("sqlite:///")).rename(tmp_path / "gone.db")
    assert [ledger.ask(take).label for _ in range(2)] == ["Z001", "Z002"]
    assert ledger.is_away
    ledger.close()


def test_a_window_reaches_a_print_job_wherever_it_is_kept(opening: Opening, site: Site, tmp_path: Path) -> None:
    queued: list[int] = []
    ledger = started(opening, tmp_path)
    branch = BranchAccess(opening, ledger, StaffExit(opening), lambda: queued.append(1))
    first = branch.run(reception.issue_ticket, TicketRequest(request_id="touch-1", service_id=1))
    assert isinstance(first, Issued)
    assert first.print_job > 0
    assert queued == [], "the change feed tells of the branch's jobs"
    Path(site.database_url.removeprefix("sqlite:///")).rename(tmp_path / "gone.db")
    own = branch.run(reception.issue_ticket, TicketRequest(request_id="touch-2", service_id=1))
    assert isinstance(own, Issued)
    assert own.print_job < 0
    assert queued == [1]
    assert branch.run(print_jobs.state, own.print_job) is PrintJobState.QUEUED
    assert branch.run(print_jobs.give_up, own.print_job) is PrintJobState.FAILED
    assert branch.run(print_jobs.state, own.print_job) is PrintJobState.FAILED
    assert branch.run(staff_exit.station_state).is_cut_off
    with pytest.raises(CounterError, match=r"store\."):
        branch.run(board.hall_view, None)
    ledger.close()
