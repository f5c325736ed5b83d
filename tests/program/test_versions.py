"""Check that programs of two versions at one database stop with a sentence, at the start and while they run."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from kiosk.branch import reception
from kiosk.branch.office import Office
from kiosk.branch.reception import TicketRequest
from kiosk.branch.upgrade import go_back, upgrade_branch
from kiosk.clock import SystemClock
from kiosk.config import Site, load_site
from kiosk.domain.language.text import CounterError, Message
from kiosk.domain.program_status import OtherVersion
from kiosk.domain.status import ProgramKind, StoreStatus
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import BRANCH_ID, Opening
from kiosk.program.own_ledger import OwnLedger
from kiosk.program.runtime import Program
from kiosk.store import feed
from kiosk.store.engine import Store
from kiosk.store.keys import load_keys
from kiosk.store.tables import REVISION
from kiosk.store.versions import RELEASES
from tests.heard import Heard
from tests.players import take
from tests.store.releases import FOLDER, load
from tests.store.test_engine import key_of
from ui.window_spec import ProgramParts

NEW = RELEASES[REVISION]
KIOSK = ProgramParts(own_ledger=True, kind=ProgramKind.KIOSK)
DESK = ProgramParts(kind=ProgramKind.DESK)
LATER = OtherVersion(Message("store.newer_database", {"found": "9.8.7", "program": NEW}))
_HANDED_OVER = "SELECT count(*) FROM journal WHERE kind = 'ticket.handed_over@1'"


def _site(tmp_path: Path, url: str) -> Site:
    plan = BranchPlan(pin="4711", scanner="", database=url, always_open=True)
    return load_site(create_branch(tmp_path / "branch", plan, SystemClock()).config)


def _upgraded_by_another(store: Store) -> None:
    """Do to the database what a later program would do: a record of the upgrade, and another revision."""
    with store.write() as connection:
        head = connection.execute(text("SELECT epoch, seq FROM installation")).one()
        values = {"e": head.epoch, "s": head.seq + 1, "b": b'{"to": "9.8.7"}'}
        connection.execute(
            text("INSERT INTO journal VALUES (:e, :s, 'later', 'database.upgraded@1', 'database', 0, 0, :b, :b, :b)"),
            values,
        )
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def _put_back(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("DELETE FROM journal WHERE event_id = 'later'"))
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": REVISION})


@pytest.mark.postgres
def test_a_kiosk_of_an_older_version_stops_while_it_runs_and_gives_no_numbers_of_its_own(
    tmp_path: Path, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    site, heard = _site(tmp_path, postgres_url), Heard()
    other = Store(postgres_url)
    program = Program(site, KIOSK, heard.tell)
    program.start()
    heard.until(StoreStatus.READY, forget=True)
    assert _number(program, "before") == "A001"
    _upgraded_by_another(other)
    heard.until(LATER, forget=True)
    heard.until(StoreStatus.AWAY, forget=True)
    assert f"version {NEW}, the database 9.8.7" in caplog.text
    for request in ("after", "again"):
        with pytest.raises(CounterError) as refused:
            _number(program, request)
        assert key_of(refused) == "store.newer_database"
    _put_back(other)
    heard.until(StoreStatus.READY, forget=True)
    assert _number(program, "later") == "A002"
    program.stop()
    other.close()


def test_an_upgrade_just_before_the_program_listens_for_commits_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, heard = _site(tmp_path, "sqlite:///branch.db"), Heard()
    other, begin = Store(site.database_url), feed.follow

    def late(store: Store) -> feed.ChangeFeed:
        _upgraded_by_another(other)
        return begin(store)

    monkeypatch.setattr(feed, "follow", late)
    program = Program(site, KIOSK, heard.tell)
    program.start()
    heard.until(LATER, forget=True)
    program.stop()
    other.close()


def _number(program: Program, request: str) -> str:
    return program.branch.run(reception.issue_ticket, TicketRequest(request_id=request, service_id=1)).ticket.label


@pytest.mark.postgres
def test_a_desk_of_a_newer_version_says_who_upgrades_the_database(tmp_path: Path, postgres_url: str) -> None:
    load(FOLDER / "0.1.0.postgres.sql", postgres_url)
    folder = tmp_path / "branch"
    create_branch(folder, BranchPlan(pin="4711", scanner=""), SystemClock())
    config = folder / "branch.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("sqlite:///branch.db", postgres_url), encoding="utf-8")
    heard = Heard()
    program = Program(load_site(config), DESK, heard.tell)
    program.start()
    heard.until(OtherVersion(Message("store.older_database", {"found": "0.1.0", "program": NEW})), forget=True)
    heard.until(StoreStatus.AWAY, forget=True)
    program.stop()


def test_numbers_of_a_cut_off_kiosk_wait_for_the_end_of_an_upgrade(tmp_path: Path) -> None:
    site = _site(tmp_path, "sqlite:///branch.db")
    opening = Opening(site)
    ledger = OwnLedger(opening, tmp_path / "own-ledger.db")
    office = opening.office()
    ledger.reconnect(office)
    assert ledger.cut_off("store.away")
    assert ledger.ask(take).label == "Z001"
    _upgraded_by_another(office.store)
    with pytest.raises(CounterError):
        office.store.check()
    ledger.halt()
    with pytest.raises(CounterError) as refused:
        ledger.ask(take)
    assert key_of(refused) == "store.newer_database"
    other = Store(site.database_url)
    _put_back(other)
    other.close()
    office.store.check()
    ledger.reconnect(office)
    assert ledger.ask(take).label == "A001"
    with office.store.read() as connection:
        assert connection.execute(text(_HANDED_OVER)).scalar_one() == 1
    ledger.close()
    opening.close()


def test_an_own_ledger_of_a_newer_version_is_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The kiosk went back to an older program. It works with the branch, and keeps the file for the newer one."""
    opening = Opening(_site(tmp_path, "sqlite:///branch.db"))
    file = tmp_path / "own-ledger.db"
    ledger = OwnLedger(opening, file)
    ledger.reconnect(opening.office())
    ledger.close()
    own = Store(f"sqlite:///{file}")
    with own.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    own.close()
    again = OwnLedger(opening, file)
    again.reconnect(opening.office())
    assert "store.newer_database" in caplog.text
    assert again.ask(take).label == "A001"
    again.close()
    opening.close()


def test_a_running_program_notices_that_the_database_went_back(tmp_path: Path) -> None:
    folder = tmp_path / "branch"
    create_branch(folder, BranchPlan(pin="4711", scanner=""), SystemClock())
    for file in folder.glob("branch.db*"):
        file.unlink()
    url = f"sqlite:///{folder / 'branch.db'}"
    load(FOLDER / "0.1.0.sqlite.sql", url)
    store = Store(url)
    site = load_site(folder / "branch.toml")
    upgrade_branch(
        Office(store, SystemClock(), load_keys(site.keys), BRANCH_ID),
        "mai",
        copies=folder,
        now=datetime(2026, 12, 1, tzinfo=UTC),
    )
    heard = Heard()
    program = Program(site, ProgramParts(kind=ProgramKind.HALL), heard.tell)
    program.start()
    heard.until(StoreStatus.READY, forget=True)
    go_back(store, folder)
    heard.until(OtherVersion(Message("store.older_database", {"found": "0.1.0", "program": NEW})), forget=True)
    program.stop()
    store.close()
