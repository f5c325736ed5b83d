"""Save the draft a moment after each change, so that a crash or a power cut loses at most that moment."""

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.branch.setup import drafts
from kiosk.domain.language.text import Message
from ui.ask import Ask
from ui.manager.state import Settings

_AFTER_MS = 600


class DraftSaver(QObject):
    """Save or drop the draft of one editor.

    Signals: ``saved``: it is in the database. ``refused`` carries the Message of a refusal; ``lost``: the branch does
    not answer, and the draft is saved again later.
    """

    saved = Signal()
    refused = Signal(object)
    lost = Signal()

    def __init__(self, parent: QObject, settings: Settings, ask: Ask) -> None:
        super().__init__(parent)
        self._settings, self._ask = settings, ask
        self.editor: int | None = None
        self.saved_at: datetime | None = None
        self.is_pending = False
        self._is_held = self._is_under_way = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self.save)
        settings.edited.connect(self._later)

    def begin(self, editor: int, saved_at: datetime | None) -> None:
        """Keep the draft of this editor from now on."""
        self.editor, self.saved_at, self.is_pending = editor, saved_at, False
        self._timer.stop()

    def end(self) -> None:
        """Save what is not saved yet, and keep nothing any more."""
        self._is_held = False
        if self.is_pending:
            self.save()
        self._timer.stop()
        self.editor = None

    def forget(self) -> None:
        """Save nothing of the present draft any more: it was published or dropped."""
        self._timer.stop()
        self.is_pending, self.saved_at = False, None

    def hold(self, *, held: bool) -> None:
        """Save nothing while a version is published. A draft that is saved after its publication would come back."""
        self._is_held = held

    def retry(self) -> None:
        """Save what could not be saved before."""
        if self.is_pending and not self._is_under_way and not self._timer.isActive():
            self.save()

    def save(self) -> None:
        """Save the draft now. One without a difference is dropped."""
        self._timer.stop()
        if self.editor is None or not self._settings.is_ready:
            return
        if self._is_held:
            self._timer.start()
            return
        self._is_under_way = True
        draft = self._settings.draft
        if draft.changes:
            asked = self._ask(drafts.save_draft, self.editor, draft.based_on, draft.document)
            asked.then(self._saved, self._refused, self._lost)
        else:
            self._ask(drafts.drop, self.editor).then(self._dropped, self._refused, self._lost)

    def _later(self) -> None:
        self.is_pending = True
        self._timer.start()

    def _saved(self, at: datetime) -> None:
        self.saved_at = at
        self._settle()

    def _dropped(self, _nothing: None) -> None:
        self.saved_at = None
        self._settle()

    def _settle(self) -> None:
        self._is_under_way = False
        self.is_pending = self._timer.isActive()
        self.saved.emit()

    def _refused(self, message: Message) -> None:
        self.is_pending = self._is_under_way = False
        self.refused.emit(message)

    def _lost(self) -> None:
        self._is_under_way = False
        self.lost.emit()
