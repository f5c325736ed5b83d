"""Declare what the area of reports asks the program for: pages, files and printers.

Every method may wait for a disk or a printer: call it on a worker thread only.
"""

from pathlib import Path
from typing import NamedTuple, Protocol

from kiosk.branch.reports import ReportView
from kiosk.domain.language.text import Texts

#: The endings of the files that a report can be saved as.
ENDINGS = (".pdf", ".xlsx", ".csv")


class DrawnReport(NamedTuple):
    """Hold the pages of a report: as PDF, the first one as PNG, and how many. `name` is that of a file of it."""

    name: str
    pdf: bytes
    first_page: bytes
    pages: int


class ReportWriter(Protocol):
    """Draw reports, write them into files, and print them."""

    def draw(self, view: ReportView, texts: Texts) -> DrawnReport:
        """Return the pages of a report."""
        ...

    def write(self, view: ReportView, drawn: DrawnReport, texts: Texts, path: Path) -> None:
        """Write a report into a file, by its ending; the whole file or none.

        Raises:
            CounterError: ``report.folder``, ``report.disk_full``, ``report.disk``.
        """
        ...

    def printers(self) -> tuple[str, ...]:
        """Return the names of the printers, the usual one first.

        Raises:
            CounterError: ``report.print.*``.
        """
        ...

    def print_pages(self, drawn: DrawnReport, title: str, printer: str) -> str:
        """Hand the pages to a printer and return its name.

        Raises:
            CounterError: ``report.print.*``.
        """
        ...
