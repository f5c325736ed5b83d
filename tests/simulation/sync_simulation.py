"""Play machines of a branch, a bad line and a centre in memory, on clocks that only the simulation moves.

Everything that happens comes from one seed, and the same seed gives the same bytes. Records are written and sent,
requests are lost, machines crash, clocks jump. Disks are cloned, backups are restored, the centre loses what it had.
"""

import asyncio
import gzip
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from random import Random
from types import SimpleNamespace
from typing import Any

import anyio.to_thread
import pytest
from fastapi import FastAPI
from sqlalchemy import select

import kiosk.store.journal
import kiosk.store.setup
import sync.central.inbox
from kiosk.branch.epoch import open_new_epoch
from kiosk.branch.office import Office
from kiosk.branch.setup.founding import found
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event, JournalRecord
from kiosk.domain.verdict import RefusalReason
from kiosk.program.sample import BRANCH_ID, sample_catalogue, sample_document
from kiosk.store import delivery, tables
from kiosk.store.journal import NewRecord, append, read_after, to_us
from kiosk.store.migrate import migrate
from kiosk.store.sealing import FieldCipher
from kiosk.store.signing import public_half
from sync.central import tables as central_tables
from sync.central.app import create_app
from sync.central.limits import Rate, ServiceLimits
from sync.protocol import InstallationState
from sync.relay import Relay, RelaySettings, RoundOutcome
from sync.transport import HttpAnswer, LinkTrouble, NoAnswerError
from tests.conftest import KEYS, PIN
from tests.simulation.memory_store import MemoryStore, with_tables
from tests.sync.sync_world import START, TOKEN, call

SIGNING = bytes(31) + b"s"
SETTINGS = RelaySettings(token=TOKEN, signing=SIGNING, batch_records=11)
PORTAL = HttpAnswer(200, {"content-type": "text/html"}, b"<html>Wi-Fi</html>")
#: What becomes of a request. An empty one arrives, and so does its answer.
FAULTS: tuple[str, ...] = (
    "",
    "",
    "",
    "",
    "twice",
    "lost",
    "late",
    "reply lost",
    "half a reply",
    "portal",
    "error",
    "slow",
)
FAULTS += ("power cut before", "power cut after")

#: The service looks at the true time for its limits, and a simulated hour takes a moment.
LIMITS = ServiceLimits(requests=Rate(1e9, 1e9))
#: Why the centre refuses the records of a second history. Sending them again would not help.
_SECOND_HISTORY = frozenset({RefusalReason.SEQ_TAKEN, RefusalReason.CHAIN, RefusalReason.FORK})


class PowerCutError(BaseException):
    """Stop the branch's machine here. Nothing may catch it."""


@dataclass
class Machine:
    """Hold one machine with a branch's database, the last backup of it, its clock and its relay."""

    store: MemoryStore
    clock: ManualClock
    relay: Relay
    backup: bytes

    def journal(self) -> list[JournalRecord]:
        """Return the journal of every epoch, the oldest first."""
        with self.store.read() as connection:
            epochs = connection.execute(select(tables.journal.c.epoch).distinct().order_by("epoch")).scalars().all()
            return [one for epoch in epochs for one in read_after(connection, 0, 1_000_000, epoch)]

    def newest(self, count: int) -> list[JournalRecord]:
        """Return the last records of the present epoch."""
        with self.store.read() as connection:
            end = connection.execute(select(tables.installation)).one()
            return read_after(connection, end.seq - count, count, end.epoch)

    def new_epoch(self, at_centre: int) -> None:
        """Begin a new epoch, later than the one that the centre knows, where it told one."""
        open_new_epoch(Office(self.store, self.clock, KEYS, BRANCH_ID), "admin", at_centre)


@dataclass
class History:
    """Remember what happened, beside the databases.

    Attributes:
        events: how often each kind of event happened.
        written: every record that a machine wrote.
        poisoned: the visits with a record that the line refuses.
        lost: the records that the centre had before it was put back.
        trace: a digest of every byte that was sent and answered.
    """

    events: Counter[str] = field(default_factory=Counter)
    written: set[JournalRecord] = field(default_factory=set)
    poisoned: set[str] = field(default_factory=set)
    lost: set[JournalRecord] = field(default_factory=set)
    trace: Any = field(default_factory=hashlib.sha256)


class Centre:
    """Run the real service over a database in memory. It can be restarted, and put back to an earlier moment."""

    def __init__(self, installation: str, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
        self._installation, self._clock = installation, clock
        self._loop = asyncio.Runner()
        self.store = MemoryStore(_central_tables())
        monkeypatch.setattr(sync.central.inbox, "open_database", lambda _url: self.store)
        monkeypatch.setattr(anyio.to_thread, "run_sync", _at_once)
        self.app = self._start()
        self.app.state.tokens.add(installation, TOKEN)
        self.app.state.keys.add(installation, public_half(SIGNING))

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> HttpAnswer:
        """Answer one request."""
        place, _, query = path.partition("?")
        return self._loop.run(call(self.app, method, place, headers.items(), body or b"", query.encode()))

    def records(self) -> list[JournalRecord]:
        """Return every record here, in the order of arrival."""
        return [record for _, record in self.app.state.inbox.records(self._installation, limit=1_000_000)]

    def restart(self) -> None:
        """Start another process over the same database."""
        self.app = self._start()

    def put_back(self, content: bytes) -> None:
        """Go back to an earlier moment: whoever runs the centre restored a backup."""
        self.store.close()
        self.store = MemoryStore(content)
        self.app = self._start()

    def close(self) -> None:
        """Close everything."""
        self.store.close()
        self._loop.close()

    def _start(self) -> FastAPI:
        return create_app("", self._clock, LIMITS)


class BadLine:
    """Carry the requests of one machine to the centre with faults, if `is_bad`.

    Requests with ``poison`` are refused as too large while `refuses_poison`.
    """

    def __init__(self, simulation: "Simulation") -> None:
        self._simulation = simulation
        self._random = simulation.random

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """Carry one request, with every fault of a network and a power supply."""
        sent = (method, path, headers, body)
        fault = self._random.choice(FAULTS) if self._simulation.is_bad else ""
        self._simulation.history.events[f"request {fault}".rstrip()] += 1
        if fault == "late":
            self._simulation.late.append(sent)
        if fault in ("late", "lost"):
            raise NoAnswerError(LinkTrouble.SLOW)
        if fault == "power cut before":
            raise PowerCutError
        if fault == "portal":
            return PORTAL
        if fault == "error":
            return HttpAnswer(self._random.choice((500, 502, 429, 503, 404)), {"retry-after": "7"}, b"")
        if fault == "slow":
            self._simulation.wait(timedelta(seconds=self._random.choice((1, 14, 60))))
        if fault == "twice":
            self.reach(*sent)
        answer = self.reach(*sent)
        if fault == "reply lost":
            raise NoAnswerError(LinkTrouble.UNREACHABLE)
        if fault == "power cut after":
            raise PowerCutError
        if fault == "half a reply":
            return HttpAnswer(answer.status, answer.headers, answer.body[: len(answer.body) // 2])
        return answer

    def abort(self) -> None:
        """Do nothing: no request waits."""

    def close(self) -> None:
        """Do nothing: no connection is open."""

    def reach(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> HttpAnswer:
        """Let a request arrive."""
        plain = gzip.decompress(body) if body else b""
        if self._simulation.refuses_poison and b"poison" in plain:
            return HttpAnswer(413, {}, b"")
        answer = self._simulation.centre.request(method, path, headers, body)
        for part in (method.encode(), path.encode(), plain, str(answer.status).encode(), answer.body):
            self._simulation.history.trace.update(part)
        return answer


class Simulation:
    """Play one seed."""

    def __init__(self, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.random = Random(seed)
        content = founded()
        monkeypatch.setattr(kiosk.store.journal, "os", SimpleNamespace(urandom=self.random.randbytes))
        self.history = History()
        self.is_bad = self.refuses_poison = True
        self.late: list[tuple[str, str, Mapping[str, str], bytes | None]] = []
        self.clock = ManualClock(START)
        self.line = BadLine(self)
        self.machines = [self._machine(MemoryStore(content), START)]
        self.history.written.update(self.machines[0].journal())
        self.centre = Centre(self.machines[0].journal()[0].installation, self.clock, monkeypatch)
        self._earlier = self.centre.store.content()

    def play(self, events: int) -> None:
        """Let so many events happen, with a check now and then, then repair everything and compare both ends."""
        checked = 0
        while (happened := self.history.events.total()) < events:
            self.step()
            if happened - checked >= 40:
                checked = happened
                self.check()
        self.settle()
        self.check()
        self.check_end()
        for machine in self.machines:
            self._check_goes_on(machine)

    def step(self) -> None:
        """Play one step of one machine."""
        kinds: dict[Callable[[Machine], object], float] = {
            self._work: 10,
            self._round: 16,
            self._deliver_late: 2,
            self._restart: 1,
            self._redrive: 1,
            self._rival: 1,
            self._clock_jumps: 0.7,
            self._restart_centre: 0.5,
            self._put_centre_back: 0.7,
            self._back_up: 0.5,
            self._restore: 0.3,
            self._clone: 0.15,
        }
        act = self.random.choices(list(kinds), list(kinds.values()))[0]
        act(self.random.choice(self.machines))

    def wait(self, span: timedelta) -> None:
        """Let time pass everywhere."""
        self.clock.advance(span)
        for machine in self.machines:
            machine.clock.advance(span)

    def settle(self) -> None:
        """Repair everything, and check that delivery comes to an end within a limited number of rounds."""
        self.is_bad = self.refuses_poison = False
        self.late.clear()
        for machine in self.machines:
            machine.clock.set_wall(self.clock.now())
        self.wait(timedelta(seconds=SETTINGS.lease))
        for machine in self.machines:
            while self._redrive(machine):
                pass
            self._deliver_all(machine)

    def check(self) -> None:
        """Check what holds at every moment."""
        there = self.centre.records()
        places = {(one.epoch, one.seq): one for one in there}
        assert len(places) == len(there), "a record arrived twice"
        assert set(there) <= self.history.written, "the centre has something that never happened"
        for machine in self.machines:
            self._check_machine(machine, places)
        self._check_order(there)

    def check_end(self) -> None:
        """Check the end: whatever a machine wrote is at the centre, or refused as a second history of its epoch."""
        there, now_us = set(self.centre.records()), to_us(self.clock.now())
        for machine in self.machines:
            with machine.store.read() as connection:
                refused = {(one.epoch, one.seq) for one in delivery.quarantined(connection)}
                status = delivery.read_status(connection, now_us)
            missing = [one for one in machine.journal() if one not in there and (one.epoch, one.seq) not in refused]
            assert set(missing) <= self.history.lost, "something is missing at the centre"
            assert status.backlog == 0
            assert self.is_forked or (missing, refused) == ([], set()), "one history, and not all of it arrived"

    def _check_goes_on(self, machine: Machine) -> None:
        """Check that whatever a machine writes from now on arrives, also on a clone."""
        self._work(machine)
        self._deliver_all(machine)
        assert machine.journal()[-1] in self.centre.records(), "a machine writes what the centre does not take"

    @property
    def is_forked(self) -> bool:
        """Return whether there is or was more than one history: a clone, or two restored backups."""
        return bool(self.history.events["clone"] or self.history.events["restore"])

    def close(self) -> None:
        """Close everything."""
        for machine in self.machines:
            machine.store.close()
        self.centre.close()

    def _deliver_all(self, machine: Machine) -> None:
        rounds = 2 * len(machine.journal()) + 20
        while (done := machine.relay.once()).outcome is not RoundOutcome.NOTHING_TO_SEND:
            if done.failure is not None and done.failure.trouble is LinkTrouble.OTHER_HISTORY:
                self._begin_epoch(machine)
            rounds -= 1
            assert rounds > 0, f"the relay does not come to an end: {done}"

    def _check_machine(self, machine: Machine, places: Mapping[tuple[int, int], JournalRecord]) -> None:
        own = {(one.epoch, one.seq): one for one in machine.journal()}
        with machine.store.read() as connection:
            through = delivery.delivered_through(connection)
            known = {(one.epoch, one.seq) for one in delivery.quarantined(connection)}
        delivered = {(epoch, seq) for epoch, last in through for seq in range(1, last + 1)} - known
        wrong = {own[one] for one in delivered if places.get(one) != own[one]}
        assert wrong <= self.history.lost, "a record counts as delivered and is nowhere"
        for epoch in {epoch for epoch, _ in own}:
            seqs = [seq for other, seq in own if other == epoch]
            assert seqs == list(range(1, len(seqs) + 1)), "the journal has a gap"

    def _check_order(self, there: list[JournalRecord]) -> None:
        """Check the order of arrival. A centre that was put back gets the lost records again, later."""
        if self.history.lost or self.is_forked:
            return
        by_subject: dict[str, list[int]] = {}
        for record in there:
            by_subject.setdefault(record.subject, []).append(record.seq)
        assert all(seqs == sorted(seqs) for seqs in by_subject.values()), "a visit's records changed their order"
        healthy = [record.seq for record in there if record.subject not in self.history.poisoned]
        assert healthy == sorted(healthy), "records changed their order without a refusal"

    def _work(self, machine: Machine) -> None:
        """Write some records, as use cases do."""
        self.wait(timedelta(milliseconds=self.random.randrange(1, 5_000)))
        records = [self._record() for _ in range(self.random.randrange(1, 12))]
        with machine.store.write() as connection:
            append(connection, machine.clock, *records)
        self._note_written(machine, len(records))

    def _note_written(self, machine: Machine, count: int) -> None:
        self.history.written.update(machine.newest(count))
        self.history.events["record"] += count

    def _record(self) -> NewRecord:
        subject = f"visit {self.random.randrange(12)}"
        is_poison = self.random.random() < 0.06
        if is_poison:
            self.history.poisoned.add(subject)
        return NewRecord(Event.TICKET_CALLED, subject, {"poison": True} if is_poison else {"n": 1})

    def _round(self, machine: Machine) -> None:
        try:
            done = machine.relay.once()
        except PowerCutError:
            self._restart(machine)
            return
        if done.failure is not None and done.failure.trouble is LinkTrouble.OTHER_HISTORY:
            self.history.events["other history found"] += 1
            if self.random.random() < 0.3:
                self._begin_epoch(machine)
        self.wait(timedelta(seconds=machine.relay.pause_after(done)))

    def _restart(self, machine: Machine) -> None:
        """Start a machine again. The dead relay keeps its lease until it expires."""
        self.history.events["restart"] += 1
        machine.relay = self._relay(machine.store, machine.clock)
        self.wait(timedelta(seconds=self.random.choice((1.0, SETTINGS.lease))))

    def _rival(self, machine: Machine) -> None:
        """Send from a second process, as after a lease that expired during a slow request."""
        try:
            self._relay(machine.store, machine.clock).once()
        except PowerCutError:
            return

    def _deliver_late(self, _machine: Machine) -> None:
        """Deliver a request that was given up. Its answer is lost."""
        if self.late:
            self.history.events["late arrival"] += 1
            self.line.reach(*self.late.pop(self.random.randrange(len(self.late))))

    def _redrive(self, machine: Machine) -> bool:
        with machine.store.write() as connection:
            found = [one for one in delivery.quarantined(connection) if one.reason not in _SECOND_HISTORY]
            is_any = bool(found) and delivery.redrive(connection, self.random.choice(found).subject) > 0
        self.history.events["redrive"] += is_any
        return is_any

    def _clock_jumps(self, machine: Machine) -> None:
        """Set a machine's wall clock wrong, or right again. What is monotonic goes on."""
        self.history.events["clock jump"] += 1
        hours = self.random.choice((-48, -1, 0, 0, 1, 48, 24 * 365))
        machine.clock.set_wall(self.clock.now() + timedelta(hours=hours))

    def _back_up(self, machine: Machine) -> None:
        self.history.events["backup"] += 1
        machine.backup = machine.store.content()

    def _restore(self, machine: Machine) -> None:
        """Put the last backup of a machine back, which begins a new epoch. What was written since is lost with it."""
        self.history.events["restore"] += 1
        machine.store.close()
        machine.store = MemoryStore(machine.backup)
        machine.relay = self._relay(machine.store, machine.clock)
        self._begin_epoch(machine)

    def _clone(self, machine: Machine) -> None:
        """Let a copy of a machine's disk go to work beside it."""
        if len(self.machines) == 1:
            self.history.events["clone"] += 1
            self.machines.append(self._machine(MemoryStore(machine.store.content()), machine.clock.now()))

    def _begin_epoch(self, machine: Machine) -> None:
        """Begin a new epoch by order, or after a restore, which asks the centre if the line allows it."""
        try:
            state = machine.relay.centre_state()
        except PowerCutError:
            state = None
        known = [one.epoch for one in state.epochs] if isinstance(state, InstallationState) else []
        machine.new_epoch(max(known, default=0))
        self._note_written(machine, 1)

    def _restart_centre(self, _machine: Machine) -> None:
        self.history.events["centre restarted"] += 1
        self.centre.restart()

    def _put_centre_back(self, _machine: Machine) -> None:
        """Take a backup of the centre, or put it back to the one before."""
        if self.random.random() < 0.5:
            self._earlier = self.centre.store.content()
            return
        self.history.events["centre put back"] += 1
        before = set(self.centre.records())
        self.centre.put_back(self._earlier)
        self.history.lost |= before - set(self.centre.records())

    def _machine(self, store: MemoryStore, now: datetime) -> Machine:
        clock = ManualClock(now)
        return Machine(store, clock, self._relay(store, clock), store.content())

    def _relay(self, store: MemoryStore, clock: ManualClock) -> Relay:
        holder = f"process {self.random.random()}"
        return Relay(store, SETTINGS, clock, transport=self.line, chance=self.random.random, holder=holder)


async def _at_once(function: Callable[..., Any], *arguments: Any, **_options: object) -> Any:
    """Call a function of the service on this thread."""
    return function(*arguments)


@cache
def founded() -> bytes:
    """Return the database of a branch that was just founded, byte for byte the same in each process."""
    store = MemoryStore()
    with store.write() as connection:
        migrate(store, connection)
    randbytes = Random("branch").randbytes
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kiosk.store.journal, "os", SimpleNamespace(urandom=randbytes))
        patch.setattr(kiosk.store.setup, "FieldCipher", partial(FieldCipher, random_bytes=randbytes))
        found(Office(store, ManualClock(START), KEYS, BRANCH_ID), sample_document(), PIN, sample_catalogue())
    content = store.content()
    store.close()
    return content


@cache
def _central_tables() -> bytes:
    return with_tables(central_tables.metadata)
