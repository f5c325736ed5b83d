"""Ask for the visits of a number on a day, and show each of them step by step."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kiosk.branch.history.visits import stories_of
from kiosk.domain.history.visit_story import VisitStory
from kiosk.domain.language.text import Message
from ui.manager.analysis.history.asking import AskingArea
from ui.manager.analysis.history.story import StoryPanel
from ui.manager.form.dates import DateField
from ui.manager.form.text_field import TextEntry
from ui.manager.scroll import ScrollColumn
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Key, Kind, Text

_NUMBER_WIDE, _KEY_WIDE, _KEY_HIGH = 180, 130, 48


class VisitArea(AskingArea):
    """Show the visits of one number. Nothing on the page names the citizen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        mm, say = kit.theme.mm, kit.texts.say
        self.day = DateField(kit.theme)
        self.day.set_label(say("history.visit.day"))
        self.number = TextEntry(kit.theme, "A041")
        self.number.setAccessibleName(say("history.visit.number"))
        self.number.setFixedWidth(mm(_NUMBER_WIDE))
        self.number.returnPressed.connect(self._search)
        self.show_key = Key(kit.theme, Kind.MAIN, say("history.visit.show"), icon="search")
        self.show_key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_key.setFixedSize(mm(_KEY_WIDE), mm(_KEY_HIGH))
        self.show_key.clicked.connect(self._search)
        self.day.changed.connect(self._choose_day)
        self.message = Text(kit.theme, Role.BODY)
        self.held = ScrollColumn(kit.theme, 14)
        self.panels: list[StoryPanel] = []
        self._day: date | None = None
        row = QHBoxLayout()
        row.setSpacing(mm(12))
        for label, control in (("day", self.day), ("number", self.number)):
            row.addWidget(Text(kit.theme, Role.LABEL, say(f"history.visit.{label}"), wrap=False))
            row.addWidget(control)
            row.addSpacing(mm(8))
        row.addWidget(self.show_key)
        row.addSpacing(mm(16))
        row.addWidget(self.message, 1, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(24), mm(12), mm(24), mm(8))
        column.setSpacing(mm(12))
        column.addLayout(row)
        column.addWidget(self.held, 1)
        self.forget()

    def look(self) -> None:
        """Show today, and let the number be typed."""
        if self.manager is not None and self._day is None:
            self._choose_day(self.today)
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_stories(self, stories: tuple[VisitStory, ...]) -> None:
        """Show the visits, the earliest first."""
        self._clear()
        self.panels = [StoryPanel(self.kit.theme, self.kit.texts, one) for one in stories]
        for panel in self.panels:
            self.held.column.addWidget(panel)
        self.held.column.addStretch(1)
        self.held.to_top()
        say = self.kit.texts.say
        asked = {"number": self.number.text().strip(), "day": f"{self._day:%d/%m/%Y}"}
        key = "nothing" if not stories else "several" if len(stories) > 1 else "found"
        self.message.set_text(say(f"history.visit.{key}", count=len(stories), **asked))

    def show_refusal(self, message: Message) -> None:
        self._clear()
        self.message.set_text(self.kit.texts.message(message))

    def forget(self) -> None:
        self._day = None
        self.number.clear()
        self._clear()
        self.message.set_text(self.kit.texts.say("history.visit.hint"))

    def _choose_day(self, day: date) -> None:
        self._day = day
        self.day.show_value(day)

    def _search(self) -> None:
        if self._day is not None and self.number.text().strip():
            self.ask_for(self.show_stories, stories_of, self._day, self.number.text())

    def _clear(self) -> None:
        self.panels = []
        while (item := self.held.column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
