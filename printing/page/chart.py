"""Draw a bar chart with a line of comparison."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from printing.page.canvas import Pages
from printing.strip.typeset import PageWeight, text_line

_LABEL = 8.5
#: The least room for the numbers of an axis, and the air beside them.
_AXIS, _AIR = 24.0, 9.0
_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Hold bars by label, and the line of what they are compared with; None: not known.

    `nothing` is said instead of bars when no value is known. `thousands` parts the thousands at the axis.
    """

    title: str
    legend: tuple[str, str]
    labels: Sequence[str]
    bars: Sequence[float | None]
    line: Sequence[float | None]
    nothing: str
    thousands: str = ","


def draw_chart(pages: Pages, chart: BarChart, x: float, width: float, height: float) -> None:
    """Draw a chart whose title has its baseline at `y`. Leave `y` where it was."""
    top = pages.y
    pages.line(chart.title, x, width, 12, PageWeight.BOLD)
    pages.y += 15
    _draw_legend(pages, chart.legend, x, width)
    known = [one for one in (*chart.bars, *chart.line) if one is not None]
    base = top + 28 + height
    if not known:
        pages.y = top + 28 + height / 2
        pages.line_centred(chart.nothing, x + width / 2, width, 10, PageWeight.REGULAR)
        pages.rule(x, base, width)
    else:
        end = ceiling(max(known))
        widest = max(text_line(one, PageWeight.REGULAR, _LABEL).width for one in _numbers(chart, end))
        axis = max(_AXIS, widest + _AIR)
        _draw_plot(pages, chart, (x + axis, top + 28, width - axis, height), end)
    pages.y = top


def ceiling(largest: float) -> int:
    """Return the end of an axis: a multiple of three that divides it into round parts."""
    part = 1
    while 3 * part < largest:
        part = next(one for one in _round_numbers() if one > part)
    return 3 * part


def _round_numbers() -> Iterator[int]:
    ten = 1
    while True:
        yield from (int(ten * one) for one in _STEPS if ten * one == int(ten * one))
        ten *= 10


def _draw_legend(pages: Pages, legend: tuple[str, str], x: float, width: float) -> None:
    now, before = legend
    pages.bar(x, pages.y - 7.5, 8.5, 8.5)
    used = 12.5 + pages.line(now, x + 12.5, width * 0.45, 9.5)
    start = x + used + 14
    pages.path([(start, pages.y - 3.2), (start + 15, pages.y - 3.2)])
    pages.line(before, start + 20, width - used - 34, 9.5)


def _draw_plot(pages: Pages, chart: BarChart, box: tuple[float, float, float, float], end: int) -> None:
    x, top, width, height = box
    base, numbers = top + height, _numbers(chart, end)
    for tick in range(4):
        y = base - height * tick / 3
        pages.rule(x, y, width)
        pages.y = y + 3
        pages.line_right(numbers[tick], x - 5, x, _LABEL, PageWeight.REGULAR)
    step = width / len(chart.labels)
    for number, value in enumerate(chart.bars):
        if value:
            tall = height * value / end
            pages.bar(x + step * (number + 0.16), base - tall, step * 0.68, tall)
    points = [
        None if value is None else (x + step * (number + 0.5), base - height * value / end)
        for number, value in enumerate(chart.line)
    ]
    for is_known, part in groupby(points, key=bool):
        if is_known:
            pages.path([one for one in part if one is not None])
    _draw_labels(pages, chart.labels, x, base, step)


def _numbers(chart: BarChart, end: int) -> list[str]:
    """Return the numbers of an axis, the lowest first."""
    return [f"{end * tick // 3:,}".replace(",", chart.thousands) for tick in range(4)]


def _draw_labels(pages: Pages, labels: Sequence[str], x: float, base: float, step: float) -> None:
    """Draw every label, or every second, third … where they would touch. The last one stays inside the plot."""
    widest = max(text_line(one, PageWeight.REGULAR, _LABEL).width for one in labels)
    every = -(-(widest + 5) // step)
    last = x + step * len(labels) - widest / 2
    pages.y = base + 11.5
    for number, one in enumerate(labels):
        if number % every == 0:
            middle = min(x + step * (number + 0.5), last)
            pages.line_centred(one, middle, widest, _LABEL, PageWeight.REGULAR)
