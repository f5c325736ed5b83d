"""Check that identifiers are ordered by time (RFC 9562, version 7)."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.ids import uuid7

MOMENTS = st.integers(0, (1 << 48) - 1)
NOISE = st.binary(min_size=10, max_size=10)


@given(MOMENTS, NOISE)
def test_it_is_a_uuid_of_version_seven_that_tells_its_time(moment: int, noise: bytes) -> None:
    found = uuid.UUID(uuid7(moment, noise))
    assert str(found) == uuid7(moment, noise)
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert found.int >> 80 == moment


@given(MOMENTS, NOISE, MOMENTS, NOISE)
def test_later_sorts_later(first: int, noise: bytes, second: int, other: bytes) -> None:
    if first < second:
        assert uuid7(first, noise) < uuid7(second, other)


def test_all_its_free_bits_come_from_the_noise() -> None:
    ids = {uuid7(0, (1 << bit).to_bytes(10, "big")) for bit in range(74)}
    assert len(ids) == 74


@pytest.mark.parametrize("size", [0, 9, 11])
def test_other_amounts_of_noise_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="ten random bytes"):
        uuid7(0, bytes(size))
