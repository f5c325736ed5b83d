"""Connect a simulated printer by a TCP port or a pseudo-terminal. Both can be unplugged and plugged in again."""

import os
import pty
import select
import socket
import tempfile
import tty
from pathlib import Path
from typing import Protocol

_CHUNK = 4096


class SimulatedPort(Protocol):
    """Describe the printer's end of a line."""

    @property
    def url(self) -> str:
        """Return the URL for an `EscposPrinter`."""

    def plug(self) -> None:
        """Put the cable in."""

    def unplug(self) -> None:
        """Pull the cable out. A program that has the line open finds it gone."""

    def drop(self) -> None:
        """Lose the power. Bytes on their way are lost, and the line can be opened again."""

    def files(self) -> list[int]:
        """Return the file descriptors to watch for bytes."""

    def read(self, file: int) -> bytes:
        """Return what arrived on a watched file descriptor."""

    def write(self, data: bytes) -> None:
        """Send an answer."""

    def close(self) -> None:
        """Remove the line."""


class SimulatedTcpPort:
    """Listen on a loopback port and serve one connection at a time, as cheap printers do."""

    def __init__(self) -> None:
        self._address = ("127.0.0.1", 0)
        self._server: socket.socket | None = None
        self._visitor: socket.socket | None = None
        self.plug()

    @property
    def url(self) -> str:
        """Return ``tcp://127.0.0.1:PORT``. The port number stays the same over `unplug` and `plug`."""
        return f"tcp://{self._address[0]}:{self._address[1]}"

    def plug(self) -> None:
        """See `SimulatedPort`."""
        if self._server is None:
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _CHUNK)  # what a printer does not take soon waits
            server.bind(self._address)
            server.listen(4)
            self._address = server.getsockname()
            self._server = server

    def unplug(self) -> None:
        """See `SimulatedPort`."""
        self.drop()
        if self._server is not None:
            self._server.close()
            self._server = None

    def drop(self) -> None:
        """See `SimulatedPort`. The connection is reset, as by a machine that lost its power."""
        if self._visitor is not None:
            self._visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            self._visitor.close()
            self._visitor = None

    def files(self) -> list[int]:
        """See `SimulatedPort`."""
        if self._visitor is not None:
            return [self._visitor.fileno()]
        return [] if self._server is None else [self._server.fileno()]

    def read(self, file: int) -> bytes:
        """See `SimulatedPort`. A new connection brings no bytes yet."""
        if self._server is not None and file == self._server.fileno():
            self._visitor, _ = self._server.accept()
            self._visitor.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return b""
        if self._visitor is None:
            return b""
        try:
            data = self._visitor.recv(_CHUNK)
        except ConnectionError:
            data = b""
        if not data:
            self._visitor.close()
            self._visitor = None
        return data

    def write(self, data: bytes) -> None:
        """See `SimulatedPort`. Without a connection the bytes are lost."""
        if self._visitor is not None:
            try:
                self._visitor.sendall(data)
            except OSError:
                self._visitor.close()
                self._visitor = None

    def close(self) -> None:
        """See `SimulatedPort`."""
        self.unplug()


class SimulatedPtyPort:
    """Offer a pseudo-terminal under a name that stays the same over `unplug` and `plug`."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="printer-")
        self._name = Path(self._folder.name) / "ttyPrinter"
        self._ends: tuple[int, int] | None = None
        self.plug()

    @property
    def url(self) -> str:
        """Return ``serial:///…/ttyPrinter``."""
        return f"serial://{self._name}"

    def plug(self) -> None:
        """See `SimulatedPort`. The far end stays open here too, so the line survives a program that closes it."""
        if self._ends is None:
            near, far = pty.openpty()
            tty.setraw(far)
            os.set_blocking(near, False)
            self._name.symlink_to(os.ttyname(far))
            self._ends = near, far

    def unplug(self) -> None:
        """See `SimulatedPort`."""
        if self._ends is not None:
            self._name.unlink()
            for end in self._ends:
                os.close(end)
            self._ends = None

    def drop(self) -> None:
        """See `SimulatedPort`. A serial adapter stays in place when its printer loses the power."""
        for file in self.files():
            while self.read(file):
                pass

    def files(self) -> list[int]:
        """See `SimulatedPort`."""
        return [] if self._ends is None else [self._ends[0]]

    def read(self, file: int) -> bytes:
        """See `SimulatedPort`."""
        if not select.select([file], [], [], 0)[0]:
            return b""
        return os.read(file, _CHUNK)

    def write(self, data: bytes) -> None:
        """See `SimulatedPort`."""
        if self._ends is not None:
            os.write(self._ends[0], data)

    def close(self) -> None:
        """See `SimulatedPort`."""
        self.unplug()
        self._folder.cleanup()
