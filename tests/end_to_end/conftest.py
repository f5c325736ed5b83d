"""A real X server for the tests that need one."""

import os
import subprocess
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A fresh X server of a kiosk's size, under a number that no other process of the tests takes."""
    reading, writing = os.pipe()
    number = f":{100 + os.getpid() % 30_000}"
    command = [
        "Xvfb",
        number,
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1080x1920x24",
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
