"""Draw on simulated paper what the bytes of a print job say. Unknown bytes are listed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PIL import Image

_DOUBLED = [int("".join(bit * 2 for bit in f"{byte:08b}"), 2).to_bytes(2, "big") for byte in range(256)]


@dataclass
class SimulatedPaper:
    """Hold a roll of paper under a head of `width` dots, `dpi` an inch.

    `slips` has the pictures that the cutter cut off. `unknown` has the bytes of unknown commands, with their position
    in the stream. `replies` has the answers that the printer still has to send. `orders` has the real-time commands
    that stood between other commands. `tags`: it knows GS ( H. `retracting`: its presenter's command, if it has one.

    `mouth` is the slip in the presenter until it is taken or `drawn_back`. `idle_runs` counts how often there was none.
    """

    width: int = 576
    dpi: int = 203
    tags: bool = True
    retracting: bytes = b""
    slips: list[Image.Image] = field(default_factory=list)
    unknown: list[tuple[int, bytes]] = field(default_factory=list)
    replies: bytearray = field(default_factory=bytearray)
    orders: list[bytes] = field(default_factory=list)
    mouth: Image.Image | None = None
    drawn_back: list[Image.Image] = field(default_factory=list)
    idle_runs: int = 0
    _rows: list[bytes] = field(default_factory=list)
    _held: bytearray = field(default_factory=bytearray)
    _margin: int = 0
    _place: int = 0

    @property
    def hanging(self) -> Image.Image:
        """Return the picture printed since the last cut."""
        return self._image()

    def print(self, data: bytes) -> None:
        """Execute the commands in `data`. An unfinished command waits for its remaining bytes."""
        self._held += data
        while self._held:
            length = self._command()
            if length == 0:
                return
            self._place += length
            del self._held[:length]

    def tear_off(self) -> None:
        """Take away the paper that hangs from the printer, as a person does who puts a new roll in."""
        self._rows.clear()

    def forget(self) -> None:
        """Drop an unfinished command. The paper stays as it is."""
        self._held.clear()

    def switch_off(self) -> None:
        """Lose unfinished bytes, answers and settings, as without power."""
        self._held.clear()
        self.replies.clear()
        self._margin = 0

    def _command(self) -> int:
        """Execute the first command and return its length; 0 when it is not complete yet."""
        held = bytes(self._held[:12])
        for name, (length, act) in _COMMANDS.items():
            if held.startswith(name):
                if len(self._held) < length:
                    return 0
                return act(self, bytes(self._held[:length]))
        if any(name.startswith(held) for name in _COMMANDS):
            return 0
        self.unknown.append((self._place, held[:3]))
        return 1

    def _initialise(self, command: bytes) -> int:
        self._margin = 0
        return len(command)

    def _set_unit(self, command: bytes) -> int:
        if command[2:] != bytes((self.dpi, self.dpi)):
            self.unknown.append((self._place, command))
        return len(command)

    def _set_margin(self, command: bytes) -> int:
        self._margin = int.from_bytes(command[2:], "little")
        return len(command)

    def _feed(self, command: bytes) -> int:
        self._rows.extend([bytes(self.width // 8)] * command[2])
        return len(command)

    def _cut(self, command: bytes) -> int:
        self.slips.append(self._image())
        self._rows.clear()
        if self.retracting:
            self.mouth = self.slips[-1]
        return len(command)

    def _set_presenter(self, command: bytes) -> int:
        if not self.retracting:
            self.unknown.append((self._place, command))
        elif command != self.retracting:
            return len(command)
        elif self.mouth is None:
            self.idle_runs += 1
        else:
            self.drawn_back.append(self.mouth)
            self.mouth = None
        return len(command)

    def _report(self, command: bytes) -> int:
        self.replies.append(0)
        return len(command)

    def _answer_tag(self, command: bytes) -> int:
        if not self.tags:
            self.unknown.append((self._place, command))
            return len(command)
        self.replies += b"\x37\x22" + command[7:] + b"\x00"
        return len(command)

    def _pass_on(self, command: bytes) -> int:
        self.orders.append(command)
        return len(command)

    def _ignore(self, command: bytes) -> int:
        return len(command)

    def _skip_zeros(self, _first: bytes) -> int:
        return len(self._held) - len(self._held.lstrip(b"\0"))

    def _picture(self, head: bytes) -> int:
        mode, width, height = head[3], int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
        end = len(head) + width * height
        if len(self._held) < end:
            return 0
        dots = bytes(self._held[len(head) : end])
        for start in range(0, len(dots), width or 1):
            row = dots[start : start + width]
            if mode & 1:
                row = b"".join(_DOUBLED[byte] for byte in row)
            self._rows.extend([self._placed(row)] * (2 if mode & 2 else 1))
        return end

    def _placed(self, row: bytes) -> bytes:
        """Return the row behind the left margin. Dots beyond the head are lost."""
        shift = self.width - self._margin - len(row) * 8
        dots = int.from_bytes(row, "big")
        return (dots << shift if shift >= 0 else dots >> -shift).to_bytes(self.width // 8, "big")

    def _image(self) -> Image.Image:
        inverted = bytes(byte ^ 0xFF for byte in b"".join(self._rows))
        return Image.frombytes("1", (self.width, len(self._rows)), inverted)


#: First bytes of a command -> length of its fixed part, and the method that executes it.
_COMMANDS: Mapping[bytes, tuple[int, Callable[[SimulatedPaper, bytes], int]]] = {
    b"\x1b@": (2, SimulatedPaper._initialise),
    b"\x1bJ": (3, SimulatedPaper._feed),
    b"\x1dP": (4, SimulatedPaper._set_unit),
    b"\x1dL": (4, SimulatedPaper._set_margin),
    b"\x1dv0": (8, SimulatedPaper._picture),
    b"\x1dVB": (4, SimulatedPaper._cut),
    b"\x1bi": (2, SimulatedPaper._cut),
    b"\x1dR0": (3, SimulatedPaper._set_presenter),
    b"\x1dR1": (4, SimulatedPaper._set_presenter),
    b"\x1de\x02": (3, SimulatedPaper._set_presenter),
    b"\x1de\x03": (4, SimulatedPaper._set_presenter),
    b"\x1dr\x01": (3, SimulatedPaper._report),
    b"\x1d(H\x06\x0000": (11, SimulatedPaper._answer_tag),
    b"\x1da": (3, SimulatedPaper._ignore),
    b"\x00": (1, SimulatedPaper._skip_zeros),
    b"\x10\x04": (3, SimulatedPaper._pass_on),
    b"\x10\x05": (3, SimulatedPaper._pass_on),
    b"\x10\x14\x08": (10, SimulatedPaper._pass_on),
}
