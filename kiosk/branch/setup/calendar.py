"""Change the branch's calendar: decisions about single days, which win over public holidays and weekly hours."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import NOBODY, Author, change
from kiosk.domain.branch_setup import SpecialDay
from kiosk.domain.setup.document import CalendarDay, Document


def change_days(office: Office, days: Mapping[date, SpecialDay], author: Author = NOBODY) -> int:
    """Publish a version with these days, in the place of those that are there. Return how many are different now.

    Raises:
        CounterError: as `kiosk.branch.setup.publishing.publish`.
    """
    known = office.setup().calendar
    changed = {day: special for day, special in days.items() if known.get(day) != special}

    def edit(document: Document) -> Document:
        kept = [one for one in document.calendar if one.day not in changed]
        added = [CalendarDay.of(day, special) for day, special in changed.items()]
        return replace(document, calendar=tuple(sorted([*kept, *added], key=lambda one: one.day)))

    change(office, edit, author)
    return len(changed)
