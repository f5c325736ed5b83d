"""Check what the manager's window asks the program for: pages, files and printers."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kiosk.branch.reports import ReportView
from kiosk.domain.language.text import CounterError
from kiosk.program.report_writer import ProgramReports
from kiosk.program.texts import texts
from printing.page import cups
from printing.page.cups import OfficePrinters
from tests.domain.measures.report_days import usual_report

VI = texts("vi")
VIEW = ReportView(usual_report(), None, ())


def test_a_report_is_drawn_once_and_saved_by_its_ending(tmp_path: Path) -> None:
    drawn = ProgramReports().draw(VIEW, VI)
    assert (drawn.name, drawn.pages) == ("report-day-20261124", 3)
    with Image.open(BytesIO(drawn.first_page)) as page:
        assert page.size == (1241, 1754)
    for ending, begin in ((".pdf", drawn.pdf), (".xlsx", b"PK"), (".csv", "\ufeffpart,".encode())):
        ProgramReports().write(VIEW, drawn, VI, tmp_path / f"one{ending}")
        assert (tmp_path / f"one{ending}").read_bytes().startswith(begin)


def test_the_usual_printer_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    known = OfficePrinters(("a", "b", "c"), "b")
    monkeypatch.setattr(cups, "office_printers", lambda: known)
    assert ProgramReports().printers() == ("b", "a", "c")


def test_no_printer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cups, "office_printers", lambda: OfficePrinters((), ""))
    with pytest.raises(CounterError, match=r"report\.print\.no_printer"):
        ProgramReports().printers()
