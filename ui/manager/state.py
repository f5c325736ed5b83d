"""Hold the draft that the settings window edits, with its differences and problems. Pages read it and change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

import resources
from kiosk.branch.setup.drafts import SettingsView
from kiosk.clock import Clock
from kiosk.domain.language.text import CounterError, Texts
from kiosk.domain.setup.check import Known
from kiosk.domain.setup.difference import Change
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.draft import DraftProblem, SetupDraft, SetupPage, by_page, problems, take_back
from kiosk.domain.setup.values import Place, with_value
from kiosk.domain.time_zone import time_zone
from ui.ask import Ask
from ui.manager.machine import Machine
from ui.manager.preview import Previews
from ui.manager.reports.writer import ReportWriter
from ui.theme import Theme


class Settings(QObject):
    """Keep the draft of the editor who signed in.

    Signals: ``updated``: the draft, or what is known about it, is another one. ``edited``: a person changed the draft.
    ``refused`` carries the Message of an edit that is not possible.
    """

    updated = Signal()
    edited = Signal()
    refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.icons = frozenset(file.stem for file in resources.path("icons").glob("*.svg"))
        self.view: SettingsView | None = None
        self.changes: tuple[Change, ...] = ()
        self.problems: tuple[DraftProblem, ...] = ()
        self.by_page: Mapping[SetupPage, tuple[Change, ...]] = {}
        self._draft: SetupDraft | None = None
        #: The changes before the last edit, for Ctrl+Z.
        self._before: list[Document] = []

    @property
    def draft(self) -> SetupDraft:
        """Return the draft. It is there as soon as an editor has signed in."""
        if self._draft is None:
            raise RuntimeError("nobody has signed in")
        return self._draft

    @property
    def document(self) -> Document:
        """Return the document of the draft."""
        return self.draft.document

    @property
    def is_ready(self) -> bool:
        """Return whether there is a draft."""
        return self._draft is not None

    def show(self, view: SettingsView) -> None:
        """Begin with what the branch keeps."""
        self.view, self._draft = view, view.draft
        self._before.clear()
        self._look()

    def follow(self, view: SettingsView) -> None:
        """Take what others did meanwhile, and keep the own draft. A draft without changes follows the new version."""
        if not self.changes:
            self.show(view)
        else:
            self.view = view
            self.updated.emit()

    def forget(self) -> None:
        """Forget everything, because nobody is signed in."""
        self.view = self._draft = None
        self.changes, self.problems, self.by_page = (), (), {}
        self._before.clear()

    def rebase(self, draft: SetupDraft) -> None:
        """Take the own draft on the base of another version."""
        self._draft = draft
        self._before.clear()
        self._look()
        self.edited.emit()

    def put(self, document: Document) -> None:
        """Take another document as the draft."""
        if document == self.document:
            return
        self._before.append(self.document)
        self._draft = replace(self.draft, document=document)
        self._look()
        self.edited.emit()

    def undo(self) -> None:
        """Take the last edit back."""
        if self._before:
            self._draft = replace(self.draft, document=self._before.pop())
            self._look()
            self.edited.emit()

    def set(self, place: Place, value: Any) -> None:
        """Set one value."""
        try:
            document = with_value(self.document, place, value)
        except CounterError as refusal:
            self.refused.emit(refusal.message)
            return
        self.put(document)

    def take_back(self, changes: Sequence[Change]) -> None:
        """Take differences back."""
        draft = self.draft
        for change in changes:
            if change in draft.changes:
                draft = take_back(draft, change)
        self.put(draft.document)

    def changes_of(self, section: str, code: object) -> tuple[Change, ...]:
        """Return the differences of a part of a list."""
        return tuple(one for one in self.changes if one.section == section and one.code == code)

    def take_back_at(self, place: Place) -> None:
        """Set one value as it is in force."""
        self.set(place, self.draft.used_at(place))

    def problem_at(self, place: Place) -> DraftProblem | None:
        """Return the first problem at a place or inside it."""
        return next((one for one in self.problems if one.place[: len(place)] == place), None)

    def _look(self) -> None:
        self.changes = self.draft.changes
        self.by_page = by_page(self.changes)
        codes = set(self.view.procedures) if self.view is not None else None
        is_demo = not any(self.draft.base.hours.days())
        self.problems = problems(self.document, Known(self.icons, codes, is_demo))
        self.updated.emit()


@dataclass(frozen=True, slots=True)
class Kit:
    """Hold what every page of the settings is made from.

    `over` is the window that sheets cover. `previews` draws the draft as people will see it. `machine` is
    what the page of devices works with; without it there is no such page. `reports` draws and writes reports.
    """

    theme: Theme
    texts: Texts
    settings: Settings
    ask: Ask
    clock: Clock
    over: QWidget
    previews: Previews
    machine: Machine | None = None
    reports: ReportWriter | None = None

    @staticmethod
    def local(moment: datetime, zone: str) -> datetime:
        """Return a moment in the branch's time zone."""
        return moment.astimezone(time_zone(zone))

    def tell(self, key: str, /, **args: object) -> str:
        """Return a sentence of the window."""
        return self.texts.say(f"manager.{key}", **args)
