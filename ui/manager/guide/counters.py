"""Ask how many counters there are, and which fields each of them serves."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy

from kiosk.domain.language.text import Texts
from kiosk.domain.setup.guide import MOST_COUNTERS, GuideRules, GuideStep
from ui.manager.form import ChecksField, NumberField, Pick
from ui.manager.form.choices import PickKey
from ui.manager.guide.page import GuidePage
from ui.theme import Role, Theme
from ui.widgets import Text

_COLUMNS = 3


class GuideCountersPage(GuidePage):
    """Show the counters as keys. Below them stand the fields of the chosen one."""

    step = GuideStep.COUNTERS

    def __init__(self, theme: Theme, texts: Texts, rules: GuideRules) -> None:
        super().__init__(theme, texts, rules)
        self._chosen = 0
        self.count = NumberField(
            theme,
            low=1,
            high=MOST_COUNTERS,
            unit=texts.say("guide.counters.unit", count="{count}"),
            less=texts.say("guide.counters.less"),
            more=texts.say("guide.counters.more"),
        )
        self.count.set_label(texts.say("guide.counters.count"))
        row = QHBoxLayout()
        row.addWidget(self.count)
        self.body.addLayout(row)
        self.keys = [PickKey(theme, Pick(place, "", " ", "monitor")) for place in range(MOST_COUNTERS)]
        grid = QGridLayout()
        grid.setSpacing(theme.mm(10))
        for place, key in enumerate(self.keys):
            key.align = Qt.AlignmentFlag.AlignLeft
            key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            key.picked.connect(self._show)
            grid.addWidget(key, place // _COLUMNS, place % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self._whose = Text(theme, Role.BODY, weight=700)
        self.fields = ChecksField(theme)
        self.body.addWidget(self._whose)
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.count.changed.connect(self._resize)
        self.fields.changed.connect(self._serve)

    def refresh(self) -> None:
        """Show the counters with their names, and the fields of the chosen one."""
        texts, plans = self.texts, self.rules.counters(self.answers)
        self._chosen = min(self._chosen, max(0, len(plans) - 1))
        self.count.show_value(len(plans))
        for place, key in enumerate(self.keys):
            key.setVisible(place < len(plans))
            if place < len(plans):
                name = texts.name(plans[place].name) if plans[place].fields else texts.say("guide.counters.idle")
                key.set_text(texts.say("common.counter", number=place + 1), name)
                key.setChecked(place == self._chosen)
        offered = self.rules.counter_fields(self.answers)
        if [key.value for key in self.fields.keys] != [one.code for one in offered]:
            self.fields.offer([Pick(one.code, texts.name(one.name), icon=one.icon) for one in offered])
        self.fields.show_value(plans[self._chosen].fields if plans else ())
        self._whose.set_text(texts.say("guide.counters.serves", number=self._chosen + 1))

    def _show(self, place: object) -> None:
        self._chosen = int(str(place))
        self.refresh()

    def _resize(self, wanted: object) -> None:
        answers, count = self.answers, int(str(wanted))
        while len(answers.counters) < count:
            answers = self.rules.add_counter(answers)
        while len(answers.counters) > count:
            answers = self.rules.remove_counter(answers)
        if len(answers.counters) > len(self.answers.counters):
            self._chosen = len(answers.counters) - 1
        self.answered.emit(answers)

    def _serve(self, codes: Iterable[object]) -> None:
        before = {*self.answers.counters[self._chosen].fields} if self.answers.counters else set()
        answers = self.answers
        for code in before ^ {str(one) for one in codes}:
            answers = self.rules.toggle_counter_field(answers, self._chosen, code)
        self.answered.emit(answers)
