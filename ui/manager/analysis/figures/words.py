"""Put figures into words for the page of figures. What is not known is "–"."""

from kiosk.branch.analysis import AnalysisView
from kiosk.domain.language.text import Texts
from kiosk.domain.measures.definitions import Measure, MeasureUnit
from kiosk.domain.measures.figures import Figures
from kiosk.domain.measures.report import ReportKind, TimeFigures
from kiosk.domain.measures.report_words import NOT_KNOWN, figure_words, number_words
from kiosk.domain.people.rating import RatingReason
from ui.manager.parts.period_picker import weekday_words

#: A number and its unit stand on one line.
BOUND = "\u00a0"
#: Shorter times are told in seconds.
_IN_MINUTES_FROM = 90


def bound_words(figures: Figures, measure: Measure, texts: Texts) -> str:
    """Return a figure with its unit, on one line."""
    return figure_words(figures, measure, texts).replace(" ", BOUND)


def parts_of(figures: Figures, measure: Measure, texts: Texts) -> tuple[str, str]:
    """Return a figure and its unit apart."""
    value = getattr(figures, measure.key)
    if measure.unit is MeasureUnit.SHARE:
        return (NOT_KNOWN if value is None else f"{100 * value:.0f}"), "%"
    if measure.unit is not MeasureUnit.SECONDS:
        return (NOT_KNOWN if value is None else number_words(value, texts)), texts.say("analysis.unit.visits")
    if value is None or value >= _IN_MINUTES_FROM:
        return (NOT_KNOWN if value is None else number_words(round(value / 60), texts)), texts.say(
            "analysis.unit.minutes"
        )
    return str(value), texts.say("analysis.unit.seconds")


def compared_name(view: AnalysisView, texts: Texts) -> str:
    """Return with what the period is compared, in a few words; empty without a comparison."""
    analysis = view.analysis
    if analysis.compared is None:
        return ""
    kind = analysis.period.kind
    is_before = analysis.compared == analysis.period.before()
    return texts.say(f"analysis.{'before' if is_before else 'year_before'}.{kind.value}")


def time_words(kind: ReportKind, time: TimeFigures, texts: Texts) -> str:
    """Return how a part of a period stands below a chart."""
    if time.hour is not None:
        return texts.say("analysis.hour", hour=time.hour)
    if kind is ReportKind.WEEK:
        return weekday_words(time.first.weekday(), texts)
    return str(time.first.day if kind is ReportKind.MONTH else time.first.month)


def long_time_words(kind: ReportKind, time: TimeFigures, texts: Texts) -> str:
    """Return how a part of a period is told in a sentence."""
    if kind is ReportKind.MONTH:
        return f"{time.first:%d/%m}"
    return f"{time.first:%m/%Y}" if kind is ReportKind.YEAR else time_words(kind, time, texts)


def reason_words(view: AnalysisView, code: str, texts: Texts) -> str:
    """Return a reason of a rating: one of the branch, or a usual one."""
    if (own := view.names.reasons.get(code)) is not None:
        return texts.name(own)
    return texts.say(f"rating.reasons.{code}") if code in set(RatingReason) else code
