"""Hold the statuses of database, devices and centre, and put each into words for the status strip."""

from dataclasses import dataclass

from kiosk.domain.language.text import Texts
from kiosk.domain.status import (
    DeviceReport,
    LinkStatus,
    PrinterStatus,
    ReportedDevice,
    ScannerStatus,
    SoundStatus,
    SyncStatus,
)
from ui.widgets import StatusItem, Tone

_LATE_SECONDS = 120
_PARTS = {
    ReportedDevice.PRINTER: ("ticket", "desk.status.printer"),
    ReportedDevice.SOUND: ("volume-2", "desk.status.sound"),
}


@dataclass(frozen=True, slots=True)
class DeskStatuses:
    """Hold the known statuses.

    Database, printers and centre are always shown, a scanner and a hall voice only where there is one. `parts` are the
    reports of every machine about its printer and its hall voice.
    """

    database: bool = True
    parts: tuple[DeviceReport, ...] = ()
    scanner: ScannerStatus | None = None
    sync: SyncStatus | None = None


def status_items(statuses: DeskStatuses, texts: Texts) -> tuple[StatusItem, ...]:
    """Return the items of the strip from left to right."""
    items = [_database(statuses.database, texts)]
    for part in _PARTS:
        reports = [one for one in statuses.parts if one.part is part]
        if reports or part is ReportedDevice.PRINTER:
            items.append(_part(part, reports, texts, known=statuses.database and bool(reports)))
    if statuses.scanner is not None:
        items.append(_scanner(statuses.scanner, texts))
    items.append(_centre(statuses.sync, texts))
    return tuple(items)


def _database(is_good: bool, texts: Texts) -> StatusItem:  # noqa: FBT001 - the status itself
    tone = Tone.GOOD if is_good else Tone.CAUTION
    word = texts.say("desk.status.good" if is_good else "desk.status.reconnecting")
    return StatusItem("database", texts.say("desk.status.database"), tone, word)


def is_well(report: DeviceReport) -> bool:
    """Return whether a device works."""
    return report.is_heard and report.status in (PrinterStatus.READY, SoundStatus.READY)


def _part(part: ReportedDevice, reports: list[DeviceReport], texts: Texts, *, known: bool) -> StatusItem:
    """Return the item of one kind of device. A faulty device stands for all, with its machine's name among several."""
    icon, name = _PARTS[part]
    if not known:  # no report yet, or none can arrive: reports come through the database
        return StatusItem(icon, texts.say(name), Tone.INFO, texts.say("desk.status.unknown"))
    worst = min(reports, key=is_well)
    word = texts.say(f"{name}_word.{worst.status.value if worst.is_heard else 'not_heard'}")
    if is_well(worst):
        return StatusItem(icon, texts.say(name), Tone.GOOD, word)
    if len(reports) > 1:
        word = texts.say("desk.status.at", word=word, station=worst.station)
    return StatusItem(icon, texts.say(name), Tone.CAUTION, word)


def _scanner(status: ScannerStatus, texts: Texts) -> StatusItem:
    tone = {ScannerStatus.READY: Tone.GOOD, ScannerStatus.CONNECTING: Tone.INFO}.get(status, Tone.CAUTION)
    word = texts.say(f"desk.status.scanner_word.{status.value}")
    return StatusItem("scan-line", texts.say("desk.status.scanner"), tone, word)


def _centre(sync: SyncStatus | None, texts: Texts) -> StatusItem:
    if sync is None:
        return StatusItem("landmark", texts.say("desk.status.centre"), Tone.INFO, texts.say("desk.status.unknown"))
    tone, key = _centre_word(sync)
    minutes = max(1, sync.lag_seconds // 60)
    count = sync.quarantined if key == "quarantined" else sync.backlog
    word = texts.say(f"desk.status.centre_word.{key}", count=count, minutes=minutes)
    return StatusItem("landmark", texts.say("desk.status.centre"), tone, word)


def _centre_word(sync: SyncStatus) -> tuple[Tone, str]:
    if sync.link is LinkStatus.NOT_CONFIGURED:
        return Tone.INFO, "not_configured"
    if sync.link in (LinkStatus.DOWN, LinkStatus.REFUSED):
        return Tone.CAUTION, sync.link.value
    if sync.quarantined:
        return Tone.CAUTION, "quarantined"
    if sync.backlog:
        return Tone.INFO, "backlog_lag" if sync.lag_seconds >= _LATE_SECONDS else "backlog"
    if sync.link is LinkStatus.NEVER_TRIED:
        return Tone.INFO, "never_tried"
    return Tone.GOOD, "sent"
