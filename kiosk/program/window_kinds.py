"""List the kinds of windows. A kind is imported when it is opened, so a kiosk does not load a desk."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.window_spec import WindowSpec

#: Each kind by its name on the command line, with the module and constant of its `WindowSpec`.
WINDOWS: Mapping[str, str] = {
    "kiosk": "ui.kiosk.window:KIOSK",
    "desk": "ui.desk.window:DESK",
    "hall": "ui.hall.window:HALL",
    "rating": "ui.rating.window:RATING",
    "manager": "ui.manager.window:MANAGER",
}


def spec_of(name: str) -> "WindowSpec":
    """Return the declaration of a kind.

    Raises:
        KeyError: for a name that is not in `WINDOWS`.
    """
    module, _, constant = WINDOWS[name].partition(":")
    spec: WindowSpec = getattr(import_module(module), constant)
    return spec
