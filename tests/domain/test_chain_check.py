"""Check that each way to tamper with a journal is named, with its place, at each of 500 records."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest

from kiosk.domain.chain_check import ChainBreak, ChainFault, ChainHead, KnownRecord, chain_breaks, journal_breaks
from kiosk.domain.journal import GENESIS, Event, JournalRecord, RecordHeader, canonical, link

ROWS = 500
#: What is written into each column. A place that is free cannot be taken, so `seq` and `epoch` move a record away.
COLUMNS: dict[str, object] = {
    "epoch": 9,
    "seq": 10_000,
    "event_id": "another",
    "kind": "ticket.called@1",
    "subject": "ticket-0",
    "at_us": 7,
    "mono_ns": -7,
    "body": b'{"number":"A999"}',
    "prev": bytes(range(32)),
    "hash": bytes(range(1, 33)),
}


def written(count: int, epoch: int = 1, prev: bytes = GENESIS) -> list[JournalRecord]:
    """Return the records of an epoch as `append` writes them."""
    records: list[JournalRecord] = []
    for seq in range(1, count + 1):
        kind, subject = (
            (Event.TICKET_ISSUED, f"ticket-{seq}") if seq > 1 else (Event.INSTALLATION_CREATED, "installation:x")
        )
        header = RecordHeader("x", epoch, seq, f"event-{epoch}-{seq}", kind.value, subject, 1_000 + seq, seq)
        records.append(link(prev, header, canonical({"number": f"A{seq:03d}"})))
        prev = records[-1].hash
    return records


def head_of(records: list[JournalRecord]) -> ChainHead:
    end = records[-1]
    return ChainHead("x", end.epoch, end.seq, end.hash, max(one.at_us for one in records))


JOURNAL = written(ROWS)
HEAD = head_of(JOURNAL)


def stored(records: list[JournalRecord]) -> list[JournalRecord]:
    """Return the records as the database reads them: by epoch and seq."""
    return sorted(records, key=lambda one: (one.epoch, one.seq))


def found(records: list[JournalRecord], head: ChainHead = HEAD, *known: KnownRecord) -> list[tuple[int, int, str]]:
    """Return the first and last place of each break, and what it is."""
    return [(one.seq, one.last, one.fault.value) for one in journal_breaks(stored(records), head, known)]


def test_a_whole_journal_has_no_break() -> None:
    assert found(JOURNAL) == []
    assert list(chain_breaks(JOURNAL[300:310], prev=JOURNAL[299].hash, seq=300)) == []


def spread(step: int) -> Iterator[range]:
    """Yield sets of places that hold every row once. The places of a set stay apart, so that no fault hides another."""
    for first in range(1, step + 1):
        yield range(first, ROWS + 1, step)


STEPS = [pytest.param(10, id="many at once"), pytest.param(ROWS, id="each alone", marks=pytest.mark.long)]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("column", [one for one in COLUMNS if one not in {"epoch", "seq"}])
def test_safety_6_a_changed_column_is_named_at_each_row(column: str, step: int) -> None:
    for places in spread(step):
        records = list(JOURNAL)
        for place in places:
            records[place - 1] = replace(records[place - 1], **{column: COLUMNS[column]})  # type: ignore[arg-type]  # by name
        assert found(records) == [(place, place, "changed") for place in places]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("column", ["epoch", "seq"])
def test_safety_6_a_record_moved_away_is_named_where_it_was_and_where_it_is(column: str, step: int) -> None:
    for places in spread(step):
        records = list(JOURNAL)
        for count, place in enumerate(places):
            away = COLUMNS[column] if column == "epoch" else 10_000 + count
            records[place - 1] = replace(records[place - 1], **{column: away})  # type: ignore[arg-type]  # by name
        gone = [(place, place, "missing") for place in places if place != ROWS]
        end = [(ROWS, ROWS, "cut_off")] if ROWS in places else []
        seqs = [one.seq for one in stored(records) if one.epoch != 1 or one.seq > ROWS]
        assert found(records) == [*gone, *end, (seqs[0], seqs[-1], "extra")]


@pytest.mark.parametrize("step", STEPS)
def test_safety_6_two_swapped_neighbours_are_named_at_each_row(step: int) -> None:
    for places in spread(step):
        records, pairs = list(JOURNAL), [place for place in places if place < ROWS]
        for place in pairs:
            one, other = records[place - 1], records[place]
            records[place - 1], records[place] = replace(other, seq=one.seq), replace(one, seq=other.seq)
        assert found(records) == [(place, place + 1, "swapped") for place in pairs]


@pytest.mark.parametrize("step", STEPS)
def test_safety_6_a_deleted_record_is_named_at_each_row(step: int) -> None:
    for places in spread(step):
        records = [one for one in JOURNAL if one.seq not in places]
        assert found(records) == [(one, one, "cut_off" if one == ROWS else "missing") for one in places]


def test_safety_6_a_deleted_tail_is_named_at_each_row_and_so_is_all() -> None:
    """Finding 6: with all rows deleted the doctor said: unbroken, 1 record."""
    for place in range(1, ROWS + 1):
        breaks = journal_breaks(islice(JOURNAL, place - 1), HEAD)
        assert list(breaks) == [ChainBreak(1, place, ROWS, "", ChainFault.CUT_OFF)]


def test_safety_6_an_emptied_journal_is_named_also_with_an_emptied_head() -> None:
    assert found([], ChainHead("x", 1, 0, GENESIS, 0)) == [(1, 1, "cut_off")]


@pytest.mark.parametrize("seq", [0, -3, ROWS + 1, ROWS + 7])
def test_safety_6_an_inserted_record_is_named(seq: int) -> None:
    """It can stand only where no record is: before the first, or after the last. It may even fit the chain."""
    header = JOURNAL[-1].header._replace(seq=seq, event_id="inserted")
    for prev in (GENESIS, HEAD.hash):
        [(first, last, _)] = found([*JOURNAL, link(prev, header, b"{}")])
        assert (first, last) == (seq, seq)


@pytest.mark.parametrize(
    "changed",
    [
        {"installation": "y"},
        {"epoch": 0},
        {"epoch": 2},
        {"seq": ROWS - 1},
        {"seq": ROWS + 1},
        {"seq": 0},
        {"hash": GENESIS},
        {"hash": JOURNAL[-2].hash},
        {"last_us": 0},
        {"last_us": HEAD.last_us + 1},
    ],
    ids=" ".join,
)
def test_safety_6_a_head_row_that_was_changed_alone_is_named(changed: dict[str, object]) -> None:
    head = HEAD._replace(**changed)  # type: ignore[arg-type]  # fields by name
    assert [one.fault for one in journal_breaks(JOURNAL, head)] == [ChainFault.HEAD]


def rewritten_from(place: int) -> list[JournalRecord]:
    """Return a journal in which one record is another and every hash from there on is computed anew."""
    records = JOURNAL[: place - 1]
    for one in JOURNAL[place - 1 :]:
        body = canonical({"number": "A999"}) if one.seq == place else one.body
        records.append(link(records[-1].hash if records else GENESIS, one.header, body))
    return records


def test_safety_6_a_rewritten_history_is_named_beside_a_hash_that_was_noted_elsewhere() -> None:
    """From the branch alone it is whole. The centre or a signed statement knows the hash of a later record."""
    noted = KnownRecord(1, ROWS, HEAD.hash)
    for place in range(1, ROWS + 1, 25):
        records = rewritten_from(place)
        assert found(records, head_of(records)) == []
        assert found(records, head_of(records), noted) == [(ROWS, ROWS, "rewritten")]
        between = KnownRecord(1, place - 1, JOURNAL[place - 2].hash if place > 1 else None)
        assert found(records, head_of(records), between) == [], "what was noted earlier is as it was"


def test_safety_6_records_cut_off_with_their_head_are_known_elsewhere() -> None:
    cut = JOURNAL[:480]
    assert found(cut, head_of(cut)) == []
    assert found(cut, head_of(cut), KnownRecord(1, ROWS, None)) == [(481, ROWS, "behind")]
    assert found(cut, head_of(cut), KnownRecord(3, 7, GENESIS)) == [(1, 7, "behind")]


def test_a_record_written_anew_with_its_hash_breaks_the_link_after_it() -> None:
    records = list(JOURNAL)
    records[41] = link(records[40].hash, records[41].header, b"{}")
    assert found(records) == [(43, 43, "unlinked")]
    records[41:] = [*JOURNAL[41:-1], link(JOURNAL[-2].hash, JOURNAL[-1].header, b"{}")]
    assert found(records) == [(ROWS, ROWS, "head")]


def opened(before: JournalRecord, epoch: int, prev: bytes = GENESIS) -> list[JournalRecord]:
    """Return the records of an epoch that a restore began: the first names the end of the epoch before."""
    body = canonical({"epoch": before.epoch, "seq": before.seq, "hash": before.hash.hex()})
    header = RecordHeader("x", epoch, 1, f"restored-{epoch}", Event.BRANCH_RESTORED.value, "database", 2_000, 1)
    return [link(prev, header, body)]


def test_safety_6_the_end_of_an_earlier_epoch_is_the_one_that_the_next_names() -> None:
    both = [*JOURNAL, *opened(JOURNAL[-1], 3)]
    assert found(both, head_of(both)) == []
    for cut, what in (
        (both[1:], [(1, 1, "missing")]),
        ([*JOURNAL[:480], both[-1]], [(481, ROWS, "cut_off")]),
        ([both[-1]], [(1, ROWS, "cut_off")]),
        ([*JOURNAL, *opened(JOURNAL[479], 3)], [(481, ROWS, "extra")]),
        ([*rewritten_from(9), both[-1]], [(ROWS, ROWS, "rewritten")]),
        ([*written(3, epoch=0), *both], [(1, 3, "extra")]),
        ([*JOURNAL, *written(1, epoch=3)], [(1, ROWS, "extra")]),
    ):
        assert found(cut, head_of(cut)) == what


def test_every_epoch_begins_anew() -> None:
    both = [*JOURNAL, *opened(JOURNAL[-1], 2)]
    assert found(both, head_of(both)) == []
    linked = [*JOURNAL, *opened(JOURNAL[-1], 2, prev=HEAD.hash)]
    assert found(linked, head_of(linked)) == [(1, 1, "unlinked")]
    assert found([*JOURNAL[:7], *both[8:]], head_of(both)) == [(8, 8, "missing")]


def test_the_acceptance_of_an_earlier_clock_moves_the_newest_moment_back() -> None:
    accepted = JOURNAL[-1].header._replace(seq=ROWS + 1, kind=Event.CLOCK_ACCEPTED.value, at_us=5)
    last = link(HEAD.hash, accepted, b"{}")
    assert found([*JOURNAL, last], ChainHead("x", 1, ROWS + 1, last.hash, 5)) == []
