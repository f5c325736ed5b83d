"""Try the devices of this machine for the settings window and the guide, and write its configuration."""

import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Generic, TypeVar

from devices.caller import find_player
from devices.headphones import HeadphoneJack
from devices.pcm import RATE, at_volume, chime, joined, write_wav
from devices.ports import lines_here
from devices.scanner import Scanner
from devices.speech import Speaker, SpeakerOptions
from devices.voice_pack import PieceMissingError
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import give_up, state
from kiosk.branch.stations.device_status import device_statuses
from kiosk.branch.stations.presence import present
from kiosk.branch.stations.staff_exit import note_configured
from kiosk.branch.stations.trials import print_trial
from kiosk.clock import Clock
from kiosk.config import Config, Site, load_site
from kiosk.domain.language.text import CounterError
from kiosk.domain.language.utterance import Spoken
from kiosk.domain.people.scan import AppointmentScan, CitizenCard, OtherCode, Scan, ScanProblem, TicketScan
from kiosk.domain.setup.document import BranchPart
from kiosk.domain.slip import TrialSlip
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, PrintJobState, ScannerStatus, SoundStatus, SpeechStatus
from kiosk.domain.time_zone import time_zone
from kiosk.program.config_file import change_config
from kiosk.program.opening import Opening
from kiosk.program.texts import texts
from kiosk.program.voice import packs_of
from printing.printers.dirty_mark import DirtyMark
from printing.printers.escpos_printer import EscposPrinter, PrintResult
from printing.printers.printer_line import Timeouts
from printing.printers.printer_ports import printers_here
from printing.printers.probe import PrinterProbe, probe, suggest
from printing.renderer import LocalRenderer
from ui.manager.machine import (
    DevicePlace,
    MachineChanges,
    PrinterTrial,
    ProfileAdvice,
    ReadKind,
    ScannerTrial,
)

_log = logging.getLogger(__name__)
T = TypeVar("T")
_KINDS: dict[type, ReadKind] = {
    CitizenCard: ReadKind.CARD,
    TicketScan: ReadKind.TICKET,
    AppointmentScan: ReadKind.APPOINTMENT,
    OtherCode: ReadKind.OTHER,
    ScanProblem: ReadKind.UNREADABLE,
}
#: A call as it is said for a trial.
_LABEL, _COUNTER = "A046", 2
_OPEN_S, _JACK_S, _SPEECH_S, _PATIENCE_S = 2.0, 1.0, 30.0, 10.0
_USUAL = Timeouts()
#: Seconds that the kiosk has for a strip, and between two looks at its job.
_SLIP_S, _LOOK_S = 20.0, 0.2


class LocalMachine:
    """Be the `ui.manager.machine.Machine` of the program: real devices, and the file at `config`.

    `card_s` is how long a trial waits for a scan. One trial waits at a time.
    """

    def __init__(self, config: Path, clock: Clock, *, card_s: float = 20.0, timeouts: Timeouts = _USUAL) -> None:
        self._file, self._clock, self._card_s, self._timeouts = config, clock, card_s, timeouts
        self._state = threading.Condition()
        self._is_stopped = False

    def config(self) -> Config:
        """See `Machine.config`."""
        return self._site().config

    def scanners(self) -> tuple[DevicePlace, ...]:
        """See `Machine.scanners`."""
        return tuple(DevicePlace(one.device, one.name) for one in lines_here())

    def printers(self) -> tuple[DevicePlace, ...]:
        """See `Machine.printers`. A printer may be at a serial line, too."""
        files = tuple(DevicePlace(str(one)) for one in printers_here())
        return (*files, *(DevicePlace(f"serial://{one.device}", one.name) for one in lines_here()))

    def stop(self) -> None:
        """See `Machine.stop`."""
        with self._state:
            self._is_stopped = True
            self._state.notify_all()

    def save(self, changes: MachineChanges, staff: int | None = None) -> Config:
        """See `Machine.save`. While the branch is away a machine can still be set right, without a record."""
        config = change_config(self._file, changes)
        if staff is not None:
            opening = Opening(self._site(), self._clock)
            try:
                note_configured(opening.office(), staff, [f"{section}.{key}" for section, key in changes])
            except CounterError as problem:
                _log.warning("no record of a change of this machine's configuration: %s", problem.message.key)
            finally:
                opening.close()
        return config

    # -- trials -------------------------------------------------------------------------------------------------

    def read_card(self, url: str) -> ScannerTrial:
        """See `Machine.read_card`."""
        reads: _Heard[Scan] = self._begin()
        statuses: list[ScannerStatus] = [ScannerStatus.CONNECTING]

        def hear(status: ScannerStatus) -> None:
            with self._state:
                statuses.append(status)
                self._state.notify_all()

        try:
            driver = Scanner(url, on_scan=reads.hear, on_status=hear)
        except ValueError:
            return ScannerTrial(ScannerStatus.UNPLUGGED)
        driver.start()
        try:
            self._wait(lambda: bool(reads.said) or statuses[-1] is not ScannerStatus.CONNECTING, _OPEN_S)
            if statuses[-1] is ScannerStatus.READY:
                self._wait(lambda: bool(reads.said) or statuses[-1] is not ScannerStatus.READY, self._card_s)
        finally:
            driver.stop()
        kinds = [_KINDS[type(one)] for one in reads.said]
        return ScannerTrial(ScannerStatus.READY if kinds else statuses[-1], kinds[0] if kinds else None)

    def print_strip(self, url: str, branch: BranchPart, language: str, staff: int | None = None) -> PrinterTrial:
        """See `Machine.print_strip`. The strip is drawn for 576 dots, the most that a printer has."""
        queued = None if staff is None else self._printed_by_kiosk(url, staff, language)
        if queued is not None:
            return queued
        try:
            found = probe(url, self._timeouts)
        except ValueError:
            return PrinterTrial(PrinterStatus.UNPLUGGED)
        if not found.status.can_print:
            return PrinterTrial(found.status)
        now = self._clock.now().astimezone(time_zone(branch.zone))
        station = self._site().config.station.name
        slip = TrialSlip(station, branch.name, branch.place, branch.slogan, now, language)
        with closing(
            EscposPrinter(url, timeouts=self._timeouts, mark=DirtyMark(self._site().printer_dirty))
        ) as printer:
            outcome = printer.print(LocalRenderer(texts).render(slip))
        is_printed = outcome.result is PrintResult.PRINTED
        return PrinterTrial(outcome.status, is_printed, reports=found.reports, tags=found.tags, clears=found.clears)

    def advise(self, trial: PrinterTrial, *, is_whole: bool, is_cut: bool) -> ProfileAdvice:
        """See `Machine.advise`."""
        found = PrinterProbe(trial.status, trial.reports, trial.tags, trial.clears)
        made = suggest(found, is_whole=is_whole, is_cut=is_cut)
        return ProfileAdvice(made.profile, made.fit.value)

    def speak(self, words: str, language: str) -> SpeechStatus:
        """See `Machine.speak`."""
        section = self.config().speech
        if not section.program:
            return SpeechStatus.ABSENT
        said: _Heard[str] = self._begin()
        told: list[SpeechStatus] = []

        def hear(status: SpeechStatus, _languages: frozenset[str]) -> None:
            with self._state:
                told.append(status)
                self._state.notify_all()

        options = SpeakerOptions(command=(section.program,), words_per_minute=section.words_per_minute)
        speaker = Speaker(on_status=hear, on_words=said.hear, options=options)
        speaker.start()
        try:
            self._wait(lambda: bool(told), _SPEECH_S)
            if told and told[-1] is SpeechStatus.READY:
                speaker.say(Spoken((words,), language))
                self._wait(lambda: "" in said.said or told[-1] is not SpeechStatus.READY, _SPEECH_S)
        finally:
            speaker.stop()
        return told[-1] if told else SpeechStatus.SILENT

    def call_out(self, language: str, percent: int) -> SoundStatus:
        """See `Machine.call_out`."""
        site = self._site()
        try:
            (pack,) = packs_of(site, [language])
            sound = joined([chime(), pack.sentence(_LABEL, _COUNTER)], 0.25)
        except (CounterError, OSError):
            return SoundStatus.NO_PACK
        except PieceMissingError:
            return SoundStatus.INCOMPLETE
        player = find_player(site.config.voice.player)
        if player is None:
            return SoundStatus.ABSENT
        with NamedTemporaryFile(prefix="kiosk-trial-", suffix=".wav") as file:
            write_wav(Path(file.name), at_volume(sound, percent))
            try:
                limit = len(sound) / RATE + _PATIENCE_S
                done = subprocess.run([*player, file.name], capture_output=True, timeout=limit, check=False)
            except (OSError, subprocess.TimeoutExpired):
                return SoundStatus.SILENT
        return SoundStatus.READY if done.returncode == 0 else SoundStatus.SILENT

    def headphones(self, address: str) -> HeadphoneStatus:
        """See `Machine.headphones`."""
        told: _Heard[HeadphoneStatus] = self._begin()
        jack = HeadphoneJack(address, on_status=told.hear)
        jack.start()
        try:
            self._wait(lambda: bool(told.said), _JACK_S)
        finally:
            jack.stop()
        return told.said[0] if told.said else HeadphoneStatus.UNKNOWN  # the end of the trial is told, too

    # -- a printer that the kiosk holds ---------------------------------------------------------------------------

    def _printed_by_kiosk(self, url: str, staff: int, language: str) -> PrinterTrial | None:
        """Let the running kiosk of this machine print the strip; None where none runs with this printer."""
        site = self._site()
        opening = Opening(site, self._clock)
        try:
            office = opening.office()
            if url != site.config.printer.url or not present(office):
                return None
            job = print_trial(office, os.urandom(16).hex(), staff, language)
            if self._is_printed(office, job):
                return PrinterTrial(PrinterStatus.READY, is_printed=True, is_queued=True)
            give_up(office, job)
            return PrinterTrial(self._reported(office), is_queued=True)
        except CounterError:
            return None  # the branch is away; the printer may still be free
        finally:
            opening.close()

    def _is_printed(self, office: Office, job: int) -> bool:
        """Wait until the kiosk has printed a job."""
        end = time.monotonic() + _SLIP_S
        self._begin()
        found = state(office, job)
        while found in (PrintJobState.QUEUED, PrintJobState.SENDING) and time.monotonic() < end:
            self._wait(bool, _LOOK_S)
            if self._is_stopped:
                break
            found = state(office, job)
        return found is PrintJobState.PRINTED

    @staticmethod
    def _reported(office: Office) -> PrinterStatus:
        """Return what the kiosk says about its printer."""
        for one in device_statuses(office):
            if one.station == office.station and isinstance(one.status, PrinterStatus) and one.is_heard:
                return one.status
        return PrinterStatus.NO_ANSWER

    # -- inside -------------------------------------------------------------------------------------------------

    def _site(self) -> Site:
        return load_site(self._file) if self._file.exists() else Site(self._file.resolve().parent, Config())

    def _begin(self) -> "_Heard[Any]":
        self._is_stopped = False
        return _Heard(self._state)

    def _wait(self, is_over: Callable[[], bool], limit_s: float) -> None:
        """Wait until `is_over`, until the time has passed, or until the trial is stopped."""
        with self._state:
            self._state.wait_for(lambda: self._is_stopped or is_over(), limit_s)


class _Heard(Generic[T]):
    """Collect what a device's thread says, and wake the trial that waits."""

    def __init__(self, state: threading.Condition) -> None:
        self.said: list[T] = []
        self._state = state

    def hear(self, one: T) -> None:
        """Keep one thing."""
        with self._state:
            self.said.append(one)
            self._state.notify_all()
