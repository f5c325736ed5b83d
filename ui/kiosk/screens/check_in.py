"""Which appointment: its paper under the reader, or its code on large keys."""

from kiosk.domain.queue.appointment import grouped
from ui.kiosk.screens.code import CodePage


class CheckInPage(CodePage):
    """The code of an appointment, grouped as it is printed."""

    WORDS, ICON = "appointment.entry", "calendar-check"

    def spaced(self, code: str) -> str:
        """As on its paper, with the prefix or without."""
        return grouped(code)
