"""Check the area of reports: its first page, its keys, a count that is stopped, and how a day was closed."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Event as Flag

import pytest
from pytestqt.qtbot import QtBot

from kiosk.branch.day import close_day
from kiosk.branch.measures import Progress
from kiosk.branch.office import Office
from kiosk.branch.reports import ReportView, report_view
from kiosk.domain.journal import Event, JournalRecord
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.program import report_files
from kiosk.program.report_writer import ProgramReports
from kiosk.store.journal import walk
from tests.patience import PATIENCE_S
from tests.players import take
from tests.ui.manager.manager_hands import EDITOR, Manager, opened_manager
from ui.manager.areas import ManagerTab
from ui.manager.reports import area as area_module
from ui.manager.reports.area import ReportsArea
from ui.manager.reports.writer import DrawnReport
from ui.manager.sheets import FindSheet

TUESDAY = date(2026, 11, 24)


class Printing(ProgramReports):
    """Print on printers that are not there."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ("phong-hop",)
        self.printed: list[tuple[str, str, bytes]] = []

    def printers(self) -> tuple[str, ...]:
        return self.names

    def print_pages(self, drawn: DrawnReport, title: str, printer: str) -> str:
        self.printed.append((printer, title, drawn.pdf[:4]))
        return printer


@pytest.fixture
def writer() -> Printing:
    return Printing()


@pytest.fixture
def manager(qtbot: QtBot, sqlite_branch: Path, writer: Printing, monkeypatch: pytest.MonkeyPatch) -> Iterator[Manager]:
    """Yield the window on Wednesday, after a Tuesday that was closed and corrected."""
    monkeypatch.setattr("kiosk.branch.clock_check.database_moment", lambda office, _connection: office.clock.now())
    for manager in opened_manager(qtbot, sqlite_branch, reports=writer):
        take(manager.office)
        close_day(manager.office, force=True)
        take(manager.office)
        close_day(manager.office, force=True)
        manager.clock.advance(timedelta(hours=24))
        manager.enter()
        yield manager


def records(office: Office) -> list[JournalRecord]:
    with office.store.read() as connection:
        return list(walk(connection))


def opened(manager: Manager) -> ReportsArea:
    manager.window.open_tab(ManagerTab.REPORTS)
    (area,) = manager.window.findChildren(ReportsArea)
    return area


def test_the_day_that_is_over_last_is_shown_saved_and_printed(
    manager: Manager, writer: Printing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = opened(manager)
    manager.wait(lambda: area.drawn is not None)
    assert area.period == Period(ReportKind.DAY, TUESDAY, TUESDAY)
    assert area.card.title.text == "Báo cáo ngày 24/11/2026"
    assert area.card.word.text == "3 trang A4"
    assert area.choice.picker.period == area.period

    manager.wait(lambda: "khớp" in area.closing.verdict.text)
    assert area.closing.verdict.text == "Đã đối chiếu: khớp với nhật ký"
    assert area.closing.state.text == "Đã chốt lúc 09:00, 24/11/2026"
    assert area.closing.lines[0].startswith("Lượt đến\u00a02; Đã phục vụ\u00a00")
    assert area.closing.lines[-1].startswith("Bổ sung 1 lúc 09:00, 24/11/2026, số A002: Lượt đến\u00a01\u00a0→\u00a02")

    area.save.click()
    assert area.sheet is not None
    assert area.sheet.view.name_field.text() == "report-day-20261124"

    def full(_file: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(report_files, "_write", full)
        area.sheet.view.taken.emit(str(tmp_path / "báo cáo.xlsx"))
        manager.wait(lambda: area.sheet is not None and area.sheet.trouble.text.startswith("Ổ đĩa đã đầy"))
    assert list(tmp_path.glob("*.xlsx")) == []
    area.sheet.view.taken.emit(str(tmp_path / "báo cáo.xlsx"))
    manager.wait(lambda: area.sheet is None)
    assert (tmp_path / "báo cáo.xlsx").read_bytes().startswith(b"PK")
    assert manager.said == f"Đã ghi {tmp_path}/báo cáo.xlsx"

    area.print.click()
    manager.wait(lambda: manager.said == "Đã gửi sang máy in phong-hop")
    writer.names = ("van-thu", "phong-hop")
    area.print.click()
    manager.wait(lambda: any(one.isVisible() for one in area.window().findChildren(FindSheet)))
    (sheet,) = [one for one in area.window().findChildren(FindSheet) if one.isVisible()]
    sheet.keys[0].click()
    manager.wait(lambda: len(writer.printed) == 2)
    assert writer.printed[1] == ("van-thu", "Báo cáo ngày 24/11/2026", b"%PDF")
    exports = [json.loads(one.body) for one in records(manager.office) if one.kind == Event.DATA_EXPORTED]
    assert [one["by"] for one in exports] == [EDITOR] * 4, "also of what the disk did not take"
    assert (exports[0]["first"], exports[0]["last"]) == ("2026-11-24", "2026-11-24")


def test_two_periods_are_compared_and_a_count_is_stopped(manager: Manager, monkeypatch: pytest.MonkeyPatch) -> None:
    area = opened(manager)
    manager.wait(lambda: area.drawn is not None)
    area.choice.two.click()
    manager.wait(lambda: area.drawn is not None and area.drawn.name.startswith("report-compare"))
    assert area.closing.isHidden()
    area.choice.dates[2].changed.emit(date(2026, 11, 2))
    assert area.period == Period(ReportKind.COMPARE, TUESDAY, TUESDAY, (date(2026, 11, 2), date(2026, 11, 17)))
    manager.wait(lambda: area.drawn is not None)
    assert area.drawn is not None
    assert area.drawn.name == "report-compare-20261124-20261102-20261117"
    area.choice.dates[0].changed.emit(date(2098, 1, 1))
    manager.wait(lambda: "trước ngày bắt đầu" in area.paper.sentence.text)
    assert not area.save.isEnabled()

    begun, go_on, asked = Flag(), Flag(), list[Period]()

    def slow(office: Office, period: Period, progress: Progress) -> ReportView:
        asked.append(period)
        if period.kind is not ReportKind.YEAR:
            return report_view(office, period, progress)
        progress(3, 250)
        begun.set()
        go_on.wait(PATIENCE_S)
        if not progress(4, 250):
            raise CounterError("report.stopped")
        raise AssertionError("nobody stopped the count")

    monkeypatch.setattr(area_module, "report_view", slow)
    year = Period.around(ReportKind.YEAR, TUESDAY)
    area.choose(year)
    manager.wait(lambda: begun.is_set() and area.paper.stop.isVisible())
    assert area.paper.counted.text == "Đã tính 3/250 ngày"
    area.paper.stop.click()
    go_on.set()
    manager.wait(area.paper.again.isVisible)
    assert area.paper.sentence.text == "Đã dừng. Chưa lập báo cáo."

    go_on.clear()
    area.paper.again.click()
    manager.wait(lambda: asked == [year, year] and area.paper.stop.isVisible())
    area.choose(Period.around(ReportKind.WEEK, TUESDAY))
    go_on.set()
    manager.wait(lambda: area.drawn is not None and area.drawn.name == "report-week-20261123-20261129")
    assert asked[-1].kind is ReportKind.WEEK


def test_the_database_away_while_the_window_is_open_is_said(manager: Manager) -> None:
    area = opened(manager)
    manager.wait(lambda: area.drawn is not None)
    manager.branch.is_away = True
    area.choose(Period.around(ReportKind.WEEK, TUESDAY))
    manager.wait(area.paper.again.isVisible)
    assert area.paper.sentence.text == "Chưa lập được báo cáo."
    manager.branch.is_away = False
    area.paper.again.click()
    manager.wait(lambda: area.drawn is not None)
    manager.window.lock()
    assert (area.period, area.drawn) == (None, None)
