"""A figure beside its limit, the statistics it is made of, and the table and file they end in."""

import importlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

_STAT = Path("/proc/stat")
RESULTS = Path(__file__).with_name("results.json")
#: Qt without a screen, as wide and high as the kiosk's usual panel; its own would be a square of 800 pixels.
OFFSCREEN = f"offscreen:configfile={Path(__file__).with_name('panel.json')}"


def on_its_panel(config: Path) -> Path:
    """A branch whose kiosk knows how large its panel is (27 inches); Qt without a screen makes up another density."""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("pixels_per_mm = 0.0", "pixels_per_mm = 3.2"), encoding="utf-8")
    return config


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `limit` was measured or is fixed in the same run; `ratio` is value / limit.

    `goal` says which ratio is good enough (for a limit of 0: that the value is 0); `note` how it was measured and how
    much it moved from run to run.
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
    """A figure that must not be larger than `times` its limit."""
    ratio = value / limit
    return Figure(name, value, unit, limit, ratio, f"<= {times:g}", ratio <= times, note)


def at_least(name: str, value: float, unit: str, limit: float, *, times: float = 1.0, note: str = "") -> Figure:
    """A figure that must not be smaller than `times` its limit."""
    ratio = value / limit
    return Figure(name, value, unit, limit, ratio, f">= {times:g}", ratio >= times, note)


def none_of(name: str, count: int, *, note: str = "") -> Figure:
    """Something that must not happen at all."""
    return Figure(name, float(count), "", 0.0, None, "= 0", count == 0, note)


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1e6) * len(ordered) // 1_000_000) - 1)]


def spread(values: Sequence[float]) -> str:
    """Where the middle half of repeated measurements lies, for a note: how noisy the machine was."""
    ordered = sorted(values)
    return f"{median(ordered):.3g} [{percentile(ordered, 0.25):.3g} .. {percentile(ordered, 0.75):.3g}]"


def processor_time() -> tuple[int, int]:
    """Ticks since the machine started: in all, and those its host gave to somebody else."""
    user, nice, system, idle, waiting, irq, soft, stolen = map(int, _STAT.read_text().split()[1:9])
    return user + nice + system + idle + waiting + irq + soft + stolen, stolen


def taken_since(before: tuple[int, int]) -> str:
    """How much of the machine its host gave to somebody else meanwhile, for a note."""
    (total, stolen), (then_total, then_stolen) = processor_time(), before
    return f"{100 * (stolen - then_stolen) / max(1, total - then_total):.1f} % of the processors taken away by the host"


def measure_module(module: str) -> list[Figure]:
    """The figures of one story; a function of this module, so that a fresh process can be told to call it.

    What goes wrong is told in words, RuntimeError: not every exception finds its way to another process.
    """
    try:
        figures: list[Figure] = importlib.import_module(module).measure()
    except Exception as problem:
        raise RuntimeError(f"{type(problem).__name__}: {problem}") from problem
    return figures


def table(group: str, figures: Sequence[Figure]) -> str:
    """The figures as text, one a line."""
    head = ("", "figure", "value", "limit", "ratio", "goal", "note")
    rows = [head, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head) - 1)]
    padded = [[cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)] for row in rows]
    return "\n".join([f"== {group} ==", *("  ".join(cells).rstrip() for cells in padded)])


def save(group: str, figures: Sequence[Figure], *, whole: bool, path: Path = RESULTS) -> None:
    """Writes the group's figures into the results; others stay. `whole` False keeps the group's other figures too."""
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
