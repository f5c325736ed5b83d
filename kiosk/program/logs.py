"""Write the log of a long-running program: each line has time, level, machine and event, and no personal data.

Under systemd the lines go to the journal, which adds the time. Elsewhere they go into a file beside ``branch.toml``,
and warnings to standard error too. A thread writes them, so no window waits for a disk.
"""

import atexit
import errno
import logging
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import datetime
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

from kiosk.domain.language.text import CounterError, Message
from kiosk.program.terminal import terminal_texts

_PACKAGES = ("kiosk", "ui", "devices", "printing", "sync")
_MOST_BYTES, _OLD_FILES = 1_000_000, 5
#: Levels of syslog(3), by which the journal sorts.
_PRIORITIES: Mapping[int, int] = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3}
_CRITICAL = 2
_log = logging.getLogger(__name__)


class LogLine(logging.Formatter):
    """Format one event in the language of the terminal, on one line.

    `machine` is the station's name. An exception is shown by its type and its place. Its words are left out, because
    they may hold what a person has typed.
    """

    def __init__(self, machine: str, *, to_journal: bool) -> None:
        super().__init__()
        self._machine, self._to_journal = machine, to_journal

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        event = f"{self._machine} {record.name}: {_event(record)}"
        if record.exc_info and record.exc_info[1] is not None:
            event += f" [{'; '.join(_errors(record.exc_info[1]))}]"
        event = " ".join(event.split())
        if self._to_journal:
            return f"<{_PRIORITIES.get(record.levelno, _CRITICAL)}>{event}"
        time = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds")
        return f"{time} {record.levelname} {event}"


def start_log(file: Path, machine: str) -> None:
    """Write the log of this process from now on: to systemd's journal, or to `file` and standard error."""
    to_journal = is_journal(os.environ, sys.stderr.fileno())
    queue: SimpleQueue[logging.LogRecord] = SimpleQueue()
    errors = logging.StreamHandler()
    errors.setLevel(logging.INFO if to_journal else logging.WARNING)
    outputs: list[logging.Handler] = [errors]
    trouble: OSError | None = None
    if not to_journal:
        try:
            outputs.append(RotatingFileHandler(file, maxBytes=_MOST_BYTES, backupCount=_OLD_FILES, encoding="utf-8"))
        except OSError as problem:
            trouble = problem
    entrance = QueueHandler(queue)
    entrance.setFormatter(LogLine(machine, to_journal=to_journal))
    listener = QueueListener(queue, *outputs, respect_handler_level=True)
    listener.start()
    atexit.register(listener.stop)
    logging.getLogger().addHandler(entrance)
    for package in _PACKAGES:
        logging.getLogger(package).setLevel(logging.INFO)
    sys.excepthook = _log_unexpected
    if trouble is not None:
        _log.warning("the log file %s cannot be written: %s", file, trouble.strerror)


def is_journal(environment: Mapping[str, str], descriptor: int) -> bool:
    """Return whether a file descriptor leads to systemd's journal (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        found = os.fstat(descriptor)
    except OSError:
        return False
    return environment.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


def _event(record: logging.LogRecord) -> str:
    """Return the words of a record, translated where the language of the terminal has them."""
    own, words = terminal_texts(), str(record.msg)
    template = own.own.get(f"log.{words}", words)
    arguments = record.args
    if isinstance(arguments, tuple):
        arguments = tuple(own.message(one) if isinstance(one, Message) else one for one in arguments)
    return template % arguments if arguments else template


def _errors(error: BaseException | None) -> Iterator[str]:
    """Yield an exception and its causes, each with its type, its code and its place."""
    while error is not None:
        code = ""
        if isinstance(error, CounterError):
            code = f" {error.message.key}"
        elif isinstance(error, OSError) and error.errno is not None:
            code = f" {errno.errorcode.get(error.errno, error.errno)}"
        yield f"{type(error).__name__}{code} {_place(error.__traceback__)}".rstrip()
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _place(trace: TracebackType | None) -> str:
    return " > ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace))


def _log_unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _log.critical("an error that nobody expected", exc_info=(kind, error, trace))
