"""Write a report into a folder: pages (.pdf), a workbook (.xlsx) and a table (.csv), all of its files or none.

A text never becomes a formula: in a workbook its cell is a text, in a table an apostrophe stands before it. A figure
that is not known is "–", never 0.
"""

import csv
import errno
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.domain.artwork import Artwork
from kiosk.domain.language.text import CounterError, Texts
from kiosk.domain.measures.definitions import MEASURES, Measure, MeasureUnit
from kiosk.domain.measures.figures import Figures
from kiosk.domain.measures.report import PeriodReport, ReportKind
from kiosk.domain.measures.report_words import (
    NOT_KNOWN,
    content_rows,
    field_name,
    level_rows,
    reason_rows,
    time_name,
)
from printing.page.report import draw_report

Cell = str | int | float | None
#: The endings of a report's files: pages, workbook, table.
ENDINGS = (".pdf", ".xlsx", ".csv")
#: What a spreadsheet may take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: The side of the roundel in pixels: 15 mm at 600 dots an inch.
_ROUNDEL = 354
#: The measures that have a column. Those by name (levels, reasons and contents of ratings) have rows of their own.
_COLUMNS = tuple(one for one in MEASURES if one.unit is not MeasureUnit.COUNT_BY_NAME)
_WIDEST = 48
#: No room on the disk, none left for this user, none for a file of this size.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_files(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by their names into a folder, and return their paths.

    Either all of them are written, or the folder is as it was.

    Raises:
        CounterError: ``report.folder``, ``report.disk_full``, ``report.disk``.
    """
    made: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            new = folder / f".{name}.new"
            made.append(new)
            _write(new, content)
        return tuple(new.replace(folder / name) for new, name in zip(made, contents, strict=True))
    except OSError as problem:
        full = problem.errno in _FULL
        key = "report.disk_full" if full else "report.disk" if made else "report.folder"
        raise CounterError(key, folder=str(folder), reason=os.strerror(problem.errno or 0)) from problem
    finally:
        for new in made:
            with suppress(OSError):  # the folder may be away by now
                new.unlink(missing_ok=True)


def report_files(report: PeriodReport, texts: Texts, artwork: Artwork | None = None) -> dict[str, bytes]:
    """Return the files of a report by their names. `artwork` is the roundel of the centre."""
    name = file_name(report)
    return {f"{name}{ending}": report_file(report, ending, texts, artwork) for ending in ENDINGS}


def report_file(report: PeriodReport, ending: str, texts: Texts, artwork: Artwork | None = None) -> bytes:
    """Return one file of a report by its ending, one of `ENDINGS`."""
    if ending == ".xlsx":
        return workbook_of(report, texts)
    return table_of(report, texts) if ending == ".csv" else draw_report(report, texts, _picture(artwork))


def file_name(report: PeriodReport) -> str:
    """Return the name of a report's files, without the ending."""
    period = report.period
    days = [period.first, *([] if period.first == period.last else [period.last]), *(period.against or ())]
    return "-".join(["report", period.kind.value, *(f"{day:%Y%m%d}" for day in days)])


def table_of(report: PeriodReport, texts: Texts) -> bytes:
    """Return a report as CSV (UTF-8 with a mark, commas): a row for each part of it, a column for each measure.

    The columns have the keys of `kiosk report definitions`, so that other programs can read them.
    """
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(["part", "code", "name", "from", "to", *(one.key for one in _COLUMNS)])
    for row in _rows(report, texts):
        rows.writerow([_plain(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def workbook_of(report: PeriodReport, texts: Texts) -> bytes:
    """Return a report as a workbook: a sheet for the whole, the services, the times and the ratings."""
    book = Workbook()
    book.remove(book.worksheets[0])
    heads = [_head(one, texts) for one in _COLUMNS]
    compared = ["period"] if report.period.kind is ReportKind.COMPARE else []
    for name, head, rows in (
        ("total", ["period"], _total_rows(report)),
        ("services", ["field", "service", *compared], _service_rows(report, texts)),
        ("times", ["time", *compared], _time_rows(report)),
    ):
        labels = [texts.say(f"report.sheet.{one}") for one in head]
        _fill(book.create_sheet(texts.say(f"report.sheet.{name}")), [[*labels, *heads], *rows])
    head_of_ratings: list[Cell] = [texts.say("report.sheet.rating"), texts.say("report.sheet.count")]
    ratings = [head_of_ratings, *rating_rows(report, texts)]
    _fill(book.create_sheet(texts.say("report.sheet.ratings")), ratings)
    # The same report gives the same bytes.
    book.properties.created = book.properties.modified = report.head.made_at.replace(tzinfo=None)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def figures_as_json(report: PeriodReport) -> dict[str, object]:
    """Return the headline figures of a report as JSON can hold them. What is not known is null."""
    period, compared, closing = report.period, report.compared, report.closing
    return {
        "kind": period.kind.value,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "days_with_numbers": report.days,
        **_values(report.total),
        "rated_share": report.rated_share,
        "levels": report.total.levels,
        "reasons": report.total.reasons,
        "contents": report.total.contents,
        "closing": None if closing is None else closing._asdict() | {"at": closing.at.isoformat()},
        "before": {
            "from": compared.first.isoformat(),
            "to": compared.last.isoformat(),
            **_values(report.before),
        },
    }


def rating_rows(report: PeriodReport, texts: Texts) -> list[list[Cell]]:
    """Return the ratings in words with their counts: levels, then reasons, then the contents of the decree."""
    rows: list[list[Cell]] = [[*row] for row in (*level_rows(report, texts), *reason_rows(report, texts))]
    rows += [[f"{what} ({rule}): {level}", count] for rule, what, level, count in content_rows(report, texts)]
    return rows


# -- rows -------------------------------------------------------------------------------------------------------------


def _rows(report: PeriodReport, texts: Texts) -> Iterator[list[Cell]]:
    """Yield the rows of the table: the whole, the period before, fields, services, times, ratings."""
    now = [report.period.first.isoformat(), report.period.last.isoformat()]
    then = [report.compared.first.isoformat(), report.compared.last.isoformat()]
    yield ["total", "", "", *now, *_figures(report.total)]
    yield ["before", "", "", *then, *_figures(report.before)]
    for field in report.fields:
        for part, code, name, figures, before in (
            ("field", field.code, field_name(field, texts), field.figures, field.before),
            *(("service", one.code, texts.name(one.name), one.figures, one.before) for one in field.services),
        ):
            yield [part, code, name, *now, *_figures(figures)]
            if report.period.kind is ReportKind.COMPARE:
                yield [part, code, name, *then, *_figures(before)]
    for time in report.times:
        yield ["time", "", time_name(report, time), *now, *_figures(time.figures)]
        if report.period.kind is ReportKind.COMPARE:
            yield ["time", "", time_name(report, time), *then, *_figures(time.before)]
    for words, count in rating_rows(report, texts):
        yield ["rating", "", words, *now, count]


def _total_rows(report: PeriodReport) -> list[list[Cell]]:
    now, then = _period_names(report)
    return [[now, *_figures(report.total)], [then, *_figures(report.before)]]


def _period_names(report: PeriodReport) -> tuple[str, str]:
    now, then = (f"{one.first:%d/%m/%Y} – {one.last:%d/%m/%Y}" for one in (report.period, report.compared))
    return now, then


def _service_rows(report: PeriodReport, texts: Texts) -> list[list[Cell]]:
    """Return the rows of the services and of the whole, in a comparison two of each with their periods."""
    named: list[tuple[str, str, Figures, Figures]] = [
        (field_name(field, texts), texts.name(one.name), one.figures, one.before)
        for field in report.fields
        for one in field.services
    ]
    named.append((texts.say("report.total"), "", report.total, report.before))
    if report.period.kind is not ReportKind.COMPARE:
        return [[field, service, *_figures(figures)] for field, service, figures, _ in named]
    return [
        [field, service, period, *_figures(figures)]
        for field, service, *sides in named
        for period, figures in zip(_period_names(report), sides, strict=True)
    ]


def _time_rows(report: PeriodReport) -> list[list[Cell]]:
    if report.period.kind is not ReportKind.COMPARE:
        return [[time_name(report, one), *_figures(one.figures)] for one in report.times]
    return [
        [time_name(report, one), period, *_figures(figures)]
        for one in report.times
        for period, figures in zip(_period_names(report), (one.figures, one.before), strict=True)
    ]


def _figures(figures: Figures) -> list[Cell]:
    return list(_values(figures).values())


def _values(figures: Figures) -> dict[str, int | float | None]:
    return {one.key: getattr(figures, one.key) for one in _COLUMNS}


def _head(measure: Measure, texts: Texts) -> str:
    """Return the head of a column: the measure, and its unit where that is no count and no share."""
    name = texts.message(measure.name)
    is_time = measure.unit is MeasureUnit.SECONDS
    return f"{name} ({texts.say('measure.unit.seconds')})" if is_time else name


def _picture(artwork: Artwork | None) -> bytes | None:
    """Return the roundel as a PNG; None without one, and where it cannot be drawn."""
    if artwork is None:
        return None
    from ui.artwork import roundel_png
    from ui.display import hidden_application

    hidden_application()  # words in an SVG are drawn with fonts, which need the application
    return roundel_png(artwork, _ROUNDEL)


# -- cells ------------------------------------------------------------------------------------------------------------


def _plain(cell: Cell) -> str | int | float:
    """Return a cell of a CSV file."""
    if cell is None:
        return NOT_KNOWN
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Cell]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = NOT_KNOWN if value is None else value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = value.startswith(_FORMULA)
            elif value is None:
                cell.alignment = Alignment(horizontal="right")
            elif isinstance(value, float):
                cell.number_format = "0.0%"
    for cell in sheet[1]:
        cell.font, cell.border = Font(bold=True), Border(bottom=Side("thin"))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, column in enumerate(sheet.columns, start=1):
        longest = max((len(str(cell.value)) for cell in list(column)[1:]), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = min(_WIDEST, max(13, longest + 2))
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation = "landscape"


def _write(file: Path, content: bytes) -> None:
    """Write a file and wait for the disk."""
    with file.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
