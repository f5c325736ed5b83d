"""Check sealed files: every size opens again, and nothing that was cut, changed or moved does."""

import io
from pathlib import Path

import pytest

from kiosk.store.sealed_file import CHUNK, MAGIC, CutOffError, SealedReader, SealedWriter, read_head
from kiosk.store.sealing import BrokenSealError, UnknownSealError, new_key_pair

PAIR = new_key_pair()
HEAD = b'{"form":1}'
#: The bytes before the first chunk.
_BEFORE = len(MAGIC) + 4 + len(HEAD) + 32 + 16


def sealed(content: bytes, head: bytes = HEAD) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, PAIR.public, head)
    for start in range(0, len(content), 50_000):
        writer.write(content[start : start + 50_000])
    writer.finish()
    return file.getvalue()


def opened(data: bytes, private: bytes = PAIR.private) -> bytes:
    file = io.BytesIO(data)
    return io.BufferedReader(SealedReader(file, private, read_head(file))).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])
def test_content_of_any_size_opens_again(size: int) -> None:
    content = bytes(index % 251 for index in range(size))
    data = sealed(content)
    assert opened(data) == content
    assert read_head(io.BytesIO(data)) == HEAD
    assert content[:32] not in data or size < 8


def test_safety_5_a_file_that_is_cut_off_anywhere_does_not_open() -> None:
    data = sealed(bytes(3 * CHUNK))
    places = [0, 5, len(MAGIC), len(MAGIC) + 2, _BEFORE - 40, _BEFORE - 1, _BEFORE, _BEFORE + 1]
    places += [_BEFORE + count * (CHUNK + 16) for count in (1, 2)] + [len(data) - 17, len(data) - 1]
    for place in places:
        with pytest.raises(CutOffError):
            opened(data[:place])


def test_a_file_that_goes_on_after_its_end_does_not_open() -> None:
    with pytest.raises(BrokenSealError):
        opened(sealed(b"short") + b"more")


def test_every_changed_byte_is_noticed() -> None:
    data = sealed(b"a slip " * 20)
    for place in range(len(MAGIC) + 4, len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(BrokenSealError):
            opened(bytes(changed))


def test_chunks_in_another_order_do_not_open() -> None:
    data = sealed(bytes(3 * CHUNK))
    size = CHUNK + 16
    chunks = [data[_BEFORE + index * size :][:size] for index in range(3)]
    with pytest.raises(BrokenSealError):
        opened(data[:_BEFORE] + chunks[1] + chunks[0] + chunks[2])


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(BrokenSealError):
        opened(sealed(b"content"), new_key_pair().private)


def test_another_file_is_told_apart(tmp_path: Path) -> None:
    for text in (b"SQLite format 3\x00" * 20, MAGIC + b"\xff" * 40):
        (tmp_path / "file").write_bytes(text)
        with (tmp_path / "file").open("rb") as file, pytest.raises(UnknownSealError):
            read_head(file)


def test_a_head_has_a_length() -> None:
    for head in (b"", bytes(70_000)):
        with pytest.raises(ValueError, match="length"):
            SealedWriter(io.BytesIO(), PAIR.public, head)
