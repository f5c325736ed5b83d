"""Which visit: the slip under the reader, or its code on large keys."""

from kiosk.domain.queue.ticket_code import spaced
from ui.kiosk.screens.code import CodePage
from ui.kiosk.screens.page import Scene


class RateCodePage(CodePage):
    """The code of a ticket, in groups of four."""

    WORDS, ICON = "rating.code", "ticket"

    def spaced(self, code: str) -> str:
        """As on the slip."""
        return spaced(code)


class RateCodeHomePage(RateCodePage):
    """The same as the home of a tablet that only rates: there is nothing to go back to."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, navigation=False)
