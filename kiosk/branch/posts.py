"""Which services a counter serves, and how far each is moved forward there: part of the branch's set-up."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk.branch.office import Office
from kiosk.domain.journal import Event
from kiosk.domain.office import Counter
from kiosk.domain.text import CounterError, LocalText
from kiosk.store import tables
from kiosk.store.journal import Entry, append
from kiosk.store.setup import dump_text

#: More than half a day forward is no weight any more, it is another order.
_MOST_MINUTES = 240
#: A board and a desk show counters by two figures; a centre has up to 40.
_HIGHEST = 99


def set_services(office: Office, number: int, weights: Mapping[str, int]) -> Counter:
    """From now on the counter of this number serves these services (by code), each so many minutes moved forward.

    A number that is new makes a counter. Who sits there goes on, with the next call. Every window of the branch follows
    at once: the set-up has a new version. CounterError ``posts.number``, ``posts.no_service`` (which code),
    ``posts.weight``, ``posts.none`` without any service.
    """
    if not 1 <= number <= _HIGHEST:
        raise CounterError("posts.number", most=_HIGHEST)
    if not weights:
        raise CounterError("posts.none")
    if not all(0 <= minutes <= _MOST_MINUTES for minutes in weights.values()):
        raise CounterError("posts.weight", most=_MOST_MINUTES)
    with office.store.write() as connection:
        setup = office.setup_in(connection)
        by_code = {service.code: service.id for service in setup.services.values()}
        for code in weights:
            if code not in by_code:
                raise CounterError("posts.no_service", code=code)
        known = next((one for one in setup.counters.values() if one.number == number), None)
        wanted = {by_code[code]: minutes for code, minutes in weights.items()}
        if known is not None and dict(known.services) == wanted:
            return known
        made = known or _add(office, connection, number)
        _write(connection, made.id, wanted)
        branch = tables.branch
        version = update(branch).where(branch.c.id == office.branch_id)
        connection.execute(version.values(setup_version=branch.c.setup_version + 1))
        body = {"counter": number, "services": dict(sorted(weights.items()))}
        append(connection, office.clock, Entry(Event.COUNTER_SET_UP, f"counter:{number}", body))
        return Counter(made.id, number, made.name, wanted)


def _add(office: Office, connection: Connection, number: int) -> Counter:
    last = connection.execute(select(func.coalesce(func.max(tables.counter.c.id), 0))).scalar_one()
    made = Counter(int(last) + 1, number, LocalText(f"Quầy số {number}", (("en", f"Counter {number}"),)), {})
    values = {"id": made.id, "branch_id": office.branch_id, "number": number, "name": dump_text(made.name)}
    connection.execute(insert(tables.counter).values(values))
    return made


def _write(connection: Connection, counter_id: int, weights: Mapping[int, int]) -> None:
    table = tables.counter_service
    connection.execute(delete(table).where(table.c.counter_id == counter_id))
    rows = [{"counter_id": counter_id, "service_id": one, "weight": minutes} for one, minutes in weights.items()]
    connection.execute(insert(table), rows)
