"""Let staff leave or restart a kiosk while the branch's database is away.

A file beside the kiosk's configuration (mode 0600) holds the PINs that open it, as Argon2id hashes, with waits of its
own after wrong ones. Acts meanwhile are written there first, and once into the branch's journal when it is back. The
copy is as old as the last time the branch was there. A person who was taken off since then can still leave a kiosk
that is cut off.
"""

import logging
import os
import threading
from datetime import date
from pathlib import Path

import msgspec
from sqlalchemy import insert, select

from kiosk.branch.office import Office
from kiosk.branch.staff import is_secret, seconds_left_at, wait_after
from kiosk.branch.stations import KEEPERS
from kiosk.clock import Clock
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import StaffAct
from kiosk.domain.time_zone import time_zone
from kiosk.store.journal import NewRecord, append, new_id, to_us
from kiosk.store.tables import request, staff

_log = logging.getLogger(__name__)
_KINDS = {StaffAct.LEAVE: Event.STATION_LEFT, StaffAct.RESTART: Event.STATION_RESTARTED}


class _Person(msgspec.Struct):
    """Hold a person who may open the kiosk; wrong tries are counted here, not in the branch."""

    id: int
    login: str
    name: str
    role: StaffRole
    secret: str
    until: str | None = None
    failures: int = 0
    locked_until_us: int = 0

    def as_staff(self) -> Staff:
        """Return the person without the secret."""
        until = date.fromisoformat(self.until) if self.until else None
        return Staff(self.id, self.login, self.name, self.role, until)

    def is_same(self, other: "_Person") -> bool:
        """But for the tries."""
        return msgspec.structs.astuple(self)[:6] == msgspec.structs.astuple(other)[:6]


class _Deed(msgspec.Struct):
    """Record an act of staff while the branch was away."""

    id: str
    staff: int
    what: StaffAct
    at_us: int


class _Book(msgspec.Struct):
    """Hold the content of the file."""

    zone: str = "Asia/Ho_Chi_Minh"
    people: list[_Person] = []
    deeds: list[_Deed] = []


class OfflineStaff:
    """Open one kiosk for staff. The thread that has the branch calls `refresh`; a window's worker calls the rest."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock
        self._lock = threading.Lock()

    def refresh(self, office: Office) -> None:
        """Tell the branch what was done, and copy its staff anew where something changed.

        A file that cannot be written is logged.

        Raises:
            CounterError: ``store.*`` when the branch is away again.
        """
        with self._lock:
            book = self._read()
            for deed in book.deeds:
                _write_down(office, deed)
            with office.store.read() as connection:
                zone = office.setup_in(connection).branch.zone
                roles = [role.value for role in KEEPERS]
                mine = select(staff).where(staff.c.branch_id == office.branch_id, staff.c.role.in_(roles))
                rows = connection.execute(mine.order_by(staff.c.name)).all()
            people = [_Person(one.id, one.login, one.name, StaffRole(one.role), one.secret, one.until) for one in rows]
            known = {one.id: one for one in book.people}
            kept = [known[one.id] if one.id in known and known[one.id].is_same(one) else one for one in people]
            if (kept, zone) != (book.people, book.zone) or book.deeds:
                self._try_to_write(_Book(zone, kept, []))

    def keepers(self) -> tuple[Staff, ...]:
        """Return whose PIN opens this kiosk; nobody where no copy was made yet."""
        with self._lock:
            return tuple(one.as_staff() for one in self._read().people)

    def open_for_staff(self, login: str, pin: str) -> Staff:
        """Check a PIN and return the person.

        Raises:
            CounterError: as `kiosk.branch.stations.open_for_staff`.
        """
        with self._lock:
            book = self._read()
            person = next((one for one in book.people if one.login == login), None)
            if person is None:
                raise CounterError("staff.not_at_kiosk")
            if left := seconds_left_at(self._clock.now(), person.locked_until_us):
                raise CounterError("staff.wait", seconds=left)
            if is_secret(person.secret, pin):
                person.failures = person.locked_until_us = 0
                self._write(book)
                self._refuse_expired(book, person)
                return person.as_staff()
            person.failures += 1
            wait = wait_after(person.failures)
            person.locked_until_us = to_us(self._clock.now()) + wait * 1_000_000 if wait else 0
            self._write(book)
            raise CounterError("staff.wait", seconds=wait) if wait else CounterError("staff.wrong_pin")

    def act(self, staff_id: int, what: StaffAct) -> None:
        """Leaving or restarting, on the disk before it happens. CounterError ``staff.only_leave`` for anything else."""
        if what not in _KINDS:
            raise CounterError("staff.only_leave")
        with self._lock:
            book, now = self._read(), self._clock.now()
            book.deeds.append(_Deed(new_id(now), staff_id, what, to_us(now)))
            self._write(book)

    def _refuse_expired(self, book: _Book, person: _Person) -> None:
        today = self._clock.now().astimezone(time_zone(book.zone)).date()
        until = person.as_staff().until
        if until is not None and today > until:
            raise CounterError("staff.role_expired", day=f"{until:%d/%m/%Y}")

    def _read(self) -> _Book:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_Book)
        except FileNotFoundError:
            return _Book()
        except (OSError, msgspec.MsgspecError) as problem:
            _log.warning("%s cannot be read: %r", self._file, problem)
            return _Book()

    def _write(self, book: _Book) -> None:
        """Whole or not at all, and on the disk. CounterError ``store.disk_failed``."""
        new = self._file.with_suffix(".new")
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(book))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._file)
        except OSError as problem:
            raise CounterError("store.disk_failed") from problem

    def _try_to_write(self, book: _Book) -> None:
        try:
            self._write(book)
        except CounterError:
            _log.exception("staff will not get out of this kiosk while the branch is away")


def _write_down(office: Office, deed: _Deed) -> None:
    """Into the journal, once: the branch knows a deed by its id."""
    with office.store.write() as connection:
        if connection.execute(select(request.c.id).where(request.c.id == deed.id)).first() is None:
            connection.execute(insert(request).values(id=deed.id))
            body = {"staff": deed.staff, "away": True, "done_us": deed.at_us}
            append(connection, office.clock, NewRecord(_KINDS[deed.what], f"station:{office.station}", body))
