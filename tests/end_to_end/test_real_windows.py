"""Start every window under a real X server as its user does: it shows itself, and ends on request."""

import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kiosk.clock import SystemClock
from kiosk.domain.artwork import read_artwork
from kiosk.domain.look import Roundel
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.sample import sample_document
from tests.readiness import wait_until_ready

#: Runs inside the X server: opens a window with its program, waits for a paint, saves the screen.
_LOOK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from kiosk.config import load_site
from kiosk.program.windows import open_window
from ui.display import application
kind, config, picture = sys.argv[1:]
app = application()
def look():
    app.primaryScreen().grabWindow(0).save(picture)
    app.exit()
QTimer.singleShot(2500, look)
sys.exit(open_window(kind, load_site(Path(config))))
"""

_SIGN = (0x12, 0xAB, 0x34)
#: A new branch has no recorded voice yet.
_SAYS = {"hall": "the hall hears no calls: voice.no_manifest {'folder': 'voice/vi'}\n"}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("branch")
    sign = BytesIO()
    Image.new("RGB", (90, 90), _SIGN).save(sign, "PNG")
    sample = sample_document(always_open=True)
    look = replace(sample.look, roundel=Roundel.of(read_artwork(sign.getvalue())))
    plan = BranchPlan(pin="1234", scanner="", document=replace(sample, look=look))
    return create_branch(folder, plan, SystemClock()).config


def environment(display: str) -> dict[str, str]:
    return {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["kiosk", "desk", "hall", "rating"])
def test_a_window_shows_itself_on_a_real_display(kind: str, display: str, config: Path, tmp_path: Path) -> None:
    picture = tmp_path / "screen.png"
    told = subprocess.run(
        [sys.executable, "-c", _LOOK, kind, str(config), str(picture)],
        env=environment(display),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert told.stderr == _SAYS.get(kind, "").replace("voice/vi", str(config.parent / "voice/vi")), (
        "a machine's log holds what matters"
    )
    with Image.open(picture) as shown:
        colours = shown.convert("RGB").getcolors(1 << 24) or []
    found = {colour for _, colour in colours}
    assert (0x86, 0x06, 0x0F) in found, "the lacquer header is not on the screen"
    assert _SIGN in found, "the centre's own roundel is not on the screen"


@pytest.mark.slow
def test_a_window_that_is_told_to_end_ends_at_once_and_well(display: str, config: Path, tmp_path: Path) -> None:
    assert "Traceback" not in said_until_ended("kiosk", config, display, tmp_path)


@pytest.mark.slow
def test_the_guide_of_an_empty_machine_opens_and_ends_without_a_trace(display: str, tmp_path: Path) -> None:
    said = said_until_ended("manager", tmp_path / "new" / "branch.toml", display, tmp_path)
    assert said == ""
    assert not (tmp_path / "new").exists()


def said_until_ended(kind: str, config: Path, display: str, folder: Path) -> str:
    """Open a window, end it when it is ready, and return what it said on standard error."""
    ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    ready.bind(str(folder / "ready"))
    ready.settimeout(40)
    running = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "run", kind, "--config", str(config)],
        env={**environment(display), "NOTIFY_SOCKET": str(folder / "ready")},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_ready(ready)
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=20)
        assert running.returncode == 0
        return said
    finally:
        running.kill()
        ready.close()
