"""Put the values of a report into words, for its pages, its workbook and its table. What is not known is "–"."""

from collections.abc import Iterator
from datetime import timedelta

from kiosk.domain.language.text import Texts
from kiosk.domain.measures.definitions import Measure, MeasureUnit
from kiosk.domain.measures.figures import Figures
from kiosk.domain.measures.report import FieldFigures, Period, PeriodReport, ReportKind, TimeFigures
from kiosk.domain.people.rating import Level, RatingReason

NOT_KNOWN = "–"
#: Shorter times are told in seconds.
_IN_MINUTES_FROM = 90
#: Into what the charts of each kind of report divide its period.
_PARTS = {
    ReportKind.DAY: "half_hour",
    ReportKind.WEEK: "day",
    ReportKind.MONTH: "day",
    ReportKind.YEAR: "month",
    ReportKind.COMPARE: "half_hour",
}


def figure_words(figures: Figures, measure: Measure, texts: Texts) -> str:
    """Return a figure with its unit. One by names is their sum."""
    value = getattr(figures, measure.key)
    if value is None:
        return NOT_KNOWN
    if measure.unit is MeasureUnit.SECONDS:
        return length_words(value, texts)
    if measure.unit is MeasureUnit.SHARE:
        return share_words(value)
    return number_words(sum(value.values()) if measure.unit is MeasureUnit.COUNT_BY_NAME else value, texts)


def length_words(seconds: int, texts: Texts) -> str:
    """Return a length: in seconds when it is short, else in minutes."""
    if seconds < _IN_MINUTES_FROM:
        return texts.say("report.seconds", count=seconds)
    return texts.say("report.minutes", count=number_words(round(seconds / 60), texts))


def number_words(number: int, texts: Texts) -> str:
    """Return a whole number with its thousands apart."""
    return f"{number:,}".replace(",", texts.say("report.thousands"))


def share_words(share: float) -> str:
    """Return a share in per cent."""
    return f"{100 * share:.0f} %"


def period_title(period: Period, texts: Texts) -> str:
    """Return what the report of a period is called."""
    first, last = period.first, period.last
    if period.kind is ReportKind.COMPARE:
        return texts.say("report.title.compare")
    if first == last:
        return texts.say("report.title.day", day=f"{first:%d/%m/%Y}")
    if period.is_month:
        return texts.say("report.title.month", month=f"{first:%m/%Y}")
    if period.is_year:
        return texts.say("report.title.year", year=first.year)
    if period.kind is ReportKind.WEEK and last - first == timedelta(days=6):
        return texts.say("report.title.week", first=f"{first:%d/%m}", last=f"{last:%d/%m/%Y}")
    return texts.say("report.title.other", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")


def now_words(report: PeriodReport, texts: Texts) -> str:
    """Return what the period is called beside another one."""
    if report.period.kind is ReportKind.COMPARE:
        return _days_words(report.period, texts)
    return texts.say("report.now")


def compared_words(report: PeriodReport, texts: Texts) -> str:
    """Return what the period is compared with, in a few words."""
    first, last = report.compared.first, report.compared.last
    if report.period.kind is ReportKind.COMPARE:
        return _days_words(report.compared, texts)
    if first == last and report.period.kind is ReportKind.DAY:
        weekday = texts.say(f"report.weekday.{first.weekday()}")
        return texts.say("report.before.day", weekday=weekday, day=f"{first:%d/%m}")
    if report.compared.is_month:
        return texts.say("report.before.month", month=f"{first:%m/%Y}")
    if report.compared.is_year:
        return texts.say("report.before.year", year=first.year)
    return _days_words(report.compared, texts)


def change_words(now: float | None, before: float | None, measure: Measure, texts: Texts) -> str:
    """Return how a figure changed from the other period: in per cent, a share in points of per cent."""
    if now is None or before is None:
        return NOT_KNOWN
    if measure.unit is MeasureUnit.SHARE:
        return texts.say("report.points", points=_signed(round(100 * now) - round(100 * before), texts))
    if before == 0:
        return NOT_KNOWN if now else texts.say("report.unchanged")
    return f"{_signed(round(100 * (now - before) / before), texts)} %"


def _signed(number: int, texts: Texts) -> str:
    """Return a whole number with its sign, a true minus for a negative one."""
    sign = "+" if number > 0 else "−" if number else ""
    return f"{sign}{number_words(abs(number), texts)}"


def _days_words(period: Period, texts: Texts) -> str:
    """Return the first and the last day of a period; the year stands once where it is the same."""
    first, last = period.first, period.last
    if first == last:
        return f"{first:%d/%m/%Y}"
    begin = f"{first:%d/%m}" if first.year == last.year else f"{first:%d/%m/%Y}"
    return texts.say("report.before.other", first=begin, last=f"{last:%d/%m/%Y}")


def time_name(report: PeriodReport, time: TimeFigures) -> str:
    """Return how a part of a period is written: a half hour, a day or a month."""
    if time.hour is not None:
        return f"{time.hour:02}:{time.minute:02}"
    return f"{time.first:%m/%Y}" if report.period.kind is ReportKind.YEAR else f"{time.first:%d/%m/%Y}"


def part_words(kind: ReportKind, texts: Texts) -> str:
    """Return into what the charts of a kind of report divide its period."""
    return texts.say(f"report.by.{_PARTS[kind]}")


def field_name(field: FieldFigures, texts: Texts) -> str:
    """Return what a field is called."""
    return texts.say("report.no_field") if field.name is None else texts.name(field.name)


def level_rows(report: PeriodReport, texts: Texts) -> list[tuple[str, int | None]]:
    """Return the levels of the scale in words with their counts, and those of another scale that were given."""
    given = report.total.levels or {}
    others = [one for one in Level if one in given and one not in report.head.scale]
    known = None if report.total.levels is None else 0
    return [(texts.say(f"rating.face.{one}"), given.get(one, known)) for one in (*report.head.scale, *others)]


def reason_rows(report: PeriodReport, texts: Texts) -> list[tuple[str, int]]:
    """Return the reasons in words with their counts, the most frequent first: the branch's own and the usual ones."""
    rows = [(_reason(report, code, texts), count) for code, count in (report.total.reasons or {}).items()]
    return sorted(rows, key=_most_first)


def content_rows(report: PeriodReport, texts: Texts) -> Iterator[tuple[str, str, str, int]]:
    """Yield the contents that citizens marked: the rule with its letter, the content, the level, the count."""
    for key, count in (report.total.contents or {}).items():
        criteria, letter, level = key.split(":")
        rule = texts.say("report.rule", criteria=criteria, letter=letter)
        yield rule, texts.say(f"rating.contents.{letter}"), texts.say(f"rating.face.{level}"), count


def _reason(report: PeriodReport, code: str, texts: Texts) -> str:
    if (own := report.reasons.get(code)) is not None:
        return texts.name(own)
    return texts.say(f"rating.reasons.{code}") if code in set(RatingReason) else code


def _most_first(row: tuple[str, int]) -> tuple[int, str]:
    return -row[1], row[0]
