"""Name the colours by purpose. High contrast has the same names with other values, so widgets need not ask."""

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor

from kiosk.domain.look import USUAL_LOOK, Colour, LookPart, shades_of
from ui.theme import tokens

_SCRIM_ALPHA = 0.62


@dataclass(frozen=True, slots=True)
class Palette:
    """Hold every colour that a widget may use.

    `flag`, `edge` and `gold` on `lacquer` are for graphics, never for text. `on_main`, `icon_on_main`, `main`,
    `main_pressed` and `main_edge` belong to the one main key of a screen. `header`, `on_header` and `icon_on_header`
    belong to the header. `motif` and `watermark` are None where the drum is not drawn.
    """

    ground: QColor
    paper: QColor
    sand: QColor
    line: QColor
    rule: QColor
    edge: QColor
    ink: QColor
    ink_soft: QColor
    lacquer: QColor
    flag: QColor
    gold: QColor
    gold_edge: QColor
    gold_tint: QColor
    sun: QColor
    good: QColor
    good_tint: QColor
    info: QColor
    info_tint: QColor
    scrim: QColor
    header: QColor
    on_header: QColor
    icon_on_header: QColor
    main: QColor
    main_pressed: QColor
    on_main: QColor
    icon_on_main: QColor
    main_edge: QColor
    key: QColor
    key_pressed: QColor
    key_outline: QColor
    chosen: QColor
    chosen_outline: QColor
    chosen_edge: QColor
    chosen_mark: QColor
    motif: QColor | None
    watermark: QColor | None


def standard_contrast(colours: LookPart = USUAL_LOOK) -> Palette:
    """Return the colours of ordinary contrast: a branch's own three with their shades, on white."""
    c = {
        name: QColor(value)
        for name, value in tokens.tokens()["colour"].items()
        if value.startswith("#") and len(value) == 7
    }
    shades = shades_of(colours)
    main, accent, tint = (_qt(one) for one in (colours.main, colours.accent, shades.accent_tint))
    scrim = QColor(c["ink"])
    scrim.setAlphaF(_SCRIM_ALPHA)
    white = c["ground"]
    plain = (
        "ground",
        "paper",
        "sand",
        "line",
        "rule",
        "edge",
        "ink",
        "ink_soft",
        "sun",
        "good",
        "good_tint",
        "info",
        "info_tint",
    )
    return Palette(
        **{name: c[name] for name in plain},
        lacquer=main,
        flag=_qt(colours.identity),
        gold=accent,
        gold_edge=_qt(shades.accent_edge),
        gold_tint=tint,
        scrim=scrim,
        header=main,
        on_header=white,
        icon_on_header=accent,
        main=main,
        main_pressed=_qt(shades.main_pressed),
        on_main=white,
        icon_on_main=accent,
        main_edge=_qt(shades.accent_edge),
        key=white,
        key_pressed=c["sand"],
        key_outline=c["rule"],
        chosen=tint,
        chosen_outline=c["ink"],
        chosen_edge=c["edge"],
        chosen_mark=main,
        motif=_qt(shades.main_motif),
        watermark=c["watermark"],
    )


def recolour(worn: Palette, wanted: Palette) -> None:
    """Give the colours of a palette the values of another one, in place."""
    for one in fields(Palette):
        old, new = getattr(worn, one.name), getattr(wanted, one.name)
        if isinstance(old, QColor) and isinstance(new, QColor):
            old.setRgba(new.rgba())


def _qt(colour: Colour) -> QColor:
    return QColor(colour.red, colour.green, colour.blue)


def high_contrast() -> Palette:
    """Return the colours of high contrast: black and white, with yellow icons and marks, without tints and motif."""
    c = tokens.tokens()["colour_high_contrast"]
    black, white, sun = QColor(c["ground"]), QColor(c["text"]), QColor(c["accent"])
    return Palette(
        ground=black,
        paper=black,
        sand=black,
        line=white,
        rule=white,
        edge=white,
        ink=white,
        ink_soft=white,
        lacquer=sun,
        flag=sun,
        gold=sun,
        gold_edge=sun,
        gold_tint=black,
        sun=sun,
        good=white,
        good_tint=black,
        info=white,
        info_tint=black,
        scrim=black,
        header=black,
        on_header=white,
        icon_on_header=sun,
        main=QColor(c["primary_face"]),
        main_pressed=sun,
        on_main=QColor(c["primary_text"]),
        icon_on_main=QColor(c["primary_text"]),
        main_edge=QColor(c["primary_edge"]),
        key=black,
        key_pressed=QColor("#3A3A3A"),
        key_outline=white,
        chosen=black,
        chosen_outline=sun,
        chosen_edge=sun,
        chosen_mark=sun,
        motif=None,
        watermark=None,
    )
