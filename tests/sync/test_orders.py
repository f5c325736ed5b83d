"""Check the central lock: each answer to the relay carries it, and only a later one changes it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.orders import CentralLock, Orders
from kiosk.store.engine import Store
from kiosk.store.journal import to_us
from kiosk.store.orders import keep_orders, read_orders
from sync.central.locks import CentralLocks
from sync.protocol import JSON, UnreadableError, decode_orders
from sync.relay import Relay, RelaySettings, RoundOutcome
from sync.transport import HttpAnswer, LinkTrouble, NoAnswerError
from tests.sync.sync_world import (
    HERE,
    START,
    TOKEN,
    DirectLine,
    branch_store,
    central_app,
    journal_of,
    manual_clock,
    sqlite_url,
    write,
)

WHY = LocalText("Đang nâng cấp đường truyền", (("en", "The line is being upgraded"),))
OTHER = LocalText("Đang diễn tập chữa cháy")


class World:
    """Connect the relay of a branch to a centre in this process."""

    def __init__(self, folder: Path, central_url: str) -> None:
        self.clock = manual_clock()
        self.database = sqlite_url(folder / "branch.db")
        self.store = branch_store(self.database)
        self.app = central_app(central_url, self.clock)
        self.transport = DirectLine(self.app)
        self.relay = Relay(self.store, RelaySettings(token=TOKEN), self.clock, transport=self.transport)
        self.locks: CentralLocks = self.app.state.locks

    def orders(self) -> Orders:
        """Return the orders that the branch keeps."""
        with self.store.read() as connection:
            return read_orders(connection)

    def journalled(self) -> list[tuple[str, Any]]:
        """Kind and body of the records about locks."""
        kinds = (Event.CENTRAL_LOCK_SET, Event.CENTRAL_LOCK_LIFTED)
        return [(one.kind, json.loads(one.body)) for one in journal_of(self.store) if one.kind in kinds]


@pytest.fixture
def world(tmp_path: Path, empty_url: str) -> Iterator[World]:
    found = World(tmp_path, empty_url)
    yield found
    found.relay.stop()
    found.app.state.inbox.close()
    found.store.close()


def test_an_idle_relay_hears_of_a_lock_by_its_poll(world: World) -> None:
    world.relay.once()
    assert world.orders() == Orders(0)
    world.locks.lock(HERE, "", WHY, "hoa")
    assert world.relay.once().outcome is RoundOutcome.NOTHING_TO_SEND
    lock = world.orders().lock_of("kiosk-1")
    assert lock == CentralLock("", WHY, to_us(START))


def test_a_busy_relay_hears_of_it_with_the_verdicts_and_reports_it(world: World) -> None:
    world.locks.lock(HERE, "kiosk-2", WHY, "hoa")
    write(world.store, world.clock, "visit")
    done = world.relay.once()
    assert (done.outcome, done.backlog) == (RoundOutcome.DELIVERED, 1)
    assert (world.orders().lock_of("kiosk-1"), world.orders().lock_of("kiosk-2") is None) == (None, False)
    version = world.orders().version
    assert world.journalled() == [
        ("central_lock.set@1", {"station": "kiosk-2", "reason": WHY.vi, "version": version}),
    ]
    assert world.relay.once().backlog == 0, "the centre has the record of its own order"


def test_a_changed_reason_and_an_unlock_are_later_words(world: World) -> None:
    world.locks.lock(HERE, "", WHY, "hoa")
    world.relay.once()
    world.locks.lock(HERE, "", OTHER, "hoa")
    world.relay.once()
    assert world.locks.unlock(HERE, "", "hoa")
    assert not world.locks.unlock(HERE, "", "hoa")
    world.relay.once()
    world.relay.once()
    assert world.orders().locks == ()
    told = [(kind, body["reason"]) for kind, body in world.journalled()]
    assert told == [
        ("central_lock.set@1", WHY.vi),
        ("central_lock.set@1", OTHER.vi),
        ("central_lock.lifted@1", OTHER.vi),
    ]


def test_a_kiosks_own_lock_goes_before_that_of_the_branch(world: World) -> None:
    world.locks.lock(HERE, "", WHY, "hoa")
    world.locks.lock(HERE, "kiosk-1", OTHER, "hoa")
    world.relay.once()
    reasons = [lock.reason for name in ("kiosk-1", "kiosk-2") if (lock := world.orders().lock_of(name))]
    assert reasons == [OTHER, WHY]


def test_the_lock_of_another_branch_is_not_heard(world: World) -> None:
    world.locks.lock("0193f0a0-0000-7000-8000-000000000002", "", WHY, "hoa")
    world.relay.once()
    assert world.orders() == Orders(0)


def test_a_restart_and_a_dead_line_keep_the_last_word(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.locks.lock(HERE, "", WHY, "hoa")
    world.relay.once()
    before = world.orders()

    def dead(*_request: object) -> HttpAnswer:
        raise NoAnswerError(LinkTrouble.UNREACHABLE)

    monkeypatch.setattr(world.transport, "request", dead)
    assert world.relay.once().outcome is RoundOutcome.DOWN
    again = Store(world.database)
    with again.read() as connection:
        assert read_orders(connection) == before
    again.close()


def test_an_answer_without_orders_unlocks_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.locks.lock(HERE, "", WHY, "hoa")
    world.relay.once()
    before = world.orders()
    monkeypatch.setattr(world.locks, "orders", lambda _installation: None)
    assert world.relay.once().outcome is RoundOutcome.DELIVERED
    assert world.relay.once().outcome is RoundOutcome.NOTHING_TO_SEND
    assert world.orders() == before


def test_an_overtaken_answer_changes_nothing(world: World) -> None:
    world.locks.lock(HERE, "", WHY, "hoa")
    old = world.locks.orders(HERE)
    world.locks.unlock(HERE, "", "hoa")
    world.relay.once()
    assert old is not None
    with world.store.write() as connection:
        assert keep_orders(connection, world.clock, old) is False
    assert world.orders().locks == ()


def test_a_restored_centre_still_has_the_last_word(world: World, tmp_path: Path) -> None:
    world.locks.lock(HERE, "", WHY, "hoa")
    world.relay.once()
    world.clock.advance(timedelta(hours=1))
    restored = central_app(sqlite_url(tmp_path / "restored.db"), world.clock)
    relay = Relay(world.store, RelaySettings(token=TOKEN), world.clock, transport=DirectLine(restored))
    relay.once()
    assert world.orders().locks, "an empty centre has no orders"
    restored.state.locks.lock(HERE, "", WHY, "hoa")
    restored.state.locks.unlock(HERE, "", "hoa")
    relay.once()
    assert world.orders().locks == ()
    restored.state.inbox.close()


def test_a_centre_that_lost_its_last_orders_still_has_the_last_word(world: World, tmp_path: Path) -> None:
    restored = central_app(sqlite_url(tmp_path / "restored.db"), world.clock)
    restored.state.locks.lock(HERE, "", OTHER, "hoa")
    world.clock.advance(timedelta(hours=1))
    world.locks.lock(HERE, "", WHY, "hoa")
    world.relay.once()
    world.clock.advance(timedelta(hours=1))
    relay = Relay(world.store, RelaySettings(token=TOKEN), world.clock, transport=DirectLine(restored))
    relay.once()
    assert [one.reason for one in world.orders().locks] == [WHY], "what it still has is older"
    restored.state.locks.unlock(HERE, "", "hoa")
    relay.once()
    assert world.orders().locks == ()
    restored.state.inbox.close()


def test_a_clock_of_the_centre_that_went_back_does_not_lose_an_order(world: World) -> None:
    world.locks.lock(HERE, "", WHY, "hoa")
    world.relay.once()
    world.clock.advance(timedelta(hours=-5))
    world.locks.unlock(HERE, "", "hoa")
    world.relay.once()
    assert world.orders().locks == ()


@pytest.mark.parametrize(
    "said",
    [
        {"version": 0, "locks": []},
        {"version": 1, "locks": [{"station": "", "reason": {"en": "no Vietnamese"}, "since_us": 0}]},
        {"version": 1, "locks": [{"station": "", "since_us": 0}]},
        {"version": 1},
        [],
    ],
)
def test_orders_that_cannot_be_read_make_the_answer_no_answer(
    world: World, monkeypatch: pytest.MonkeyPatch, said: object
) -> None:
    body = json.dumps({"v": 1, "installation": HERE, "epochs": [], "orders": said}).encode()
    with pytest.raises(UnreadableError):
        decode_orders(body)
    monkeypatch.setattr(world.transport, "request", lambda *_request: HttpAnswer(200, {"content-type": JSON}, body))
    failure = world.relay.once().failure
    assert failure is not None
    assert failure.trouble is LinkTrouble.NOT_THE_CENTRE


@pytest.mark.parametrize(
    ("station", "reason"), [("", ""), ("", "x" * 201), ("x" * 41, "Bảo trì")], ids=["no words", "long", "station"]
)
def test_a_lock_without_words_for_the_screen_is_refused(world: World, station: str, reason: str) -> None:
    with pytest.raises(CounterError, match=r"central\.lock_words"):
        world.locks.lock(HERE, station, LocalText(reason), "hoa")
    assert world.locks.orders(HERE) is None
