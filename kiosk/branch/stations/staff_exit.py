"""Take a kiosk out of service, and let staff leave it. Each act is a record with the person and the time."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert

from kiosk.branch.office import Office
from kiosk.branch.staff import check_pin, sign_in, staff_list
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import StaffAct, StationState
from kiosk.store.journal import NewRecord, append, to_us
from kiosk.store.tables import SETUP_CHANGED, out_of_service

_log = logging.getLogger(__name__)
#: The refusals of a disk that takes no writes. Staff must get out of a kiosk all the same.
NOT_WRITTEN = frozenset({"store.disk_full", "store.disk_failed", "store.read_only"})
#: The roles whose PIN opens a kiosk. It stands in public, and an act there stops number-taking.
EXIT_ROLES = frozenset({StaffRole.LEAD, StaffRole.MANAGER, StaffRole.ADMINISTRATOR})


def staff_for_exit(office: Office) -> tuple[Staff, ...]:
    """Return the staff whose PIN opens the staff sheet of a kiosk, by name: leads and above."""
    return tuple(one for one in staff_list(office) if one.role in EXIT_ROLES)


def station_state(office: Office) -> StationState:
    """Return what stops this machine from giving numbers beside the opening hours, and which ledger it uses."""
    return replace(office.setup().station_state(office.station), is_cut_off=office.is_cut_off)


def open_for_staff(office: Office, login: str, pin: str) -> Staff:
    """Check a PIN at the kiosk and return the person.

    The PIN of a person without the role is not even checked, so that a kiosk cannot be used to guess PINs of clerks. A
    disk that takes no writes keeps nobody in: then the PIN is checked without a record.

    Raises:
        CounterError: as `kiosk.branch.staff.sign_in`, and ``staff.not_at_kiosk`` by role.
    """
    if login not in {one.login for one in staff_for_exit(office)}:
        raise CounterError("staff.not_at_kiosk")
    try:
        return sign_in(office, login, pin)
    except CounterError as problem:
        if problem.message.key not in NOT_WRITTEN:
            raise
        return check_pin(office, login, pin)


def take_out(office: Office, staff_id: int) -> None:
    """Take this kiosk out of service until somebody brings it back, also over a restart.

    Calling it twice changes nothing.
    """
    with office.store.write() as connection:
        if not office.setup_in(connection).station_state(office.station).is_out:
            values = {"station": office.station, "staff_id": staff_id, "since_us": to_us(office.clock.now())}
            connection.execute(insert(out_of_service).values(values))
            connection.execute(SETUP_CHANGED)
            _note(office, connection, Event.STATION_TAKEN_OUT, staff_id)


def bring_back(office: Office, staff_id: int) -> None:
    """Let the kiosk give numbers again. Calling it twice changes nothing."""
    with office.store.write() as connection:
        mine = delete(out_of_service).where(out_of_service.c.station == office.station)
        if connection.execute(mine).rowcount:
            connection.execute(SETUP_CHANGED)
            _note(office, connection, Event.STATION_BROUGHT_BACK, staff_id)


def act(office: Office, staff_id: int, what: StaffAct) -> None:
    """Do what a member of staff asks at the kiosk.

    Leaving and restarting are on record before they happen, unless the disk takes no writes: then in the log alone.
    """
    if what is StaffAct.TAKE_OUT:
        take_out(office, staff_id)
    elif what is StaffAct.BRING_BACK:
        bring_back(office, staff_id)
    else:
        kind = Event.STATION_RESTARTED if what is StaffAct.RESTART else Event.STATION_LEFT
        try:
            with office.store.write() as connection:
                _note(office, connection, kind, staff_id)
        except CounterError as problem:
            if problem.message.key not in NOT_WRITTEN:
                raise
            _log.error("staff %s: %s without a record, %s", staff_id, kind.value, problem.message.key)


def note_configured(office: Office, staff_id: int, keys: Sequence[str]) -> None:
    """Write down who changed which keys of this machine's configuration. The values stay in its file."""
    with office.store.write() as connection:
        body = {"staff": staff_id, "keys": sorted(keys)}
        append(connection, office.clock, NewRecord(Event.STATION_CONFIGURED, f"station:{office.station}", body))


def _note(office: Office, connection: Connection, kind: Event, staff_id: int) -> None:
    append(connection, office.clock, NewRecord(kind, f"station:{office.station}", {"staff": staff_id}))
