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


class Clearing(Enum):
    """List how a printer drops the rest of a slip that was broken off, also without paper.

    `ORDER` is DLE DC4 8: the printer answers when its buffers are empty. `RESTART` is a hardware reset: the printer is
    silent for a time, and then answers again.
    """

    NONE = auto()
    ORDER = auto()
    RESTART = auto()


@dataclass(frozen=True, slots=True)
class Presenter:
    """Describe how a kiosk printer holds a slip in its mouth until somebody takes it.

    `setting` goes before a job, `present` behind its cut. `retract` draws a slip back that nobody took. `held` is a bit
    in the answer to DLE EOT 4: a slip is there. It is 0 where the printer does not say so.
    """

    retract: bytes
    setting: bytes = b""
    present: bytes = b""
    held: int = 0


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """Describe a printer. Its head has `width` dots, `dpi` an inch."""

    name: str
    width: int
    dpi: int
    done: DoneProof
    clearing: Clearing = Clearing.NONE
    cut: bytes = CUT
    presenter: Presenter | None = None

    @property
    def start(self) -> bytes:
        """Return the first bytes of a job. GS P makes every distance count in dots of the head."""
        return RESET + b"\x1dP" + bytes((self.dpi, self.dpi)) + (self.presenter.setting if self.presenter else b"")

    @property
    def give(self) -> bytes:
        """Return the last bytes of a job: cut the slip and hand it over."""
        return self.cut + (self.presenter.present if self.presenter else b"")

    @property
    def withhold(self) -> bytes:
        """Return the last bytes of a slip that nobody should get: cut it, and draw it back where the printer can."""
        return self.cut + (self.presenter.retract if self.presenter else b"")


CLONE = PrinterProfile("clone", 576, 203, DoneProof.REPORT)
EPSON_203 = PrinterProfile("epson203", 576, 203, DoneProof.TAGGED, Clearing.ORDER)
EPSON_180 = PrinterProfile("epson180", 512, 180, DoneProof.TAGGED, Clearing.ORDER)
#: It obeys DLE DC4 8 as an Epson does (CT-S300 manual, p. 119), and answers GS r alone.
CITIZEN = PrinterProfile("citizen", 576, 203, DoneProof.REPORT, Clearing.ORDER)
#: Citizen PPU-700 and PPU-700II (command reference, p. 58, 121, 127). GS R 1 0: collect no slip by the clock, because a
#: citizen may need longer than its nine seconds. GS R 0: collect the slip. Its dots an inch are not in that manual.
PPU_700 = PrinterProfile(
    "ppu700",
    576,
    203,
    DoneProof.REPORT,
    Clearing.ORDER,
    presenter=Presenter(retract=b"\x1dR0", setting=b"\x1dR1\x00", held=0x40),
)
#: Custom KPM, VKP80 (KPM150 command reference, p. 24; KPM210 manual, p. 49). ESC i: cut. GS e 3 16: present the slip by
#: 16 steps. GS e 2: draw it back. The length of a step depends on the model.
CUSTOM = PrinterProfile(
    "custom",
    576,
    203,
    DoneProof.REPORT,
    Clearing.RESTART,
    cut=b"\x1bi",
    presenter=Presenter(retract=b"\x1de\x02", present=b"\x1de\x03\x10"),
)

#: What `printer.profile` in `branch.toml` may say. A printer that nobody knows is taken for the least able one.
PROFILES: Mapping[str, PrinterProfile] = {
    "clone": CLONE,
    "unknown": CLONE,
    **{profile.name: profile for profile in (EPSON_203, EPSON_180, CITIZEN, PPU_700, CUSTOM)},
}
