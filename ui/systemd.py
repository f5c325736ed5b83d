"""Tell systemd how a program goes: its start (``Type=notify``) and that it still works (``WatchdogSec``, sd_notify(3)).

Windows and the central service share it, so it has no Qt.
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress

READY = "READY=1"
SPLASH = "STATUS=The splash is painted"
WORKS = "WATCHDOG=1"


def notify(message: str) -> None:
    """Send one message and never wait; without systemd do nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as line, suppress(BlockingIOError):
            line.sendto(message.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)


def watchdog_seconds(environment: Mapping[str, str], process: int) -> float | None:
    """Return the greatest pause between two `WORKS` of a process; None where systemd does not watch it."""
    limit = environment.get("WATCHDOG_USEC", "")
    is_meant = environment.get("WATCHDOG_PID", str(process)) == str(process)
    return int(limit) / 1e6 if is_meant and limit.isdigit() and int(limit) > 0 else None
