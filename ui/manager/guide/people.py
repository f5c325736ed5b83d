"""Ask for the opening hours, and for the people who work at the centre."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import Texts
from kiosk.domain.setup.guide import GuidePerson, GuideRules, GuideStep
from ui.manager.form import ChoiceField, FormRow, Pick, SpansField, TextField
from ui.manager.guide.page import GuidePage
from ui.theme import Role, Theme
from ui.widgets import Key, Panel, Text

_ROLES = (StaffRole.CLERK, StaffRole.LEAD, StaffRole.MANAGER)


class GuideHoursPage(GuidePage):
    """Ask for the hours of the working days and of Saturday."""

    step = GuideStep.HOURS

    def __init__(self, theme: Theme, texts: Texts, rules: GuideRules) -> None:
        super().__init__(theme, texts, rules)
        closed, add = texts.say("guide.hours.closed"), texts.say("guide.hours.add")
        self.week, self.saturday = (
            FormRow(theme, texts.say(key), SpansField(theme, closed, add), texts.say(f"{key}_help"))
            for key in ("guide.hours.week", "guide.hours.saturday")
        )
        for row in (self.week, self.saturday):
            self.body.addWidget(row)
            self.body.addSpacing(theme.mm(8))
        self.body.addWidget(Text(theme, Role.BODY, texts.say("guide.hours.holidays"), icon="info"))
        self.body.addStretch(1)
        self.week.control.changed.connect(self._set_week)
        self.saturday.control.changed.connect(self._set_saturday)

    def refresh(self) -> None:
        """Show the hours, and what is wrong with them."""
        self.week.control.show_value(self.answers.week)
        self.saturday.control.show_value(self.answers.saturday)
        missing = self.rules.missing(self.answers, self.step)
        self.week.show_state(problem=self.texts.message(missing[0]) if missing else "")

    def _set_week(self, spans: object) -> None:
        self.answer(week=spans)

    def _set_saturday(self, spans: object) -> None:
        self.answer(saturday=spans)


class PersonRow(QWidget):
    """Show one person. Signal: ``removed`` carries the place."""

    removed = Signal(int)

    def __init__(self, theme: Theme, texts: Texts, place: int) -> None:
        super().__init__()
        self._place = place
        self.name = Text(theme, Role.BODY, weight=600, wrap=False)
        self.about = Text(theme, Role.SMALL, colour=theme.c.ink_soft, wrap=False)
        self.remove = Key(theme, icon="x")
        self.remove.setFixedSize(theme.mm(48), theme.mm(46))
        self.remove.setAccessibleName(texts.say("guide.staff.remove"))
        self.remove.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.mm(14), theme.mm(4), theme.mm(8), theme.mm(4))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.about)
        row.addLayout(words, 1)
        row.addWidget(self.remove)

    def _remove(self) -> None:
        self.removed.emit(self._place)


class GuideStaffPage(GuidePage):
    """Ask for the administrator's name, and for the others by name and role."""

    step = GuideStep.STAFF

    def __init__(self, theme: Theme, texts: Texts, rules: GuideRules) -> None:
        super().__init__(theme, texts, rules)
        self.administrator = FormRow(
            theme,
            texts.say("guide.staff.administrator"),
            TextField(theme, rules.material.common.administrator),
            texts.say("guide.staff.administrator_help"),
        )
        self.body.addWidget(self.administrator)
        self.name = TextField(theme, texts.say("guide.staff.name_hint"))
        self.role = ChoiceField(theme, [Pick(one, _begun(texts.say(f"cli.staff.role.{one.value}"))) for one in _ROLES])
        self.role.show_value(StaffRole.CLERK)
        self.role.changed.connect(self.role.show_value)
        self.add = Key(theme, text=texts.say("guide.staff.add"), icon="plus")
        self.add.setFixedHeight(theme.mm(48))
        self.add.setMaximumWidth(theme.mm(180))
        self.add.clicked.connect(self._add)
        self.name.entry.returnPressed.connect(self._add)
        new = QHBoxLayout()
        new.setSpacing(theme.mm(10))
        new.addWidget(self.name, 1)
        new.addWidget(self.add)
        self.body.addWidget(Text(theme, Role.SMALL, texts.say("guide.staff.others")))
        self.body.addLayout(new)
        self.body.addWidget(self.role)
        self._list = Panel(theme, outlined=True)
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, theme.mm(6), 0, theme.mm(6))
        self._rows.setSpacing(0)
        self.people: list[PersonRow] = []
        self.body.addWidget(self._list)
        self.body.addStretch(1)
        self.administrator.control.changed.connect(self._name_administrator)

    def refresh(self) -> None:
        """Show the people with their logins."""
        self.administrator.control.show_value(self.answers.administrator)
        missing = self.rules.missing(self.answers, self.step)
        self.administrator.show_state(problem=self.texts.message(missing[0]) if missing else "")
        while len(self.people) > len(self.answers.staff):
            row = self.people.pop()
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.people) < len(self.answers.staff):
            row = PersonRow(self.theme, self.texts, len(self.people))
            row.removed.connect(self._remove)
            self._rows.addWidget(row)
            QWidget.setTabOrder(self.people[-1].remove if self.people else self.role.keys[-1], row.remove)
            self.people.append(row)
        logins = self.rules.logins(self.answers)
        for row, one, login in zip(self.people, self.answers.staff, logins, strict=True):
            row.name.set_text(one.name)
            role = _begun(self.texts.say(f"cli.staff.role.{one.role.value}"))
            row.about.set_text(self.texts.say("guide.staff.about", role=role, login=login))
        self._list.setVisible(bool(self.people))

    def finish(self) -> None:
        """Take a name that was typed and not added."""
        if self.name.entry.text().strip():
            self._add()

    def _add(self) -> None:
        name = " ".join(self.name.entry.text().split())
        if not name:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        role = next((key.value for key in self.role.keys if key.isChecked()), StaffRole.CLERK)
        self.name.entry.clear()
        self.name.show_value("")
        self.answer(staff=(*self.answers.staff, GuidePerson(name, role)))

    def _remove(self, place: int) -> None:
        self.answer(staff=tuple(one for other, one in enumerate(self.answers.staff) if other != place))

    def _name_administrator(self, text: object) -> None:
        self.answer(administrator=str(text))


def _begun(words: str) -> str:
    """Return words as a sentence begins with them."""
    return words[:1].upper() + words[1:]
