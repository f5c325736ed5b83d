"""Check `kiosk retention` on a real branch."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.branch.reception import TicketRequest, issue_ticket
from kiosk.cli.main import run
from kiosk.clock import ManualClock
from kiosk.config import load_site
from kiosk.domain.journal import Event
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.old_copies import remove_old_copies
from kiosk.program.opening import Opening
from kiosk.store.journal import NewRecord, append, walk
from tests.players import fresh, person_of


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that shows the time three days ago."""
    return ManualClock(datetime.now(UTC) - timedelta(days=3))


@pytest.fixture
def config(tmp_path: Path, clock: ManualClock) -> Path:
    return create_branch(tmp_path / "branch", BranchPlan(pin="4711", scanner="", always_open=True), clock).config


def test_safety_5_what_was_left_is_destroyed_and_journalled(
    config: Path, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody runs the desk of a branch again: its last day was not ended."""
    then = Opening(load_site(config), clock)
    person = person_of(then.office(), "095190000017")
    issue_ticket(then.office(), TicketRequest(request_id=fresh(), service_id=1, person=person, group="elderly"))
    then.close()
    files = [file for file in config.parent.rglob("*") if file.is_file()]
    assert [file for file in files if person.encode() in file.read_bytes()]
    assert run(["retention", "--config", str(config), "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "Destroyed: 1 keys, 1 hashes of persons" in said
    assert "written anew" in said
    files = [file for file in config.parent.rglob("*") if file.is_file()]
    assert not [file for file in files if person.encode() in file.read_bytes()]
    assert run(["retention", "--config", str(config), "--language", "en"]) == 0
    assert "Nothing is left" in capsys.readouterr().out
    opening = Opening(load_site(config))
    with opening.office().store.read() as connection:
        assert [record.kind for record in walk(connection)].count(Event.RETENTION_DONE) == 1
    opening.close()


def test_copies_of_upgrades_are_removed_after_thirty_days(config: Path, clock: ManualClock) -> None:
    site = load_site(config)
    opening = Opening(site, clock)
    office = opening.office()
    old = site.data / "branch-0.1.0-20261101-120000.db"
    other = site.data / "branch-kept.db"
    for file in (old, other):
        file.write_text("")
    with office.store.write() as connection:
        append(connection, clock, NewRecord(Event.DATABASE_UPGRADED, "database", {"copy": old.name}))
        append(connection, clock, NewRecord(Event.DATABASE_UPGRADED, "database", {"copy": ""}))
    clock.advance(timedelta(days=30))
    assert remove_old_copies(site, office) == []
    clock.advance(timedelta(seconds=1))
    assert remove_old_copies(site, office) == [old]
    assert (old.exists(), other.exists()) == (False, True)
    opening.close()
