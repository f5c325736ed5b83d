"""Define a figure with its limit, its statistics, and the table and file of results."""

import importlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

_STAT = Path("/proc/stat")
RESULTS = Path(__file__).with_name("results.json")
#: Qt's platform without a screen, in the pixels of the kiosk's usual panel. Its default is 800 × 800.
OFFSCREEN = f"offscreen:configfile={Path(__file__).with_name('panel.json')}"


def on_its_panel(config: Path) -> Path:
    """Set the density of a 27-inch panel in the kiosk's configuration. Qt without a screen reports a wrong one."""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("pixels_per_mm = 0.0", "pixels_per_mm = 3.2"), encoding="utf-8")
    return config


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one measured number. `limit` is measured or fixed in the same run; `ratio` is value / limit.

    `goal` is the ratio that is good enough; for a limit of 0 the value must be 0. `note` tells how the figure was
    measured and how much it varied between runs.
    """

    name: str
    value: float
    unit: str
    limit: float
    ratio: float | None
    goal: str
    met: bool
    note: str = ""


def at_most(name: str, value: float, unit: str, limit: float, *, times: float = 1.0, note: str = "") -> Figure:
    """Return a figure that must not be larger than `times` its limit."""
    ratio = value / limit
    return Figure(name, value, unit, limit, ratio, f"<= {times:g}", ratio <= times, note)


def at_least(name: str, value: float, unit: str, limit: float, *, times: float = 1.0, note: str = "") -> Figure:
    """Return a figure that must not be smaller than `times` its limit."""
    ratio = value / limit
    return Figure(name, value, unit, limit, ratio, f">= {times:g}", ratio >= times, note)


def none_of(name: str, count: int, *, note: str = "") -> Figure:
    """Return a figure for an event that must never happen."""
    return Figure(name, float(count), "", 0.0, None, "= 0", count == 0, note)


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1e6) * len(ordered) // 1_000_000) - 1)]


def spread(values: Sequence[float]) -> str:
    """Return median and middle half of repeated measurements, for a note. They show how noisy the machine was."""
    ordered = sorted(values)
    return f"{median(ordered):.3g} [{percentile(ordered, 0.25):.3g} .. {percentile(ordered, 0.75):.3g}]"


def processor_time() -> tuple[int, int]:
    """Return the ticks since the machine started: all of them, and those that its host gave to others."""
    user, nice, system, idle, waiting, irq, soft, stolen = map(int, _STAT.read_text().split()[1:9])
    return user + nice + system + idle + waiting + irq + soft + stolen, stolen


def taken_since(before: tuple[int, int]) -> str:
    """Return the share of the processors that the host gave to others since `before`, for a note."""
    (total, stolen), (then_total, then_stolen) = processor_time(), before
    return f"{100 * (stolen - then_stolen) / max(1, total - then_total):.1f} % of the processors taken away by the host"


def measure_module(module: str) -> list[Figure]:
    """Return the figures of one story. It is a function of this module, so that a fresh process can call it.

    Raises:
        RuntimeError: any error of the story, in words, because not every exception can be sent between processes.
    """
    try:
        figures: list[Figure] = importlib.import_module(module).measure()
    except Exception as problem:
        raise RuntimeError(f"{type(problem).__name__}: {problem}") from problem
    return figures


def table(group: str, figures: Sequence[Figure]) -> str:
    """Return the figures as text, one a line."""
    head = ("", "figure", "value", "limit", "ratio", "goal", "note")
    rows = [head, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head) - 1)]
    padded = [[cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)] for row in rows]
    return "\n".join([f"== {group} ==", *("  ".join(cells).rstrip() for cells in padded)])


def save(group: str, figures: Sequence[Figure], *, whole: bool, path: Path = RESULTS) -> None:
    """Write the group's figures into the results and keep other groups. `whole` False also keeps the group's other
    figures.
    """
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    names = {figure.name for figure in figures}
    kept = [row for row in known if row["group"] != group or not (whole or row["name"] in names)]
    rows = kept + [{"group": group, **asdict(figure)} for figure in figures]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        "ok" if figure.met else "NOT MET",
        figure.name,
        f"{figure.value:.4g} {figure.unit}".strip(),
        f"{figure.limit:.4g} {figure.unit}".strip(),
        "-" if figure.ratio is None else f"{figure.ratio:.3f}",
        figure.goal,
        figure.note,
    )
