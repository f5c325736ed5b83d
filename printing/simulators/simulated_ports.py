"""The two lines a simulated printer hangs on: a TCP port and a pseudo-terminal. Both can be pulled out and put back."""

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
    """The printer's end of a line."""

    @property
    def url(self) -> str:
        """What a `TicketPrinter` opens."""

    def plug(self) -> None:
        """Puts the cable in."""

    def unplug(self) -> None:
        """Pulls it out: whoever has it open finds it gone."""

    def drop(self) -> None:
        """The printer loses its power: what was on the way is lost; the line can be opened again."""

    def files(self) -> list[int]:
        """What to watch for bytes."""

    def read(self, file: int) -> bytes:
        """What came in on a watched file."""

    def write(self, data: bytes) -> None:
        """Answers."""

    def close(self) -> None:
        """Removes it."""


class SimulatedTcpPort:
    """A listening port on loopback; one visitor at a time, as cheap printers do."""

    def __init__(self) -> None:
        self._address = ("127.0.0.1", 0)
        self._server: socket.socket | None = None
        self._visitor: socket.socket | None = None
        self.plug()

    @property
    def url(self) -> str:
        """``tcp://127.0.0.1:PORT``; the port stays the same over `unplug` and `plug`."""
        return f"tcp://{self._address[0]}:{self._address[1]}"

    def plug(self) -> None:
        """See `SimulatedPort`."""
        if self._server is None:
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
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
        """See `SimulatedPort`; the visitor gets a reset, as from a machine that is gone."""
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
        """See `SimulatedPort`; a new visitor brings no bytes yet."""
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
        """See `SimulatedPort`; nobody there is no harm."""
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
    """A pseudo-terminal under a name that stays the same over `unplug` and `plug`."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="printer-")
        self._name = Path(self._folder.name) / "ttyPrinter"
        self._ends: tuple[int, int] | None = None
        self.plug()

    @property
    def url(self) -> str:
        """``serial:///…/ttyPrinter``."""
        return f"serial://{self._name}"

    def plug(self) -> None:
        """See `SimulatedPort`; the far end stays open here too, so that the line survives a visitor who leaves."""
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
        """See `SimulatedPort`; a serial adapter stays where it is when the printer behind it goes dark."""
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
