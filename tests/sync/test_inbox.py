"""Check the centre's verdict about each record, and what it stores."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kiosk.domain.journal import GENESIS, JournalRecord, RecordHeader, canonical, link
from kiosk.domain.verdict import RefusalReason, Verdict
from kiosk.store.journal import new_id
from sync.central.inbox import Inbox, _look_up
from sync.central.limits import OverQuotaError
from sync.protocol import MAX_BODY_BYTES
from tests.sync.sync_world import HERE, START, arrived, chain, manual_clock


@pytest.fixture
def inbox(empty_url: str) -> Iterator[Inbox]:
    found = Inbox(empty_url, manual_clock())
    yield found
    found.close()


def verdicts(inbox: Inbox, records: list[JournalRecord]) -> list[tuple[Verdict, str]]:
    return [(verdict.verdict, verdict.reason) for verdict in inbox.receive(HERE, 1, records)[0]]


def test_a_record_is_kept_once_byte_for_byte(inbox: Inbox) -> None:
    records = chain(3)
    assert verdicts(inbox, records) == [(Verdict.ACCEPTED, "")] * 3
    assert verdicts(inbox, records) == [(Verdict.DUPLICATE, "")] * 3
    assert arrived(inbox) == records


def test_the_state_names_the_gap_and_forgets_it_when_it_is_filled(inbox: Inbox) -> None:
    records = chain(6)
    _, state = inbox.receive(HERE, 1, [records[0], records[3], records[5]])
    assert (state.contiguous_through, state.highest, state.missing) == (1, 6, [(2, 3), (5, 5)])
    _, state = inbox.receive(HERE, 1, [records[1], records[2], records[4]])
    assert (state.contiguous_through, state.highest, state.missing) == (6, 6, [])
    assert inbox.state(HERE) == [state]


def test_a_changed_body_is_rejected_by_its_hash(inbox: Inbox) -> None:
    (record,) = chain(1)
    assert verdicts(inbox, [replace(record, body=b'{"n":2}')]) == [(Verdict.REJECTED, RefusalReason.HASH)]
    assert arrived(inbox) == []


def test_a_cloned_disk_shows_as_conflict_and_the_first_history_stays(inbox: Inbox) -> None:
    shared = chain(3)
    ours = chain(3, first=4, prev=shared[-1].hash)
    clones = chain(5, first=4, prev=shared[-1].hash)
    verdicts(inbox, shared + ours)
    assert verdicts(inbox, clones[:3]) == [(Verdict.CONFLICT, RefusalReason.SEQ_TAKEN)] * 3
    assert verdicts(inbox, clones[3:4]) == [(Verdict.CONFLICT, RefusalReason.CHAIN)]
    assert verdicts(inbox, clones[4:]) == [(Verdict.CONFLICT, RefusalReason.FORK)]
    assert arrived(inbox) == shared + ours
    assert [(one.seq, one.reason) for one in inbox.refusals(HERE)] == [
        (4, "seq_taken"),
        (5, "seq_taken"),
        (6, "seq_taken"),
        (7, "chain"),
        (8, "fork"),
    ]


def test_the_first_history_goes_on_after_a_clone_was_refused(inbox: Inbox) -> None:
    ours = chain(4)
    verdicts(inbox, ours[:2])
    verdicts(inbox, chain(2))
    assert verdicts(inbox, ours[2:]) == [(Verdict.ACCEPTED, "")] * 2


def test_a_record_that_does_not_link_to_its_neighbour_is_a_conflict(inbox: Inbox) -> None:
    first, _, third = chain(3)
    (other_second,) = chain(1, first=2, prev=first.hash)
    verdicts(inbox, [first, third])
    assert verdicts(inbox, [other_second]) == [(Verdict.CONFLICT, RefusalReason.CHAIN)]
    (other_second,) = chain(1, first=2, prev=b"x" * 32)
    assert verdicts(inbox, [other_second]) == [(Verdict.CONFLICT, RefusalReason.CHAIN)]


def test_an_event_id_is_taken_once_in_the_whole_province(inbox: Inbox) -> None:
    (record,) = chain(1)
    verdicts(inbox, [record])
    header = RecordHeader("another-installation", 1, 1, record.event_id, record.kind, "visit", 1, 1)
    copy = link(bytes(32), header, b"{}")
    found, _ = inbox.receive("another-installation", 1, [copy])
    assert (found[0].verdict, found[0].reason) == (Verdict.CONFLICT, RefusalReason.EVENT_TAKEN)


def test_a_refused_record_holds_its_visit_and_no_other(inbox: Inbox) -> None:
    bad = link(bytes(32), RecordHeader(HERE, 1, 1, new_id(START), "Not a kind", "visit 1", 1, 1), b"{}")
    same = link(bad.hash, RecordHeader(HERE, 1, 2, new_id(START), "ticket.called@1", "visit 1", 1, 1), b"{}")
    other = link(same.hash, RecordHeader(HERE, 1, 3, new_id(START), "ticket.called@1", "visit 2", 1, 1), b"{}")
    assert verdicts(inbox, [bad, same, other]) == [
        (Verdict.REJECTED, RefusalReason.KIND),
        (Verdict.RETRY, RefusalReason.BEHIND_REFUSED),
        (Verdict.ACCEPTED, ""),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[1]", RefusalReason.BODY),
        (b"{", RefusalReason.BODY),
        (b"[" * 100_000, RefusalReason.BODY),
        (canonical({"x": "y" * MAX_BODY_BYTES}), RefusalReason.TOO_LARGE),
    ],
)
def test_a_body_of_no_use_is_rejected(inbox: Inbox, body: bytes, reason: RefusalReason) -> None:
    assert verdicts(inbox, chain(1, body=body)) == [(Verdict.REJECTED, reason)]


def test_a_kind_that_the_centre_does_not_know_yet_is_kept(inbox: Inbox) -> None:
    assert verdicts(inbox, chain(1, kind="dossier.scanned@7")) == [(Verdict.ACCEPTED, "")]


def test_a_new_epoch_is_a_history_of_its_own(inbox: Inbox) -> None:
    verdicts(inbox, chain(2))
    header = RecordHeader(HERE, 2, 1, new_id(START), "ticket.called@1", "visit", 1, 1)
    found, state = inbox.receive(HERE, 2, [link(bytes(32), header, b"{}")])
    assert (found[0].verdict, state.epoch, state.highest) == (Verdict.ACCEPTED, 2, 1)
    assert [state.epoch for state in inbox.state(HERE)] == [1, 2]


def test_workers_that_get_the_same_batches_at_once_keep_each_record_once(inbox: Inbox, empty_url: str) -> None:
    workers = [inbox, Inbox(empty_url, manual_clock()), Inbox(empty_url, manual_clock())]
    records = chain(60)
    batches = [records[start : start + 6] for start in range(0, 60, 6)]
    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(verdicts, worker, batch) for batch in batches for worker in workers]
        found = [verdict for job in jobs for verdict, _ in job.result()]
    assert (found.count(Verdict.ACCEPTED), found.count(Verdict.DUPLICATE)) == (60, 120)
    assert sorted(arrived(inbox), key=lambda record: record.seq) == records
    assert inbox.state(HERE)[0].contiguous_through == 60
    for worker in workers[1:]:
        worker.close()


def test_one_event_id_from_two_installations_at_once_is_kept_once(inbox: Inbox, empty_url: str) -> None:
    other = Inbox(empty_url, manual_clock())
    records = chain(20)

    def send(worker: Inbox, installation: str) -> list[Verdict]:
        prev, found = bytes(32), []
        for one in records:
            copy = link(prev, one.header._replace(installation=installation), one.body)
            prev = copy.hash
            found += [verdict.verdict for verdict in worker.receive(installation, 1, [copy])[0]]
        return found

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(send, inbox, HERE), pool.submit(send, other, "another-installation")]
        found = [verdict for job in jobs for verdict in job.result()]
    assert found.count(Verdict.ACCEPTED) == 20
    other.close()


def test_safety_12_records_far_apart_cost_no_reading_of_what_lies_between(inbox: Inbox) -> None:
    here = chain(400)
    verdicts(inbox, here)
    far = chain(1, first=2**40, prev=b"x" * 32)
    with inbox.store.write(journal=False) as connection:
        known = _look_up(connection, HERE, 1, [here[0], here[200], *far])
    assert sorted(known.hashes) == [1, 2, 200, 201, 202]


def test_safety_12_the_last_number_of_all_is_a_number_like_others(inbox: Inbox) -> None:
    header = RecordHeader(HERE, 1, 2**63 - 1, new_id(START), "ticket.called@1", "visit", 1, 1)
    last = [link(b"x" * 32, header, b"{}")]
    assert verdicts(inbox, last) == [(Verdict.ACCEPTED, "")]
    assert verdicts(inbox, last) == [(Verdict.DUPLICATE, "")]
    assert inbox.state(HERE)[0].missing == [(1, 2**63 - 2)]
    ours = chain(2)
    assert verdicts(inbox, ours) == [(Verdict.ACCEPTED, "")] * 2, "real records still come"
    assert inbox.state(HERE)[0].contiguous_through == 2


def test_safety_12_a_record_that_would_make_one_gap_too_many_is_rejected(inbox: Inbox) -> None:
    for first in range(1, 4):
        apart = [one for n in range(333) for one in chain(1, first=2 * (333 * first + n), prev=b"x" * 32)]
        verdicts(inbox, apart)
    assert len(inbox.state(HERE)[0].missing) == 999
    (far, farther), ours = (chain(1, first=10_000 * n, prev=b"x" * 32) for n in (1, 2)), chain(1)
    assert verdicts(inbox, far) == [(Verdict.ACCEPTED, "")]
    assert verdicts(inbox, farther) == [(Verdict.REJECTED, RefusalReason.GAPS)]
    assert verdicts(inbox, ours) == [(Verdict.ACCEPTED, "")], "a record that makes no gap is taken"
    assert (inbox.state(HERE)[0].highest, len(inbox.state(HERE)[0].missing)) == (10_000, 1_000)


def test_safety_12_an_installation_begins_so_many_epochs(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is in every answer about the state: without a limit one branch makes the answers slow for all."""
    monkeypatch.setattr("sync.central.inbox._MOST_EPOCHS", 3)
    begun = [link(GENESIS, RecordHeader(HERE, n, 1, new_id(START), "a@1", "visit", 1, 1), b"{}") for n in range(5)]
    for one in begun[1:4]:
        inbox.receive(HERE, one.epoch, [one])
    with pytest.raises(OverQuotaError):
        inbox.receive(HERE, 4, begun[4:])
    assert [one.epoch for one in inbox.state(HERE)] == [1, 2, 3]
    assert inbox.receive(HERE, 3, begun[3:4])[0][0].verdict is Verdict.DUPLICATE, "its epochs go on"
