"""Define the answers of the API. `kiosk live --json` and `kiosk devices list --json` print the same.

None of them holds what leads to a citizen, and no member of staff is named.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.branch.alerts import AlertNow
from kiosk.branch.board import BoardView, Call
from kiosk.branch.live import CounterNow, CounterState, LiveView, ServiceNow
from kiosk.branch.stations.overview import DeviceOverview, RunningProgram, StationOverview
from kiosk.domain.language.text import Texts
from kiosk.domain.late_delivery import LATE_SECONDS, LateDelivery
from kiosk.domain.measures.definitions import Measure, MeasureUnit
from kiosk.domain.measures.figures import Figures
from kiosk.domain.queue.alerts import AlertCause, RemedyKind
from kiosk.domain.queue.reasons import PauseReason
from kiosk.domain.status import LinkStatus, ProgramKind, ReportedDevice

_Service = Annotated[str, Field(description="The code of the service in the set-up.", examples=["chung-thuc-ban-sao"])]
_Number = Annotated[str, Field(description="The number as citizens read it.", examples=["A046"])]
_Counter = Annotated[int, Field(description="The number of the counter.", examples=[3])]
_Figures = Annotated[Figures, Field(description="Every measure of /v1/definitions. Null is unknown, never 0.")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServiceQueue(_Model):
    """Describe the queue of one service."""

    service: _Service
    name: str = Field(description="The Vietnamese name of the service.")
    waiting: int = Field(description="How many people wait.")
    longest_wait_minutes: int | None = Field(description="The minutes that the first of them has waited.")
    counters: list[int] = Field(description="The numbers of the open counters for it.")

    @classmethod
    def of(cls, one: ServiceNow) -> "ServiceQueue":
        """Return the answer about a service."""
        return cls(
            service=one.service.code,
            name=one.service.name.vi,
            waiting=one.waiting,
            longest_wait_minutes=one.waited,
            counters=list(one.counters),
        )


class CounterLine(_Model):
    """Describe one counter."""

    counter: _Counter
    state: CounterState = Field(description="How the counter stands.")
    number: str | None = Field(description="The number that is called or served there.", examples=["A046"])
    service: str | None = Field(description="The code of the service of this number.")
    since: datetime | None = Field(description="Since when it stands so; null while it is closed or free.")
    pause: PauseReason | None = Field(description="Why it is paused.")

    @classmethod
    def of(cls, one: CounterNow) -> "CounterLine":
        """Return the answer about a counter."""
        return cls(
            counter=one.counter.number,
            state=one.state,
            number=one.number or None,
            service=None if one.service is None else one.service.code,
            since=one.since,
            pause=one.pause,
        )


class RemedyLine(_Model):
    """Describe what shortens the wait, as the simulation of the wait estimate found."""

    act: RemedyKind = Field(description="What to do.")
    counter: _Counter
    expected_minutes: int = Field(description="The longest wait to be expected then.")


class AlertLine(_Model):
    """Describe a service whose longest wait is over its limit, or late delivery, which is about no service."""

    service: str | None = Field(description="The code of the service.")
    waited_minutes: int = Field(description="The minutes that the first person, or the oldest record, has waited.")
    expected_minutes: int | None = Field(description="The longest wait to be expected; null: nobody serves it.")
    limit_minutes: int = Field(description="The limit that is exceeded.")
    cause: AlertCause | Literal["late_delivery"] = Field(description="Why the wait is long.")
    is_seen: bool = Field(description="Whether somebody takes care of it.")
    remedy: RemedyLine | None = Field(description="What shortens the wait; null: nothing that was tried.")

    @classmethod
    def of(cls, view: LiveView, one: AlertNow) -> "AlertLine":
        """Return the answer about an alert."""
        alert, is_seen = one.alert, bool(one.seen_by)
        if isinstance(alert, LateDelivery):
            return cls(
                service=None,
                waited_minutes=alert.minutes,
                expected_minutes=None,
                limit_minutes=LATE_SECONDS // 60,
                cause="late_delivery",
                is_seen=is_seen,
                remedy=None,
            )
        remedy = alert.remedy
        return cls(
            service=view.setup.services[alert.service_id].code,
            waited_minutes=round(alert.waited),
            expected_minutes=None if alert.longest is None else round(alert.longest),
            limit_minutes=alert.limit,
            cause=alert.cause,
            is_seen=is_seen,
            remedy=None
            if remedy is None
            else RemedyLine(
                act=remedy.kind,
                counter=view.setup.counters[remedy.counter_id].number,
                expected_minutes=round(remedy.longest),
            ),
        )


class DeliveryLine(_Model):
    """Describe what the centre does not have yet."""

    link: LinkStatus = Field(description="The line to the centre.")
    backlog: int = Field(description="How many records are to be sent.")
    lag_seconds: int = Field(description="The age of the oldest of them in seconds; 0 when there is none.")
    quarantined: int = Field(description="How many records the centre has refused.")


class LiveAnswer(_Model):
    """Describe the branch at one moment."""

    at: datetime = Field(description="The moment.")
    seq: int = Field(description="The number of the newest record of the journal.")
    waiting: int = Field(description="How many people wait.")
    longest_wait_minutes: int | None = Field(description="The minutes that the first of all has waited.")
    services: list[ServiceQueue] = Field(description="The queues, in the order of the set-up.")
    counters: list[CounterLine] = Field(description="The counters, in the order of the set-up.")
    alerts: list[AlertLine] = Field(description="The services that wait too long, the longest wait first.")
    today: _Figures
    clock_is_behind: bool = Field(description="No numbers are issued until somebody sets the clock right.")
    sync: DeliveryLine = Field(description="What the centre does not have yet.")

    @classmethod
    def of(cls, view: LiveView) -> "LiveAnswer":
        """Return the answer about the branch."""
        sync = view.sync
        return cls(
            at=view.now,
            seq=view.seq,
            waiting=view.waiting,
            longest_wait_minutes=view.waited,
            services=[ServiceQueue.of(one) for one in view.services],
            counters=[CounterLine.of(one) for one in view.counters],
            alerts=[AlertLine.of(view, one) for one in view.alerts],
            today=view.today,
            clock_is_behind=view.clock_is_behind,
            sync=DeliveryLine(
                link=sync.link, backlog=sync.backlog, lag_seconds=sync.lag_seconds, quarantined=sync.quarantined
            ),
        )


class CallLine(_Model):
    """Describe the last call of one number."""

    number: _Number
    counter: _Counter
    at: datetime = Field(description="When it was called last.")
    again: bool = Field(description="Whether this was a repeated call.")
    is_at_counter: bool = Field(description="Whether it is still called or served there.")

    @classmethod
    def of(cls, one: Call, *, is_at_counter: bool) -> "CallLine":
        """Return the answer about a call."""
        return cls(number=one.label, counter=one.counter, at=one.at, again=one.again, is_at_counter=is_at_counter)


class CallsAnswer(_Model):
    """Describe the calls of today that a board shows."""

    at: datetime = Field(description="The moment.")
    calls: list[CallLine] = Field(description="Numbers at the counters, then the last others; the newest first.")

    @classmethod
    def of(cls, view: BoardView) -> "CallsAnswer":
        """Return the answer about the calls."""
        there = [CallLine.of(one, is_at_counter=True) for one in view.current]
        return cls(at=view.moment, calls=there + [CallLine.of(one, is_at_counter=False) for one in view.recent])


class Parts(StrEnum):
    """List how figures of a period may be divided."""

    NONE = "none"
    DAY = "day"
    SERVICE = "service"
    HOUR = "hour"


class PeriodPart(_Model):
    """Hold the figures of one part of a period."""

    part: str = Field(description="The day, the code of the service, or the hour of issue.", examples=["2026-11-24"])
    figures: _Figures


class FiguresAnswer(_Model):
    """Hold the figures of a period."""

    first: date = Field(serialization_alias="from", description="The first day.")
    last: date = Field(serialization_alias="to", description="The last day.")
    days_with_numbers: int = Field(description="On how many of these days numbers were issued.")
    total: _Figures
    by: Parts = Field(description="How the parts are divided.")
    parts: list[PeriodPart] = Field(description="The parts that have a number, in their order.")


class RunningProgramLine(_Model):
    """Describe one program of a station."""

    kind: ProgramKind = Field(description="Which program.")
    version: str = Field(description="Its version; empty for one that did not say.")
    since: datetime | None = Field(description="When it started; of a lost program, when it was last heard.")
    losses_in_7_days: int = Field(description="How often it was lost in the last seven days and heard again later.")
    last_loss: datetime | None = Field(description="When it was heard again for the last time.")

    @classmethod
    def of(cls, one: RunningProgram) -> "RunningProgramLine":
        """Return the answer about a program."""
        return cls(
            kind=one.kind,
            version=one.version,
            since=one.since,
            losses_in_7_days=one.losses,
            last_loss=one.last_loss,
        )


class FaultLine(_Model):
    """Describe the last time at which a device stopped working."""

    status: str = Field(description="The status that it reported.")
    at: datetime = Field(description="When.")


class DeviceLine(_Model):
    """Describe one device of a station."""

    device: ReportedDevice = Field(description="What it is.")
    status: str = Field(description="The status that it reported last.", examples=["paper_out"])
    is_heard: bool = Field(description="Whether its machine is heard; else the status is old.")
    since: datetime | None = Field(description="Since when it has this status.")
    faults_in_7_days: int = Field(description="How often it stopped working in the last seven days.")
    last_fault: FaultLine | None = Field(description="The last of these faults.")

    @classmethod
    def of(cls, one: DeviceOverview) -> "DeviceLine":
        """Return the answer about a device."""
        fault = one.last_fault
        return cls(
            device=one.report.part,
            status=one.report.status.value,
            is_heard=one.report.is_heard,
            since=one.since,
            faults_in_7_days=one.faults,
            last_fault=None if fault is None else FaultLine(status=fault.status.value, at=fault.at),
        )


class StationLine(_Model):
    """Describe one machine."""

    station: str = Field(description="The station.name of the machine.", examples=["kiosk-1"])
    programs: list[RunningProgramLine] = Field(description="What runs there now.")
    lost: list[RunningProgramLine] = Field(description="The programs that ended without a word within a day.")
    devices: list[DeviceLine] = Field(description="Its devices.")
    is_out: bool = Field(description="Whether it is out of service.")
    text: str = Field(description="What citizens read on it meanwhile.")
    notices: list[str] = Field(description="The notices of today on its screen.")

    @classmethod
    def of(cls, one: StationOverview) -> "StationLine":
        """Return the answer about a machine."""
        return cls(
            station=one.station,
            programs=[RunningProgramLine.of(program) for program in one.programs],
            lost=[RunningProgramLine.of(program) for program in one.lost],
            devices=[DeviceLine.of(device) for device in one.devices],
            is_out=one.state.is_out,
            text=one.state.out_text,
            notices=list(one.state.notices),
        )


class StationsAnswer(_Model):
    """Describe the machines of the branch."""

    stations: list[StationLine] = Field(description="The machines by name.")


class DefinitionLine(_Model):
    """Define one measure."""

    key: str = Field(description="Its key in figures.", examples=["wait_median_s"])
    name: str = Field(description="Its name.")
    unit: MeasureUnit = Field(description="Its unit.")
    definition: str = Field(description="What it means, in one sentence.")
    source: list[str] = Field(description="The kinds of records that it is counted from.")

    @classmethod
    def of(cls, one: Measure, texts: Texts) -> "DefinitionLine":
        """Return the definition of a measure in a language."""
        return cls(
            key=one.key,
            name=texts.message(one.name),
            unit=one.unit,
            definition=texts.message(one.means),
            source=[kind.value for kind in one.source],
        )


class DefinitionsAnswer(_Model):
    """Define every measure."""

    measures: list[DefinitionLine] = Field(description="The measures in the order of figures.")


class ProblemAnswer(_Model):
    """Say why there is no answer (RFC 9457)."""

    status: int = Field(description="The status of HTTP.", examples=[401])
    title: str = Field(description="What is wrong and what to do, in one sentence.")
