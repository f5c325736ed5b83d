"""Ask for what a page of the history shows; only the answer to the newest question is shown."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from kiosk.branch.history.rights import for_manager
from kiosk.domain.language.text import Message
from ui.manager.area import ManagerArea
from ui.manager.state import Kit


class AskingArea(ManagerArea):
    """Ask use cases that only managers may read."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._newest = 0

    def ask_for(self, shown: Callable[[Any], None], use_case: Callable[..., object], *args: object) -> None:
        """Ask a use case for the manager who signed in. `shown` gets the answer, unless another question came after."""
        if self.manager is None:
            return
        self._newest += 1
        asked = self.kit.ask(for_manager, self.manager.id, use_case, *args)
        asked.then(partial(self._answer, self._newest, shown), partial(self._refuse, self._newest), self._away)

    @property
    def today(self) -> date:
        """Return the date at the branch."""
        zone = self.kit.settings.draft.base.branch.zone
        return self.kit.local(self.kit.clock.now(), zone).date()

    def end(self) -> None:
        """Forget what was shown. A question that is under way is not answered."""
        super().end()
        self._newest += 1
        self.forget()

    def forget(self) -> None:
        """Show nothing any more."""
        raise NotImplementedError

    def show_refusal(self, message: Message) -> None:
        """Show why there is no answer."""
        raise NotImplementedError

    def _answer(self, question: int, shown: Callable[[Any], None], answer: object) -> None:
        if question == self._newest:
            shown(answer)

    def _refuse(self, question: int, message: Message) -> None:
        if question == self._newest:
            self.show_refusal(message)

    def _away(self) -> None:
        self.lost.emit()
