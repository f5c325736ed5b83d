"""Write the branch in the text format of Prometheus (version 0.0.4), with its units in the names.

Times are seconds, shares are ratios from 0 to 1. A measure that is not known has no sample.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kiosk.branch.live import CounterState, LiveView
from kiosk.domain.language.text import Texts
from kiosk.domain.measures.definitions import MEASURES, Measure, MeasureUnit
from kiosk.domain.status import LinkStatus

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_Labels = Mapping[str, str]
_ENDS = {MeasureUnit.SECONDS: ("_s", "_seconds"), MeasureUnit.SHARE: ("_share", "_ratio"), MeasureUnit.COUNT: ("", "")}


@dataclass(frozen=True, slots=True)
class _Metric:
    """Hold one metric with its samples; one without a sample is not written."""

    name: str
    means: str
    samples: Sequence[tuple[_Labels, float | None]]
    kind: str = "gauge"

    def lines(self) -> Iterator[str]:
        known = [(labels, value) for labels, value in self.samples if value is not None]
        if known:
            yield f"# HELP {self.name} {_escaped(self.means, quotes=False)}"
            yield f"# TYPE {self.name} {self.kind}"
        for labels, value in known:
            yield f"{self.name}{_braced(labels)} {_number(value)}"


def metrics_text(view: LiveView, version: str, texts: Texts) -> str:
    """Return the metrics of a view; `texts` are those of their explanations."""
    lines = [line for metric in _metrics(view, version, texts) for line in metric.lines()]
    return "\n".join(lines) + "\n"


def metric_name(measure: Measure) -> str:
    """Return the name of today's figure of a measure."""
    own, end = _ENDS[measure.unit]
    return f"kiosk_today_{measure.key.removesuffix(own)}{end}"


def _metrics(view: LiveView, version: str, texts: Texts) -> Iterable[_Metric]:
    services = [({"service": one.service.code}, one) for one in view.services]
    yield _Metric("kiosk_info", "The version of the program that answers.", [({"version": version}, 1)])
    yield _Metric(
        "kiosk_waiting_visits", "People who wait for a service.", [(labels, one.waiting) for labels, one in services]
    )
    yield _Metric(
        "kiosk_longest_wait_seconds",
        "How long the first of them has waited.",
        [(labels, None if one.waited is None else 60 * one.waited) for labels, one in services],
    )
    yield _Metric(
        "kiosk_open_counters",
        "Open counters that serve a service.",
        [(labels, len(one.counters)) for labels, one in services],
    )
    states = [one.state for one in view.counters]
    yield _Metric(
        "kiosk_counters", "Counters by state.", [({"state": one.value}, states.count(one)) for one in CounterState]
    )
    yield _Metric("kiosk_alerts", "Alerts: waits over their limit, and late delivery.", [({}, len(view.alerts))])
    yield from _delivery(view)
    yield from _stations(view)
    for measure in MEASURES:
        if measure.unit in _ENDS:
            yield _Metric(
                metric_name(measure), f"Today: {texts.message(measure.means)}", [({}, getattr(view.today, measure.key))]
            )


def _delivery(view: LiveView) -> Iterable[_Metric]:
    sync = view.sync
    yield _Metric("kiosk_journal_records_total", "Records of the journal.", [({}, view.seq)], "counter")
    yield _Metric("kiosk_clock_behind", "1 while the clock is behind the journal.", [({}, view.clock_is_behind)])
    yield _Metric(
        "kiosk_centre_link",
        "1 for the status of the line to the centre.",
        [({"status": one.value}, one is sync.link) for one in LinkStatus],
    )
    yield _Metric("kiosk_backlog_records", "Records that the centre does not have yet.", [({}, sync.backlog)])
    yield _Metric("kiosk_lag_seconds", "The age of the oldest of them.", [({}, sync.lag_seconds)])
    yield _Metric("kiosk_quarantined_records", "Records that the centre has refused.", [({}, sync.quarantined)])


def _stations(view: LiveView) -> Iterable[_Metric]:
    programs = [
        ({"station": one.station, "kind": program.kind.value, "version": program.version}, 1.0)
        for one in view.stations
        for program in one.programs
    ]
    devices = [
        ({"station": one.station, "device": device.report.part.value}, device)
        for one in view.stations
        for device in one.devices
    ]
    yield _Metric("kiosk_program_running", "1 for each program that runs.", programs)
    yield _Metric(
        "kiosk_station_out_of_service",
        "1 while a kiosk is out of service.",
        [({"station": one.station}, one.state.is_out) for one in view.stations],
    )
    yield _Metric(
        "kiosk_device_working",
        "1 while a device works and its machine is heard.",
        [(labels, device.is_well) for labels, device in devices],
    )
    yield _Metric(
        "kiosk_device_faults_7d",
        "How often a device stopped working in seven days.",
        [(labels, device.faults) for labels, device in devices],
    )


def _braced(labels: _Labels) -> str:
    pairs = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _number(value: float) -> str:
    """Return a value as Prometheus reads it: a whole number whole, a share with all its digits."""
    return str(int(value)) if value == int(value) else repr(float(value))


def _escaped(text: str, *, quotes: bool = True) -> str:
    text = text.replace("\\", r"\\").replace("\n", r"\n")
    return text.replace('"', r"\"") if quotes else text
