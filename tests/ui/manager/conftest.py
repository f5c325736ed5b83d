"""Provide the manager's window on a real branch."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.manager.manager_hands import Manager, opened_manager


@pytest.fixture
def manager(qtbot: QtBot, sqlite_branch: Path) -> Iterator[Manager]:
    yield from opened_manager(qtbot, sqlite_branch)
