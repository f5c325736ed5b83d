"""Check what systemd's watchdog hears: as much as the GUI thread and the coordinator thread do."""

import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.systemd import WORKS, watchdog_seconds
from ui.watchdog import COORDINATOR_SECONDS, Watchdog


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Yield the socket on which systemd listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
        ears.bind(str(tmp_path / "notify"))
        ears.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield ears


def heard(systemd: socket.socket) -> int:
    """Return how often systemd heard that the program works."""
    count = 0
    try:
        while systemd.recv(64).decode() == WORKS:
            count += 1
    except BlockingIOError:
        return count
    raise AssertionError("systemd heard something else")


def test_systemd_hears_several_times_within_its_limit(qtbot: QtBot, systemd: socket.socket) -> None:
    times: list[int] = []

    def has_told() -> bool:
        times.append(heard(systemd))
        return sum(times) >= 3

    watchdog = Watchdog(0.03, lambda: 0.0)
    watchdog.start()
    qtbot.waitUntil(has_told)
    watchdog.stop()


def test_a_coordinator_that_stands_still_is_logged_once_and_systemd_hears_nothing(
    qtbot: QtBot, systemd: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    ages = iter([0.0, COORDINATOR_SECONDS, COORDINATOR_SECONDS + 1])
    watchdog = Watchdog(600.0, lambda: next(ages))
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            watchdog.start()
    watchdog.stop()
    assert heard(systemd) == 1
    assert len(caplog.records) == 1


def test_without_a_limit_nothing_is_told(qtbot: QtBot, systemd: socket.socket) -> None:
    Watchdog(None, lambda: 0.0).start()
    assert heard(systemd) == 0


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
    ],
)
def test_only_the_process_that_systemd_watches_tells(environment: dict[str, str], seconds: float | None) -> None:
    assert watchdog_seconds(environment, os.getpid()) == seconds


def test_a_message_that_nobody_takes_delays_no_window(qtbot: QtBot, systemd: socket.socket) -> None:
    """systemd reads late on a busy machine; its queue is then full."""
    watchdog = Watchdog(600.0, lambda: 0.0)
    for _ in range(2000):
        watchdog.start()
    watchdog.stop()
    assert heard(systemd) < 2000
