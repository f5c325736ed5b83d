"""Decode texts of a scanner that is set to an old Vietnamese code page, and check whether they are plausible.

Such a scanner turns the card's UTF-8 into Windows-1258 or TCVN3 (ABC). The bytes do not tell which. A decoding counts
only if every syllable looks Vietnamese and the rest of the card fits too.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from unicodedata import normalize

_UNUSED = "\ufffd"
#: TCVN 5712:1993 from 0x80 on, without the no-break space, the five bare tone marks (0xB0-0xB4) and the eleven capitals
#: that it has among the control characters.
_TCVN3_FROM = 0x80
_TCVN3 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\ufffd"
    "ĂÂÊÔƠƯĐăâêôơưđẰ\ufffd\ufffd\ufffd\ufffd\ufffdàảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ"
)
_TO_UNICODE = {_TCVN3_FROM + index: letter for index, letter in enumerate(_TCVN3) if letter != _UNUSED}

_TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_TONED = frozenset(normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES)
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzăâđêôơư") | _TONED
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = re.compile(r"[\w ,.;:/()'&+-]*")
_SMALL_THEN_CAPITAL = re.compile(r"[a-zđ].*[A-ZĐ]")


def readings(data: bytes) -> Iterator[str]:
    """Yield the text of `data` in each old code page that can decode it, composed (NFC)."""
    with suppress(UnicodeDecodeError):
        yield normalize("NFC", data.decode("cp1258"))
    tcvn3 = [_TO_UNICODE.get(byte, _UNUSED) if byte >= _TCVN3_FROM else chr(byte) for byte in data]
    if _UNUSED not in tcvn3:
        yield "".join(tcvn3)


def to_tcvn3(text: str) -> bytes:
    """Return a composed (NFC) text in TCVN3. Raise ValueError for a letter it does not have."""
    return bytes(ord(letter) if letter.isascii() else _TCVN3_FROM + _TCVN3.index(letter) for letter in text)


def looks_vietnamese(text: str) -> bool:
    """Return whether every word could be Vietnamese: its letters, at most one tone, no capital after a small letter."""
    return _PLAIN.fullmatch(text) is not None and all(_is_syllable(word) for word in _WORD.findall(text))


def _is_syllable(word: str) -> bool:
    small = word.lower()
    bare = normalize("NFD", word)
    return (
        _LETTERS.issuperset(small)
        and sum(letter in _TONED for letter in small) <= 1
        and not _SMALL_THEN_CAPITAL.search(bare)
    )
