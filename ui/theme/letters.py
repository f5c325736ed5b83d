"""Load the program's own font files, each when the first text asks for its weight."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

import resources

_FILES = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold", 800: "ExtraBold"}
_FAMILY = "Be Vietnam Pro"
_EXTRA = "Be Vietnam Pro ExtraBold"  # Qt registers it as a separate family
_KHMER = "Noto Sans Khmer"


@cache
def _load(file: str) -> bool:
    """Register a font file once. Return False if it is missing or Qt refuses it; Khmer then uses a system font."""
    try:
        path = resources.path(f"fonts/{file}")
    except FileNotFoundError:
        return False
    return QFontDatabase.addApplicationFont(str(path)) >= 0


@cache
def _families(weight: int) -> tuple[str, ...]:
    if not _load(f"BeVietnamPro-{_FILES[weight]}.ttf"):
        raise FileNotFoundError(f"the font Be Vietnam Pro {_FILES[weight]} could not be loaded; install it again")
    _load(f"NotoSansKhmer-{'Bold' if weight >= 600 else 'Regular'}.ttf")
    own = _EXTRA if weight == 800 else _FAMILY
    return own, _FAMILY, _KHMER


@cache
def _font(pixels: int, weight: int) -> QFont:
    font = QFont()
    font.setFamilies(list(_families(weight)))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def font(pixels: int, weight: int) -> QFont:
    """Return a copy of the font at `pixels` em and `weight` (400, 500, 600, 700, 800)."""
    return QFont(_font(pixels, weight))
