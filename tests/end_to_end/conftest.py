"""Provide a real X server for the tests that need one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """Yield a new X server of a kiosk's size."""
    with x_server("1080x1920", 0) as number:
        yield number


@pytest.fixture
def wide_display() -> Iterator[str]:
    """Yield a new X server with space for two screens beside each other."""
    with x_server("3200x1080", 1) as number:
        yield number


@contextmanager
def x_server(size: str, place: int) -> Iterator[str]:
    """Run a server with a number of its own among all test processes. `place` separates two of one process."""
    reading, writing = os.pipe()
    number = f":{100 + os.getpid() % 25_000 + 25_000 * place}"
    command = [
        "Xvfb",
        number,
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        f"{size}x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        is_up = told.readline().strip()
    assert is_up, "Xvfb did not start; install the package xvfb"
    yield number
    server.terminate()
    server.wait(10)
