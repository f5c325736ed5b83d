"""Lock the number-taking of a branch, or of one of its kiosks, until the lock is removed."""

import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from kiosk.clock import Clock
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.orders import CentralLock, Orders
from kiosk.store.engine import Store
from kiosk.store.journal import to_us
from sync.central.tables import central_lock, order_history, orders

_LONGEST_REASON = 200
_LONGEST_STATION = 40
_LONGEST_NAME = 64

# Built once, as in `kiosk.store.journal`: every answer to a batch carries the orders.
_VERSION = select(orders.c.version).where(orders.c.installation == bindparam("i"))
_LOCKS = select(central_lock).where(central_lock.c.installation == bindparam("i")).order_by(central_lock.c.station)
_VERSIONS = select(orders)


@dataclass(frozen=True, slots=True)
class PastOrder:
    """Hold an order of the past. `by` is the person who gave it, `act` is ``lock`` or ``unlock``."""

    at_us: int
    by: str
    act: str
    station: str
    reason: str


class CentralLocks:
    """Store the orders for every installation. Safe to share between threads and processes."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def lock(self, installation: str, station: str, reason: LocalText, by: str) -> None:
        """Lock one station, or with "" all stations. A second lock replaces the reason of the first.

        `by` is the person who gives the order.

        Raises:
            CounterError: ``central.lock_words`` for a reason or station that is empty or too long for a screen.
        """
        words = reason.as_dict().values()
        if not all(0 < len(text) <= _LONGEST_REASON for text in words) or len(station) > _LONGEST_STATION:
            raise CounterError("central.lock_words", most=_LONGEST_REASON)
        with self._store.write(journal=False) as connection:
            _lock_orders(connection, installation)
            connection.execute(delete(central_lock).where(*_at(installation, station)))
            now_us = to_us(self._clock.now())
            row = {
                "installation": installation,
                "station": station,
                "reason": json.dumps(reason.as_dict(), ensure_ascii=False),
                "since_us": now_us,
            }
            connection.execute(insert(central_lock).values(row))
            _note(connection, installation, PastOrder(now_us, by, "lock", station, reason.vi))
            self._next_version(connection, installation)

    def unlock(self, installation: str, station: str, by: str) -> bool:
        """Remove a lock. Return False when there was none. `by` is the person who gives the order."""
        with self._store.write(journal=False) as connection:
            _lock_orders(connection, installation)
            gone = connection.execute(delete(central_lock).where(*_at(installation, station))).rowcount
            if gone:
                _note(connection, installation, PastOrder(to_us(self._clock.now()), by, "unlock", station, ""))
                self._next_version(connection, installation)
        return bool(gone)

    def orders(self, installation: str) -> Orders | None:
        """Return what every answer tells the branch; None while nothing was ever ordered."""
        with self._store.read() as connection:
            version = _version(connection, installation)
            if version is None:
                return None
            locks = (
                CentralLock(row.station, LocalText.from_dict(json.loads(row.reason)), row.since_us)
                for row in connection.execute(_LOCKS, {"i": installation})
            )
            return Orders(version, tuple(locks))

    def history(self, installation: str) -> list[PastOrder]:
        """Return the orders that were ever given to an installation, oldest first."""
        columns = (order_history.c.at_us, order_history.c.by, order_history.c.act)
        mine = select(*columns, order_history.c.station, order_history.c.reason)
        mine = mine.where(order_history.c.installation == installation).order_by(order_history.c.id)
        with self._store.read() as connection:
            return [PastOrder(*row) for row in connection.execute(mine)]

    def versions(self) -> dict[str, int]:
        """Return the version of every installation's orders."""
        with self._store.read() as connection:
            return {row.installation: int(row.version) for row in connection.execute(_VERSIONS)}

    def close(self) -> None:
        """Close every connection to the database."""
        self._store.close()

    def _next_version(self, connection: Connection, installation: str) -> None:
        """Store a version that is later than all before, also later than those that a restored database has lost."""
        known, now = _version(connection, installation), to_us(self._clock.now())
        if known is None:
            connection.execute(insert(orders).values(installation=installation, version=now))
        else:
            mine = update(orders).where(orders.c.installation == installation)
            connection.execute(mine.values(version=max(known + 1, now)))


def _note(connection: Connection, installation: str, one: PastOrder) -> None:
    """Keep an order in the history, in the transaction that gives it."""
    row = {
        "at_us": one.at_us,
        "by": one.by[:_LONGEST_NAME],
        "act": one.act,
        "installation": installation,
        "station": one.station,
        "reason": one.reason,
    }
    connection.execute(insert(order_history).values(row))


def _lock_orders(connection: Connection, installation: str) -> None:
    """Let one worker at a time change the orders of an installation."""
    connection.execute(_VERSION.with_for_update(), {"i": installation})


def _version(connection: Connection, installation: str) -> int | None:
    found = connection.execute(_VERSION, {"i": installation}).scalar()
    return None if found is None else int(found)


def _at(installation: str, station: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return central_lock.c.installation == installation, central_lock.c.station == station
