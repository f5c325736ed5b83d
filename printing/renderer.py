"""Turn a slip into a printer's commands, in this process or in a child process.

The screen is busy when a ticket was just issued, and two threads of one Python process share one processor. A child
process draws the slip on the second processor instead.
"""

import logging
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Protocol

import resources
from kiosk.domain.language.text import LANGUAGES, VIETNAMESE, LocalText, Texts
from kiosk.domain.slip import Slip, TicketSlip, VoidStrip
from printing.printers.profiles import CLONE, PROFILES, PrinterProfile
from printing.strip.documents import slip_pdf
from printing.strip.escpos import encode_raster
from printing.strip.raster import rasterise

_log = logging.getLogger(__name__)
#: Seconds to wait for the child process to render one slip, and for its first one: it loads fonts and libraries before.
#: On a busy machine that took more than 10 s, and another process would have begun anew.
_RENDER_SECONDS, _FIRST_SECONDS = 10.0, 30.0
#: A slip in whole commands, without start and cut.
Picture = tuple[bytes, ...]
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
    """Report that a slip cannot be drawn. The message names the kind of error and nothing from the slip."""


class Renderer(Protocol):
    """Render slips for one thread."""

    def warm_up(self) -> None:
        """Load fonts and libraries before the first citizen needs them."""

    def render(self, slip: Slip | VoidStrip) -> Picture:
        """Return the slip as the printer's commands.

        Raises:
            RenderError: the slip cannot be drawn.
        """

    def close(self) -> None:
        """Release the renderer's resources."""


class LocalRenderer:
    """Render for a printer's head, in the calling thread."""

    def __init__(self, texts_for: Callable[[str], Texts], profile: PrinterProfile = CLONE) -> None:
        self._texts_for = texts_for
        self._profile = profile

    def warm_up(self) -> None:
        """Render a ticket in each language."""
        for language in LANGUAGES:
            self._picture(replace(_SAMPLE, language=language))

    def render(self, slip: Slip | VoidStrip) -> Picture:
        """See `Renderer.render`."""
        try:
            return self._picture(slip)
        except Exception as error:  # one slip fails and is settled so; its text stays out of the message and the log
            raise RenderError(type(error).__name__) from error

    def _picture(self, slip: Slip | VoidStrip) -> Picture:
        pdf = slip_pdf(slip, self._texts_for(slip.language))
        return encode_raster(rasterise(pdf, self._profile.dpi, self._profile.width))

    def close(self) -> None:
        """Do nothing."""


class ProcessRenderer:
    """Render in a child process. When that process is gone, render here and start another one.

    The child process ends when its connection is closed, also when this process is killed.
    """

    def __init__(self, texts_for: Callable[[str], Texts], profile: PrinterProfile = CLONE) -> None:
        self._local = LocalRenderer(texts_for, profile)
        self._profile = profile
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._limit = _FIRST_SECONDS

    def warm_up(self) -> None:
        """Start the child process and wait until it has rendered its first slip."""
        self._start()
        self.render(_SAMPLE)

    def render(self, slip: Slip | VoidStrip) -> Picture:
        """See `Renderer.render`."""
        answer = self._ask(slip)
        if answer is None:
            return self._local.render(slip)
        if isinstance(answer, str):
            raise RenderError(answer)
        return answer

    def close(self) -> None:
        """End the child process and wait for it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.wait()
            self._process = None

    def _start(self) -> None:
        ours, theirs = Pipe()
        command = [sys.executable, "-m", __name__, str(theirs.fileno()), self._profile.name]
        with theirs:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        self._connection, self._limit = ours, _FIRST_SECONDS

    def _ask(self, slip: Slip | VoidStrip) -> Picture | str | None:
        """Return the commands, or the name of the error that drawing raised. None: the child process was gone."""
        if self._connection is None:
            return None
        try:
            self._connection.send(slip)
            if not self._connection.poll(self._limit):
                raise TimeoutError("the renderer process does not answer")
            answer: Picture | str = self._connection.recv()
            self._limit = _RENDER_SECONDS
            return answer
        except (OSError, EOFError, pickle.UnpicklingError):
            _log.exception("the renderer process is gone; starting another")
            if self._process is not None:
                self._process.kill()
            self.close()
            self._start()
            return None


def _serve(connection: Connection, profile: PrinterProfile) -> None:
    """Answer each slip with its commands until the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then closes the connection.
    texts = {code: Texts(code, resources.texts(code), resources.texts(VIETNAMESE)) for code in resources.languages()}
    renderer = LocalRenderer(texts.__getitem__, profile)
    renderer.warm_up()
    with suppress(EOFError, OSError):
        while True:
            slip = connection.recv()
            try:
                answer: Picture | str = renderer.render(slip)
            except RenderError as error:
                answer = str(error)
            connection.send(answer)


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])), PROFILES[sys.argv[2]])
