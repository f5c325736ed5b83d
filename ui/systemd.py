"""Tell systemd how the start goes (``Type=notify``, sd_notify(3))."""

import os
import socket

READY = "READY=1"
SPLASH = "STATUS=The splash is painted"


def notify(message: str) -> None:
    """Send one message; without systemd do nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(message.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)
