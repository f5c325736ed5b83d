"""Encode a Vietnamese text as a scanner with an old code page sends it."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from unicodedata import normalize

from devices.legacy_text import to_tcvn3

_TONES = "\u0300\u0301\u0303\u0309\u0323"


class LegacyEncoding(StrEnum):
    """List how a simulated scanner encodes letters. Only the first is right."""

    UTF8 = "utf-8"
    CP1258 = "cp1258"
    TCVN3 = "tcvn3"


def encode_legacy(text: str, page: LegacyEncoding) -> bytes:
    """Return the bytes of `text`. Raise UnicodeEncodeError, or ValueError for TCVN3, for a letter that is missing."""
    return _ENCODERS[page](normalize("NFC", text))


def _utf8(text: str) -> bytes:
    return text.encode()


def _cp1258(text: str) -> bytes:
    """Return Windows-1258, which writes the tone as a mark of its own after the vowel."""
    return b"".join(_vowel_and_tone(letter).encode("cp1258") for letter in text)


def _vowel_and_tone(letter: str) -> str:
    parts = normalize("NFD", letter)
    tone = "".join(mark for mark in parts if mark in _TONES)
    vowel = normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    return vowel + tone


_ENCODERS: Mapping[LegacyEncoding, Callable[[str], bytes]] = {
    LegacyEncoding.UTF8: _utf8,
    LegacyEncoding.CP1258: _cp1258,
    LegacyEncoding.TCVN3: to_tcvn3,
}
