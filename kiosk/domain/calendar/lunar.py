"""Convert dates of the Vietnamese lunar calendar (âm lịch), as far as public holidays need them.

Months begin on the day of the new moon at 105° E (UTC+7, the official zone since Quyết định 121/CP of 1967). The winter
solstice is in month 11. A leap month is the first month without a principal term. Source: Hồ Ngọc Đức, *Thuật toán tính
âm lịch*, after J. Meeus, *Astronomical Algorithms*. Valid from 1968 to 2199.
"""

from datetime import date
from functools import cache
from math import floor, pi, sin

_ZONE = 7 / 24
_SYNODIC_MONTH = 29.530588853
#: New moon number 0: 1 January 1900, as a Julian date.
_FIRST_NEW_MOON = 2415021.076998695
#: Julian day number of the day before 1 January of the year 1, in Python's calendar.
_ORDINAL_0 = 1721425


def solar_date(lunar_year: int, lunar_month: int, lunar_day: int) -> date:
    """Return the day of a lunar date in an ordinary month; `lunar_month` is 1 to 10."""
    before, after = _month_11(lunar_year - 1), _month_11(lunar_year)
    months = lunar_month + 1  # after month 11 of the year before
    if after - before > 365 and months >= _leap_month(before):
        months += 1
    number = floor(0.5 + (before - _FIRST_NEW_MOON) / _SYNODIC_MONTH)
    return date.fromordinal(_new_moon(number + months) + lunar_day - 1 - _ORDINAL_0)


def _new_moon(number: int) -> int:
    """Return the Julian day number of a new moon in Vietnam, counted from 1900."""
    t = number / 1236.85
    rad = pi / 180
    mean = (
        2415020.75933
        + 29.53058868 * number
        + 0.0001178 * t**2
        - 0.000000155 * t**3
        + 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t**2) * rad)
    )
    sun = (359.2242 + 29.10535608 * number - 0.0000333 * t**2 - 0.00000347 * t**3) * rad
    moon = (306.0253 + 385.81691806 * number + 0.0107306 * t**2 + 0.00001236 * t**3) * rad
    node = (21.2964 + 390.67050646 * number - 0.0016528 * t**2 - 0.00000239 * t**3) * rad
    shift = (
        (0.1734 - 0.000393 * t) * sin(sun)
        + 0.0021 * sin(2 * sun)
        - 0.4068 * sin(moon)
        + 0.0161 * sin(2 * moon)
        - 0.0004 * sin(3 * moon)
        + 0.0104 * sin(2 * node)
        - 0.0051 * sin(sun + moon)
        - 0.0074 * sin(sun - moon)
        + 0.0004 * sin(2 * node + sun)
        - 0.0004 * sin(2 * node - sun)
        - 0.0006 * sin(2 * node + moon)
        + 0.0010 * sin(2 * node - moon)
        + 0.0005 * sin(2 * moon + sun)
    )
    dynamical = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return floor(mean + shift - dynamical + 0.5 + _ZONE)


def _sun_sector(day: int) -> int:
    """Return the sun's twelfth of the ecliptic at the beginning of a day in Vietnam, 0 from the equinox."""
    t = (day - 2451545.5 - _ZONE) / 36525
    rad = pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3) * rad
    centre = (
        (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000290 * sin(3 * anomaly)
    )
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2 + centre
    return floor(longitude % 360 / 30)


@cache
def _month_11(year: int) -> int:
    """Return the first day of the lunar month with the winter solstice of a year, as a Julian day number."""
    end = date(year, 12, 31).toordinal() + _ORDINAL_0
    number = floor((end - 2415021) / _SYNODIC_MONTH)
    first = _new_moon(number)
    return _new_moon(number - 1) if _sun_sector(first) >= 9 else first


def _leap_month(month_11: int) -> int:
    """Return the place of the leap month, counted from month 11."""
    number = floor(0.5 + (month_11 - _FIRST_NEW_MOON) / _SYNODIC_MONTH)
    months = 1
    sector = _sun_sector(_new_moon(number + months))
    while True:
        before = sector
        months += 1
        sector = _sun_sector(_new_moon(number + months))
        if sector == before or months >= 14:
            return months - 1
