"""Ask each device for its state, for `kiosk doctor`."""

import threading
from dataclasses import dataclass, field
from typing import NamedTuple

from devices.caller import find_player
from devices.headphones import HeadphoneJack
from devices.scanner import Scanner
from devices.speech import Speaker, SpeakerOptions
from kiosk.config import Site
from kiosk.domain.language.text import CounterError, Message
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, ScannerStatus, SpeechStatus
from kiosk.program.voice import packs_of
from printing.printers.escpos_printer import EscposPrinter

_SCANNER_SECONDS, _SPEECH_SECONDS, _JACK_SECONDS = 2.0, 5.0, 1.0


class DeviceCheck(NamedTuple):
    """Say whether a device is in order, with a sentence that names the cure where it is not."""

    is_good: bool
    message: Message


@dataclass
class _FirstWord:
    """Keep the first settled status that a device reports, and ignore the later ones."""

    status: ScannerStatus | SpeechStatus | HeadphoneStatus
    settled: threading.Event = field(default_factory=threading.Event)

    def hear(self, status: ScannerStatus | SpeechStatus | HeadphoneStatus, *_more: object) -> None:
        self.status = status
        if status is not ScannerStatus.CONNECTING:
            self.settled.set()

    def ignore(self, _said: object) -> None:
        """Ignore a scan, or words."""


def scanner(url: str, section: str) -> DeviceCheck:
    """Check the scanner of one section of ``branch.toml``: the kiosk's, or the clerk's own."""
    if not url:
        return DeviceCheck(is_good=True, message=Message("doctor.scanner.none"))
    word, where = _FirstWord(ScannerStatus.CONNECTING), {"url": url, "section": section}
    try:
        driver = Scanner(url, on_scan=word.ignore, on_status=word.hear)
    except ValueError:
        return DeviceCheck(is_good=False, message=Message("doctor.scanner.bad_url", where))
    driver.start()
    word.settled.wait(_SCANNER_SECONDS)
    driver.stop()
    return DeviceCheck(word.status is ScannerStatus.READY, Message(f"doctor.scanner.{word.status.value}", where))


def printer(url: str) -> DeviceCheck:
    """Ask the slip printer for its status."""
    if not url:
        return DeviceCheck(is_good=True, message=Message("doctor.printer.none"))
    try:
        driver = EscposPrinter(url)
    except ValueError:
        return DeviceCheck(is_good=False, message=Message("doctor.printer.bad_url", {"url": url}))
    status = driver.status()
    driver.close()
    return DeviceCheck(status is PrinterStatus.READY, Message(f"doctor.printer.{status.value}", {"url": url}))


def speech(program: str) -> DeviceCheck:
    """Check spoken guidance. It is never a fault: a kiosk without a voice does not offer guidance."""
    if not program:
        return DeviceCheck(is_good=True, message=Message("doctor.speech.none"))
    word = _FirstWord(SpeechStatus.SILENT)
    speaker = Speaker(on_status=word.hear, on_words=word.ignore, options=SpeakerOptions(command=(program,)))
    speaker.start()
    word.settled.wait(_SPEECH_SECONDS)
    speaker.stop()
    return DeviceCheck(is_good=True, message=Message(f"doctor.speech.{word.status.value}", {"program": program}))


def headphones(address: str) -> DeviceCheck:
    """Check the headphone jack. A jack that is named must be there; ``auto`` may find none."""
    word = _FirstWord(HeadphoneStatus.UNKNOWN)
    jack = HeadphoneJack(address, on_status=word.hear)
    jack.start()
    word.settled.wait(_JACK_SECONDS)
    jack.stop()
    is_there = word.status is not HeadphoneStatus.UNKNOWN
    key = word.status.value if is_there or address != "auto" else "none"
    return DeviceCheck(is_there or address == "auto", Message(f"doctor.headphones.{key}", {"device": address}))


def voice(site: Site) -> DeviceCheck:
    """Check the hall voice. A missing pack is no fault, because only the machine of the hall needs one."""
    section = site.config.voice
    if not section.languages:
        return DeviceCheck(is_good=True, message=Message("doctor.voice.none"))
    if not site.voices.exists():
        return DeviceCheck(is_good=True, message=Message("doctor.voice.not_built"))
    try:
        packs_of(site)
    except CounterError as problem:
        return DeviceCheck(is_good=False, message=problem.message)
    if find_player(section.player) is None:
        return DeviceCheck(is_good=False, message=Message("doctor.voice.no_player", {"player": section.player}))
    return DeviceCheck(is_good=True, message=Message("doctor.voice.good", {"languages": ", ".join(section.languages)}))
