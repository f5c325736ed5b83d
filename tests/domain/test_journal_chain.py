"""Check that every changed, missing or moved record is found by its place."""

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.chain_check import chain_breaks
from kiosk.domain.journal import (
    GENESIS,
    JournalRecord,
    RecordHeader,
    canonical,
    chain_hash,
    is_linked,
    link,
)


def chain(length: int) -> list[JournalRecord]:
    records: list[JournalRecord] = []
    prev = GENESIS
    for seq in range(1, length + 1):
        header = RecordHeader("machine", 1, seq, f"event-{seq}", "ticket.issued@1", f"ticket-{seq}", 1_000 + seq, seq)
        records.append(link(prev, header, canonical({"number": f"A{seq:03d}"})))
        prev = records[-1].hash
    return records


CHAIN = chain(6)
FIELDS: dict[str, object] = {
    "installation": "other",
    "epoch": 2,
    "event_id": "event-0",
    "kind": "ticket.called@1",
    "subject": "ticket-0",
    "at_us": 7,
    "mono_ns": 7,
    "body": b'{"number":"A999"}',
}


def first_break(records: list[JournalRecord]) -> int | None:
    return next((one.seq for one in chain_breaks(records)), None)


def test_an_untouched_chain_is_whole() -> None:
    assert first_break(CHAIN) is None
    assert first_break([]) is None


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("place", range(len(CHAIN)))
def test_an_altered_field_breaks_it_there(field: str, place: int) -> None:
    altered = list(CHAIN)
    altered[place] = replace(CHAIN[place], **{field: FIELDS[field]})  # type: ignore[arg-type]  # fields by name
    assert first_break(altered) == place + 1


@given(st.integers(0, len(CHAIN) - 1), st.sampled_from(["body", "prev", "hash"]), st.data())
def test_an_altered_byte_breaks_it_there(place: int, field: str, data: st.DataObject) -> None:
    content = bytearray(getattr(CHAIN[place], field))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    altered = list(CHAIN)
    altered[place] = replace(CHAIN[place], **{field: bytes(content)})  # type: ignore[arg-type]  # fields by name
    assert first_break(altered) == place + 1


@pytest.mark.parametrize("gone", range(len(CHAIN) - 1))
def test_a_record_left_out_is_a_gap(gone: int) -> None:
    assert first_break(CHAIN[:gone] + CHAIN[gone + 1 :]) == gone + 1


def test_a_record_that_was_put_elsewhere_or_twice_breaks_it() -> None:
    assert first_break([CHAIN[0], CHAIN[2], CHAIN[1], *CHAIN[3:]]) == 2
    assert first_break([*CHAIN[:2], CHAIN[1], *CHAIN[2:]]) == 2


def test_a_rewritten_tail_is_found_by_the_hash_that_was_noted_before() -> None:
    forged = chain(3)
    forged[2] = link(forged[1].hash, forged[2].header, canonical({"number": "A999"}))
    assert is_linked(forged[2])
    assert first_break([*forged, *CHAIN[3:]]) == 4


def test_the_hash_is_sha256_over_lengths_and_parts() -> None:
    """Written out, because the centre and an auditor must be able to repeat it in any language."""
    record = CHAIN[0]
    parts = [GENESIS, b"machine", b"1", b"1", b"event-1", b"ticket.issued@1", b"ticket-1", b"1001", b"1", record.body]
    plain = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    assert record.hash == hashlib.sha256(plain).digest()


@given(st.lists(st.text(max_size=4), min_size=2, max_size=4))
def test_moving_a_border_between_two_fields_changes_the_hash(fields: list[str]) -> None:
    joined = ["".join(fields[:2]), *fields[2:]]
    shifted = [fields[0] + fields[1], "", *fields[2:]]
    assert chain_hash(GENESIS, joined, b"") != chain_hash(GENESIS, shifted, b"")


@given(st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(max_size=8)))
def test_a_body_has_one_byte_form(body: dict[str, object]) -> None:
    content = canonical(body)
    assert json.loads(content) == body
    assert canonical(dict(reversed(body.items()))) == content
    assert b"\n" not in content


def test_a_body_keeps_its_letters_and_refuses_what_is_no_number() -> None:
    assert canonical({"tên": "Hộ tịch", "a": 1}) == '{"a":1,"tên":"Hộ tịch"}'.encode()
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"x": float("nan")})
