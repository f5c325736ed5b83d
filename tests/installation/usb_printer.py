"""Print on a USB printer that the kernel simulates: a gadget (dummy_hcd, usb_f_printer) plugged into the same machine.

It runs in the virtual machine, as root, with the program of the package. The kernel's driver usblp is the real one.
"""

import fcntl
import os
import sys
import time
from contextlib import closing
from pathlib import Path

from printing.printers import usblp
from printing.printers.escpos_printer import EscposPrinter, PrintResult
from printing.printers.profiles import CLONE, EPSON_203, PrinterProfile
from printing.simulators.mechanism import Habits
from printing.simulators.printer import SimulatedPrinter
from printing.strip.escpos import encode_raster
from printing.strip.raster import Raster

_DEVICE, _FAR_END = Path("/dev/usb/lp0"), Path("/dev/g_printer0")
_GADGET = Path("/sys/kernel/config/usb_gadget/printer")
#: GADGET_SET_PRINTER_STATUS: selected, without error, and with or without paper.
_SET_STATUS, _GOOD, _NO_PAPER = 0xC0016722, 0x18, 0x20
_SLIP = Raster(576, tuple(bytes((row * 31 + at * 17) % 251 | 1 for at in range(72)) for row in range(300)))
_STRIP = Raster(576, (b"\xff" * 72,) * 40)
_SECONDS = 60.0


class GadgetPort:
    """Be the printer's end of the USB cable. It stays plugged in."""

    url = str(_DEVICE)

    def __init__(self) -> None:
        self._file = os.open(_FAR_END, os.O_RDWR | os.O_NONBLOCK)
        self.tell_paper(is_there=True)

    def plug(self) -> None:
        """Do nothing."""

    unplug = drop = plug

    def files(self) -> list[int]:
        return [self._file]

    def read(self, file: int) -> bytes:
        try:
            return os.read(file, 4096)
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        os.write(self._file, data)

    def tell_paper(self, *, is_there: bool) -> None:
        fcntl.ioctl(self._file, _SET_STATUS, _GOOD if is_there else _GOOD | _NO_PAPER)

    def close(self) -> None:
        os.close(self._file)


def plug_in() -> None:
    """Make the gadget and connect it to the dummy controller."""
    function = _GADGET / "functions" / "printer.0"
    configuration = _GADGET / "configs" / "c.1"
    for folder in (_GADGET, function, configuration):
        folder.mkdir()
    (_GADGET / "idVendor").write_text("0x04b8")
    (_GADGET / "idProduct").write_text("0x0e15")
    (function / "q_len").write_text("10")
    (configuration / "printer.0").symlink_to(function)
    (_GADGET / "UDC").write_text(next(Path("/sys/class/udc").iterdir()).name)
    end = time.monotonic() + _SECONDS
    while not (_DEVICE.exists() and _FAR_END.exists()):
        if time.monotonic() > end:
            sys.exit(f"{_DEVICE} does not come")
        time.sleep(0.1)


def check(is_so: bool, words: str) -> None:
    """Print a claim; end with an error when it does not hold."""
    print(f"{'yes' if is_so else 'NO'}: {words}", flush=True)  # noqa: T201 - read over the serial line
    if not is_so:
        sys.exit(1)


def control_pipe() -> None:
    """Ask for the paper and empty the printer, beside the line."""
    with closing(GadgetPort()) as far:
        near = os.open(_DEVICE, os.O_RDWR | os.O_NONBLOCK)
        check(not usblp.says_no_paper(near), "with paper the driver says so")
        far.tell_paper(is_there=False)
        check(usblp.says_no_paper(near), "without paper the driver says so")
        check(os.write(near, bytes(3000)) == 3000, "the printer takes bytes")
        time.sleep(1)
        usblp.soft_reset(near)
        time.sleep(1)
        check(far.read(far.files()[0]) == b"", "after a soft reset they are gone")
        os.close(near)


def run_out(profile: PrinterProfile, habits: Habits, slips: int) -> None:
    """Let the paper run out in a slip, put a new roll in, and print the next slip."""
    with closing(SimulatedPrinter(GadgetPort(), habits=habits)) as printer:
        driver = EscposPrinter(str(_DEVICE), profile, void_strip=lambda: encode_raster(_STRIP))
        printer.paper_out(after=4000)
        check(driver.print(encode_raster(_SLIP)).result is PrintResult.UNKNOWN, f"{profile.name}: a slip breaks off")
        printer.paper_out(out=False)
        end = time.monotonic() + _SECONDS
        while not driver.status().can_print and time.monotonic() < end:
            pass
        check(driver.print(encode_raster(_SLIP)).result is PrintResult.PRINTED, f"{profile.name}: the next is printed")
        driver.close()
        check(printer.slips[-1].tobytes() == _SLIP.image().tobytes(), f"{profile.name}: it is whole")
        check(len(printer.slips) == slips, f"{profile.name}: {slips} came out")


if __name__ == "__main__":
    plug_in()
    control_pipe()
    run_out(EPSON_203, Habits(), slips=1)
    run_out(CLONE, Habits(clears=False), slips=2)
    run_out(CLONE, Habits(clears=False, buffer=4096, is_shut_when_out=True), slips=2)
    print("proved")  # noqa: T201 - read over the serial line
