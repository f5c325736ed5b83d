"""Show who changed, opened or ordered what in a period, of everybody or of one person."""

from collections.abc import Iterator

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kiosk.branch.history.audit import audit_in
from kiosk.domain.history.audit import EVERYWHERE, AuditLine, AuditTopic
from kiosk.domain.language.text import Message
from kiosk.domain.measures.report import Period, ReportKind
from ui.manager.analysis.history.asking import AskingArea
from ui.manager.form.choices import Pick, PickField
from ui.manager.parts.card import AreaCard
from ui.manager.parts.period_picker import PeriodPicker
from ui.manager.parts.table import Table, TableCell, TableColumn, TableLine
from ui.manager.scroll import ScrollColumn
from ui.manager.sheets import FindSheet, TellSheet
from ui.manager.state import Kit
from ui.manager.words import ChangeWords
from ui.theme import Role
from ui.widgets import Key, Text

#: The height of a row of two lines, and as many differences of a version as stand in it.
_ROW, _MOST_CHANGES, _WHO_WIDE, _KEY = 58, 2, 260, 42
#: The columns with their shares of the width.
_COLUMNS = (("at", 2.4), ("who", 3.4), ("what", 11.0), ("topic", 2.6), ("station", 2.4))
_ICONS = {
    AuditTopic.SETUP: "pencil",
    AuditTopic.SIGN_IN: "user-check",
    AuditTopic.PIN: "lock",
    AuditTopic.ORDER: "megaphone",
    AuditTopic.EXPORT: "file-down",
    AuditTopic.MACHINE: "database",
}


class AuditArea(AskingArea):
    """Show the lines of a period, the newest first. The person is chosen from those in the period."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        mm, say = kit.theme.mm, kit.texts.say
        self.lines: tuple[AuditLine, ...] = ()
        self.who = ""
        self._words = ChangeWords(kit.texts)
        self.picker = PeriodPicker(kit.theme, kit.texts)
        self.person = PickField(kit.theme)
        self.person.set_label(say("history.audit.person"))
        self.person.setFixedWidth(mm(_WHO_WIDE))
        self.table = Table(
            kit.theme, [TableColumn(say(f"history.audit.{name}"), wide) for name, wide in _COLUMNS], row=_ROW
        )
        self.nothing = Text(kit.theme, Role.BODY, colour=kit.theme.c.ink_soft)
        held = ScrollColumn(kit.theme, 0)
        held.column.addWidget(self.table)
        held.column.addWidget(self.nothing)
        held.column.addStretch(1)
        self.card = AreaCard(kit.theme, say("history.audit.card"))
        self.changes = Key(kit.theme, text=say("history.audit.changes"), icon="pencil")
        self.changes.icon_colour = kit.theme.c.flag
        self.changes.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.changes.setFixedHeight(mm(_KEY))
        self.changes.clicked.connect(self._tell_changes)
        self.card.head.addWidget(self.changes)
        self.card.column.addWidget(held, 1)
        row = QHBoxLayout()
        row.setSpacing(mm(12))
        row.addWidget(self.picker)
        row.addStretch(1)
        row.addWidget(Text(kit.theme, Role.LABEL, say("history.audit.person"), wrap=False))
        row.addWidget(self.person)
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(24), mm(12), mm(24), mm(16))
        column.setSpacing(mm(12))
        column.addLayout(row)
        column.addWidget(self.card, 1)
        self.picker.picked.connect(self._choose_period)
        self.person.opened.connect(self._ask_person)
        self.forget()

    def look(self) -> None:
        """Ask for the chosen period; at first for today."""
        if self.manager is None:
            return
        today = self.today
        period = self.picker.period or Period.around(ReportKind.DAY, today)
        self.picker.show_period(period, today)
        self.ask_for(self.show_lines, audit_in, period.first, period.last)

    def show_lines(self, lines: tuple[AuditLine, ...]) -> None:
        """Show the lines of a period. A person who is not in it is not chosen any more."""
        self.lines = lines
        names = sorted({one.who for one in lines if one.who})
        if self.who not in names:
            self.who = ""
        self.person.offer([Pick("", self.kit.texts.say("history.audit.everybody")), *(Pick(one, one) for one in names)])
        self._show()

    def show_refusal(self, message: Message) -> None:
        self.lines = ()
        self._show()
        self.nothing.set_text(self.kit.texts.message(message))

    def forget(self) -> None:
        self.who = ""
        self.show_lines(())
        self.nothing.set_text("")

    @property
    def shown(self) -> list[AuditLine]:
        """Return the lines of the chosen person, or all."""
        return [one for one in self.lines if self.who in ("", one.who)]

    def _show(self) -> None:
        shown = self.shown
        self.changes.setVisible(any(one.changes for one in shown))
        self.person.show_value(self.who)
        self.table.show_lines([TableLine(tuple(self._cells(one))) for one in shown])
        self.table.setVisible(bool(shown))
        say = self.kit.texts.say
        self.nothing.set_text("" if shown else say("history.audit.nothing"))
        self.card.word.set_text(say("history.audit.count", count=len(shown)) if shown else "")

    def _choose_period(self, _period: Period) -> None:
        self.look()

    def _ask_person(self) -> None:
        say = self.kit.texts.say
        sheet = FindSheet(self.kit, say("history.audit.whose"), self.person.picks, say("history.audit.whose_hint"))
        sheet.chosen.connect(self._choose_person)

    def _choose_person(self, who: str) -> None:
        self.who = who
        self.person.take_focus()
        self._show()

    def _tell_changes(self) -> None:
        """Show everything that the versions of the period changed."""
        say = self.kit.texts.say
        told: list[str] = []
        for line in self.shown:
            if line.changes:
                told.append(f"{self.kit.texts.message(line.what)}, {line.at:%d/%m/%Y %H:%M} · {line.who or '–'}")
                told += [f"– {self._words.line(one)}" for one in line.changes]
        TellSheet(self.kit, say("history.audit.changes"), told, ())

    def _cells(self, line: AuditLine) -> Iterator[TableCell]:
        texts = self.kit.texts
        yield TableCell(f"{line.at:%d/%m · %H:%M:%S}")
        yield TableCell(line.who or "–", bold=True)
        yield TableCell(self._what(line))
        yield TableCell(texts.say(f"audit.topic.{line.topic.value}"), icon=_ICONS[line.topic])
        yield TableCell(texts.say("history.audit.everywhere") if line.station == EVERYWHERE else line.station or "–")

    def _what(self, line: AuditLine) -> str:
        """Return what happened, the first differences of a version, and why."""
        texts = self.kit.texts
        parts = [texts.message(line.what), *map(texts.message, line.details)]
        parts += [self._words.line(one) for one in line.changes[:_MOST_CHANGES]]
        if (more := len(line.changes) - _MOST_CHANGES) > 0:
            parts.append(texts.say("history.audit.more", count=more))
        if line.reason:
            parts.append(texts.say("history.audit.reason", reason=line.reason))
        return " · ".join(parts)
