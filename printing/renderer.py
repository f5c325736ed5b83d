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
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol, TypeVar

import resources
from kiosk.domain.slip import ProcedureSlip, Slip, TicketSlip, TrialSlip
from kiosk.domain.text import LANGUAGES, VIETNAMESE, LocalText, Texts
from printing.escpos import CUT

_LOG = logging.getLogger(__name__)
_PATIENCE_S = 10.0
Answer = TypeVar("Answer")
_SLIP, _DRAWN, _FAILED = b"S", b"D", b"F"
#: One byte for the kind, four for the length.
_LENGTH = 4
_HEAD = 1 + _LENGTH
_LARGEST_READ = 1 << 17
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

    def begin(self, slip: Slip) -> None:
        """This slip will be asked for in a moment; it may be drawn meanwhile."""

    def render(self, slip: Slip) -> Iterable[bytes]:
        """The job in whole commands, from the top down. RenderError, at the latest when its rest is asked for."""

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

    def begin(self, slip: Slip) -> None:
        """There is nobody to draw it meanwhile."""

    def render(self, slip: Slip) -> Iterable[bytes]:
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

    The lock-up is the same on every slip of a branch in one language. It is known from the second slip on, and
    given at once: the paper begins to move while the rest is being drawn (measured: 14 ms earlier).
    """

    def __init__(self, texts_for: Callable[[str], Texts]) -> None:
        self._here = RendererHere(texts_for)
        self._process: subprocess.Popen[bytes] | None = None
        self._begun: Slip | None = None
        self._heads: dict[Hashable, bytes] = {}

    def warm_up(self) -> None:
        """Starts the process, which draws a ticket in each language first, and waits for it."""
        self._start()
        for _ in self.render(_SAMPLE):
            pass

    def begin(self, slip: Slip) -> None:
        """See `Renderer.begin`."""
        if self._begun is None:
            self._attempt(lambda process: self._ask(process, slip))

    def render(self, slip: Slip) -> Iterable[bytes]:
        """See `Renderer.render`."""
        if self._begun is None:
            self.begin(slip)
        head = self._heads.get(_head_key(slip), b"")
        if head:
            yield head
        job = self._attempt(lambda process: self._fetch(process, slip))
        if job is None:
            job = b"".join(self._here.render(slip))
        # A head that is not this slip's would be a slip of its own, and this one whole below it.
        yield job[len(head) :] if job.startswith(head) else CUT + job

    def close(self) -> None:
        """Ends the process."""
        process, self._process, self._begun = self._process, None, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait()

    def _start(self) -> None:
        command = [sys.executable, "-m", __name__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def _ask(self, process: subprocess.Popen[bytes], slip: Slip) -> None:
        if process.stdin is not None:
            process.stdin.write(_frame(_SLIP, pickle.dumps(slip)))
            self._begun = slip

    def _fetch(self, process: subprocess.Popen[bytes], slip: Slip) -> bytes | None:
        if self._begun is not None and self._begun != slip:
            with suppress(RenderError):  # somebody else's, begun for nothing
                self._answer(process)
        if self._begun is None:
            self._ask(process, slip)
        return self._answer(process)

    def _answer(self, process: subprocess.Popen[bytes]) -> bytes | None:
        slip, self._begun = self._begun, None
        if process.stdout is None or slip is None:
            return None
        answer = _answer(process.stdout.fileno())
        length, job = int.from_bytes(answer[:_LENGTH], "big"), answer[_LENGTH:]
        self._heads[_head_key(slip)] = job[:length]
        return job

    def _attempt(self, act: Callable[[subprocess.Popen[bytes]], Answer]) -> Answer | None:
        """What `act` gets from the process beside; None when that process is gone, and another was started."""
        if self._process is None:
            return None
        try:
            return act(self._process)
        except OSError:
            _LOG.exception("the process that draws slips is gone; starting another")
            self._process.kill()
            self.close()
            self._start()
            return None


def _head_key(slip: Slip) -> Hashable:
    return slip.centre, slip.place, slip.slogan, slip.language


def _draw_head(slip: Slip, texts: Texts) -> bytes:
    """The bytes with which this job begins, up to the white below the lock-up."""
    from printing.documents.common import head_pdf
    from printing.escpos import pieces
    from printing.raster import rasterise

    *head, _white = pieces(rasterise(head_pdf(slip, texts)), cut=False)
    return b"".join(head)


def _draw(slip: Slip, texts: Texts) -> Iterator[bytes]:
    """Heavy imports come here, after the first screen is up."""
    from printing.documents.procedure import procedure_pdf
    from printing.documents.ticket import ticket_pdf
    from printing.documents.trial import trial_pdf
    from printing.escpos import pieces
    from printing.raster import rasterise

    match slip:
        case TicketSlip():
            pdf = ticket_pdf(slip, texts)
        case ProcedureSlip():
            pdf = procedure_pdf(slip, texts)
        case TrialSlip():
            pdf = trial_pdf(slip, texts)
    return pieces(rasterise(pdf))


def _answer(source: int) -> bytes:
    """The job. It comes in one frame: each wait for a part would be a wait for this process's busy interpreter too.

    OSError when the process ends or says nothing for ten seconds.
    """
    data = b""
    while len(data) < _HEAD or len(data) < _HEAD + int.from_bytes(data[1:_HEAD], "big"):
        if not select.select([source], [], [], _PATIENCE_S)[0]:
            raise TimeoutError("the process that draws slips says nothing")
        part = os.read(source, _LARGEST_READ)
        if not part:
            raise BrokenPipeError("the process that draws slips has ended")
        data += part
    if data[:1] == _FAILED:
        raise RenderError(data[_HEAD:].decode())
    return data[_HEAD:]


def _frame(kind: bytes, payload: bytes) -> bytes:
    return kind + len(payload).to_bytes(_HEAD - 1, "big") + payload


def _serve() -> None:
    """The process beside: slips come in, pieces go out, until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program; it ends this process by its input
    texts = {code: Texts(code, resources.texts(code), resources.texts(VIETNAMESE)) for code in resources.languages()}
    here = RendererHere(texts.__getitem__)
    here.warm_up()
    heads: dict[Hashable, bytes] = {}
    while start := sys.stdin.buffer.read(_HEAD):
        slip = pickle.loads(sys.stdin.buffer.read(int.from_bytes(start[1:], "big")))  # noqa: S301 - our own parent's
        try:
            job, key = b"".join(here.render(slip)), _head_key(slip)
            if key not in heads:
                heads[key] = _draw_head(slip, texts[slip.language])
            length = len(heads[key]) if job.startswith(heads[key]) else 0
            answer = _frame(_DRAWN, length.to_bytes(_LENGTH, "big") + job)
        except RenderError as error:
            answer = _frame(_FAILED, str(error).encode())
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
