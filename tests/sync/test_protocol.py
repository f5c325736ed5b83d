"""Check that messages survive encoding, and that a wrong answer is rejected."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.journal import RecordHeader, canonical, is_linked, link
from kiosk.domain.verdict import RecordVerdict, Verdict
from sync.protocol import (
    UnreadableError,
    decode_batch,
    decode_problem,
    decode_reply,
    decode_state,
    encode_batch,
    from_wire,
    to_wire,
)
from tests.sync.sync_world import HERE

VERDICTS = [{"seq": 1, "verdict": "accepted"}, {"seq": 2, "verdict": "rejected", "reason": "hash"}]
STATE = {"epoch": 1, "contiguous_through": 2, "highest": 2, "missing": []}
REPLY = {"v": 1, "installation": HERE, "state": STATE, "verdicts": VERDICTS}


@given(
    st.dictionaries(st.text(), st.text() | st.integers() | st.booleans(), max_size=5),
    st.binary(min_size=32, max_size=32),
)
def test_a_record_comes_out_byte_for_byte(body: dict[str, object], prev: bytes) -> None:
    try:
        content = canonical(body)
    except UnicodeEncodeError:  # half a surrogate pair is no text, and never gets into a journal
        return
    record = link(prev, RecordHeader(HERE, 1, 7, "an-id", "ticket.called@1", "visit", -5, 9), content)
    batch = decode_batch(encode_batch(HERE, 1, [to_wire(record)]))
    (found,) = [from_wire(batch, wire) for wire in batch.records]
    assert found == record
    assert is_linked(found)


def test_a_valid_answer_is_understood() -> None:
    verdicts, state = decode_reply(json.dumps(REPLY).encode(), HERE, 1, [1, 2])
    assert verdicts == [RecordVerdict(1, Verdict.ACCEPTED), RecordVerdict(2, Verdict.REJECTED, "hash")]
    assert state.contiguous_through == 2


@pytest.mark.parametrize(
    "change",
    [
        {"installation": "another"},
        {"state": {**STATE, "epoch": 2}},
        {"v": 2},
        {"verdicts": VERDICTS[:1]},
        {"verdicts": [{"seq": 1, "verdict": "accepted"}, {"seq": 3, "verdict": "accepted"}]},
        {"verdicts": [{"seq": 2, "verdict": "accepted"}, {"seq": 1, "verdict": "accepted"}]},
        {"verdicts": [{"seq": 1, "verdict": "accepted"}, {"seq": 2, "verdict": "perhaps"}]},
        {"state": None},
    ],
)
def test_an_answer_to_something_else_is_no_answer(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableError):
        decode_reply(json.dumps({**REPLY, **change}).encode(), HERE, 1, [1, 2])


@pytest.mark.parametrize("data", [b"", b"<html>", b"\xff", b"[]", b'{"v":1,"installation":"another","epochs":[]}'])
def test_a_state_of_somebody_else_is_none(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        decode_state(data, HERE)


@pytest.mark.parametrize(
    "data", [b"<html>", b"{}", b'{"type":"about:blank","title":"Bad Request","status":400}', b"\xff"]
)
def test_a_page_of_somebody_else_is_no_problem_of_the_centre(data: bytes) -> None:
    assert decode_problem(data) is None


def test_brackets_nested_without_end_are_unreadable() -> None:
    deep = b'{"v":1,"installation":"x","epoch":1,"state":' + b"[" * 50_000
    for read in (lambda: decode_batch(deep), lambda: decode_state(deep, "x"), lambda: decode_reply(deep, "x", 1, [])):
        with pytest.raises(UnreadableError):
            read()
    assert decode_problem(deep) is None
