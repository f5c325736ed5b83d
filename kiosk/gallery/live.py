"""Make up the branch as its manager sees it now, for the pictures of the manager's page of now."""

from dataclasses import replace
from datetime import timedelta

from kiosk.branch.alerts import AlertNow
from kiosk.branch.live import CounterNow, CounterState, LiveView, ServiceNow
from kiosk.branch.stations.overview import DeviceOverview, RunningProgram, StationOverview
from kiosk.domain.late_delivery import LateDelivery
from kiosk.domain.measures.figures import UNKNOWN, Figures
from kiosk.domain.orders import StationState
from kiosk.domain.people.rating import Level, RatingReason
from kiosk.domain.queue.alerts import Alert, AlertCause, Remedy, RemedyKind
from kiosk.domain.queue.reasons import PauseReason
from kiosk.domain.status import (
    DeviceReport,
    DeviceStatus,
    LinkStatus,
    PrinterStatus,
    ProgramKind,
    ReportedDevice,
    SoundStatus,
    SyncStatus,
)
from kiosk.gallery import world

_CLERKS = ("Trần Thị Mai", "Lê Văn Hùng", "Phạm Thu Hà", "Nguyễn Văn Nam", "Võ Thị Lan", "Đặng Minh Đức")
#: Numbers by half hour from seven o'clock on.
_WEEK_BEFORE = (16, 26, 31, 29, 24, 19, 15, 10, 5, 0, 0, 0, 9, 16, 20, 17, 13, 9, 6, 3)
_BEFORE = Figures(arrivals=96, served=79, service_median_s=11 * 60)
_TODAY = Figures(
    arrivals=124,
    served=87,
    no_shows=3,
    abandoned=2,
    service_median_s=11 * 60,
    wait_median_s=12 * 60,
    ratings=52,
    satisfied_share=0.96,
    levels={Level.VERY_SATISFIED.value: 32, Level.SATISFIED.value: 18, Level.NOT_SATISFIED.value: 2},
    reasons={RatingReason.WAITED_LONG.value: 1, RatingReason.UNCLEAR.value: 1},
)


def busy() -> LiveView:
    """Return a busy morning with two long waits, and a kiosk that is short of paper."""
    setup = world.setup()
    services = list(setup.services.values())
    queues = zip(services, (11, 9, 7, 3, 2, 1, 0, 0), (31, 18, 14, 12, 6, 2, None, None), strict=False)
    lines = tuple(
        ServiceNow(one, waiting, waited, tuple(counter.number for counter in setup.counters_for(one.id))[:3])
        for one, waiting, waited in queues
    )
    long = replace(lines[0], service=replace(lines[0].service, wait_minutes=25))
    counters = list(setup.offered_counters)
    closed = counters[min(4, len(counters) - 1)]
    alerts = (
        Alert(long.service.id, 31.0, 48.0, 25, AlertCause.BUSY, Remedy(RemedyKind.OPEN, closed.id, 21.0)),
        Alert(services[1].id, 18.0, 32.0, 30, AlertCause.PAUSED, None),
    )
    return LiveView(
        setup=setup,
        now=world.MOMENT,
        seq=48_213,
        services=(long, *lines[1:]),
        counters=tuple(_counter(place, one.id) for place, one in enumerate(counters)),
        alerts=(AlertNow(alerts[0]), AlertNow(alerts[1], "Trần Văn Bình")),
        today=_TODAY,
        before=_BEFORE,
        arrivals={14: 18, 15: 30, 16: 35, 17: 28, 18: 13},
        arrivals_before=dict(
            enumerate((16, 26, 31, 29, 24, 19, 15, 10, 5, 0, 0, 0, 9, 16, 20, 17, 13, 9, 6, 3), start=14)
        ),
        stations=(
            _station("bang-1", ProgramKind.HALL, ReportedDevice.SOUND, SoundStatus.READY),
            _station("kiosk-1", ProgramKind.KIOSK, ReportedDevice.PRINTER, PrinterStatus.PAPER_OUT),
            _station("kiosk-2", ProgramKind.KIOSK, ReportedDevice.PRINTER, PrinterStatus.READY),
        ),
        sync=SyncStatus(LinkStatus.UP, 12, 180, 0, world.MOMENT),
    )


def late() -> LiveView:
    """Return the busy morning with a line to the province that has been down for a while."""
    view = busy()
    sync = SyncStatus(LinkStatus.DOWN, 214, 38 * 60, 0, world.MOMENT - timedelta(minutes=39))
    return replace(view, alerts=(AlertNow(LateDelivery(38, 214, 48_100)), *view.alerts), sync=sync)


def early() -> LiveView:
    """Return the branch before its first number of the day."""
    view = busy()
    services = tuple(replace(one, waiting=0, waited=None, counters=()) for one in view.services)
    counters = tuple(CounterNow(one.counter, CounterState.CLOSED) for one in view.counters)
    calm = SyncStatus(LinkStatus.UP, 0, 0, 0, world.MOMENT)
    stations = tuple(one for one in view.stations if one.station != "kiosk-1")
    return replace(
        view,
        services=services,
        counters=counters,
        alerts=(),
        today=UNKNOWN,
        arrivals={},
        stations=stations,
        sync=calm,
    )


def _counter(place: int, counter_id: int) -> CounterNow:
    setup = world.setup()
    counter = setup.counters[counter_id]
    service = setup.services[next(iter(counter.services))]
    clerk = _CLERKS[place % len(_CLERKS)]
    if place == 4:
        return CounterNow(counter, CounterState.CLOSED)
    if place == 2:
        since = world.MOMENT - timedelta(minutes=6)
        return CounterNow(counter, CounterState.PAUSED, clerk, since=since, pause=PauseReason.MEETING)
    if place == 3:
        return CounterNow(counter, CounterState.FREE, clerk)
    since = world.MOMENT - timedelta(minutes=2 + 3 * place, seconds=11 * place)
    return CounterNow(counter, CounterState.SERVING, clerk, f"A0{41 + place}", service, since)


def _station(name: str, kind: ProgramKind, part: ReportedDevice, status: DeviceStatus) -> StationOverview:
    since = world.MOMENT - timedelta(minutes=40)
    report = DeviceReport(name, part, status, is_heard=True)
    programs = (RunningProgram(kind, "0.2.0", since),)
    return StationOverview(name, programs, (DeviceOverview(report, since, 1, None),), StationState())
