"""Send the journal to the centre, oldest first, once, however often the connection or the power fails.

A lease in the database lets one relay work for an installation; starting more does no harm. New records wake the relay,
and it polls too. It asks the centre for its state now and then. What the centre has lost is sent again.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import Connection

from kiosk.clock import Clock
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import Orders
from kiosk.domain.status import LinkStatus, SyncStatus
from kiosk.store import delivery
from kiosk.store.delivery import Applied, Batch
from kiosk.store.engine import Store
from kiosk.store.journal import to_us
from kiosk.store.orders import keep_orders
from kiosk.store.signing import key_id, public_half
from kiosk.worker import Worker
from sync.backoff import Backoff
from sync.lease import Lease
from sync.listener import OrderListener
from sync.protocol import AIM_BODIES_BYTES, MAX_RECORDS, EpochState, InstallationState
from sync.sender import Delivered, Failure, Sender
from sync.transport import HttpTransport, LinkTrouble, Transport, TransportSettings

_LEASE = "relay"
_STOP_SECONDS = 5.0
_ENDLESS = 2**62
_NOTHING = Applied()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """Set how records are sent; times in seconds. Without a `transport` no centre is configured and records wait.

    `signing` is the branch's private key (`BranchKeys.signing`); without it batches are not signed.

    `check` is the pause between two requests for the state of an idle centre. `poll` is the pause between two looks for
    new records. `lease` is how long a dead relay keeps others waiting. `hold` is how long the centre may hold a request
    for orders; with 0 orders come with other answers only.
    """

    transport: TransportSettings | None = None
    token: str = field(default="", repr=False)
    signing: bytes | None = field(default=None, repr=False)
    batch_records: int = MAX_RECORDS
    batch_bytes: int = AIM_BODIES_BYTES
    first_pause: float = 1.0
    longest_pause: float = 300.0
    check: float = 60.0
    poll: float = 2.0
    lease: float = 20.0
    hold: int = 0


class RoundOutcome(StrEnum):
    """List how one round can end."""

    DELIVERED = "delivered"
    NOTHING_TO_SEND = "nothing_to_send"
    ASKED_TO_RETRY = "asked_to_retry"
    SENT_AGAIN = "sent_again"
    DOWN = "down"
    REFUSED = "refused"
    BUSY_ELSEWHERE = "busy_elsewhere"
    NOT_CONFIGURED = "not_configured"


@dataclass(frozen=True, slots=True)
class Round:
    """Report what one round did. `backlog` counts the records that are still to be sent.

    `SENT_AGAIN`: the centre had lost records.
    """

    outcome: RoundOutcome
    applied: Applied = _NOTHING
    backlog: int = 0
    failure: Failure | None = None

    @property
    def has_more(self) -> bool:
        """Return whether another round at once would send more."""
        return self.outcome is RoundOutcome.DELIVERED and self.backlog > 0


class Relay:
    """Send this branch's journal: from one thread by `once`, or on a thread of its own by `start`."""

    def __init__(
        self,
        store: Store,
        settings: RelaySettings,
        clock: Clock,
        *,
        transport: Transport | None = None,
        chance: Callable[[], float] = random.random,
        holder: str | None = None,
    ) -> None:
        """Raise CounterError ``sync.bad_url`` or ``sync.plain_http`` when the centre's address cannot be used."""
        self._store = store
        self._settings = settings
        self._clock = clock
        self._lease = Lease(store, clock, _LEASE, settings.lease, holder)
        self._transport = (
            transport if transport is not None or settings.transport is None else HttpTransport(settings.transport)
        )
        self._sender = Sender(self._transport, settings.token, clock, settings.signing) if self._transport else None
        self._backoff = Backoff(settings.first_pause, settings.longest_pause, chance)
        self._idle_until_ns: int | None = None
        self._worker = Worker("relay", self._step, retry_s=settings.longest_pause, interrupt=self._abort)
        self._listener: OrderListener | None = None

    def start(self) -> None:
        """Start the thread, which works until `stop`. Without a centre do nothing."""
        if self._sender is not None and not self._worker.is_running:
            self._worker.start()
            self._listener = self._listen()

    def wake(self) -> None:
        """Look for new records now. A pause after a failure is not shortened."""
        self._worker.wake()

    def stop(self) -> None:
        """End the thread and a request under way (its records are sent again later), and release the lease."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        self._worker.stop(_STOP_SECONDS)
        if self._transport is not None:
            self._transport.close()
        self._lease.release()

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def status(self) -> SyncStatus:
        """Return the state of delivery from the database. It is right in any process, also where no relay runs.

        Raises:
            CounterError: ``store.*`` when the database cannot be read.
        """
        with self._store.read() as connection:
            found = delivery.read_status(connection, to_us(self._clock.now()), 3 * self._settings.check)
        is_configured = self._settings.transport is not None or self._transport is not None
        return found if is_configured else replace(found, link=LinkStatus.NOT_CONFIGURED)

    def once(self) -> Round:
        """Do one round: send a batch, or ask for the centre's state when there is nothing to send.

        Raises:
            CounterError: ``store.*`` when the database cannot be used.
        """
        if self._sender is None:
            return Round(RoundOutcome.NOT_CONFIGURED, backlog=self._backlog())
        if not self._lease.take():
            return Round(RoundOutcome.BUSY_ELSEWHERE, backlog=self._backlog())
        with self._store.read() as connection:
            batch = delivery.pending(connection, self._settings.batch_records, self._settings.batch_bytes)
            is_stopped = delivery.last_error(connection) == LinkTrouble.OTHER_HISTORY.value
            own = delivery.own_id(connection)
        if batch is None or is_stopped:  # nothing more is sent before the histories agree
            done = self._check(self._sender, own)
            if batch is None or done.failure is not None:
                return done
        return self._send(self._sender, batch)

    def centre_state(self) -> InstallationState | LinkTrouble | None:
        """Ask what the centre has received. Return what is wrong where it does not answer, None without a centre.

        Nothing is written and no lease is needed.
        """
        if self._sender is None:
            return None
        with self._store.read() as connection:
            own = delivery.own_id(connection)
        found = self._sender.state(own)
        if isinstance(found, Failure):
            return found.trouble
        enrolled, signing = found.state.keys, self._settings.signing
        is_mine = enrolled is None or (signing is not None and key_id(public_half(signing)) in enrolled)
        return found.state if is_mine else LinkTrouble.SIGNATURE_REFUSED

    def pause_after(self, done: Round) -> float:
        """Return the seconds before the next round: none while there is more to send, longer after each failure."""
        if done.outcome in (RoundOutcome.DELIVERED, RoundOutcome.NOTHING_TO_SEND):
            self._backoff.reset()
            return 0.0 if done.has_more else self._settings.check
        if done.outcome is RoundOutcome.BUSY_ELSEWHERE:
            return self._settings.lease
        return self._backoff.next_pause(done.failure.retry_after if done.failure else 0.0)

    def _send(self, sender: Sender, batch: Batch) -> Round:
        # Without records to send, all of them wait behind refused ones and only go into quarantine.
        answer = sender.deliver(batch) if batch.records else Delivered({}, None, None)
        now_us = to_us(self._clock.now())
        with self._store.write() as connection:
            if answer.state is not None and _is_of_another(connection, answer.state):
                return _other_history(connection)
            applied = delivery.apply(connection, batch, answer.verdicts, now_us)
            is_again = answer.state is not None and _recover(connection, answer.state)
            if answer.failure is not None:
                _note_failure(connection, answer.failure)
            elif batch.records:
                delivery.note_link(connection, LinkStatus.UP, "", now_us)
            self._store_orders(connection, answer.orders)
            backlog = delivery.backlog(connection)
        if applied.refused:
            _log.warning("the centre refused %d records; they are in quarantine", applied.refused)
        return Round(_outcome(answer.failure, applied, is_again=is_again), applied, backlog, answer.failure)

    def _check(self, sender: Sender, own: str) -> Round:
        found = sender.state(own)
        with self._store.write() as connection:
            if isinstance(found, Failure):
                _note_failure(connection, found)
                return Round(_outcome(found, _NOTHING, is_again=False), failure=found)
            if any(_is_of_another(connection, state) for state in found.state.epochs):
                return _other_history(connection)
            delivery.note_link(connection, LinkStatus.UP, "", to_us(self._clock.now()))
            epochs = _all_epochs(found.state, [epoch for epoch, _ in delivery.delivered_through(connection)])
            lost = [_recover(connection, state) for state in epochs]
            self._store_orders(connection, found.orders)
            backlog = delivery.backlog(connection)
        return Round(RoundOutcome.SENT_AGAIN if any(lost) else RoundOutcome.NOTHING_TO_SEND, backlog=backlog)

    def _store_orders(self, connection: Connection, orders: Orders | None) -> None:
        """Store the centre's orders. An answer without orders changes nothing."""
        if orders is not None and keep_orders(connection, self._clock, orders):
            _log.info("the centre's orders, version %d: %d locks", orders.version, len(orders.locks))

    def _listen(self) -> OrderListener | None:
        has = self._settings
        if has.transport is None or not has.hold:
            return None
        found = OrderListener(
            self._store, self._clock, has.transport, has.token, hold=has.hold, longest_pause=has.longest_pause
        )
        found.start()
        return found

    def _step(self) -> float:
        """Do one round, or wait for new records while idle; return the seconds until the next look at the journal."""
        if self._idle_until_ns is not None:
            left = (self._idle_until_ns - self._clock.monotonic_ns()) / 1e9
            if left > 0 and not self._has_backlog():
                return min(left, self._settings.poll)
            self._idle_until_ns = None
        try:
            done = self.once()
            pause = self.pause_after(done)
        except CounterError as problem:
            # A busy database is met again in the next round, and nothing is lost: that is no fault to tell.
            level = logging.INFO if problem.message.key == "store.busy" else logging.WARNING
            _log.log(level, "the relay cannot use the database: %s", problem.message.key)
            done, pause = Round(RoundOutcome.DOWN), self._backoff.next_pause(0.0)
        if done.outcome in (RoundOutcome.DELIVERED, RoundOutcome.NOTHING_TO_SEND):
            self._idle_until_ns = self._clock.monotonic_ns() + int(pause * 1e9)
            return min(pause, self._settings.poll)
        self._worker.rest(pause)
        return 0.0

    def _has_backlog(self) -> bool:
        try:
            return self._backlog() > 0
        except CounterError:
            return False  # The next round meets the same error and reports it.

    def _backlog(self) -> int:
        with self._store.read() as connection:
            return delivery.backlog(connection)


def _is_of_another(connection: Connection, state: EpochState) -> bool:
    known = delivery.KnownEnd(state.epoch, state.highest, state.contiguous_through, state.hash)
    return delivery.is_of_another(connection, known)


def _other_history(connection: Connection) -> Round:
    """Write nothing of an answer to a clone or an old copy: its records stay here, and none goes into quarantine."""
    failure = Failure(LinkTrouble.OTHER_HISTORY)
    _log.error("the centre holds another history of this branch; nothing is sent")
    _note_failure(connection, failure)
    backlog = delivery.backlog(connection)
    return Round(RoundOutcome.REFUSED, backlog=backlog, failure=failure)


def _recover(connection: Connection, state: EpochState) -> bool:
    """Send again what the centre lacks although it was delivered (a restored backup there)."""
    tail = (state.highest + 1, _ENDLESS)
    lost = delivery.first_lost(connection, state.epoch, [*state.missing, tail])
    if lost is None:
        return False
    _log.warning("the centre lacks record %d of epoch %d again; sending from there", lost, state.epoch)
    return delivery.rewind(connection, state.epoch, lost - 1)


def _note_failure(connection: Connection, failure: Failure) -> None:
    if failure.trouble is not LinkTrouble.STOPPED:  # A program that stops says nothing about the connection.
        delivery.note_link(connection, failure.link, failure.trouble.value)


def _all_epochs(found: InstallationState, sent: list[int]) -> list[EpochState]:
    """Return the centre's epochs, and an empty one for each epoch that it does not know although we sent it."""
    known = {state.epoch for state in found.epochs}
    return found.epochs + [EpochState(epoch, 0, 0, []) for epoch in sent if epoch not in known]


def _outcome(failure: Failure | None, applied: Applied, *, is_again: bool) -> RoundOutcome:
    if failure is not None:
        return RoundOutcome.REFUSED if failure.link is LinkStatus.REFUSED else RoundOutcome.DOWN
    if is_again:
        return RoundOutcome.SENT_AGAIN
    return RoundOutcome.ASKED_TO_RETRY if applied.retry else RoundOutcome.DELIVERED
