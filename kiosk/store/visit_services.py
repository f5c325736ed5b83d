"""Store the services of one visit beside the one its number stands for: what is planned, what was done, how many."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from kiosk.store.tables import visit_service

_OF = select(visit_service).where(visit_service.c.ticket_id == bindparam("ticket")).order_by(visit_service.c.position)
_ADD = insert(visit_service)
_SETTLE = (
    update(visit_service)
    .where(visit_service.c.ticket_id == bindparam("its_ticket"), visit_service.c.position == bindparam("its_position"))
    .values(
        quantity=bindparam("n"), counter_id=bindparam("counter"), staff_id=bindparam("staff"), done_us=bindparam("us")
    )
)


@dataclass(frozen=True, slots=True)
class VisitService:
    """Describe one service of a visit; `quantity` None: it is planned and not done yet."""

    position: int
    service_id: int
    quantity: int | None
    done_us: int | None


@dataclass(frozen=True, slots=True)
class DoneBy:
    """Say who did it, where, and when."""

    counter_id: int
    staff_id: int
    us: int


def services_of(connection: Connection, ticket_id: str) -> tuple[VisitService, ...]:
    """Planned and done, in the order in which they came up."""
    rows = connection.execute(_OF, {"ticket": ticket_id}).all()
    return tuple(VisitService(row.position, row.service_id, row.quantity, row.done_us) for row in rows)


def plan(connection: Connection, ticket_id: str, service_id: int, position: int) -> None:
    """Add one more service to this visit."""
    connection.execute(_ADD, _row(ticket_id, position, service_id, None, None))


def record_done(
    connection: Connection, ticket_id: str, known: tuple[VisitService, ...], done: Mapping[int, int], by: DoneBy
) -> None:
    """Store what was done here: settle a planned service, add another one."""
    planned = {one.service_id: one.position for one in known if one.quantity is None}
    position = next_position(known)
    for service_id, quantity in done.items():
        if service_id in planned:
            at = {"its_ticket": ticket_id, "its_position": planned[service_id]}
            connection.execute(
                _SETTLE, {**at, "n": quantity, "counter": by.counter_id, "staff": by.staff_id, "us": by.us}
            )
            continue
        connection.execute(_ADD, _row(ticket_id, position, service_id, quantity, by))
        position += 1


def next_position(known: tuple[VisitService, ...]) -> int:
    """Return the position of one more service; a service that was taken back leaves a gap."""
    return max((one.position for one in known), default=-1) + 1


def take_back(connection: Connection, ticket_id: str, service_id: int, counter_id: int, us: int) -> None:
    """Undo what was stored at one counter at one moment: delete the visit's own service, plan the others again."""
    here = visit_service.c.counter_id == counter_id
    those = (visit_service.c.ticket_id == ticket_id, here, visit_service.c.done_us == us)
    connection.execute(delete(visit_service).where(*those, visit_service.c.service_id == service_id))
    connection.execute(
        update(visit_service).where(*those).values(quantity=None, counter_id=None, staff_id=None, done_us=None)
    )


def _row(ticket_id: str, position: int, service_id: int, quantity: int | None, by: DoneBy | None) -> dict[str, object]:
    return {
        "ticket_id": ticket_id,
        "position": position,
        "service_id": service_id,
        "quantity": quantity,
        "counter_id": by.counter_id if by else None,
        "staff_id": by.staff_id if by else None,
        "done_us": by.us if by else None,
    }
