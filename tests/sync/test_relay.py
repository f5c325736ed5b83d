"""Check rounds of the relay against answers of every kind, without sockets and waiting."""

import gzip
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, event, update

from kiosk.domain.chain_check import journal_breaks
from kiosk.domain.journal import GENESIS, link
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import LinkStatus
from kiosk.program.centre_history import known_records
from kiosk.store import delivery
from kiosk.store.engine import Store
from kiosk.store.journal import read_head, to_us, walk_all
from kiosk.store.tables import installation, journal
from sync.protocol import MAX_BODY_BYTES, InstallationState
from sync.relay import Relay, RelaySettings, Round, RoundOutcome
from sync.sender import Failure
from sync.transport import HttpAnswer, LinkTrouble, NoAnswerError
from tests.patience import PATIENCE_S
from tests.sync.sync_world import (
    HERE,
    START,
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

SETTINGS = RelaySettings(token=TOKEN, batch_records=10)
PORTAL = HttpAnswer(200, {"content-type": "text/html"}, b"<html>Wi-Fi</html>")


class OddLine(DirectLine):
    """Connect to the centre through `between`, which gets each request and may answer it itself."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app)
        self.between: Callable[[bytes], HttpAnswer | None] = lambda _body: None

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        """Send one request."""
        found = self.between(gzip.decompress(body) if body else b"")
        return super().request(method, path, headers, body) if found is None else found


class World:
    """Connect a branch with a centre."""

    def __init__(self, folder: Path, central_url: str) -> None:
        self.clock = manual_clock()
        self.store = branch_store(sqlite_url(folder / "branch.db"))
        self.app = central_app(central_url, self.clock)
        self.transport = OddLine(self.app)
        self.relay = self.new_relay()

    def new_relay(self, settings: RelaySettings = SETTINGS, **more: str) -> Relay:
        """Another relay over the same line."""
        return Relay(self.store, settings, self.clock, transport=self.transport, chance=lambda: 0.5, **more)

    def drain(self) -> Round:
        """Run rounds until there is nothing to send."""
        while (done := self.relay.once()).has_more:
            pass
        return done

    def is_complete(self) -> bool:
        """Return whether the centre holds the journal, once and in order."""
        return arrived(self.app.state.inbox) == journal_of(self.store)

    def quarantine(self) -> list[tuple[int, str, bool]]:
        """Return the quarantine."""
        with self.store.read() as connection:
            return [(one.seq, one.reason, one.held) for one in delivery.quarantined(connection)]


@pytest.fixture
def world(tmp_path: Path, empty_url: str) -> Iterator[World]:
    found = World(tmp_path, empty_url)
    yield found
    found.relay.stop()
    found.app.state.inbox.close()
    found.store.close()


def always(answer: HttpAnswer) -> Callable[[bytes], HttpAnswer]:
    return lambda _body: answer


def problem(status: int, kind: str, **headers: str) -> HttpAnswer:
    body = json.dumps({"type": f"urn:one-stop:{kind}", "title": "", "status": status}).encode()
    return HttpAnswer(status, {"content-type": "application/problem+json", **headers}, body)


def test_everything_arrives_in_order_in_batches(world: World) -> None:
    write(world.store, world.clock, *(f"v{n}" for n in range(25)))
    first = world.relay.once()
    assert (first.outcome, first.applied.accepted, first.backlog, first.has_more) == (
        RoundOutcome.DELIVERED,
        10,
        15,
        True,
    )
    assert world.drain().backlog == 0
    assert world.is_complete()
    assert world.relay.once().outcome is RoundOutcome.NOTHING_TO_SEND


def test_the_status_is_read_from_the_database_by_any_relay(world: World) -> None:
    write(world.store, world.clock, "a")
    world.clock.advance(timedelta(seconds=5))
    other = world.new_relay()
    assert (other.status().link, other.status().backlog, other.status().lag_seconds) == (LinkStatus.NEVER_TRIED, 1, 5)
    world.relay.once()
    status = other.status()
    assert (status.link, status.backlog, status.last_success) == (LinkStatus.UP, 0, world.clock.now())


def test_up_is_not_claimed_when_nobody_has_heard_from_the_centre_for_long(world: World) -> None:
    world.relay.once()
    world.clock.advance(timedelta(minutes=10))
    assert world.relay.status().link is LinkStatus.DOWN


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (PORTAL, LinkTrouble.NOT_THE_CENTRE),
        (HttpAnswer(200, {"content-type": "application/json"}, b"<html>"), LinkTrouble.NOT_THE_CENTRE),
        (HttpAnswer(200, {"content-type": "application/json"}, b"{}"), LinkTrouble.NOT_THE_CENTRE),
        (HttpAnswer(204, {}, b""), LinkTrouble.NOT_THE_CENTRE),
        (HttpAnswer(302, {"location": "http://wifi/"}, b""), LinkTrouble.NOT_THE_CENTRE),
        (HttpAnswer(404, {}, b""), LinkTrouble.NOT_THE_CENTRE),
        (HttpAnswer(500, {}, b""), LinkTrouble.SERVER_ERROR),
        (HttpAnswer(503, {}, b""), LinkTrouble.BUSY),
        (HttpAnswer(400, {"content-type": "text/html"}, b"<html>"), LinkTrouble.NOT_THE_CENTRE),
    ],
)
def test_only_a_valid_answer_counts_as_delivered(world: World, answer: HttpAnswer, trouble: LinkTrouble) -> None:
    write(world.store, world.clock, "a")
    world.transport.between = always(answer)
    done = world.relay.once()
    assert done.failure is not None
    assert (done.outcome, done.failure.trouble, done.backlog) == (RoundOutcome.DOWN, trouble, 1)
    assert world.relay.status().link is LinkStatus.DOWN
    assert world.quarantine() == []


def accepted_first(media_type: str) -> HttpAnswer:
    """Return the answer to a batch of the first record."""
    state = {"epoch": 1, "contiguous_through": 1, "highest": 1, "missing": []}
    body = {"v": 1, "installation": HERE, "state": state, "verdicts": [{"seq": 1, "verdict": "accepted"}]}
    return HttpAnswer(200, {"content-type": media_type}, json.dumps(body).encode())


def test_an_answer_to_other_records_does_not_count(world: World) -> None:
    write(world.store, world.clock, "a")
    world.relay.once()
    write(world.store, world.clock, "b")
    world.transport.between = always(accepted_first("application/json"))
    done = world.relay.once()
    assert (done.backlog, done.failure) == (1, Failure(LinkTrouble.NOT_THE_CENTRE))


@pytest.mark.parametrize(("media_type", "backlog"), [("application/json", 0), ("text/html", 1)])
def test_an_answer_counts_as_json_alone(world: World, media_type: str, backlog: int) -> None:
    write(world.store, world.clock, "a")
    world.transport.between = always(accepted_first(media_type))
    assert world.relay.once().backlog == backlog


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_shown_and_retried_calmly(world: World, status: int) -> None:
    write(world.store, world.clock, "a")
    world.transport.between = always(problem(status, "refused"))
    pauses = [world.relay.pause_after(world.relay.once()) for _ in range(12)]
    assert world.relay.status().link is LinkStatus.REFUSED
    assert pauses[:4] == [0.5, 1.0, 2.0, 4.0]
    assert pauses[-1] == 150.0
    world.transport.between = lambda _body: None
    assert world.relay.once().outcome is RoundOutcome.DELIVERED


def test_another_protocol_version_at_the_centre_quarantines_nothing(world: World) -> None:
    write(world.store, world.clock, "a", "b")
    world.transport.between = always(problem(400, "version"))
    assert world.relay.once().outcome is RoundOutcome.REFUSED
    assert world.quarantine() == []


@pytest.mark.parametrize(
    ("wish", "expected"),
    [("120", 120.0), ("Tue, 24 Nov 2026 01:00:30 GMT", 30.0), ("999999", 3600.0), ("soon", 0.5), ("-5", 0.5)],
)
def test_retry_after_is_honoured(world: World, wish: str, expected: float) -> None:
    write(world.store, world.clock, "a")
    world.transport.between = always(HttpAnswer(503, {"retry-after": wish}, b""))
    assert world.relay.pause_after(world.relay.once()) == expected


def test_pauses_double_up_to_the_limit_and_start_again_after_a_success(world: World) -> None:
    write(world.store, world.clock, "a")
    world.transport.between = always(PORTAL)
    assert [world.relay.pause_after(world.relay.once()) for _ in range(3)] == [0.5, 1.0, 2.0]
    world.transport.between = lambda _body: None
    assert world.relay.pause_after(world.relay.once()) == SETTINGS.check
    world.transport.between = always(PORTAL)
    assert world.relay.pause_after(world.relay.once()) == 0.5


def test_a_record_too_large_for_the_centre_is_found_by_halving(world: World) -> None:
    write(world.store, world.clock, "a", "b", "poison", "c", "poison", "d")

    def refuse(body: bytes) -> HttpAnswer | None:
        return problem(413, "too-large") if b"poison" in body else None

    world.transport.between = refuse
    done = world.drain()
    assert (done.backlog, world.quarantine()) == (0, [(3, "too_large", False), (5, "behind_refused", True)])
    assert [record.seq for record in arrived(world.app.state.inbox)] == [1, 2, 4, 6]


def test_a_proxy_that_finds_one_record_too_large_does_not_block_the_others(world: World) -> None:
    write(world.store, world.clock, "a", "poison", "b")
    world.transport.between = lambda body: HttpAnswer(413, {}, b"<html>nginx") if b"poison" in body else None
    assert world.drain().backlog == 0
    assert world.quarantine() == [(2, "too_large", False)]


def test_a_record_beyond_the_limit_is_not_even_sent(world: World) -> None:
    write(world.store, world.clock, "a", body={"x": "y" * MAX_BODY_BYTES})
    world.drain()
    assert world.quarantine() == [(1, "too_large", False)]
    assert [path for method, path, _ in world.transport.requests if method == "POST"] == []


def test_what_happened_before_an_unsendable_record_of_its_visit_is_delivered(world: World) -> None:
    write(world.store, world.clock, "a")
    write(world.store, world.clock, "a", body={"x": "y" * MAX_BODY_BYTES})
    write(world.store, world.clock, "a", "b")
    assert world.drain().backlog == 0
    assert [record.seq for record in arrived(world.app.state.inbox)] == [1, 4]
    assert world.quarantine() == [(2, "too_large", False), (3, "behind_refused", True)]


def history_of(world: World) -> list[tuple[int, int, str]]:
    """Return the breaks of the branch's journal beside what the centre holds."""
    state = world.relay.centre_state()
    assert isinstance(state, InstallationState)
    with world.store.read() as connection:
        found = journal_breaks(walk_all(connection), read_head(connection), known_records(state))
        return [(one.seq, one.last, one.fault.value) for one in found]


def test_safety_6_a_history_rewritten_with_all_its_hashes_is_named_beside_the_centre(world: World) -> None:
    write(world.store, world.clock, *(f"v{n}" for n in range(25)))
    world.drain()
    write(world.store, world.clock, "not delivered yet")
    assert history_of(world) == []
    records, prev = journal_of(world.store), GENESIS
    with world.store.write() as connection:
        for one in records:
            new = link(prev, one.header, b"{}" if one.seq == 7 else one.body)
            values = {"body": new.body, "prev": new.prev, "hash": new.hash}
            connection.execute(update(journal).where(journal.c.seq == one.seq).values(values))
            prev = new.hash
        connection.execute(update(installation).values(hash=prev))
    assert history_of(world) == [(25, 25, "rewritten")]


def test_safety_6_a_tail_deleted_with_its_head_is_named_beside_the_centre(world: World) -> None:
    write(world.store, world.clock, *(f"v{n}" for n in range(25)))
    world.drain()
    end = journal_of(world.store)[20 - 1]
    with world.store.write() as connection:
        connection.execute(delete(journal).where(journal.c.seq > end.seq))
        connection.execute(update(installation).values(seq=end.seq, hash=end.hash, last_us=end.at_us))
    assert history_of(world) == [(21, 25, "behind")]


def test_asking_for_the_state_says_what_is_wrong_and_writes_nothing(world: World) -> None:
    write(world.store, world.clock, "a")
    assert isinstance(world.relay.centre_state(), InstallationState)
    world.transport.between = always(PORTAL)
    assert world.relay.centre_state() is LinkTrouble.NOT_THE_CENTRE
    world.transport.between = always(problem(401, "refused"))
    assert world.relay.centre_state() is LinkTrouble.TOKEN_REFUSED
    assert (world.relay.status().link, world.relay.status().backlog) == (LinkStatus.NEVER_TRIED, 1)


def test_what_was_answered_before_the_line_broke_counts(world: World) -> None:
    write(world.store, world.clock, "a", "b", "poison", "c")

    def break_after_half(body: bytes) -> HttpAnswer | None:
        if b'"seq":3' in body and b'"seq":1' not in body:
            raise NoAnswerError(LinkTrouble.UNREACHABLE)
        return problem(413, "too-large") if b"poison" in body else None

    world.transport.between = break_after_half
    done = world.relay.once()
    assert (done.outcome, done.applied.accepted, done.backlog) == (RoundOutcome.DOWN, 2, 2)


def test_a_damaged_row_goes_into_quarantine_with_its_visit(world: World) -> None:
    write(world.store, world.clock, "a", "b", "b", "c", "d")
    with world.store.write() as connection:
        connection.execute(update(journal).where(journal.c.seq == 2).values(body=b"\xff\xfe"))
        connection.execute(update(journal).where(journal.c.seq == 4).values(body=b'{"n":2}'))
    world.drain()
    assert world.quarantine() == [(2, "unreadable", False), (3, "behind_refused", True), (4, "hash", False)]
    assert [record.seq for record in arrived(world.app.state.inbox)] == [1, 5]


def test_a_refused_visit_can_be_sent_again(world: World) -> None:
    write(world.store, world.clock, "a", "poison", "b", "poison")
    world.transport.between = lambda body: problem(413, "too-large") if b"poison" in body else None
    world.drain()
    world.transport.between = lambda _body: None
    with world.store.write() as connection:
        assert delivery.redrive(connection, "poison") == 2
    assert world.drain().backlog == 0
    assert world.quarantine() == []
    assert sorted(record.seq for record in arrived(world.app.state.inbox)) == [1, 2, 3, 4]


def test_safety_d4_a_cloned_disk_sends_nothing_and_the_first_history_stays(world: World, tmp_path: Path) -> None:
    """It was: all of the clone's records in quarantine. Now they wait, and a new epoch brings them to the centre."""
    write(world.store, world.clock, "a", "b")
    world.drain()
    clone = copied(world, tmp_path)
    write(world.store, world.clock, "ours 1", "ours 2")
    world.drain()
    world.clock.advance(timedelta(minutes=1))
    write(clone, world.clock, "clone 1", "clone 2", "clone 3", "clone 4")
    relay = Relay(clone, SETTINGS, world.clock, transport=world.transport)
    for _ in range(3):
        done = relay.once()
        assert (done.outcome, done.applied.refused, done.backlog) == (RoundOutcome.REFUSED, 0, 4)
        assert done.failure is not None
        assert done.failure.trouble is LinkTrouble.OTHER_HISTORY
    assert (relay.status().link, relay.status().quarantined) == (LinkStatus.REFUSED, 0)
    posts = [path for method, path, _ in world.transport.requests if method == "POST"]
    assert len(posts) == 3  # of the clone one alone: it asks for the state from then on
    evidence = world.app.state.inbox.refusals(HERE)
    assert next((one.seq, one.reason) for one in evidence) == (3, "seq_taken")

    write(world.store, world.clock, "ours 3")
    world.drain()
    assert world.is_complete()
    begin_epoch(clone, 2)
    write(clone, world.clock, "clone 5")
    while relay.once().has_more:
        pass
    assert relay.once().outcome is RoundOutcome.NOTHING_TO_SEND
    epochs = {state.epoch: state.highest for state in world.app.state.inbox.state(HERE)}
    assert epochs == {1: 5, 2: 1}
    assert relay.status().link is LinkStatus.UP
    relay.stop()
    clone.close()


def test_safety_2_an_old_copy_that_was_put_back_sends_nothing(world: World, tmp_path: Path) -> None:
    """It was: "nothing to send", the line up, then every record refused."""
    write(world.store, world.clock, "a", "b")
    world.drain()
    copy = copied(world, tmp_path)
    write(world.store, world.clock, "lost 1", "lost 2", "lost 3")
    world.drain()
    relay = Relay(copy, SETTINGS, world.clock, transport=world.transport)
    assert relay.once().outcome is RoundOutcome.REFUSED  # before a record was written
    write(copy, world.clock, "new 1")
    assert relay.once().outcome is RoundOutcome.REFUSED
    assert world.app.state.inbox.refusals(HERE) == []

    begin_epoch(copy, 2)
    write(copy, world.clock, "new 2", "new 3")
    while relay.once().has_more:
        pass
    assert {state.epoch: state.highest for state in world.app.state.inbox.state(HERE)} == {1: 5, 2: 2}
    relay.stop()
    copy.close()


def test_a_copy_of_an_earlier_epoch_sends_nothing(world: World, tmp_path: Path) -> None:
    """Another machine began a new epoch: this one is the copy that was left behind."""
    write(world.store, world.clock, "a")
    world.drain()
    old = copied(world, tmp_path)
    begin_epoch(world.store, 2)
    write(world.store, world.clock, "b")
    world.drain()
    relay = Relay(old, SETTINGS, world.clock, transport=world.transport)
    done = relay.once()
    assert done.failure is not None
    assert done.failure.trouble is LinkTrouble.OTHER_HISTORY
    relay.stop()
    old.close()


def test_a_centre_without_hashes_is_believed_about_numbers(world: World, tmp_path: Path) -> None:
    """The centre of release 0.1.0 tells no hash. A copy that is behind shows all the same."""
    known = delivery.KnownEnd(1, 2, 2, None)
    write(world.store, world.clock, "a", "b")
    with world.store.read() as connection:
        assert not delivery.is_of_another(connection, known)
        assert delivery.is_of_another(connection, delivery.KnownEnd(1, 3, 3, None))
        assert delivery.is_of_another(connection, delivery.KnownEnd(1, 2, 2, bytes(32)))
        assert not delivery.is_of_another(connection, delivery.KnownEnd(0, 9, 9, bytes(32)))
        assert not delivery.is_of_another(connection, delivery.KnownEnd(2, 0, 0, None))


def copied(world: World, folder: Path) -> Store:
    """Return a copy of the branch's disk."""
    with closing(sqlite3.connect(folder / "branch.db")) as disk, closing(sqlite3.connect(folder / "copy.db")) as copy:
        disk.backup(copy)
    world.clock.advance(timedelta(minutes=1))  # the copy holds the lease of the relay that runs
    return Store(sqlite_url(folder / "copy.db"))


def begin_epoch(store: Store, epoch: int) -> None:
    """Begin a new chain, as `kiosk.branch.epoch` does."""
    with store.write() as connection:
        connection.execute(update(installation).values(epoch=epoch, seq=0, hash=GENESIS))


def test_records_that_a_restored_centre_lost_are_sent_again(world: World, tmp_path: Path) -> None:
    write(world.store, world.clock, "a", "b", "c")
    world.drain()
    world.app.state.inbox.close()
    world.app = central_app(sqlite_url(tmp_path / "restored.db"), world.clock)
    world.transport = OddLine(world.app)
    world.relay.stop()
    world.relay = world.new_relay()
    assert world.relay.once().outcome is RoundOutcome.SENT_AGAIN
    assert world.drain().backlog == 0
    assert world.is_complete()


def test_a_loss_shows_in_the_answer_to_the_next_batch_too(world: World, tmp_path: Path) -> None:
    write(world.store, world.clock, "a", "b", "c")
    world.drain()
    world.app.state.inbox.close()
    world.app = central_app(sqlite_url(tmp_path / "restored.db"), world.clock)
    world.transport = OddLine(world.app)
    world.relay.stop()
    world.relay = world.new_relay()
    write(world.store, world.clock, "d")
    assert world.relay.once().outcome is RoundOutcome.SENT_AGAIN
    world.drain()
    assert {record.seq for record in arrived(world.app.state.inbox)} == {1, 2, 3, 4}
    assert world.relay.once().outcome is RoundOutcome.NOTHING_TO_SEND


def test_only_one_relay_works_for_an_installation(world: World) -> None:
    write(world.store, world.clock, "a")
    other = world.new_relay(holder="another process")
    world.relay.once()
    write(world.store, world.clock, "b")
    assert other.once().outcome is RoundOutcome.BUSY_ELSEWHERE
    world.clock.advance(timedelta(seconds=SETTINGS.lease))
    assert other.once().outcome is RoundOutcome.DELIVERED
    other.stop()
    write(world.store, world.clock, "c")
    assert world.relay.once().outcome is RoundOutcome.DELIVERED


def test_without_a_centre_records_wait_and_the_status_says_so(world: World) -> None:
    write(world.store, world.clock, "a")
    relay = Relay(world.store, RelaySettings(), world.clock)
    relay.start()
    assert (relay.once().outcome, relay.once().backlog) == (RoundOutcome.NOT_CONFIGURED, 1)
    assert relay.status().link is LinkStatus.NOT_CONFIGURED
    relay.stop()


def test_the_token_shows_in_no_repr(world: World) -> None:
    assert TOKEN not in repr(SETTINGS)


def test_a_clock_that_went_back_stops_nothing(world: World) -> None:
    write(world.store, world.clock, "a")
    world.relay.once()
    world.clock.set_wall(START - timedelta(days=1))
    other = world.new_relay(holder="another process")
    write(world.store, world.clock, "b")
    assert other.once().outcome is RoundOutcome.DELIVERED
    assert other.status().lag_seconds == 0
    assert to_us(world.clock.now()) < to_us(START)


@pytest.mark.parametrize(("key", "level"), [("store.busy", logging.INFO), ("store.damaged", logging.WARNING)])
def test_a_busy_database_is_no_fault_to_tell(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, key: str, level: int
) -> None:
    met = threading.Event()

    def refuse() -> Round:
        met.set()
        raise CounterError(key)

    monkeypatch.setattr(world.relay, "once", refuse)
    caplog.set_level(logging.INFO)
    world.relay.start()
    assert met.wait(PATIENCE_S)
    world.relay.stop()
    assert {one.levelno for one in caplog.records if key in one.getMessage()} == {level}


def test_a_round_and_a_look_for_records_take_few_statements(world: World) -> None:
    """Each statement costs processor time, and a network round trip on PostgreSQL; a relay looks every 2 s."""
    write(world.store, world.clock, "a")
    world.drain()
    seen: list[str] = []
    event.listen(world.store.engine, "after_cursor_execute", lambda *call: seen.append(call[2]))
    world.relay.once()
    assert len(seen) <= 15
    write(world.store, world.clock, "b")
    seen.clear()
    assert world.relay.once().applied.accepted == 1
    assert len(seen) <= 17
    seen.clear()
    with world.store.read() as connection:
        assert delivery.backlog(connection) == 0
    assert len(seen) <= 3
