"""Draw, write and print reports for the manager's window.

Reports are drawn by large libraries, so these are imported when the first report is drawn, on the worker thread.
"""

from io import BytesIO
from pathlib import Path

from kiosk.branch.reports import ReportView
from kiosk.domain.language.text import CounterError, Texts
from ui.manager.reports.writer import ENDINGS, DrawnReport

#: The dots an inch of the picture of a page: 1241 dots wide.
_DPI = 150


class ProgramReports:
    """Do what `ui.manager.reports.writer.ReportWriter` declares."""

    def draw(self, view: ReportView, texts: Texts) -> DrawnReport:
        """Return the pages of a report."""
        from kiosk.program.report_files import file_name, report_file
        from printing.strip.raster import page_images

        pdf = report_file(view.report, ENDINGS[0], texts, view.roundel)
        (first,), count = page_images(pdf, _DPI, most=1)
        picture = BytesIO()
        first.save(picture, "PNG", compress_level=1)
        return DrawnReport(file_name(view.report), pdf, picture.getvalue(), count)

    def write(self, view: ReportView, drawn: DrawnReport, texts: Texts, path: Path) -> None:
        """Write a report into a file, by its ending; the whole file or none."""
        from kiosk.program.report_files import report_file, write_files

        is_drawn = path.suffix == ENDINGS[0]
        content = drawn.pdf if is_drawn else report_file(view.report, path.suffix, texts, view.roundel)
        write_files(path.parent, {path.name: content})

    def printers(self) -> tuple[str, ...]:
        """Return the names of the printers, the usual one first."""
        from printing.page.cups import office_printers

        known = office_printers()
        if not known.names:
            raise CounterError("report.print.no_printer")
        return tuple(sorted(known.names, key=known.usual.__ne__))

    def print_pages(self, drawn: DrawnReport, title: str, printer: str) -> str:
        """Hand the pages to a printer and return its name."""
        from printing.page.cups import print_pages

        return print_pages(drawn.pdf, title, printer)
