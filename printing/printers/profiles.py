"""Describe the printers that this program knows: the head, how a broken slip is cleared, how "done" is proved.

The facts are from the makers' manuals. `docs/printers.md` says which printer has which profile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

#: ESC @ and GS a 0: reset the settings, and switch the automatic status off. Every job begins so.
RESET = b"\x1b@\x1da\x00"
#: GS V B 0: feed the last row past the cutter and cut.
CUT = b"\x1dVB\x00"


class DoneProof(Enum):
    """List how a printer says that it has executed everything before a question.

    `REPORT` is GS r 1, whose answers look all the same. `TAGGED` is GS ( H, whose answer repeats the question's id.
    """

    REPORT = auto()
    TAGGED = auto()


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """Describe a printer. Its head has `width` dots, `dpi` an inch.

    `clears`: the printer obeys DLE DC4 8 also without paper, and answers when its buffers are empty.
    """

    name: str
    width: int
    dpi: int
    done: DoneProof
    clears: bool
    cut: bytes = CUT

    @property
    def start(self) -> bytes:
        """Return the first bytes of a job. GS P makes every distance count in dots of the head."""
        return RESET + b"\x1dP" + bytes((self.dpi, self.dpi))


CLONE = PrinterProfile("clone", 576, 203, DoneProof.REPORT, clears=False)
EPSON_203 = PrinterProfile("epson203", 576, 203, DoneProof.TAGGED, clears=True)
EPSON_180 = PrinterProfile("epson180", 512, 180, DoneProof.TAGGED, clears=True)
#: It obeys DLE DC4 8 as an Epson does (CT-S300 manual, p. 119), and answers GS r alone.
CITIZEN = PrinterProfile("citizen", 576, 203, DoneProof.REPORT, clears=True)

#: What `printer.profile` in `branch.toml` may say. A printer that nobody knows is taken for the least able one.
PROFILES: Mapping[str, PrinterProfile] = {
    "clone": CLONE,
    "unknown": CLONE,
    "epson203": EPSON_203,
    "epson180": EPSON_180,
    "citizen": CITIZEN,
}
