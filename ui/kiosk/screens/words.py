"""Make sentences of values: counters, waits, dates, the time when a closed branch opens."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.feedback import FeedbackBlock
from kiosk.domain.language.text import Texts
from ui.visit.visit import Visit

if TYPE_CHECKING:
    from kiosk.branch.reception import ServiceStop, ServiceView
    from kiosk.domain.calendar.hours import Hours
    from kiosk.domain.slip import TicketSlip


def feedback(texts: Texts, block: FeedbackBlock) -> str:
    """Return where feedback is sent in one sentence, empty where the branch has not filled it in."""
    lines = "\u00a0· ".join(map(breaking, block.shown.values()))
    return texts.say("feedback.line", lines=lines) if lines else ""


def breaking(address: str) -> str:
    """Return an address that may go on in a new line after its dots, slashes and signs."""
    return re.sub(r"(?<=[./@])(?=\w)", "\u200b", address)


def one_line(name: str) -> str:
    """Return a name that a branch broke into lines for a narrow key on one line."""
    return " ".join(name.split())


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` letters: whole words, and "…" where some are left out."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rpartition(' ')[0]} …"


def counters(texts: Texts, numbers: tuple[int, ...]) -> str:
    """Return the counters: *Quầy số 1 hoặc 2*."""
    if not numbers:
        return texts.say("kiosk.ticket.no_counter")
    *before, last = numbers
    if not before:
        return texts.say("kiosk.ticket.one_counter", counter=last)
    return texts.say("kiosk.ticket.counters", counters=", ".join(str(number) for number in before), last=last)


def ahead(texts: Texts, count: int) -> str:
    """Return the people ahead: *3 người*."""
    return texts.say("kiosk.ticket.people", count=count) if count else texts.say("kiosk.ticket.nobody")


def wait(texts: Texts, slip: "TicketSlip") -> str:
    """Return the wait: *15–25 phút*, or *Mời đến ngay*."""
    if slip.minutes is None:
        return texts.say("kiosk.ticket.unknown_wait")
    low, high = slip.minutes
    if slip.ahead == 0 and low == 0:
        return texts.say("kiosk.ticket.at_once", high=high)
    return texts.say("kiosk.ticket.minutes", low=low, high=high)


def people(texts: Texts, views: "Sequence[ServiceView]") -> str:
    """Say how many people wait for some services together; nothing where the kiosk cannot see a queue."""
    if not all(view.is_known for view in views):
        return ""
    count = sum(view.waiting for view in views)
    return texts.say("kiosk.choose.people", count=count) if count else texts.say("kiosk.choose.nobody")


def facts(texts: Texts, view: "ServiceView") -> tuple[tuple[str, str], ...]:
    """Return people and minutes of a service, with their icons; neither where the kiosk cannot see the queue."""
    if view.stop is not None:
        return (("clock", _stopped(texts, view.stop)),)
    if not view.is_known:
        return (("clock", texts.say("kiosk.choose.unknown_wait")),)
    people = texts.say("kiosk.choose.people", count=view.waiting) if view.waiting else texts.say("kiosk.choose.nobody")
    if view.wait.minutes is None:
        minutes = texts.say("kiosk.choose.no_counter")
    elif view.wait.at_once:
        minutes = texts.say("kiosk.choose.at_once")
    else:
        low, high = view.wait.minutes
        minutes = texts.say("kiosk.choose.minutes", low=low, high=high)
    return ("users", people), ("clock", minutes)


def _stopped(texts: Texts, stop: "ServiceStop") -> str:
    """Return why a service gives no number now."""
    if stop.quota is not None:
        return texts.say("kiosk.choose.no_more")
    if stop.opens_at is None:
        return texts.say("kiosk.choose.not_now")
    return texts.say("kiosk.choose.opens_at", time=f"{stop.opens_at:%H:%M}", day=f"{stop.opens_at:%d/%m}")


def long_date(texts: Texts, day: datetime) -> str:
    """Return a day like *Thứ Sáu, 20/11/2026*."""
    weekday = texts.say(f"kiosk.date.{day.weekday()}")
    return texts.say("kiosk.date.long", weekday=weekday, day=f"{day:%d}", month=f"{day:%m}", year=day.year)


def short_date(texts: Texts, day: datetime) -> str:
    """Return a day like *Thứ Năm, 26/11*."""
    weekday = texts.say(f"kiosk.date.{day.weekday()}")
    return texts.say("kiosk.date.short", weekday=weekday, day=f"{day:%d}", month=f"{day:%m}")


def opens(texts: Texts, hours: "Hours", now: datetime) -> str:
    """Say when the branch opens again, as near as it can be said. `now` is local time."""
    at = hours.opens_at
    if at is None:
        return texts.say("kiosk.closed.unknown")
    time = f"{at:%H:%M}"
    if at.date() == now.date():
        return texts.say("kiosk.closed.today", time=time)
    kind = "tomorrow" if at.date() == now.date() + timedelta(days=1) else "day"
    return texts.say(f"kiosk.closed.{kind}", time=time, date=short_date(texts, at))


def open_hours(texts: Texts, hours: "Hours", now: datetime) -> str:
    """Return the opening hours on the day of the next opening, empty where they are not known. `now` is local time."""
    at = hours.opens_at
    if at is None or not hours.spans:
        return ""
    *first, last = (f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours.spans)
    spans = texts.say("kiosk.closed.spans", first=", ".join(first), last=last) if first else last
    if at.date() == now.date():
        return texts.say("kiosk.closed.hours", spans=spans)
    return texts.say("kiosk.closed.hours_on", date=short_date(texts, at), spans=spans)


def before_waiting(texts: Texts, visit: "Visit", ahead: int, high: int, who: str) -> str:
    """Say what to know before taking a number: people ahead, and a closing before the turn. `high` is minutes."""
    hours = visit.now.hours if visit.now else None
    if hours is None or hours.closes_at is None or hours.minutes_left is None or high <= hours.minutes_left:
        return texts.say("kiosk.long_wait.text", who=who, count=ahead)
    closes = f"{hours.closes_at:%H:%M}"
    if hours.is_last_span or hours.opens_at is None:
        return texts.say("kiosk.long_wait.closing", who=who, count=ahead, time=closes)
    return texts.say("kiosk.long_wait.pause", who=who, count=ahead, time=closes, again=f"{hours.opens_at:%H:%M}")
