"""Compute the colours of a branch from its own three, and how well words and icons are read on them."""

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from kiosk.domain.artwork import Artwork
from kiosk.domain.language.text import LocalText

_WRITTEN = re.compile(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Colour:
    """Hold a colour of sRGB, written ``#RRGGBB``."""

    red: int
    green: int
    blue: int

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read ``#RRGGBB``.

        Raises:
            ValueError: the text is no colour.
        """
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(text)
        return cls(*(int(part, 16) for part in found.groups()))

    def to_text(self) -> str:
        """Return the colour as it is written."""
        return f"#{self.red:02X}{self.green:02X}{self.blue:02X}"


@dataclass(frozen=True, slots=True)
class Roundel:
    """Name the sign of a branch by the SHA-256 of its picture; an empty name is the stand-in.

    `artwork` is the picture itself, where it is at hand: a set-up carries it until it is stored. In a file the name of
    a picture stands in place of the hash.
    """

    name: str = ""
    artwork: Artwork | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, artwork: Artwork) -> Self:
        """Return the name of a picture, with the picture."""
        return cls(artwork.hash, artwork)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a name."""
        return cls(text.strip())

    def to_text(self) -> str:
        """Return the name."""
        return self.name


NO_ROUNDEL = Roundel()


@dataclass(frozen=True, slots=True)
class LookPart:
    """Hold how a branch looks: three colours and its roundel.

    `main` is the ground of headers, of the main key and of bars. `identity` is for icons and the ribbon. `accent` is
    for the edge of the main key, the teeth of the ribbon and the strip of notices.
    """

    main: Colour = Colour(0x86, 0x06, 0x0F)
    identity: Colour = Colour(0xB8, 0x1C, 0x24)
    accent: Colour = Colour(0xF5, 0xCF, 0x63)
    roundel: Roundel = NO_ROUNDEL


USUAL_LOOK = LookPart()
WHITE, INK = Colour(0xFF, 0xFF, 0xFF), Colour(0x1C, 0x19, 0x17)


# -- shades -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shades:
    """Hold the shades that follow from the three colours of a branch.

    `main_pressed` is a main key that is held down, `main_motif` the drum on the main colour. `accent_edge` is the lower
    edge of the main key, `accent_tint` the ground of what is chosen.
    """

    main_pressed: Colour
    main_motif: Colour
    accent_edge: Colour
    accent_tint: Colour


#: The shades of the usual colours, as they were designed.
_DESIGNED = Shades(
    main_pressed=Colour(0x5E, 0x03, 0x09),
    main_motif=Colour(0x74, 0x03, 0x09),
    accent_edge=Colour(0xDD, 0xA9, 0x2F),
    accent_tint=Colour(0xFF, 0xF4, 0xD1),
)


@lru_cache(maxsize=32)
def shades_of(colours: LookPart) -> Shades:
    """Return the shades of a branch's colours. Each relates to its colour as the designed one to the usual colour."""
    usual, designed = USUAL_LOOK, _DESIGNED
    return Shades(
        main_pressed=_as(colours.main, usual.main, designed.main_pressed),
        main_motif=_as(colours.main, usual.main, designed.main_motif),
        accent_edge=_as(colours.accent, usual.accent, designed.accent_edge),
        accent_tint=_as(colours.accent, usual.accent, designed.accent_tint),
    )


def _as(colour: Colour, usual: Colour, designed: Colour) -> Colour:
    """Return the shade of a colour: the designed one's share of lightness and chroma, and its turn of hue.

    A darker shade keeps its share of the lightness, a lighter one its share of the distance to white. Where sRGB has no
    such colour, the shade has less chroma.
    """
    light, chroma, hue = _polar(colour)
    light_of, chroma_of, hue_of = _polar(usual)
    to_light, to_chroma, to_hue = _polar(designed)
    if to_light <= light_of:
        light *= to_light / light_of
    else:
        light = 1 - (1 - light) * (1 - to_light) / (1 - light_of)
    return _in_srgb(light, chroma * to_chroma / chroma_of, hue + to_hue - hue_of)


def _polar(colour: Colour) -> tuple[float, float, float]:
    """Return lightness, chroma and hue in OKLab (Björn Ottosson, 2020, https://bottosson.github.io/posts/oklab)."""
    red, green, blue = (_linear(part) for part in (colour.red, colour.green, colour.blue))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(a, b), math.atan2(b, a)


def _in_srgb(light: float, chroma: float, hue: float) -> Colour:
    parts = _parts(light, chroma, hue)
    while not all(-0.002 <= part <= 1.002 for part in parts) and chroma > 0.001:
        chroma *= 0.98
        parts = _parts(light, chroma, hue)
    return Colour(*(round(255 * _encoded(min(1.0, max(0.0, part)))) for part in parts))


def _parts(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Return the linear parts of a colour of OKLab."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _encoded(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)


# -- contrast ---------------------------------------------------------------------------------------------------------


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definitions "contrast ratio" and "relative
    luminance").
    """
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    return 0.2126 * _linear(colour.red) + 0.7152 * _linear(colour.green) + 0.0722 * _linear(colour.blue)


@dataclass(frozen=True, slots=True)
class ContrastCheck:
    """Hold how well one colour of a branch can be read.

    Attributes:
        key: the colour, a key of `LookPart`.
        ratio: the contrast with what stands on it, or on which it stands.
        least: the contrast that it needs.
        nearest: the nearest colour that has it; the colour itself where it has.
    """

    key: str
    ratio: float
    least: int
    nearest: Colour

    @property
    def is_good(self) -> bool:
        """Return whether the colour can be read."""
        return self.ratio >= self.least

    @property
    def figure(self) -> LocalText:
        """Return the ratio with one decimal; one that is too low is not rounded up."""
        text = f"{self.ratio if self.is_good else math.floor(self.ratio * 10) / 10:.1f}"
        return LocalText(text.replace(".", ","), (("en", text),))


@dataclass(frozen=True, slots=True)
class _Pair:
    """Hold a rule: a colour against a fixed one, and whether the cure is to darken it."""

    key: str
    against: Colour
    least: int
    darkens: bool = field(default=True)


#: White words on the main colour and black words on the accent are text, which needs 10. An icon needs 3 (WCAG 2.2,
#: 1.4.11). The shades need no rule: pressed and motif are darker than the main colour, the tint lighter than the
#: accent, and an icon in the accent on the main colour has 5.7 when both rules hold.
_PAIRS = (
    _Pair("main", WHITE, 10),
    _Pair("identity", WHITE, 3),
    _Pair("accent", INK, 10, darkens=False),
)


def contrast_checks(colours: LookPart) -> tuple[ContrastCheck, ...]:
    """Return the check of each colour of a branch."""
    return tuple(_checked(pair, getattr(colours, pair.key)) for pair in _PAIRS)


def _checked(pair: _Pair, colour: Colour) -> ContrastCheck:
    return ContrastCheck(pair.key, contrast(colour, pair.against), pair.least, _nearest(pair, colour))


def _nearest(pair: _Pair, colour: Colour) -> Colour:
    """Return the first colour that passes on the way from this one to black or white, in 255 steps."""
    steps = (_mixed(colour, step, darkens=pair.darkens) for step in range(256))
    return next(one for one in steps if contrast(one, pair.against) >= pair.least)


def _mixed(colour: Colour, step: int, *, darkens: bool) -> Colour:
    parts = colour.red, colour.green, colour.blue
    if darkens:
        return Colour(*(part * (255 - step) // 255 for part in parts))
    return Colour(*(255 - (255 - part) * (255 - step) // 255 for part in parts))
