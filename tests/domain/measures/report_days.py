"""Make the report of days by hand, for tests of what is made of a report."""

from collections.abc import Iterable
from datetime import date, datetime, time
from types import MappingProxyType

from kiosk.domain.language.text import LocalText
from kiosk.domain.measures.figures import DayTallies
from kiosk.domain.measures.intervals import replay
from kiosk.domain.measures.report import Letterhead, Period, PeriodReport, ReportKind, ReportNames, make_report
from kiosk.domain.measures.tally import RulesInForce, tally_visits
from kiosk.domain.people.rating import SCALES
from tests.domain.measures.records import Told, served

TUESDAY = date(2026, 11, 24)
RULES = (RulesInForce(0, wait_targets={"HT-KS": 600}),)
HEAD = Letterhead(
    centre=LocalText("Trung tâm Phục vụ hành chính công", (("en", "Public Administrative Service Centre"),)),
    place=LocalText("Phường Tân Thành"),
    made_at=datetime(2026, 11, 24, 17, 12),  # noqa: DTZ001 - a local time, as people read it
    version=14,
    scale=SCALES[3],
    hours=((time(7), time(11, 30)), (time(13, 30), time(17))),
)
NAMES = ReportNames(
    services=MappingProxyType({"HT-KS": LocalText("Khai sinh"), "CT-BS": LocalText("=SUM(A1:A9)")}),
    fields=MappingProxyType({"HT": LocalText("Hộ tịch"), "CT": LocalText("Chứng thực")}),
    field_of=MappingProxyType({"HT-KS": "HT", "CT-BS": "CT"}),
    reasons=MappingProxyType({"own": LocalText("@Lý do riêng")}),
)
DAY = Period(ReportKind.DAY, TUESDAY, TUESDAY)


def day(*records: Told, on: date = TUESDAY) -> DayTallies:
    """Return the tallies of a day's records."""
    return DayTallies(on, tally_visits(replay(records), RULES))


def report(
    days: Iterable[DayTallies], before: Iterable[DayTallies] = (), period: Period = DAY, names: ReportNames = NAMES
) -> PeriodReport:
    """Return the report of some days."""
    return make_report(period, HEAD, list(days), list(before), names)


def usual_report() -> PeriodReport:
    """Return the report of a day with two visits."""
    return report([day(*served(), *served(70, "w", service="CT-BS"))])
