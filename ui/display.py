"""Open the connection to the display: the process's one QApplication, or a refusal where nothing answers."""

import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

from kiosk.domain.language.text import CounterError
from ui.assistive import tell_roles
from ui.qt_messages import drop_messages_of_healthy_runs

_LOCAL_DISPLAY = re.compile(r"(unix)?:(?P<number>\d+)(\.\d+)?")


def application() -> QApplication:
    """Return the process's QApplication.

    Raises:
        CounterError: ``window.no_display`` where there is no display to show it on.
    """
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    if sys.platform == "linux" and not has_display(os.environ):
        raise CounterError("window.no_display")
    drop_messages_of_healthy_runs()
    tell_roles()
    return QApplication(["kiosk"])


def hidden_application() -> QApplication:
    """Return the process's QApplication, one that needs no display where there is none yet."""
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return application()


def has_display(environment: Mapping[str, str]) -> bool:
    """Return whether a display is named and answers there; Qt would end the process without a word of help."""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if platform not in ("", "xcb", "wayland"):
        return True
    wayland = environment.get("WAYLAND_DISPLAY", "")
    runtime = Path(environment.get("XDG_RUNTIME_DIR", "/nowhere"))
    if wayland and platform != "xcb" and _answers(str(runtime / wayland)):
        return True
    local = _LOCAL_DISPLAY.fullmatch(environment.get("DISPLAY", ""))
    if local is None:  # none, or on another machine, where only Qt can tell
        return bool(environment.get("DISPLAY")) and platform != "wayland"
    address = f"/tmp/.X11-unix/X{local['number']}"  # noqa: S108 - where X servers listen
    return platform != "wayland" and (_answers(f"\0{address}") or _answers(address))


def screen_names() -> list[str]:
    """Return the names of the screens of the display, the primary one first: under X the outputs, as ``HDMI-1``."""
    return [screen.name() for screen in QApplication.screens()]


def screen_called(name: str) -> QScreen | None:
    """Return the screen with a name, or None."""
    return next((screen for screen in QApplication.screens() if screen.name() == name), None)


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(address)
        except OSError:
            return False
    return True
