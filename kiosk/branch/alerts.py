"""Find the alerts of the branch, remember who takes care of one, and write down when delivery is late."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from kiosk.branch.office import Office
from kiosk.branch.queue import QueuePicture
from kiosk.branch.serving.breaks import LEADS
from kiosk.branch.setup.publishing import Author
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.late_delivery import LateDelivery, has_caught_up, late_delivery
from kiosk.domain.queue.alerts import Alert, LiveQueue, alerts
from kiosk.domain.status import SyncStatus
from kiosk.store.delivery import read_status
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import counter_session, journal, seen_alert, staff

#: Nanoseconds for which found alerts are good enough for the desks: a remedy takes a simulation of the queue each.
_FRESH_NS = 10 * 10**9
_PAUSED = select(counter_session.c.counter_id).where(counter_session.c.paused_us.is_not(None))
#: The subject of the records with which an alert about delivery begins and ends.
_DELIVERY = "alert:delivery"
_NEWEST_OF_DELIVERY = (
    select(journal.c.kind, journal.c.seq)
    .where(journal.c.subject == _DELIVERY, journal.c.kind.in_((Event.ALERT_BEGAN.value, Event.ALERT_ENDED.value)))
    .order_by(journal.c.epoch.desc(), journal.c.seq.desc())
    .limit(1)
)
#: Who has seen each alert; a person who has left has the login alone.
_SEEN = select(seen_alert.c.key, seen_alert.c.by, staff.c.name).outerjoin(staff, staff.c.login == seen_alert.c.by)


@dataclass(frozen=True, slots=True)
class AlertNow:
    """Hold an alert, and the name of who has seen it (empty: nobody)."""

    alert: Alert | LateDelivery
    seen_by: str = ""


def alerts_of(office: Office, connection: Connection, queue: QueuePicture, sync: SyncStatus) -> tuple[AlertNow, ...]:
    """Return the alerts: late delivery, then those of the queue, the longest wait first."""
    paused = frozenset(connection.execute(_PAUSED).scalars())
    live = LiveQueue(queue.setup, queue.now, queue.waiting, queue.counters, paused, queue.pace)
    late = _late(office, connection, sync)
    found = (*(() if late is None else (late,)), *alerts(live))
    office.cache.alerts, office.cache.alerts_ns = found, office.clock.monotonic_ns()
    return _with_who(connection, found)


def unseen_alerts(office: Office, connection: Connection, queue: QueuePicture) -> tuple[Alert | LateDelivery, ...]:
    """Return the alerts that nobody takes care of, as of some seconds ago at most."""
    if office.clock.monotonic_ns() - office.cache.alerts_ns < _FRESH_NS:
        known = _with_who(connection, office.cache.alerts)
    else:
        known = alerts_of(office, connection, queue, read_status(connection, to_us(office.clock.now())))
    return tuple(one.alert for one in known if not one.seen_by)


def watch_delivery(office: Office) -> None:
    """Write down once when delivery begins to be late, and once when it has caught up.

    Call it now and then. While nothing changes it only reads.
    """
    with office.store.read() as connection:
        if _change(office, connection) is None:
            return
    with office.store.write() as connection:
        change = _change(office, connection)  # again: another program may have been quicker
        if change is not None:
            append(connection, office.clock, change)


def see_alert(office: Office, author: Author, key: str) -> None:
    """Write down that somebody has seen an alert and takes care of it, once a day."""
    with office.store.write() as connection:
        key = _written(office, connection, key)
        if connection.execute(select(seen_alert.c.key).where(seen_alert.c.key == key)).first() is None:
            values = {"key": key, "by": author.who, "since_us": to_us(office.clock.now())}
            connection.execute(seen_alert.insert().values(values))
            append(connection, office.clock, NewRecord(Event.ALERT_SEEN, f"alert:{key}", {"by": author.who}))


def see_alert_at_desk(office: Office, key: str, staff_id: int) -> None:
    """Do the same for a lead at a desk.

    Raises:
        CounterError: ``help.not_lead``.
    """
    with office.store.read() as connection:
        row = connection.execute(select(staff.c.login, staff.c.role).where(staff.c.id == staff_id)).one()
    if row.role not in LEADS:
        raise CounterError("help.not_lead")
    see_alert(office, Author(row.login), key)


def _written(office: Office, connection: Connection, key: str) -> str:
    """Return the key of an alert. One about delivery that no program has written down yet begins now."""
    if key != LateDelivery.key_of(0):
        return key
    change = _change(office, connection)
    if change is None or change.kind is not Event.ALERT_BEGAN:
        return LateDelivery.key_of(_began(connection))
    return LateDelivery.key_of(append(connection, office.clock, change))


def _late(office: Office, connection: Connection, sync: SyncStatus) -> LateDelivery | None:
    found = late_delivery(office.setup_in(connection), sync, office.clock.now())
    return None if found is None else replace(found, seq=_began(connection))


def _began(connection: Connection) -> int:
    """Return the record with which an alert about delivery began that has not ended; 0 without one."""
    newest = connection.execute(_NEWEST_OF_DELIVERY).one_or_none()
    return int(newest.seq) if newest is not None and newest.kind == Event.ALERT_BEGAN.value else 0


def _change(office: Office, connection: Connection) -> NewRecord | None:
    """Return the record to be written now, if any. An alert lasts until delivery has caught up, also over a night."""
    sync = read_status(connection, to_us(office.clock.now()))
    if _began(connection):
        body = {"backlog": sync.backlog}
        return NewRecord(Event.ALERT_ENDED, _DELIVERY, body) if has_caught_up(sync) else None
    late = late_delivery(office.setup_in(connection), sync, office.clock.now())
    if late is None:
        return None
    return NewRecord(Event.ALERT_BEGAN, _DELIVERY, {"minutes": late.minutes, "backlog": late.backlog})


def _with_who(connection: Connection, found: tuple[Alert | LateDelivery, ...]) -> tuple[AlertNow, ...]:
    seen = {row.key: row.name or row.by for row in connection.execute(_SEEN)}
    return tuple(AlertNow(one, seen.get(one.key, "")) for one in found)
