"""Ask for the visit to rate: its slip under the reader, or its code on large keys."""

from kiosk.domain.queue.ticket_code import spaced
from ui.kiosk.screens.code import CodePage
from ui.kiosk.screens.page import Scene


class RateCodePage(CodePage):
    """Ask for the code of a ticket, in groups of four."""

    WORDS, ICON = "rating.code", "ticket"

    def spaced(self, code: str) -> str:
        """Return the code as on the slip."""
        return spaced(code)


class RateCodeHomePage(RateCodePage):
    """Ask for the code as the home page of a rating screen, without a key to go back."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, navigation=False)
