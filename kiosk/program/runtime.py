"""Puts a running program together: windows on the GUI thread, devices, database and centre on threads of their own.

The order is the point: the window is painted first, then the keeper thread imports and opens everything heavy.
"""

import logging
import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.status import (
    HeadphoneStatus,
    LinkStatus,
    Part,
    PartReport,
    PrinterStatus,
    ProgramKind,
    ScannerStatus,
    SoundStatus,
    SpeechStatus,
    StoreStatus,
    SyncStatus,
)
from kiosk.domain.text import CounterError
from kiosk.program.access import BranchAccess
from kiosk.program.device_reports import Reporter
from kiosk.program.opening import Opening
from kiosk.program.own_ledger import BranchAndOwnJobs, OwnLedger, is_away
from kiosk.program.services import BranchServices
from kiosk.program.staff_exit import StaffExit
from kiosk.program.texts import texts
from kiosk.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from devices.caller import Caller
    from devices.headphones import HeadphoneJack
    from devices.scanner import Scanner
    from devices.speech import Speaker
    from kiosk.branch.board import Call
    from kiosk.branch.office import Office
    from kiosk.branch.presence import NameWatch
    from kiosk.config import Site
    from kiosk.domain.scan import Scan
    from kiosk.domain.speech import Spoken
    from printing.spool import Spool
    from sync.relay import Relay

_RETRY_SECONDS = 1.0
_TURN_SECONDS = 0.0005
_STATUS_SECONDS = 5.0
#: How old what a kiosk remembers of its staff may be when the database goes away.
_DOOR_SECONDS = 30.0
#: The centre answers a question for orders when there are some; proxies on the way give up after a minute.
_HOLD_SECONDS = 50
#: A slip that could not come out this long is somebody else's by now; the number on the screen stays valid.
_SLIP_SECONDS = 120.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told what, each from a thread that is not the GUI's (see `ui.bridge.Bridge`)."""

    scanned: "Callable[[Scan], None]"
    scanner: "Callable[[ScannerStatus], None]"
    printer: "Callable[[PrinterStatus], None]"
    synced: "Callable[[SyncStatus], None]"
    changed: "Callable[[], None]"
    store: "Callable[[StoreStatus], None]"
    headphones: "Callable[[HeadphoneStatus], None]"
    speech: "Callable[[SpeechStatus, frozenset[str]], None]"
    words: "Callable[[str], None]"
    sound: "Callable[[SoundStatus], None]"
    parts: "Callable[[tuple[PartReport, ...]], None]"


@dataclass(frozen=True, slots=True)
class Parts:
    """What this process runs beside its windows; `others`: it wants to know of the parts of other machines too.

    `door`: staff get out of its window by their PIN, also while the branch's database is away.
    `reserve`: it goes on from a ledger of its own while the branch's server is away.
    `kind`: what it counts as under its station's name.
    """

    scanner: bool = False
    desk_scanner: bool = False
    printer: bool = False
    relay: bool = False
    speech: bool = False
    caller: bool = False
    others: bool = False
    door: bool = False
    reserve: bool = False
    kind: ProgramKind = ProgramKind.KIOSK


class Program:
    """One process of a branch. `branch` may be asked at once; it answers as soon as the database is open."""

    def __init__(self, site: "Site", parts: Parts, listeners: Listeners) -> None:
        self.opening = Opening(site, program=parts.kind)
        self._staff_exit = StaffExit(self.opening, site.keepers if parts.door else None)
        self._own_ledger = OwnLedger(self.opening, site.reserve if parts.reserve else None)
        self.branch = BranchAccess(self.opening, self._own_ledger, self._staff_exit, self._wake_spool)
        dossiers = site.config.dossiers
        self.services = BranchServices(self.branch, dossiers.portal if dossiers.look_up else "")
        self.site = site
        self._parts = parts
        self._listeners = listeners
        self._keeper = Worker("keeper", self._keep, retry_s=_RETRY_SECONDS)
        self._has_devices = False
        self._scanner: Scanner | None = None
        self._spool: Spool | None = None
        self._relay: Relay | None = None
        self._speaker: Speaker | None = None
        self._jack: HeadphoneJack | None = None
        self._reporter = Reporter(listeners.parts if parts.others else None)
        self._is_barred = False
        self._names: NameWatch | None = None
        self._told = ""
        self._caller = self._make_caller()  # before the board asks what it missed: a call may come before the threads

    def start(self) -> None:
        """Starts the threads; returns at once."""
        # A thread that comes back from disk, device or network waits this long for one that paints, not 5 ms each time.
        sys.setswitchinterval(_TURN_SECONDS)
        self._keeper.start()

    def say(self, spoken: "Spoken") -> None:
        """Says it where there is a voice; without utterances it falls silent. Returns at once."""
        if self._speaker is not None:
            self._speaker.say(spoken)

    def announce(self, call: "Call") -> None:
        """Calls it in the hall, after the calls before it; without a voice it does nothing. Returns at once."""
        if self._caller is not None:
            self._caller.announce(call.label, call.counter)

    def stop(self) -> None:
        """Ends every thread, the last print job and the last delivery included, and closes the database."""
        self._keeper.stop()
        for part in (self._caller, self._speaker, self._jack, self._scanner, self._spool, self._relay):
            if part is not None:
                part.stop()
        self._take_leave()
        self._own_ledger.close()
        self.opening.close()

    def _look_around(self, office: "Office") -> None:
        """Two kiosks of one name share a print queue, two desks a wait after wrong PINs: who runs them is told. A desk
        also ends the days that are over."""
        from kiosk.branch.day import end_days
        from kiosk.branch.presence import NameWatch

        if self._names is None:
            self._names = NameWatch(os.urandom(16).hex())
        if self._names.look(office):
            told = "another %s works as %s too: give each its own station.name"
            _log.error(told, self._parts.kind.value, office.station)
        if self._parts.kind is ProgramKind.DESK:
            end_days(office)

    def _take_leave(self) -> None:
        """Tells the branch that this program ends, where it was there at all."""
        from kiosk.branch.presence import say_gone

        try:
            if self._names is not None:
                say_gone(self.opening.office(), self._names.token)
            self._reporter.end(self.opening.office)
        except CounterError as problem:
            _log.warning("the branch hears in a while only that this program ended: %s", problem.message.key)

    def wake_relay(self) -> None:
        """The line to the centre may be back: try now."""
        if self._relay is not None:
            self._relay.wake()

    def _wake_spool(self) -> None:
        if self._spool is not None:
            self._spool.wake()

    def _keep(self) -> float:
        """Open what this process needs and follow changes until the database goes away; return the pause in seconds."""
        if not self._has_devices:
            self._has_devices = True
            self._start_devices()
        try:
            office = self.opening.office()
            office.store.check()
            self._told = ""
            self._own_ledger.keep(office)
            self._start_spool()
            self._start_relay(office)
            self._listeners.store(StoreStatus.READY)
            self._listeners.changed()
            self._follow(office)
        except CounterError as problem:
            self._go_on_without(problem)
            self._listeners.store(StoreStatus.AWAY)
        except Exception:
            self._listeners.store(StoreStatus.AWAY)
            raise
        return _RETRY_SECONDS

    def _start_devices(self) -> None:
        self._start_scanner()
        self._start_speech()
        if self._caller is not None:
            self._caller.start()

    def _go_on_without(self, problem: CounterError) -> None:
        """The branch is away: from the ledger of its own, where this process has one."""
        why = problem.message.key
        if is_away(problem):
            self._own_ledger.lose(why)
        if why != self._told:  # once: a full disk must not be filled with this line
            self._told = why
            _log.warning("the branch's database cannot be used: %s", why)
            self._listeners.changed()
        if self._own_ledger.is_kept:
            self._start_spool()

    def _start_scanner(self) -> None:
        site = self.site.config
        url = site.desk.scanner if self._parts.desk_scanner else site.scanner.url if self._parts.scanner else ""
        if not url:
            return
        from devices.scanner import Scanner

        try:
            self._scanner = Scanner(url, on_scan=self._listeners.scanned, on_status=self._listeners.scanner)
            self._scanner.start()
        except ValueError as problem:
            _log.error("the scanner's address cannot be used: %s", problem)
            self._listeners.scanner(ScannerStatus.UNPLUGGED)

    def _start_speech(self) -> None:
        """The voice, and the jack that calls for it; without them the option is not offered."""
        speech = self.site.config.speech
        if not (self._parts.speech and speech.program):
            return
        from devices.headphones import HeadphoneJack
        from devices.speech import Speaker, SpeakerOptions

        options = SpeakerOptions(command=(speech.program,), words_per_minute=speech.words_per_minute)
        heard = self._listeners
        self._speaker = Speaker(on_status=heard.speech, on_words=heard.words, options=options)
        self._speaker.start()
        if speech.headphones:
            self._jack = HeadphoneJack(speech.headphones, on_status=heard.headphones)
            self._jack.start()

    def _make_caller(self) -> "Caller | None":
        if not (self._parts.caller and self.site.config.voice.languages):
            return None
        from kiosk.program.voice import make_caller

        return make_caller(self.site, self.opening, self._heard_sound)

    def _heard_sound(self, status: SoundStatus) -> None:
        self._reporter.note(Part.SOUND, status)
        self._listeners.sound(status)

    def _heard_printer(self, status: PrinterStatus) -> None:
        self._reporter.note(Part.PRINTER, status)
        self._listeners.printer(status)

    def _start_spool(self) -> None:
        url = self.site.config.printer.url
        if not self._parts.printer or self._spool is not None:
            return
        if not url:
            self._heard_printer(PrinterStatus.UNPLUGGED)  # the staff are told: numbers stay on the screen
            return
        from kiosk.branch.print_jobs import Ledger
        from printing.printers.escpos_printer import EscposPrinter
        from printing.renderer import ProcessRenderer
        from printing.spool import Spool

        try:
            printer = EscposPrinter(url)
        except ValueError as problem:
            _log.error("the printer's address cannot be used: %s", problem)
            self._heard_printer(PrinterStatus.UNPLUGGED)
            return
        has_own = self._own_ledger.is_kept
        self._spool = Spool(
            BranchAndOwnJobs(self._own_ledger, self.opening) if has_own else Ledger(self.opening.office()),
            printer,
            ProcessRenderer(texts),
            self._heard_printer,
            max_age_s=_SLIP_SECONDS,
            now=self.opening.clock.now,
        )
        self._spool.start()

    def _start_relay(self, office: "Office") -> None:
        if not self._parts.relay or self._relay is not None:
            return
        try:
            self._relay = make_relay(self.site, office)
        except CounterError as problem:
            # Records wait in the journal all the same; `kiosk doctor` names what to put right.
            _log.error("the centre cannot be reached: %s", problem.message.key)
            from sync.relay import Relay, RelaySettings

            self._relay, self._is_barred = Relay(office.store, RelaySettings(), office.clock), True
            return
        self._relay.start()

    def _follow(self, office: "Office") -> None:
        """Wakes windows and relay after every commit, and says how delivery stands now and then."""
        from kiosk.branch.presence import LOOK_SECONDS

        feed = office.store.feed()
        try:
            told = seen = 0.0
            minded = -_DOOR_SECONDS
            while not self._keeper.is_stopping:
                has_changed = feed.wait(0.25)
                if feed.is_cut:
                    raise CounterError("store.away")
                if has_changed:
                    self._wake_spool()
                if has_changed or self._own_ledger.is_away:
                    was_away = self._own_ledger.is_away
                    self._own_ledger.keep(office)
                    has_changed = has_changed or was_away
                if has_changed:
                    self._listeners.changed()
                    self.wake_relay()
                self._reporter.turn(office, changed=has_changed)
                now = office.clock.monotonic_ns() / 1e9
                is_watched = self._spool is not None or self._parts.kind is ProgramKind.DESK
                if now - minded >= _DOOR_SECONDS:
                    minded = now
                    self._staff_exit.refresh(office)
                if is_watched and now - seen >= LOOK_SECONDS:
                    seen = now
                    self._look_around(office)
                if self._relay is not None and now - told >= _STATUS_SECONDS:
                    told = now
                    found = self._relay.status()
                    self._listeners.synced(replace(found, link=LinkStatus.REFUSED) if self._is_barred else found)
        finally:
            feed.close()


def make_relay(site: "Site", office: "Office") -> "Relay":
    """The relay of a site; CounterError ``sync.*``, ``keys.open_to_others`` for an address or a token to put right."""
    from kiosk.store.keys import read_text_secret
    from sync.relay import Relay, RelaySettings
    from sync.transport import TransportSettings

    centre = site.config.centre
    if not centre.url:
        return Relay(office.store, RelaySettings(), office.clock)
    token = read_text_secret(site.token_file, missing="sync.no_token")
    ca_file = str(site.folder / centre.ca_file) if centre.ca_file else None
    settings = RelaySettings(TransportSettings(centre.url, ca_file=ca_file), token, hold=_HOLD_SECONDS)
    return Relay(office.store, settings, office.clock)
