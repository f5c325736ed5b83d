"""Define who may do what in a branch's PostgreSQL: five roles, each with no more than its programs need.

A kiosk (and a rating screen, and the tablet of a counter) gives numbers and cannot call. A desk calls and cannot give
numbers. A board reads what it shows, and no person's key. A manager keeps the set-up, opens and closes counters, orders
the machines, and touches no number. The API for other programs writes nothing. None of them can change or delete a
record of the journal, or read the hash of a PIN.

A role has rights to tables (`READS`, `WRITES`). Where it may do something in one form alone, it calls a function
with the owner's rights (`CALLS`). The table in docs/many-machines.md says act by act what comes of it.
"""

import secrets
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text

from kiosk.domain.language.text import CounterError
from kiosk.store import functions
from kiosk.store.engine import Store
from kiosk.store.functions import (
    APPOINTMENT_KEPT,
    APPOINTMENTS_FORGOTTEN,
    GROUPS_FORGOTTEN,
    NEWEST_FORGOTTEN,
    NUMBER_COUNTED,
    NUMBER_RAISED,
    NUMBERS_BEGUN,
    PERSONS_FORGOTTEN,
    REQUEST_MOVED,
    SLIPS_FORGOTTEN,
    STAFF_CHOSEN,
    STAFF_CLEARED,
    STAFF_FAILED,
    STAFF_PROVEN,
    STAFF_SALT,
    TICKET_APPOINTED,
    TICKET_CALLED_OFF,
    TICKET_WITHOUT_PERSON,
    WRITTEN_IN_PLACE,
    OwnerFunction,
)
from kiosk.store.tables import STAFF, metadata


class DatabaseRole(StrEnum):
    """Name the roles; the server's own names are these after a prefix."""

    KIOSK = "kiosk"
    DESK = "desk"
    BOARD = "board"
    MANAGER = "manager"
    API = "api"


_ALL = "INSERT, UPDATE, DELETE"
#: Every writer adds to the journal; its trigger moves the head (`kiosk.store.guards`).
_JOURNAL = {"journal": "INSERT"}
_QUARANTINE = {"delivery": "UPDATE (through_seq)", "quarantine": "DELETE"}
_RELAY = {
    "delivery": "INSERT, UPDATE (through_seq, link, last_error, last_success_us)",
    "quarantine": "INSERT, DELETE",
    "lease": "INSERT, UPDATE (holder, until_us)",
    "centre_orders": "INSERT, UPDATE (version, locks)",
    "branch": "UPDATE (setup_changes)",
}
_PARTS = {"station_presence": _ALL, "device_report": _ALL, "device_change": "INSERT, DELETE"}
_SUMMARIES = {"day_summary": _ALL, "summary_mark": _ALL}
_VISIT = (
    "state, service_id, queued_us, calls, counter_id, staff_id, called_us, last_call_us, started_us, finished_us, "
    "parked_until_us, park_reason, put_first_us, to_counter_id, to_staff_id, back_staff_id, back_service_id, "
    "priority_check, streak_was, appointments_was"
)
#: What each role may write, by table.
WRITES: Mapping[DatabaseRole, Mapping[str, str]] = {
    DatabaseRole.KIOSK: {
        **_JOURNAL,
        **_RELAY,
        "desk_lock_out": "INSERT, UPDATE",
        **_PARTS,
        "day_key": "INSERT",
        "ticket": "INSERT",
        "request": "INSERT",
        "print_job": "INSERT, UPDATE (state, attempts, settled_us, detail)",
        "rating": "INSERT",
        "out_of_service": "INSERT, DELETE",
        "own_ledger_series": "INSERT",
    },
    DatabaseRole.DESK: {
        **_JOURNAL,
        **_RELAY,
        "desk_lock_out": _ALL,
        **_PARTS,
        **_SUMMARIES,
        "day_key": "INSERT, DELETE, TRUNCATE",
        "ticket": f"UPDATE ({_VISIT})",
        "request": "INSERT",
        "counter_session": _ALL,
        "help_call": _ALL,
        "visit_service": _ALL,
        "left_visit": _ALL,
        "day_notice": "DELETE",
        "day_service": "DELETE",
        "seen_alert": "INSERT, DELETE",
    },
    DatabaseRole.BOARD: _PARTS,
    DatabaseRole.MANAGER: {
        **_JOURNAL,
        **_QUARANTINE,
        **_PARTS,
        **_SUMMARIES,
        "day_key": "INSERT, DELETE, TRUNCATE",
        "desk_lock_out": _ALL,
        "staff": "INSERT, UPDATE",
        "branch": "UPDATE",
        "setup_version": "INSERT",
        "setup_draft": _ALL,
        "artwork": "INSERT",
        "service": "INSERT, UPDATE",
        "counter": "INSERT, UPDATE",
        "counter_service": _ALL,
        "catalogue": _ALL,
        "appointment": "INSERT, UPDATE",
        "own_ledger_series": "DELETE",
        "out_of_service": "INSERT, DELETE",
        "station_restart": "INSERT, UPDATE",
        "day_notice": "INSERT, DELETE",
        "day_service": _ALL,
        "seen_alert": "INSERT",
        "print_job": "INSERT",
        "counter_session": _ALL,
        "help_call": "DELETE",
    },
    DatabaseRole.API: {},
}
_BY_PIN = (STAFF_SALT, STAFF_PROVEN)
_AT_DESKS = (*_BY_PIN, STAFF_FAILED, STAFF_CLEARED, STAFF_CHOSEN, WRITTEN_IN_PLACE)
_AT_THE_DAYS_END = (PERSONS_FORGOTTEN, APPOINTMENTS_FORGOTTEN, GROUPS_FORGOTTEN, SLIPS_FORGOTTEN)
#: The functions that each role may call. Wrong PINs at a kiosk count against no person, so it cannot count any.
CALLS: Mapping[DatabaseRole, Sequence[OwnerFunction]] = {
    DatabaseRole.KIOSK: (
        *_BY_PIN,
        NUMBERS_BEGUN,
        NUMBER_COUNTED,
        NUMBER_RAISED,
        REQUEST_MOVED,
        TICKET_CALLED_OFF,
        TICKET_APPOINTED,
        APPOINTMENT_KEPT,
        TICKET_WITHOUT_PERSON,
        WRITTEN_IN_PLACE,
    ),
    DatabaseRole.DESK: (*_AT_DESKS, *_AT_THE_DAYS_END, APPOINTMENT_KEPT),
    DatabaseRole.BOARD: (),
    DatabaseRole.MANAGER: (*_AT_DESKS, *_AT_THE_DAYS_END, NEWEST_FORGOTTEN),
    DatabaseRole.API: (),
}
_HIDDEN = frozenset({"person", "priority_group"})
#: What leads to no person of a ticket.
_TICKET = ", ".join(column.name for column in metadata.tables["ticket"].c if column.name not in _HIDDEN)
#: No role reads the hash of a PIN.
_STAFF = ", ".join(column.name for column in STAFF)
_EVERYBODY_READS: Mapping[str, str] = dict.fromkeys(
    (
        "alembic_version",
        "artwork",
        "branch",
        "centre_orders",
        "counter",
        "counter_service",
        "counter_session",
        "day_notice",
        "day_service",
        "device_change",
        "device_report",
        "installation",
        "journal",
        "out_of_service",
        "service",
        "setup_version",
        "station_presence",
        "station_restart",
    ),
    "",
)
_WRITERS_READ: Mapping[str, str] = {
    **_EVERYBODY_READS,
    "staff": _STAFF,
    **dict.fromkeys(
        (
            "appointment",
            "catalogue",
            "day_key",
            "day_summary",
            "delivery",
            "desk_lock_out",
            "help_call",
            "lease",
            "left_visit",
            "number_counter",
            "own_ledger_series",
            "print_job",
            "quarantine",
            "rating",
            "request",
            "seen_alert",
            "summary_mark",
            "ticket",
            "visit_service",
        ),
        "",
    ),
}
#: What each role may read, by table: these columns, or all.
READS: Mapping[DatabaseRole, Mapping[str, str]] = {
    DatabaseRole.KIOSK: _WRITERS_READ,
    DatabaseRole.DESK: _WRITERS_READ,
    DatabaseRole.BOARD: {**_EVERYBODY_READS, "ticket": _TICKET},
    DatabaseRole.MANAGER: {**_WRITERS_READ, "setup_draft": ""},
    DatabaseRole.API: {
        **_EVERYBODY_READS,
        "ticket": _TICKET,
        "staff": "id, login, name",
        **dict.fromkeys(
            ("day_summary", "delivery", "number_counter", "quarantine", "seen_alert", "summary_mark"),
            "",
        ),
    },
}
_READERS = text(
    "SELECT rolname FROM pg_roles WHERE has_table_privilege(oid, 'branch', 'SELECT')"
    " AND NOT pg_has_role(oid, (SELECT relowner FROM pg_class WHERE oid = 'branch'::regclass), 'MEMBER')"
)
_IS_OWNER = text("SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = 'branch'::regclass")
_MAY_MAKE_ROLES = text("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")


def make_roles(store: Store, prefix: str = "") -> Mapping[DatabaseRole, str]:
    """Make the roles that are missing, and set the rights of all to what they are to be. Return the new passwords.

    Raises:
        CounterError: The reason.

            ``roles.not_postgres``; ``roles.may_not_make``: the owner may not make roles.
            ``roles.owner_is_machine``: the owner has the name of such a role, and would lose its rights.
    """
    if store.is_sqlite:
        raise CounterError("roles.not_postgres")
    made: dict[DatabaseRole, str] = {}
    with store.write(journal=False) as connection:
        owner = str(connection.execute(text("SELECT current_user")).scalar_one())
        if owner in {f"{prefix}{role.value}" for role in DatabaseRole}:
            raise CounterError("roles.owner_is_machine", name=owner)
        known = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
        may_make = connection.execute(_MAY_MAKE_ROLES).scalar_one()
        if not may_make and any(f"{prefix}{role.value}" not in known for role in DatabaseRole):
            raise CounterError("roles.may_not_make", name=owner)
        connection.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.exec_driver_sql(f"REVOKE TEMPORARY ON DATABASE {_database(connection)} FROM PUBLIC")
        functions.install(connection)
        for role in DatabaseRole:
            name = f"{prefix}{role.value}"
            if name not in known:
                made[role] = secrets.token_urlsafe(18)
                _create(connection, name, made[role])
            _set_rights(connection, role, name)
    return made


def renew_rights(connection: Connection) -> None:
    """Set the rights of the roles that read this branch, after an upgrade: their machines work on at once.

    Only roles with the names of `make_roles`, whatever the prefix, are known.
    """
    for name in connection.execute(_READERS).scalars():
        for role in DatabaseRole:
            if name.endswith(role.value):
                _set_rights(connection, role, name)


def _set_rights(connection: Connection, role: DatabaseRole, name: str) -> None:
    quoted, database = _quoted(connection, name), _database(connection)
    for order in _orders(role):
        connection.exec_driver_sql(order.format(role=quoted, database=database))


def is_owner(store: Store) -> bool:
    """Return whether this store uses the owner's account on PostgreSQL, which may do anything."""
    if store.is_sqlite:
        return False
    with store.read() as connection:
        return bool(connection.execute(_IS_OWNER).scalar_one())


def _create(connection: Connection, name: str, password: str) -> None:
    """Create a role with a verifier (SCRAM). The password itself is not sent, because statements stand in logs."""
    driver: Any = connection.connection.driver_connection
    verifier = driver.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    connection.exec_driver_sql(f"CREATE ROLE {_quoted(connection, name)} LOGIN PASSWORD '{verifier}'")


def _orders(role: DatabaseRole) -> list[str]:
    """Return the statements that set a role's rights."""
    reads = [
        f"GRANT SELECT {f'({columns})' if columns else ''} ON {table} TO {{role}}"
        for table, columns in READS[role].items()
    ]
    writes = [f"GRANT {rights} ON {table} TO {{role}}" for table, rights in WRITES[role].items()]
    if "print_job" in WRITES[role]:
        writes.append("GRANT USAGE ON SEQUENCE print_job_id_seq TO {role}")
    return [
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM {role}",
        "GRANT CONNECT ON DATABASE {database} TO {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        *reads,
        *writes,
        *(f"GRANT EXECUTE ON FUNCTION {one.signature} TO {{role}}" for one in CALLS[role]),
    ]


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


def _database(connection: Connection) -> str:
    return _quoted(connection, str(connection.execute(text("SELECT current_database()")).scalar_one()))
