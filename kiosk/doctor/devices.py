"""Ask each device for its state, for `kiosk doctor`."""

import errno
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from devices.caller import find_player
from devices.headphones import HeadphoneJack
from devices.scanner import Scanner
from devices.speech import Speaker, SpeakerOptions
from kiosk.config import Site
from kiosk.doctor.database import is_this_machine
from kiosk.doctor.findings import Severity
from kiosk.domain.language.text import CounterError, Message
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, ScannerStatus, SpeechStatus
from kiosk.program.voice import packs_of
from printing.printers.escpos_printer import EscposPrinter
from printing.printers.printer_ports import parse_printer_url

#: The display of a machine without a desktop, as its X server has it (``one-stop-kiosk-x.service``).
_SESSION: Mapping[str, str] = {"DISPLAY": ":0", "XAUTHORITY": "/run/one-stop-kiosk-x/authority"}
_SCREEN_SECONDS = 10.0
_SCANNER_SECONDS, _SPEECH_SECONDS, _JACK_SECONDS = 2.0, 5.0, 1.0
_PRINTER_LEVELS: Mapping[PrinterStatus, Severity] = {
    PrinterStatus.READY: Severity.GOOD,
    PrinterStatus.PAPER_LOW: Severity.WARNING,
}


class DeviceCheck(NamedTuple):
    """Hold the level of a device, and a sentence that names the cure where it is not good."""

    level: Severity
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


def scanner(url: str, section: str, *, kiosk_runs: bool = False) -> DeviceCheck:
    """Check the scanner of one section of ``branch.toml``: the kiosk's, or the clerk's own.

    ``auto`` that finds none is a warning, because citizens take numbers by touch too. With `kiosk_runs` a busy scanner
    is in order: the kiosk of this machine holds it.
    """
    if not url:
        return DeviceCheck(Severity.GOOD, Message("doctor.scanner.none"))
    word, where = _FirstWord(ScannerStatus.CONNECTING), {"url": url, "section": section}
    try:
        driver = Scanner(url, on_scan=word.ignore, on_status=word.hear)
    except ValueError:
        return DeviceCheck(Severity.FAULT, Message("doctor.scanner.bad_url", where))
    driver.start()
    word.settled.wait(_SCANNER_SECONDS)
    driver.stop()
    if word.status is ScannerStatus.READY:
        if not is_this_machine(urlsplit(url).hostname or ""):
            return DeviceCheck(Severity.WARNING, Message("doctor.scanner.open_line", where))
        return DeviceCheck(Severity.GOOD, Message("doctor.scanner.ready", where))
    if word.status is ScannerStatus.BUSY_ELSEWHERE and kiosk_runs:
        return DeviceCheck(Severity.GOOD, Message("doctor.scanner.held", where))
    if word.status is ScannerStatus.UNPLUGGED and url == "auto":
        return DeviceCheck(Severity.WARNING, Message("doctor.scanner.not_found", where))
    return DeviceCheck(Severity.FAULT, Message(f"doctor.scanner.{word.status.value}", where))


def printer(url: str, reported: PrinterStatus | None = None) -> DeviceCheck:
    """Ask the slip printer for its status.

    `reported` is what the running kiosk of this machine says about it. It counts where the kiosk holds the line.
    """
    if not url:
        return DeviceCheck(Severity.GOOD, Message("doctor.printer.none"))
    try:
        driver = EscposPrinter(url)
    except ValueError:
        return DeviceCheck(Severity.FAULT, Message("doctor.printer.bad_url", {"url": url}))
    status = driver.status()
    driver.close()
    if driver.errno in (errno.EACCES, errno.EPERM):
        return DeviceCheck(Severity.FAULT, Message("doctor.printer.no_permission", {"url": url, "group": _group(url)}))
    if driver.errno in (errno.EAGAIN, errno.EBUSY):
        if reported is None:
            return DeviceCheck(Severity.FAULT, Message("doctor.printer.busy_elsewhere", {"url": url}))
        if reported is PrinterStatus.READY:
            return DeviceCheck(Severity.GOOD, Message("doctor.printer.held", {"url": url}))
        status = reported
    level = _PRINTER_LEVELS.get(status, Severity.FAULT)
    return DeviceCheck(level, Message(f"doctor.printer.{status.value}", {"url": url}))


def _group(url: str) -> str:
    """Return the group that may open the device at a URL."""
    try:
        return Path(parse_printer_url(url).path).group()
    except (OSError, KeyError):  # a group without a name
        return "lp"


def screens() -> Sequence[str] | None:
    """Return the names of the screens of this machine's display; None where no display answers."""
    environment = {**_SESSION, **os.environ, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "kiosk.doctor.screen_names"]
    try:
        told = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_SCREEN_SECONDS, env=environment
        )
        found: list[str] = json.loads(told.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return found


def speech(program: str) -> DeviceCheck:
    """Check spoken guidance. It is never a fault: a kiosk without a voice does not offer guidance."""
    if not program:
        return DeviceCheck(Severity.GOOD, Message("doctor.speech.none"))
    word = _FirstWord(SpeechStatus.SILENT)
    speaker = Speaker(on_status=word.hear, on_words=word.ignore, options=SpeakerOptions(command=(program,)))
    speaker.start()
    word.settled.wait(_SPEECH_SECONDS)
    speaker.stop()
    level = Severity.GOOD if word.status is SpeechStatus.READY else Severity.WARNING
    return DeviceCheck(level, Message(f"doctor.speech.{word.status.value}", {"program": program}))


def headphones(address: str) -> DeviceCheck:
    """Check the headphone jack. A jack that is named must be there; ``auto`` may find none."""
    word = _FirstWord(HeadphoneStatus.UNKNOWN)
    jack = HeadphoneJack(address, on_status=word.hear)
    jack.start()
    word.settled.wait(_JACK_SECONDS)
    jack.stop()
    is_there = word.status is not HeadphoneStatus.UNKNOWN
    key = word.status.value if is_there or address != "auto" else "none"
    level = Severity.GOOD if is_there or address == "auto" else Severity.FAULT
    return DeviceCheck(level, Message(f"doctor.headphones.{key}", {"device": address}))


def voice(site: Site, languages: Sequence[str]) -> DeviceCheck:
    """Check the hall voice. A missing pack is no fault, because only the machine of the hall needs one."""
    section = site.config.voice
    if not languages:
        return DeviceCheck(Severity.GOOD, Message("doctor.voice.none"))
    if not site.voices.exists():
        return DeviceCheck(Severity.GOOD, Message("doctor.voice.not_built"))
    try:
        packs_of(site, languages)
    except CounterError as problem:
        return DeviceCheck(Severity.FAULT, problem.message)
    if find_player(section.player) is None:
        return DeviceCheck(Severity.FAULT, Message("doctor.voice.no_player", {"player": section.player}))
    return DeviceCheck(Severity.GOOD, Message("doctor.voice.good", {"languages": ", ".join(languages)}))
