"""Check each thing that a machine needs, for `kiosk doctor`."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from kiosk.branch.clock_check import CLOCK_TOLERANCE, is_ahead
from kiosk.branch.hand_over import pending
from kiosk.branch.journal_check import check_journal
from kiosk.branch.stations.device_status import device_statuses
from kiosk.branch.stations.presence import present
from kiosk.clock import Clock
from kiosk.config import Site
from kiosk.doctor import devices
from kiosk.doctor.database import database
from kiosk.doctor.findings import Finding, Severity
from kiosk.domain.artwork import Artwork
from kiosk.domain.chain_check import ChainFault, KnownRecord
from kiosk.domain.language.text import CounterError, Message
from kiosk.domain.status import PrinterStatus, ProgramKind, ReportedDevice
from kiosk.domain.time_zone import time_zone
from kiosk.program.backup import backups_in
from kiosk.program.centre_history import ask_centre, known_records
from kiosk.program.key_binding import bound_keys, plain_keys
from kiosk.program.new_branch import CONFIG_NAME
from kiosk.program.opening import Opening
from kiosk.program.own_ledger import OwnLedger
from kiosk.program.runtime import make_relay
from kiosk.program.services import INSTALLED, Services, package_state
from kiosk.store.backup_file import read_backup_head
from kiosk.store.day_keys import check_key
from kiosk.store.delivery import last_error, own_id
from kiosk.store.journal import last_moment, read_head
from kiosk.store.keys import load_keys
from sync.protocol import InstallationState
from sync.transport import LinkTrouble
from ui.artwork import can_be_drawn
from ui.display import hidden_application

#: The oldest date that a record of this program can have. An earlier time means that the clock lost its battery.
_BUILT = datetime(2026, 11, 1, tzinfo=UTC)
#: A backup that is older than this is missed by somebody.
_OLD_BACKUP = timedelta(days=2)
#: The code of the sample branch, which no branch of the country has.
SAMPLE_CODE = "H99.99"
#: Troubles of the line to the centre that pass by themselves.
_PASSING = (LinkTrouble.SERVER_ERROR, LinkTrouble.BUSY, LinkTrouble.STOPPED)


def examine(site: Site, clock: Clock) -> Iterator[Finding]:
    """Yield one finding for each subject, and each fault once: a second subject that fails for it is left out."""
    told: list[Message] = []
    for one in _look(site, clock):
        if one.level is Severity.GOOD or one.message not in told:
            told.append(one.message)
            yield one


def _look(site: Site, clock: Clock) -> Iterator[Finding]:
    """Check the package, the branch and its files, each device, the centre and the services, in this order."""
    yield from _package()
    opening = Opening(site, clock)
    centre = _Centre(site, opening)
    try:
        yield from _run("keys", lambda: _keys(site))
        if os.access(site.keys, os.X_OK):
            yield from _run("binding", lambda: _binding(site))
        yield from _run("clock", lambda: _clock(opening, clock))
        yield from _run("database", lambda: database(opening.office()))
        yield from _day_key(opening)
        yield from _run("setup", lambda: _setup(opening))
        yield from _run("zone", lambda: _zone(opening))
        yield from _run("journal", lambda: _journal(opening, centre))
        yield from _run("backup", lambda: _backup(site, opening, clock))
        if site.own_ledger is not None and site.own_ledger.exists():
            yield from _run("own_ledger", lambda: _own_ledger(site, opening))
        yield from _run("scanner", lambda: _scanner(site, opening))
        if site.config.screen.output:
            yield from _run("screen", lambda: _screens(site))
        if site.config.desk.scanner:
            yield from _run("desk", lambda: _device("desk", devices.scanner(site.config.desk.scanner, "desk")))
        yield from _run("printer", lambda: _printer(site, opening))
        if (artwork := _artwork(opening)) is not None:
            yield _roundel(artwork)
        if _share_a_name(opening):
            shared = Message("doctor.desks.shared", {"station": site.config.station.name})
            yield Finding("desks", Severity.FAULT, shared)
        yield from _run("speech", lambda: _device("speech", devices.speech(site.config.speech.program)))
        if site.config.speech.program and site.config.speech.headphones:
            jack = site.config.speech.headphones
            yield from _run("headphones", lambda: _device("headphones", devices.headphones(jack)))
        yield from _run("voice", lambda: _voice(site, opening))
        yield from _run("centre", lambda: _centre(site, opening, centre))
        yield from _services()
    finally:
        opening.close()


def _run(subject: str, look: Callable[[], Finding]) -> Iterator[Finding]:
    try:
        yield look()
    except CounterError as problem:
        yield Finding(subject, Severity.FAULT, problem.message)
    except ZoneInfoNotFoundError:
        return  # the subject `zone` tells it


def _device(subject: str, found: devices.DeviceCheck) -> Finding:
    return Finding(subject, found.level, found.message)


def _package() -> Iterator[Finding]:
    """Check that the Debian package from which this program runs is installed to its end."""
    state = package_state()
    if state:
        level = Severity.GOOD if state == INSTALLED else Severity.FAULT
        key = "doctor.package.good" if level is Severity.GOOD else "doctor.package.half"
        yield Finding("package", level, Message(key, {"state": state}))


def _services() -> Iterator[Finding]:
    """Check that what systemd should run on this machine runs."""
    found = Services().states()
    down = [one.name for one in found if not one.runs]
    if down:
        yield Finding("service", Severity.FAULT, Message("doctor.service.down", {"names": ", ".join(down)}))
    elif found:
        names = ", ".join(one.name for one in found)
        yield Finding("service", Severity.GOOD, Message("doctor.service.good", {"names": names}))


def _keys(site: Site) -> Finding:
    """Check the keys, and that nobody else reads them, the configuration or the database."""
    keys = load_keys(site.keys)
    where = {"folder": str(site.keys), "fingerprint": keys.fingerprint or "–"}
    # A PostgreSQL address is no file that is there.
    for file in (site.folder / CONFIG_NAME, Path(site.database_url.removeprefix("sqlite:///"))):
        if _is_open_to_others(file):
            return Finding("keys", Severity.WARNING, Message("doctor.keys.open", {"file": str(file)}))
    if keys.centre is None and site.config.centre.url:
        return Finding("keys", Severity.WARNING, Message("doctor.keys.no_centre", where))
    return Finding("keys", Severity.GOOD, Message("doctor.keys.good", where))


def _day_key(opening: Opening) -> Iterator[Finding]:
    """Check that this machine can decrypt the key of today. A board's role may not read it, and needs none."""
    try:
        office = opening.office()
        check_key(office.store, office.keys, office.today())
    except CounterError as problem:
        if problem.message.key != "store.not_allowed":
            yield Finding("keys", Severity.FAULT, problem.message)
    except ZoneInfoNotFoundError:
        return  # the subject `zone` tells it


def _binding(site: Site) -> Finding:
    """Say whether the keys are bound to the machine, and to what. A plain key beside bound ones was written later."""
    found, plain = bound_keys(site), plain_keys(site)
    if not found.files:
        return Finding("binding", Severity.GOOD, Message("doctor.binding.none"))
    if plain:
        names = ", ".join(file.name for file in plain)
        return Finding("binding", Severity.WARNING, Message("doctor.binding.plain", {"names": names}))
    return Finding("binding", Severity.GOOD, Message(f"doctor.binding.{'host' if found.is_host_alone else 'tpm2'}"))


def _is_open_to_others(file: Path) -> bool:
    """Return whether any user of this machine may read a file."""
    try:
        return bool(file.stat().st_mode & 0o004 and file.parent.stat().st_mode & 0o001)
    except OSError:
        return False


def _clock(opening: Opening, clock: Clock) -> Finding:
    now = clock.now()
    if now < _BUILT:
        return Finding("clock", Severity.FAULT, Message("doctor.clock.lost", {"now": f"{now:%Y-%m-%d %H:%M}"}))
    with suppress(CounterError):
        office = opening.office()
        with office.store.read() as connection:
            last, is_far = last_moment(connection), is_ahead(office, connection)
        if now < last - CLOCK_TOLERANCE:
            behind = Message("doctor.clock.behind", {"last": f"{last:%Y-%m-%d %H:%M}"})
            return Finding("clock", Severity.FAULT, behind)
        if is_far:
            return Finding("clock", Severity.FAULT, Message("doctor.clock.ahead", {"now": f"{now:%Y-%m-%d %H:%M}"}))
    return Finding("clock", Severity.GOOD, Message("doctor.clock.good", {"now": f"{now:%Y-%m-%d %H:%M}"}))


def _setup(opening: Opening) -> Finding:
    """Check that the branch does not run on the sample: nothing invented belongs into a real branch."""
    branch = opening.office().setup().branch
    if branch.code == SAMPLE_CODE:
        return Finding("setup", Severity.WARNING, Message("doctor.setup.sample", {"code": branch.code}))
    return Finding("setup", Severity.GOOD, Message("doctor.setup.good", {"code": branch.code, "name": branch.name}))


def _zone(opening: Opening) -> Finding:
    """Check that the machine knows the branch's time zone. Without it no ticket can be issued."""
    zone = opening.office().setup().branch.zone
    try:
        time_zone(zone)
    except ZoneInfoNotFoundError:
        return Finding("zone", Severity.FAULT, Message("doctor.zone.unknown", {"zone": zone}))
    return Finding("zone", Severity.GOOD, Message("doctor.zone.good", {"zone": zone}))


def _backup(site: Site, opening: Opening, clock: Clock) -> Finding:
    """Check that the newest backup is not too old, and signed by this branch. Of several machines one takes them."""
    folder, signer = site.backup_folder, load_keys(site.keys).fingerprint or "–"
    if folder is None:
        if not opening.office().store.is_sqlite:
            return Finding("backup", Severity.GOOD, Message("doctor.backup.elsewhere"))
        return Finding("backup", Severity.WARNING, Message("doctor.backup.none", {"fingerprint": signer}))
    where: dict[str, object] = {"folder": str(folder)}
    if not folder.is_dir():
        return Finding("backup", Severity.WARNING, Message("doctor.backup.away", where))
    with opening.office().store.read() as connection:
        taken = backups_in(folder, own_id(connection))
    if not taken:
        return Finding("backup", Severity.WARNING, Message("doctor.backup.nothing_yet", where))
    newest, now = max(taken), clock.now().astimezone().replace(tzinfo=None)
    where |= {"taken": f"{newest:%d/%m/%Y %H:%M}", "file": taken[newest].name}
    if read_backup_head(taken[newest]).fingerprint != signer:
        return Finding("backup", Severity.WARNING, Message("doctor.backup.other_signer", where))
    is_old = now - newest > _OLD_BACKUP
    key, level = ("old", Severity.WARNING) if is_old else ("good", Severity.GOOD)
    return Finding("backup", level, Message(f"doctor.backup.{key}", where))


class _Centre:
    """Ask the centre once for two findings: an unreachable one lets everybody wait."""

    def __init__(self, site: Site, opening: Opening) -> None:
        self._site, self._opening = site, opening
        self._told: tuple[InstallationState | LinkTrouble | None] | None = None

    def state(self) -> InstallationState | LinkTrouble | None:
        """See `ask_centre`."""
        if self._told is None:
            self._told = (ask_centre(self._site, self._opening.office()),)
        return self._told[0]

    def known(self) -> tuple[KnownRecord, ...]:
        """Return the records that the centre holds; none where it cannot be asked, which is a finding of its own."""
        with suppress(CounterError):
            found = self.state()
            return known_records(found) if isinstance(found, InstallationState) else ()
        return ()


def _journal(opening: Opening, centre: _Centre) -> Finding:
    """Check the journal, and compare its end with the row of the installation and with the centre.

    Of an epoch that is over the centre may hold another end: a restore or a clone left it behind, and the journal says
    so. `kiosk journal verify` compares all epochs.
    """
    office = opening.office()
    with office.store.read() as connection:
        epoch = read_head(connection).epoch
    found = check_journal(office, [one for one in centre.known() if one.epoch >= epoch])
    if not found.breaks:
        return Finding("journal", Severity.GOOD, Message("doctor.journal.good", {"count": found.records}))
    one = found.breaks[0]
    own = {ChainFault.HEAD: "head", ChainFault.REWRITTEN: "rewritten", ChainFault.BEHIND: "behind"}
    args = {"epoch": one.epoch, "seq": one.seq, "last": one.last, "count": len(found.breaks)}
    key = f"doctor.journal.{own.get(one.fault, 'broken')}"
    return Finding("journal", Severity.FAULT, Message(key, args))


def _own_ledger(site: Site, opening: Opening) -> Finding:
    """Check the kiosk's own ledger: its series, and the tickets that wait for the handover."""
    ledger = OwnLedger(opening, site.own_ledger)
    try:
        own = ledger.own()
        series = next((one.series for one in own.setup().services.values()), "–")
        waiting = pending(own)
    finally:
        ledger.close()
    key = "doctor.own_ledger.pending" if waiting else "doctor.own_ledger.good"
    values = {"series": series, "count": waiting, "file": str(site.own_ledger)}
    return Finding("own_ledger", Severity.WARNING if waiting else Severity.GOOD, Message(key, values))


def _artwork(opening: Opening) -> Artwork | None:
    """Return the roundel of the branch; None without one, and where the database cannot tell."""
    try:
        return opening.office().setup().look.roundel.artwork
    except CounterError:
        return None


def _roundel(artwork: Artwork) -> Finding:
    """Check that the branch's roundel can be drawn. A window draws a stand-in otherwise."""
    hidden_application()  # words in an SVG are drawn with fonts, which need the application
    is_good = can_be_drawn(artwork)
    key = "doctor.roundel.good" if is_good else "doctor.roundel.unreadable"
    values = {"kind": artwork.kind.upper(), "count": len(artwork.content) // 1024 + 1}
    return Finding("roundel", Severity.GOOD if is_good else Severity.FAULT, Message(key, values))


def _screens(site: Site) -> Finding:
    """Check that each screen that `screen.output` names is there."""
    named = site.config.screen.output
    wanted = {named} if isinstance(named, str) else set(named.values())
    there = devices.screens()
    if there is None:
        return Finding("screen", Severity.WARNING, Message("doctor.screen.unseen"))
    values = {"names": ", ".join(sorted(wanted - set(there))), "there": ", ".join(there)}
    missing = bool(wanted - set(there))
    level, key = (Severity.FAULT, "missing") if missing else (Severity.GOOD, "good")
    return Finding("screen", level, Message(f"doctor.screen.{key}", values))


def _voice(site: Site, opening: Opening) -> Finding:
    return _device("voice", devices.voice(site, opening.office().setup().hall.voices))


def _scanner(site: Site, opening: Opening) -> Finding:
    found = devices.scanner(site.config.scanner.url, "scanner", kiosk_runs=_kiosks(opening) > 0)
    return _device("scanner", found)


def _printer(site: Site, opening: Opening) -> Finding:
    if _kiosks(opening) > 1:
        shared = Message("doctor.printer.shared", {"station": site.config.station.name})
        return Finding("printer", Severity.FAULT, shared)
    return _device("printer", devices.printer(site.config.printer.url, _reported(opening)))


def _kiosks(opening: Opening) -> int:
    """Return how many kiosks work under this machine's name now."""
    with suppress(CounterError):
        return present(opening.office())
    return 0


def _reported(opening: Opening) -> PrinterStatus | None:
    """Return what the running kiosk of this machine says about its printer; None where none runs."""
    with suppress(CounterError):
        office = opening.office()
        for one in device_statuses(office):
            is_ours = one.station == office.station and one.part is ReportedDevice.PRINTER and one.is_heard
            if is_ours and isinstance(one.status, PrinterStatus):
                return one.status
    return None


def _share_a_name(opening: Opening) -> bool:
    """Return whether two desks share this station name.

    They would share the PIN lock-out, and neither would be told when its counter is taken over.
    """
    with suppress(CounterError):
        return present(replace(opening.office(), program=ProgramKind.DESK)) > 1
    return False


def _centre(site: Site, opening: Opening, centre: _Centre) -> Finding:
    url = site.config.centre.url
    if not url:
        return Finding("centre", Severity.GOOD, Message("doctor.centre.none"))
    relay = make_relay(site, opening.office())
    try:
        answer, status = centre.state(), relay.status()
        with opening.office().store.read() as connection:
            is_of_another = last_error(connection) == LinkTrouble.OTHER_HISTORY.value
    except CounterError as problem:
        if problem.message.key != "store.not_allowed":
            raise
        return Finding("centre", Severity.GOOD, Message("doctor.centre.elsewhere"))
    finally:
        relay.stop()
    args = {"url": url, "count": status.backlog, "quarantined": status.quarantined}
    if isinstance(answer, LinkTrouble):
        level = Severity.WARNING if answer in _PASSING else Severity.FAULT
        return Finding("centre", level, Message(f"doctor.centre.{answer.value}", args))
    if is_of_another:
        return Finding("centre", Severity.FAULT, Message("doctor.centre.other_history", args))
    if status.quarantined:
        return Finding("centre", Severity.FAULT, Message("doctor.centre.refused", args))
    if answer is not None and answer.keys is None:
        return Finding("centre", Severity.WARNING, Message("doctor.centre.not_enrolled", args))
    key = "up" if site.config.centre.cert_file else "no_certificate"
    return Finding("centre", Severity.GOOD, Message(f"doctor.centre.{key}", args))
