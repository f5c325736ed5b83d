"""Find out what kind of printer is at a line: what it answers, and what a person sees on the trial strip."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.status import PrinterStatus
from printing.printers.printer_line import PrinterLine, Timeouts
from printing.printers.printer_ports import open_printer_port, parse_printer_url
from printing.printers.profiles import CLONE, EPSON_203, RESET

_USUAL = Timeouts()


@dataclass(frozen=True, slots=True)
class PrinterProbe:
    """Hold what a printer answered.

    `reports`: to GS r 1. `tags`: to GS ( H, with the id of the question. `clears`: to DLE DC4 8.
    """

    status: PrinterStatus
    reports: bool = False
    tags: bool = False
    clears: bool = False

    @property
    def is_epson(self) -> bool:
        """Return whether it proves and clears as the printers of Epson do."""
        return self.tags and self.clears

    @property
    def is_citizen(self) -> bool:
        """Return whether it clears as the printers of Epson do, and proves as a clone."""
        return self.reports and self.clears and not self.tags


class PrinterFit(StrEnum):
    """List how a printer fits the program."""

    GOOD = "good"
    #: It prints, but never says that it is done.
    SILENT = "silent"
    #: It does not cut.
    UNCUT = "uncut"
    #: Its paper is narrower than 80 mm.
    NARROW = "narrow"


@dataclass(frozen=True, slots=True)
class ProfileSuggestion:
    """Name the profile to use, and how well the printer fits."""

    profile: str
    fit: PrinterFit


def probe(url: str, timeouts: Timeouts = _USUAL, *, answer_s: float = 2.0) -> PrinterProbe:
    """Ask a printer what it can answer. It prints nothing; a clone may show some letters before the next slip.

    Raises:
        ValueError: the URL can never name a printer.
    """
    parse_printer_url(url)
    try:
        port = open_printer_port(url, timeouts.connect_s)
    except OSError:
        return PrinterProbe(PrinterStatus.UNPLUGGED)
    try:
        line = PrinterLine(port, CLONE, timeouts)
        status = line.status()
        if not status.can_print:
            return PrinterProbe(status)
        line.send(RESET)
        reports = _answers(line, answer_s)
        tagged = PrinterLine(port, EPSON_203, timeouts)
        tags = _answers(tagged, answer_s)
        return PrinterProbe(status, reports, tags, clears=tagged.clear())
    except OSError:
        return PrinterProbe(PrinterStatus.UNPLUGGED)
    finally:
        port.close()


def suggest(found: PrinterProbe, *, is_whole: bool, is_cut: bool) -> ProfileSuggestion:
    """Return the profile for a printer.

    `is_whole`: the black field of a strip for 576 dots reached both edges of the paper. An Epson that loses its right
    edge has 512 dots. `is_cut`: the strip came out cut.
    """
    profile = "citizen" if found.is_citizen else "clone"
    if found.is_epson:
        profile = "epson203" if is_whole else "epson180"
    if not is_whole and not found.is_epson:
        return ProfileSuggestion(profile, PrinterFit.NARROW)
    if not is_cut:
        return ProfileSuggestion(profile, PrinterFit.UNCUT)
    return ProfileSuggestion(profile, PrinterFit.GOOD if found.reports or found.tags else PrinterFit.SILENT)


def _answers(line: PrinterLine, wait_s: float) -> bool:
    """Return whether a printer answers the question whether it is done."""
    return line.ask_done() and line.wait_until_done(wait_s)
