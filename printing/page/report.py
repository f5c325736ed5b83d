"""Draw the report of a period on A4 pages, black on white: figures, charts, table, ratings, and what each figure means.

No tint stands behind text. What does not fit on a page goes on on the next one.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kiosk.domain.language.text import Texts
from kiosk.domain.measures.definitions import MEASURES, Measure
from kiosk.domain.measures.figures import Figures
from kiosk.domain.measures.report import Period, PeriodReport, ReportKind, TimeFigures
from kiosk.domain.measures.report_words import (
    NOT_KNOWN,
    change_words,
    compared_words,
    content_rows,
    field_name,
    figure_words,
    length_words,
    level_rows,
    now_words,
    number_words,
    part_words,
    period_title,
    reason_rows,
    share_words,
)
from printing.page.canvas import INNER, LEFT, MM, RIGHT, Ink, Pages, even_size, wrapped
from printing.page.chart import BarChart, draw_chart
from printing.strip.typeset import PageWeight, TextLine

_REGULAR, _BOLD, _EXTRA = PageWeight.REGULAR, PageWeight.BOLD, PageWeight.EXTRA_BOLD
_BY_KEY = {one.key: one for one in MEASURES}
#: Two columns of a page.
_HALF, _SECOND = INNER / 2 - 6 * MM, LEFT + INNER / 2 + 6 * MM
_ROW, _TEXT, _LEADING = 16.8, 10.0, 12.5
_CHART = 80.0
#: The columns of the table of services: their right ends, as parts of the line.
_COLUMNS = (
    ("arrivals", 0.385),
    ("served", 0.475),
    ("wait_median_s", 0.58),
    ("wait_p90_s", 0.68),
    ("service_median_s", 0.79),
    ("wait_in_target_share", 0.89),
)
_NAME, _COLUMN = 0.30 * INNER, 0.088 * INNER
_HEADLINE = ("arrivals", "served", "wait_median_s", "wait_p90_s", "wait_in_target_share", "satisfied_share")
_LOST = ("no_shows", "abandoned", "cancelled")
_APPOINTMENTS = ("appointments_kept", "appointments_late", "appointments_missed")
#: The height of a definition of one line, and the least room in which the definitions begin on a page.
_DEFINITION_ROW, _DEFINITIONS_BEGIN = 14.4, 260.0
#: The height of the second line of a row, which a comparison has.
_SECOND_ROW = 13.0


class _Tile(NamedTuple):
    """Hold one figure in large type, with up to two lines of meaning below it."""

    name: str
    figure: str
    unit: str
    meaning: tuple[str, ...]


class _TableRow(NamedTuple):
    """Hold a row of a table: a name, its figures, and those of the period with which they are compared."""

    name: str
    figures: Figures
    before: Figures


def draw_report(report: PeriodReport, texts: Texts, roundel: bytes | None = None) -> bytes:
    """Return the report as a PDF. `roundel` is the picture of the centre as a PNG."""
    pages = _drawn(report, texts, roundel, 0)
    return _drawn(report, texts, roundel, pages.number).pdf()


def _drawn(report: PeriodReport, texts: Texts, roundel: bytes | None, count: int) -> Pages:
    """Draw all pages; `count` is their number, for the foot."""
    pages = Pages(period_title(report.period, texts), texts.name(report.head.centre), texts, count)
    _head(pages, report, texts, roundel)
    _headline(pages, report, texts)
    _charts(pages, report, texts)
    _table(pages, report, texts)
    _ratings_and_notes(pages, report, texts)
    _closing(pages, report, texts)
    _signatures(pages, report, texts)
    if pages.number == 1:
        pages.next_page()
    _services(pages, report, texts)
    _contents(pages, report, texts)
    _definitions(pages, report, texts)
    return pages


# -- the first page ---------------------------------------------------------------------------------------------------


def _head(pages: Pages, report: PeriodReport, texts: Texts, roundel: bytes | None) -> None:
    """Draw the centre's lock-up, when the report was made and by which set-up, then title and opening hours."""
    head, side = report.head, 15 * MM
    pages.roundel(roundel, LEFT, 9.5 * MM, side)
    x, width = LEFT + side + 10, INNER - side - 150
    name = [
        line for words in (head.centre, head.place) for line in wrapped(texts.name(words).upper(), width, 12, _BOLD, 2)
    ]
    pages.y = 17 * MM - (len(name) - 1) * 7.5 + 4.5
    pages.lines(name, x, 15)
    pages.y = 14 * MM + 4
    pages.line_right(texts.say("report.made", at=f"{head.made_at:%H:%M, %d/%m/%Y}"), RIGHT, 135, 9.5, _REGULAR)
    pages.y += 13
    pages.line_right(texts.say("report.version", version=head.version), RIGHT, 135, 9.5, _REGULAR)
    pages.rule(LEFT, 27.6 * MM, INNER, 2.2, Ink.LACQUER)
    pages.rule(LEFT, 28.6 * MM, INNER, 0.7, Ink.LACQUER)
    pages.y = 38 * MM
    pages.line(period_title(report.period, texts), LEFT, INNER, 22, _EXTRA)
    pages.y += 17
    pages.line(" ".join(_about(report, texts)), LEFT, INNER, _TEXT)
    pages.y += 20


def _about(report: PeriodReport, texts: Texts) -> Iterator[str]:
    period, head = report.period, report.head
    if period.kind is ReportKind.COMPARE:
        for key, words, days in (
            ("now", now_words(report, texts), report.days),
            ("other", compared_words(report, texts), report.days_before),
        ):
            yield texts.say(f"report.compare.{key}", period=words, count=days)
    elif period.first == period.last:
        weekday = texts.say(f"report.weekday.{period.first.weekday()}")
        yield f"{weekday[0].upper()}{weekday[1:]}."
        if head.hours:
            spans = [f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in head.hours]
            yield texts.say("report.hours", spans=", ".join(spans))
    else:
        yield texts.say("report.days", count=report.days)
    if report.days == 0:
        yield texts.say("report.no_data")
    elif period.last >= head.made_at.date():
        yield texts.say("report.so_far")


def _headline(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    """Draw six figures in large type, each with what they mean."""
    is_comparison = report.period.kind is ReportKind.COMPARE
    tiles = _compared_tiles(report, texts) if is_comparison else _tiles(report, texts)
    width, top = INNER / 6, pages.y
    room = width - 14
    label = even_size([one.name for one in tiles], room, 9.5, _REGULAR)
    with_unit = even_size([one.figure for one in tiles if one.unit], room * 0.62, 25, _EXTRA)
    size = even_size([one.figure for one in tiles], room, with_unit, _EXTRA)
    for number, tile in enumerate(tiles):
        x = LEFT + number * width + (8 if number else 0)
        if number:
            pages.bar(x - 8, top - 9, 0.6, 58, Ink.RULE)
        pages.y = top
        pages.line(tile.name, x, room, label)
        pages.y = top + 27
        used = pages.line(tile.figure, x, room, size, _EXTRA)
        if tile.unit:
            pages.line(tile.unit, x + used + 4, room - used - 4, 10)
        pages.y = top + 39
        for words in tile.meaning:
            pages.line(words, x, room, 8.5)
            pages.y += 10
    pages.y = top + 75


def _tiles(report: PeriodReport, texts: Texts) -> list[_Tile]:
    total, compared = report.total, f"{compared_words(report, texts)}:"
    lost = texts.say("report.lost", **{key: _counted(total, key, texts) for key in ("abandoned", "cancelled")})
    meanings = {
        "served": (texts.say("report.absent", no_shows=_counted(total, "no_shows", texts)), lost),
        "satisfied_share": (texts.say("report.of_ratings", count=_counted(total, "ratings", texts)),),
    }
    return [
        _tile(report, key, meanings.get(key, (compared, _counted(report.before, key, texts))), texts)
        for key in _HEADLINE
    ]


def _compared_tiles(report: PeriodReport, texts: Texts) -> list[_Tile]:
    """Return the tiles of a comparison: below each figure that of the other period, and the change."""
    return [_tile(report, key, _change(report, key, texts), texts) for key in _HEADLINE]


def _change(report: PeriodReport, key: str, texts: Texts) -> tuple[str, str]:
    sides = getattr(report.total, key), getattr(report.before, key)
    change = change_words(*sides, _BY_KEY[key], texts)
    other = texts.say("report.compare.figure", figure=_counted(report.before, key, texts))
    return other, texts.say("report.compare.change", change=change)


def _tile(report: PeriodReport, key: str, meaning: tuple[str, ...], texts: Texts) -> _Tile:
    figure, _, unit = _counted(report.total, key, texts).partition(" ")
    return _Tile(texts.message(_BY_KEY[key].name), figure, unit, meaning)


def _charts(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    """Draw arrivals and median waits by half hour, day or month, beside those of the other period.

    The two periods of a comparison may have unequal lengths. So its arrivals are those of a mean day with numbers.
    """
    legend = now_words(report, texts), compared_words(report, texts)
    labels = [_label(report.period, one) for one in report.times]
    is_comparison = report.period.kind is ReportKind.COMPARE
    name = "arrivals_a_day" if is_comparison else "arrivals"
    days = (report.days, report.days_before) if is_comparison else (1, 1)
    arrivals = [
        [None if (count := one.arrivals) is None else count / number for one in side]
        for side, number in zip(_sides(report), days, strict=True)
    ]
    waits = [[None if one.wait_median_s is None else one.wait_median_s / 60 for one in side] for side in _sides(report)]
    by = part_words(report.period.kind, texts)
    for title, x, (bars, line) in ((name, LEFT, arrivals), ("waits", _SECOND, waits)):
        chart = BarChart(
            texts.say(f"report.chart.{title}", by=by),
            legend,
            labels,
            bars,
            line,
            nothing=texts.say("report.no_data"),
            thousands=texts.say("report.thousands"),
        )
        draw_chart(pages, chart, x, _HALF, _CHART)
    pages.y += _CHART + 62


def _sides(report: PeriodReport) -> tuple[list[Figures], list[Figures]]:
    return [one.figures for one in report.times], [one.before for one in report.times]


def _label(period: Period, part: TimeFigures) -> str:
    if part.hour is not None:
        return f"{part.hour}:{part.minute:02}"
    return f"{part.first:%m}" if period.kind is ReportKind.YEAR else f"{part.first:%d/%m}"


def _table(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    """Draw a row for each field with its figures, and the total."""
    rows = [_TableRow(field_name(one, texts), one.figures, one.before) for one in report.fields]
    _figure_table(pages, report, (texts.say("report.table.fields"), texts.say("report.table.field")), rows, texts)
    pages.rule(LEFT, pages.y - 12, INNER, 1.1, Ink.BLACK)
    total = _TableRow(texts.say("report.total"), report.total, report.before)
    pages.keep(_row_height(report, total))
    _row(pages, report, total, texts, _BOLD)
    pages.y += 13


def _figure_table(
    pages: Pages, report: PeriodReport, titles: tuple[str, str], rows: Sequence[_TableRow], texts: Texts
) -> None:
    """Draw a title, the heads of the columns, and the rows. The heads are drawn again on each page."""
    title, first = titles
    pages.keep(3 * _ROW + 40)
    pages.line(title, LEFT, INNER, 12, _BOLD)
    pages.y += 15
    _heads(pages, first, texts)
    for row in rows:
        if pages.keep(_row_height(report, row)):
            pages.y += 10
            _heads(pages, first, texts)
        _row(pages, report, row, texts, _REGULAR)


def _row_height(report: PeriodReport, row: _TableRow) -> float:
    lines = len(wrapped(row.name, _NAME, _TEXT, _REGULAR, 2)) - 1
    return _ROW + 11 * lines + (_SECOND_ROW if report.period.kind is ReportKind.COMPARE else 0)


def _heads(pages: Pages, first: str, texts: Texts) -> None:
    top = pages.y
    pages.line(first, LEFT, _NAME, 9)
    heads = [(end, texts.message(_BY_KEY[key].name)) for key, end in _COLUMNS] + [(1.0, texts.say("report.table.lost"))]
    bottom = top
    for end, words in heads:
        pages.y = top
        for line in wrapped(words, _COLUMN, 9, _REGULAR, 2):
            pages.place_right(line, LEFT + end * INNER)
            bottom = max(bottom, pages.y)
            pages.y += 10.5
    pages.y = bottom + 5.5
    pages.rule(LEFT, pages.y, INNER, 0.8, Ink.BLACK)
    pages.y += 12.5


def _row(pages: Pages, report: PeriodReport, row: _TableRow, texts: Texts, weight: PageWeight) -> None:
    """Draw a name with its figures, in a comparison also those of the other period below them."""
    top = pages.y
    pages.lines(wrapped(row.name, _NAME, _TEXT, weight, 2), LEFT, 11)
    bottom, pages.y = pages.y, top
    _cells(pages, row.figures, texts, _TEXT, weight, _BOLD)
    if report.period.kind is ReportKind.COMPARE:
        bottom = pages.y = bottom + _SECOND_ROW
        pages.line(compared_words(report, texts), LEFT + 10, _NAME - 10, 9)
        _cells(pages, row.before, texts, 9, _REGULAR, _REGULAR)
    pages.rule(LEFT, bottom + 5.2, INNER)
    pages.y = bottom + _ROW


def _cells(
    pages: Pages, figures: Figures, texts: Texts, size: float, weight: PageWeight, of_median: PageWeight
) -> None:
    for key, end in _COLUMNS:
        chosen = of_median if key == "wait_median_s" else weight
        pages.line_right(_counted(figures, key, texts), LEFT + end * INNER, _COLUMN, size, chosen)
    lost = [getattr(figures, key) for key in _LOST]
    words = NOT_KNOWN if None in lost else number_words(sum(lost), texts)
    pages.line_right(words, RIGHT, _COLUMN, size, weight)


def _ratings_and_notes(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    """Draw the ratings by level with their reasons, and beside them what was notable."""
    levels, notes = level_rows(report, texts), list(_notes(report, texts))
    pages.keep(40 + 15 * max(len(levels) + 3, 2 * len(notes)))
    top = pages.y
    pages.line(texts.say("report.ratings"), LEFT, _HALF, 12, _BOLD)
    given = sum(count or 0 for _, count in levels)
    for words, count in levels:
        pages.y += 15.5
        pages.line(words, LEFT, 82, _TEXT)
        pages.bar(LEFT + 88, pages.y - 7.5, 110, 7.5, Ink.TRACK)
        if count:
            pages.bar(LEFT + 88, pages.y - 7.5, 110 * count / given, 7.5)
        told = NOT_KNOWN if count is None else number_words(count, texts)
        pages.line_right(told, LEFT + _HALF - 4, 40, _TEXT, _BOLD)
    pages.y += 3
    for words in _rating_words(report, texts):
        pages.y += _LEADING
        pages.lines(wrapped(words, _HALF, 9.5, _REGULAR, 4), LEFT, 11.5)
    bottom, pages.y = pages.y, top
    pages.line(texts.say("report.notable"), _SECOND, _HALF, 12, _BOLD)
    pages.y += 3
    for words in notes:
        pages.y += 13.5
        pages.bar(_SECOND, pages.y - 5.6, 4, 4)
        pages.lines(wrapped(words, _HALF - 11, _TEXT, _REGULAR, 3), _SECOND + 11, 11.5)
    pages.y = max(bottom, pages.y) + 20


def _rating_words(report: PeriodReport, texts: Texts) -> Iterator[str]:
    share = NOT_KNOWN if report.rated_share is None else share_words(report.rated_share)
    yield texts.say("report.rated", share=share)
    if reasons := reason_rows(report, texts):
        counted = ((f"{words[:1].lower()}{words[1:]}", number_words(count, texts)) for words, count in reasons)
        named = ", ".join("\u00a0".join(one) for one in counted)
        yield texts.say("report.because", reasons=named)


def _notes(report: PeriodReport, texts: Texts) -> Iterator[str]:
    """Yield what is notable: the longest waits, the priority share, what clerks did, and what did not end."""
    total = report.total
    for one in report.longest:
        hours = f"{one.hour}:00", f"{one.hour + 1}:00"
        wait = length_words(one.wait_p90_s, texts)
        yield texts.say("report.note.wait", service=texts.name(one.name), first=hours[0], last=hours[1], wait=wait)
    if total.priority_share is not None:
        yield texts.say("report.note.priority", share=share_words(total.priority_share))
    if total.appointments_kept or total.appointments_late or total.appointments_missed:
        yield texts.say("report.note.appointments", **{key: _counted(total, key, texts) for key in _APPOINTMENTS})
    if total.transfers or total.parks:
        counts = {key: _counted(total, key, texts) for key in ("transfers", "parks")}
        yield texts.say("report.note.moved", **counts)
    if total.unfinished:
        yield texts.say("report.note.unfinished", unfinished=_counted(total, "unfinished", texts))
    if total.open:
        yield texts.say("report.note.open", open=_counted(total, "open", texts))
    if not report.days:
        yield texts.say("report.no_data")


def _closing(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    """Draw the closing statement in a frame: when, which records, and the code by which it is checked."""
    closing = report.closing
    if closing is None:
        return
    places = {key: number_words(getattr(closing, key), texts) for key in ("first", "last", "records")}
    records = texts.say("report.closing.records", **places)
    if closing.corrections:
        records = f"{records} {texts.say('report.closing.corrected', corrections=closing.corrections)}"
    code = closing.head.upper()
    grouped = " ".join(code[place : place + 4] for place in range(0, len(code), 4))
    lines = (
        (texts.say("report.closing.at", at=f"{closing.at:%H:%M, %d/%m/%Y}"), _BOLD),
        (records, _REGULAR),
        (texts.say("report.closing.head", head=grouped), _REGULAR),
    )
    pages.keep(66)
    top = pages.y - 11
    pages.frame(LEFT, top, INNER, 50)
    pages.y += 3
    for words, weight in lines:
        pages.line(words, LEFT + 9, INNER - 18, 9.5, weight)
        pages.y += 13.5
    pages.y = top + 66


def _signatures(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    """Draw the two places to sign, with room for both."""
    pages.keep(52)
    left, right, made = LEFT + INNER * 0.2, LEFT + INNER * 0.78, report.head.made_at
    day = texts.say("report.signed", day=made.day, month=made.month, year=made.year)
    pages.line_centred(f"{texts.name(report.head.place)}, {day}", right, INNER * 0.44, _TEXT, _REGULAR)
    pages.y += 14
    for x, key in ((left, "maker"), (right, "head")):
        pages.line_centred(texts.say(f"report.sign.{key}"), x, INNER * 0.4, _TEXT, _BOLD)
    pages.y += 13
    for x in (left, right):
        pages.line_centred(texts.say("report.sign.hint"), x, INNER * 0.4, 9.5, _REGULAR)
    pages.y += 60


# -- what follows -----------------------------------------------------------------------------------------------------


def _services(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    """Draw a row for each service."""
    pages.y += 8
    rows = [
        _TableRow(texts.name(one.name), one.figures, one.before) for field in report.fields for one in field.services
    ]
    _figure_table(pages, report, (texts.say("report.table.services"), texts.say("report.table.service")), rows, texts)
    pages.y += 13


def _contents(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    """Draw what citizens marked of the contents of the decree, with the rule in force. No rule prescribes a scale."""
    rows = list(content_rows(report, texts))
    if not rows:
        return
    pages.keep(4 * _ROW + 30)
    pages.line(texts.say("report.contents"), LEFT, INNER, 12, _BOLD)
    pages.y += 15
    pages.lines(wrapped(texts.say("report.scale", count=len(report.head.scale)), INNER, 9, _REGULAR, 2), LEFT, 11)
    pages.y += 18
    for rule, content, level, count in rows:
        pages.keep(_ROW)
        pages.line(content, LEFT, INNER * 0.4, _TEXT)
        pages.line(rule, LEFT + INNER * 0.42, INNER * 0.28, _TEXT)
        pages.line(level, LEFT + INNER * 0.72, INNER * 0.2, _TEXT)
        pages.line_right(number_words(count, texts), RIGHT, 40, _TEXT, _BOLD)
        pages.rule(LEFT, pages.y + 5.2, INNER)
        pages.y += _ROW
    pages.y += 13


def _definitions(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    """Draw every measure: its name, its figure now and before, and what it means."""
    meanings = [(one, wrapped(texts.message(one.means), INNER * 0.52, 9, _REGULAR, 2)) for one in MEASURES]
    pages.keep(_DEFINITIONS_BEGIN)
    pages.line(texts.say("report.definitions"), LEFT, INNER, 12, _BOLD)
    pages.y += 15
    _definition_heads(pages, report, texts)
    for one, means in meanings:
        if pages.keep(_DEFINITION_ROW + (len(means) - 1) * 10.2):
            pages.y += 10
            _definition_heads(pages, report, texts)
        _definition(pages, one, means, (report.total, report.before), texts)


def _definition_heads(pages: Pages, report: PeriodReport, texts: Texts) -> None:
    other = "other" if report.period.kind is ReportKind.COMPARE else "before"
    pages.line(texts.say("report.table.measure"), LEFT, INNER * 0.24, 9)
    pages.line_right(texts.say("report.now"), LEFT + INNER * 0.35, INNER * 0.1, 9, _REGULAR)
    pages.line_right(texts.say(f"report.table.{other}"), LEFT + INNER * 0.46, INNER * 0.1, 9, _REGULAR)
    pages.line(texts.say("report.table.means"), LEFT + INNER * 0.48, INNER * 0.52, 9)
    pages.rule(LEFT, pages.y + 5.2, INNER, 0.8, Ink.BLACK)
    pages.y += _ROW


def _definition(
    pages: Pages, measure: Measure, means: Sequence[TextLine], sides: tuple[Figures, Figures], texts: Texts
) -> None:
    pages.line(texts.message(measure.name), LEFT, INNER * 0.25, 9, _BOLD)
    for figures, end in zip(sides, (0.35, 0.46), strict=True):
        pages.line_right(figure_words(figures, measure, texts), LEFT + INNER * end, INNER * 0.1, 9, _REGULAR)
    pages.lines(means, LEFT + INNER * 0.48, 10.2)
    pages.rule(LEFT, pages.y + 4.8, INNER)
    pages.y += _DEFINITION_ROW


def _counted(figures: Figures, key: str, texts: Texts) -> str:
    return figure_words(figures, _BY_KEY[key], texts)
