"""What a scanner in an old code page sends for a Vietnamese text."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from unicodedata import normalize

from devices.legacy_text import to_tcvn3

_TONES = "\u0300\u0301\u0303\u0309\u0323"


class CodePage(StrEnum):
    """How a simulated scanner writes letters; only the first is right."""

    UTF8 = "utf-8"
    CP1258 = "cp1258"
    TCVN3 = "tcvn3"


def encode(text: str, page: CodePage) -> bytes:
    """The bytes of `text`. UnicodeEncodeError (or ValueError for TCVN3) when the page has no such letter."""
    return _ENCODERS[page](normalize("NFC", text))


def _utf8(text: str) -> bytes:
    return text.encode()


def _cp1258(text: str) -> bytes:
    """Windows-1258 writes the tone as a mark of its own, after the vowel."""
    return b"".join(_vowel_and_tone(letter).encode("cp1258") for letter in text)


def _vowel_and_tone(letter: str) -> str:
    parts = normalize("NFD", letter)
    tone = "".join(mark for mark in parts if mark in _TONES)
    vowel = normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    return vowel + tone


_ENCODERS: Mapping[CodePage, Callable[[str], bytes]] = {
    CodePage.UTF8: _utf8,
    CodePage.CP1258: _cp1258,
    CodePage.TCVN3: to_tcvn3,
}
