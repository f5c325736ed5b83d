"""A slip becomes the printer's bytes: here, or in a process beside, so that drawing paper never slows the screen.

Right after a number is issued the screen is busy with showing it. Two threads of one Python process would take turns
(measured: 48 ms to the first byte at the printer); a process of its own uses the machine's second core.
"""

import logging
import os
import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, Protocol

import resources
from kiosk.domain.slip import TicketSlip
from kiosk.domain.text import LANGUAGES, VIETNAMESE, LocalText, Texts

_LOG = logging.getLogger(__name__)
_PATIENCE_S = 10.0
_PIECE, _FAILED, _END = b"P", b"F", b"E"
_SAMPLE = TicketSlip(
    label="A001",
    code="A0010000000000",
    centre=LocalText("Trung tâm Phục vụ hành chính công"),
    place=LocalText("Phường"),
    slogan=LocalText("Hành chính phục vụ"),
    service=LocalText("Chứng thực bản sao"),
    counters=(1, 2),
    ahead=2,
    minutes=(5, 10),
    taken_at=datetime(2026, 1, 1, tzinfo=UTC),
    language=VIETNAMESE,
    has_priority=True,
)


class RenderError(Exception):
    """A slip that cannot be drawn; the message is the kind of error, nothing of the slip."""


class Renderer(Protocol):
    """Draws slips, for one thread."""

    def warm_up(self) -> None:
        """Loads what drawing needs, so that the first citizen does not wait for it."""

    def render(self, slip: TicketSlip) -> Iterable[bytes]:
        """The job in whole commands, from the top down; RenderError before the first of them."""

    def close(self) -> None:
        """Ends it."""


class RendererHere:
    """Draws in the calling thread."""

    def __init__(self, texts_for: Callable[[str], Texts]) -> None:
        self._texts_for = texts_for

    def warm_up(self) -> None:
        """A ticket in each language."""
        for language in LANGUAGES:
            for _ in _draw(_SAMPLE, self._texts_for(language)):
                pass

    def render(self, slip: TicketSlip) -> Iterable[bytes]:
        """See `Renderer.render`."""
        try:
            return _draw(slip, self._texts_for(slip.language))
        except Exception as error:
            raise RenderError(type(error).__name__) from error

    def close(self) -> None:
        """There is nothing to end."""


class RendererBeside:
    """Draws in a process of its own, and here where that process is gone; it is started again then.

    The process ends with its input: also when this one is killed.
    """

    def __init__(self, texts_for: Callable[[str], Texts]) -> None:
        self._here = RendererHere(texts_for)
        self._process: subprocess.Popen[bytes] | None = None

    def warm_up(self) -> None:
        """Starts the process, which draws a ticket in each language first, and waits for it."""
        self._start()
        self._try(_SAMPLE)

    def render(self, slip: TicketSlip) -> Iterable[bytes]:
        """See `Renderer.render`."""
        pieces = self._try(slip)
        return self._here.render(slip) if pieces is None else pieces

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait()

    def _start(self) -> None:
        command = [sys.executable, "-m", __name__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def _try(self, slip: TicketSlip) -> list[bytes] | None:
        """The job from the process beside; None when there is no such process any more."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            _write(process.stdin, pickle.dumps(slip))
            return list(_pieces(process.stdout.fileno()))
        except OSError:
            _LOG.exception("the process that draws slips is gone; starting another")
            process.kill()
            self.close()
            self._start()
            return None


def _draw(slip: TicketSlip, texts: Texts) -> Iterator[bytes]:
    """Heavy imports come here, after the first screen is up."""
    from printing.documents.ticket import ticket_pdf
    from printing.escpos import pieces
    from printing.raster import rasterise

    return pieces(rasterise(ticket_pdf(slip, texts)))


def _pieces(source: int) -> Iterator[bytes]:
    while True:
        frame = _read(source, int.from_bytes(_read(source, 4), "big"))
        kind, payload = frame[:1], frame[1:]
        if kind == _END:
            return
        if kind == _FAILED:
            raise RenderError(payload.decode())
        yield payload


def _read(source: int, size: int) -> bytes:
    """Exactly `size` bytes; OSError when the process ends or says nothing for ten seconds."""
    data = b""
    while len(data) < size:
        if not select.select([source], [], [], _PATIENCE_S)[0]:
            raise TimeoutError("the process that draws slips says nothing")
        part = os.read(source, size - len(data))
        if not part:
            raise BrokenPipeError("the process that draws slips has ended")
        data += part
    return data


def _write(target: IO[bytes], payload: bytes) -> None:
    target.write(len(payload).to_bytes(4, "big") + payload)
    target.flush()


def _serve() -> None:
    """The process beside: slips come in, pieces go out, until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program; it ends this process by its input
    texts = {code: Texts(code, resources.texts(code), resources.texts(VIETNAMESE)) for code in resources.languages()}
    here = RendererHere(texts.__getitem__)
    here.warm_up()
    while head := sys.stdin.buffer.read(4):
        slip = pickle.loads(sys.stdin.buffer.read(int.from_bytes(head, "big")))  # noqa: S301 - our own parent wrote it
        try:
            for piece in here.render(slip):
                _write(sys.stdout.buffer, _PIECE + piece)
            _write(sys.stdout.buffer, _END)
        except RenderError as error:
            _write(sys.stdout.buffer, _FAILED + str(error).encode())


if __name__ == "__main__":
    _serve()
