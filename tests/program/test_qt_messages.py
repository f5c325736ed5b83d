"""Check that a healthy run writes nothing to standard error, and that Qt's other messages are kept."""

import os
import subprocess
import sys

_SCRIPT = """
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget
from kiosk.program.windows import application
app = application()
window = QWidget()
window.show()
window.setMinimumSize(40, 40)
app.processEvents()
{more}
"""


def said(more: str) -> str:
    told = subprocess.run(
        [sys.executable, "-c", _SCRIPT.format(more=more)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return told.stderr


def test_a_window_without_a_screen_says_nothing() -> None:
    assert not said("")


def test_a_warning_of_qt_is_written() -> None:
    assert said("qWarning('the disk is on fire')") == "the disk is on fire\n"
