"""Find the alerts of the branch, and remember who takes care of one."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from kiosk.branch.office import Office
from kiosk.branch.queue import QueuePicture
from kiosk.branch.serving.breaks import LEADS
from kiosk.branch.setup.publishing import Author
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.alerts import Alert, LiveQueue, alerts
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import counter_session, seen_alert, staff

#: Nanoseconds for which found alerts are good enough for the desks: a remedy takes a simulation of the queue each.
_FRESH_NS = 10 * 10**9
_PAUSED = select(counter_session.c.counter_id).where(counter_session.c.paused_us.is_not(None))


@dataclass(frozen=True, slots=True)
class AlertNow:
    """Hold an alert, and who has seen it (empty: nobody)."""

    alert: Alert
    seen_by: str = ""


def alerts_of(office: Office, connection: Connection, queue: QueuePicture) -> tuple[AlertNow, ...]:
    """Return the alerts of the queue, the longest wait first."""
    paused = frozenset(connection.execute(_PAUSED).scalars())
    live = LiveQueue(queue.setup, queue.now, queue.waiting, queue.counters, paused, queue.pace)
    found = alerts(live)
    office.cache.alerts, office.cache.alerts_ns = found, office.clock.monotonic_ns()
    return _with_who(connection, found)


def unseen_alerts(office: Office, connection: Connection, queue: QueuePicture) -> tuple[Alert, ...]:
    """Return the alerts that nobody takes care of, as of some seconds ago at most."""
    is_fresh = office.clock.monotonic_ns() - office.cache.alerts_ns < _FRESH_NS
    known = _with_who(connection, office.cache.alerts) if is_fresh else alerts_of(office, connection, queue)
    return tuple(one.alert for one in known if not one.seen_by)


def see_alert(office: Office, author: Author, key: str) -> None:
    """Write down that somebody has seen an alert and takes care of it, once a day."""
    with office.store.write() as connection:
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


def _with_who(connection: Connection, found: tuple[Alert, ...]) -> tuple[AlertNow, ...]:
    seen = {row.key: row.by for row in connection.execute(select(seen_alert.c.key, seen_alert.c.by))}
    return tuple(AlertNow(one, seen.get(one.key, "")) for one in found)
