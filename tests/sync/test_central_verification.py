"""Check that each way to tamper with what the centre stored is named with its place (safety 6)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from kiosk.cli.main import run
from kiosk.domain.journal import JournalRecord, link
from kiosk.store.sealing import new_key
from kiosk.store.signing import public_half
from sync.central.device_keys import DeviceKeys
from sync.central.inbox import Inbox
from sync.central.tables import batch_signature, device_key, progress, record
from sync.central.verification import central_breaks
from sync.protocol import decode_batch, encode_batch, signed_range, to_wire
from tests.sync.sync_world import HERE, chain, manual_clock, sqlite_url

KEY = new_key()
ROWS = 60
RECORDS = chain(ROWS)


@pytest.fixture
def inbox(empty_url: str) -> Iterator[Inbox]:
    found = Inbox(empty_url, manual_clock())
    yield found
    found.close()


def receive(inbox: Inbox, records: list[JournalRecord], signing: bytes | None = KEY) -> None:
    """Take records in batches of ten, each with its signature."""
    keys = DeviceKeys(inbox.store, manual_clock())
    for start in range(0, len(records), 10):
        batch = records[start : start + 10]
        proof = signed_range(decode_batch(encode_batch(HERE, 1, [to_wire(one) for one in batch], signing)))
        inbox.receive(HERE, 1, batch, keys.proven(proof))


def enrol(inbox: Inbox) -> None:
    DeviceKeys(inbox.store, manual_clock()).add(HERE, public_half(KEY))


def found(inbox: Inbox) -> list[tuple[int, int, str]]:
    return [(one.seq, one.last, one.fault.value) for one in central_breaks(inbox.store, HERE)]


def rewrite(inbox: Inbox, first: int) -> None:
    """Change a record, and compute every hash from there on anew."""
    prev = RECORDS[first - 2].hash
    with inbox.store.write(journal=False) as connection:
        for one in RECORDS[first - 1 :]:
            new = link(prev, one.header, b'{"n":99}' if one.seq == first else one.body)
            values = {"body": new.body, "prev": new.prev, "hash": new.hash}
            connection.execute(update(record).where(record.c.seq == one.seq).values(values))
            prev = new.hash


def test_safety_6_what_is_changed_deleted_or_swapped_at_the_centre_is_named(inbox: Inbox) -> None:
    enrol(inbox)
    receive(inbox, RECORDS)
    assert found(inbox) == []
    with inbox.store.write(journal=False) as connection:
        connection.execute(update(record).where(record.c.seq == 7).values(body=b"{}"))
        connection.execute(delete(record).where(record.c.seq == 20))
        for before, after in ((31, -1), (32, 31), (-1, 32)):
            connection.execute(update(record).where(record.c.seq == before).values(seq=after))
        connection.execute(delete(record).where(record.c.seq > 55))
    assert found(inbox) == [(7, 7, "changed"), (20, 20, "missing"), (31, 32, "swapped"), (56, ROWS, "cut_off")]


def test_safety_6_a_history_rewritten_at_the_centre_lacks_its_signatures(inbox: Inbox) -> None:
    """Without keys it is whole: release 0.1.0 signs nothing."""
    receive(inbox, RECORDS)
    rewrite(inbox, 43)
    assert found(inbox) == []
    enrol(inbox)
    with inbox.store.write(journal=False) as connection:
        connection.execute(delete(record))
        connection.execute(delete(progress))
    receive(inbox, RECORDS)
    rewrite(inbox, 43)
    assert found(inbox) == [(seq, seq, "unsigned") for seq in range(43, ROWS + 1)]


def test_safety_6_a_signature_by_another_key_is_named(inbox: Inbox) -> None:
    enrol(inbox)
    receive(inbox, RECORDS)
    with inbox.store.write(journal=False) as connection:
        connection.execute(update(device_key).values(public=public_half(new_key())))
    assert found(inbox)[0] == (1, 10, "forged")
    with inbox.store.write(journal=False) as connection:
        connection.execute(delete(batch_signature))
    assert found(inbox) == [(seq, seq, "unsigned") for seq in range(1, ROWS + 1)]


def test_records_from_before_the_first_key_need_no_signature(inbox: Inbox) -> None:
    receive(inbox, RECORDS[:20], None)
    later = manual_clock()
    later.advance(timedelta(minutes=1))
    DeviceKeys(inbox.store, later).add(HERE, public_half(KEY))
    receive(inbox, RECORDS[20:])
    assert found(inbox) == []


def test_safety_6_gaps_and_forks_are_named(inbox: Inbox) -> None:
    receive(inbox, RECORDS[:10], None)
    receive(inbox, RECORDS[20:30], None)
    other = link(RECORDS[4].prev, RECORDS[4].header._replace(event_id="other"), b"{}")
    inbox.receive(HERE, 1, [other])
    assert found(inbox) == [(11, 20, "gap"), (5, 5, "fork")]
    with inbox.store.write(journal=False) as connection:
        connection.execute(insert(progress).values(installation=HERE, epoch=2, highest=3, gaps="[]", last_us=0))
    assert found(inbox)[1] == (1, 3, "cut_off")


def test_the_command_says_it_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    centre = ["central", "verify", HERE, "--folder", str(tmp_path)]
    assert run(centre) == 1
    assert "chưa nhận gì" in capsys.readouterr().err
    inbox = Inbox(sqlite_url(tmp_path / "central.db"), manual_clock())
    receive(inbox, RECORDS[:10], None)
    assert run(centre) == 0
    assert "còn nguyên" in capsys.readouterr().out
    with inbox.store.write(journal=False) as connection:
        connection.execute(delete(record).where(record.c.seq == 4))
    inbox.close()
    assert run(centre) == 1
    assert "bản ghi 4: đã bị xóa" in capsys.readouterr().out
    assert run([*centre, "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["breaks"] == [{"epoch": 1, "seq": 4, "last": 4, "kind": "", "fault": "missing"}]
