"""Compute the sizes for one kind of screen: for the kiosk from millimetres, for desk and board from pixels."""

from dataclasses import dataclass
from enum import StrEnum

from ui.theme import tokens


class Role(StrEnum):
    """Name the purpose of a text. Size and weight follow from it."""

    CAP = "cap"
    KEY = "key"
    SMALL = "small"
    BODY = "body"
    LABEL = "label"
    HEADING = "heading"
    TITLE = "title"
    DISPLAY = "display"
    HERO = "hero"
    NUMBER = "number"


class Step(StrEnum):
    """Name the text size that the reader chose."""

    M = "M"
    L = "L"
    XL = "XL"
    XXL = "XXL"


#: The weight of each role: 400 regular, 500 medium, 600 semi-bold, 700 bold, 800 extra bold (a separate family).
WEIGHTS = {
    Role.CAP: 600,
    Role.KEY: 600, Role.SMALL: 400, Role.BODY: 400, Role.LABEL: 700, Role.HEADING: 700, Role.TITLE: 800,
    Role.DISPLAY: 800, Role.HERO: 800, Role.NUMBER: 800,
}  # fmt: skip
_WHOLE_STEP = frozenset({Role.CAP, Role.KEY, Role.SMALL, Role.BODY, Role.LABEL})
_NOMINAL = 3.2
#: The em of a key's label in millimetres: between SMALL and BODY.
_KEY_MM = 8.8
_BAR_MM = 3.0
_LOW_KEY_MM = 25.0


class Unit(float):
    """Hold the pixels of one millimetre of the design.

    `panel`: the pixels of one real millimetre, which differ where the design is drawn scaled. `is_rolled`: a page may
    be higher than the panel and is scrolled by large keys.
    """

    panel: float
    is_rolled: bool

    def __new__(cls, look: float, panel: float | None = None, *, is_rolled: bool = False) -> "Unit":
        """Make a unit from both densities, in pixels."""
        made = super().__new__(cls, look)
        made.panel = look if panel is None else panel
        made.is_rolled = is_rolled
        return made


@dataclass(frozen=True, slots=True)
class Metrics:
    """Hold all lengths in pixels. `unit` is one millimetre of the kiosk design; `sizes` are the em of each role."""

    unit: float
    sizes: dict[Role, float]
    edge: float
    hero_edge: float
    radius_small: float
    radius_key: float
    radius_card: float
    line: float
    outline: float
    chosen: float
    focus: float
    icon_inline: float
    icon_key: float
    icon_tile: float
    icon_banner: float
    icon_hero: float
    ribbon: float
    bar: float
    key_height: float
    gap: float


def kiosk(px_per_mm: float, step: Step, *, high_contrast: bool, is_low: bool = False) -> Metrics:
    """Return the kiosk's sizes at a pixel density. Text grows by `step`, headings and icons by half of it.

    `is_low`: all keys share the lower part of the panel, so each key is a little lower.
    """
    t = tokens.tokens()
    factor = float(t["type"]["steps"][step.value])
    half = 1 + (factor - 1) / 2
    kinds = t["type"]["kiosk"]
    sizes: dict[Role, float] = {role: kinds[role.value]["mm"] * px_per_mm for role in Role if role.value in kinds}
    sizes[Role.KEY] = _KEY_MM * px_per_mm
    sizes[Role.CAP] = sizes[Role.SMALL]
    sizes = {role: size * (factor if role in _WHOLE_STEP else half) for role, size in sizes.items()}
    sizes[Role.NUMBER] = t["type"]["kiosk"]["number"]["mm"] * px_per_mm
    if isinstance(px_per_mm, Unit):
        capital = tokens.number("type", "capital_largest" if px_per_mm.is_rolled else "capital_min")
        least = capital / tokens.number("type", "cap_height_em") * px_per_mm.panel
        sizes = {role: max(size, least) for role, size in sizes.items()}

    def mm(group: str, name: str) -> float:
        return tokens.number(group, name) * px_per_mm

    contrast = mm("key_edge", "high_contrast")
    return Metrics(
        unit=px_per_mm,
        sizes=sizes,
        edge=contrast if high_contrast else mm("key_edge", "kiosk"),
        hero_edge=contrast if high_contrast else mm("key_edge", "hero"),
        radius_small=mm("radius", "small"),
        radius_key=mm("radius", "key"),
        radius_card=mm("radius", "card"),
        line=max(1.0, mm("stroke", "line")),
        outline=mm("stroke", "focus") if high_contrast else mm("stroke", "key"),
        chosen=mm("stroke", "focus") if high_contrast else mm("stroke", "chosen"),
        focus=mm("stroke", "focus"),
        icon_inline=mm("icon", "inline") * half,
        icon_key=mm("icon", "key") * half,
        icon_tile=mm("icon", "tile") * half,
        icon_banner=mm("icon", "banner"),
        icon_hero=mm("icon", "hero"),
        ribbon=mm("ribbon", "height"),
        bar=_BAR_MM * px_per_mm,
        key_height=_LOW_KEY_MM * px_per_mm if is_low else mm("touch", "nav_key"),
        gap=mm("space", "3"),
    )


def desk(scale: float) -> Metrics:
    """Return the sizes of a clerk's monitor: the pixels of the design times `scale`."""
    px = tokens.tokens()["type"]["desk_px"]
    sizes = {
        Role.CAP: px["key"],
        Role.KEY: px["body"], Role.SMALL: px["small"], Role.BODY: px["body"], Role.LABEL: px["body"],
        Role.HEADING: px["heading"], Role.TITLE: px["title"], Role.DISPLAY: 38, Role.HERO: px["kpi"],
        Role.NUMBER: px["number"],
    }  # fmt: skip
    return Metrics(
        unit=scale,
        sizes={role: size * scale for role, size in sizes.items()},
        edge=tokens.number("key_edge", "desk_px") * scale,
        hero_edge=tokens.number("key_edge", "desk_px") * scale,
        radius_small=5 * scale,
        radius_key=10 * scale,
        radius_card=14 * scale,
        line=1.0,
        outline=2 * scale,
        chosen=3 * scale,
        focus=3 * scale,
        icon_inline=20 * scale,
        icon_key=24 * scale,
        icon_tile=26 * scale,
        icon_banner=32 * scale,
        icon_hero=44 * scale,
        ribbon=8 * scale,
        bar=6 * scale,
        key_height=tokens.number("touch", "desk_min_px") * scale,
        gap=12 * scale,
    )


def board(scale: float, *, upright: bool = False) -> Metrics:
    """Return the board's sizes: the pixels of a 1920 × 1080 design on a 55-inch screen times `scale`.

    `upright`: the design is scaled down to the narrow side, but its smallest text is not.
    """
    px = tokens.tokens()["type"]["board_55in_px"]
    small = px["column_upright" if upright else "column"]
    sizes = {
        Role.CAP: px["column"],
        Role.KEY: px["column"], Role.SMALL: small, Role.BODY: px["list"], Role.LABEL: px["list"],
        Role.HEADING: px["column"], Role.TITLE: px["list"], Role.DISPLAY: 96, Role.HERO: px["row_number"],
        Role.NUMBER: px["call_number"],
    }  # fmt: skip
    base = kiosk(_NOMINAL * scale, Step.M, high_contrast=False)
    return Metrics(
        **{name: getattr(base, name) for name in Metrics.__slots__ if name not in {"unit", "sizes", "ribbon"}},
        unit=scale,
        sizes={role: size * scale for role, size in sizes.items()},
        ribbon=16 * scale,
    )
