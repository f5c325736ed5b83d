"""Hear of the devices at the kiosk (scanner, printer, headphones, voices), and of an upgrade that is missing."""

from dataclasses import dataclass, replace

from kiosk.domain.language.text import VIETNAMESE
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, ScannerStatus
from ui.visit.common import Row, Transition
from ui.visit.event import VisitEvent
from ui.visit.screen import Screen
from ui.visit.visit import Visit


@dataclass(frozen=True)
class ScannerChanged(VisitEvent):
    """Tell the scanner's status."""

    status: ScannerStatus


@dataclass(frozen=True)
class PrinterChanged(VisitEvent):
    """Tell the printer's status."""

    status: PrinterStatus


@dataclass(frozen=True)
class HeadphonesChanged(VisitEvent):
    """Tell that headphones were plugged in, or pulled out."""

    status: HeadphoneStatus


@dataclass(frozen=True)
class SpeechChanged(VisitEvent):
    """Tell the languages that can be spoken now; none without a voice."""

    languages: frozenset[str]


@dataclass(frozen=True)
class VersionsCompared(VisitEvent):
    """Tell whether program and database are of different versions. Then nothing works until one of them is upgraded."""

    differ: bool


def versions_compared(visit: Visit, event: VersionsCompared) -> Transition:
    """Keep it for the trouble screen, which then does not promise to reconnect by itself."""
    return Transition(replace(visit, devices=replace(visit.devices, waits_for_upgrade=event.differ)))


def scanner_changed(visit: Visit, event: ScannerChanged) -> Transition:
    """Keep the scanner's status; the screens that need the scanner show it."""
    return Transition(replace(visit, devices=replace(visit.devices, scanner=event.status)))


def printer_changed(visit: Visit, event: PrinterChanged) -> Transition:
    """Keep the printer's status; the number on the screen stays, and the screen says what it means for the slip."""
    return Transition(replace(visit, devices=replace(visit.devices, printer=event.status)))


def headphones_changed(visit: Visit, event: HeadphonesChanged) -> Transition:
    """Start the guidance when headphones are plugged in; end the visit when they are pulled out.

    The next citizen may hear what is said. A number that is just being taken is still shown: nobody may lose it.
    """
    was_private = visit.devices.is_private
    visit = replace(visit, devices=replace(visit.devices, headphones=event.status))
    if visit.devices.is_private:
        return Transition(_guided(replace(visit, idle=0)))
    if not was_private:
        return Transition(visit)
    if visit.screen is Screen.ISSUING:
        return Transition(replace(visit, look=replace(visit.look, is_guided=False)))
    return Transition(visit.fresh())


def speech_changed(visit: Visit, event: SpeechChanged) -> Transition:
    """Start the guidance when a voice is there again for plugged headphones; end it when the voice is lost."""
    visit = replace(visit, devices=replace(visit.devices, voices=event.languages))
    if visit.devices.is_private and not visit.look.is_guided:
        return Transition(_guided(visit))
    if visit.look.is_guided and not visit.can_be_guided:
        silent = replace(visit, look=replace(visit.look, is_guided=False))
        return Transition(silent.with_notice("speech.lost"))
    return Transition(visit)


def _guided(visit: Visit) -> Visit:
    """Return the visit guided, in a language that has a voice; unchanged where there is none at all."""
    language = visit.look.language if visit.can_be_guided else VIETNAMESE
    if language not in visit.devices.voices:
        return visit
    return replace(visit, look=replace(visit.look, is_guided=True, language=language))


EVERYWHERE: Row = {
    ScannerChanged: scanner_changed,
    PrinterChanged: printer_changed,
    HeadphonesChanged: headphones_changed,
    SpeechChanged: speech_changed,
    VersionsCompared: versions_compared,
}
