"""Windows of staff and hall that are put into states: they ask a branch of values, which answers at once."""

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
    """One picture: where it lies in the folder, what it shows, and the heading it stands under."""

    file: Path
    state: str
    title: str
    image: QImage


class StillBranch:
    """Answer each use case from a table of functions, which take the use case's arguments without the office."""

    def __init__(self, answers: Mapping[Callable[..., Any], Callable[..., Any]]) -> None:
        self._answers = answers

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Answer at once. KeyError for a use case that no picture needs."""
        answer: T = self._answers[use_case](*args, **kwargs)
        return answer


class AtOnce(Background):
    """Run the work on the thread that submits it, before `submit` returns: nothing moves in a picture."""

    def __init__(self) -> None:
        QObject.__init__(self)  # without a thread

    def submit(self, work: Callable[[], T], settle: Callable[[Outcome[T]], None]) -> None:
        """Run the work here; an error that is no refusal ends the gallery."""
        try:
            outcome: Outcome[T] = Outcome(work())
        except CounterError as refusal:
            outcome = Outcome(error=refusal)
        settle(outcome)

    def close(self) -> None:
        """Do nothing: there is no thread to end."""


def words(language: str) -> Texts:
    """The sentences of a language."""
    return Texts(language, resources.texts(language), resources.texts(VIETNAMESE))


def photograph(window: QWidget) -> QImage:
    """The window as it is, laid out; it is painted once, for the picture."""
    window.setUpdatesEnabled(False)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    window.setUpdatesEnabled(True)
    return window.grab().toImage()


def put_away(window: QWidget) -> None:
    """The window goes, with everything on it."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
