"""Run the demo: with all windows and the dock, or headless with scripted citizens and counts at the end."""

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kiosk.demo.by_hand import show
from kiosk.demo.scripted import play
from kiosk.demo.world import Devices, World
from kiosk.domain.language.text import CounterError
from kiosk.domain.setup.document import Document
from ui.theme.panels import PANEL_CLASSES

#: The past days of a demo with windows, and of a headless one, which ends when they are filled.
PAST_DAYS, PAST_DAYS_HEADLESS = 30, 3


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """Hold the options of `kiosk demo`.

    Attributes:
        out: the folder of the branch; None: a temporary folder.
        panel: a key of `PANEL_CLASSES`.
        document: the set-up of the branch; None: the sample.
        history: the past days to fill; None: `PAST_DAYS` with windows, `PAST_DAYS_HEADLESS` without.
    """

    headless: bool = False
    visits: int = 20
    out: Path | None = None
    as_json: bool = False
    scanner: str = ""
    printer: str = ""
    offline: bool = False
    panel: str = "27"
    document: Document | None = None
    history: int | None = None


def run_demo(options: DemoOptions) -> int:
    """Run the demo and return the exit status. Headless it is 0 only when all counts agree.

    Raises:
        CounterError: ``init.exists`` when `out` holds a branch already, ``demo.unknown_panel``.
    """
    panel = PANEL_CLASSES.get(options.panel)
    if panel is None:
        raise CounterError("demo.unknown_panel", panel=options.panel, panels=", ".join(PANEL_CLASSES))
    headless = options.headless or not _has_display()
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    folder = options.out or Path(tempfile.mkdtemp(prefix="kiosk-demo-"))
    usual = PAST_DAYS_HEADLESS if headless else PAST_DAYS
    world = World(
        folder,
        Devices(options.scanner, options.printer),
        people=options.visits if headless else 0,
        document=options.document,
        past_days=usual if options.history is None else options.history,
    )
    try:
        if headless:
            return play(world, panel, options.visits, as_json=options.as_json, offline=options.offline)
        return show(world, panel)
    finally:
        world.close()
        if options.out is None:
            shutil.rmtree(folder, ignore_errors=True)


def _has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
