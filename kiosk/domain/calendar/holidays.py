"""Compute public holidays (ngày nghỉ lễ, tết).

Sources: Bộ luật Lao động 2019, Arts 111.3 and 112; NQ 28/2026/QH16, Art 2 (24 November).

The law leaves some days to a yearly decision: the days around Tết, the side of 2 September, swapped working days. They
are computed here as most years decided, so that a kiosk without updates knows Tết; `awaits_decision` tells them. The
decisions in the branch's calendar win (`kiosk.domain.calendar.hours`).
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from kiosk.domain.calendar.lunar import solar_date

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
#: The second day of Quốc khánh, by the weekday of 2 September: the side that joins the weekend.
_BESIDE_NATIONAL_DAY = {0: 1, 1: -1, 2: -1, 3: 1, 4: -1, 5: -1, 6: 1}
_NATIONAL_DAY = (9, 2)
_CULTURE_DAY_SINCE = 2026


class Holiday(StrEnum):
    """List the public holidays; each has its sentence (``holiday.*``)."""

    NEW_YEAR = "new_year"
    TET = "tet"
    HUNG_KINGS = "hung_kings"
    REUNIFICATION = "reunification"
    LABOUR = "labour"
    NATIONAL = "national"
    CULTURE = "culture"
    IN_LIEU = "in_lieu"


def holiday_on(day: date) -> Holiday | None:
    """Return the holiday of a day by law and custom, None on all other days."""
    return _of_year(day.year).get(day)


def awaits_decision(day: date) -> bool:
    """Return whether a holiday is a guess: a day around Tết, or the day beside 2 September.

    It holds until the branch's calendar has the decision of that year.
    """
    holiday = holiday_on(day)
    return holiday is Holiday.TET or (holiday is Holiday.NATIONAL and (day.month, day.day) != _NATIONAL_DAY)


@cache
def _of_year(year: int) -> dict[date, Holiday]:
    found = {
        date(year, 1, 1): Holiday.NEW_YEAR,
        solar_date(year, 3, 10): Holiday.HUNG_KINGS,
        date(year, 4, 30): Holiday.REUNIFICATION,
        date(year, 5, 1): Holiday.LABOUR,
        date(year, *_NATIONAL_DAY): Holiday.NATIONAL,
    }
    own = sorted(found)
    if year >= _CULTURE_DAY_SINCE:  # not in Art 112.1, so the make-up rule of Art 111.3 does not reach it
        found[date(year, 11, 24)] = Holiday.CULTURE
    national = date(year, *_NATIONAL_DAY)
    found[national + _DAY * _BESIDE_NATIONAL_DAY[national.weekday()]] = Holiday.NATIONAL
    found |= dict.fromkeys(_tet(year), Holiday.TET)
    for day in own:
        if day.weekday() in (_SATURDAY, _SUNDAY):  # Art 111.3: the next working day instead
            found[_next_working_day(day, found)] = Holiday.IN_LIEU
    return found


def _tet(year: int) -> list[date]:
    """Return the last day of the old year and four days of the new year.

    A Saturday among them adds one day before, a Sunday adds one day after.
    """
    first = solar_date(year, 1, 1)
    days = [first + _DAY * place for place in range(-1, 4)]
    earlier = sum(day.weekday() == _SATURDAY for day in days)
    later = sum(day.weekday() == _SUNDAY for day in days)
    for _ in range(earlier):
        days.insert(0, _working_day(days[0], -_DAY))
    for _ in range(later):
        days.append(_working_day(days[-1], _DAY))
    return days


def _working_day(day: date, step: timedelta) -> date:
    day += step
    while day.weekday() in (_SATURDAY, _SUNDAY):
        day += step
    return day


def _next_working_day(day: date, taken: dict[date, Holiday]) -> date:
    while day in taken or day.weekday() in (_SATURDAY, _SUNDAY):
        day += _DAY
    return day
