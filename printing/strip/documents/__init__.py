"""Draw the documents of the 80 mm strip: one module for each kind of slip.

A module of this package registers its function with `@draw.register`. The first parameter's type tells which slips it
draws. Every module is imported here, so a new document is a new file and nothing else.
"""

import threading
from functools import singledispatch
from importlib import import_module
from pkgutil import iter_modules

from kiosk.domain.language.text import Texts
from printing.strip.drawing import StripDrawing

# The fonts of reportlab belong to the whole process and do not support two threads.
_ONE_AT_A_TIME = threading.Lock()


@singledispatch
def draw(slip: object, _texts: Texts) -> StripDrawing:
    """Draw a slip.

    Raises:
        TypeError: no document is registered for this kind of slip.
    """
    raise TypeError(f"no document draws a {type(slip).__name__}")


def slip_pdf(slip: object, texts: Texts) -> bytes:
    """Return the slip as a PDF of one page. The same slip always gives the same bytes."""
    with _ONE_AT_A_TIME:
        return draw(slip, texts).pdf()


def load_documents() -> None:
    """Import every module of this package."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")


load_documents()
