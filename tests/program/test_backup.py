"""Check backups: what is in one, that it opens for its key alone, and what a folder keeps."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from kiosk.branch.office import Office
from kiosk.branch.setup.appointment_import import import_appointments
from kiosk.clock import ManualClock
from kiosk.config import Site, load_site
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.appointment import make_appointment_code
from kiosk.domain.queue.appointment_file import FileLine
from kiosk.program.backup import take_backup
from kiosk.program.sample import BRANCH_ID
from kiosk.store.backup_copy import check_backup_copy, dump_rows
from kiosk.store.backup_file import read_backup_head, unpack_backup, write_backup
from kiosk.store.engine import Store
from kiosk.store.keys import create_keys
from kiosk.store.sealing import new_key_pair
from kiosk.store.tables import appointment, day_key, installation, journal, ticket
from tests.conftest import MORNING
from tests.players import take

PAIR = new_key_pair()
NIGHT = datetime(2026, 11, 30, 2, 15)  # noqa: DTZ001 - the local time of the machine


class Branch:
    """Hold a folder with a branch, as `kiosk init` makes it, whose citizens came with cards."""

    def __init__(self, folder: Path, url: str) -> None:
        self.backups = folder / "backups"
        self.backups.mkdir()
        self.config = folder / "branch.toml"
        keys = f'[backup]\nfolder = "{self.backups}"\nkey = "{PAIR.public.hex()}"\n'
        self.config.write_text(f'[database]\nurl = "{url}"\n{keys}', encoding="utf-8")
        self.site: Site = load_site(self.config)
        self.office = Office(Store(url), ManualClock(MORNING), create_keys(self.site.keys), BRANCH_ID)

    def back_up(self, to: Path | None = None, now: datetime = NIGHT) -> Path:
        return take_backup(self.site, self.config, to, now).file


@pytest.fixture
def branch(branch_url: str, tmp_path: Path) -> Iterator[Branch]:
    found = Branch(tmp_path, branch_url)
    take(found.office)
    booked = {"service": "HT-KS", "date": "2026-11-24", "from": "09:00", "until": "09:15"}
    row = FileLine(1, {**booked, "code": make_appointment_code("AAAAAAA"), "person": "095190000001"})
    import_appointments(found.office, [row])
    with found.office.store.write() as connection:
        connection.execute(delete(day_key))
        connection.execute(update(appointment).values(person="feedface" * 8))
        connection.execute(update(ticket).values(person="deadbeef" * 8, priority_group="secret-group"))
        connection.execute(day_key.insert().values(day="2026-11-24", value=b"the key of the day"))
    yield found
    found.office.store.close()


@pytest.fixture
def alone(sqlite_branch: Path, tmp_path: Path) -> Iterator[Branch]:
    found = Branch(tmp_path, f"sqlite:///{sqlite_branch}")
    yield found
    found.office.store.close()


def unpacked(file: Path, folder: Path) -> Path:
    folder.mkdir()
    unpack_backup(file, PAIR.private, {read_backup_head(file).fingerprint}, folder)
    return next(folder.glob("database.*"))


def test_safety_5_a_backup_holds_the_whole_journal_and_opens_again(branch: Branch, tmp_path: Path) -> None:
    file = branch.back_up()
    assert file.name.startswith("H99.99-20261130-021500-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    database = unpacked(file, tmp_path / "out")
    end, broken_at = check_backup_copy(database)
    head = read_backup_head(file)
    assert (broken_at, end.seq, end.hash.hex()) == (None, head.seq, head.hash)
    assert head.seq > 1
    assert (head.branch, head.taken) == ("H99.99", "2026-11-30T02:15:00")
    assert (tmp_path / "out" / "branch.toml").read_text() == branch.config.read_text()
    assert (tmp_path / "out" / "keys" / "codes.key").read_text() == (branch.site.keys / "codes.key").read_text()


def test_safety_1_a_backup_holds_no_person_no_group_and_no_key_of_a_day(branch: Branch, tmp_path: Path) -> None:
    database = unpacked(branch.back_up(), tmp_path / "out")
    content = database.read_bytes()
    for secret in (
        b"deadbeef",
        b"feedface",
        b"secret-group",
        b"the key of the day",
        b"the key of the day".hex().encode(),
    ):
        assert secret not in content
    assert b"2026-11-24" in content
    names = {file.name for file in (tmp_path / "out" / "keys").iterdir()}
    assert names <= {"codes.key", "columns.key", "signing.key", "centre.pub", "centre.token"}
    with branch.office.store.read() as connection:
        assert connection.execute(ticket.select()).one().person == "deadbeef" * 8


def test_a_restored_table_is_the_same_table(branch: Branch, tmp_path: Path) -> None:
    """Every table has as many rows as before, but for the keys of days."""
    database = unpacked(branch.back_up(), tmp_path / "out")
    with branch.office.store.read() as connection:
        for table in ticket.metadata.sorted_tables:
            count = len(connection.execute(table.select()).all())
            if database.suffix == ".db":
                with closing(sqlite3.connect(database)) as copy:
                    found = copy.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]  # noqa: S608 - our tables
            else:
                found = len(list(dump_rows(database, table.name)))
            assert found == (0 if table is day_key else count), table.name


def test_nothing_of_a_backup_is_read_without_its_key(branch: Branch, tmp_path: Path) -> None:
    file = branch.back_up()
    content = file.read_bytes()
    assert (branch.site.keys / "codes.key").read_text().encode().strip() not in content
    assert b"ticket.issued@1" not in content
    (tmp_path / "out").mkdir()
    with pytest.raises(CounterError, match=r"backup\.wrong_key"):
        unpack_backup(file, new_key_pair().private, set(), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_backup_that_is_cut_off_is_refused(alone: Branch, tmp_path: Path) -> None:
    file = alone.back_up()
    content = file.read_bytes()
    for size in (10, 200, len(content) // 2, len(content) - 1):
        file.write_bytes(content[:size])
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        (tmp_path / "out").mkdir()
        with pytest.raises(CounterError, match=r"backup\.cut_off"):
            unpack_backup(file, PAIR.private, {read_backup_head(file).fingerprint}, tmp_path / "out")


def test_a_backup_with_another_head_is_refused(alone: Branch, tmp_path: Path) -> None:
    file = alone.back_up()
    file.write_bytes(file.read_bytes().replace(b'"branch":"H99.99"', b'"branch":"H88.88"'))
    (tmp_path / "out").mkdir()
    assert read_backup_head(file).branch == "H88.88"
    with pytest.raises(CounterError, match=r"backup\.changed"):
        unpack_backup(file, PAIR.private, {read_backup_head(file).fingerprint}, tmp_path / "out")


def test_a_backup_of_a_newer_form_and_another_file_are_refused(alone: Branch, tmp_path: Path) -> None:
    file = alone.back_up()
    file.write_bytes(file.read_bytes().replace(b'"form":1', b'"form":2'))
    with pytest.raises(CounterError, match=r"backup\.newer"):
        read_backup_head(file)
    with pytest.raises(CounterError, match=r"backup\.not_one"):
        read_backup_head(alone.config)
    with pytest.raises(CounterError, match=r"backup\.no_file"):
        read_backup_head(tmp_path / "nothing.backup")


@pytest.mark.parametrize("begins", [b'"taken":"', b'"signer":"', b'"form":'])
def test_a_backup_with_nonsense_in_its_head_is_refused(alone: Branch, begins: bytes) -> None:
    """The command shows the head before anything of it is proved."""
    file = alone.back_up()
    before, _, after = file.read_bytes().partition(begins)
    file.write_bytes(before + begins + b"z" + after[1:])
    with pytest.raises(CounterError, match=r"backup\.not_one"):
        read_backup_head(file)


def test_a_backup_whose_head_would_command_the_terminal_is_refused(alone: Branch) -> None:
    file = alone.back_up()
    file.write_bytes(file.read_bytes().replace(b'"branch":"H99.99"', b'"branch":"\\u001b"'))
    with pytest.raises(CounterError, match=r"backup\.not_one"):
        read_backup_head(file)


@pytest.mark.parametrize("name", ["../outside", "keys/../../outside"])
def test_a_backup_names_no_file_outside_of_its_folder(alone: Branch, tmp_path: Path, name: str) -> None:
    head, file, out = read_backup_head(alone.back_up()), tmp_path / "odd.backup", tmp_path / "out"
    assert alone.office.keys.signing is not None
    write_backup(file, PAIR.public, alone.office.keys.signing, head, {name: alone.config})
    (out / "keys").mkdir(parents=True)
    with pytest.raises(CounterError, match=r"backup\.not_one"):
        unpack_backup(file, PAIR.private, {head.fingerprint}, out)
    assert not (tmp_path / "outside").exists()


def test_a_broken_journal_is_backed_up_and_said(branch: Branch) -> None:
    second = journal.c.seq == 2
    with branch.office.store.write() as connection:
        subject = connection.execute(select(journal.c.subject).where(second)).scalar_one()
        connection.execute(update(journal).where(second).values(subject="another"))
    assert take_backup(branch.site, branch.config, None, NIGHT).broken_at == 2
    with branch.office.store.write() as connection:
        connection.execute(update(journal).where(second).values(subject=subject))
    assert take_backup(branch.site, branch.config, None, NIGHT + timedelta(days=1)).broken_at is None


def test_a_cut_journal_is_backed_up_and_said(alone: Branch) -> None:
    """The rows are whole, but the head of the chain names a record that is not there."""
    take(alone.office)
    with alone.office.store.write() as connection:
        newest = connection.execute(select(installation.c.seq)).scalar_one()
        connection.execute(journal.delete().where(journal.c.seq == newest))
    assert take_backup(alone.site, alone.config, None, NIGHT).broken_at == newest


def test_the_folder_keeps_its_generations_and_nothing_of_others_is_removed(alone: Branch) -> None:
    """The other files lie between backups of one day, where the rule would remove them."""
    others = [alone.backups / f"H99.99-20261123-00000{number}-0.1.0.backup" for number in (1, 2)]
    others[0].write_bytes(b"of another program")
    of_another = replace(read_backup_head(alone.back_up(alone.config.with_name("own.backup"))), installation="another")
    assert alone.office.keys.signing is not None
    write_backup(others[1], PAIR.public, alone.office.keys.signing, of_another, {"branch.toml": alone.config})
    for count in range(9):
        alone.back_up(now=NIGHT - timedelta(days=9 - count))
    done = take_backup(alone.site, alone.config, None, NIGHT)
    kept = sorted(file.name[7:15] for file in alone.backups.glob("*.backup") if file not in others)
    assert kept == ["20261122", *(f"202611{day}" for day in range(24, 31))]
    assert [file.name[7:15] for file in done.removed] == ["20261123"]
    assert [file.exists() for file in others] == [True, True]


def test_a_backup_into_a_file_or_another_folder_removes_nothing(alone: Branch, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    assert alone.back_up(tmp_path / "stick").parent == tmp_path / "stick"
    assert alone.back_up(tmp_path / "mine.backup") == tmp_path / "mine.backup"
    with pytest.raises(CounterError, match=r"backup\.exists"):
        alone.back_up(tmp_path / "mine.backup")
    with pytest.raises(CounterError, match=r"backup\.no_folder"):
        alone.back_up(tmp_path / "away" / "mine.backup")


def test_without_a_folder_or_a_key_nothing_is_written(alone: Branch) -> None:
    alone.backups.rmdir()
    with pytest.raises(CounterError, match=r"backup\.no_folder"):
        alone.back_up()
    alone.config.write_text(f'[database]\nurl = "{alone.site.config.database.url}"\n', encoding="utf-8")
    with pytest.raises(CounterError, match=r"backup\.no_key"):
        take_backup(load_site(alone.config), alone.config, None, NIGHT)


def test_what_is_not_sealed_is_gone_afterwards(alone: Branch) -> None:
    """A folder that a power cut left is removed; that of a backup under way is not."""
    left, busy = alone.site.data / "backup.tmp-1", alone.site.data / "backup.tmp-2"
    for folder in (left, busy):
        folder.mkdir()
        (folder / "database.db").write_bytes(b"in clear")
    os.utime(left, (0, 0))
    os.utime(busy, (NIGHT.timestamp(), NIGHT.timestamp()))
    alone.back_up()
    assert list(alone.site.data.glob("backup.tmp*")) == [busy]
