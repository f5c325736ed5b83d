"""Check that a branch whose disk is lost is rebuilt from what its centre received, and says what is missing."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.branch.day import close_day
from kiosk.branch.epoch import open_new_epoch
from kiosk.branch.measures import day_tallies
from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import document_in_force, history
from kiosk.branch.statements import verify_day
from kiosk.clock import ManualClock
from kiosk.config import load_site
from kiosk.domain.chain_check import journal_breaks
from kiosk.domain.journal import JournalRecord
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.figures import figures_of
from kiosk.domain.measures.tally import sum_of
from kiosk.program import restore
from kiosk.program.rebuild import RebuildOrder, Rebuilt, rebuild_branch
from kiosk.program.restore import Order, restore_branch
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from kiosk.store.journal import read_head, walk, walk_all
from kiosk.store.keys import BackupKey, load_keys
from kiosk.store.sealing import new_key_pair
from kiosk.store.tables import staff, ticket
from sync.central.inbox import Inbox, as_record
from sync.central.verification import stored_rows
from tests.conftest import KEYS, MORNING
from tests.players import Clerk, set_limits, take

PAIR = new_key_pair()
NOON = datetime(2026, 11, 25, 12, 0)  # noqa: DTZ001 - the local time of the machine
FIRST, SECOND = MORNING.date(), (MORNING + timedelta(days=1)).date()


@dataclass
class Lost:
    """Hold a branch whose disk is lost, what its centre has, and the machine that takes its place."""

    office: Office
    clock: ManualClock
    inbox: Inbox
    folder: Path
    own: str

    def records(self) -> list[JournalRecord]:
        with self.inbox.store.read() as connection:
            return [as_record(row) for row in stored_rows(connection, self.own)]

    def rebuilt(self, records: list[JournalRecord] | None = None, name: str = "lost") -> tuple[Rebuilt, Path]:
        work, out = self.folder / name, self.folder / f"{name}.backup"
        work.mkdir()
        found = records or self.records()
        return rebuild_branch(lambda: found, RebuildOrder(out, PAIR.public, "482915"), work, self.office.clock), out

    def restored(self, rebuilt: tuple[Rebuilt, Path]) -> Office:
        made, file = rebuilt
        config = self.folder / "new" / "branch.toml"
        restore_branch(
            config, Order(file, BackupKey(PAIR.private), "root", signed_by=made.signed_by), self.office.clock, NOON
        )
        site = load_site(config)
        return replace(self.office, store=Store(site.database_url, must_exist=True), keys=load_keys(site.keys))


@pytest.fixture
def lost(sqlite_branch: Path, tmp_path: Path) -> Iterator[Lost]:
    """Yield a branch with a day that is over and a second one that goes on; the centre has both."""
    clock = ManualClock(MORNING)
    office = Office(Store(f"sqlite:///{sqlite_branch}"), clock, KEYS, BRANCH_ID)
    set_limits(office, wait_minutes=25)
    clerk = Clerk(office).open()
    for _ in range(4):
        take(office)
    clerk.serve_next()
    clock.advance(timedelta(days=1))
    close_day(office)
    clerk.open()
    for _ in range(5):
        take(office)
    clerk.serve_next()
    clerk.called()
    inbox = Inbox(f"sqlite:///{tmp_path / 'central.db'}", clock)
    with office.store.read() as connection:
        records, own = list(walk(connection)), read_head(connection).installation
    for start in range(0, len(records), 100):
        inbox.receive(own, 1, records[start : start + 100])
    yield Lost(office, clock, inbox, tmp_path, own)
    inbox.close()
    office.store.close()


def test_safety_5_a_lost_branch_goes_on_from_what_its_centre_has(lost: Lost) -> None:
    made, file = lost.rebuilt()
    assert (made.visits, made.left_out) == (9, 0)
    office = lost.restored((made, file))
    with closing(office.store):
        with office.store.read() as connection:
            head = read_head(connection)
            assert list(journal_breaks(walk_all(connection), head)) == []
            states = sorted(connection.execute(select(ticket.c.state)).scalars())
            names = connection.execute(select(staff.c.login, staff.c.name, staff.c.is_first_secret)).all()
        assert (head.installation, head.epoch) == (lost.own, 2)
        assert states == ["done", "done", *["expired"] * 3, *["waiting"] * 4]
        assert all(name == login and is_first for login, name, is_first in names)

        before, after = document_in_force(lost.office), document_in_force(office)
        assert after == replace(before, staff=tuple(replace(one, name=one.login) for one in before.staff))
        assert [one.version for one in history(office)] == [one.version for one in history(lost.office)]
        assert office.setup().services == lost.office.setup().services

        given = {one.label for one in (take(lost.office) for _ in range(3))}  # never sent
        assert {take(office).label for _ in range(8)} & ({f"A{number:03d}" for number in range(1, 6)} | given) == set()
        assert verify_day(office, FIRST) == []
        (tallies,) = day_tallies(office, FIRST, FIRST)
        (as_before,) = day_tallies(lost.office, FIRST, FIRST)
        assert figures_of(sum_of(tallies.cells.values())) == figures_of(sum_of(as_before.cells.values()))
        Clerk(office).open().serve_next()
        lost.clock.advance(timedelta(days=1))
        close_day(office)
        assert verify_day(office, SECOND) == []


def test_a_rebuilt_branch_is_restored_with_the_fingerprint_that_the_centre_tells(lost: Lost) -> None:
    """The signing key of the branch is lost, so each file has a key of its own. Another one does not fit."""
    (made, file), (other, _) = lost.rebuilt(), lost.rebuilt(name="again")
    assert made.signed_by != other.signed_by
    with pytest.raises(CounterError, match=r"backup\.other_signer"):
        lost.restored((other, file))
    with pytest.raises(CounterError, match=r"backup\.unknown_signer"):
        lost.restored((replace(made, signed_by=""), file))
    with closing(lost.restored((made, file)).store) as store:
        store.check()


def test_records_after_a_gap_or_a_break_are_counted_and_left_out(lost: Lost) -> None:
    records = lost.records()
    made, _ = lost.rebuilt([*records[:10], *records[11:]])
    assert (made.records, made.left_out) == (10, len(records) - 11)


def test_what_a_restore_left_behind_is_no_part_of_the_rebuilt_branch(
    lost: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check that after two restores the rebuilt journal has one line, and `kiosk journal verify` finds no fault."""
    records, known = lost.records(), 1
    monkeypatch.setattr(
        restore, "open_new_epoch", lambda office, by, _known, source: open_new_epoch(office, by, known, source)
    )
    everything = list(records)
    for count in (25, 20):  # the second restore goes back behind the first one
        office = lost.restored(lost.rebuilt(records[:count], f"of-{count}"))
        with closing(office.store), office.store.read() as connection:
            known = read_head(connection).epoch
            everything += [one for one in walk_all(connection) if one.epoch == known]
    made, file = lost.rebuilt(everything)
    assert (made.records, made.left_out) == (21, len(records) - 20 + 1)
    office = lost.restored((made, file))
    with closing(office.store), office.store.read() as connection:
        assert list(journal_breaks(walk_all(connection), read_head(connection))) == []


def test_a_branch_whose_set_up_never_arrived_cannot_be_rebuilt(lost: Lost) -> None:
    records = lost.records()
    with pytest.raises(CounterError, match=r"rebuild\.no_setup"):
        lost.rebuilt(records[:1])
    assert not (lost.folder / "lost.backup").exists()
