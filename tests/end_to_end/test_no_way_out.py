"""Check under a real X server that keyboard, mouse and window manager never leave the kiosk; a staff PIN does."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from kiosk.clock import ManualClock, SystemClock
from kiosk.config import load_site
from kiosk.domain.journal import Event
from kiosk.domain.orders import StaffAct
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.store.engine import Store
from kiosk.store.journal import walk
from kiosk.store.tables import staff
from tests.readiness import wait_until_ready
from tests.ui import kiosk_world as world
from tests.ui.touching import let_go
from tests.x_hands import Hands
from ui.kiosk.screens.staff import StaffPage
from ui.kiosk.window import KioskWindow
from ui.visit.staff import StaffAsked, StaffSignedIn

pytestmark = pytest.mark.slow
SIZE = (1080, 1920)
PIN = "1234"
CORNERS = [(4, 4), (1075, 4), (1075, 1915), (4, 1915), (4, 4)]


class Kiosk:
    """Start `kiosk run kiosk` as its user does, with one lead whose PIN opens it."""

    def __init__(self, folder: Path, display: str) -> None:
        self.config = create_branch(
            folder / "branch", BranchPlan(pin=PIN, scanner="", always_open=True), SystemClock()
        ).config
        self._store = Store(load_site(self.config).database_url)
        with self._store.write() as connection:
            connection.execute(update(staff).where(staff.c.role.in_(["manager", "administrator"])).values(role="clerk"))
        self._ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ready.bind(str(folder / "ready"))
        self._ready.settimeout(40)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run", "kiosk", "--config", str(self.config)],
            env={
                **os.environ,
                "DISPLAY": display,
                "QT_QPA_PLATFORM": "xcb",
                "NOTIFY_SOCKET": str(folder / "ready"),
            },
            stderr=subprocess.PIPE,
            text=True,
        )

    def until_ready(self) -> None:
        """Wait until the kiosk takes touches."""
        wait_until_ready(self._ready)

    def journalled(self, kind: Event) -> int:
        """Return the number of records of a kind."""
        with self._store.read() as connection:
            return sum(record.kind == kind for record in walk(connection))

    def end(self) -> str:
        """Wait for the end of the kiosk and return its output."""
        _, said = self.process.communicate(timeout=20)
        return said

    def close(self) -> None:
        """Stop everything."""
        self.process.kill()
        self.process.communicate()
        self._ready.close()
        self._store.close()


@pytest.fixture
def kiosk(tmp_path: Path, display: str) -> Iterator[Kiosk]:
    running = Kiosk(tmp_path, display)
    yield running
    running.close()


def place_of(act: StaffAct) -> QPoint:
    """Return the place of a key on the staff sheet, on a panel of this size."""
    window = KioskWindow(world.KioskBranch(), ManualClock(world.NOON))
    window.resize(*SIZE)
    window.show()
    window.happen(StaffAsked())
    window.happen(StaffSignedIn(window.visit.flow, world.STAFF[0]))
    page = window.page
    assert isinstance(page, StaffPage)
    layout = page.layout()
    assert layout is not None
    layout.activate()
    key = page.acts[act]
    place = key.mapTo(window, key.rect().center())
    window.close()
    window.deleteLater()
    let_go()
    return place


def again_until(condition: Callable[[], bool], act: Callable[[], None]) -> None:
    """Act once a second until the condition holds. A person also tries again."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        act()
        at = time.monotonic() + 1
        while not condition() and time.monotonic() < at:
            time.sleep(0.02)


def open_as_staff(kiosk: Kiosk, hands: Hands) -> None:
    """Make the gesture, then type the PIN on a keyboard until it is accepted.

    Figures are not taken before the names have come from the database. A second gesture would begin the sign-in anew,
    and drop the answer to a PIN that is being checked.
    """
    for place in CORNERS:
        hands.tap(*place)

    def type_pin() -> None:
        for name in (*["backspace"] * len(PIN), *PIN, "return"):
            hands.press(name)

    again_until(lambda: kiosk.journalled(Event.STAFF_SIGNED_IN) > 0, type_pin)


def test_nobody_gets_out_but_staff_and_leaving_is_on_record(kiosk: Kiosk, display: str, qtbot: QtBot) -> None:
    leave = place_of(StaffAct.LEAVE)
    kiosk.until_ready()
    with Hands(display) as hands:
        for keys in (("alt", "F4"), ("ctrl", "q"), ("ctrl", "w"), ("ctrl", "alt", "delete"), ("ctrl", "c"), ("meta",)):
            hands.press(*keys)
        for key in ("escape", "F11", "menu"):
            hands.press(key)
        hands.tap(540, 600, button=3)
        hands.tap(540, 600, button=2)
        assert hands.ask_to_close() > 0
        open_as_staff(kiosk, hands)  # none of it had an effect: the kiosk still works
        assert kiosk.process.poll() is None
        again_until(lambda: kiosk.process.poll() is not None, lambda: hands.tap(leave.x(), leave.y()))
    assert (kiosk.process.returncode, "Traceback" in kiosk.end()) == (0, False)
    assert kiosk.journalled(Event.STATION_LEFT) == 1


def test_restarted_by_staff_it_comes_back_in_the_same_process(kiosk: Kiosk, display: str, qtbot: QtBot) -> None:
    restart = place_of(StaffAct.RESTART)
    kiosk.until_ready()
    with Hands(display) as hands:
        open_as_staff(kiosk, hands)
        again_until(lambda: kiosk.journalled(Event.STATION_RESTARTED) > 0, lambda: hands.tap(restart.x(), restart.y()))
        kiosk.until_ready()
    kiosk.process.send_signal(signal.SIGTERM)
    assert "Traceback" not in kiosk.end()
    assert (kiosk.process.returncode, kiosk.journalled(Event.STATION_RESTARTED)) == (0, 1)
