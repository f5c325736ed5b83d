"""Check that the splash appears before the heavy imports, and closes when the window is painted."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from kiosk.clock import SystemClock
from kiosk.program.new_branch import BranchPlan, create_branch
from tests.readiness import wait_until_ready
from ui import splash

SIGN = QColor("#00A000")


def sign(size: int) -> QPixmap:
    drawn = QPixmap(size, size)
    drawn.fill(SIGN)
    return drawn


def no_sign(_size: int) -> None:
    """Return no picture: the branch has named none."""


@pytest.mark.usefixtures("qtbot")
def test_the_splash_covers_the_screen_until_the_window_stands() -> None:
    splash.show_splash()
    (shown,) = splash._open
    assert shown.is_painted
    assert shown.size() == shown.screen().size()
    assert shown.focusPolicy() is Qt.FocusPolicy.NoFocus
    splash.close_splash()
    assert splash._open == []
    splash.close_splash()  # a window that is opened without one


@pytest.mark.parametrize("full_screen", [True, False])
def test_the_splash_becomes_what_the_configuration_says(qtbot: QtBot, *, full_screen: bool) -> None:
    splash.show_splash()
    (shown,) = splash._open
    middle = shown.width() // 2, round(shown.height() * 0.46)
    assert shown.grab().toImage().pixelColor(*middle) != SIGN
    splash.settle_splash(no_sign, full_screen=True)
    assert shown.sign is None
    splash.settle_splash(sign, full_screen=full_screen)
    assert (shown.size() == shown.screen().size()) is full_screen
    middle = shown.width() // 2, round(shown.height() * 0.46)
    assert shown.grab().toImage().pixelColor(*middle) == SIGN
    splash.close_splash()


def test_without_a_display_there_is_no_splash(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    splash.show_splash()
    assert splash._open == []


def test_nothing_heavy_is_imported_before_the_splash_is_painted() -> None:
    heavy = "{'typer', 'msgspec', 'sqlalchemy', 'kiosk.branch', 'ui.theme', 'ui.widgets'}"
    code = f"import kiosk.__main__, ui.splash, sys; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_splash_is_painted_first_and_then_the_window_takes_touches(tmp_path: Path) -> None:
    made = create_branch(tmp_path / "branch", BranchPlan(pin="1234", scanner=""), SystemClock())
    address = tmp_path / "ready"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
        ears.bind(str(address))
        ears.settimeout(60)
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run", "kiosk", "--config", str(made.config)],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "NOTIFY_SOCKET": str(address)},
        )
        wait_until_ready(ears)
        process.terminate()
        assert process.wait(60) == 0
