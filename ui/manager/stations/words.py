"""Put the state of machines and devices into words."""

from datetime import datetime

from kiosk.branch.print_jobs import JobOutcome
from kiosk.branch.stations.devices_view import DevicesView
from kiosk.branch.stations.overview import DeviceOverview, RunningProgram, StationOverview
from kiosk.domain.language.text import Texts
from kiosk.domain.status import PrinterStatus, PrintJobState
from ui.manager.parts.table import TableCell, TableLine
from ui.theme import Theme

_TIRED = frozenset({PrinterStatus.PAPER_LOW.value, "incomplete"})


class StationWords:
    """Make the lines of a machine's table, with moments in the branch's local time."""

    def __init__(self, theme: Theme, texts: Texts, view: DevicesView) -> None:
        self._theme, self._texts, self._view = theme, texts, view

    def moment(self, at: datetime | None) -> str:
        """Return the time of day, with the date where it is another day; "–" for what is not known."""
        if at is None:
            return "–"
        local, today = self._view.setup.branch.local(at), self._view.setup.branch.local(self._view.now)
        return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%H:%M} {local:%d/%m}"

    def lines(self, one: StationOverview) -> list[TableLine]:
        """Return a line for each program and each device of a machine."""
        programs = [self._program(program, is_lost=False) for program in one.programs]
        lost = [self._program(program, is_lost=True) for program in one.lost]
        return [*programs, *lost, *(self._device(device) for device in one.devices)]

    def notes(self, one: StationOverview) -> list[tuple[str, str]]:
        """Return what holds at a machine, each with its icon: a lock, notices, or that nothing runs there."""
        say, state, found = self._texts.say, one.state, []
        if state.lock is not None:
            found.append(("lock", say("stations.centre_lock", reason=self._texts.name(state.lock.reason))))
        if state.is_out:
            key = "stations.locked_with" if state.out_text else "stations.locked"
            found.append(("lock", say(key, text=state.out_text)))
        found.extend(("megaphone", say("stations.notice", text=text)) for text in state.notices)
        if not one.programs and not one.lost:
            found.append(("circle-minus", say("stations.nothing_runs")))
        return found

    def trial(self, job: JobOutcome) -> str:
        """Return what became of an ordered trial slip."""
        say = self._texts.say
        if job.state in (PrintJobState.QUEUED, PrintJobState.SENDING):
            return say("stations.trial.under_way", station=job.station)
        if job.state is PrintJobState.PRINTED:
            return say("stations.trial.printed", station=job.station)
        if job.state is PrintJobState.UNKNOWN:
            return say("stations.trial.unknown", station=job.station)
        key = f"printer.status.{job.detail}"
        why = say(key if key in self._texts.fallback else "stations.trial.too_late")
        return say("stations.trial.failed", station=job.station, why=why)

    def _program(self, program: RunningProgram, *, is_lost: bool) -> TableLine:
        c = self._theme.c
        state = TableCell(
            self._texts.say("stations.lost" if is_lost else "stations.runs"),
            icon="triangle-alert" if is_lost else "circle-check",
            tone=None if is_lost else c.good,
        )
        last = "–" if program.last_loss is None else self._texts.say("stations.lost")
        return TableLine(
            (
                TableCell(self._texts.say(f"stations.program.{program.kind.value}")),
                state,
                TableCell(self.moment(program.since)),
                self._count(program.losses),
                self._last(last, program.last_loss),
                TableCell(program.version or "–", tone=c.ink_soft),
            ),
            lit=is_lost,
        )

    def _device(self, device: DeviceOverview) -> TableLine:
        c, report, fault = self._theme.c, device.report, device.last_fault
        is_tired = not device.is_well or report.status.value in _TIRED
        word = report.status.value if report.is_heard else "not_heard"
        if report.status is PrinterStatus.READY and report.is_heard:
            word = "paper_ready"
        state = TableCell(
            self._status(word), icon="triangle-alert" if is_tired else "circle-check", tone=None if is_tired else c.good
        )
        last = "–" if fault is None else self._status(fault.status.value)
        return TableLine(
            (
                TableCell(self._texts.say(f"now.device.{report.part.value}")),
                state,
                TableCell(self.moment(device.since)),
                self._count(device.faults),
                self._last(last, None if fault is None else fault.at),
                TableCell(""),
            ),
            lit=not device.is_well,
        )

    def _status(self, word: str) -> str:
        key = f"stations.status.{word}"
        said = self._texts.say(key if key in self._texts.fallback else f"now.status.{word}")
        return said[:1].upper() + said[1:]

    def _count(self, count: int) -> TableCell:
        return TableCell(str(count), tone=None if count else self._theme.c.ink_soft)

    def _last(self, words: str, at: datetime | None) -> TableCell:
        said = words if at is None else f"{words}, {self.moment(at)}"
        return TableCell(said, tone=self._theme.c.ink_soft)
