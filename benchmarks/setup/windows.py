"""Measure the time from publishing a version until every window of a branch shows it: kiosk, desks, board, tablet."""

import os
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.harness import OFFSCREEN, Figure, at_most, percentile
from kiosk.branch.setup import publishing
from kiosk.demo.hands import Hands
from kiosk.demo.windows import BranchWindows
from kiosk.demo.world import Devices, World
from kiosk.domain.language.text import LocalText
from kiosk.domain.setup.document import Document
from ui.theme.panels import PORTRAIT_27
from ui.widgets.header import Header

_TIMES = 40


def measure() -> list[Figure]:
    """Publish the place's name again and again, and wait for it on each window."""
    os.environ["QT_QPA_PLATFORM"] = OFFSCREEN
    with TemporaryDirectory() as folder:
        world = World(Path(folder) / "world", Devices())
        windows = BranchWindows(world, PORTRAIT_27)
        windows.open()
        hands = Hands()
        hands.until(lambda: windows.kiosk.visit.now is not None, "the branch")
        waits = [_wait(windows, hands, f"Phường số {number}") for number in range(_TIMES)]
        windows.close()
        world.close()
    note = f"p50 {median(waits) * 1000:.0f}, max {max(waits) * 1000:.0f} ms of {_TIMES}, {len(windows.by_name)} windows"
    return [at_most("a version on every window: p99", percentile(waits, 0.99), "s", 2.0, note=note)]


def _wait(windows: BranchWindows, hands: Hands, place: str) -> float:
    office = windows.program.opening.office()
    publishing.change(office, partial(_named, place))
    begin = time.perf_counter()
    headers = [window.findChild(Header) for window in windows.by_name.values()]
    hands.until(lambda: all(header is not None and place in header.accessibleName() for header in headers), place)
    return time.perf_counter() - begin


def _named(place: str, document: Document) -> Document:
    return replace(document, branch=replace(document.branch, place=LocalText(place)))
