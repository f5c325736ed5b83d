"""Keep a clerk's own figures of today on the desk: after each own act, and a while after other commits."""

from functools import partial

from PySide6.QtCore import QObject

from kiosk.branch.history.own_day import OwnDay, own_day
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.measures.report_words import length_words
from ui.ask import Ask
from ui.desk.abilities import AbilityLine
from ui.desk.state import ClerkSession, DeskState

#: Seconds from one look to the next after commits of others, which bring ratings.
_LOOK_TICKS = 20


class OwnDayLine(QObject):
    """Show the figures at the right of the line of abilities, while the clerk is at the open counter."""

    def __init__(self, window: QObject, ask: Ask, texts: Texts, state: DeskState, line: AbilityLine) -> None:
        super().__init__(window)
        self._ask, self._texts, self._state, self._line = ask, texts, state, line
        self._ticks, self._is_stale = 0, False

    def note_commit(self) -> None:
        """Look again before long: somebody committed."""
        self._is_stale = True

    def tick(self) -> None:
        """Look again at intervals, where something was committed since. Called once a second."""
        self._ticks += 1
        if self._is_stale and self._ticks % _LOOK_TICKS == 0:
            self.look()

    def look(self) -> None:
        """Ask for the figures; without an open counter, and on a locked screen, show none."""
        session = self._state.session
        if session is None or session.counter_id is None or self._state.is_locked:
            self._line.show_own("")
            return
        self._is_stale = False
        asked = self._ask(own_day, session.counter_id, session.staff.id)
        asked.then(partial(self._show, session), self._refused, self._lost)

    def _show(self, session: ClerkSession, found: OwnDay) -> None:
        if session is self._state.session and not self._state.is_locked:
            self._line.show_own(own_words(found, self._texts))

    def _refused(self, _message: Message) -> None:
        self._line.show_own("")  # the counter is another one's by now: the desk says so

    def _lost(self) -> None:
        self._is_stale = True  # the desk says that the branch is away


def own_words(found: OwnDay, texts: Texts) -> str:
    """Return the figures in one line; nothing before the first visit of the day."""
    if not found.served or found.service_mean_s is None:
        return ""
    length = length_words(found.service_mean_s, texts)
    return texts.say("desk.own.day", count=found.served, length=length, ratings=found.ratings)
