"""Check the print queue: a job is claimed before a byte is sent, and settled once."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from kiosk.branch.desk import desk_view
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger, give_up, state
from kiosk.branch.reception import Issued
from kiosk.domain.journal import Event
from kiosk.domain.status import PrintJobState
from kiosk.store.tables import journal
from tests.players import ask


def issue(office: Office) -> Issued:
    answer = ask(office)
    assert isinstance(answer, Issued)
    return answer


def settled(office: Office) -> int:
    with office.store.read() as connection:
        return len(connection.execute(select(journal).where(journal.c.kind == Event.PRINT_SETTLED)).all())


def test_a_job_goes_from_queued_to_printed(office: Office) -> None:
    issued, ledger = issue(office), Ledger(office)
    assert state(office, issued.print_job) is PrintJobState.QUEUED
    job = ledger.claim()
    assert job is not None
    assert (job.id, job.subject, job.slip, job.attempts) == (issued.print_job, issued.ticket.id, issued.slip, 1)
    assert state(office, job.id) is PrintJobState.SENDING
    assert ledger.claim() is None
    ledger.settle(job.id, PrintJobState.PRINTED, "")
    assert state(office, job.id) is PrintJobState.PRINTED


def test_the_oldest_job_comes_first(office: Office) -> None:
    made = [issue(office).print_job for _ in range(3)]
    ledger = Ledger(office)
    claimed = [job.id for job in (ledger.claim(), ledger.claim(), ledger.claim()) if job is not None]
    assert claimed == made


def test_a_slip_that_was_given_up_does_not_come_out_for_the_next_citizen(office: Office) -> None:
    job = issue(office).print_job
    assert give_up(office, job) is PrintJobState.FAILED
    assert Ledger(office).claim() is None
    assert give_up(office, job) is PrintJobState.FAILED
    assert settled(office) == 1


def test_a_slip_that_is_coming_out_is_not_given_up(office: Office) -> None:
    job, ledger = issue(office).print_job, Ledger(office)
    ledger.claim()
    assert give_up(office, job) is PrintJobState.SENDING
    ledger.settle(job, PrintJobState.PRINTED, "")
    assert give_up(office, job) is PrintJobState.PRINTED


def test_a_desk_of_another_process_hears_that_a_slip_cannot_come_out(office: Office) -> None:
    job, ledger = issue(office).print_job, Ledger(office)
    assert desk_view(office, 1).print_trouble == 0
    ledger.claim()
    ledger.settle(job, PrintJobState.QUEUED, "paper_out")
    assert desk_view(office, 1).print_trouble == 1
    ledger.claim()
    ledger.settle(job, PrintJobState.PRINTED, "")
    assert desk_view(office, 1).print_trouble == 0


@pytest.mark.parametrize("end", [PrintJobState.PRINTED, PrintJobState.FAILED, PrintJobState.UNKNOWN])
def test_a_settled_job_stays_settled(office: Office, end: PrintJobState) -> None:
    job = issue(office).print_job
    ledger = Ledger(office)
    ledger.settle(job, PrintJobState.PRINTED, "nobody claimed it")
    assert state(office, job) is PrintJobState.QUEUED, "what was not sent cannot have ended"
    ledger.claim()
    ledger.settle(job, end, "paper")
    for later in PrintJobState:
        ledger.settle(job, later, "again")
    assert state(office, job) is end
    assert settled(office) == 1
    assert ledger.claim() is None


def test_a_job_put_back_is_claimed_again_and_counts_its_tries(office: Office) -> None:
    job = issue(office).print_job
    ledger = Ledger(office)
    ledger.claim()
    ledger.settle(job, PrintJobState.QUEUED, "")
    again = ledger.claim()
    assert again is not None
    assert (again.id, again.attempts) == (job, 2)


def test_after_a_crash_what_was_being_sent_is_unknown(office: Office) -> None:
    jobs = [issue(office).print_job for _ in range(3)]
    ledger = Ledger(office)
    ledger.claim()
    ledger.claim()
    assert Ledger(office).recover() == 2
    assert [state(office, job) for job in jobs] == [
        PrintJobState.UNKNOWN,
        PrintJobState.UNKNOWN,
        PrintJobState.QUEUED,
    ]
    assert Ledger(office).recover() == 0
    assert settled(office) == 2


def test_each_machine_prints_its_own_jobs(office: Office) -> None:
    other = replace(office, station="kiosk-2")
    mine, theirs = issue(office).print_job, issue(other).print_job
    Ledger(other).claim()
    assert Ledger(office).recover() == 0
    job = Ledger(office).claim()
    assert job is not None
    assert job.id == mine
    assert state(office, theirs) is PrintJobState.SENDING


def test_two_printing_threads_never_get_the_same_job(office: Office) -> None:
    made = {issue(office).print_job for _ in range(12)}
    claimed: list[int] = []

    def work() -> None:
        ledger = Ledger(office)
        while (job := ledger.claim()) is not None:
            claimed.append(job.id)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while (left := Ledger(office).claim()) is not None:  # a thread that lost the race stops with jobs left
        claimed.append(left.id)
    assert sorted(claimed) == sorted(made)


def test_a_job_that_was_never_made_is_a_mistake(office: Office) -> None:
    with pytest.raises(KeyError):
        state(office, 999)
