"""Play a branch, a bad line and a centre from a seed: each record arrives once and in its order.

A step is a new record, a round of the relay, a crash or restart on either side, a late request, or a redrive. A failure
names its seed; ``SYNC_SEED=17`` plays it again.
"""

import gzip
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from kiosk.domain.journal import JournalRecord
from kiosk.store import delivery
from kiosk.store.signing import public_half
from kiosk.store.tables import delivery as delivery_table
from sync.relay import Relay, RelaySettings, RoundOutcome
from sync.transport import HttpAnswer, LinkTrouble, NoAnswerError
from tests.sync.sync_world import (
    HERE,
    TOKEN,
    DirectLine,
    arrived,
    branch_store,
    central_app,
    journal_of,
    manual_clock,
    sqlite_url,
    write,
)

STEPS = 250
KEY = bytes(range(32))
SETTINGS = RelaySettings(token=TOKEN, signing=KEY, batch_records=7)
SEED = os.environ.get("SYNC_SEED")
SEEDS, MORE_SEEDS = ([int(SEED)], ()) if SEED else (range(5), range(5, 200))
PORTAL = HttpAnswer(200, {"content-type": "text/html"}, b"<html>Wi-Fi</html>")


class PowerCutError(BaseException):
    """Stop the branch's machine here. Nothing may catch it."""


class BadLine:
    """Carry requests to the centre with faults, if `is_bad`. Requests with ``poison`` are refused as too large."""

    def __init__(self, simulation: "Simulation") -> None:
        self._simulation = simulation
        self._random = simulation.random
        self.late: list[tuple[str, str, Mapping[str, str], bytes | None]] = []
        self.is_bad = True
        self.refuses_poison = True

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """Carry one request, with every fault of a network and a power supply."""
        sent = (method, path, headers, body)
        fault = self._random.choice(FAULTS) if self.is_bad else ""
        if fault == "late":
            self.late.append(sent)
        if fault in ("late", "lost"):
            raise NoAnswerError(LinkTrouble.SLOW)
        if fault == "power cut before":
            raise PowerCutError
        if fault == "portal":
            return PORTAL
        if fault == "error":
            return HttpAnswer(self._random.choice((500, 502, 429, 503, 404)), {"retry-after": "7"}, b"")
        if fault == "twice":
            self._reach(*sent)
        answer = self._reach(*sent)
        if fault == "reply lost":
            raise NoAnswerError(LinkTrouble.UNREACHABLE)
        if fault == "power cut after":
            raise PowerCutError
        if fault == "half a reply":
            return HttpAnswer(answer.status, answer.headers, answer.body[: len(answer.body) // 2])
        return answer

    def deliver_late(self) -> None:
        """Deliver a request that was given up. Its answer is lost."""
        if self.late:
            self._reach(*self.late.pop(self._random.randrange(len(self.late))))

    def abort(self) -> None:
        """Do nothing: no request waits."""

    def close(self) -> None:
        """Do nothing: no connection is open."""

    def _reach(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> HttpAnswer:
        if self.refuses_poison and body and b"poison" in gzip.decompress(body):
            return HttpAnswer(413, {}, b"")
        return DirectLine(self._simulation.app).request(method, path, headers, body)


FAULTS = ["", "", "", "", "twice", "lost", "late", "reply lost", "half a reply", "portal", "error"]
FAULTS += ["power cut before", "power cut after"]


class Simulation:
    """Play one seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = Random(seed)
        self.clock = manual_clock()
        self.store = branch_store(sqlite_url(folder / "branch.db"))
        self._central = sqlite_url(folder / "central.db")
        self.app = central_app(self._central, self.clock)
        self.app.state.keys.add(HERE, public_half(KEY))
        self.transport = BadLine(self)
        self.relay = self._new_relay()
        self._poisoned: set[str] = set()

    def step(self) -> None:
        """Play one step."""
        action = self.random.choice(
            (self._work, self._work, self._round, self._round, self._round, self._round, self.transport.deliver_late)
            + ((self._restart_centre,) if self.random.random() < 0.1 else ())
            + ((self._restart_branch, self._redrive, self._rival) if self.random.random() < 0.3 else ())
        )
        action()

    def settle(self) -> None:
        """Repair the line, and check that everything arrives within a limited number of rounds."""
        self.transport.is_bad = self.transport.refuses_poison = False
        self.clock.advance(timedelta(seconds=SETTINGS.lease))
        while self._redrive():
            pass
        rounds = len(journal_of(self.store)) + 10
        while self.relay.once().outcome is not RoundOutcome.NOTHING_TO_SEND:
            rounds -= 1
            assert rounds > 0, "the relay does not come to an end"

    def check(self) -> None:
        """Check what holds at every moment."""
        here, there = journal_of(self.store), arrived(self.app.state.inbox)
        with self.store.read() as connection:
            through = connection.execute(select(delivery_table.c.through_seq)).scalar() or 0
            quarantined = {one.seq for one in delivery.quarantined(connection)}
        assert set(there) <= set(here), "the centre has something that never happened"
        assert len(there) == len(set(there)), "a record arrived twice"
        known = {record.seq for record in there} | quarantined
        assert known.issuperset(range(1, through + 1)), "a record counts as delivered and is nowhere"
        by_subject: dict[str, list[int]] = {}
        for record in there:
            by_subject.setdefault(record.subject, []).append(record.seq)
        assert all(seqs == sorted(seqs) for seqs in by_subject.values()), "a visit's records changed their order"
        healthy = [record.seq for record in there if record.subject not in self._poisoned]
        assert healthy == sorted(healthy), "records changed their order without a refusal"

    def check_end(self) -> None:
        """Check the end: the same records on both sides."""
        here, there = journal_of(self.store), arrived(self.app.state.inbox)
        assert sorted(there, key=_seq) == here, "something is missing at the centre"
        (state,) = self.app.state.inbox.state(here[0].installation)
        assert (state.contiguous_through, state.missing) == (len(here), [])
        status = self.relay.status()
        assert (status.backlog, status.quarantined) == (0, 0)

    def close(self) -> None:
        """Close everything."""
        self.relay.stop()
        self.app.state.inbox.close()
        self.store.close()

    def _work(self) -> None:
        self.clock.advance(timedelta(milliseconds=self.random.randrange(1, 5_000)))
        for _ in range(self.random.randrange(1, 9)):
            subject = f"visit {self.random.randrange(12)}"
            is_poison = self.random.random() < 0.06
            if is_poison:
                self._poisoned.add(subject)
            write(self.store, self.clock, subject, body={"poison": True} if is_poison else {"n": 1})

    def _round(self) -> None:
        try:
            pause = self.relay.pause_after(self.relay.once())
        except PowerCutError:
            self._restart_branch()
        else:
            self.clock.advance(timedelta(seconds=pause))

    def _restart_branch(self) -> None:
        # The dead relay keeps its lease until it expires.
        self.relay = self._new_relay()
        self.clock.advance(timedelta(seconds=self.random.choice((1.0, SETTINGS.lease))))

    def _rival(self) -> None:
        """Send from a second process, as after a lease that expired during a slow request."""
        rival = self._new_relay()
        try:
            rival.once()
        except PowerCutError:
            return

    def _restart_centre(self) -> None:
        self.app.state.inbox.close()
        self.app = central_app(self._central, self.clock)

    def _redrive(self) -> bool:
        with self.store.write() as connection:
            found = delivery.quarantined(connection)
            return bool(found) and delivery.redrive(connection, self.random.choice(found).subject) > 0

    def _new_relay(self) -> Relay:
        holder = f"process {self.random.random()}"
        return Relay(
            self.store, SETTINGS, self.clock, transport=self.transport, chance=self.random.random, holder=holder
        )


def _seq(record: JournalRecord) -> int:
    return record.seq


@pytest.mark.parametrize("seed", SEEDS)
def test_each_record_arrives_once_and_in_order(seed: int, tmp_path: Path) -> None:
    play(tmp_path, seed)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_each_record_arrives_once_and_in_order_for_two_hundred_seeds(tmp_path: Path) -> None:
    for seed in MORE_SEEDS:
        play(tmp_path / str(seed), seed)


def play(folder: Path, seed: int) -> None:
    """Play one branch, its line and its centre to the end, and check them on the way."""
    folder.mkdir(exist_ok=True)
    simulation = Simulation(folder, seed)
    try:
        for number in range(STEPS):
            simulation.step()
            if number % 10 == 0:
                simulation.check()
        simulation.settle()
        simulation.check()
        simulation.check_end()
    except BaseException as problem:
        problem.add_note(f"play it again: SYNC_SEED={seed}")
        raise
    finally:
        simulation.close()
