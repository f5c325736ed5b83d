"""Check which records are sent next, the effect of a verdict, and the holder of the lease."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from kiosk.clock import ManualClock
from kiosk.domain.status import LinkStatus
from kiosk.domain.verdict import RecordVerdict, Verdict
from kiosk.store import delivery
from kiosk.store.delivery import Applied, Batch
from kiosk.store.engine import Store
from kiosk.store.journal import from_us, to_us
from kiosk.store.tables import installation
from tests.sync.sync_world import START, branch_store, manual_clock, write

MANY = 1_000_000


@pytest.fixture
def store(empty_url: str) -> Iterator[Store]:
    found = branch_store(empty_url)
    yield found
    found.close()


@pytest.fixture
def clock() -> ManualClock:
    return manual_clock()


def pending(store: Store, limit: int = 100, max_bytes: int = MANY) -> Batch:
    with store.read() as connection:
        found = delivery.pending(connection, limit, max_bytes)
    assert found is not None
    return found


def nothing_pending(store: Store) -> bool:
    with store.read() as connection:
        return delivery.pending(connection, 100, MANY) is None


def answer(store: Store, batch: Batch, **verdicts: str) -> Applied:
    """Apply a batch. Every record is accepted that no keyword such as ``r3="rejected"`` names."""
    named = {int(name[1:]): Verdict(verdict) for name, verdict in verdicts.items()}
    found = {
        record.seq: RecordVerdict(record.seq, named.get(record.seq, Verdict.ACCEPTED), "") for record in batch.records
    }
    with store.write() as connection:
        return delivery.apply(connection, batch, found, to_us(START))


def seqs(batch: Batch) -> list[int]:
    return [record.seq for record in batch.records]


def quarantine_of(store: Store) -> list[tuple[int, bool]]:
    with store.read() as connection:
        return [(one.seq, one.held) for one in delivery.quarantined(connection)]


def test_the_oldest_come_first_and_not_more_than_asked_for(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "b", "c")
    assert seqs(pending(store, limit=2)) == [1, 2]
    answer(store, pending(store, limit=2))
    assert seqs(pending(store)) == [3]
    answer(store, pending(store))
    assert nothing_pending(store)


def test_a_batch_is_cut_by_bytes_but_never_to_nothing(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "b", "c", body={"x": "y" * 1000})
    assert seqs(pending(store, max_bytes=2500)) == [1, 2]
    assert seqs(pending(store, max_bytes=10)) == [1]


def test_retry_stops_the_mark_and_what_came_after_is_sent_again(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "b", "c")
    applied = answer(store, pending(store), r2="retry")
    assert (applied.accepted, applied.retry) == (2, 1)
    assert seqs(pending(store)) == [2, 3]


def test_records_without_a_verdict_are_sent_again(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "b")
    with store.write() as connection:
        delivery.apply(connection, pending(store), {1: RecordVerdict(1, Verdict.ACCEPTED)}, 0)
    assert seqs(pending(store)) == [2]


@pytest.mark.parametrize("verdict", ["rejected", "conflict"])
def test_a_refused_record_holds_its_visit_and_others_go_on(store: Store, clock: ManualClock, verdict: str) -> None:
    write(store, clock, "a", "b", "a", "c")
    applied = answer(store, pending(store, limit=2), r1=verdict)
    assert (applied.refused, applied.accepted) == (1, 1)
    batch = pending(store)
    assert (seqs(batch), [record.seq for record in batch.held]) == ([4], [3])
    assert answer(store, batch).held == 1
    assert quarantine_of(store) == [(1, False), (3, True)]
    assert nothing_pending(store)


def test_what_the_centre_held_back_in_the_same_batch_is_held_here(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "a", "b")
    applied = answer(store, pending(store), r1="rejected", r2="retry")
    assert (applied.refused, applied.held, applied.accepted, applied.retry) == (1, 1, 1, 0)
    assert quarantine_of(store) == [(1, False), (2, True)]
    assert nothing_pending(store)


def test_earlier_records_of_a_refused_visit_are_not_held(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "a")
    answer(store, pending(store), r2="rejected")
    with store.write() as connection:
        delivery.rewind(connection, 1, 0)
    batch = pending(store)
    assert (seqs(batch), [record.seq for record in batch.held]) == ([1], [2])


def test_redrive_sends_a_visit_again_in_its_order_and_leaves_other_refusals(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "b", "a", "c")
    answer(store, pending(store), r1="rejected", r2="rejected", r3="retry")
    with store.write() as connection:
        assert delivery.redrive(connection, "a") == 2
    batch = pending(store)
    assert (seqs(batch), [record.seq for record in batch.held]) == ([1, 3, 4], [2])
    answer(store, batch)
    assert quarantine_of(store) == [(2, False)]
    assert nothing_pending(store)


def test_redrive_of_a_subject_that_is_not_in_quarantine_does_nothing(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a")
    answer(store, pending(store))
    with store.write() as connection:
        assert delivery.redrive(connection, "a") == 0
    assert nothing_pending(store)


def test_verdicts_on_a_mark_that_moved_meanwhile_change_nothing(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "b")
    late = pending(store, limit=1)
    answer(store, pending(store))
    assert answer(store, late, r1="rejected") == Applied(stale=True)
    assert quarantine_of(store) == []
    assert nothing_pending(store)


def test_an_older_epoch_is_finished_before_the_present_one(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "b")
    with store.write() as connection:
        connection.execute(update(installation).values(epoch=2, seq=0, hash=bytes(32)))
    write(store, clock, "c")
    assert (pending(store).epoch, seqs(pending(store))) == (1, [1, 2])
    answer(store, pending(store))
    assert (pending(store).epoch, seqs(pending(store))) == (2, [1])


def test_a_refusal_holds_nothing_of_the_next_epoch(store: Store, clock: ManualClock) -> None:
    """The second history of a clone is refused for good: staff, counters and open visits must not wait for it."""
    write(store, clock, "a")
    answer(store, pending(store), r1="conflict")
    with store.write() as connection:
        connection.execute(update(installation).values(epoch=2, seq=0, hash=bytes(32)))
    write(store, clock, "a", "b")
    batch = pending(store)
    assert (seqs(batch), [record.seq for record in batch.held]) == ([1, 2], [])


def test_the_status_counts_what_waits_and_how_long(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "b")
    now_us = to_us(START) + 90_000_000
    with store.read() as connection:
        status = delivery.read_status(connection, now_us)
    assert (status.link, status.backlog, status.lag_seconds) == (LinkStatus.NEVER_TRIED, 2, 90)
    answer(store, pending(store), r2="rejected")
    with store.write() as connection:
        delivery.note_link(connection, LinkStatus.UP, "", now_us)
        delivery.note_link(connection, LinkStatus.DOWN, "slow")
    with store.read() as connection:
        status = delivery.read_status(connection, now_us)
        assert delivery.last_error(connection) == "slow"
    assert (status.link, status.backlog, status.lag_seconds, status.quarantined) == (LinkStatus.DOWN, 0, 0, 1)
    assert status.last_success == from_us(now_us)


@pytest.mark.parametrize(("seconds", "link"), [(180, LinkStatus.UP), (181, LinkStatus.DOWN)])
def test_a_line_without_an_answer_for_three_minutes_is_down(store: Store, seconds: int, link: LinkStatus) -> None:
    """No relay runs any more: then nobody notes that the line is down."""
    heard = to_us(START)
    with store.write() as connection:
        delivery.note_link(connection, LinkStatus.UP, "", heard)
    with store.read() as connection:
        assert delivery.read_status(connection, heard + seconds * 1_000_000).link is link


@pytest.mark.parametrize(
    ("missing", "expected"),
    [([], None), ([(2, 2)], None), ([(4, 9)], None), ([(3, 9)], 3), ([(2, 3)], 3), ([(1, 3)], 1)],
)
def test_what_the_centre_lost_is_told_from_what_it_refused(
    store: Store, clock: ManualClock, missing: list[tuple[int, int]], expected: int | None
) -> None:
    write(store, clock, "a", "b", "c", "d")
    answer(store, pending(store, limit=3), r2="rejected")
    with store.read() as connection:
        assert delivery.first_lost(connection, 1, missing) == expected


def test_one_at_a_time_holds_the_lease(store: Store) -> None:
    def take(holder: str, now: int) -> bool:
        with store.write() as connection:
            return delivery.take_lease(connection, "relay", holder, now, 10)

    assert take("first", 100)
    assert not take("second", 105)
    assert take("first", 105)
    assert not take("second", 114)
    assert take("second", 115)
    with store.write() as connection:
        delivery.release_lease(connection, "relay", "first")
    assert not take("first", 116)
    with store.write() as connection:
        delivery.release_lease(connection, "relay", "second")
    assert take("first", 116)


def test_a_lease_from_before_the_clock_went_back_is_free(store: Store) -> None:
    with store.write() as connection:
        assert delivery.take_lease(connection, "relay", "first", 1_000_000, 10)
        assert delivery.take_lease(connection, "relay", "second", 5, 10)


def test_a_held_record_keeps_its_own_refusal(store: Store, clock: ManualClock) -> None:
    write(store, clock, "a", "b")
    batch = pending(store)
    answer(store, batch, r1="rejected")
    with store.write() as connection:
        delivery.rewind(connection, 1, 0)
    again = pending(store)
    assert [record.seq for record in again.held] == [1]
    answer(store, again)
    assert quarantine_of(store) == [(1, False)]
