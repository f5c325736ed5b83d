"""Show the sentences of a desk: one after an act, or a problem until its cause is gone."""

from kiosk.branch.desk import DeskView
from kiosk.domain.language.text import Texts
from ui.desk.acts import is_called_enough
from ui.desk.frame import DeskFrame
from ui.desk.state import DeskState
from ui.widgets import Tone


class DeskNotices:
    """Show the sentences of one desk. A sentence stays until the next act, a problem until its cause is gone.

    `stopped_by` says why the branch will not answer until somebody upgrades something; empty while it will.
    """

    def __init__(self, frame: DeskFrame, texts: Texts, state: DeskState) -> None:
        self._frame, self._texts, self._state = frame, texts, state
        self._standing = False
        self.stopped_by = ""

    def say(self, sentence: str) -> None:
        """Show a sentence for the clerk."""
        self._standing = False
        self._frame.say(sentence)

    def away(self) -> None:
        """Say above every page that the branch does not answer."""
        say = self._texts.say
        why = self.stopped_by or say("desk.said.away_next")
        self._frame.say_band(Tone.STOP, say("desk.said.away"), why, "unplug")

    def locked(self, name: str) -> None:
        """Say above the page to sign in whose desk is locked."""
        say = self._texts.say
        self._frame.say_band(Tone.INFO, say("desk.lock.title"), say("desk.lock.text", name=name), "lock")

    def person_changed(self, name: str) -> None:
        """Say above the page to sign in why the desk asks again: PIN, role or last day are others now."""
        say = self._texts.say
        self._frame.say_band(Tone.CAUTION, say("desk.lock.changed", name=name), say("desk.lock.changed_text"), "lock")

    def closed(self, counter: int) -> None:
        """Say above the counters that the clerk's own counter was closed, though not at this desk."""
        say = self._texts.say
        title = say("desk.said.closed", counter=counter)
        self._frame.say_band(Tone.INFO, title, say("desk.said.closed_next"), "log-out")

    def hush(self) -> None:
        """Hide the sentences, except that the branch is away."""
        self._hush_page()
        if not self._state.is_away:
            self._frame.hush_band()

    def stand(self, view: DeskView, limit: int) -> None:
        """Show the problem of this view, or hide a problem that is gone. `limit`: calls of one ticket."""
        if view.clock_is_behind:
            self._stand("desk.said.clock_is_behind", "clock")
            return
        if view.clock_is_ahead:
            self._stand("desk.said.clock_is_ahead", "clock")
            return
        has_room = self._standing or not self._frame.serving.notice.isVisible()
        called = view.current
        if called is not None and is_called_enough(called, limit) and has_room:
            self._stand("desk.said.called_enough", "user-x", number=called.label, count=called.calls)
        elif view.print_trouble and has_room:
            self._stand("desk.said.print_trouble", "printer", count=view.print_trouble)
        elif self._standing:
            self._hush_page()

    def _hush_page(self) -> None:
        self._standing = False
        self._frame.serving.hush()

    def _stand(self, key: str, icon: str, **args: object) -> None:
        say = self._texts.say
        self._frame.serving.say(Tone.CAUTION, say(key, **args), say(f"{key}_next"), icon)
        self._standing = True
