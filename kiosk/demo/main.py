"""Runs the demo: by hand with all windows and the dock, or headless with scripted citizens and a count at the end."""

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kiosk.demo.world import Devices, World


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What `kiosk demo` was asked for. `out` None: a folder that is removed at the end."""

    headless: bool = False
    visits: int = 20
    out: Path | None = None
    as_json: bool = False
    scanner: str = ""
    printer: str = ""
    offline: bool = False


def run_demo(options: DemoOptions) -> int:
    """Runs it; the exit status is 0 when, headless, all counts agree.

    CounterError ``init.exists`` when `out` holds a branch already.
    """
    headless = options.headless or not _has_display()
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    folder = options.out or Path(tempfile.mkdtemp(prefix="kiosk-demo-"))
    people = {"people": options.visits} if headless else {}
    world = World(folder, Devices(options.scanner, options.printer), **people)
    try:
        if headless:
            from kiosk.demo.scripted import play

            return play(world, options.visits, as_json=options.as_json, offline=options.offline)
        from kiosk.demo.by_hand import show

        return show(world)
    finally:
        world.close()
        if options.out is None:
            shutil.rmtree(folder, ignore_errors=True)


def _has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
