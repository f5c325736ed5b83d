"""Check where one scan ends and the next begins."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.frames import MAX_FRAME, SILENCE_S, Frames

STREAMS = st.lists(
    st.sampled_from([b"095190000017||", b"\r", b"\n", b"\r\n", b"\xe1\xbb\x85", b"x" * 700]), max_size=12
)


def all_of(stream: bytes, cuts: list[int]) -> list[bytes]:
    """Return the frames when `stream` arrives in the pieces between `cuts`, followed by silence."""
    frames, found, start = Frames(), [], 0
    for cut in [*sorted(cuts), len(stream)]:
        found += frames.feed(stream[start:cut], at=0.0)
        start = cut
    return found + frames.idle(at=SILENCE_S)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_each_line_end_ends_a_frame_at_once(end: bytes) -> None:
    frames = Frames()
    assert frames.feed(b"A046" + end + b"B001" + end, at=0.0) == [b"A046", b"B001"]
    assert frames.idle(at=9.0) == []


def test_crlf_cut_in_its_middle_is_one_end() -> None:
    frames = Frames()
    assert frames.feed(b"A046\r", at=0.0) == [b"A046"]
    assert frames.feed(b"\n", at=0.1) == []
    assert frames.feed(b"B001\r", at=0.2) == [b"B001"]


def test_silence_ends_a_frame_without_a_line_end() -> None:
    frames = Frames(silence_s=0.1)
    assert frames.feed(b"A04", at=1.0) == []
    assert frames.feed(b"6", at=1.05) == []
    assert frames.idle(at=1.14) == []
    assert frames.idle(at=1.16) == [b"A046"]
    assert frames.idle(at=2.0) == []


def test_a_late_read_does_not_cut_a_frame() -> None:
    frames = Frames(silence_s=0.1)
    frames.feed(b"A0", at=1.0)
    assert frames.feed(b"46\r", at=5.0) == [b"A046"]


def test_three_kilobytes_without_an_end_are_one_frame_marked_too_long() -> None:
    frames, garbage = Frames(), random.Random(1).randbytes(3000).translate(None, b"\r\n")
    found = [
        frame for start in range(0, len(garbage), 64) for frame in frames.feed(garbage[start : start + 64], at=0.0)
    ]
    found += frames.idle(at=9.0)
    assert [len(frame) for frame in found] == [MAX_FRAME + 1]


@pytest.mark.parametrize("resync", ["line end", "silence"])
def test_after_a_frame_too_long_the_next_scan_is_read(resync: str) -> None:
    frames = Frames()
    frames.feed(b"x" * 3000, at=0.0)
    if resync == "silence":
        assert frames.idle(at=SILENCE_S) == []
    else:
        assert frames.feed(b"x\r", at=0.0) == []
    assert frames.feed(b"A046\r", at=1.0) == [b"A046"]


def test_a_frame_as_long_as_the_cap_is_whole() -> None:
    assert Frames().feed(b"x" * MAX_FRAME + b"\r", at=0.0) == [b"x" * MAX_FRAME]


@given(STREAMS, st.data())
def test_cut_at_any_byte_gives_the_same_frames(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=20))
    assert all_of(stream, cuts) == all_of(stream, [])


@given(st.binary(max_size=4000), st.integers(1, 70))
def test_any_bytes_come_out_bounded_and_without_line_ends(stream: bytes, size: int) -> None:
    for frame in all_of(stream, list(range(0, len(stream), size))):
        assert 0 < len(frame) <= MAX_FRAME + 1
        assert not {b"\r", b"\n"} & {frame[i : i + 1] for i in range(len(frame))}
