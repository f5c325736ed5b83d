"""Found a branch in an empty database: its set-up, its staff and the first record of its journal."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from kiosk.branch.procedures import write_catalogue
from kiosk.branch.setup.calendar import write_days
from kiosk.branch.staff import hash_pin
from kiosk.clock import Clock
from kiosk.domain.branch_setup import Setup, Staff
from kiosk.domain.journal import GENESIS, Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.store import tables
from kiosk.store.engine import Store
from kiosk.store.journal import NewRecord, append, new_id, to_us
from kiosk.store.setup import dump_policy, dump_text


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Name a member of staff and the first PIN."""

    staff: Staff
    pin: str


def found(store: Store, clock: Clock, setup: Setup, staff: Sequence[NewStaff], catalogue: str) -> str:
    """Write a branch into an empty database and return the installation's id.

    `catalogue` is the text of its first catalogue.

    Raises:
        CounterError: ``founding.not_empty`` when there is a branch already, ``catalogue.*``. Then nothing is changed.
    """
    checked = read_catalogue(catalogue)
    secrets = {person.staff.id: hash_pin(person.pin) for person in staff}
    with store.write() as connection:
        if connection.execute(select(func.count()).select_from(tables.branch)).scalar_one():
            raise CounterError("founding.not_empty")
        installation = new_id(clock.now())
        connection.execute(insert(tables.installation).values(id=installation, epoch=1, seq=0, hash=GENESIS, last_us=0))
        _write_branch(connection, setup)
        _write_services(connection, setup)
        _write_counters(connection, setup)
        for person in staff:
            _write_staff(connection, setup.branch.id, person.staff, secrets[person.staff.id])
        _write_calendar(connection, setup)
        write_catalogue(connection, setup.branch.id, catalogue, checked, to_us(clock.now()))
        body = {"branch": setup.branch.code, "name": setup.branch.place.vi}
        append(connection, clock, NewRecord(Event.INSTALLATION_CREATED, f"installation:{installation}", body))
    return installation


def _write_branch(connection: Connection, setup: Setup) -> None:
    branch = setup.branch
    connection.execute(
        insert(tables.branch).values(
            id=branch.id,
            code=branch.code,
            name=dump_text(branch.name),
            place=dump_text(branch.place),
            slogan=dump_text(branch.slogan),
            zone=branch.zone,
            policy=dump_policy(setup.policy),
            daily_cap=setup.daily_cap,
            recall_limit=setup.recall_limit,
            recall_gap_s=setup.recall_gap_seconds,
            lock_minutes=setup.lock_minutes,
            setup_version=1,
        )
    )
    for position, one in enumerate(setup.fields):
        connection.execute(
            insert(tables.field).values(
                branch_id=branch.id, code=one.code, position=position, name=dump_text(one.name), icon=one.icon
            )
        )
    for position, group in enumerate(setup.groups.values()):
        connection.execute(
            insert(tables.priority_group).values(
                branch_id=branch.id,
                code=group.code,
                position=position,
                name=dump_text(group.name),
                from_age=group.from_age,
                to_age=group.to_age,
                sex=group.sex,
            )
        )


def _write_services(connection: Connection, setup: Setup) -> None:
    for service in setup.services.values():
        connection.execute(
            insert(tables.service).values(
                id=service.id,
                branch_id=setup.branch.id,
                code=service.code,
                field_code=service.field_code,
                series=service.series,
                name=dump_text(service.name),
                target_minutes=service.target_minutes,
                procedures=json.dumps(service.procedures),
            )
        )


def _write_counters(connection: Connection, setup: Setup) -> None:
    for counter in setup.counters.values():
        connection.execute(
            insert(tables.counter).values(
                id=counter.id, branch_id=setup.branch.id, number=counter.number, name=dump_text(counter.name)
            )
        )
        for service_id, weight in counter.services.items():
            connection.execute(
                insert(tables.counter_service).values(counter_id=counter.id, service_id=service_id, weight=weight)
            )


def _write_staff(connection: Connection, branch_id: int, person: Staff, secret: str) -> None:
    connection.execute(
        insert(tables.staff).values(
            id=person.id,
            branch_id=branch_id,
            login=person.login,
            name=person.name,
            role=person.role.value,
            until=person.until.isoformat() if person.until else None,
            secret=secret,
        )
    )


def _write_calendar(connection: Connection, setup: Setup) -> None:
    for opening in setup.openings:
        connection.execute(
            insert(tables.opening).values(
                branch_id=setup.branch.id,
                weekday=opening.weekday,
                opens=f"{opening.opens:%H:%M}",
                closes=f"{opening.closes:%H:%M}",
            )
        )
    write_days(connection, setup.branch.id, setup.calendar)
