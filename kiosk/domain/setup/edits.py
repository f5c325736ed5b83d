"""Change a document in small steps: add, move and retire its parts. Codes are given here and stay for good."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from kiosk.domain.branch_setup import PriorityGroup, StaffRole
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.people.rating import OwnReason
from kiosk.domain.queue.ticket_code import SERIES
from kiosk.domain.setup.check import HIGHEST_COUNTER, LONGEST_CODE
from kiosk.domain.setup.document import (
    CalendarDay,
    CounterPart,
    CounterService,
    DayHours,
    Document,
    FieldPart,
    ServicePart,
    StaffPart,
)
from kiosk.domain.setup.values import has_part, part_of, with_section, with_value

_LONGEST_LETTERS = 6


def add_field(document: Document, name: str, icon: str, taken: Collection[str] = ()) -> tuple[Document, str]:
    """Return the document with one more field, and its code. `taken` are codes that were used before.

    Raises:
        CounterError: ``setup.no_letter``: every letter belongs to a field or a service already.
    """
    code = new_code(letters_of(name), {*taken, *(one.code for one in document.fields)})
    field = FieldPart(code, LocalText(name), icon, free_series(document))
    return replace(document, fields=(*document.fields, field)), code


def add_service(document: Document, field: str, name: str, taken: Collection[str] = ()) -> tuple[Document, str]:
    """Return the document with one more service at the end of a field, and its code.

    `taken` are codes that were used before.
    """
    code = new_code(f"{field}-{letters_of(name)}", {*taken, *(one.code for one in document.services)})
    mine = [place for place, one in enumerate(document.services) if one.field == field]
    at = mine[-1] + 1 if mine else len(document.services)
    part = ServicePart(code, field, LocalText(name))
    return replace(document, services=(*document.services[:at], part, *document.services[at:])), code


def add_counter(document: Document, name: str) -> tuple[Document, int]:
    """Return the document with one more counter, and its number: the first free one. `name` may hold ``{number}``.

    Raises:
        CounterError: ``setup.no_number``: all numbers are taken.
    """
    known = {one.number for one in document.counters}
    number = next((one for one in range(1, HIGHEST_COUNTER + 1) if one not in known), None)
    if number is None:
        raise CounterError("setup.no_number", most=HIGHEST_COUNTER)
    part = CounterPart(number, LocalText(name.format(number=number)), ())
    return replace(document, counters=(*document.counters, part)), number


def add_person(document: Document, login: str, name: str, role: StaffRole) -> Document:
    """Return the document with one more member of staff.

    Raises:
        CounterError: ``people.login_taken``.
    """
    if has_part(document, "staff", login):
        raise CounterError("people.login_taken", login=login)
    return replace(document, staff=(*document.staff, StaffPart(login, " ".join(name.split()), role)))


def add_day(document: Document, day: date, name: str, source: str) -> Document:
    """Return the document with one more special day, a day off at first. The days stand in their order.

    Raises:
        CounterError: ``setup.day_taken``.
    """
    if has_part(document, "calendar", day):
        raise CounterError("setup.day_taken", day=day)
    part = CalendarDay(day, DayHours(), LocalText(name), source)
    return replace(document, calendar=tuple(sorted((*document.calendar, part), key=_day)))


def _day(one: CalendarDay) -> date:
    return one.day


def free_day(document: Document, start: date) -> date:
    """Return the first day from `start` on that the calendar does not name yet."""
    while has_part(document, "calendar", start):
        start += timedelta(days=1)
    return start


def add_group(document: Document, name: str, taken: Collection[str] = ()) -> tuple[Document, str]:
    """Return the document with one more priority group of the branch's own, and its code."""
    code = new_code(letters_of(name).lower(), {*taken, *(one.code for one in document.groups)})
    return replace(document, groups=(*document.groups, PriorityGroup(code, LocalText(name)))), code


def add_reason(document: Document, name: str) -> tuple[Document, str]:
    """Return the document with one more reason of the branch's own for a low rating, and its code."""
    code = new_code(letters_of(name).lower(), {one.code for one in document.reasons})
    return replace(document, reasons=(*document.reasons, OwnReason(code, LocalText(name)))), code


def remove(document: Document, section: str, code: object) -> Document:
    """Return the document without a part. A service goes from every counter too, a field takes its services along.

    Publishing retires what is left out: open visits go on to their end.
    """
    gone = part_of(document, section, code)
    kept = tuple(one for one in getattr(document, section) if one is not gone)
    if section == "fields":
        for service in [one for one in document.services if one.field == code]:
            document = remove(document, "services", service.code)
    if section == "services":
        counters = tuple(
            replace(one, services=tuple(held for held in one.services if held.code != code))
            for one in document.counters
        )
        document = replace(document, counters=counters)
    return with_section(document, section, kept)


def move(document: Document, section: str, code: object, by: int) -> Document:
    """Return the document with a part `by` places further down its list; a service moves inside its field."""
    parts: list[Any] = list(getattr(document, section))
    part = part_of(document, section, code)
    mine = [place for place, one in enumerate(parts) if section != "services" or one.field == part.field]
    at = mine.index(parts.index(part))
    to = max(0, min(len(mine) - 1, at + by))
    order = [parts[place] for place in mine]
    order.insert(to, order.pop(at))
    for place, one in zip(mine, order, strict=True):
        parts[place] = one
    return with_section(document, section, tuple(parts))


def serve(document: Document, counter: int, service: str, *, serves: bool) -> Document:
    """Return the document in which a counter serves a service or does not. New ones stand in the services' order."""
    held = {one.code: one for one in part_of(document, "counters", counter).services if one.code != service}
    if serves:
        held[service] = CounterService(service)
    order = [one.code for one in document.services]
    parts = sorted(held.values(), key=lambda one: order.index(one.code) if one.code in order else len(order))
    return with_value(document, ("counters", counter, "services"), tuple(parts))


def counters_of(document: Document, service: str) -> tuple[int, ...]:
    """Return the numbers of the counters that serve a service."""
    return tuple(one.number for one in document.counters if any(held.code == service for held in one.services))


def free_series(document: Document) -> str:
    """Return the first letter that belongs to no field and no service.

    Raises:
        CounterError: ``setup.no_letter``.
    """
    left = letters_left(document)
    if not left:
        raise CounterError("setup.no_letter")
    return left[0]


def letters_left(document: Document) -> tuple[str, ...]:
    """Return the letters that belong to no field and no service."""
    used = {*(one.series for one in document.fields), *(one.series for one in document.services)}
    return tuple(one for one in SERIES if one not in used)


def letters_of(name: str) -> str:
    """Return the first letters of the words of a name, without marks: ``ĐKKS`` becomes ``DKKS``."""
    plain = unicodedata.normalize("NFD", name.upper().replace("Đ", "D"))
    words = re.findall(r"[A-Z0-9]+", "".join(one for one in plain if not unicodedata.combining(one)))
    return "".join(word[0] for word in words)[:_LONGEST_LETTERS] or "X"


def new_code(wish: str, taken: Collection[str]) -> str:
    """Return a code that begins with a wish and is none of `taken`. A code never begins with a figure."""
    wish = (wish if wish[0].isalpha() else f"X{wish}")[: LONGEST_CODE - 3]
    number, code = 1, wish
    while code in taken:
        number += 1
        code = f"{wish}{number}"
    return code
