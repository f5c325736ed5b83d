"""Check that records of every kind are taken as they were first sent, and the journal of the release before too."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.journal import Event, JournalRecord, canonical, is_linked
from kiosk.domain.verdict import Verdict
from kiosk.store.engine import Store
from kiosk.store.journal import walk
from sync.central.app import create_app
from sync.central.inbox import Inbox
from sync.protocol import decode_batch, decode_reply, encode_batch, from_wire, records_path, to_wire
from tests.store.releases import FOLDER as RELEASES
from tests.store.releases import load
from tests.sync.golden_records import FOLDER
from tests.sync.sync_world import TOKEN, admit, call, manual_clock, sqlite_url

FILES = sorted(FOLDER.glob("*.json"))
BY_FILE = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    with closing(Inbox(sqlite_url(tmp_path_factory.mktemp("golden") / "central.db"), manual_clock())) as found:
        yield found


def golden(file: Path) -> JournalRecord:
    batch = decode_batch(file.read_bytes())
    (wire,) = batch.records
    return from_wire(batch, wire)


def test_every_kind_has_a_golden_record() -> None:
    lacking = {event.value for event in Event} - {file.stem for file in FILES}
    assert lacking == set(), "write them once: see tests/sync/golden_records.py"


@BY_FILE
def test_a_golden_record_has_the_bytes_that_a_branch_writes(file: Path) -> None:
    record = golden(file)
    assert record.kind == file.stem
    assert is_linked(record)
    assert canonical(json.loads(record.body)) == record.body
    assert encode_batch(record.installation, record.epoch, [to_wire(record)]) == file.read_bytes().rstrip(b"\n")


@BY_FILE
def test_the_centre_takes_a_golden_record_byte_for_byte(file: Path, inbox: Inbox) -> None:
    record = golden(file)
    verdicts, state = inbox.receive(record.installation, record.epoch, [record])
    assert ([one.verdict for one in verdicts], state.contiguous_through) == ([Verdict.ACCEPTED], 1)
    assert [found for _, found in inbox.records(record.installation)] == [record]


def test_the_journal_of_the_release_before_is_taken_without_a_signature(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "branch.db")
    load(RELEASES / "0.1.0.sqlite.sql", url)
    with closing(Store(url)) as store, store.read() as connection:
        records = list(walk(connection))
    here = records[0].installation
    app = create_app(admit(sqlite_url(tmp_path / "central.db"), TOKEN, here), manual_clock())
    body = encode_batch(here, 1, [to_wire(one) for one in records])
    answer = asyncio.run(call(app, "POST", records_path(here), [("authorization", f"Bearer {TOKEN}")], body))
    verdicts, state = decode_reply(answer.body, here, 1, [one.seq for one in records])
    app.state.inbox.close()
    assert {one.verdict for one in verdicts} == {Verdict.ACCEPTED}
    assert state.contiguous_through == len(records)
