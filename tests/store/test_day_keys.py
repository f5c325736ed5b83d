"""Check that machines agree about the key of a date, and that nothing is left of it when the date is over."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from kiosk.domain.language.text import CounterError
from kiosk.store.day_keys import any_over, destroy_files, destroy_first_release, destroy_rows, key_of, share
from kiosk.store.engine import Store
from kiosk.store.keys import NO_KEYS, BranchKeys, create_keys, load_keys
from kiosk.store.tables import day_key
from tests.forks import at_once

TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)


def machine(folder: Path, name: str) -> BranchKeys:
    """Return the keys of one machine of a branch; only the keys of dates are its own."""
    return BranchKeys(codes=b"c" * 32, columns=b"f" * 32, days=folder / name)


@pytest.fixture
def store(branch_url: str) -> Iterator[Store]:
    """Yield the database of the sample branch."""
    store = Store(branch_url)
    yield store
    store.close()


@pytest.fixture
def shared(postgres_template: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """Yield the sample branch on a PostgreSQL server, which machines share."""
    server = request.getfixturevalue("postgres")
    name = server.create(postgres_template)
    store = Store(server.url(name))
    yield store
    store.close()
    server.drop(name)


def test_a_key_is_made_once_for_a_date_and_for_its_owner_only(store: Store, tmp_path: Path) -> None:
    keys = create_keys(tmp_path / "keys")
    first = key_of(store, keys, TODAY)
    assert first == key_of(store, load_keys(tmp_path / "keys"), TODAY)
    assert first is not None
    assert len(first) == 32
    assert key_of(store, keys, TOMORROW) != first
    assert keys.days is not None
    assert stat.S_IMODE(keys.days.stat().st_mode) == 0o700
    assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in keys.days.iterdir()} == {
        "2026-11-24.key": 0o600,
        "2026-11-25.key": 0o600,
    }


def test_programs_that_make_a_key_at_once_agree(store: Store, tmp_path: Path) -> None:
    keys, url = machine(tmp_path, "kiosk"), store.url.render_as_string(hide_password=False)

    def make() -> bytes | None:
        own = Store(url)
        try:
            return key_of(own, keys, TODAY)
        finally:
            own.close()

    assert len(set(at_once(*[make] * 4))) == 1


def test_a_program_that_keeps_no_keys_recognises_nobody(store: Store) -> None:
    assert key_of(store, NO_KEYS, TODAY) is None
    share(store, NO_KEYS, TODAY)
    assert (destroy_files(NO_KEYS, TOMORROW), destroy_first_release(NO_KEYS)) == (0, 0)


def test_a_kiosk_that_is_cut_off_makes_no_key(store: Store, tmp_path: Path) -> None:
    keys = machine(tmp_path, "kiosk")
    assert key_of(store, keys, TODAY, is_cut_off=True) is None
    assert key_of(store, keys, TODAY) == key_of(store, keys, TODAY, is_cut_off=True) is not None


def test_a_folder_that_takes_no_key_is_refused(sqlite_branch: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(f"sqlite:///{sqlite_branch}")
    with pytest.raises(CounterError) as refused:
        key_of(store, machine(tmp_path, "file"), TODAY)
    assert refused.value.message.key == "store.cannot_open"
    store.close()


@pytest.mark.postgres
def test_machines_of_a_branch_have_one_key(shared: Store, tmp_path: Path) -> None:
    kiosk, desk = machine(tmp_path, "kiosk"), machine(tmp_path, "desk")
    assert key_of(shared, kiosk, TODAY) == key_of(shared, desk, TODAY)
    key_of(shared, desk, TOMORROW)
    share(shared, kiosk, TODAY)
    assert sorted(one.name for one in (tmp_path / "kiosk").iterdir()) == ["2026-11-24.key", "2026-11-25.key"]


@pytest.mark.postgres
def test_a_key_comes_back_after_a_crash_of_the_server(shared: Store, tmp_path: Path) -> None:
    kiosk, desk = machine(tmp_path, "kiosk"), machine(tmp_path, "desk")
    before = key_of(shared, kiosk, TODAY), key_of(shared, kiosk, TOMORROW)
    _empty(shared)
    share(shared, kiosk, TODAY)
    assert (key_of(shared, desk, TODAY), key_of(shared, desk, TOMORROW)) == before
    _empty(shared)
    assert key_of(shared, kiosk, TODAY) == before[0] == key_of(shared, desk, TODAY)


@pytest.mark.postgres
def test_the_table_decides_between_two_keys(shared: Store, tmp_path: Path) -> None:
    kiosk, desk = machine(tmp_path, "kiosk"), machine(tmp_path, "desk")
    first = key_of(shared, kiosk, TODAY)
    _empty(shared)
    second = key_of(shared, desk, TODAY)
    assert first != second == key_of(shared, kiosk, TODAY) == key_of(shared, kiosk, TODAY, is_cut_off=True)


@pytest.mark.postgres
def test_the_table_holds_a_key_encrypted_and_out_of_the_log(shared: Store, tmp_path: Path) -> None:
    key = key_of(shared, machine(tmp_path, "kiosk"), TODAY)
    with shared.read() as connection:
        value = bytes(connection.execute(select(day_key.c.value)).scalar_one())
        how = connection.execute(text("SELECT relpersistence FROM pg_class WHERE relname = 'day_key'")).scalar_one()
    assert key is not None
    assert key not in value
    assert key.hex().encode() not in value
    assert how == "u", "unlogged"


@pytest.mark.postgres
def test_a_machine_with_other_key_files_is_told(shared: Store, tmp_path: Path) -> None:
    key_of(shared, machine(tmp_path, "kiosk"), TODAY)
    with pytest.raises(CounterError) as refused:
        key_of(shared, replace(machine(tmp_path, "desk"), columns=b"g" * 32), TODAY)
    assert refused.value.message.key == "keys.of_another_branch"


def test_safety_1_a_file_shows_nothing_without_the_key_of_columns(store: Store, tmp_path: Path) -> None:
    keys = machine(tmp_path, "kiosk")
    key, file = key_of(store, keys, TODAY), tmp_path / "kiosk" / "2026-11-24.key"
    assert key is not None
    assert key.hex() not in file.read_text()
    file.rename(file.with_name("2026-11-25.key"))
    for other, day in ((keys, TOMORROW), (replace(keys, columns=b"g" * 32), TOMORROW)):
        with pytest.raises(CounterError) as refused:
            key_of(store, other, day)
        assert refused.value.message.key == "keys.of_another_branch"


def test_safety_1_the_files_of_dates_that_are_over_are_overwritten(store: Store, tmp_path: Path) -> None:
    keys = machine(tmp_path, "kiosk")
    old, new = key_of(store, keys, TODAY), key_of(store, keys, TOMORROW)
    folder = tmp_path / "kiosk"
    (folder / ".2026-11-23.key.0123456789abcdef").write_text("half made when the power failed")
    (folder / "notes").write_text("of somebody else")
    assert old is not None
    with (folder / "2026-11-24.key").open("rb") as still_open:
        assert destroy_files(keys, TOMORROW) == 2
        left = os.pread(still_open.fileno(), 200, 0)
    assert left
    assert not left.strip(b"\0"), "the bytes on the disk, after the name is gone"
    assert sorted(one.name for one in folder.iterdir()) == ["2026-11-25.key", "notes"]
    assert key_of(store, keys, TOMORROW) == new
    assert destroy_files(keys, TOMORROW) == 0


def test_safety_1_the_key_of_the_first_release_is_destroyed(tmp_path: Path) -> None:
    keys = create_keys(tmp_path)
    assert destroy_first_release(keys) == 0
    (tmp_path / "persons.key").write_text("00" * 32)
    assert destroy_first_release(keys) == 1
    assert not (tmp_path / "persons.key").exists()


@pytest.mark.postgres
def test_safety_1_rows_of_dates_that_are_over_leave_the_table(shared: Store, tmp_path: Path) -> None:
    keys = machine(tmp_path, "kiosk")
    key_of(shared, keys, TODAY)
    kept = key_of(shared, keys, TOMORROW)
    with shared.read() as connection:
        assert any_over(connection, TOMORROW)
    with shared.write(journal=False) as connection:
        assert destroy_rows(connection, TOMORROW) == 1
    with shared.read() as connection:
        assert not any_over(connection, TOMORROW)
    assert key_of(shared, machine(tmp_path, "desk"), TOMORROW) == kept


@pytest.mark.postgres
def test_safety_7_a_row_that_is_no_date_stops_nobody_and_goes(shared: Store, tmp_path: Path) -> None:
    with shared.write(journal=False) as connection:
        connection.execute(day_key.insert().values(day="zzzz", value=b"x"))
    share(shared, machine(tmp_path, "first"), TODAY)
    with shared.write(journal=False) as connection:
        assert destroy_rows(connection, TODAY) == 1
        assert connection.execute(select(day_key.c.day)).scalars().all() == [TODAY.isoformat()]


@pytest.mark.postgres
def test_safety_7_a_row_that_is_no_key_stops_no_machine(
    shared: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A kiosk may write the key of tomorrow, and a stolen role a wrong one."""
    with shared.write(journal=False) as connection:
        connection.execute(day_key.insert().values(day=TOMORROW.isoformat(), value=bytes(94)))
    keys = machine(tmp_path, "kiosk")
    share(shared, keys, TODAY)
    assert "the key of 2026-11-25 was not made with this machine's keys" in caplog.text
    assert key_of(shared, keys, TODAY, is_cut_off=True) is not None


@pytest.mark.postgres
def test_a_key_of_a_later_date_is_given_back_when_the_date_comes(shared: Store, tmp_path: Path) -> None:
    """Before, only a machine that imports appointments may write it."""
    keys, later = machine(tmp_path, "kiosk"), TODAY + timedelta(days=2)
    known = key_of(shared, keys, later)
    _empty(shared)
    share(shared, keys, TODAY)
    with shared.read() as connection:
        assert connection.execute(select(day_key.c.day)).scalars().all() == [TODAY.isoformat()]
    share(shared, keys, TOMORROW)
    assert key_of(shared, machine(tmp_path, "desk"), later) == known


def _empty(store: Store) -> None:
    """Do what a crash of the server does to a table that is not logged."""
    with store.write(journal=False) as connection:
        connection.exec_driver_sql("TRUNCATE day_key")
