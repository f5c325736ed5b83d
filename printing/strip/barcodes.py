"""Draw a ticket's code as QR and Code 128, on whole dots, so that the raster shows exactly what was drawn."""

from functools import lru_cache

import barcode
import segno

from printing.strip.drawing import Bar, Bars

_MASK = 2


def qr_size(text: str, module: int) -> int:
    """Return the side of the QR without its quiet zone, in dots."""
    return len(_matrix(text)) * module


def qr(text: str, x: int, y: int, module: int) -> Bars:
    """Return a QR with its upper left corner at (x, y) and `module` dots a module. The caller leaves four modules of
    white.
    """
    bars: list[Bar] = []
    for row, modules in enumerate(_matrix(text)):
        for start, length in _black_runs(modules):
            bars.append((x + start * module, y + row * module, length * module, module))
    return Bars(tuple(bars))


def code128_width(text: str, module: int) -> int:
    """Return the width of the bars alone, in dots."""
    return len(_modules(text)) * module


def code128(text: str, x: int, y: int, module: int, height: int) -> Bars:
    """Return a Code 128 whose first bar begins at (x, y). `module` and `height` are dots."""
    runs = _black_runs(_modules(text))
    return Bars(tuple((x + start * module, y, length * module, height) for start, length in runs))


@lru_cache(maxsize=64)
def _matrix(text: str) -> tuple[tuple[int, ...], ...]:
    """Return the QR's modules, always with the same mask.

    Choosing the best of eight masks takes 2 ms. A reader takes any mask, and a test reads many.
    """
    return tuple(tuple(row) for row in segno.make(text, micro=False, error="m", mask=_MASK).matrix)


@lru_cache(maxsize=64)
def _modules(text: str) -> tuple[int, ...]:
    return tuple(int(module) for module in barcode.get("code128", text).build()[0])


def _black_runs(modules: tuple[int, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place, module in enumerate(modules):
        if module and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif module:
            runs.append((place, 1))
    return runs
