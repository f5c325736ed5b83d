"""Measure opening the settings of a large branch: from making the window to the page after the PIN, painted."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Concatenate, ParamSpec, TypeVar

from benchmarks.harness import OFFSCREEN, Figure, at_most
from benchmarks.reception.branch import found_branch
from benchmarks.setup.large import large_document
from kiosk.branch.office import Office
from kiosk.branch.setup import people, publishing
from kiosk.clock import SystemClock
from kiosk.demo.hands import Hands
from kiosk.domain.language.text import VIETNAMESE
from kiosk.program.setup_files import DocumentFiles
from kiosk.program.texts import texts
from ui.ask import Ask
from ui.display import application
from ui.manager.areas import ManagerTab
from ui.manager.now.page import NowPage
from ui.manager.window import ManagerWindow

P = ParamSpec("P")
T = TypeVar("T")
_TIMES, _LOGIN, _PIN = 5, "manager", "915273"


@dataclass
class DirectBranch:
    """Run the use cases on one office."""

    office: Office

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case."""
        return use_case(self.office, *args, **kwargs)


def measure() -> list[Figure]:
    """Open the window several times. The first time loads fonts and icons, and is counted too."""
    os.environ["QT_QPA_PLATFORM"] = OFFSCREEN
    with TemporaryDirectory() as folder:
        office = found_branch(Path(folder))
        publishing.publish(office, large_document())
        people.set_secret(office, _LOGIN, _PIN)
        application()
        hands = Hands()
        seconds = [_open(office, hands) for _ in range(_TIMES)]
        office.store.close()
    note = f"first {seconds[0]:.2f} s, median {median(seconds):.2f} s of {_TIMES}; 400 services"
    return [at_most("opening the settings", max(seconds), "s", 1.5, note=note)]


def _open(office: Office, hands: Hands) -> float:
    begin = time.perf_counter()
    window = ManagerWindow(Ask(DirectBranch(office)), texts(VIETNAMESE), SystemClock(), DocumentFiles())
    window.show()
    window.sign_in.entered.emit(_LOGIN, _PIN)
    hands.until(lambda: any(page.view is not None for page in window.findChildren(NowPage)), "the branch as it stands")
    window.open_tab(ManagerTab.SETTINGS)
    hands.until(lambda: window.settings.is_ready and window.page.isVisible(), "the settings")
    window.grab()
    spent = time.perf_counter() - begin
    window.close()
    window.deleteLater()
    return spent
