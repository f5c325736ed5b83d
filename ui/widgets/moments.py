"""Format dates and time spans for people, and lay a page out at once."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget

from kiosk.domain.language.text import Texts


def date_words(texts: Texts, local: datetime, *, year: bool = True) -> str:
    """Return ``Thứ Sáu, 20/11/2026``, or without the year. `local` is the branch's local time."""
    weekday = texts.say(f"common.weekday.{local.weekday()}")
    return f"{weekday}, {local:%d/%m/%Y}" if year else f"{weekday}, {local:%d/%m}"


def span(length: timedelta) -> str:
    """Return ``06:15``, or over an hour ``1:06:15``. A negative span (a clock that was set back) reads ``00:00``."""
    seconds = max(0, int(length.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes:02d}:{seconds:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def settle(page: QWidget) -> None:
    """Lay the page out now, not in the next run of the event loop. So no half-arranged page is painted."""
    for widget in (*page.findChildren(QWidget), page):
        layout = widget.layout()
        if layout is not None:
            layout.activate()
