"""Check that the splash appears before the heavy imports, and closes when the window is painted."""

import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from kiosk.clock import SystemClock
from kiosk.domain.artwork import read_artwork
from kiosk.domain.look import USUAL_LOOK, Colour, Roundel
from kiosk.program.new_branch import BranchPlan, create_branch
from tests.readiness import wait_until_ready
from ui import splash
from ui.systemd import WORKS

SIGN, MAIN = QColor("#00A000"), QColor("#0B3A66")
_SIGN = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='#00A000' d='M0 0h9v9H0z'/></svg>"
LOOK = replace(USUAL_LOOK, main=Colour.from_text("#0B3A66"), roundel=Roundel.of(read_artwork(_SIGN)))


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
    splash.show_splash(LOOK)
    (shown,) = splash._open
    splash.settle_splash(full_screen=full_screen)
    assert (shown.size() == shown.screen().size()) is full_screen
    middle = shown.width() // 2, round(shown.height() * 0.46)
    picture = shown.grab().toImage()
    assert (picture.pixelColor(*middle), picture.pixelColor(1, shown.height() - 2)) == (SIGN, MAIN)
    splash.close_splash()


@pytest.mark.usefixtures("qtbot")
def test_without_a_roundel_the_splash_shows_the_drum() -> None:
    splash.show_splash()
    picture = splash._open[0].grab().toImage()
    splash.close_splash()
    assert picture.pixelColor(picture.width() // 2, round(picture.height() * 0.46)) == QColor("#F5CF63")


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
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "NOTIFY_SOCKET": str(address),
                "WATCHDOG_USEC": "60000000",
            },
        )
        wait_until_ready(ears)
        assert ears.recv(256).decode() == WORKS
        process.terminate()
        assert process.wait(60) == 0
