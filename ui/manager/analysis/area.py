"""Show the pages under Phân tích: a key for each, and the open page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.domain.branch_setup import Staff
from ui.manager.analysis.pages import PAGES, AnalysisPage
from ui.manager.area import AreaStack, ManagerArea
from ui.manager.form.choices import Pick, PickKey
from ui.manager.state import Kit


class AnalysisArea(ManagerArea):
    """Show one of the pages."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        mm = kit.theme.mm
        picks = [Pick(page, kit.texts.say(f"manager.analysis.{page.value}")) for page in PAGES]
        self.keys = [PickKey(kit.theme, pick) for pick in picks]
        row = QHBoxLayout()
        row.setContentsMargins(mm(24), mm(12), mm(24), 0)
        row.setSpacing(mm(10))
        for key in self.keys:
            key.picked.connect(self.open_page)
            row.addWidget(key)
        row.addStretch(1)
        self.pages = AreaStack(kit, PAGES)
        self.pages.refused.connect(self.refused)
        self.pages.done.connect(self.done)
        self.pages.lost.connect(self.lost)
        self.opened = next(iter(PAGES))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.pages, 1)

    def open_page(self, page: AnalysisPage) -> None:
        """Show a page."""
        self.opened = page
        for key in self.keys:
            key.setChecked(key.value is page)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pages.open(page)

    def begin(self, manager: Staff, staff: tuple[Staff, ...]) -> None:
        super().begin(manager, staff)
        self.pages.begin(manager, staff)

    def end(self) -> None:
        super().end()
        self.pages.end()

    def note_commit(self) -> None:
        self.pages.note_commit()

    def look(self) -> None:
        self.open_page(self.opened)
