"""Show the side navigation: the pages in their fixed order, and the version in force below."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.domain.setup.draft import SetupPage
from ui.manager.items import ItemKey
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Text

#: The icon of each page.
ICONS: Mapping[SetupPage, str] = {
    SetupPage.CENTRE: "landmark",
    SetupPage.SERVICES: "list-checks",
    SetupPage.COUNTERS: "monitor",
    SetupPage.STAFF: "users-round",
    SetupPage.HOURS: "calendar-clock",
    SetupPage.CALLING: "list-ordered",
    SetupPage.NOTICES: "megaphone",
    SetupPage.LOOK: "palette",
    SetupPage.DEVICES: "printer",
}
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Navigation(QWidget):
    """Show a key for each page with a gold pill that counts its changes. Signal: ``picked`` carries the page."""

    picked = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, theme = kit, kit.theme
        self.keys = {
            page: ItemKey(theme, page, kit.tell(f"page.{page}"), icon=ICONS[page], high=54) for page in SetupPage
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.mm(20), theme.mm(18), theme.mm(20), theme.mm(14))
        column.setSpacing(theme.mm(5))
        for key in self.keys.values():
            key.picked.connect(self.picked)
            column.addWidget(key)
            column.addStretch(1)
        column.addStretch(6)
        self.version = Text(theme, Role.SMALL)
        self.author = Text(theme, Role.SMALL, colour=theme.c.ink_soft)
        column.addWidget(self.version)
        column.addWidget(self.author)

    def set_narrow(self, *, narrow: bool) -> None:
        """Take less width on a narrow screen."""
        self.setFixedWidth(self._kit.theme.mm(252 if narrow else 288))

    def open(self, page: SetupPage | None) -> None:
        """Mark the open page."""
        for one, key in self.keys.items():
            key.setChecked(one is page)

    def refresh(self) -> None:
        """Show the changes of each page, and the version in force."""
        kit, settings = self._kit, self._kit.settings
        for page, key in self.keys.items():
            count = len(settings.by_page.get(page, ()))
            spoken = kit.tell("changes", count=count) if count else ""
            key.show_tail(str(count) if count else "", pill=bool(count), spoken=spoken)
        if settings.view is None:
            return
        now = settings.view.in_force
        name = kit.tell("version.name", version=now.version)
        self.version.set_text(kit.tell("version.in_force", name=name), bold=name)
        who = settings.view.names.get(now.by, now.by)
        at = kit.local(now.at, settings.document.branch.zone)
        self.author.set_text(kit.tell("version.by" if who else "version.at", who=who, at=f"{at:%d/%m/%Y}"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from key to key by the arrow keys."""
        step = _STEPS.get(Qt.Key(event.key()))
        keys = list(self.keys.values())
        here = next((place for place, key in enumerate(keys) if key.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
        elif 0 <= here + step < len(keys):
            keys[here + step].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        c = self._kit.theme.c
        painter.fillRect(self.rect(), c.paper)
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), c.line)
        painter.end()
