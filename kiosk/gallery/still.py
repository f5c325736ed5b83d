"""Photograph windows of staff and hall."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

import resources
from kiosk.domain.language.text import VIETNAMESE, Texts


@dataclass(frozen=True, slots=True)
class StillPicture:
    """Hold one picture with its file in the folder, its state, its heading and its image."""

    file: Path
    state: str
    title: str
    image: QImage


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
