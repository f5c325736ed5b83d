"""Join the driver to a simulated printer without line, thread or real time: a wait is over at once, always equally."""

from PIL import Image

from printing.printers.printer_ports import PrinterPort
from printing.printers.profiles import Clearing, DoneProof, PrinterProfile
from printing.simulators.mechanism import Habits, SimulatedMechanism

#: What waits between the two machines at most, as in `TcpPort`.
_QUEUE = 4096
#: Seconds by which the time goes on while the printer has much to print, and while it has little: command by command.
_SLICE_S, _FINE_S = 0.01, 0.0001
_MUCH = 500


def habits_of(profile: PrinterProfile) -> Habits:
    """Return how a printer behaves that is just as its profile says."""
    return Habits(
        width=profile.width,
        dpi=profile.dpi,
        clears=profile.clearing is Clearing.ORDER,
        restarts=profile.clearing is Clearing.RESTART,
        tags=profile.done is DoneProof.TAGGED,
        retracting=profile.presenter.retract if profile.presenter else b"",
        held=profile.presenter.held if profile.presenter else 0,
    )


class DirectPrinter:
    """Hold a simulated printer and its time. Give `open` and `now` to an `EscposPrinter`."""

    url = "tcp://direct"

    def __init__(self, *, habits: Habits, bytes_per_second: int | None = None) -> None:
        self.answers = b""
        self._received = 0
        self._out_at: int | None = None
        self._seconds = 0.0
        self._queue = b""
        self.mechanism = SimulatedMechanism(habits, self._tell, self.now, bytes_per_second)

    @property
    def slips(self) -> list[Image.Image]:
        """Return the pictures that the cutter cut off, oldest first."""
        return list(self.mechanism.paper.slips)

    @property
    def hanging(self) -> Image.Image:
        """Return the picture that hangs from the printer and is not cut off yet."""
        return self.mechanism.paper.hanging

    def now(self) -> float:
        """Return the printer's time in seconds."""
        return self._seconds

    def open(self, _url: str, _connect_s: float) -> PrinterPort:
        """Open the line. Answers to an older line are lost, but not the bytes that were sent by it."""
        self.answers = b""
        return _DirectPort(self)

    def paper_out(self, *, out: bool = True, after: int = 0) -> None:
        """Empty the roll, or put a new one in, after so many more bytes were printed."""
        if after:
            self.mechanism.after(after, lambda: self.mechanism.change_roll(out=out))
        else:
            self.mechanism.change_roll(out=out)
            self.go_on()

    def paper_out_when(self, received: int) -> None:
        """Empty the roll when so many bytes have arrived, however few of them are printed by then."""
        self._out_at = received

    def send(self, data: bytes) -> int:
        """Take the first bytes into the queue to the printer, as many as there is room for."""
        taken = data[: _QUEUE - len(self._queue)]
        self._queue += taken
        self.go_on()
        return len(taken)

    def wait(self, seconds: float) -> None:
        """Let time go by."""
        to_print = self.mechanism.to_print
        self._seconds += min(seconds, _SLICE_S if to_print > _MUCH else _FINE_S) if to_print else seconds
        self.go_on()

    def go_on(self) -> None:
        """Let the printer take what it has space for, and print."""
        self.mechanism.print()
        while self._queue and self.mechanism.has_space:
            left = None if self._out_at is None else self._out_at - self._received
            data, self._queue = self._queue[:left], self._queue[len(self._queue[:left]) :]
            self._received += len(data)
            self.mechanism.take_in(data)
            if self._received == self._out_at:
                self._out_at = None
                self.mechanism.change_roll(out=True)
            self.mechanism.print()

    def close(self) -> None:
        """Do nothing: there is no thread and no line."""

    def discard(self) -> None:
        """Drop what waits in the queue."""
        self._queue = b""

    def _tell(self, answer: bytes) -> None:
        self.answers += answer


class _DirectPort(PrinterPort):
    def __init__(self, printer: DirectPrinter) -> None:
        self._printer = printer

    def write(self, data: bytes, wait_s: float) -> int:
        printer, end = self._printer, self._printer.now() + wait_s
        while not (taken := printer.send(data)) and (left := end - printer.now()) > 0:
            printer.wait(left)
        return taken

    def read(self, wait_s: float) -> bytes:
        printer, end = self._printer, self._printer.now() + wait_s
        while not printer.answers and (left := end - printer.now()) > 0:
            printer.wait(left)
        found, printer.answers = printer.answers, b""
        return found

    def close(self) -> None:
        """Do nothing: what was sent is on its way."""

    def discard(self) -> None:
        self._printer.discard()
