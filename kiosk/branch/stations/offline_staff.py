"""Let staff leave or restart a kiosk while the branch's database is away.

A file beside the kiosk's configuration (mode 0600) lists the staff whose PIN opens it, with a PIN lock-out of its own.
The branch's database gives no PIN away, not even hashed. A kiosk learns a PIN, as an Argon2id hash of its own, when it
opens for that PIN while the branch is there. A person who never opened this kiosk cannot open it while it is cut off. A
changed PIN is forgotten at the next contact.

Acts meanwhile are written there first, and once into the branch's journal when it is back. The list is as old as the
last contact with the branch. A person who was removed since then can still leave a kiosk that is cut off.

Leaving needs no write. While the disk takes none, lock-out and acts are kept in memory and written as soon as it does.
"""

import logging
import threading
from datetime import date
from pathlib import Path

import msgspec
from sqlalchemy import insert, select

from kiosk.branch.office import Office
from kiosk.branch.staff import hash_pin, is_secret, seconds_left_at, wait_after
from kiosk.branch.stations.staff_exit import EXIT_ROLES
from kiosk.clock import Clock
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import StaffAct
from kiosk.domain.time_zone import time_zone
from kiosk.durable_file import replace_file
from kiosk.store.journal import NewRecord, append, new_id, to_us
from kiosk.store.tables import STAFF, request, staff

_log = logging.getLogger(__name__)
_KINDS = {StaffAct.LEAVE: Event.STATION_LEFT, StaffAct.RESTART: Event.STATION_RESTARTED}


class _Person(msgspec.Struct):
    """Hold a person who may open the kiosk; wrong tries are counted here, not in the branch."""

    id: int
    login: str
    name: str
    role: StaffRole
    until: str | None = None
    secret_us: int = 0
    learnt: str = ""
    failures: int = 0
    locked_until_us: int = 0

    def as_staff(self) -> Staff:
        """Return the person without the secret."""
        until = date.fromisoformat(self.until) if self.until else None
        return Staff(self.id, self.login, self.name, self.role, until, secret_us=self.secret_us)

    def renewed(self, known: "_Person | None") -> "_Person":
        """Return the person as the branch has them, with what this kiosk knows of the same PIN."""
        if known is None or known.secret_us != self.secret_us:
            return self
        counts = {"failures": known.failures, "locked_until_us": known.locked_until_us}
        return msgspec.structs.replace(self, learnt=known.learnt, **counts)


class _Act(msgspec.Struct):
    """Record an act of staff while the branch was away."""

    id: str
    staff: int
    what: StaffAct
    at_us: int


class _Content(msgspec.Struct):
    """Hold the content of the file."""

    zone: str = "Asia/Ho_Chi_Minh"
    people: list[_Person] = []
    acts: list[_Act] = []


class OfflineStaff:
    """Open one kiosk for staff. The thread that has the branch calls `refresh`; a window's worker calls the rest."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock
        self._lock = threading.Lock()
        self._unwritten: _Content | None = None

    def refresh(self, office: Office) -> None:
        """Write the acts of staff into the branch's journal, and copy the branch's staff where it changed.

        Raises:
            CounterError: ``store.*`` when the branch is away again.
        """
        with self._lock:
            content = self._read()
            for act in content.acts:
                _write_down(office, act)
            with office.store.read() as connection:
                zone = office.setup_in(connection).branch.zone
                roles = [role.value for role in EXIT_ROLES]
                mine = select(*STAFF).where(staff.c.branch_id == office.branch_id, staff.c.role.in_(roles))
                rows = connection.execute(mine.order_by(staff.c.name)).all()
            known = {one.id: one for one in content.people}
            kept = [
                _Person(one.id, one.login, one.name, StaffRole(one.role), one.until, one.secret_us).renewed(
                    known.get(one.id)
                )
                for one in rows
            ]
            if (kept, zone) != (content.people, content.zone) or content.acts or self._unwritten:
                self._write(_Content(zone, kept, []))

    def learn(self, login: str, pin: str) -> None:
        """Keep the PIN that the branch has just found right, hashed anew."""
        with self._lock:
            content = self._read()
            person = next((one for one in content.people if one.login == login), None)
            if person is not None and not (person.learnt and is_secret(person.learnt, pin)):
                person.learnt = hash_pin(pin)
                self._write(content)

    def staff_for_exit(self) -> tuple[Staff, ...]:
        """Return the staff whose PIN this kiosk knows; nobody before the first of them opened it."""
        with self._lock:
            return tuple(one.as_staff() for one in self._read().people if one.learnt)

    def open_for_staff(self, login: str, pin: str) -> Staff:
        """Check a PIN and return the person.

        Raises:
            CounterError: as `kiosk.branch.stations.staff_exit.open_for_staff`.
        """
        with self._lock:
            content = self._read()
            person = next((one for one in content.people if one.login == login and one.learnt), None)
            if person is None:
                raise CounterError("staff.not_at_kiosk")
            if left := seconds_left_at(self._clock.now(), person.locked_until_us):
                raise CounterError("staff.wait", seconds=left)
            if is_secret(person.learnt, pin):
                person.failures = person.locked_until_us = 0
                self._write(content)
                self._refuse_expired(content, person)
                return person.as_staff()
            person.failures += 1
            wait = wait_after(person.failures)
            person.locked_until_us = to_us(self._clock.now()) + wait * 1_000_000 if wait else 0
            self._write(content)
            raise CounterError("staff.wait", seconds=wait) if wait else CounterError("staff.wrong_pin")

    def act(self, staff_id: int, what: StaffAct) -> None:
        """Record that staff leave or restart the kiosk, on the disk before it happens where the disk takes it.

        Raises:
            CounterError: ``staff.only_leave`` for any other act.
        """
        if what not in _KINDS:
            raise CounterError("staff.only_leave")
        with self._lock:
            content, now = self._read(), self._clock.now()
            content.acts.append(_Act(new_id(now), staff_id, what, to_us(now)))
            self._write(content)

    def _refuse_expired(self, content: _Content, person: _Person) -> None:
        today = self._clock.now().astimezone(time_zone(content.zone)).date()
        until = person.as_staff().until
        if until is not None and today > until:
            raise CounterError("staff.role_expired", day=f"{until:%d/%m/%Y}")

    def _read(self) -> _Content:
        if self._unwritten is not None:
            return self._unwritten
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_Content)
        except FileNotFoundError:
            return _Content()
        except (OSError, msgspec.MsgspecError) as problem:
            _log.warning("%s cannot be read: %r", self._file, problem)
            return _Content()

    def _write(self, content: _Content) -> None:
        """Replace the file as a whole, and wait for the disk. A disk that takes no writes leaves it in memory."""
        try:
            replace_file(self._file, msgspec.json.encode(content))
            self._unwritten = None
        except OSError as problem:
            if self._unwritten is None:
                _log.error("%s cannot be written, the lock-out is kept in memory: %r", self._file, problem)
            self._unwritten = content


def _write_down(office: Office, act: _Act) -> None:
    """Write an act into the journal once: the branch knows it by its id."""
    with office.store.write() as connection:
        if connection.execute(select(request.c.id).where(request.c.id == act.id)).first() is None:
            connection.execute(insert(request).values(id=act.id))
            body = {"staff": act.staff, "away": True, "done_us": act.at_us}
            append(connection, office.clock, NewRecord(_KINDS[act.what], f"station:{office.station}", body))
