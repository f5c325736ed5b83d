"""Ask for the appointment: its paper under the reader, or its code on large keys."""

from kiosk.domain.queue.appointment import grouped
from ui.kiosk.screens.code import CodePage


class CheckInPage(CodePage):
    """Ask for the code of an appointment, grouped as printed."""

    WORDS, ICON = "appointment.entry", "calendar-check"

    def spaced(self, code: str) -> str:
        """Return the code as on its paper, with the prefix or without."""
        return grouped(code)
