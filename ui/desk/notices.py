"""What a desk says: a sentence after an act, or what is wrong until somebody cures it."""

from typing import TYPE_CHECKING

from kiosk.domain.text import Texts
from ui.desk.frame import DeskFrame
from ui.widgets import Tone

if TYPE_CHECKING:
    from kiosk.branch.desk import DeskView


class DeskNotices:
    """One desk's. A sentence stays until the next act; a trouble goes by itself as soon as its cause does."""

    def __init__(self, frame: DeskFrame, texts: Texts) -> None:
        self._frame, self._texts = frame, texts
        self._standing = False

    def say(self, sentence: str) -> None:
        """A sentence for the clerk."""
        self._standing = False
        self._frame.say(sentence)

    def hush(self) -> None:
        """Nothing to say on the page."""
        self._standing = False
        self._frame.serving.hush()

    def stand(self, view: "DeskView") -> None:
        """What is in trouble now, by what the branch knows."""
        if view.clock_is_behind:
            self._stand("desk.said.clock_is_behind", "clock")
        elif view.print_trouble and (self._standing or not self._frame.serving.notice.isVisible()):
            self._stand("desk.said.print_trouble", "printer", count=view.print_trouble)
        elif self._standing:
            self.hush()

    def _stand(self, key: str, icon: str, **args: object) -> None:
        say = self._texts.say
        self._frame.serving.say(Tone.CAUTION, say(key, **args), say(f"{key}_next"), icon)
        self._standing = True
