"""Find the page of each screen: `Screen.RATE_CODE` is shown by the class `RateCodePage` of a module beside this one.

A new page needs no entry here.
"""

from importlib import import_module
from inspect import getmembers
from pkgutil import iter_modules
from typing import TypeGuard

from ui.kiosk import screens
from ui.kiosk.screens.page import Page
from ui.kiosk.screens.rate_code import RateCodeHomePage
from ui.visit.screen import OVER_ANOTHER_PAGE, Screen
from ui.visit.visit import Visit

_THIS = __name__.rpartition(".")[2]


def _class_name(screen: Screen) -> str:
    return "".join(part.capitalize() for part in screen.split("_")) + "Page"


def _is_page(one: object) -> TypeGuard[type[Page]]:
    return isinstance(one, type) and issubclass(one, Page)


def _pages() -> dict[Screen, type[Page]]:
    modules = [f"{screens.__name__}.{one.name}" for one in iter_modules(screens.__path__) if one.name != _THIS]
    classes = dict(found for module in modules for found in getmembers(import_module(module), _is_page))
    return {screen: classes[_class_name(screen)] for screen in Screen if screen not in OVER_ANOTHER_PAGE}


_PAGES = _pages()


def page_type(visit: Visit) -> type[Page]:
    """Return the class of the visit's page; a tablet that only rates has a home of its own."""
    if visit.screen is Screen.RATE_CODE and visit.home is Screen.RATE_CODE:
        return RateCodeHomePage
    return _PAGES[visit.origin if visit.screen in OVER_ANOTHER_PAGE else visit.screen]
