"""Measure the letters of the shipped fonts, and write `kiosk/domain/language/letter_widths.py`.

Run it after a font was replaced: ``python -m tests.domain.font_widths``.
"""

import textwrap
from functools import cache
from pathlib import Path

import uharfbuzz as hb

import resources
from kiosk.domain.language import letter_widths
from kiosk.domain.language.letters import COENG, KHMER, LATIN, Typeface

FONTS = tuple(dict.fromkeys(name for place in (0, 1) for name in (face.value[place] for face in Typeface)))
_KA = "\u1780"


@cache
def _font(name: str) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(resources.path(f"fonts/{name}.ttf")))))


def shaped(text: str, name: str) -> float:
    """Return the width of a text as a screen joins it, in thousandths of the em."""
    font, buffer = _font(name), hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return float(sum(place.x_advance for place in buffer.glyph_positions) * 1000 / font.face.upem)


def measured(name: str) -> list[int]:
    """Return the width of each letter of a font. A joined Khmer sign has the width that it adds to its letter."""
    if "Khmer" not in name:
        return [round(shaped(letter, name)) for letter in LATIN]
    alone = shaped(_KA, name)
    return [round(shaped(_KA + sign, name) - alone if _is_joined(sign) else shaped(sign, name)) for sign in KHMER]


def _is_joined(sign: str) -> bool:
    return sign.startswith(COENG) or "\u17b4" <= sign <= "\u17d3" or sign == "\u17dd"


def _source() -> str:
    rows = [f'"""{letter_widths.__doc__}"""\n\n', "WIDTHS = {\n"]
    for name in FONTS:
        numbers = textwrap.fill(" ".join(map(str, measured(name))), 112)
        rows.append(f'    "{name}": """\n{textwrap.indent(numbers, " " * 8)}\n    """,\n')
    return "".join((*rows, "}\n"))


if __name__ == "__main__":
    Path(letter_widths.__file__).write_text(_source(), encoding="utf-8")
