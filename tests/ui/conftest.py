"""Provide a branch in memory, with a kiosk or a desk, for the tests of windows."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui import kiosk_world as world
from tests.ui.desk.desk_hands import Desk, opened_desk
from tests.ui.kiosk_hands import LANDSCAPE, opened
from ui.assistive import tell_roles
from ui.kiosk.window import KioskWindow


@pytest.fixture(scope="session", autouse=True)
def _roles() -> None:
    tell_roles()


@pytest.fixture
def branch() -> world.KioskBranch:
    return world.KioskBranch()


@pytest.fixture
def window(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[KioskWindow]:
    yield from opened(qtbot, branch)


@pytest.fixture
def wide(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[KioskWindow]:
    yield from opened(qtbot, branch, LANDSCAPE)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    yield from opened_desk(qtbot)
