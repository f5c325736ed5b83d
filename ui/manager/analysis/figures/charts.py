"""Make the charts of an analysis, each with a sentence for assistive programs."""

from collections.abc import Callable, Sequence

from kiosk.branch.analysis import AnalysisView
from kiosk.domain.language.text import Texts
from kiosk.domain.measures.analysis import COLUMN_S, COLUMNS
from kiosk.domain.measures.figures import UNKNOWN, Figures
from kiosk.domain.measures.report import ReportKind, TimeFigures
from kiosk.domain.measures.report_words import NOT_KNOWN, length_words, number_words
from ui.manager.analysis.figures.words import compared_name, long_time_words, time_words
from ui.manager.parts.chart import Bar, Chart, ChartMark, Line

#: A bar of a chart with so few of them is slim.
_FEW, _SLIM, _USUAL, _CLOSE = 8, 0.5, 0.72, 0.88
Value = Callable[[Figures], float | None]


def minutes(figures: Figures) -> float | None:
    """Return the median wait in minutes."""
    return None if figures.wait_median_s is None else figures.wait_median_s / 60


def satisfied(figures: Figures) -> float | None:
    """Return the share of satisfied ratings in per cent."""
    return None if figures.satisfied_share is None else 100 * figures.satisfied_share


def arrivals(figures: Figures) -> float | None:
    """Return how many people came; None where nobody did."""
    return figures.arrivals or None


def shown_times(view: AnalysisView) -> list[TimeFigures]:
    """Return the parts of the period that a chart shows: of a week without the days on which nobody works."""
    analysis = view.analysis
    if analysis.period.kind is not ReportKind.WEEK:
        return list(analysis.times)
    opened = {one.weekday for one in view.setup.openings}
    return [
        one
        for one in analysis.times
        if not opened or one.first.weekday() in opened or UNKNOWN not in (one.figures, one.before)
    ]


def by_time(view: AnalysisView, value: Value, texts: Texts, unit: str, *, top: float | None = None) -> Chart:
    """Return bars by hour, day or month, with those of the comparison as a line, and of a day other weeks behind it."""
    times, kind = shown_times(view), view.analysis.period.kind
    bars = tuple(_bar(view, one, value, texts) for one in times)
    lines = [
        Line(tuple(value(other.hours.get(one.hour or 0, UNKNOWN)) for one in times), is_behind=True)
        for other in view.analysis.others[1:]
    ]
    before = tuple(value(one.before) for one in times)
    if any(one is not None for one in before):
        lines.append(Line(before))
    ticks = tuple((place + 0.5, time_words(kind, one, texts)) for place, one in enumerate(times))
    return Chart(
        bars,
        tuple(lines),
        ticks=ticks,
        top=top,
        wide=_SLIM if len(times) <= _FEW else _USUAL,
        spoken=_spoken(view, times, value, texts, unit),
    )


def _bar(view: AnalysisView, time: TimeFigures, value: Value, texts: Texts) -> Bar:
    found = value(time.figures)
    label = "" if found is None else number_words(round(found), texts)
    return Bar(found, label, is_running(view, time))


def is_running(view: AnalysisView, time: TimeFigures) -> bool:
    """Return whether a part of the period is not over."""
    now, kind = view.made_at, view.analysis.period.kind
    if kind is ReportKind.DAY:
        return time.first == now.date() and time.hour == now.hour
    if kind is ReportKind.YEAR:
        return (time.first.year, time.first.month) == (now.year, now.month)
    return time.first == now.date()


def waits(view: AnalysisView, texts: Texts) -> Chart:
    """Return how many people waited how long, in columns of five minutes, with the median and nine in ten marked."""
    counts, total = view.analysis.waits, view.analysis.total
    edges = [number * COLUMN_S // 60 for number in range(COLUMNS)]
    ticks = (
        *((float(place), str(edge)) for place, edge in enumerate(edges)),
        (COLUMNS - 0.35, texts.say("analysis.and_more")),
    )
    known = (("analysis.mark.median", total.wait_median_s), ("analysis.mark.nine", total.wait_p90_s))
    marks = tuple(
        ChartMark(min(seconds / COLUMN_S, COLUMNS - 0.5), texts.say(key, wait=length_words(seconds, texts)))
        for key, seconds in known
        if seconds is not None
    )
    spoken = [
        texts.say("analysis.spoken.column", first=edge, count=number_words(count, texts))
        for edge, count in zip(edges, counts, strict=False)
    ]
    return Chart(
        tuple(Bar(count) for count in counts) or (Bar(None),) * COLUMNS,
        marks=marks,
        ticks=ticks,
        wide=_CLOSE,
        spoken="; ".join((*spoken, *(one.words for one in marks))) or texts.say("analysis.no_data"),
    )


def _spoken(view: AnalysisView, times: Sequence[TimeFigures], value: Value, texts: Texts, unit: str) -> str:
    compared, kind = compared_name(view, texts), view.analysis.period.kind
    said = []
    for one in times:
        now, before = value(one.figures), value(one.before)
        if now is not None or before is not None:
            words = f"{long_time_words(kind, one, texts)}: {_with_unit(now, unit, texts)}"
            said.append(f"{words} ({compared}: {_with_unit(before, unit, texts)})" if compared else words)
    return "; ".join(said) or texts.say("analysis.no_data")


def _with_unit(value: float | None, unit: str, texts: Texts) -> str:
    return NOT_KNOWN if value is None else f"{number_words(round(value), texts)} {unit}"
