"""Set which services a counter serves, and how far each is moved forward there: part of the branch's set-up."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk.branch.office import Office
from kiosk.domain.branch_setup import Counter
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.store import tables
from kiosk.store.journal import NewRecord, append
from kiosk.store.setup import dump_text

#: The most minutes of a weight. More than half a day forward would be another calling order.
_MOST_MINUTES = 240
#: The highest counter number: a board and a desk show two figures. A centre has up to 40 counters.
_HIGHEST = 99


def set_services(office: Office, number: int, weights: Mapping[str, int]) -> Counter:
    """Set which services (by code) the counter of a number serves, each moved forward by so many minutes.

    A new number makes a counter. A clerk who sits there goes on, and the next call follows the change. Every window of
    the branch reads the set-up again, because it has a new version.

    Raises:
        CounterError: ``counter_setup.number``, ``counter_setup.no_service`` (which code), ``counter_setup.weight``,
            ``counter_setup.none`` without any service.
    """
    if not 1 <= number <= _HIGHEST:
        raise CounterError("counter_setup.number", most=_HIGHEST)
    if not weights:
        raise CounterError("counter_setup.none")
    if not all(0 <= minutes <= _MOST_MINUTES for minutes in weights.values()):
        raise CounterError("counter_setup.weight", most=_MOST_MINUTES)
    with office.store.write() as connection:
        setup = office.setup_in(connection)
        by_code = {service.code: service.id for service in setup.services.values()}
        for code in weights:
            if code not in by_code:
                raise CounterError("counter_setup.no_service", code=code)
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
        append(connection, office.clock, NewRecord(Event.COUNTER_SET_UP, f"counter:{number}", body))
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
