"""What a desk says: a sentence after an act, or what is wrong until somebody cures it."""

from kiosk.branch.desk import DeskView
from kiosk.domain.language.text import Texts
from ui.desk.acts import is_called_enough
from ui.desk.frame import DeskFrame
from ui.widgets import Tone


class DeskNotices:
    """One desk's. A sentence stays until the next act; a trouble goes by itself as soon as its cause does."""

    def __init__(self, frame: DeskFrame, texts: Texts) -> None:
        self._frame, self._texts = frame, texts
        self._standing = False

    def say(self, sentence: str) -> None:
        """A sentence for the clerk."""
        self._standing = False
        self._frame.say(sentence)

    def away(self) -> None:
        """Above every page: the branch does not answer."""
        say = self._texts.say
        self._frame.say_band(Tone.STOP, say("desk.said.away"), say("desk.said.away_next"), "unplug")

    def locked(self, name: str) -> None:
        """Above the page to sign in: whose desk it is."""
        say = self._texts.say
        self._frame.say_band(Tone.INFO, say("desk.lock.title"), say("desk.lock.text", name=name), "lock")

    def closed(self, counter: int) -> None:
        """Above the counters: the clerk's own is closed, by nothing that was done here."""
        say = self._texts.say
        title = say("desk.said.closed", counter=counter)
        self._frame.say_band(Tone.INFO, title, say("desk.said.closed_next"), "log-out")

    def hush(self) -> None:
        """Nothing to say on the page."""
        self._standing = False
        self._frame.serving.hush()

    def stand(self, view: DeskView, limit: int) -> None:
        """What is in trouble now, by what the branch knows; `limit`: how many calls a number has in all."""
        if view.clock_is_behind:
            self._stand("desk.said.clock_is_behind", "clock")
            return
        has_room = self._standing or not self._frame.serving.notice.isVisible()
        called = view.current
        if called is not None and is_called_enough(called, limit) and has_room:
            self._stand("desk.said.called_enough", "user-x", number=called.label, count=called.calls)
        elif view.print_trouble and has_room:
            self._stand("desk.said.print_trouble", "printer", count=view.print_trouble)
        elif self._standing:
            self.hush()

    def _stand(self, key: str, icon: str, **args: object) -> None:
        say = self._texts.say
        self._frame.serving.say(Tone.CAUTION, say(key, **args), say(f"{key}_next"), icon)
        self._standing = True
