"""Keep Qt for Python from reading the source of every module that is imported after it.

It looks for modules that choose other names for Qt's functions (``from __feature__ import snake_case``). Nobody here
does. The sources of 1,400 modules would stay in memory: 47 MB of 206, and 0.3 s of 1.8 s for all imports (measured).
"""

import sys

import PySide6.QtCore  # noqa: F401 - its import loads what asks


def leave_sources_unread() -> None:
    """Tell Qt for Python that no module chooses names. A version that does not ask this way is left as it is."""
    features = sys.modules.get("shibokensupport.feature")
    if hasattr(features, "_mod_uses_pyside"):
        setattr(features, "_mod_uses_pyside", lambda _module: False)  # noqa: B010 - it has no types
