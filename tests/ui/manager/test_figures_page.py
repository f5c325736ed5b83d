"""Check the page of figures: what it shows, its definitions and visits, its filters, and what it does without data."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest

from kiosk.branch.analysis import AnalysisView
from kiosk.domain.measures.analysis import AnalysisQuestion
from kiosk.domain.measures.definitions import MEASURES
from kiosk.domain.measures.figures import Selection
from kiosk.domain.measures.report import ReportKind
from kiosk.gallery import analysis
from kiosk.program.texts import texts
from tests.conftest import MORNING
from tests.players import Clerk, take
from tests.ui.manager.manager_hands import Manager
from ui.manager.analysis.figures import charts
from ui.manager.analysis.figures.area import FiguresArea
from ui.manager.analysis.figures.visits import VisitsSheet
from ui.manager.areas import ManagerTab
from ui.manager.parts.chart import Bar, Chart
from ui.manager.parts.definition import DefinitionSheet
from ui.manager.sheets import AskSheet, FindSheet, FormSheet

VI = texts("vi")
A_WEEK = timedelta(days=7)


def sheet_of(area: FiguresArea, kind: type[FormSheet]) -> FormSheet:
    (found,) = (one for one in area.window().findChildren(kind) if one.isVisible())
    return found


@pytest.fixture
def area(manager: Manager) -> FiguresArea:
    """Sign in on a day with one served visit, and look at the figures."""
    take(manager.office)
    clerk = Clerk(manager.office).open()
    manager.clock.advance(timedelta(minutes=12))
    clerk.called()
    clerk.start()
    manager.clock.advance(timedelta(minutes=4))
    clerk.finish()
    manager.enter()
    manager.window.open_tab(ManagerTab.ANALYSIS)
    (found,) = manager.window.findChildren(FiguresArea)
    manager.wait(lambda: found.page.view is not None)
    return found


def test_the_page_shows_figures_their_definitions_and_the_visits_behind_them(
    manager: Manager, area: FiguresArea
) -> None:
    page = area.page
    assert {key: one.figure for key, one in page.headlines.items()} == {
        "arrivals": "1",
        "wait_median_s": "12",
        "wait_p90_s": "12",
        "service_median_s": "4",
        "wait_in_target_share": "100",
        "no_shows": "0",
    }
    manager.wait(lambda: all(place.is_drawn for place in page.places))
    assert all(place.accessibleDescription() for place in page.places)
    assert page.stand.text.startswith("Số liệu đến 09:16")
    assert "9 giờ 12 phút" in page.heat.accessibleDescription()
    page.heat_card.key.click()
    sheet = sheet_of(area, DefinitionSheet)
    assert isinstance(sheet, DefinitionSheet)
    assert sheet.lines[0].text == VI.say("measure.wait_median_s.means")
    sheet.keys[0].click()
    manager.wait(lambda: any(one.isVisible() for one in area.window().findChildren(VisitsSheet)))
    visits = sheet_of(area, VisitsSheet)
    assert isinstance(visits, VisitsSheet)
    (line,) = visits.table.lines
    assert [one.text for one in line.cells[1:]][:1] == ["A001"]
    assert line.cells[6].text == "1"
    visits.dismiss()
    picks = QSignalSpy(page.heat.picked)
    for _, place in page.heat.places():
        QTest.mouseClick(page.heat, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    assert [picks.at(one)[1] for one in range(picks.count())] == [9], "a cell without a wait opens nothing"
    manager.wait(lambda: any(one.isVisible() for one in area.window().findChildren(VisitsSheet)))
    visits = sheet_of(area, VisitsSheet)
    assert isinstance(visits, VisitsSheet)
    assert [line.cells[1].text for line in visits.table.lines] == ["A001"]
    visits.dismiss()
    page.help.click()
    every = sheet_of(area, DefinitionSheet)
    assert isinstance(every, DefinitionSheet)
    assert len(every.lines) == len(MEASURES)


def test_a_day_without_data_is_a_dash_and_a_period_in_the_future_a_sentence(
    manager: Manager, area: FiguresArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, shown, show = area.page, list[date](), area.page.show_view

    def note(view: AnalysisView) -> None:
        shown.append(view.analysis.period.first)
        show(view)

    monkeypatch.setattr(page, "show_view", note)
    monday = MORNING.date() - timedelta(days=MORNING.weekday())
    for _ in range(3):
        page.picker.back.click()
    wanted = monday - 3 * A_WEEK
    manager.wait(lambda: page.view is not None and page.view.analysis.period.first == wanted)
    assert shown == [wanted], "the newest question wins"
    assert {one.figure for one in page.headlines.values()} == {"–"}
    assert all(cell.text in ("–", "") for line in page.services.lines for cell in line.cells[1:])
    assert page.picker.on.isEnabled()
    page.show_counting(3, 20)
    assert page.stand.text == "Đã tính 3/20 ngày"
    a_period_in_the_future_is_a_sentence(manager, area)


def a_period_in_the_future_is_a_sentence(manager: Manager, area: FiguresArea) -> None:
    area.question = AnalysisQuestion(ReportKind.DAY, date(2030, 1, 1))
    area.look()
    manager.wait(area.page.trouble.isVisible)
    assert "01/01/2030" in area.page.trouble.text
    assert not area.page.cards.isVisible()
    area.page.picker.kinds[ReportKind.DAY].click()
    manager.wait(area.page.cards.isVisible)
    assert not area.page.trouble.isVisible()


def test_the_database_away_while_the_window_is_open_is_said_and_the_figures_come_back(
    manager: Manager, area: FiguresArea
) -> None:
    manager.branch.is_away = True
    area.page.picker.kinds[ReportKind.MONTH].click()
    manager.wait(lambda: bool(manager.said))
    manager.branch.is_away = False
    area.look()
    manager.wait(lambda: area.page.view is not None and area.page.view.analysis.period.kind is ReportKind.MONTH)


def test_filters_choose_what_is_counted(manager: Manager, area: FiguresArea) -> None:
    page = area.page
    area.filters.service.click()
    services = sheet_of(area, FindSheet)
    assert isinstance(services, FindSheet)
    last = services.keys[-1]
    last.click()
    manager.wait(lambda: page.headlines["arrivals"].figure == "0")
    assert last.label in area.filters.service.label
    area.filters.service.click()
    again = sheet_of(area, FindSheet)
    assert isinstance(again, FindSheet)
    again.keys[0].click()
    manager.wait(lambda: page.headlines["arrivals"].figure == "1")
    area.filters.more.click()
    more = sheet_of(area, AskSheet)
    assert isinstance(more, AskSheet)
    more.values["weekdays"] = (6,)
    more.main.click()
    manager.wait(lambda: page.headlines["arrivals"].figure == "–")
    assert area.filters.selection == Selection(weekdays=frozenset({6}))
    assert page.heat.weekdays == ()
    manager.window.lock()
    assert (area.filters.selection, page.view) == (Selection(), None)
    assert {one.figure for one in page.headlines.values()} == {"–"}


def view(kind: str = "week", day: date | None = None) -> AnalysisView:
    return analysis.analysis(AnalysisQuestion(ReportKind(kind), day))


def test_a_chart_shows_what_still_runs_and_leaves_the_future_out() -> None:
    chart = charts.by_time(view(), charts.minutes, VI, "phút")
    assert [one.is_running for one in chart.bars] == [False] * 4 + [True]
    assert all(one.value for one in chart.bars)
    assert [words for _at, words in chart.ticks] == ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu"]
    month = charts.by_time(view("month"), charts.minutes, VI, "phút")
    assert [one.value is None for one in month.bars[20:]] == [True] * 10
    assert "20/11: " in month.spoken
    assert "22/11: – (tháng trước: " in month.spoken, "a day that is not known is a dash"


def test_a_day_has_the_week_before_and_earlier_weeks_as_lines() -> None:
    chart = charts.by_time(view("day"), charts.arrivals, VI, "lượt")
    assert [one.is_behind for one in chart.lines] == [True, True, True, False]


def test_waits_are_marked_by_median_and_nine_in_ten() -> None:
    chart = charts.waits(view(), VI)
    assert [one.words.split(" ")[0] for one in chart.marks] == ["Trung", "9"]
    assert chart.marks[0].at < chart.marks[1].at
    assert charts.waits(analysis.empty(AnalysisQuestion()), VI).spoken == "Không có số liệu."


def test_the_scale_of_a_chart_ends_at_a_round_number() -> None:
    ends = [Chart((Bar(most),)).scale() for most in (0, 1, 17, 31, 248, 2480)]
    assert ends == [(1, 1), (1, 1), (20, 5), (40, 10), (250, 50), (2500, 500)]


def test_numbers_have_the_thousands_of_the_language() -> None:
    october = view("month", date(2026, 10, 1))
    assert "1.8" in charts.waits(october, VI).spoken
    assert "1,8" in charts.waits(october, texts("en")).spoken
