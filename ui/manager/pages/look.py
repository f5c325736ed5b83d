"""Show the look of the branch: colours, roundel and slogan at the left, pictures of the draft at the right."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.domain.setup.draft import SetupPage
from ui.manager.look.colours import ColourCard
from ui.manager.look.previews import PreviewCard
from ui.manager.look.roundel import RoundelCard
from ui.manager.page import SettingsPage
from ui.manager.scroll import ScrollColumn
from ui.manager.state import Kit

#: A page of fewer pixels of the design shows no line below the title: the fields need the height.
_LOW = 760


class LookPage(SettingsPage):
    """Let an editor choose how the branch looks, and see it at once."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell(f"page.{SetupPage.LOOK}"), kit.tell("look.text"))
        mm = kit.theme.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(18), mm(12), mm(18), mm(10))
        row.setSpacing(mm(14))
        left = QVBoxLayout()
        left.setSpacing(mm(6))
        head = self.head()
        head.setContentsMargins(mm(7), 0, mm(7), 0)
        left.addLayout(head)
        scrolled = ScrollColumn(kit.theme, 8)
        self.colours, self.roundel, self.previews = ColourCard(kit), RoundelCard(kit), PreviewCard(kit)
        scrolled.column.addWidget(self.colours)
        scrolled.column.addWidget(self.roundel)
        scrolled.column.addStretch(1)
        left.addWidget(scrolled, 1)
        row.addLayout(left, 48)
        row.addWidget(self.previews, 52)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.text.setHidden(self.height() < self.kit.theme.mm(_LOW))

    def refresh(self) -> None:
        """Show the draft."""
        self.colours.refresh()
        self.roundel.refresh()
        self.previews.refresh()
