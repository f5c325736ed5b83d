"""Check the pages People, One visit and Journal on a real branch."""

from datetime import timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.domain.journal import Event
from kiosk.gallery import history
from kiosk.program.texts import texts
from tests.players import Clerk, take
from tests.ui.manager.manager_hands import Manager
from ui.manager.analysis.area import AnalysisArea
from ui.manager.analysis.history.audit import AuditArea
from ui.manager.analysis.history.clerks import ClerksArea
from ui.manager.analysis.history.story import StoryPanel, exact_words
from ui.manager.analysis.history.visit import VisitArea
from ui.manager.analysis.pages import AnalysisPage
from ui.manager.area import ManagerArea
from ui.manager.areas import ManagerTab
from ui.manager.parts.definition import DefinitionSheet
from ui.manager.sheets import FindSheet, TellSheet
from ui.theme import Theme
from ui.widgets import Text

Area = TypeVar("Area", bound=ManagerArea)


def opened(manager: Manager, page: AnalysisPage, kind: type[Area]) -> Area:
    manager.window.open_tab(ManagerTab.ANALYSIS)
    (analysis,) = manager.window.findChildren(AnalysisArea)
    analysis.open_page(page)
    (area,) = manager.window.findChildren(kind)
    return area


def served(manager: Manager) -> None:
    """Let a citizen wait for 12 minutes and be served for 5."""
    take(manager.office)
    clerk = Clerk(manager.office).open()
    manager.clock.advance(timedelta(minutes=12))
    clerk.called()
    clerk.start()
    manager.clock.advance(timedelta(minutes=5))
    clerk.finish()


def test_a_manager_reads_people_a_visit_and_the_journal(manager: Manager) -> None:
    served(manager)
    manager.enter()
    people = opened(manager, AnalysisPage.PEOPLE, ClerksArea)
    manager.wait(lambda: people.view is not None)
    (line,) = people.table.lines
    assert [cell.text for cell in line.cells] == ["Nguyễn Thị An", "1", "5 phút", "5 phút", "–", "–"]
    assert (line.lit, {cell.tone for cell in line.cells}) == (False, {None}), "no figure of a person is marked"
    assert "không phải xếp hạng" in people.note.title
    people.define.click()
    (definitions,) = manager.window.findChildren(DefinitionSheet)
    assert len(definitions.lines) == 4
    definitions.dismiss()
    people.picker.back.click()
    manager.wait(lambda: people.table.lines == ())
    assert people.nothing.text == "Kỳ này chưa có số liệu."

    visit = opened(manager, AnalysisPage.VISIT, VisitArea)
    QTest.keyClicks(visit.number, "a1")
    QTest.keyClick(visit.number, Qt.Key.Key_Return)
    manager.wait(lambda: len(visit.panels) == 1)
    (panel,) = visit.panels
    assert panel.lengths.text == "Đã phục vụ · chờ 12 phút · phục vụ 5 phút"
    assert panel.earlier.text == "Không có số cùng việc nào lấy sau mà được gọi trước."
    called = panel.rows[1]
    assert (called.what.text, called.where.text) == ("Gọi đến Quầy số 1", "Quầy số 1 · Nguyễn Thị An")
    assert (called.after.text, called.why.text) == ("sau 12 phút", "Vì sao đến lượt: Đến sớm nhất trong hàng thường")
    visit.number.setText("B777")
    visit.show_key.click()
    manager.wait(lambda: visit.panels == [])
    assert visit.message.text == "Ngày 24/11/2026 không có số B777."
    visit.number.setText("xin chào")
    visit.show_key.click()
    manager.wait(lambda: "chưa phải một số" in visit.message.text)

    audit = opened(manager, AnalysisPage.AUDIT, AuditArea)
    manager.wait(lambda: len(audit.lines) > 0)
    assert audit.lines[0].kind == Event.STAFF_SIGNED_IN
    assert audit.table.lines[0].cells[1].text == "Đỗ Văn Hải"
    audit.person.key.click()
    (sheet,) = manager.window.findChildren(FindSheet)
    assert [key.value for key in sheet.keys] == ["", "Đỗ Văn Hải"]
    sheet.keys[1].click()
    assert (audit.who, len(audit.table.lines)) == ("Đỗ Văn Hải", 1)

    manager.branch.is_away = True
    audit.look()
    manager.wait(lambda: manager.window.is_away)
    assert len(audit.table.lines) == 1, "what was read stays"
    manager.branch.is_away = False
    manager.window.lock()
    assert (people.view, visit.panels, audit.lines) == (None, [], ()), "a locked window keeps nothing"


def test_the_journal_tells_everything_that_a_version_changed(manager: Manager) -> None:
    manager.enter()
    audit = opened(manager, AnalysisPage.AUDIT, AuditArea)
    manager.wait(lambda: len(audit.lines) > 0)
    assert audit.changes.isHidden(), "the first version changed nothing"
    audit.show_lines(history.audit())
    assert not audit.changes.isHidden()
    assert any("và 1 thay đổi khác" in line.cells[2].text for line in audit.table.lines)
    audit.changes.click()
    (sheet,) = manager.window.findChildren(TellSheet)
    said = [one.text for one in sheet.findChildren(Text)]
    assert sum(one.startswith("– ") for one in said) == 3
    assert any(one.startswith("Công bố bản thiết lập 9, 20/11/2026 08:01 · Đỗ Văn Hải") for one in said)


def test_the_newest_question_wins(manager: Manager) -> None:
    manager.enter()
    people = opened(manager, AnalysisPage.PEOPLE, ClerksArea)
    for _ in range(3):
        people.picker.back.click()
    wanted = people.picker.period
    assert wanted is not None
    manager.wait(lambda: people.view is not None)
    assert people.view is not None
    assert people.view.first == wanted.first


def test_two_visits_of_one_number_in_a_day_are_both_shown(manager: Manager) -> None:
    manager.enter()
    visit = opened(manager, AnalysisPage.VISIT, VisitArea)
    visit.number.setText("A041")
    visit.show_stories(history.stories("A041") * 2)
    assert len(visit.panels) == 2
    assert visit.message.text == "Có 2 lượt mang số này, lượt sớm nhất trước."


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 giây"), (59, "59 giây"), (120, "2 phút"), (3_725, "1 giờ 2 phút 5 giây")]
)
def test_a_length_is_told_to_the_second(seconds: int, words: str) -> None:
    assert exact_words(seconds, texts("vi")) == words


@pytest.mark.usefixtures("qapp")
def test_a_story_is_read_by_assistive_programs() -> None:
    (story,) = history.stories("A041")
    panel = StoryPanel(Theme.desk(), texts("en"), story)
    said = [row.what.accessibleName() for row in panel.rows]
    assert said[:3] == ["Number taken", "Slip printed", "Called to counter 2"]
    panel.deleteLater()
