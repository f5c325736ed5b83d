"""Read the sample branch, a commune centre for demonstrations: `resources/catalogue/sample_setup.toml`."""

from dataclasses import replace
from functools import cache

import resources
from kiosk.domain.branch_setup import Setup
from kiosk.domain.calendar.calendar_file import read_calendar
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.document import CalendarDay, Document, WeekHours
from kiosk.domain.setup.toml_text import read_toml

BRANCH_ID = 1


@cache
def _sample() -> Document:
    document, problems = read_toml(resources.path("catalogue/sample_setup.toml").read_text(encoding="utf-8"))
    if document is None:
        raise ValueError(f"the sample cannot be read: {problems}")
    return replace(document, calendar=shipped_calendar())


def shipped_calendar() -> tuple[CalendarDay, ...]:
    """Return the decisions about single days that came with the program: ``resources/catalogue/calendar_vn.csv``."""
    days = read_calendar(resources.path("catalogue/calendar_vn.csv").read_text(encoding="utf-8"))
    return tuple(CalendarDay.of(day, special) for day, special in sorted(days.items()))


def sample_document(*, always_open: bool = False) -> Document:
    """Return the set-up of the sample. `always_open` leaves out its opening hours, for a demo at night."""
    return replace(_sample(), hours=WeekHours()) if always_open else _sample()


def sample_setup(*, always_open: bool = False) -> Setup:
    """Return the same as the program works with it."""
    return setup_from(sample_document(always_open=always_open), BRANCH_ID)


def sample_catalogue() -> str:
    """Return the catalogue of procedures of the sample, as the text of its file."""
    return resources.path("catalogue/procedures.json").read_text(encoding="utf-8")
