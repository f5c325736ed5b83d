"""Show the guide: steps at the left, the question, what citizens will see, and the foot.

Every answer is written to the disk before anything else happens. The PIN of the administrator never is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.clock import Clock
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.setup.guide import GuideAnswers, GuideRules, GuideStep
from kiosk.domain.time_zone import VIETNAM, time_zone
from ui.ask import Work
from ui.assistive import WINDOW
from ui.manager.form import ChoiceField, Pick
from ui.manager.guide.counters import GuideCountersPage
from ui.manager.guide.first_pages import GuideNamePage, GuideServicesPage
from ui.manager.guide.foot import GuideFoot
from ui.manager.guide.last_pages import GuideDevicesPage, GuideDonePage
from ui.manager.guide.page import GuidePage
from ui.manager.guide.people import GuideHoursPage, GuideStaffPage
from ui.manager.guide.preview_pane import PreviewPane
from ui.manager.guide.steps import StepColumn
from ui.manager.machine import Machine
from ui.manager.preview import Previews
from ui.manager.scroll import ScrollColumn
from ui.theme import Role, Theme
from ui.widgets import Band, Header, Text
from ui.widgets.moments import date_words

LANGUAGES = ("vi", "en")
#: The width in pixels of the design below which the picture at the right is left out.
_WITH_PICTURE = 1180


class KeepsAnswers(Protocol):
    """Keep the answers and found the branch: `kiosk.program.first_start.FirstStart`. On a worker thread only."""

    def keep(self, answers: GuideAnswers) -> None:
        """Write the answers to the disk.

        Raises:
            CounterError: the disk did not take them.
        """
        ...

    def found(self, answers: GuideAnswers, pin: str) -> Mapping[str, str]:
        """Found the branch, and return the first PINs of the others by their login.

        Raises:
            CounterError: what is missing, or why it cannot be founded now.
        """
        ...


@dataclass(frozen=True, slots=True)
class GuideContext:
    """Hold what the guide is built from. `texts` loads the sentences of a language."""

    rules: GuideRules
    keeper: KeepsAnswers
    machine: Machine
    texts: Callable[[str], Texts]
    clock: Clock
    previews: Previews


class GuideWindow(QWidget):
    """Ask the seven questions.

    Signals: ``founded``: the branch is there and the guide is over. ``left``: a person goes on another time.
    """

    assistive_role = WINDOW
    founded, left = Signal(), Signal()

    def __init__(
        self,
        context: GuideContext,
        answers: GuideAnswers,
        theme: Theme,
        *,
        work: Work | None = None,
        trials: Work | None = None,
    ) -> None:
        super().__init__()
        self.answers, self._rules, self._keeper, self._machine = answers, context.rules, context.keeper, context.machine
        self._texts_for, self._clock, self._previews = context.texts, context.clock, context.previews
        self._theme = theme
        self._work, self._trials = work or Work(), trials or Work()
        self._is_over = self._is_founded = False
        self._refusal: Message | None = None
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(theme.c.ground))
        self.setPalette(colours)
        self.setAutoFillBackground(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._inside: QWidget | None = None
        self._build()
        self.resize(theme.mm(1440), theme.mm(900))
        self.setMinimumSize(theme.mm(1060), theme.mm(640))
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.tick()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Build everything in the language of the answers."""
        theme = self._theme
        self._texts = texts = self._texts_for(self.answers.language)
        self.setWindowTitle(texts.say("guide.title"))
        common = self._rules.material.common
        self.header = Header(theme, texts.name(common.name), self.answers.place.strip(), band=Band.DESK)
        self.steps = StepColumn(theme, texts, self._rules)
        self.foot = GuideFoot(theme, texts)
        self.preview = PreviewPane(theme, texts, self._previews)
        self.pages = {page.step: page for page in self._pages(texts)}
        self.stack = QStackedWidget()
        for page in self.pages.values():
            page.answered.connect(self._answer)
            scrolled = ScrollColumn(theme)
            scrolled.column.addWidget(page)
            self.stack.addWidget(scrolled)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._middle(), 1)
        column.addWidget(self.foot)
        if self._inside is not None:
            self._column.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = inside
        self._column.addWidget(inside)
        self.steps.went.connect(self._go)
        self.foot.back.clicked.connect(self._back)
        self.foot.later.clicked.connect(self._leave)
        self.foot.main.clicked.connect(self._forward)
        self._show()

    def _middle(self) -> QHBoxLayout:
        theme, texts = self._theme, self._texts
        self._title = Text(theme, Role.TITLE, texts.say("guide.title"), wrap=False)
        self._left = Text(theme, Role.BODY, colour=theme.c.ink_soft, wrap=False)
        self.language = ChoiceField(theme, [Pick(one, texts.say(f"guide.language.{one}")) for one in LANGUAGES])
        self.language.show_value(self.answers.language)
        self.language.changed.connect(self._speak)
        work = QHBoxLayout()
        work.setSpacing(theme.mm(24))
        left = QVBoxLayout()
        left.addWidget(self.steps)
        left.addStretch(1)
        self.steps.setFixedWidth(theme.mm(268))
        work.addLayout(left)
        work.addWidget(_Divider(theme))
        work.addWidget(self.stack, 1)
        top = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._left)
        top.addLayout(words, 1)
        self.language.setFixedWidth(theme.mm(286))
        top.addWidget(self.language, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setContentsMargins(theme.mm(24), theme.mm(16), 0, theme.mm(10))
        column.setSpacing(theme.mm(14))
        column.addLayout(top)
        column.addLayout(work, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, theme.mm(24), 0)
        middle.setSpacing(theme.mm(24))
        middle.addLayout(column, 1)
        self._aside = QWidget()
        aside = QVBoxLayout(self._aside)
        aside.setContentsMargins(0, theme.mm(16), 0, theme.mm(16))
        aside.addWidget(self.preview)
        self._aside.setFixedWidth(theme.mm(350))
        middle.addWidget(self._aside)
        return middle

    def _pages(self, texts: Texts) -> tuple[GuidePage, ...]:
        theme, rules = self._theme, self._rules
        self.done = GuideDonePage(theme, texts, rules)
        self.done.typed.connect(self._show)
        self.devices = GuideDevicesPage(theme, texts, rules, self._machine, self._trials)
        return (
            GuideNamePage(theme, texts, rules),
            GuideServicesPage(theme, texts, rules),
            GuideCountersPage(theme, texts, rules),
            GuideHoursPage(theme, texts, rules),
            GuideStaffPage(theme, texts, rules),
            self.devices,
            self.done,
        )

    # -- answers ------------------------------------------------------------------------------------------------

    @property
    def is_over(self) -> bool:
        """Return whether the branch is founded and the guide is over."""
        return self._is_over

    @property
    def page(self) -> GuidePage:
        """Return the page of the present step."""
        return self.pages[GuideStep(self.answers.step)]

    def _answer(self, answers: object) -> None:
        if isinstance(answers, GuideAnswers) and answers != self.answers and not self._is_founded:
            self._take(answers)

    def _take(self, answers: GuideAnswers) -> None:
        is_other_step = answers.step != self.answers.step
        self.answers, self._refusal = answers, None
        self._work.work(partial(self._keeper.keep, answers)).then(self._kept, self._refused, self._failed)
        self._show()
        if is_other_step:
            self.page.begin()

    def _kept(self, _nothing: None) -> None:
        """Leave the foot as it is: it says that the answers are kept."""

    def _go(self, step: int) -> None:
        self.page.finish()
        self._answer(self._rules.go(self.answers, GuideStep(step)))

    def _back(self) -> None:
        self._go(max(GuideStep.NAME, self.answers.step - 1))

    def _forward(self) -> None:
        if self._is_founded:
            self._end()
        elif self.answers.step == GuideStep.DONE:
            self._found()
        else:
            self._go(self.answers.step + 1)

    def _leave(self) -> None:
        self.page.finish()
        self.left.emit()

    def _speak(self, language: object) -> None:
        self.page.finish()
        self._take(self.answers.in_language(str(language)))
        self._build()
        self.page.begin()

    # -- founding -----------------------------------------------------------------------------------------------

    def _found(self) -> None:
        secret = self.done.secret
        if not secret:
            return
        self.foot.main.set_busy(busy=True, text=self._texts.say("guide.opening"))
        self._work.work(partial(self._keeper.found, self.answers, secret)).then(
            self._opened, self._refused, self._failed
        )

    def _opened(self, pins: Mapping[str, str]) -> None:
        self.foot.main.set_busy(busy=False)
        self._is_founded = True
        if not pins:
            self._end()
            return
        self.language.setEnabled(False)  # nothing is kept any more, and the PINs are shown once
        self.done.show_pins(pins)
        self._show()

    def _end(self) -> None:
        self._is_over = True
        self.founded.emit()

    def _refused(self, message: Message) -> None:
        self._refusal = message
        self.foot.main.set_busy(busy=False)
        self._show()

    def _failed(self) -> None:
        self._refused(Message("guide.failed"))

    # -- showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show the answers everywhere."""
        answers, texts = self.answers, self._texts
        self.stack.setCurrentIndex(answers.step - 1)
        self.page.show_answers(answers)
        self.steps.show_answers(answers)
        self._left.set_text(texts.say("guide.left", minutes=answers.minutes_left, count=answers.minutes_left))
        self.header.set_names(texts.name(self._rules.material.common.name), answers.place.strip())
        self._show_foot()
        self.preview.show_draft(self._rules.document(answers), GuideStep(answers.step))

    def _show_foot(self) -> None:
        answers, texts, foot = self.answers, self._texts, self.foot
        missing = self._rules.missing(answers, GuideStep(answers.step))
        is_last = answers.step == GuideStep.DONE
        foot.back.setEnabled(answers.step > GuideStep.NAME and not self._is_founded)
        foot.later.setVisible(not self._is_founded)
        if self._is_founded:
            foot.main.set_text(texts.say("guide.to_manager"))
        elif is_last:
            foot.main.set_text(texts.say("guide.open"))
        else:
            following = GuideStep(answers.step + 1).name.lower()
            foot.main.set_text(texts.say("guide.next", step=texts.say(f"guide.step.{following}.name")))
        is_ready = not missing and (not is_last or self._is_founded or bool(self.done.secret))
        foot.main.setEnabled(is_ready)
        if self._refusal is not None:
            foot.say(texts.message(self._refusal), is_good=False)
        elif missing:
            foot.say(texts.message(missing[0]), is_good=False)
        elif self._is_founded:
            foot.say(texts.say("guide.is_open"), is_good=True)
        elif is_last and not self.done.secret:
            foot.say(texts.say("guide.missing.pin"), is_good=False)
        else:
            foot.say(texts.say("guide.saved"), texts.say("guide.comes_back"), is_good=True)

    def tick(self) -> None:
        """Show the time."""
        local = self._clock.now().astimezone(time_zone(VIETNAM))
        self.header.set_time(f"{local:%H:%M}", date_words(self._texts, local))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._aside.setVisible(self.width() >= self._theme.mm(_WITH_PICTURE))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.page.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        self._machine.stop()
        self._trials.close()
        self._work.close()
        super().closeEvent(event)
        if not self._is_over:
            self.left.emit()


class _Divider(QWidget):
    """Draw a thin line between steps and question."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedWidth(max(1, round(theme.m.line)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.c.line)
        painter.end()
