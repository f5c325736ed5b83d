"""Measure text, break it into lines and make it smaller before it is drawn, so that nothing is cut.

Lengths are printer dots (203 an inch) on slips and points on pages; y grows downwards. Latin script is set in Noto Sans
on slips and in Be Vietnam Pro on pages, Khmer in Noto Sans Khmer.
HarfBuzz joins and stacks Khmer letters. A Khmer sentence can be broken at a zero-width space.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, shapeStr

import resources

_ZERO_WIDTH_SPACE = "\u200b"
_KHMER_RUN = re.compile(r"[\u1780-\u17ff\u19e0-\u19ff\u200c\u200d]+(?: +(?=[\u1780-\u17ff]))?")
_KHMER_CLUSTER = re.compile(
    r"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd\u200c\u200d])*|.", re.DOTALL
)
#: Marks around a word that do not belong to it.
_MARKS = '.,;:!?…()[]“”"'
#: The largest share of a line for a word whose syllables stay together.
_WORD_SHARE = 0.5
#: The least share of a line for the last words of a paragraph.
_LAST_SHARE = 0.25
_CACHED_WORDS = 2048
_CACHED_LINES = 512


class Weight(StrEnum):
    """List the embedded weights of slips."""

    REGULAR = "Regular"
    BOLD = "Bold"

    @property
    def latin(self) -> str:
        """Return the font of Latin script."""
        return f"NotoSans-{self.value}"

    @property
    def khmer(self) -> str:
        """Return the font of Khmer script."""
        return f"NotoSansKhmer-{self.value}"


class PageWeight(StrEnum):
    """List the embedded weights of A4 pages: Latin script is set as on screens."""

    REGULAR = "BeVietnamPro-Regular"
    BOLD = "BeVietnamPro-Bold"
    EXTRA_BOLD = "BeVietnamPro-ExtraBold"

    @property
    def latin(self) -> str:
        """Return the font of Latin script."""
        return self.value

    @property
    def khmer(self) -> str:
        """Return the font of Khmer script."""
        return (Weight.REGULAR if self is PageWeight.REGULAR else Weight.BOLD).khmer


#: A weight on paper of either kind.
AnyWeight = Weight | PageWeight


@dataclass(frozen=True, slots=True)
class Run:
    """Hold a part of a line in one font. `text` is ready to be drawn; Khmer is shaped already."""

    font: str
    text: str
    width: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """Hold one measured line of text. `above` and `below` the baseline contain all of its ink, with marks and
    subscripts.
    """

    runs: tuple[Run, ...]
    size: float
    width: float
    above: float
    below: float

    @property
    def height(self) -> float:
        """Return the distance to the next line's top, in dots."""
        return self.above + self.below


def text_line(text: str, weight: AnyWeight, size: float) -> TextLine:
    """Return `text` on one line, whatever its width."""
    runs = tuple(_word(text, weight, size))
    khmer = any(run.font.startswith("NotoSansKhmer") for run in runs)
    # Noto Sans: Ễ reaches 1.054 em up and g 0.24 em down. Khmer stacks subscripts below and vowels above.
    above, below = (1.02, 0.48) if khmer else (1.0, 0.26)
    return TextLine(runs, size, sum(run.width for run in runs), above * size, below * size)


@lru_cache(maxsize=_CACHED_LINES)
def wrap(text: str, weight: AnyWeight, size: float, width: float) -> tuple[TextLine, ...]:
    """Return `text` in the fewest lines of `width` dots that end between Vietnamese words.

    The lines are about equally long, so no last word stands alone.
    """
    pieces = _pieces(text, weight, size, width)
    space = _width(" ", weight, size)
    count = len(_greedy(pieces, space, width))
    low, high = width / count * 0.8, width
    while high - low > size / 4:
        middle = (low + high) / 2
        if len(_greedy(pieces, space, middle)) <= count and middle >= max(piece.width for piece in pieces):
            high = middle
        else:
            low = middle
    return tuple(text_line(content, weight, size) for content in _greedy(pieces, space, high))


@lru_cache(maxsize=_CACHED_LINES)
def fill(text: str, weight: AnyWeight, size: float, width: float) -> tuple[TextLine, ...]:
    """Return `text` in full lines of `width` dots, for paragraphs that begin at the left.

    Where the last line would be short, the lines are about equally long, as by `wrap`.
    """
    pieces = _pieces(text, weight, size, width)
    lines = tuple(text_line(each, weight, size) for each in _greedy(pieces, _width(" ", weight, size), width))
    return lines if lines[-1].width >= width * _LAST_SHARE else wrap(text, weight, size, width)


def fit_lines(
    text: str, weight: AnyWeight, sizes: Sequence[float], width: float, lines: int = 1
) -> tuple[TextLine, ...]:
    """Return `text` at the largest of the falling `sizes` that needs at most `lines`; at the last size, in as many as
    needed.
    """
    for size in sizes:
        found = wrap(text, weight, size, width)
        if len(found) <= lines:
            break
    return found


@cache
def font_name(weight: AnyWeight, *, khmer: bool) -> str:
    """Load the font once and return its name in a PDF."""
    name = weight.khmer if khmer else weight.latin
    font = TTFont(name, str(resources.path(f"fonts/{name}.ttf")), shapable=khmer, asciiReadable=False)
    pdfmetrics.registerFont(font)
    if khmer:
        _number_every_glyph(font)
    return name


def _number_every_glyph(font: Any) -> None:
    """Give each glyph without a character a private one, in the order of the font file.

    reportlab would number these glyphs in the order of their use, and equal tickets would have different bytes. (`Any`:
    reportlab's stubs lack these attributes.)
    """
    shaper = font.hbFont(10)
    for glyph in range(font.hbFace.glyph_count):
        if glyph not in font.face.glyphToChar:
            font.hbAddPrivate(shaper.glyph_to_string(glyph), glyph, shaper.get_glyph_h_advance(glyph))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Hold text that may not be broken. `spaced`: a space stands before it unless it begins a line."""

    text: str
    width: float
    spaced: bool


def _pieces(text: str, weight: AnyWeight, size: float, width: float) -> list[_Piece]:
    found: list[_Piece] = []
    for word in unicodedata.normalize("NFC", text).split(" "):
        spaced = True
        for part in filter(None, word.split(_ZERO_WIDTH_SPACE)):
            for chunk in _chunks(part, weight, size, width):
                found.append(_Piece(chunk, _width(chunk, weight, size), spaced))
                spaced = False
    return _in_words(found, _width(" ", weight, size), width) or [_Piece("", 0.0, spaced=True)]


def _in_words(pieces: Sequence[_Piece], space: float, width: float) -> list[_Piece]:
    """Join the syllables of a Vietnamese word, which are parted by spaces, as long as the line has room for it."""
    found: list[_Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and piece.spaced and last.width + space + piece.width <= width * _WORD_SHARE:
            first, second = re.split(r"[ /]", last.text)[-1], piece.text.partition("/")[0]
            if f"{first} {second}".strip(_MARKS).lower() in resources.word_pairs():
                joined = f"{last.text} {piece.text}"
                found[-1] = _Piece(joined, last.width + space + piece.width, last.spaced)
                continue
        found.append(piece)
    return found


def _chunks(part: str, weight: AnyWeight, size: float, width: float) -> Iterator[str]:
    """Break a word that is wider than the line between letters; in Khmer between syllable clusters."""
    if _width(part, weight, size) <= width:
        yield part
        return
    held = ""
    for cluster in _KHMER_CLUSTER.findall(part):
        if held and _width(held + cluster, weight, size) > width:
            yield held
            held = ""
        held += cluster
    yield held


def _greedy(pieces: Sequence[_Piece], space: float, width: float) -> list[str]:
    lines: list[str] = []
    used = 0.0
    for piece in pieces:
        gap = space if piece.spaced else 0.0
        if lines and used + gap + piece.width <= width:
            lines[-1] += (" " if piece.spaced else "") + piece.text
            used += gap + piece.width
        else:
            lines.append(piece.text)
            used = piece.width
    return lines


def _width(text: str, weight: AnyWeight, size: float) -> float:
    return sum(run.width for run in _word(text, weight, size))


@lru_cache(maxsize=_CACHED_WORDS)
def _word(text: str, weight: AnyWeight, size: float) -> tuple[Run, ...]:
    plain = unicodedata.normalize("NFC", text).replace(_ZERO_WIDTH_SPACE, "")
    runs: list[Run] = []
    start = 0
    for match in _KHMER_RUN.finditer(plain):
        runs.extend(_latin(plain[start : match.start()], weight, size))
        runs.append(_khmer(match.group(), weight, size))
        start = match.end()
    runs.extend(_latin(plain[start:], weight, size))
    return tuple(runs)


def _latin(text: str, weight: AnyWeight, size: float) -> Iterator[Run]:
    if text:
        name = font_name(weight, khmer=False)
        yield Run(name, text, pdfmetrics.stringWidth(text, name, size))


def _khmer(text: str, weight: AnyWeight, size: float) -> Run:
    name = font_name(weight, khmer=True)
    shaped: Any = shapeStr(text, name, size, force=True)
    return Run(name, shaped, sum(glyph.x_advance for glyph in shaped.__shapeData__) * size / 1000)
