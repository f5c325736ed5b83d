"""The centre's last word about the doors: kept over a restart and a dead line, replaced only by a later word."""

from sqlalchemy import Connection, insert, select, update

from kiosk.clock import Clock
from kiosk.domain.journal import Event
from kiosk.domain.orders import NO_ORDERS, CentralLock, Orders
from kiosk.store.journal import Entry, append
from kiosk.store.tables import branch, centre_orders

_ROW = select(centre_orders)


def read_orders(connection: Connection) -> Orders:
    """What the centre said last; version 0 and no lock when it never said anything."""
    row = connection.execute(_ROW).one_or_none()
    return NO_ORDERS if row is None else Orders.from_text(row.version, row.locks)


def keep_orders(connection: Connection, clock: Clock, said: Orders) -> bool:
    """Keeps a later word and writes into the journal what is locked or open from now on; False for an earlier one.

    It comes last in a transaction, as every `append`.
    """
    known = read_orders(connection)
    if said.version <= known.version:
        return False
    values = {"version": said.version, "locks": said.as_text()}
    if known.version:
        connection.execute(update(centre_orders).values(values))
    else:
        connection.execute(insert(centre_orders).values(id=1, **values))
    # Every process of the branch reads its set-up again, and the order with it, before its next act.
    connection.execute(update(branch).values(setup_version=branch.c.setup_version + 1))
    before, after = ({one.station: one for one in orders.locks} for orders in (known, said))
    entries = [
        *(_entry(Event.CENTRAL_LOCK_SET, one, said.version) for name, one in after.items() if before.get(name) != one),
        *(_entry(Event.CENTRAL_LOCK_LIFTED, one, said.version) for name, one in before.items() if name not in after),
    ]
    if entries:
        append(connection, clock, *entries)
    return True


def _entry(kind: Event, lock: CentralLock, version: int) -> Entry:
    body: dict[str, object] = {"station": lock.station, "reason": lock.reason.vi, "version": version}
    return Entry(kind, f"central_lock:{lock.station}"[:64], body)
