"""`kiosk doctor`: each thing a machine needs, one line, with the cure."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kiosk.app import make_relay
from kiosk.clock import Clock
from kiosk.config import Site
from kiosk.domain.journal import first_break
from kiosk.domain.status import PrinterStatus, ScannerStatus, SpeechStatus
from kiosk.domain.text import CounterError, Message
from kiosk.opening import Opening

_SCANNER_SECONDS = 2.0
_VOICE_SECONDS = 5.0
#: No record of this program is older; a clock before it has lost its battery.
_BUILT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is in order, and a sentence with the cure when it is not."""

    subject: str
    is_good: bool
    message: Message


def examine(site: Site, clock: Clock) -> Iterator[Finding]:
    """Looks at keys, clock, database, journal, own ledger, scanner, printer, speech and centre, in this order."""
    opening = Opening(site, clock)
    try:
        yield from _run("keys", lambda: _keys(site))
        yield from _run("clock", lambda: _clock(opening, clock))
        yield from _run("database", lambda: _database(opening))
        yield from _run("journal", lambda: _journal(opening))
        if site.reserve is not None and site.reserve.exists():
            yield from _run("reserve", lambda: _reserve(site, opening))
        yield from _run("scanner", lambda: _scanner(site))
        yield from _run("printer", lambda: _printer(site, opening))
        yield from _run("speech", lambda: _speech(site))
        yield from _run("centre", lambda: _centre(site, opening))
    finally:
        opening.close()


def _run(subject: str, look: Callable[[], Finding]) -> Iterator[Finding]:
    try:
        yield look()
    except CounterError as problem:
        yield Finding(subject, is_good=False, message=problem.message)


def _keys(site: Site) -> Finding:
    from kiosk.store.keys import load_keys

    keys = load_keys(site.keys)
    sealed = "doctor.keys.good" if keys.centre else "doctor.keys.no_centre"
    return Finding("keys", is_good=True, message=Message(sealed, {"folder": str(site.keys)}))


def _clock(opening: Opening, clock: Clock) -> Finding:
    now = clock.now()
    if now < _BUILT:
        return Finding("clock", is_good=False, message=Message("doctor.clock.lost", {"now": f"{now:%Y-%m-%d %H:%M}"}))
    with suppress(CounterError):
        office = opening.office()
        from kiosk.branch.clock_check import CLOCK_TOLERANCE
        from kiosk.store.journal import last_moment

        with office.store.read() as connection:
            last = last_moment(connection)
        if now < last - CLOCK_TOLERANCE:
            return Finding(
                "clock", is_good=False, message=Message("doctor.clock.behind", {"last": f"{last:%Y-%m-%d %H:%M}"})
            )
    return Finding("clock", is_good=True, message=Message("doctor.clock.good", {"now": f"{now:%Y-%m-%d %H:%M}"}))


def _database(opening: Opening) -> Finding:
    from kiosk.store.journal import write_in_place

    office = opening.office()
    with office.store.write() as connection:
        write_in_place(connection)  # a full disk takes an empty transaction without a word
    place = {"place": office.setup().branch.place.vi}
    return Finding("database", is_good=True, message=Message("doctor.database.good", place))


def _journal(opening: Opening) -> Finding:
    from kiosk.store.journal import head_seq, walk

    with opening.office().store.read() as connection:
        broken, count = first_break(walk(connection)), head_seq(connection)
    if broken is not None:
        return Finding("journal", is_good=False, message=Message("doctor.journal.broken", {"seq": broken}))
    return Finding("journal", is_good=True, message=Message("doctor.journal.good", {"count": count}))


def _reserve(site: Site, opening: Opening) -> Finding:
    """What this kiosk would give numbers from while the branch is away, and what the branch does not have yet."""
    from kiosk.branch.reserve import pending
    from kiosk.reserve import Reserve

    reserve = Reserve(opening, site.reserve)
    try:
        own = reserve.own()
        series = next((one.series for one in own.setup().services.values()), "–")
        waiting = pending(own)
    finally:
        reserve.close()
    key = "doctor.reserve.pending" if waiting else "doctor.reserve.good"
    values = {"series": series, "count": waiting, "file": str(site.reserve)}
    return Finding("reserve", is_good=not waiting, message=Message(key, values))


@dataclass
class _FirstWord:
    """The first settled status a scanner reports."""

    settled: threading.Event = field(default_factory=threading.Event)
    status: ScannerStatus = ScannerStatus.CONNECTING

    def hear(self, status: ScannerStatus) -> None:
        self.status = status
        if status is not ScannerStatus.CONNECTING:
            self.settled.set()

    def ignore(self, scan: object) -> None:
        """A scan during the examination is nobody's."""


def _scanner(site: Site) -> Finding:
    from devices.scanner import Scanner

    url = site.config.scanner.url
    if not url:
        return Finding("scanner", is_good=True, message=Message("doctor.scanner.none"))
    word = _FirstWord()
    try:
        scanner = Scanner(url, on_scan=word.ignore, on_status=word.hear)
    except ValueError:
        return Finding("scanner", is_good=False, message=Message("doctor.scanner.bad_url", {"url": url}))
    scanner.start()
    word.settled.wait(_SCANNER_SECONDS)
    scanner.stop()
    message = Message(f"doctor.scanner.{word.status.value}", {"url": url})
    return Finding("scanner", is_good=word.status is ScannerStatus.READY, message=message)


def _printer(site: Site, opening: Opening) -> Finding:
    with suppress(CounterError):
        from kiosk.branch.presence import present

        if present(opening.office()) > 1:
            shared = Message("doctor.printer.shared", {"station": site.config.station.name})
            return Finding("printer", is_good=False, message=shared)
    from printing.printers import TicketPrinter

    url = site.config.printer.url
    if not url:
        return Finding("printer", is_good=True, message=Message("doctor.printer.none"))
    try:
        printer = TicketPrinter(url)
    except ValueError:
        return Finding("printer", is_good=False, message=Message("doctor.printer.bad_url", {"url": url}))
    status = printer.status()
    printer.close()
    message = Message(f"doctor.printer.{status.value}", {"url": url})
    return Finding("printer", is_good=status is PrinterStatus.READY, message=message)


def _speech(site: Site) -> Finding:
    """Never a fault: a kiosk without a voice does not offer one."""
    from devices.speech import Speaker, SpeakerOptions

    program = site.config.speech.program
    if not program:
        return Finding("speech", is_good=True, message=Message("doctor.speech.none"))
    word = _FirstVoice()
    speaker = Speaker(on_status=word.hear, on_words=word.ignore, options=SpeakerOptions(command=(program,)))
    speaker.start()
    word.settled.wait(_VOICE_SECONDS)
    speaker.stop()
    return Finding("speech", is_good=True, message=Message(f"doctor.speech.{word.status.value}", {"program": program}))


@dataclass
class _FirstVoice:
    """The first status of a speaker."""

    settled: threading.Event = field(default_factory=threading.Event)
    status: SpeechStatus = SpeechStatus.SILENT

    def hear(self, status: SpeechStatus, _languages: frozenset[str]) -> None:
        self.status = status
        self.settled.set()

    def ignore(self, words: str) -> None:
        """Nothing is said during the examination."""


def _centre(site: Site, opening: Opening) -> Finding:
    url = site.config.centre.url
    if not url:
        return Finding("centre", is_good=True, message=Message("doctor.centre.none"))
    relay = make_relay(site, opening.office())
    try:
        trouble, status = relay.probe(), relay.status()
    finally:
        relay.stop()
    args = {"url": url, "count": status.backlog, "quarantined": status.quarantined}
    if trouble is None:
        is_good = not status.quarantined
        return Finding("centre", is_good, Message("doctor.centre.up" if is_good else "doctor.centre.refused", args))
    return Finding("centre", is_good=False, message=Message(f"doctor.centre.{trouble.value}", args))
