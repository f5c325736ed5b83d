"""Choose what is analysed: the comparison, services, a counter, and on a sheet language, card, weekdays and hours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSizePolicy

from kiosk.branch.analysis import AnalysisView
from kiosk.domain.language.text import LANGUAGES
from kiosk.domain.measures.analysis import AnalysisQuestion, Comparison
from kiosk.domain.measures.figures import EVERYTHING, Selection
from kiosk.domain.measures.report import ReportKind
from ui.manager.analysis.figures.words import BOUND
from ui.manager.form.choices import ChecksField, ChoiceField, Pick
from ui.manager.parts.period_picker import weekday_words
from ui.manager.sheets import AskSheet, FindSheet
from ui.manager.state import Kit
from ui.widgets import Key

_HIGH = 48


@dataclass(frozen=True, slots=True)
class _Choice:
    """Hold what a person chose, with its words: services or a counter."""

    value: frozenset[Any] | None = None
    words: str = ""


class Filters(QObject):
    """Hold the keys of the filters and their sheets. Signal: ``changed``: another selection was made.

    The keys say what is chosen. `selection` and `comparison` are the answer.
    """

    changed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.comparison, self.selection = Comparison.BEFORE, EVERYTHING
        self.view: AnalysisView | None = None
        self._kind = ReportKind.WEEK
        self._services, self._counter = _Choice(), _Choice()
        self.compare, self.service, self.counter, self.more = self.keys = tuple(Key(kit.theme) for _ in range(4))
        acts = (self._ask_comparison, self._ask_services, self._ask_counter, self._ask_more)
        for key, act in zip(self.keys, acts, strict=True):
            key.trailing = "chevron-down"
            key.icon_colour = kit.theme.c.ink
            key.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            key.setFixedHeight(kit.theme.mm(_HIGH))
            key.clicked.connect(act)
        self._show()

    def forget(self) -> None:
        """Choose everything again, because somebody else may sign in."""
        self.view, self.selection = None, EVERYTHING
        self._services, self._counter = _Choice(), _Choice()
        self._show()

    def show_view(self, view: AnalysisView) -> None:
        """Offer what the period has."""
        self.view, self._kind = view, view.analysis.period.kind
        self._show()

    def question(self, question: AnalysisQuestion) -> AnalysisQuestion:
        """Return a question with the chosen comparison and selection."""
        return replace(question, comparison=self.comparison, selection=self.selection)

    @property
    def count(self) -> int:
        """Return how many filters of the sheet are set."""
        chosen = self.selection
        return sum(one is not None for one in (chosen.languages, chosen.has_card, chosen.weekdays, chosen.hours))

    # -- what the keys say ------------------------------------------------------------------------------------------

    def _show(self) -> None:
        say = self.kit.texts.say
        everything = say("analysis.filter.all")
        self.compare.set_text(say("analysis.filter.compare", chosen=self._compared(self.comparison)))
        self.service.set_text(say("analysis.filter.service", chosen=self._services.words or everything))
        self.counter.set_text(say("analysis.filter.counter", chosen=self._counter.words or everything))
        self.more.set_text(say("analysis.filter.set", count=self.count) if self.count else say("analysis.filter.more"))

    def _compared(self, comparison: Comparison) -> str:
        if comparison is Comparison.NONE:
            return self.kit.texts.say("analysis.filter.none")
        kind = "before" if comparison is Comparison.BEFORE else "year_before"
        return self.kit.texts.say(f"analysis.{kind}.{self._kind.value}")

    # -- the sheets -------------------------------------------------------------------------------------------------

    def _ask_comparison(self) -> None:
        offered = [one for one in Comparison if one is not Comparison.YEAR or self._kind is not ReportKind.YEAR]
        picks = [Pick(one, self._compared(one)) for one in offered]
        self._find("analysis.filter.compare_title", picks).chosen.connect(self._compare_with)

    def _compare_with(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._tell()

    def _ask_services(self) -> None:
        if self.view is None:
            return
        say, name, names = self.kit.texts.say, self.kit.texts.name, self.view.names
        picks = [Pick(_Choice(), say("analysis.filter.all_services"))]
        for field, words in names.fields.items():
            mine = [code for code in names.services if names.field_of.get(code) == field]
            if len(mine) > 1:
                whole = _Choice(frozenset(mine), name(words))
                picks.append(Pick(whole, whole.words, second=say("analysis.filter.whole_field", count=len(mine))))
            for code in mine:
                one = _Choice(frozenset({code}), name(names.services[code]))
                picks.append(Pick(one, one.words, second=name(words)))
        self._find("analysis.filter.service_title", picks).chosen.connect(self._choose_services)

    def _choose_services(self, choice: _Choice) -> None:
        self._services = choice
        self.selection = replace(self.selection, services=choice.value)
        self._tell()

    def _ask_counter(self) -> None:
        if self.view is None:
            return
        say, name = self.kit.texts.say, self.kit.texts.name
        picks = [Pick(_Choice(), say("analysis.filter.all_counters"))]
        for number, words in sorted(self.view.names.counters.items()):
            choice = _Choice(frozenset({number}), str(number))
            picks.append(Pick(choice, say("now.counter", counter=number), second=name(words)))
        self._find("analysis.filter.counter_title", picks).chosen.connect(self._choose_counter)

    def _choose_counter(self, choice: _Choice) -> None:
        self._counter = choice
        self.selection = replace(self.selection, counters=choice.value)
        self._tell()

    def _find(self, title: str, picks: Sequence[Pick]) -> FindSheet:
        say = self.kit.texts.say
        return FindSheet(self.kit, say(title), picks, say("analysis.filter.hint"))

    def _ask_more(self) -> None:
        if self.view is None:
            return
        kit, say, chosen = self.kit, self.kit.texts.say, self.selection
        hours = sorted({one.opens.hour for one in self.view.setup.openings} | _hours_of(self.view))
        languages = [Pick(code, say(f"analysis.language.{code}")) for code in LANGUAGES]
        cards = [
            Pick(value, say(f"analysis.card.{key}"))
            for key, value in (("any", None), ("with", True), ("without", False))
        ]
        days = [Pick(day, weekday_words(day, kit.texts)) for day in range(7)]
        times = [Pick(hour, say("analysis.hour", hour=hour).replace(" ", BOUND)) for hour in hours]
        rows = {
            "languages": (say("analysis.filter.language"), ChecksField(kit.theme, languages)),
            "has_card": (say("analysis.filter.card"), ChoiceField(kit.theme, cards)),
            "weekdays": (say("analysis.filter.weekday"), ChecksField(kit.theme, days)),
            "hours": (say("analysis.filter.hour"), ChecksField(kit.theme, times)),
        }
        values = {name: tuple(getattr(chosen, name) or ()) for name in ("languages", "weekdays", "hours")}
        title = say("analysis.filter.more_title")
        sheet = AskSheet(kit, title, rows, say("analysis.filter.show"), values={**values, "has_card": chosen.has_card})
        sheet.answered.connect(self._choose_more)

    def _choose_more(self, values: dict[str, Any]) -> None:
        sheet = self.sender()
        if isinstance(sheet, AskSheet):
            sheet.dismiss()
        several = {name: frozenset(values[name]) or None for name in ("languages", "weekdays", "hours")}
        self.selection = replace(self.selection, has_card=values["has_card"], **several)
        self._tell()

    def _tell(self) -> None:
        self._show()
        self.changed.emit()


def shown_hours(view: AnalysisView, selection: Selection = EVERYTHING) -> list[int]:
    """Return the hours in which the branch opens or gave numbers, as far as they are chosen."""
    hours = {
        hour for one in view.setup.openings for hour in range(one.opens.hour, one.closes.hour + bool(one.closes.minute))
    }
    found = hours | _hours_of(view)
    return sorted(found if selection.hours is None else found & selection.hours)


def shown_weekdays(view: AnalysisView, selection: Selection = EVERYTHING) -> list[int]:
    """Return the weekdays on which the branch opens or gave numbers, as far as they are chosen."""
    found = {one.weekday for one in view.setup.openings} | {weekday for weekday, _hour in view.analysis.heat}
    return sorted(found if selection.weekdays is None else found & selection.weekdays)


def _hours_of(view: AnalysisView) -> set[int]:
    return {hour for _weekday, hour in view.analysis.heat}
