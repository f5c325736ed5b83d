"""Run the threads of a program: devices, database and centre, beside the windows on the GUI thread."""

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kiosk.branch.alerts import watch_delivery
from kiosk.branch.board import Call
from kiosk.branch.day import end_days
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.retention import keep_day_keys
from kiosk.branch.stations.presence import LOOK_SECONDS, NameWatch, say_gone
from kiosk.config import Site
from kiosk.domain.language.text import VIETNAMESE, CounterError
from kiosk.domain.language.utterance import Spoken
from kiosk.domain.people.scan import Scan
from kiosk.domain.program_status import (
    BranchCommit,
    DeviceReports,
    OtherVersion,
    ProgramStatus,
    ScanRead,
    SpeechReport,
    WordsSpoken,
)
from kiosk.domain.slip import VoidStrip
from kiosk.domain.status import (
    DeviceReport,
    LinkStatus,
    PrinterStatus,
    ProgramKind,
    ReportedDevice,
    ScannerStatus,
    SoundStatus,
    SpeechStatus,
    StoreStatus,
)
from kiosk.program.access import BranchAccess
from kiosk.program.device_reports import Reporter
from kiosk.program.last_look import LastLook
from kiosk.program.old_copies import remove_old_copies
from kiosk.program.opening import Opening
from kiosk.program.own_ledger import BranchAndOwnJobs, OwnLedger, is_away
from kiosk.program.staff_exit import StaffExit
from kiosk.program.texts import texts
from kiosk.program.version import program_version
from kiosk.store.journal import head_seq
from kiosk.store.keys import SIGNING_FILE, load_keys, read_text_secret
from kiosk.store.versions import is_other_version
from kiosk.worker import Worker
from ui.window_spec import Device, ProgramParts

if TYPE_CHECKING:
    from devices.caller import Caller
    from devices.headphones import HeadphoneJack
    from devices.scanner import Scanner
    from devices.speech import Speaker
    from printing.spool import Spool
    from sync.relay import Relay
    from sync.transport import TransportSettings

_RETRY_SECONDS = 1.0
#: Python's switch interval. A thread back from I/O waits this long for the painting thread, not 5 ms each time.
_SWITCH_SECONDS = 0.0005
_STATUS_SECONDS = 5.0
#: The greatest age of the staff list that a kiosk remembers for the time without the database.
_STAFF_LIST_SECONDS = 30.0
#: How long the centre may hold a question for central locks; proxies give up after a minute.
_HOLD_SECONDS = 50
#: An older slip is not printed: its citizen has left with the number on the screen.
_SLIP_SECONDS = 120.0
#: The programs whose database role may share the keys of dates.
_KEEP_DAY_KEYS = (ProgramKind.KIOSK, ProgramKind.DESK, ProgramKind.MANAGER)
_log = logging.getLogger(__name__)


class Program:
    """Run one process of a branch. `branch` may be asked at once; it answers as soon as the database is open.

    `tell` is called with each `ProgramStatus`, never on the GUI thread.
    """

    def __init__(self, site: Site, parts: ProgramParts, tell: Callable[[ProgramStatus], None]) -> None:
        self.opening = Opening(site, program=parts.kind)
        self._staff_exit = StaffExit(self.opening, site.exit_staff if parts.staff_exit else None)
        self._own_ledger = OwnLedger(self.opening, site.own_ledger if parts.own_ledger else None)
        self.branch = BranchAccess(self.opening, self._own_ledger, self._staff_exit, self._wake_spool)
        self.site = site
        self._parts = parts
        self._tell = tell
        self._coordinator = Worker("coordinator", self._coordinate, retry_s=_RETRY_SECONDS)
        self._has_devices = False
        self._scanner: Scanner | None = None
        self._spool: Spool | None = None
        self._relay: Relay | None = None
        self._speaker: Speaker | None = None
        self._jack: HeadphoneJack | None = None
        self._reports: Worker | None = None
        self._reporter = Reporter(self._tell_reports if parts.hears_devices else None)
        self._is_barred = False
        self._enrolled_at: tuple[int | None, ...] = ()
        self._names: NameWatch | None = None
        self._told = ""
        self._last_look = LastLook(site.last_look)
        self._round_ns = self.opening.clock.monotonic_ns()
        self._caller = self._make_caller()  # before `start`: the board may announce a call before the threads run

    def start(self) -> None:
        """Start the threads; return at once."""
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._begin_round()
        self._coordinator.start()

    def coordinator_age(self) -> float:
        """Return the seconds since the coordinator thread last began a round, for the watchdog."""
        return (self.opening.clock.monotonic_ns() - self._round_ns) / 1e9

    def _begin_round(self) -> None:
        self._round_ns = self.opening.clock.monotonic_ns()

    def say(self, spoken: Spoken) -> None:
        """Speak the utterances; without any, stop speaking. Return at once. Without a voice do nothing."""
        if self._speaker is not None:
            self._speaker.say(spoken)

    def announce(self, call: Call) -> None:
        """Announce a call in the hall after the earlier ones. Return at once. Without a voice do nothing."""
        if self._caller is not None:
            self._caller.announce(call.label, call.counter)

    def stop(self) -> None:
        """End every thread after its present job, and close the database."""
        self._coordinator.stop()
        for part in (self._caller, self._speaker, self._jack, self._scanner, self._spool, self._relay, self._reports):
            if part is not None:
                part.stop()
        self._take_leave()
        self._own_ledger.close()
        self.opening.close()

    def _look_around(self, office: Office) -> None:
        """Log an error when two programs of one kind share a station name; at a desk, do what the branch needs.

        Kiosks of one name would share a print queue, desks a PIN lock-out. A machine destroys its keys of dates that
        are over. A desk ends the days that are over. A desk or a manager's window writes down when delivery begins to
        be late.
        """
        if self._names is None:
            self._names = NameWatch(os.urandom(16).hex(), program_version())
            remove_old_copies(self.site, office)
        if self._names.look(office):
            kind = self._parts.kind.value
            _log.error("another %s works as %s too: give each its own station.name", kind, office.station)
        if self._parts.kind in _KEEP_DAY_KEYS:
            keep_day_keys(office)
            self._own_ledger.enforce_terms()
        if self._parts.kind is ProgramKind.DESK:
            end_days(office)
        if self._parts.kind in (ProgramKind.DESK, ProgramKind.MANAGER):
            watch_delivery(office)

    def _take_leave(self) -> None:
        """Report the end of this program to the branch, where it was open."""
        try:
            if self._names is not None:
                say_gone(self.opening.office(), self._names.token)
            self._reporter.end(self.opening.office)
        except CounterError as problem:
            _log.warning("the branch hears in a while only that this program ended: %s", problem.message.key)

    def wake_relay(self) -> None:
        """Try the line to the centre now."""
        relay = self._relay  # the coordinator may replace it meanwhile
        if relay is not None:
            relay.wake()

    def _wake_spool(self) -> None:
        if self._spool is not None:
            self._spool.wake()

    def _coordinate(self) -> float:
        """Open the database and follow its changes until it goes away; return the pause before the next try."""
        self._begin_round()
        if not self._has_devices:
            self._has_devices = True
            self._start_devices()
        try:
            office = self.opening.office()
            office.store.check()
            self._told = ""
            self._own_ledger.reconnect(office)
            self._last_look.note(office.setup().look)
            self._start_spool()
            self._start_relay(office)
            self._follow(office)
        except CounterError as problem:
            self._go_on_without(problem)
            self._tell(StoreStatus.AWAY)
        except Exception:  # the worker logs it and tries again; the windows say meanwhile that the branch is away
            self._tell(StoreStatus.AWAY)
            raise
        return _RETRY_SECONDS

    def _start_devices(self) -> None:
        self._start_scanner()
        self._start_speech()
        if self._caller is not None:
            self._caller.start()
        self._start_reports()

    def _start_reports(self) -> None:
        """Start the thread that writes the reports of closed days, at a desk: desks close days."""
        folder = self.site.report_folder
        if folder is None or self._parts.kind is not ProgramKind.DESK:
            return
        from kiosk.program.report_folder import ReportFolder

        reports = ReportFolder(folder, self.site.reports_written, texts(VIETNAMESE))
        self._reports = Worker("reports", partial(reports.step, self.opening.office))
        self._reports.start()

    def _go_on_without(self, problem: CounterError) -> None:
        """Use the own ledger while the branch is away, where this process has one.

        Where database and program are of different versions, everything stops, and the windows say why.
        """
        why = problem.message.key
        if is_away(problem):
            self._own_ledger.cut_off(why)
        elif is_other_version(problem):
            self._own_ledger.halt()
            self._tell(OtherVersion(problem.message))
        if why != self._told:  # log once, not at every try
            self._told = why
            _log.warning("the branch's database cannot be used: %s", why)
            if is_other_version(problem):
                both = (problem.message.args.get("program", "?"), problem.message.args.get("found", "?"))
                _log.error("the program has version %s, the database %s: one of them must be upgraded", *both)
            self._tell(BranchCommit())
        if self._own_ledger.is_kept:
            self._own_ledger.enforce_terms()
            self._start_spool()

    def _start_scanner(self) -> None:
        site = self.site.config
        devices = self._parts.devices
        url = site.scanner.url if Device.SCANNER in devices else ""
        if Device.DESK_SCANNER in devices:
            url = site.desk.scanner
        if not url:
            return
        from devices.scanner import Scanner

        try:
            self._scanner = Scanner(url, on_scan=self._heard_scan, on_status=self._heard_scanner)
            self._scanner.start()
        except ValueError as problem:
            _log.error("the scanner's address cannot be used: %s", problem)
            self._heard_scanner(ScannerStatus.UNPLUGGED)

    def _start_speech(self) -> None:
        """Start the voice, and the headphone jack that switches spoken guidance on."""
        speech = self.site.config.speech
        if not (Device.SPEECH in self._parts.devices and speech.program):
            return
        from devices.headphones import HeadphoneJack
        from devices.speech import Speaker, SpeakerOptions

        options = SpeakerOptions(command=(speech.program,), words_per_minute=speech.words_per_minute)
        self._speaker = Speaker(on_status=self._heard_speech, on_words=self._heard_words, options=options)
        self._speaker.start()
        if speech.headphones:
            self._jack = HeadphoneJack(speech.headphones, on_status=self._tell)
            self._jack.start()

    def _make_caller(self) -> "Caller | None":
        if Device.HALL_VOICE not in self._parts.devices:
            return None
        from kiosk.program.voice import make_caller

        return make_caller(self.site, self.opening, self._heard_sound)

    def _heard_sound(self, status: SoundStatus) -> None:
        self._reporter.note(ReportedDevice.SOUND, status)
        self._tell(status)

    def _heard_printer(self, status: PrinterStatus) -> None:
        self._reporter.note(ReportedDevice.PRINTER, status)
        self._tell(status)

    def _heard_scanner(self, status: ScannerStatus) -> None:
        self._reporter.note(ReportedDevice.SCANNER, status)
        self._tell(status)

    def _heard_scan(self, scan: Scan) -> None:
        self._tell(ScanRead(scan))

    def _heard_speech(self, status: SpeechStatus, languages: frozenset[str]) -> None:
        self._reporter.note(ReportedDevice.SPEECH, status)
        self._tell(SpeechReport(status, languages))

    def _heard_words(self, words: str) -> None:
        self._tell(WordsSpoken(words))

    def _tell_reports(self, reports: "tuple[DeviceReport, ...]") -> None:
        self._tell(DeviceReports(reports))

    def _start_spool(self) -> None:
        url = self.site.config.printer.url
        if Device.PRINTER not in self._parts.devices or self._spool is not None:
            return
        if not url:
            self._heard_printer(PrinterStatus.UNPLUGGED)  # desks show it: numbers stand on the screen only
            return
        from printing.printers.dirty_mark import DirtyMark
        from printing.printers.escpos_printer import EscposPrinter
        from printing.printers.profiles import PROFILES
        from printing.renderer import ProcessRenderer
        from printing.spool import Spool

        profile = PROFILES[self.site.config.printer.profile]
        renderer = ProcessRenderer(texts, profile)
        void_strip = partial(renderer.render, VoidStrip(VIETNAMESE))
        try:
            printer = EscposPrinter(url, profile, mark=DirtyMark(self.site.printer_dirty), void_strip=void_strip)
        except ValueError as problem:
            _log.error("the printer's address cannot be used: %s", problem)
            self._heard_printer(PrinterStatus.UNPLUGGED)
            return
        has_own = self._own_ledger.is_kept
        self._spool = Spool(
            BranchAndOwnJobs(self._own_ledger, self.opening) if has_own else Ledger(self.opening.office()),
            printer,
            renderer,
            self._heard_printer,
            max_age_s=_SLIP_SECONDS,
            now=self.opening.clock.now,
        )
        self._spool.start()

    def _start_relay(self, office: Office) -> None:
        if not self._parts.relays or self._relay is not None:
            return
        self._enrolled_at = _written_at(self.site)
        self._is_barred = False
        try:
            self._relay = make_relay(self.site, office)
        except CounterError as problem:
            # Records wait in the journal; `kiosk doctor` names the fault.
            _log.error("the centre cannot be reached: %s", problem.message.key)
            from sync.relay import Relay, RelaySettings

            self._relay, self._is_barred = Relay(office.store, RelaySettings(), office.clock), True
            return
        self._relay.start()

    def _follow_enrolment(self, office: Office) -> None:
        """Start the relay anew when `kiosk enrol` has written another token or signing key."""
        if self._relay is not None and _written_at(self.site) != self._enrolled_at:
            self._relay.stop()
            self._relay = None
            self._start_relay(office)

    def _follow(self, office: Office) -> None:
        """Wake windows and relay after every commit; tell the state of the delivery every few seconds."""
        from kiosk.store.feed import follow

        feed = follow(office.store)
        try:
            office.store.check()  # again: a commit that the feed does not tell of may have been an upgrade
            self._tell(StoreStatus.READY)
            self._tell(BranchCommit())
            told = seen = 0.0
            refreshed = -_STAFF_LIST_SECONDS
            while not self._coordinator.is_stopping:
                self._begin_round()
                has_changed = feed.wait(0.25)
                if feed.is_cut:
                    raise CounterError("store.away")
                if has_changed:
                    office.store.check()  # the commit may have been an upgrade
                    self._wake_spool()
                if has_changed or self._own_ledger.is_away:
                    was_away = self._own_ledger.is_away
                    self._own_ledger.reconnect(office)
                    has_changed = has_changed or was_away
                if has_changed:
                    self._tell(BranchCommit(_newest(office)))
                    self.wake_relay()
                    self._last_look.note(office.setup().look)
                self._reporter.update(office, changed=has_changed)
                now = office.clock.monotonic_ns() / 1e9
                if now - refreshed >= _STAFF_LIST_SECONDS:
                    refreshed = now
                    self._staff_exit.refresh(office)
                if now - seen >= LOOK_SECONDS:
                    seen = now
                    self._look_around(office)
                if self._relay is not None and now - told >= _STATUS_SECONDS:
                    told = now
                    self._follow_enrolment(office)
                    found = self._relay.status()
                    self._tell(replace(found, link=LinkStatus.REFUSED) if self._is_barred else found)
        finally:
            feed.close()


def _newest(office: Office) -> int:
    with office.store.read() as connection:
        return head_seq(connection)


def _written_at(site: Site) -> tuple[int | None, ...]:
    """Return when the files that `kiosk enrol` writes were written last; None for a file that is not there."""
    files = (site.token_file, site.keys / SIGNING_FILE)
    return tuple(file.stat().st_mtime_ns if file.exists() else None for file in files)


def make_relay(site: Site, office: Office) -> "Relay":
    """Make the relay of a site.

    Raises:
        CounterError: ``sync.*`` or ``keys.open_to_others``: the address or the token must be corrected.
    """
    from sync.relay import Relay, RelaySettings

    if not site.config.centre.url:
        return Relay(office.store, RelaySettings(), office.clock)
    token = read_text_secret(site.token_file, missing="sync.no_token")
    signing = load_keys(site.keys).signing  # `kiosk enrol` may have changed it since the branch was opened
    settings = RelaySettings(line_to_centre(site), token, signing, hold=_HOLD_SECONDS)
    return Relay(office.store, settings, office.clock)


def line_to_centre(site: Site) -> "TransportSettings":
    """Return where the centre of a site is, how it proves its identity, and how this machine proves its own."""
    from sync.transport import TransportSettings

    centre = site.config.centre
    authority, own, key = (
        str(site.folder / name) if name else None for name in (centre.ca_file, centre.cert_file, centre.key_file)
    )
    return TransportSettings(centre.url, authority, own, key)
