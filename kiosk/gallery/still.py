"""Photograph windows of staff and hall. A branch of values answers their questions at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

import resources
from kiosk.branch.office import Office
from kiosk.domain.language.text import VIETNAMESE, CounterError, Texts
from ui.background import Background, Outcome

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StillPicture:
    """Hold one picture with its file in the folder, its state, its heading and its image."""

    file: Path
    state: str
    title: str
    image: QImage


class StillBranch:
    """Answer each use case from a table of functions. A function takes the use case's arguments without the office."""

    def __init__(self, answers: Mapping[Callable[..., Any], Callable[..., Any]]) -> None:
        self._answers = answers

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Answer a use case at once.

        Raises:
            KeyError: the table has no answer for the use case.
        """
        answer: T = self._answers[use_case](*args, **kwargs)
        return answer


class InlineBackground(Background):
    """Run work on the thread that submits it, before `submit` returns, so that a picture is complete."""

    def __init__(self) -> None:
        QObject.__init__(self)  # starts no thread

    def submit(self, work: Callable[[], T], settle: Callable[[Outcome[T]], None]) -> None:
        """Run the work and settle its outcome. An error that is not a refusal is raised."""
        try:
            outcome: Outcome[T] = Outcome(work())
        except CounterError as refusal:
            outcome = Outcome(error=refusal)
        settle(outcome)

    def close(self) -> None:
        """Do nothing: there is no thread to end."""


def words(language: str) -> Texts:
    """Return the sentences of a language, with Vietnamese where one is missing."""
    return Texts(language, resources.texts(language), resources.texts(VIETNAMESE))


def photograph(window: QWidget) -> QImage:
    """Return a picture of the window, laid out and painted once."""
    window.setUpdatesEnabled(False)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    window.setUpdatesEnabled(True)
    return window.grab().toImage()


def put_away(window: QWidget) -> None:
    """Close the window and delete its widgets."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
