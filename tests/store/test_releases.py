"""Upgrade the stored database of each release, and go on with its day."""

from collections import Counter as Tally
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import MovedHere, document_in_force
from kiosk.branch.upgrade import upgrade_branch
from kiosk.clock import ManualClock
from kiosk.domain.artwork import read_artwork
from kiosk.domain.branch_setup import HallRules
from kiosk.domain.journal import Event
from kiosk.domain.look import Roundel
from kiosk.domain.queue.ticket import TicketState
from kiosk.program.sample import BRANCH_ID, sample_document
from kiosk.store.engine import Store
from kiosk.store.functions import NUMBER_COUNTED
from kiosk.store.migrate import upgrade
from kiosk.store.tables import ticket
from tests.books import check_books
from tests.conftest import KEYS, MORNING
from tests.domain.test_artwork import svg
from tests.players import Clerk, take
from tests.store.releases import FOLDER, load
from tests.store.test_migrations import differences

_DONE_AFTER_IT = [Event.TICKET_ISSUED, Event.TICKET_STARTED, Event.TICKET_FINISHED, Event.TICKET_CALLED]
KINDS = ("sqlite", "postgres")
RELEASES = sorted(file.name.removesuffix(".sqlite.sql") for file in FOLDER.glob("*.sqlite.sql"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def stored(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return a kind of database, and the URL of an empty one."""
    return request.param, request.getfixturevalue(f"{request.param}_url")


@pytest.mark.parametrize("release", RELEASES)
def test_a_released_database_is_upgraded_and_its_day_goes_on(
    release: str, stored: tuple[str, str], clock: ManualClock
) -> None:
    kind, url = stored
    load(FOLDER / f"{release}.{kind}.sql", url)
    store = Store(url)
    clock.advance(timedelta(minutes=30))
    office = Office(store, clock, KEYS, BRANCH_ID)
    hall = HallRules(("vi", "km"), ("Nghỉ lễ",), ("km",))
    roundel = Roundel.of(read_artwork(svg()))
    for _ in range(2):
        upgrade_branch(office, "mai", copies=None, now=MORNING, moved=MovedHere(hall, roundel))
    with store.read() as connection:
        assert differences(connection) == []
        states = Tally(connection.execute(select(ticket.c.state)).scalars())
    missing = set(TicketState) - {TicketState.EXPIRED} - {TicketState(state) for state in states}
    assert missing == set(), "the stored day has tickets of every state"
    records = check_books(store)
    before = len(records)
    assert [one.kind for one in records[-2:]] == [Event.SETUP_PUBLISHED, Event.DATABASE_UPGRADED]
    assert sum(one.kind == Event.SETUP_PUBLISHED for one in records) == 1, "the set-up of 0.1.0 is version 1"
    new = take(office, request_id="after the upgrade")
    clerk = Clerk(office)
    clerk.start()
    clerk.finish()
    called = clerk.call("call after the upgrade")
    assert called is not None
    assert called.series == new.series
    assert [record.kind for record in check_books(store)[before:]] == _DONE_AFTER_IT
    document = document_in_force(office)
    sample = sample_document(always_open=True)
    services = tuple(replace(one, papers=None) for one in sample.services)  # the sample of 0.1.0 listed none
    kept = replace(sample, services=services, hall=hall, look=replace(sample.look, roundel=roundel))
    assert replace(document, calendar=sample.calendar) == kept, "nothing of the set-up is lost"
    assert {one.day for one in document.calendar} <= {one.day for one in sample.calendar}
    store.close()


def test_each_release_is_stored_for_both_databases() -> None:
    assert RELEASES
    assert {file.name for file in FOLDER.iterdir()} == {f"{one}.{kind}.sql" for one in RELEASES for kind in KINDS}


@pytest.mark.postgres
def test_roles_with_their_names_have_the_rights_of_the_new_version_after_the_upgrade(postgres_url: str) -> None:
    """Else no kiosk issued a number between `kiosk db upgrade` and `kiosk db roles`, and it still read the PINs."""
    load(FOLDER / "0.1.0.postgres.sql", postgres_url)
    store = Store(postgres_url)
    role = f"r{uuid4().hex[:8]}_kiosk"
    with store.write(journal=False) as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    upgrade(store)
    with store.write(journal=False) as connection:
        rights = connection.exec_driver_sql(
            f"SELECT has_function_privilege('{role}', '{NUMBER_COUNTED.signature}', 'EXECUTE'),"
            f" has_column_privilege('{role}', 'staff', 'login', 'SELECT'),"
            f" has_column_privilege('{role}', 'staff', 'secret', 'SELECT')"
        ).one()
        connection.exec_driver_sql(f"DROP OWNED BY {role}; DROP ROLE {role}")
    assert tuple(rights) == (True, True, False)
    store.close()


@pytest.mark.postgres
def test_the_roles_of_a_branch_work_on_after_the_upgrade(postgres_url: str) -> None:
    """A kiosk reads the set-up, a manager publishes it and keeps figures, without a new `kiosk db roles`."""
    load(FOLDER / "0.1.0.postgres.sql", postgres_url)
    store = Store(postgres_url)
    kiosk, manager = (f"upgraded_{name}_{uuid4().hex[:8]}" for name in ("kiosk", "manager"))
    with store.write(journal=False) as connection:
        for role in (kiosk, manager):
            connection.exec_driver_sql(f"CREATE ROLE {role}")
            connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        connection.exec_driver_sql(f"GRANT INSERT, UPDATE, DELETE ON calendar_day TO {manager}")
    upgrade(store)
    with store.write(journal=False) as connection:
        rights = {
            (role, table, right): connection.execute(
                text("SELECT has_table_privilege(:role, :table, :right)"),
                {"role": role, "table": table, "right": right},
            ).scalar_one()
            for role in (kiosk, manager)
            for table, right in (
                ("setup_version", "SELECT"),
                ("setup_version", "INSERT"),
                ("service", "UPDATE"),
                ("artwork", "SELECT"),
                ("artwork", "INSERT"),
                ("day_summary", "SELECT"),
                ("day_summary", "DELETE"),
            )
        }
        for role in (kiosk, manager):
            connection.exec_driver_sql(f"DROP OWNED BY {role}; DROP ROLE {role}")
    assert {key for key, allowed in rights.items() if allowed} == {
        (kiosk, "setup_version", "SELECT"),
        (manager, "setup_version", "SELECT"),
        (manager, "setup_version", "INSERT"),
        (manager, "service", "UPDATE"),
        (kiosk, "artwork", "SELECT"),
        (manager, "artwork", "SELECT"),
        (manager, "artwork", "INSERT"),
        (kiosk, "day_summary", "SELECT"),
        (manager, "day_summary", "SELECT"),
        (manager, "day_summary", "DELETE"),
    }
    store.close()
