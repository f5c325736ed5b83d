"""Wait until a program tells systemd that its window takes touches."""

import socket

from ui.systemd import READY, SPLASH


def wait_until_ready(ears: socket.socket) -> None:
    """Read what a start says on systemd's socket: the splash, then that the window is ready."""
    assert [ears.recv(256).decode() for _ in range(2)] == [SPLASH, READY]
