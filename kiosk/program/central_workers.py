"""Run several processes of the central service on one port, and replace one that ends."""

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType

from kiosk.domain.language.text import CounterError
from kiosk.http_server import ServeOptions, Works
from kiosk.program.logs import start_log
from kiosk.store.engine import Store
from kiosk.worker import UNTIL_WOKEN, Worker
from sync.central.serve import CentralServer

_log = logging.getLogger(__name__)
_LOOK_SECONDS, _PAUSE_SECONDS, _END_SECONDS = 0.5, 1.0, 10.0
_UNWATCHED_SECONDS = 10.0


@dataclass
class _Process:
    """Hold one process, the pipe through which it tells that it works, and when it told so last."""

    process: SpawnProcess
    pipe: Connection
    told: float | None = None


class CentralWorkers:
    """Run `count` processes that accept from one port. The database orders their writes."""

    def __init__(
        self, database: str, options: ServeOptions, log: Path, count: int, public_key: bytes | None = None
    ) -> None:
        """Raise CounterError ``central.workers_database`` for a file: only PostgreSQL serves several processes."""
        store = Store(database)
        store.close()
        if store.is_sqlite:
            raise CounterError("central.workers_database")
        self._database, self._options, self._log, self._count = database, options, log, count
        self._public_key = public_key

    def run(self, listening: Callable[[str], None] | None = None, works: Works | None = None) -> None:
        """Serve until a signal ends it, as `HttpServer.run` does."""
        server = CentralServer(self._database, self._options)
        listener = server.listen()
        if listening is not None:
            listening(server.url)
        every_s = works.every_s if works else _UNWATCHED_SECONDS
        processes: list[_Process] = []
        with _until_a_signal() as is_stopped:
            try:
                processes += [self._start(number, listener, every_s) for number in range(1, self._count + 1)]
                while not is_stopped():
                    self._look(processes, listener, every_s)
                    if works is not None and _all_work(processes, every_s):
                        works.tell()
            finally:
                listener.close()
                _end(processes)

    def _look(self, processes: list[_Process], listener: socket.socket, every_s: float) -> None:
        """Wait a moment for what the processes tell, and replace each one that ended."""
        for pipe in wait([one.pipe for one in processes], _LOOK_SECONDS):
            (one,) = [one for one in processes if one.pipe is pipe]
            try:
                one.pipe.recv()
                one.told = time.monotonic()
            except EOFError:
                one.process.join(_PAUSE_SECONDS)
                _log.warning("a process of the service ended with %s; another one starts", one.process.exitcode)
                time.sleep(_PAUSE_SECONDS)
                number = processes.index(one)
                processes[number] = self._start(number + 1, listener, every_s)

    def _start(self, number: int, listener: socket.socket, every_s: float) -> _Process:
        context = multiprocessing.get_context("spawn")
        mine, its = context.Pipe(duplex=False)
        log = self._log.with_name(f"{self._log.stem}-{number}{self._log.suffix}")
        arguments = (self._database, self._options, self._public_key, listener, its, log, every_s)
        process = context.Process(target=_serve, args=arguments, name=f"central-{number}", daemon=True)
        process.start()
        its.close()
        return _Process(process, mine)


def _serve(
    database: str,
    options: ServeOptions,
    public_key: bytes | None,
    listener: socket.socket,
    pipe: Connection,
    log: Path,
    every_s: float,
) -> None:
    """Run one process of the service."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process; the first one ends the others.
    start_log(log, log.stem)
    Worker("first-process", _end_with_the_first).start()
    CentralServer(database, options, public_key=public_key).serve(listener, Works(partial(_tell, pipe), every_s))


def _end_with_the_first() -> float:
    """Wait for the end of the first process, also by SIGKILL, and end this one, which would hold the port."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os.kill(os.getpid(), signal.SIGTERM)
    return UNTIL_WOKEN


def _tell(pipe: Connection) -> None:
    """Tell the first process that this one works."""
    with suppress(OSError):  # It has ended, and this one ends in a moment.
        pipe.send(None)


def _all_work(processes: list[_Process], every_s: float) -> bool:
    oldest = time.monotonic() - 2 * every_s
    return all(one.told is not None and one.told >= oldest for one in processes)


def _end(processes: list[_Process]) -> None:
    for one in processes:
        one.process.terminate()
    for one in processes:
        one.process.join(_END_SECONDS)
        if one.process.is_alive():
            one.process.kill()
            one.process.join()
        one.pipe.close()


@contextmanager
def _until_a_signal() -> Iterator[Callable[[], bool]]:
    """Yield a function that tells whether a signal asked for the end."""
    caught: list[int] = []

    def catch(number: int, _frame: FrameType | None) -> None:
        caught.append(number)

    before = {one: signal.signal(one, catch) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield lambda: bool(caught)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
