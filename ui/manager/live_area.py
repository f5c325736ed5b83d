"""Keep an area up to date while somebody looks, and give the orders of the manager that it offers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from kiosk.branch.stations import orders
from kiosk.domain.branch_setup import Staff
from kiosk.domain.language.text import Message
from ui.ask import PendingAnswer
from ui.manager.area import ManagerArea
from ui.manager.state import Kit

#: Milliseconds from a commit to the next look, and from one look to the next without a commit.
_LOOK_MS, _TICK_MS = 300, 5_000


class LiveArea(ManagerArea):
    """Ask for the branch as it stands after each commit and every few seconds, one question at a time."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._is_asking = False
        self._soon, self._tick = QTimer(self), QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOOK_MS)
        self._soon.timeout.connect(self.look)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.look)

    def question(self) -> PendingAnswer[Any]:
        """Ask for what is shown."""
        raise NotImplementedError

    def show_answer(self, view: Any) -> None:
        """Show the answer to `question`."""
        raise NotImplementedError

    def begin(self, manager: Staff, staff: tuple[Staff, ...]) -> None:
        """Look for this manager from now on."""
        super().begin(manager, staff)
        self._tick.start()
        self.look()

    def end(self) -> None:
        """Stop looking."""
        super().end()
        self._tick.stop()
        self._soon.stop()

    def note_commit(self) -> None:
        """Look again in a moment: somebody committed."""
        if self.manager is not None and not self._soon.isActive():
            self._soon.start()

    def look(self) -> None:
        """Ask for the branch as it stands, while the area is seen."""
        if self.manager is not None and self.isVisible() and not self._is_asking:
            self._is_asking = True
            self.question().then(self._seen, self.refuse, self.away)

    def order(self, words: str, use_case: Callable[..., Any], *args: Any, **more: Any) -> None:
        """Give an order as this manager; `words` say that it was taken."""
        self.order_for(partial(self._obeyed, words), use_case, *args, **more)

    def order_for(self, answered: Callable[[Any], None], use_case: Callable[..., Any], *args: Any, **more: Any) -> None:
        """Give an order as this manager, whose answer matters."""
        if self.manager is not None:
            asked = self.kit.ask(orders.as_manager, self.manager.id, use_case, *args, **more)
            asked.then(answered, self.refuse, self.away)

    def refuse(self, message: Message) -> None:
        """Say why a question or an order was not taken."""
        self._is_asking = False
        self.refused.emit(message)

    def away(self) -> None:
        """Say that the branch does not answer."""
        self._is_asking = False
        self.lost.emit()

    def _seen(self, view: Any) -> None:
        self._is_asking = False
        self.show_answer(view)

    def _obeyed(self, words: str, _answer: object) -> None:
        self.done.emit(words)
        self.look()
