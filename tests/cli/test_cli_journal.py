"""Check `kiosk journal verify` on real databases: each way to tamper is named with its place."""

import json
import random
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, delete, insert, literal, select, update

from kiosk.branch.epoch import open_new_epoch
from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.doctor.checks import examine
from kiosk.domain.journal import GENESIS, Event
from kiosk.domain.language.text import Message
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.store.engine import Store
from kiosk.store.journal import NewRecord, append, head_seq, walk
from kiosk.store.tables import delivery, installation, journal
from sync.protocol import EpochState, InstallationState

ROWS = 500


def write_rows(config: Path) -> None:
    """Fill the journal of a branch up to 500 records."""
    opening = Opening(load_site(config))
    office = opening.office()
    with office.store.write() as connection:
        for number in range(head_seq(connection) + 1, ROWS + 1):
            append(connection, office.clock, NewRecord(Event.TICKET_CALLED, f"visit-{number}", {"counter": number % 9}))
    opening.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a branch with 500 records, made once. Tests copy it."""
    folder = tmp_path_factory.mktemp("journal") / "branch"
    write_rows(create_branch(folder, BranchPlan(pin="4711", scanner=""), SystemClock()).config)
    return folder


@pytest.fixture
def config(written: Path, tmp_path: Path) -> Path:
    shutil.copytree(written, tmp_path / "branch")
    return tmp_path / "branch" / "branch.toml"


def asked(capsys: pytest.CaptureFixture[str], config: Path, *words: str) -> dict[str, Any]:
    """Return the JSON of `kiosk journal verify`, and check that its exit status agrees."""
    capsys.readouterr()
    status = run(["journal", "verify", *words, "--json", "--config", str(config)])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert status == (0 if found["is_whole"] else 1)
    return found


def named(capsys: pytest.CaptureFixture[str], config: Path) -> list[tuple[int, int, str]]:
    return [(one["seq"], one["last"], one["fault"]) for one in asked(capsys, config)["breaks"]]


def tamper(config: Path, *statements: Executable) -> None:
    with closing(Store(load_site(config).database_url)) as store, store.write(journal=False) as connection:
        for one in statements:
            connection.execute(one)


def swapped(seq: int) -> list[Executable]:
    """Return what exchanges a record with the next."""
    moves = ((seq, -1), (seq + 1, seq), (-1, seq + 1))
    return [update(journal).where(journal.c.seq == before).values(seq=after) for before, after in moves]


CHANGES: dict[str, object] = {
    "event_id": "another",
    "kind": "ticket.cancelled@1",
    "subject": "visit-0",
    "at_us": 7,
    "mono_ns": -7,
    "body": b"{}",
    "prev": bytes(range(32)),
    "hash": bytes(range(1, 33)),
}
PLACES = [*sorted(random.Random(6).sample(range(2, ROWS - 1), 19)), ROWS - 1]


@pytest.mark.parametrize("seq", PLACES)
def test_safety_6_a_changed_and_a_deleted_record_are_named(
    config: Path, capsys: pytest.CaptureFixture[str], seq: int
) -> None:
    """Twenty of the 500 places, each with another fault; `tests/domain/test_chain_check.py` has every place."""
    here = journal.c.seq == seq
    column = [*CHANGES, ""][PLACES.index(seq) % (len(CHANGES) + 1)]
    tamper(
        config, update(journal).where(here).values({column: CHANGES[column]}) if column else delete(journal).where(here)
    )
    assert named(capsys, config) == [(seq, seq, "changed" if column else "missing")]


@pytest.mark.parametrize("seq", [1, 250, ROWS - 1])
def test_safety_6_two_swapped_records_are_named(config: Path, capsys: pytest.CaptureFixture[str], seq: int) -> None:
    tamper(config, *swapped(seq))
    assert named(capsys, config) == [(seq, seq + 1, "swapped")]


@pytest.mark.parametrize("seq", [1, 250, ROWS])
def test_safety_6_a_deleted_tail_and_deleted_all_are_named(
    config: Path, capsys: pytest.CaptureFixture[str], seq: int
) -> None:
    tamper(config, delete(journal).where(journal.c.seq >= seq))
    assert named(capsys, config) == [(seq, ROWS, "cut_off")]


def doctor_on(config: Path) -> Message:
    """Return what the doctor says about the journal."""
    (finding,) = (one for one in examine(load_site(config), SystemClock()) if one.subject == "journal")
    return finding.message


def test_safety_6_the_doctor_sees_that_all_was_deleted(config: Path) -> None:
    """Finding 6: with all rows deleted it said: unbroken, 1 record."""
    tamper(config, delete(journal))
    found = doctor_on(config)
    assert (found.key, found.args["seq"], found.args["last"]) == ("doctor.journal.broken", 1, ROWS)


def test_safety_6_the_head_row_changed_alone_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(config, update(installation).values(hash=GENESIS))
    assert named(capsys, config) == [(ROWS, ROWS, "head")]
    tamper(config, update(installation).values(seq=installation.c.seq - 1))
    assert named(capsys, config)[0] == (ROWS - 1, ROWS - 1, "head")


def test_safety_6_an_inserted_record_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    columns = [column for column in journal.c if column.name not in {"seq", "event_id"}]
    names = ["seq", "event_id", *(column.name for column in columns)]
    for seq in (0, ROWS + 3):
        copied = select(literal(seq), literal("inserted"), *columns).where(journal.c.seq == 9)
        tamper(config, insert(journal).from_select(names, copied))
    assert named(capsys, config) == [(0, 0, "extra"), (ROWS + 3, ROWS + 3, "extra")]


def test_safety_6_records_deleted_with_their_head_are_named_after_delivery(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The branch itself remembers up to which record it delivered."""
    with closing(Store(load_site(config).database_url)) as store, store.read() as connection:
        end = next(one for one in walk(connection) if one.seq == 480)
    head = update(installation).values(seq=480, hash=end.hash, last_us=end.at_us)
    tamper(config, delete(journal).where(journal.c.seq > 480), head)
    assert named(capsys, config) == []
    here = select(installation.c.id).scalar_subquery()
    mark = {"installation": here, "epoch": 1, "through_seq": ROWS, "last_error": "", "link": "up"}
    tamper(config, insert(delivery).values(mark))
    assert named(capsys, config) == [(481, ROWS, "behind")]


def test_safety_6_what_the_centre_holds_is_compared(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`tests/sync/test_relay.py` asks a real centre."""
    for known, what in (
        (EpochState(1, 300, 300, [], bytes(32)), (300, 300, "rewritten")),
        (EpochState(1, 0, ROWS + 7, [(1, ROWS + 6)]), (ROWS + 1, ROWS + 7, "behind")),
    ):
        told = InstallationState(1, "here", [known])
        for asking in ("kiosk.program.centre_history.ask_centre", "kiosk.doctor.checks.ask_centre"):
            monkeypatch.setattr(asking, lambda _site, _office, one=told: one)
        assert named(capsys, config) == [what]
        assert asked(capsys, config)["is_compared_with_centre"]
    assert doctor_on(config).key == "doctor.journal.behind"


def test_the_centre_may_hold_another_end_of_an_epoch_that_a_restore_ended(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The doctor is calm: the journal says that an epoch was begun. `kiosk journal verify` names what differs."""
    with closing(Opening(load_site(config))) as opening:
        open_new_epoch(opening.office(), "hoa")
    told = InstallationState(1, "here", [EpochState(1, 300, 700, [(301, 699)], bytes(32))])
    for asking in ("kiosk.program.centre_history.ask_centre", "kiosk.doctor.checks.ask_centre"):
        monkeypatch.setattr(asking, lambda _site, _office: told)
    found = doctor_on(config)
    assert (found.key, found.args) == ("doctor.journal.good", {"count": ROWS + 1})
    assert named(capsys, config) == [(300, 300, "rewritten")]
    monkeypatch.setattr("kiosk.program.centre_history.ask_centre", lambda _site, _office: None)
    whole = asked(capsys, config)
    assert (whole["is_whole"], whole["records"], whole["head"]["epoch"]) == (True, ROWS + 1, 2)


@pytest.mark.postgres
def test_safety_6_on_postgresql(postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = BranchPlan(pin="4711", scanner="", database=postgres_url)
    config = create_branch(tmp_path / "branch", plan, SystemClock()).config
    write_rows(config)
    assert named(capsys, config) == []
    tamper(config, delete(journal).where(journal.c.seq == 40), *swapped(90))
    tamper(config, update(journal).where(journal.c.seq == 300).values(body=b"{}"))
    tamper(config, delete(journal).where(journal.c.seq > 470))
    found = [(40, 40, "missing"), (90, 91, "swapped"), (300, 300, "changed"), (471, ROWS, "cut_off")]
    assert named(capsys, config) == found


def test_a_whole_journal_is_told_with_its_end(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, config)
    assert (found["is_whole"], found["head"]["seq"], found["is_compared_with_centre"]) == (True, ROWS, False)
    assert run(["journal", "verify", "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert "liền mạch" in said
    assert found["head"]["hash"] in said


def test_the_places_are_told_in_sentences(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(config, delete(journal).where(journal.c.seq.in_((40, 60, 61))))
    tamper(config, update(journal).where(journal.c.seq == 90).values(body=b"{}"))
    assert run(["journal", "verify", "--config", str(config)]) == 1
    one, several, second = capsys.readouterr().out.splitlines()
    assert one == "Đợt 1, bản ghi 40: đã bị xóa."
    assert several == "Đợt 1, bản ghi 60 đến 61: đã bị xóa."
    assert second == "Đợt 1, bản ghi 90 (ticket.called@1): nội dung đã bị sửa."
