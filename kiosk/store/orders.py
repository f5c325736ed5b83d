"""Keep the centre's last order to lock kiosks.

It stays in force over a restart and without a connection, and only a later order replaces it.
"""

from sqlalchemy import Connection, insert, select, update

from kiosk.clock import Clock
from kiosk.domain.journal import Event
from kiosk.domain.orders import NO_ORDERS, CentralLock, Orders
from kiosk.store.journal import NewRecord, append
from kiosk.store.tables import SETUP_CHANGED, centre_orders

_ROW = select(centre_orders)


def read_orders(connection: Connection) -> Orders:
    """Return the centre's last order; version 0 and no lock before the first one."""
    row = connection.execute(_ROW).one_or_none()
    return NO_ORDERS if row is None else Orders.from_text(row.version, row.locks)


def keep_orders(connection: Connection, clock: Clock, said: Orders) -> bool:
    """Keep a later order and journal which stations are locked or open from now on; return False for an earlier order.

    Call it last in a transaction, as every `append`.
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
    connection.execute(SETUP_CHANGED)
    before, after = ({one.station: one for one in orders.locks} for orders in (known, said))
    records = [
        *(_record(Event.CENTRAL_LOCK_SET, one, said.version) for name, one in after.items() if before.get(name) != one),
        *(_record(Event.CENTRAL_LOCK_LIFTED, one, said.version) for name, one in before.items() if name not in after),
    ]
    if records:
        append(connection, clock, *records)
    return True


def _record(kind: Event, lock: CentralLock, version: int) -> NewRecord:
    body: dict[str, object] = {"station": lock.station, "reason": lock.reason.vi, "version": version}
    return NewRecord(kind, f"central_lock:{lock.station}"[:64], body)
