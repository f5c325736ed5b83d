"""Ask the branch what a visit asks for, and tell the window each answer as an event."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.domain.language.text import Message
from ui.ask import Ask, RunsUseCases
from ui.visit.common import Failed, Refused
from ui.visit.question import Question
from ui.widgets.card import warm_up


class Asking(QObject):
    """Ask the questions of one window. ``answered`` carries the event of each answer.

    A shared question is asked once at a time: one that comes meanwhile is asked once more afterwards.
    """

    answered = Signal(object)

    def __init__(self, branch: RunsUseCases, parent: QObject) -> None:
        super().__init__(parent)
        self._ask = Ask(branch)
        self._flow = 0
        self._out: set[Any] = set()
        self._again: dict[Any, Question] = {}
        self._is_closed = False
        self._ask.work(warm_up)

    def ask(self, questions: Iterable[Question], flow: int) -> None:
        """Ask all of them; `flow` is the visit that is there now. Returns at once."""
        self._flow = flow
        for question in questions:
            if question.is_shared and question.use_case in self._out:
                self._again[question.use_case] = question
            else:
                self._begin(question)

    def close(self) -> None:
        """End the worker thread; answers that are still out are dropped."""
        self._is_closed = True
        self._ask.close()

    def _begin(self, question: Question) -> None:
        if question.is_shared:
            self._out.add(question.use_case)
        if question.after_ms:
            QTimer.singleShot(question.after_ms, self, partial(self._send_if_wanted, question))
        else:
            self._send(question)

    def _send_if_wanted(self, question: Question) -> None:
        """Send a question that waited, unless its visit has ended meanwhile."""
        if self._is_closed:
            return
        if question.is_shared:
            self._send(replace(question, flow=self._flow))
        elif question.flow == self._flow:
            self._send(question)

    def _send(self, question: Question) -> None:
        self._ask(question.use_case, *question.args).then(
            partial(self._answered, question), partial(self._refused, question), partial(self._failed, question)
        )

    def _answered(self, question: Question, value: object) -> None:
        self._settle(question, question.answer(question.flow, value))

    def _refused(self, question: Question, message: Message) -> None:
        self._settle(question, Refused(question, message))

    def _failed(self, question: Question) -> None:
        self._settle(question, Failed(question))

    def _settle(self, question: Question, event: object) -> None:
        self._out.discard(question.use_case)
        self.answered.emit(event)
        again = self._again.pop(question.use_case, None)
        if again is not None:
            self.ask((again,), self._flow)
