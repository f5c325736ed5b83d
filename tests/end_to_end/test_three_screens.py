"""Run kiosk, board and desk on one machine with three screens: Xorg's dummy driver has outputs with names."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.doctor import devices
from kiosk.program.new_branch import BranchPlan, create_branch
from tests.patience import PATIENCE_S
from tests.x_hands import Hands
from ui.systemd import READY

DRIVER = Path("/usr/lib/xorg/modules/drivers/dummy_drv.so")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not (DRIVER.exists() and shutil.which("Xorg") and shutil.which("xrandr")),
        reason="needs xserver-xorg-core, xserver-xorg-video-dummy and x11-xserver-utils",
    ),
]
#: Each output with its mode and its place.
SCREENS = {"DUMMY0": ("1920x1080", 0), "DUMMY1": ("1280x1024", 1920), "DUMMY2": ("1280x720", 3200)}
PLACES = {"kiosk": "DUMMY2", "hall": "DUMMY1", "desk": "DUMMY0"}
_SERVER = """
Section "ServerFlags"
    Option "DontVTSwitch" "true"
    Option "AutoAddDevices" "false"
    Option "AutoAddGPU" "false"
EndSection
Section "Device"
    Identifier "card"
    Driver "dummy"
    VideoRam 256000
EndSection
Section "Monitor"
    Identifier "monitor"
    HorizSync 5-1000
    VertRefresh 5-200
EndSection
Section "Screen"
    Identifier "screen"
    Device "card"
    Monitor "monitor"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Virtual 5120 2000
    EndSubSection
EndSection
"""


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    """Yield the number of an X server with three screens."""
    (tmp_path / "xorg.conf").write_text(_SERVER, encoding="utf-8")
    reading, writing = os.pipe()
    number = f":{60_000 + os.getpid() % 5_000}"
    options = ["-displayfd", str(writing), "-config", tmp_path / "xorg.conf", "-logfile", tmp_path / "xorg.log"]
    command = ["Xorg", number, *map(str, options), "-noreset", "-novtswitch", "-sharevts", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        assert told.readline().strip(), "Xorg did not start"
    try:
        for name, (mode, _) in list(SCREENS.items())[1:]:
            xrandr(number, "--addmode", name, mode)
        switch_on(number, *SCREENS)
        yield number
    finally:
        server.terminate()
        server.wait(10)


def xrandr(display: str, *words: str) -> None:
    subprocess.run(["xrandr", *words], env={**os.environ, "DISPLAY": display}, check=True, timeout=30)


def switch_on(display: str, *names: str) -> None:
    for name in names:
        mode, x = SCREENS[name]
        xrandr(display, "--output", name, "--mode", mode, "--pos", f"{x}x0")


@contextmanager
def running(display: str, config: Path, kinds: list[str]) -> Iterator[None]:
    """Run the windows until the block ends, each a program of its own, started one after another."""
    programs: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for kind in kinds:
            address = config.parent / f"ready-{kind}"
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
                ears.bind(str(address))
                ears.settimeout(90)
                programs[kind] = subprocess.Popen(
                    [sys.executable, "-m", "kiosk", "run", kind, "--config", str(config)],
                    env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "NOTIFY_SOCKET": str(address)},
                    stderr=subprocess.DEVNULL,
                )
                while ears.recv(256).decode() != READY:
                    pass  # a window whose screen is missing has no splash
        yield
    finally:
        for program in programs.values():
            program.terminate()
        for program in programs.values():
            program.wait(60)


def branch(folder: Path, output: Mapping[str, str]) -> Path:
    plan = BranchPlan(pin="1234", scanner="", always_open=True)
    config = create_branch(folder / "branch", plan, SystemClock()).config
    text = config.read_text(encoding="utf-8")
    named = ", ".join(f'{kind} = "{name}"' for kind, name in output.items())
    config.write_text(text.replace('output = ""', f"output = {{ {named} }}"), encoding="utf-8")
    return config


def wait_for(holds: Callable[[], bool]) -> None:
    """Ask again until something holds. Each question is answered by the X server, in its own time."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end


def windows(display: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the place of each visible window with its size; of two at one place, the upper one."""
    with Hands(display) as hands:
        return {(x, y): (width, height) for x, y, width, height in hands.places()}


def at(name: str) -> tuple[tuple[int, int], tuple[int, int]]:
    mode, x = SCREENS[name]
    width, height = mode.split("x")
    return (x, 0), (int(width), int(height))


def test_each_window_fills_its_own_screen_and_a_touch_leaves_the_keyboard_to_the_desk(
    display: str, tmp_path: Path
) -> None:
    config = branch(tmp_path, PLACES)
    with running(display, config, ["desk", "kiosk", "hall"]), Hands(display) as hands:
        wait_for(lambda: windows(display) == dict(at(name) for name in SCREENS))
        for x in (300, 3400, 2000):
            hands.tap(x, 300)
        wait_for(lambda: hands.focused_place() == at("DUMMY0")[0])


def test_a_screen_that_is_missing_is_said_and_the_window_moves_when_it_comes(
    display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    xrandr(display, "--output", "DUMMY1", "--off")
    config = branch(tmp_path, {"kiosk": "DUMMY0", "hall": "DUMMY1"})
    monkeypatch.setenv("DISPLAY", display)
    assert devices.screens() == ["DUMMY0", "DUMMY2"]
    with running(display, config, ["kiosk", "hall"]):
        said = (config.parent / "hall.log").read_text(encoding="utf-8")
        assert "DUMMY1" in said
        assert windows(display) == dict([at("DUMMY0")])
        switch_on(display, "DUMMY1")
        wait_for(lambda: windows(display) == dict(at(name) for name in ("DUMMY0", "DUMMY1")))
