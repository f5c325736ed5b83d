"""Measure text in the shipped fonts: widths in em, and the lines that it needs.

A screen moves some pairs of letters (kerning), so a width is exact within 3 %. Line ends are those of
`ui/widgets/drawing/paint.py`: at spaces and at zero-width spaces. The last two words stay together.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache
from itertools import product

from kiosk.domain.language.letter_widths import WIDTHS

_VOWELS, _TONES = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_MARKED = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(_VOWELS, _TONES)) + "đ"
_ASCII = "".join(map(chr, range(0x20, 0x7F)))
#: The letters of a Latin font in the order of its widths.
LATIN = tuple(dict.fromkeys(f"{_ASCII}{_MARKED}{_MARKED.upper()}“”‘’«»–—…·•×°²³₫"))
#: Puts the Khmer consonant behind it below the one before.
COENG = "\u17d2"
#: The same of a Khmer font: letters, vowels, signs and figures; then the consonants below another one.
KHMER = (
    *map(chr, (*range(0x1780, 0x17DE), *range(0x17E0, 0x17EA))),
    *(COENG + chr(consonant) for consonant in range(0x1780, 0x17A3)),
)
_SIGN = re.compile(f"{COENG}.|.", re.DOTALL)
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060"
_NO_BREAK = "\u00a0"
#: In em: a letter that no shipped font has.
_UNKNOWN = 1.0
#: With fewer words the last two may stand on different lines.
_BOUND_WORDS = 4
_CACHED_WORDS = 4096


class Typeface(Enum):
    """Name a font of screens or of paper: its file for Latin letters, and the one for Khmer."""

    SCREEN = ("BeVietnamPro-Regular", "NotoSansKhmer-Regular")
    SCREEN_SEMIBOLD = ("BeVietnamPro-SemiBold", "NotoSansKhmer-Bold")
    SCREEN_BOLD = ("BeVietnamPro-Bold", "NotoSansKhmer-Bold")
    PAPER = ("NotoSans-Regular", "NotoSansKhmer-Regular")
    PAPER_BOLD = ("NotoSans-Bold", "NotoSansKhmer-Bold")


@lru_cache(maxsize=_CACHED_WORDS)
def width_of(text: str, face: Typeface) -> float:
    """Return the width of a text on one line, in em."""
    widths = _widths(face)
    return sum(widths.get(sign, _UNKNOWN) for sign in _SIGN.findall(unicodedata.normalize("NFC", text)))


def lines_of(text: str, face: Typeface, width: float) -> tuple[int, float]:
    """Return how many lines of `width` em a text needs, and the width of its widest word in em.

    No line ends within a word. A wider one has a line of its own.
    """
    space = width_of(" ", face)
    used, count, widest = 0.0, 1, 0.0
    for piece, is_spaced in _pieces(text):
        wide = width_of(piece, face)
        gap = space if is_spaced and used else 0.0
        if used and used + gap + wide > width:
            used, gap, count = 0.0, 0.0, count + 1
        used += gap + wide
        widest = max(widest, wide)
    return count, widest


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what no line end may divide, and whether a space stands before it."""
    words = [word for word in text.split(" ") if word]
    if len(words) >= _BOUND_WORDS:
        words[-2:] = [_NO_BREAK.join(words[-2:])]
    for word in words:
        for place, piece in enumerate(filter(None, word.split("\u200b"))):
            yield piece, place == 0


@cache
def _widths(face: Typeface) -> Mapping[str, float]:
    latin, khmer = face.value
    found = dict.fromkeys(_ZERO_WIDTH, 0.0)
    for signs, name in ((KHMER, khmer), (LATIN, latin)):
        found.update(zip(signs, (int(width) / 1000 for width in WIDTHS[name].split()), strict=True))
    found[_NO_BREAK] = found[" "]
    return found
