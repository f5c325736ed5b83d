"""Check the manager's window on a real branch: a draft from the first key to the published version."""

import re
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import resources
import ui.manager
from kiosk.branch.setup import drafts, people, publishing
from kiosk.branch.setup.publishing import Author
from kiosk.branch.staff import choose_secret, sign_in
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.program_status import BranchCommit
from kiosk.domain.setup import edits
from kiosk.domain.setup.document import Document, Span
from kiosk.domain.setup.draft import SetupPage
from kiosk.domain.setup.values import value_at, with_value
from tests.branch.stations.test_staff_exit import journalled
from tests.conftest import PIN
from tests.ui.manager.manager_hands import EDITOR, Manager
from ui.manager.differences import DifferenceRow, DifferencesPage, VersionKey
from ui.manager.foot import FootAct
from ui.manager.form.number import NumberField
from ui.manager.pages.services import ServicesPage
from ui.manager.places import places

WHY = "Phân công lại quầy"


def opens_all_week(document: Document) -> Document:
    """Return the sample with hours, without which no version can be published in earnest."""
    for day in ("mon", "tue", "wed", "thu", "fri"):
        document = with_value(document, ("hours", day), (Span.from_text("07:00-11:30"), Span.from_text("13:30-17:00")))
    return document


def services(manager: Manager) -> ServicesPage:
    page = manager.window.page
    assert isinstance(page, ServicesPage)
    return page


def reason(manager: Manager, text: str) -> None:
    manager.put(manager.window.differences.reason.lines, text)


def test_a_target_is_changed_compared_and_published_with_a_reason(manager: Manager) -> None:
    publishing.change(manager.office, opens_all_week)
    manager.enter()
    window, page = manager.window, services(manager)
    code = window.settings.document.services[0].code
    place = ("services", code, "target_minutes")
    before = value_at(window.settings.document, place)
    page.service_keys[0].click()
    assert not window.foot.keys[FootAct.PUBLISH].isEnabled()
    target = page.service_form.rows.rows[("target_minutes",)].control
    assert isinstance(target, NumberField)
    target.more.click()
    assert value_at(window.settings.document, place) == before + 5
    row = page.service_form.rows.rows[("target_minutes",)]
    assert row.note.text == f"Đang dùng: {before} phút"
    manager.act(FootAct.PUBLISH)
    assert window.is_comparing, "the differences are shown before anything is published"
    manager.act(FootAct.PUBLISH)
    assert manager.said == "Hãy ghi lý do thay đổi."
    reason(manager, WHY)
    manager.act(FootAct.PUBLISH)
    manager.wait(lambda: publishing.history(manager.office)[0].version == 3)
    manager.wait(lambda: manager.said.startswith("Đã công bố bản 3"))
    now = publishing.history(manager.office)[0]
    assert (now.by, now.reason) == (EDITOR, WHY)
    assert value_at(publishing.document_in_force(manager.office), place) == before + 5
    assert window.settings.changes == ()


def test_a_draft_survives_the_window_and_the_lock(manager: Manager) -> None:
    manager.enter()
    window = manager.window
    document = with_value(window.settings.document, ("limits", "recall_limit"), 5)
    window.settings.put(document)
    manager.clock.advance(timedelta(minutes=publishing_lock(manager)))
    window.tick()
    assert (window.stack.currentIndex(), manager.said) == (0, window.kit.tell("locked"))
    assert not window.settings.is_ready, "nothing of the draft is left on a locked screen"
    manager.enter()
    assert window.settings.document == document
    assert manager.said.startswith("Đã mở lại bản nháp có 1 thay đổi")


def publishing_lock(manager: Manager) -> int:
    assert manager.window.setup is not None
    return manager.window.setup.lock_minutes + 1


def test_a_lock_closes_what_shows_the_draft(manager: Manager) -> None:
    manager.enter()
    page = services(manager)
    page.add_service.click()
    sheet = page.sheet
    assert sheet.isVisible()
    manager.window.lock()
    assert sheet.isHidden()


def test_tab_stays_on_an_open_sheet(manager: Manager) -> None:
    manager.enter()
    page = services(manager)
    page.add_field.click()
    sheet, seen = page.sheet, set()
    for _ in range(6):
        QTest.keyClick(manager.window.focusWidget() or manager.window, Qt.Key.Key_Tab)
        focus = manager.window.focusWidget()
        assert focus is not None
        assert sheet.isAncestorOf(focus)
        seen.add(type(focus).__name__)
    assert {"TextEntry", "Key"} <= seen


def test_a_branch_that_is_away_keeps_the_draft_in_the_window(manager: Manager) -> None:
    publishing.change(manager.office, opens_all_week)
    manager.enter()
    window, branch = manager.window, manager.branch
    branch.is_away = True
    window.settings.set(("limits", "recall_limit"), 5)
    window.saver.save()
    manager.wait(lambda: manager.said == window.kit.tell("away.title"))
    window.compare()
    reason(manager, WHY)
    manager.act(FootAct.PUBLISH)
    manager.wait(lambda: not window.is_busy)
    assert len(window.settings.changes) == 1
    branch.is_away = False
    window.load()
    manager.wait(lambda: not window.saver.is_pending and not manager.said)
    assert drafts.settings_view(manager.office, editor(manager)).draft.document == window.settings.document


def test_only_managers_and_administrators_are_offered(manager: Manager) -> None:
    page = manager.window.sign_in
    manager.wait(page.keys[0].isVisible)
    assert [key.login for key in page.keys if key.isVisible()] == [EDITOR]
    assert page.keys[0].isChecked(), "there is nobody else to choose"


def test_one_difference_is_taken_back_by_its_key_and_the_draft_is_dropped(manager: Manager) -> None:
    manager.enter()
    window = manager.window
    start = window.settings.document
    window.settings.put(with_value(opens_all_week(start), ("limits", "recall_limit"), 5))
    manager.act(FootAct.COMPARE)
    page = window.page
    assert isinstance(page, DifferencesPage)
    rows = page.findChildren(DifferenceRow)
    count = len(window.settings.changes)
    next(row for row in rows if "giới hạn" in row.accessibleName().lower()).key.click()
    assert len(window.settings.changes) == count - 1
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(window.settings.changes) == count, "Ctrl+Z takes the last step back"
    manager.save()
    manager.act(FootAct.EDIT)
    manager.act(FootAct.DROP)
    assert window._sheet is not None
    window._sheet.keys[1].click()
    manager.wait(lambda: not window.settings.changes)
    assert window.settings.document == start
    manager.wait(lambda: drafts.settings_view(manager.office, editor(manager)).saved_at is None)


def editor(manager: Manager) -> int:
    assert manager.window.editor is not None
    return manager.window.editor.id


def test_who_published_meanwhile_is_shown_and_the_own_changes_stay(manager: Manager) -> None:
    publishing.change(manager.office, opens_all_week)
    manager.enter()
    window = manager.window
    window.settings.set(("limits", "recall_limit"), 5)
    theirs = publishing.change(
        manager.office, lambda one: with_value(one, ("limits", "daily_cap"), 2), Author("hoa", "Hai số mỗi người")
    )
    window.told(BranchCommit(1))
    manager.wait(lambda: window._sheet is not None)
    assert window._sheet is not None
    window._sheet.keys[0].click()
    assert window.settings.draft.based_on == theirs.version
    assert [one.path for one in window.settings.changes] == [("recall_limit",)]
    assert window.settings.document.limits.daily_cap == 2
    reason(manager, WHY)
    manager.act(FootAct.PUBLISH)
    manager.wait(lambda: publishing.history(manager.office)[0].version == theirs.version + 1)
    manager.wait(lambda: not window.is_busy)


def test_an_older_version_comes_back_and_first_pins_are_shown_once(manager: Manager) -> None:
    publishing.change(manager.office, opens_all_week)
    manager.enter()
    window = manager.window
    window.settings.put(edits.add_person(window.settings.document, "lan", "Nguyễn Thị Lan", StaffRole.CLERK))
    window.compare()
    reason(manager, "Thêm người")
    manager.act(FootAct.PUBLISH)
    manager.wait(lambda: window._sheet is not None)
    assert window._sheet is not None
    window._sheet.keys[0].click()
    manager.wait(lambda: not window.is_busy and not window.settings.changes)
    key = window.differences.history.findChildren(VersionKey)[0]
    key.click()
    window.differences.sheet.keys[1].click()
    manager.wait(lambda: publishing.history(manager.office)[0].version == 4)
    manager.wait(lambda: manager.said.startswith("Đã công bố bản 4"))
    assert all(one.login != "lan" for one in publishing.document_in_force(manager.office).staff)


def test_what_is_typed_while_a_version_is_published_stays_a_draft(manager: Manager) -> None:
    publishing.change(manager.office, opens_all_week)
    manager.enter()
    window = manager.window
    window.settings.set(("limits", "recall_limit"), 5)
    window.compare()
    reason(manager, WHY)
    manager.act(FootAct.PUBLISH)
    window.settings.set(("limits", "daily_cap"), 2)
    manager.wait(lambda: window.settings.draft.based_on == 3)
    assert [one.path for one in window.settings.changes] == [("daily_cap",)]
    manager.save()


def test_a_look_at_the_branch_while_publishing_does_not_save_the_draft_again(manager: Manager) -> None:
    publishing.change(manager.office, opens_all_week)
    manager.enter()
    window = manager.window
    window.settings.set(("limits", "recall_limit"), 5)
    window.compare()
    reason(manager, WHY)
    window.load()  # its answer comes while the draft is being saved for the last time
    manager.act(FootAct.PUBLISH)
    manager.wait(lambda: window.settings.draft.based_on == 3)
    assert window.settings.changes == ()


def test_a_draft_stays_when_an_older_version_comes_back(manager: Manager) -> None:
    publishing.change(manager.office, opens_all_week)
    publishing.change(manager.office, lambda one: with_value(one, ("limits", "daily_cap"), 2))
    manager.enter()
    window = manager.window
    window.settings.set(("limits", "recall_limit"), 5)
    window.compare()
    window.differences.history.findChildren(VersionKey)[0].click()
    window.differences.sheet.keys[1].click()
    manager.wait(lambda: window._sheet is not None)
    assert window._sheet is not None
    window._sheet.keys[0].click()
    assert [one.path for one in window.settings.changes] == [("recall_limit",)]
    assert (window.settings.draft.based_on, window.settings.document.limits.daily_cap) == (4, None)
    manager.save()


def test_a_new_service_gets_a_code_and_its_problem_stands_in_the_foot(manager: Manager) -> None:
    publishing.change(manager.office, opens_all_week)
    manager.enter()
    window, page = manager.window, services(manager)
    page.add_service.click()
    manager.put(page.sheet.entry("name"), "Nuôi con nuôi")
    page.sheet.main.click()
    mine = [one for one in window.settings.document.services if one.field == "HT"]
    new = mine[-1]
    assert (new.code, page.service) == ("HT-NCN", "HT-NCN")
    assert "Chưa quầy nào nhận việc" in window.foot.text.text
    assert not window.foot.keys[FootAct.PUBLISH].isEnabled()
    window.settings.put(edits.serve(window.settings.document, 1, new.code, serves=True))
    assert window.foot.keys[FootAct.PUBLISH].isEnabled()
    page.up.click()
    assert [one.code for one in window.settings.document.services if one.field == "HT"][-2] == "HT-NCN"
    page.retire.click()
    assert window.settings.changes == ()


def test_the_draft_is_written_as_a_workbook_and_taken_from_a_file(manager: Manager, tmp_path: Path) -> None:
    manager.enter()
    window = manager.window
    changed = with_value(window.settings.document, ("limits", "recall_limit"), 5)
    window.settings.put(changed)
    window.compare()
    manager.act(FootAct.EXPORT)
    assert window.files.sheet is not None
    window.files.sheet.view.name_field.setText(str(tmp_path / "ban-2"))
    window.files.sheet.main.click()
    file = tmp_path / "ban-2.xlsx"
    manager.wait(lambda: file.exists() and manager.said == f"Đã ghi {file}.")
    exported = [("export:setup", {"by": EDITOR, "what": "setup"})]
    manager.wait(lambda: journalled(manager.office, Event.DATA_EXPORTED) == exported)
    window.settings.undo()
    assert window.settings.changes == ()
    window.differences.open_file.click()
    sheet = window.files.sheet
    assert sheet is not None
    field = sheet.view.name_field
    field.setText(str(tmp_path / "none.toml"))
    QTest.keyClick(field, Qt.Key.Key_Return)
    manager.wait(lambda: "none.toml" in sheet.trouble.text)
    field.setText(str(tmp_path))
    sheet.main.click()
    assert (sheet.folder.text, field.text()) == (str(tmp_path), ""), "a folder is entered"
    field.setText("ban-2.xlsx")
    sheet.main.click()
    manager.wait(lambda: window.settings.document == changed)
    window.differences.open_file.click()
    sheet = window.files.sheet
    assert sheet is not None
    QTest.keyClick(sheet.view.name_field, Qt.Key.Key_Escape)
    assert sheet.isHidden()


def test_home_and_each_plugged_in_drive_are_offered(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    assert places(tmp_path) == (Path.home(), tmp_path / "media"), "a drive will appear there"
    stick, other = tmp_path / "media" / "kiosk" / "KINGSTON", tmp_path / "run" / "media" / "kiosk" / "USB"
    for folder in (stick, other):
        folder.mkdir(parents=True)
    assert places(tmp_path) == (Path.home(), stick, other)


def test_every_page_counts_its_changes(manager: Manager) -> None:
    manager.enter()
    window = manager.window
    window.settings.set(("limits", "recall_limit"), 5)
    assert window.nav.keys[SetupPage.CALLING].accessibleDescription() == "1 thay đổi chưa công bố"
    assert window.nav.keys[SetupPage.SERVICES].accessibleDescription() == ""


def test_every_sentence_of_the_window_exists_in_both_languages() -> None:
    """`Kit.tell` adds the first part of a key, so the rule for other windows does not see these."""
    folder = Path(ui.manager.__file__).parent
    told = {key for file in folder.rglob("*.py") for key in re.findall(r'tell\(\s*"([a-z_.]+)"', file.read_text())}
    assert len(told) > 60
    for language in ("vi", "en"):
        assert {key for key in told if f"manager.{key}" not in resources.texts(language)} == set()


def test_safety_10_a_first_pin_is_replaced_before_the_settings_open(manager: Manager) -> None:
    people.set_secret(manager.office, EDITOR, "803172")
    page, window = manager.window.sign_in, manager.window
    manager.wait(page.keys[0].isVisible)
    page.entered.emit(EDITOR, "803172")
    manager.wait(window.own_pin.isVisible)
    assert not window.tabs.isVisible()
    for pin, title in (("112233", "Mã này dễ đoán"), ("402819", ""), ("402819", "")):
        QTest.keyClicks(window.own_pin, pin)
        window.own_pin.enter.click()
        assert window.banner.isVisible() == bool(title)
        assert window.banner.title.startswith(title)
    manager.wait(lambda: window.settings.is_ready and window.tabs.isVisible())
    assert not sign_in(manager.office, EDITOR, "402819").is_first_secret


def test_safety_10_a_changed_pin_locks_the_open_window(manager: Manager) -> None:
    manager.enter()
    manager.clock.advance(timedelta(seconds=1))
    choose_secret(manager.office, EDITOR, PIN, "402819")
    manager.window.load()
    manager.wait(lambda: manager.window.editor is None)
    assert not manager.window.tabs.isVisible()
    assert manager.window.banner.title.startswith("Mã PIN hoặc quyền của")
