"""Check the page on which a branch chooses its colours and its roundel."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from kiosk.branch.setup import publishing
from kiosk.branch.setup.publishing import document_in_force
from kiosk.domain.look import NO_ROUNDEL, USUAL_LOOK
from kiosk.domain.program_status import BranchCommit
from kiosk.domain.setup.draft import SetupPage
from tests.domain.test_artwork import BAD, png, svg
from tests.ui.manager.manager_hands import Manager
from tests.ui.manager.test_manager_window import opens_all_week
from ui.manager.foot import FootAct
from ui.manager.look import roundel as roundel_module
from ui.manager.look.pictures import pictures_here
from ui.manager.pages.look import LookPage

WHY = "Theo bộ nhận diện của tỉnh"


@pytest.fixture
def page(manager: Manager, monkeypatch: pytest.MonkeyPatch) -> LookPage:
    publishing.change(manager.office, opens_all_week)
    monkeypatch.setattr(roundel_module, "pictures_here", tuple)
    manager.enter()
    manager.window.open_page(SetupPage.LOOK)
    page = manager.window.page
    assert isinstance(page, LookPage)
    return page


def put_picture(manager: Manager, page: LookPage, file: Path) -> None:
    """Type the path of a picture on the sheet."""
    page.roundel.choose.click()
    manager.wait(lambda: page.roundel.sheet is not None and page.roundel.sheet.isVisible())
    sheet = page.roundel.sheet
    assert sheet is not None
    manager.put(sheet.path, str(file))
    QTest.keyClick(sheet.path, Qt.Key.Key_Return)


def test_a_colour_that_fails_is_said_with_its_cure(manager: Manager, page: LookPage) -> None:
    row, check = page.colours.rows["main"], page.colours.checks["main"]
    assert not check.good.isHidden()
    row.entry.selectAll()
    manager.put(row.entry, "#8f0f1a")
    row.entry.textEdited.emit(row.entry.text())
    assert manager.window.settings.document.look.main.to_text() == "#8F0F1A"
    assert (check.caution.title.text, check.caution.text.text) == (
        "Chữ trắng trên màu chính chưa rõ",
        "Tương phản 9,3, cần từ 10",
    )
    assert not manager.window.foot.keys[FootAct.PUBLISH].isEnabled()
    check.cure.click()
    assert manager.window.settings.document.look.main.to_text() == "#860E18"
    assert check.caution.isHidden()
    assert row.note.text == "Đang dùng: #86060F"
    row.undo.click()
    assert manager.window.settings.changes == ()


def test_what_is_no_colour_is_said_and_not_taken(manager: Manager, page: LookPage) -> None:
    row = page.colours.rows["accent"]
    row.entry.selectAll()
    manager.put(row.entry, "vàng")
    row.entry.typed.emit(row.entry.text())
    assert "không phải màu" in row.note.text
    assert manager.window.settings.document.look == USUAL_LOOK


def test_a_named_palette_is_put_on_at_once(manager: Manager, page: LookPage) -> None:
    son, lam, _luc = page.colours.names
    assert (son.isChecked(), page.colours.own.isChecked()) == (True, False)
    lam.click()
    look = manager.window.settings.document.look
    assert (look.main.to_text(), look.identity.to_text()) == ("#0D3B66", "#1B62A5")
    assert lam.isChecked()
    page.colours.rows["main"].undo.click()
    assert page.colours.own.isChecked(), "main of one name, identity of another"
    son.click()
    assert manager.window.settings.changes == ()


def test_the_pictures_show_the_draft(manager: Manager, page: LookPage) -> None:
    page.colours.names[1].click()
    page.previews.draw()
    for shown in (page.previews.kiosk, page.previews.board):
        picture = shown.grab().toImage()
        assert QColor(picture.pixel(picture.width() // 2, 8)).name() == "#0d3b66"


def test_a_roundel_goes_into_the_draft_and_into_force(manager: Manager, page: LookPage, tmp_path: Path) -> None:
    file = tmp_path / "bieu-trung.svg"
    file.write_bytes(svg())
    put_picture(manager, page, file)
    manager.wait(lambda: manager.window.settings.document.look.roundel != NO_ROUNDEL)
    assert page.roundel.file.text == "bieu-trung.svg, 1 KB"
    manager.save()
    manager.window.compare()
    manager.window.differences.reason.lines.setPlainText(WHY)
    manager.act(FootAct.PUBLISH)
    manager.wait(lambda: document_in_force(manager.office).look.roundel != NO_ROUNDEL)
    artwork = document_in_force(manager.office).look.roundel.artwork
    assert artwork is not None
    assert artwork.content == svg()
    manager.window.told(BranchCommit(1))
    manager.wait(lambda: manager.window.theme.look.roundel != NO_ROUNDEL)


def test_a_picture_that_may_not_be_shown_is_refused_on_the_sheet(
    manager: Manager, page: LookPage, tmp_path: Path
) -> None:
    file = tmp_path / "bieu-trung.png"
    file.write_bytes(BAD["no_picture"]["a renamed program"])
    put_picture(manager, page, file)
    sheet = page.roundel.sheet
    assert sheet is not None
    manager.wait(lambda: not sheet.trouble.isHidden())
    assert "không phải hình ảnh" in sheet.trouble.text
    assert manager.window.settings.changes == ()


def test_the_pictures_of_this_machine_are_offered_the_newest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Downloads").mkdir()
    for name in ("alt.png", "Downloads/neu.svg", "Downloads/thu.pdf"):
        (tmp_path / name).write_bytes(png())
    names = [file.name for file in pictures_here() if file.is_relative_to(tmp_path)]
    assert sorted(names) == ["alt.png", "neu.svg"]
