"""Check that a central lock reaches an idle branch at once, without extra requests."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.domain.language.text import LocalText
from kiosk.domain.orders import Orders
from kiosk.store.engine import Store
from kiosk.store.orders import read_orders
from sync.central.faults import Fault
from sync.central.locks import CentralLocks
from sync.central.serve import CentralServer
from sync.protocol import UnreadableError, decode_later_orders, orders_path
from sync.relay import Relay, RelaySettings, RoundOutcome
from sync.transport import TransportSettings
from tests.sync.sync_world import (
    HERE,
    TOKEN,
    DirectLine,
    admit,
    as_json,
    branch_store,
    central_app,
    journal_of,
    manual_clock,
    sqlite_url,
)

WHY = LocalText("Đang nâng cấp đường truyền")
CLOCK = SystemClock()


class World:
    """Run a centre, and a branch with nothing to send whose relay asks for the state once an hour."""

    def __init__(self, folder: Path) -> None:
        self.store = branch_store(sqlite_url(folder / "branch.db"))
        self.central_url = sqlite_url(folder / "central.db")
        self.centre = CentralServer(admit(self.central_url))
        self.centre.start()
        line = TransportSettings(self.centre.url, connect_seconds=1, read_seconds=5)
        self.settings = RelaySettings(line, TOKEN, check=3600, poll=0.02, longest_pause=0.05, hold=20)
        self.relay = Relay(self.store, self.settings, CLOCK)

    def orders(self) -> Orders:
        """Return the orders that the branch keeps."""
        with self.store.read() as connection:
            return read_orders(connection)

    def order(self, *, lock: bool) -> None:
        """Lock by another process than the service, as the command does."""
        with closing(CentralLocks(Store(self.central_url), CLOCK)) as locks:
            if lock:
                locks.lock(HERE, "", WHY, "hoa")
            else:
                locks.unlock(HERE, "", "hoa")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path)
    yield found
    found.relay.stop()
    found.centre.stop()
    found.store.close()


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    gate = threading.Event()
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        gate.wait(0.005)


def test_an_idle_branch_hears_of_a_lock_and_of_its_end_at_once(world: World) -> None:
    assert world.relay.once().outcome is RoundOutcome.NOTHING_TO_SEND
    world.relay.start()
    before = world.centre.faults.requests
    world.order(lock=True)
    until(lambda: world.orders().lock_of("kiosk-1") is not None)
    world.order(lock=False)
    until(lambda: world.orders().version > 0 and not world.orders().locks)
    until(lambda: [one.kind for one in journal_of(world.store)] == ["central_lock.set@1", "central_lock.lifted@1"])
    until(lambda: world.relay.status().backlog == 0)
    # Two words, a third question that is held now, the relay's first look, and two records that were sent.
    assert world.centre.faults.requests - before <= 6


@pytest.mark.parametrize("fault", [Fault.LOSE_REPLY, Fault.CAPTIVE_PORTAL, Fault.SERVER_ERROR, Fault.HALF_REPLY])
def test_a_question_that_came_to_nothing_is_asked_again(world: World, fault: Fault) -> None:
    world.centre.faults.next(fault, fault, fault)
    world.order(lock=True)
    world.relay.start()
    until(lambda: bool(world.orders().locks))


def test_a_centre_that_was_away_is_listened_to_when_it_is_back(world: World) -> None:
    world.centre.stop()
    world.relay.start()
    world.order(lock=True)
    world.centre.start()
    until(lambda: bool(world.orders().locks))


def test_one_process_of_a_branch_listens(world: World) -> None:
    world.relay.start()
    until(lambda: world.centre.faults.requests >= 2)  # its request for the state, and the one that is held
    other = Relay(world.store, world.settings, CLOCK)
    other.start()
    world.order(lock=True)
    until(lambda: bool(world.orders().locks))
    other.stop()
    assert [one.kind for one in journal_of(world.store)] == ["central_lock.set@1"]


def test_stop_does_not_wait_for_a_question_that_is_held(world: World) -> None:
    world.relay.start()
    until(lambda: world.centre.faults.requests >= 2)
    before = time.monotonic()
    world.relay.stop()
    assert time.monotonic() - before < 5


def test_the_centre_answers_at_once_where_there_is_a_later_word(tmp_path: Path, empty_url: str) -> None:
    app = central_app(empty_url, manual_clock())
    line = DirectLine(app)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    nothing = line.request("GET", orders_path(HERE, 0, 0), bearer)
    assert decode_later_orders(nothing.body, HERE) is None
    app.state.locks.lock(HERE, "", WHY, "hoa")
    again = central_app(empty_url, manual_clock())
    said = decode_later_orders(DirectLine(again).request("GET", orders_path(HERE, 0, 30), bearer).body, HERE)
    assert said is not None
    assert said.lock_of("kiosk-1") is not None
    known = DirectLine(again).request("GET", orders_path(HERE, said.version, 0), bearer)
    assert as_json(known) == {"v": 1, "installation": HERE}
    for one in (app, again):
        one.state.inbox.close()


@pytest.mark.parametrize("question", ["after=x&wait=1", "after=-1&wait=1", "after=0&wait=" + "9" * 30])
def test_a_question_that_makes_no_sense_is_refused(tmp_path: Path, question: str) -> None:
    app = central_app(sqlite_url(tmp_path / "central.db"), manual_clock())
    answer = DirectLine(app).request(
        "GET", f"/v1/installations/{HERE}/orders?{question}", {"Authorization": f"Bearer {TOKEN}"}
    )
    assert (answer.status, as_json(answer)["type"]) == (400, "urn:one-stop:unreadable")
    app.state.inbox.close()


def test_without_its_token_nobody_hears_what_a_branch_is_ordered(tmp_path: Path) -> None:
    app = central_app(sqlite_url(tmp_path / "central.db"), manual_clock())
    assert DirectLine(app).request("GET", orders_path(HERE, 0, 0), {}).status == 401
    app.state.inbox.close()


def test_an_answer_to_another_branch_is_no_answer() -> None:
    with pytest.raises(UnreadableError):
        decode_later_orders(b'{"v":1,"installation":"another"}', HERE)
