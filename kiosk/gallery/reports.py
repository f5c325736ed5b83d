"""Draw the reports: every kind in both languages of staff, and a day without data."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image
from PySide6.QtGui import QImage

from kiosk.domain.measures.figures import DayTallies
from kiosk.domain.measures.intervals import VisitEnd
from kiosk.domain.measures.report import (
    DayClosing,
    Letterhead,
    Period,
    PeriodReport,
    ReportKind,
    ReportNames,
    make_report,
)
from kiosk.domain.measures.tally import CONTENT, LEVEL, REASON, Cell, Count, Length, Tally
from kiosk.domain.people.rating import Level, RatingReason, contents_on
from kiosk.gallery import world
from kiosk.gallery.still import StillPicture, words
from printing.page.report import draw_report
from printing.strip.raster import page_images

#: A Wednesday with the periods that end with it.
_DAY = date(2026, 11, 18)
PERIODS = {
    "day": Period(ReportKind.DAY, _DAY, _DAY),
    "week": Period(ReportKind.WEEK, date(2026, 11, 9), date(2026, 11, 15)),
    "month": Period(ReportKind.MONTH, date(2026, 10, 1), date(2026, 10, 31)),
    "year": Period(ReportKind.YEAR, date(2025, 1, 1), date(2025, 12, 31)),
    "compare": Period(
        ReportKind.COMPARE, date(2026, 10, 1), date(2026, 10, 31), (date(2026, 7, 15), date(2026, 8, 14))
    ),
}
#: How many people come in each hour.
_ARRIVALS = {7: 34, 8: 51, 9: 42, 10: 23, 11: 8, 13: 22, 14: 27, 15: 18, 16: 9}
_HOURS = ((time(7), time(11, 30)), (time(13, 30), time(17)))
_CLOSING = DayClosing(datetime.combine(_DAY, time(17, 12), UTC), 48_213, 49_870, 1_658, "7f3a91c20d5eb846" * 4, 0)
_WEEKEND = 5
_DPI = 144
_APPOINTMENTS = (*(Count.APPOINTMENTS_KEPT,) * 8, Count.APPOINTMENTS_LATE, Count.APPOINTMENTS_MISSED)
_ENDS = (VisitEnd.SERVED, VisitEnd.NO_SHOW, VisitEnd.ABANDONED)


def report_pictures(*, whole: bool) -> Iterator[StillPicture]:
    """Draw the pages of the reports. `whole`: of every kind, otherwise those of a day."""
    reports = {name: invented_report(period) for name, period in PERIODS.items() if whole or name == "day"}
    if whole:
        reports["day-without-data"] = invented_report(PERIODS["day"], is_empty=True)
    for language in ("vi", "en"):
        for name, report in reports.items():
            for number, image in enumerate(_pages(draw_report(report, words(language))), start=1):
                file = Path(f"report-{language}", f"{name}-{number}.png")
                yield StillPicture(file, f"{name} {number}", f"report {language}", image)


def _pages(pdf: bytes) -> list[QImage]:
    """Return the pages as pictures."""
    return [_image(page) for page in page_images(pdf, _DPI)[0]]


def _image(drawn: Image.Image) -> QImage:
    row = 3 * drawn.width
    return QImage(drawn.tobytes(), drawn.width, drawn.height, row, QImage.Format.Format_RGB888).copy()


def invented_report(period: Period, *, is_empty: bool = False) -> PeriodReport:
    """Return the report of invented days; `is_empty`: of days without a number."""
    setup, before = world.setup(), period.before()
    head = Letterhead(
        centre=setup.branch.name,
        place=setup.branch.place,
        made_at=setup.branch.local(world.MOMENT),
        version=14,
        scale=setup.rating.scale,
        hours=_HOURS,
    )
    names = ReportNames(
        services={one.code: one.name for one in setup.offered_services},
        fields={one.code: one.name for one in setup.fields},
        field_of={one.code: one.field_code for one in setup.offered_services},
    )
    days, earlier = ([] if is_empty else list(days_of(one)) for one in (period, before))
    is_closed = period.kind is ReportKind.DAY and not is_empty
    return make_report(period, head, days, earlier, names, _CLOSING if is_closed else None)


def days_of(period: Period) -> Iterator[DayTallies]:
    """Yield days of invented visits, always the same ones."""
    for number in range((period.last - period.first).days + 1):
        day = period.first + timedelta(days=number)
        if day.weekday() < _WEEKEND:
            yield DayTallies(day, _cells(day))


@cache
def _cells(day: date) -> dict[Cell, Tally]:
    chance = Random(day.toordinal())  # noqa: S311 - days that are the same each time
    services = [one.code for one in world.setup().offered_services]
    cells: dict[Cell, Tally] = {}
    for hour, usual in _ARRIVALS.items():
        for _ in range(round(usual * chance.uniform(0.8, 1.2))):
            service = services[int(len(services) * chance.random() ** 2)]
            cell = Cell(service, None, None, hour, "vi", has_card=False, minute=chance.choice((0, 30)))
            _count(cells.setdefault(cell, Tally()), chance, usual)
    return cells


def _count(tally: Tally, chance: Random, usual: int) -> None:
    """Count one visit in an hour with `usual` arrivals."""
    (end,) = chance.choices(_ENDS, (95, 3, 2))
    tally.count(Count.ARRIVALS)
    tally.count(end)
    tally.count(Count.PRIORITY, int(chance.random() < 0.2))
    tally.count(Count.PARKS, int(chance.random() < 0.04))
    tally.count(chance.choice(_APPOINTMENTS), int(chance.random() < 0.09))
    tally.count(Count.TRANSFERS, int(chance.random() < 0.03))
    wait = round(chance.lognormvariate(5.2 + usual / 40, 0.7))
    tally.seconds.setdefault(Length.WAIT, []).append(wait)
    tally.count(Count.WAITS_IN_TARGET if wait < 1800 else Count.WAITS_OVER_TARGET)
    if end is VisitEnd.SERVED:
        tally.seconds.setdefault(Length.WALK, []).append(chance.randrange(12, 60))
        tally.seconds.setdefault(Length.SERVICE, []).append(round(chance.lognormvariate(6.2, 0.5)))
        _rate(tally, chance)


def _rate(tally: Tally, chance: Random) -> None:
    (level,) = chance.choices((None, Level.VERY_SATISFIED, Level.SATISFIED, Level.NOT_SATISFIED), (40, 36, 21, 3))
    if level is not None:
        tally.count(f"{LEVEL}{level}")
    if level is Level.NOT_SATISFIED:
        rule = contents_on(_DAY)
        tally.count(f"{REASON}{chance.choice(list(RatingReason))}")
        tally.count(f"{CONTENT}{rule.source}:{chance.choice(rule.letters)}:{level}")
