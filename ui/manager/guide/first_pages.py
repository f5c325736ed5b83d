"""Ask for the name of the centre and for its services."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy

from kiosk.domain.language.text import Texts
from kiosk.domain.setup.guide import GuideRules, GuideStep
from ui.manager.form import CheckKey, FormRow, Pick, TextField
from ui.manager.form.choices import PickKey
from ui.manager.guide.page import GuidePage
from ui.theme import Role, Theme
from ui.widgets import Banner, Text, Tone

_ICONS = {"ward": "building-2", "commune": "house", "special-zone": "map-pin"}
_COLUMNS = 2


class GuideNamePage(GuidePage):
    """Ask for the place and for the identifier of the agency."""

    step = GuideStep.NAME

    def __init__(self, theme: Theme, texts: Texts, rules: GuideRules) -> None:
        super().__init__(theme, texts, rules)
        self.place = FormRow(
            theme,
            texts.say("guide.name.place"),
            TextField(theme, texts.say("guide.name.place_hint"), bold=True, eager=True),
            texts.say("guide.name.place_help"),
        )
        self.code = FormRow(
            theme,
            texts.say("guide.name.code"),
            TextField(theme, texts.say("guide.name.code_hint")),
            texts.say("guide.name.code_help"),
        )
        for row in (self.place, self.code):
            self.body.addWidget(row)
        self.body.addStretch(1)
        self.place.control.changed.connect(self._name)
        self.code.control.changed.connect(self._identify)

    def refresh(self) -> None:
        """Show the name, and what is wrong with it."""
        texts, missing = self.texts, self.rules.missing(self.answers, self.step)
        self.place.control.show_value(self.answers.place)
        self.code.control.show_value(self.answers.code)
        wrong_code = [texts.message(one) for one in missing if one.key.endswith(".identifier")]
        wrong_place = [texts.message(one) for one in missing if not one.key.endswith(".identifier")]
        self.code.show_state(problem="".join(wrong_code[:1]))
        is_empty = not self.answers.place.strip()
        self.place.show_state(problem="" if is_empty else "".join(wrong_place[:1]))

    def begin(self) -> None:
        """Give the keyboard to the name."""
        self.place.control.setFocus(Qt.FocusReason.TabFocusReason)

    def finish(self) -> None:
        """Take what is typed and not finished yet."""
        for row in (self.place, self.code):
            control = row.control
            if isinstance(control, TextField):
                control.entry.editingFinished.emit()

    def _name(self, text: object) -> None:
        self.answer(place=str(text))

    def _identify(self, text: object) -> None:
        self.answer(code=str(text).strip().upper())


class GuideServicesPage(GuidePage):
    """Ask for the nearest template, and for the fields that the centre takes."""

    step = GuideStep.SERVICES

    def __init__(self, theme: Theme, texts: Texts, rules: GuideRules) -> None:
        super().__init__(theme, texts, rules)
        self.templates = [self._template(one.code) for one in rules.material.common.templates]
        row = QHBoxLayout()
        row.setSpacing(theme.mm(10))
        for key in self.templates:
            row.addWidget(key)
        self.body.addLayout(row)
        self._count = Text(theme, Role.BODY, wrap=False)
        self.body.addWidget(self._count)
        self.fields = [self._field(place) for place in range(len(rules.offered()))]
        grid = QGridLayout()
        grid.setSpacing(theme.mm(7))
        for place, check in enumerate(self.fields):
            grid.addWidget(check, place // _COLUMNS, place % _COLUMNS)
        self.body.addLayout(grid)
        self._coverage = Banner(theme, Tone.INFO, icon="info", is_dense=True)
        self.body.addWidget(self._coverage)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Show the template, the fields, and how many procedures have a service."""
        texts, rules, answers = self.texts, self.rules, self.answers
        for key in self.templates:
            key.setChecked(key.value == answers.template)
        for check in self.fields:
            check.setChecked(check.value in answers.fields)
            check.update()
        chosen, offered = len(rules.chosen(answers)), len(rules.offered())
        bold = texts.say("guide.services.chosen", count=chosen)
        date = f"{rules.material.as_of:%d/%m/%Y}"
        self._count.set_text(texts.say("guide.services.count", chosen=bold, offered=offered, date=date), bold=bold)
        found = rules.coverage(answers)
        title = texts.say("guide.services.received", received=found.received, total=found.total)
        rest = texts.say("guide.services.rest", count=found.total - found.received)
        self._coverage.say(Tone.INFO, title, rest if found.received < found.total else "")

    def _template(self, code: str) -> PickKey:
        fields, services = self.rules.size_of_template(code)
        second = self.texts.say("guide.services.size_of_template", fields=fields, services=services)
        words = self.texts.say(f"guide.template.{code.replace('-', '_')}")
        key = PickKey(self.theme, Pick(code, words, second, _ICONS.get(code, "landmark")))
        key.align = Qt.AlignmentFlag.AlignLeft
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        key.picked.connect(self._choose)
        return key

    def _field(self, place: int) -> CheckKey:
        one = self.rules.offered()[place]
        services, procedures = self.rules.size_of(one.code)
        size = "guide.services.size" if procedures else "guide.services.size_alone"
        second = self.texts.say(size, count=services, procedures=procedures)
        check = CheckKey(self.theme, Pick(one.code, self.texts.name(one.name), second, one.icon))
        check.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        check.setFixedHeight(self.theme.mm(55))
        check.marked.connect(self._toggle)
        return check

    def _choose(self, code: object) -> None:
        self.answered.emit(self.rules.choose_template(self.answers, str(code)))

    def _toggle(self, code: object, _is_on: bool) -> None:  # noqa: FBT001 - a slot
        self.answered.emit(self.rules.toggle_field(self.answers, str(code)))
