"""Pack what a technician elsewhere needs into one file for `kiosk support`, without personal data and secrets."""

import json
import os
import platform
import re
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from kiosk.branch.setup.publishing import document_in_force
from kiosk.clock import Clock
from kiosk.config import Site
from kiosk.doctor.checks import examine
from kiosk.doctor.findings import as_json
from kiosk.domain.language.text import CounterError, Texts
from kiosk.domain.setup.document import Document
from kiosk.program.key_binding import bound_keys
from kiosk.program.opening import Opening
from kiosk.program.setup_files import setup_text
from kiosk.program.version import program_version
from kiosk.store.bound_keys import open_bound

#: Lines of systemd's journal that are packed, and the seconds that it may take.
_JOURNAL = ("journalctl", "--no-pager", "--output=short-iso", "--identifier=kiosk", "--lines=5000")
_JOURNAL_SECONDS = 20
_HIDDEN = "…"
#: Six digits and more: a PIN, a telephone number or the number of a card.
_DIGITS = re.compile(r"\d{6,}")
_PASSWORD = re.compile(r"(://[^:/@\s\"]*):[^@/\s\"]*@")
#: A shorter name could be a part of any word.
_SHORTEST_NAME = 4


def pack(site: Site, clock: Clock, file: Path, texts: Texts) -> tuple[str, ...]:
    """Write the file (zip, mode 0600) and return the names of what is in it.

    Raises:
        CounterError: ``support.not_written`` where the file exists or cannot be written.
    """
    document, why = _document(site)
    members = {
        "machine.json": _machine(site, clock),
        "doctor.json": as_json(tuple(examine(site, clock)), texts),
        "branch.json": msgspec.json.format(msgspec.json.encode(site.config)).decode(),
        "setup.toml": why if document is None else setup_text(_without_staff(document), texts),
    }
    secrets = _secrets(site, document)
    logs = {name: _DIGITS.sub(_HIDDEN, text) for name, text in _logs(site.data)}
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream, ZipFile(stream, "w", ZIP_DEFLATED) as packed:
            for name, text in {**members, **logs}.items():
                packed.writestr(name, _without(secrets, text))
    except OSError as problem:
        raise CounterError("support.not_written", file=str(file)) from problem
    return (*members, *logs)


def _machine(site: Site, clock: Clock) -> str:
    found = {
        "program": program_version(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "station": site.config.station.name,
        "packed": clock.now().isoformat(timespec="seconds"),
    }
    return json.dumps(found, indent=1)


def _document(site: Site) -> tuple[Document | None, str]:
    """Return the set-up in force, or None and why it cannot be read."""
    opening = Opening(site)
    try:
        return document_in_force(opening.office()), ""
    except CounterError as problem:
        return None, f"# {problem.message.key}\n"
    finally:
        opening.close()


def _without_staff(document: Document) -> Document:
    """Return the document with numbers for the logins and names of staff. Roles and last days stay."""
    numbered = enumerate(document.staff, start=1)
    return replace(document, staff=tuple(replace(one, login=f"staff{n}", name=f"Staff {n}") for n, one in numbered))


def _logs(folder: Path) -> Iterable[tuple[str, str]]:
    for file in sorted(folder.glob("*.log*")):
        yield f"log/{file.name}", file.read_text(encoding="utf-8", errors="replace")
    try:
        told = subprocess.run(_JOURNAL, capture_output=True, check=False, timeout=_JOURNAL_SECONDS)
    except (OSError, subprocess.TimeoutExpired):  # a machine without systemd
        return
    if told.returncode == 0 and told.stdout:
        yield "log/journal.log", told.stdout.decode("utf-8", errors="replace")


def _secrets(site: Site, document: Document | None) -> frozenset[str]:
    """Return what must not leave the machine: names of staff, the device token and the keys."""
    found = {one.name for one in document.staff} if document else set()
    for file in (site.token_file, *site.keys.glob("*.key")):
        if file.is_file() and os.access(file, os.R_OK):
            found.add(file.read_text(encoding="utf-8", errors="replace").strip())
    for file in bound_keys(site).files:
        with suppress(CounterError):  # what does not open here stands in no log of this machine either
            found.add(open_bound(file).strip())
    return frozenset(one for one in found if len(one) >= _SHORTEST_NAME)


def _without(secrets: Iterable[str], text: str) -> str:
    for secret in secrets:
        text = re.sub(re.escape(secret), _HIDDEN, text, flags=re.IGNORECASE)
    return _PASSWORD.sub(rf"\1:{_HIDDEN}@", text)
