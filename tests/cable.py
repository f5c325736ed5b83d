"""Simulate the cable between a machine and PostgreSQL, to be pulled and plugged while others work."""

import contextlib
import socket
import threading
from pathlib import Path


class Cable:
    """Carry connections from a socket in `folder` to the server. `url` is the server's, through the cable."""

    def __init__(self, server_url: str, server_folder: Path, folder: Path) -> None:
        self._server = server_folder / ".s.PGSQL.5432"
        self._here = folder / ".s.PGSQL.5432"
        self.url = server_url.replace(f"host={server_folder}", f"host={folder}")
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._ears: socket.socket | None = None
        self.put_in()

    def put_in(self) -> None:
        """Accept connections from now on."""
        ears = socket.socket(socket.AF_UNIX)
        ears.bind(str(self._here))
        ears.listen()
        with self._lock:
            self._ears = ears
        threading.Thread(target=self._accept, args=(ears,), daemon=True).start()

    def pull_out(self) -> None:
        """Break every connection and refuse new ones."""
        with self._lock:
            ears, self._ears = self._ears, None
            ends, self._ends = self._ends, []
        self._here.unlink(missing_ok=True)
        for end in (*ends, *([ears] if ears is not None else [])):
            with contextlib.suppress(OSError):  # the other side has closed already
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self, ears: socket.socket) -> None:
        while True:
            try:
                ours, _ = ears.accept()
            except OSError:
                return
            theirs = socket.socket(socket.AF_UNIX)
            theirs.connect(str(self._server))
            with self._lock:
                is_in = self._ears is ears
                self._ends += [ours, theirs]
            if not is_in:
                self.pull_out()
                return
            for source, target in ((ours, theirs), (theirs, ours)):
                threading.Thread(target=_carry, args=(source, target), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
