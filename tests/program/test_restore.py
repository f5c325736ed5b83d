"""Check that a branch is restored from its backup, in a new epoch, and that nothing else is put into its place."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update

from kiosk.branch.board import hall_view
from kiosk.branch.day import close_day
from kiosk.branch.epoch import open_new_epoch
from kiosk.branch.measures import day_tallies
from kiosk.branch.office import Office
from kiosk.branch.statements import verify_day
from kiosk.clock import ManualClock
from kiosk.config import Site, load_site
from kiosk.domain.chain_check import journal_breaks
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.figures import figures_of
from kiosk.domain.measures.tally import sum_of
from kiosk.program.backup import take_backup
from kiosk.program.centre import Centre
from kiosk.program.restore import Order, new_epoch, restore_branch
from kiosk.program.runtime import make_relay
from kiosk.program.sample import BRANCH_ID
from kiosk.store import backup_file
from kiosk.store.backup_file import BackupHead, read_backup_head, write_backup
from kiosk.store.engine import Store
from kiosk.store.journal import read_head, to_us, walk, walk_all
from kiosk.store.keys import (
    BackupKey,
    change_signing_key,
    create_keys,
    load_keys,
    signing_key,
    write_text_secret,
)
from kiosk.store.sealing import new_key_pair
from kiosk.store.signing import fingerprint, public_half
from kiosk.store.tables import installation, number_counter, station_presence, ticket
from kiosk.store.versions import RESTORING
from sync.central.serve import CentralServer
from tests.conftest import MORNING
from tests.players import Clerk, take
from tests.postgres_server import PostgresServer

PAIR = new_key_pair()
NOW = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001 - the local time of the machine
TODAY = MORNING.date()


class Branch:
    """Hold a folder with a branch whose backup was taken in the middle of a day, and what happened afterwards."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url, self.clock = folder, url, ManualClock(MORNING)
        (folder / "backups").mkdir()
        self.config = folder / "branch.toml"
        keys = f'[backup]\nfolder = "backups"\nkey = "{PAIR.public.hex()}"\n'
        self.config.write_text(f'[database]\nurl = "{url}"\n{keys}', encoding="utf-8")
        self.site: Site = load_site(self.config)
        self.keys = create_keys(self.site.keys)
        self.office = self.open()

    def open(self) -> Office:
        return Office(Store(self.url, must_exist=True), self.clock, self.keys, BRANCH_ID)

    def back_up(self) -> Path:
        return take_backup(self.site, self.config, None, NOW).file

    def order(self, file: Path, private: bytes = PAIR.private, signed_by: str = "") -> Order:
        return Order(file, BackupKey(private), "root", signed_by=signed_by)

    def restore(self, file: Path, private: bytes = PAIR.private) -> int:
        self.office.store.close()
        done = restore_branch(self.config, self.order(file, private), self.clock, NOW)
        self.office = self.open()
        self.office.store.check()
        return done.epoch.epoch


@pytest.fixture
def branch(branch_kind: str, tmp_path: Path) -> Iterator[Branch]:
    found = Branch(tmp_path, branch_kind)
    yield found
    found.office.store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def branch_kind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield a database with the sample branch. Its books are not checked: they know one epoch."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('sqlite_branch')}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def alone(sqlite_branch: Path, tmp_path: Path) -> Iterator[Branch]:
    found = Branch(tmp_path, f"sqlite:///{sqlite_branch}")
    yield found
    found.office.store.close()


def whole(office: Office) -> bool:
    with office.store.read() as connection:
        return not list(journal_breaks(walk_all(connection), read_head(connection)))


def test_safety_5_a_day_goes_on_after_a_restore_at_noon(branch: Branch) -> None:
    """D4 was: 30 of 30 numbers anew. Board, desk, figures and the closing statement go over both epochs."""
    clerk = Clerk(branch.office).open()
    first = take(branch.office)
    second = take(branch.office)
    clerk.serve_next()
    file = branch.back_up()
    given = {take(branch.office).label for _ in range(30)}
    assert branch.restore(file) == 2

    again = {take(branch.office).label for _ in range(30)}
    assert again & (given | {first.label, second.label}) == set()
    assert whole(branch.office)
    with branch.office.store.read() as connection:
        newest = [one for one in walk(connection) if one.epoch == 2]
        told = json.loads(newest[0].body)
    assert (newest[0].kind, newest[0].seq) == (Event.BRANCH_RESTORED, 1)
    assert (told["epoch"], told["file"], told["by"]) == (1, file.name, "root")
    assert told["taken"] == "2026-11-24T12:00:00"

    seen = hall_view(branch.office, None)
    clerk = Clerk(branch.office)  # its counter was open at noon
    called = clerk.called()
    assert called.label == second.label  # who waits since the first epoch is next
    after = hall_view(branch.office, seen.view.seq)
    assert [one.label for one in after.calls] == [second.label]
    assert {one.label for one in after.view.recent} == {first.label}
    clerk.start()
    clerk.finish()

    branch.clock.advance(timedelta(days=1))
    close_day(branch.office)
    assert verify_day(branch.office, TODAY) == []
    (tallies,) = day_tallies(branch.office, TODAY, TODAY)
    assert figures_of(sum_of(tallies.cells.values())).arrivals == 32


def test_a_restored_day_without_another_number_can_be_closed(alone: Branch) -> None:
    """The rows of skipped numbers are no numbers: the day has no statement and lacks none."""
    file = alone.back_up()
    alone.restore(file)
    with alone.office.store.read() as connection:
        assert connection.execute(select(number_counter)).all() != []
    alone.clock.advance(timedelta(days=1))
    close_day(alone.office)
    assert verify_day(alone.office, TODAY) == []


def test_a_lost_or_damaged_database_is_restored(alone: Branch) -> None:
    number = take(alone.office)
    file = alone.back_up()
    database = Path(alone.office.store.url.database or "")
    for damage in (database.unlink, lambda: database.write_bytes(b"nothing of a database" * 500)):
        alone.office.store.close()
        damage()
        alone.restore(file)
        with alone.office.store.read() as connection:
            assert connection.execute(select(ticket.c.id)).scalar_one() == number.id
        assert whole(alone.office)


def test_a_machine_that_has_nothing_gets_settings_and_keys_of_the_backup(alone: Branch, tmp_path: Path) -> None:
    number = take(alone.office)
    new = tmp_path / "new"
    new.mkdir()
    text_before = alone.config.read_text(encoding="utf-8")
    alone.config.write_text(text_before.replace(alone.url, "sqlite:///branch.db"), encoding="utf-8")
    file = alone.back_up()
    order = Order(file, BackupKey(PAIR.private, (alone.keys.fingerprint,)), "root")
    restore_branch(new / "branch.toml", order, alone.clock, NOW)
    site = load_site(new / "branch.toml")
    assert create_keys(site.keys).codes == alone.keys.codes
    store = Store(site.database_url, must_exist=True)
    with store.read() as connection:
        assert connection.execute(select(ticket.c.code)).scalar_one() == number.code
    store.close()


def test_a_restore_waits_for_running_programs(branch: Branch) -> None:
    file = branch.back_up()
    with branch.office.store.write() as connection:
        now = to_us(branch.clock.now())
        who = {"token": "t", "station": "desk-1", "program": "desk", "version": "1"}
        connection.execute(insert(station_presence).values(**who, since_us=now, until_us=now + 90_000_000))
    for act in (lambda: branch.restore(file), lambda: new_epoch(branch.site, "root", branch.clock)):
        with pytest.raises(CounterError, match=r"restore\.running") as refused:
            act()
        assert refused.value.message.args["who"] == "desk-1 (desk)"
    with branch.office.store.read() as connection:
        assert read_head(connection).epoch == 1


def test_a_backup_of_another_branch_is_refused(branch: Branch) -> None:
    file = branch.back_up()
    with branch.office.store.write() as connection:
        connection.execute(update(installation).values(id="another-installation"))
    with pytest.raises(CounterError, match=r"restore\.other_branch"):
        branch.restore(file)
    with branch.office.store.read() as connection:
        assert read_head(connection).installation == "another-installation"


def test_a_backup_of_a_newer_or_older_version_is_refused(alone: Branch) -> None:
    file = alone.back_up()
    content = file.read_bytes()
    place = content.index(b'"revision":"') + len(b'"revision":"')
    for revision, key in ((b"9999", "newer"), (b"0001", "older")):
        file.write_bytes(content[:place] + revision + content[place + 4 :])
        with pytest.raises(CounterError, match=rf"backup\.{key}"):
            alone.restore(file)


def test_a_backup_that_is_cut_off_or_opens_with_another_key_changes_nothing(alone: Branch) -> None:
    take(alone.office)
    file = alone.back_up()
    with pytest.raises(CounterError, match=r"backup\.wrong_key"):
        alone.restore(file, new_key_pair().private)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(CounterError, match=r"backup\.cut_off"):
        alone.restore(file)
    with alone.office.store.read() as connection:
        assert read_head(connection).epoch == 1
    assert list(alone.folder.glob("backup.tmp*")) == []


def refused(branch: Branch, order: Order, config: Path | None = None) -> CounterError:
    """Return why a restore was refused. Nothing was changed."""
    with pytest.raises(CounterError) as problem:
        restore_branch(config or branch.config, order, branch.clock, NOW)
    with branch.office.store.read() as connection:
        assert read_head(connection).epoch == 1
    assert list(branch.folder.glob("**/backup.tmp*")) == []
    return problem.value


def forged(branch: Branch, genuine: Path, signer: bytes, signing: bytes) -> Path:
    """Return a backup with a database of somebody else's making, sealed to the public key of the branch."""
    made, database = branch.folder / "forged.backup", branch.folder / "made.db"
    with (
        closing(sqlite3.connect(branch.office.store.url.database or "")) as own,
        closing(sqlite3.connect(database)) as it,
    ):
        own.backup(it)
        it.execute("UPDATE staff SET role = 'admin'")
        it.commit()
    head = replace(read_backup_head(genuine), signer=public_half(signer).hex())
    write_backup(made, PAIR.public, signing, head, {"database.db": database, "branch.toml": branch.config})
    return made


def test_safety_5_a_backup_forged_by_the_holder_of_the_public_key_is_refused(alone: Branch) -> None:
    """The public key of the backups and that of the signing key are no secrets."""
    genuine, own, thief = alone.back_up(), alone.keys.signing or b"", bytes(range(32))
    made = forged(alone, genuine, thief, thief)
    told = refused(alone, alone.order(made)).message
    assert (told.key, told.args["expected"]) == ("backup.other_signer", alone.keys.fingerprint)
    assert told.args["found"] == fingerprint(public_half(thief))
    made.unlink()
    pretended = forged(alone, genuine, own, thief)  # the head names the key of the branch
    assert refused(alone, alone.order(pretended)).message.key == "backup.changed"
    pretended.unlink()
    assert forged(alone, genuine, own, own).exists(), "the holder of the signing key"
    assert alone.restore(alone.folder / "forged.backup") == 2


def test_a_signature_of_one_backup_does_not_fit_another(alone: Branch) -> None:
    first = alone.back_up().read_bytes()
    take(alone.office)
    second = alone.folder / "second.backup"
    take_backup(alone.site, alone.config, second, NOW)
    second.write_bytes(second.read_bytes()[:-64] + first[-64:])
    assert refused(alone, alone.order(second)).message.key == "backup.changed"


def test_a_backup_signed_by_another_installation_is_refused(alone: Branch, tmp_path: Path) -> None:
    """Both communes may have one backup key; the branch of the neighbour is genuine, and not this one."""
    neighbour = create_keys(tmp_path / "neighbour")
    assert neighbour.signing is not None
    file = forged(alone, alone.back_up(), neighbour.signing, neighbour.signing)
    told = refused(alone, alone.order(file)).message
    assert (told.key, told.args["found"]) == ("backup.other_signer", neighbour.fingerprint)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda content: content[:-64], "cut_off"),
        (lambda content: content[:-1], "cut_off"),
        (lambda content: content[: content.rindex(b"\none-stop-kiosk signed")], "cut_off"),
        (lambda content: content + b"more", "cut_off"),
        (lambda content: content[:-1] + bytes([content[-1] ^ 1]), "changed"),
        (lambda content: content[:-64] + bytes(64), "changed"),
        (lambda content: content.replace(b'"branch":"H99.99"', b'"branch":"H88.88"'), "changed"),
        (lambda content: content[:900] + bytes([content[900] ^ 1]) + content[901:], "changed"),
    ],
)
def test_a_backup_whose_signature_is_cut_off_or_altered_is_refused(
    alone: Branch, change: Callable[[bytes], bytes], key: str
) -> None:
    file = alone.back_up()
    file.write_bytes(change(file.read_bytes()))
    assert refused(alone, alone.order(file)).message.key == f"backup.{key}"


def test_a_disk_that_answers_otherwise_when_it_is_read_again_is_found(
    alone: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signature is checked before the content is unpacked, and again of what was unpacked."""
    genuine, own, thief = alone.back_up(), alone.keys.signing or b"", bytes(range(32))
    made, checked = forged(alone, genuine, own, thief), []
    check = backup_file._SignedReader.check

    def first_reading_is_genuine(reader: backup_file._SignedReader, head: BackupHead) -> None:
        checked.append(head)
        if len(checked) > 1:
            check(reader, head)

    monkeypatch.setattr(backup_file._SignedReader, "check", first_reading_is_genuine)
    assert refused(alone, alone.order(made)).message.key == "backup.changed"
    assert len(checked) == 2


def test_a_new_machine_without_a_fingerprint_restores_nothing(alone: Branch, tmp_path: Path) -> None:
    config, file = tmp_path / "new" / "branch.toml", alone.back_up()
    told = refused(alone, alone.order(file), config).message
    assert (told.key, told.args["found"]) == ("backup.unknown_signer", alone.keys.fingerprint)
    assert not config.exists()


def test_a_wrong_fingerprint_restores_nothing_and_the_right_one_does(alone: Branch, tmp_path: Path) -> None:
    """Take what a person types before the key of the machine: a backup can be older than a new signing key."""
    file, wrong = alone.back_up(), fingerprint(bytes(32))
    for config in (alone.config, tmp_path / "new" / "branch.toml"):
        told = refused(alone, alone.order(file, signed_by=wrong), config).message
        assert (told.key, told.args["expected"]) == ("backup.other_signer", wrong)
    before = alone.keys.fingerprint
    signing_key(alone.site.keys, is_new=True)
    change_signing_key(alone.site.keys)
    assert refused(alone, alone.order(file)).message.key == "backup.other_signer"
    alone.office.store.close()
    assert restore_branch(alone.config, alone.order(file, signed_by=before), alone.clock, NOW).epoch.epoch == 2


def test_a_branch_of_release_0_1_0_gets_its_signing_key_with_its_first_backup(alone: Branch) -> None:
    (alone.site.keys / "signing.key").unlink()
    file = alone.back_up()
    assert load_keys(alone.site.keys).fingerprint == read_backup_head(file).fingerprint
    assert alone.restore(file) == 2


def test_a_backup_of_another_kind_of_database_is_refused(alone: Branch) -> None:
    file = alone.back_up()
    alone.config.write_text('[database]\nurl = "postgresql+psycopg://nobody@127.0.0.1:1/none"\n', encoding="utf-8")
    told = refused(alone, alone.order(file)).message
    assert (told.key, told.args) == ("restore.other_kind", {"kind": "SQLite", "here": "PostgreSQL"})


@pytest.mark.postgres
def test_no_program_opens_a_database_whose_restore_was_interrupted(
    postgres_template: str, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres.create(postgres_template)
    branch = Branch(tmp_path, postgres.url(name))
    file = branch.back_up()
    with monkeypatch.context() as patch:
        patch.setattr("kiosk.program.restore.open_new_epoch", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            branch.restore(file)
    with branch.office.store.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == RESTORING
    with pytest.raises(CounterError, match=r"store\.restoring"):
        branch.office.store.check()
    branch.office.store.close()
    branch.office = branch.open()
    assert branch.restore(file) == 2
    branch.office.store.close()
    postgres.drop(name)


def test_numbers_are_skipped_beyond_the_busiest_day(alone: Branch) -> None:
    """Three series: 37 numbers today, none today but 140 on a past day, none ever."""
    days = {TODAY.isoformat(): ("A", 37), "2026-11-20": ("B", 140), "2026-01-05": ("C", 900)}
    with alone.office.store.write() as connection:
        for day, (series, last) in days.items():
            row = {"branch_id": BRANCH_ID, "business_date": day, "series": series, "last": last}
            connection.execute(insert(number_counter).values(row))
    made = open_new_epoch(alone.office, "root")
    assert {series: made.skipped[series] for series in "ABC" if series in made.skipped} == {
        "A": 100,
        "B": 200,
        "C": 100,
    }


def test_the_epoch_is_later_than_any_at_the_centre(alone: Branch) -> None:
    assert open_new_epoch(alone.office, "root", at_centre=7).epoch == 8
    assert open_new_epoch(alone.office, "root", at_centre=3).epoch == 9


def test_safety_d4_after_a_restore_the_real_centre_keeps_both_histories_and_refuses_nothing(
    alone: Branch, tmp_path: Path
) -> None:
    """It was: 30 of 30 numbers anew, then every record refused."""
    centre = Centre(tmp_path / "centre")
    with alone.office.store.read() as connection:
        own = read_head(connection).installation
    assert alone.keys.signing is not None
    write_text_secret(alone.site.token_file, centre.enrol(own, alone.keys.signing))
    server = CentralServer(centre.database_url)
    server.start()
    try:
        text = alone.config.read_text(encoding="utf-8")
        alone.config.write_text(f'{text}[centre]\nurl = "{server.url}"\n', encoding="utf-8")
        alone.site = load_site(alone.config)
        take(alone.office)
        deliver(alone)
        file = alone.back_up()
        for _ in range(30):
            take(alone.office)
        deliver(alone)
        at_centre = server.inbox.state(own)[0].highest

        assert alone.restore(file) == 2
        for _ in range(30):
            take(alone.office)
        deliver(alone)
        assert [(one.epoch, one.missing) for one in server.inbox.state(own)] == [(1, []), (2, [])]
        assert server.inbox.state(own)[0].highest == at_centre
        assert server.inbox.refusals(own) == []
        records = [record for _, record in server.inbox.records(own, limit=10_000)]
        numbers = [json.loads(one.body)["number"] for one in records if one.kind == Event.TICKET_ISSUED]
        assert len(numbers) == len(set(numbers)) == 61

        alone.restore(file)  # a second time from the same backup: the centre knows a later epoch
        take(alone.office)
        deliver(alone)
        assert [one.epoch for one in server.inbox.state(own)] == [1, 2, 3]
        assert server.inbox.refusals(own) == []
    finally:
        server.stop()


def deliver(branch: Branch) -> None:
    relay = make_relay(branch.site, branch.office)
    try:
        while relay.once().has_more:
            pass
        assert relay.status().backlog == 0
        assert relay.status().quarantined == 0
    finally:
        relay.stop()


@pytest.mark.postgres
def test_nobody_may_call_the_owner_s_functions_after_a_restore(
    postgres_template: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    """A dump without rights would give each function of the owner to every role of the server."""
    name = postgres.create(postgres_template)
    branch = Branch(tmp_path, postgres.url(name))
    mine = "pronamespace = 'public'::regnamespace AND prosecdef"
    rights = text(f"SELECT proname, proacl IS NULL AS for_all FROM pg_proc WHERE {mine}")  # noqa: S608 - two constants
    with branch.office.store.read() as connection:
        before = {row.proname: row.for_all for row in connection.execute(rights)}
    branch.restore(branch.back_up())
    with branch.office.store.read() as connection:
        after = {row.proname: row.for_all for row in connection.execute(rights)}
    assert not all(before.values())
    assert after == before
    branch.office.store.close()
    postgres.drop(name)
