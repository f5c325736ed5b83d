"""Check that each closed day writes its report into a folder once, late where it has to, and again when corrected."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from kiosk.branch.day import close_day, end_days
from kiosk.branch.office import Office
from kiosk.branch.statements import statements_on
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.program import report_files
from kiosk.program.report_folder import ReportFolder
from kiosk.program.sample import BRANCH_ID
from kiosk.program.texts import texts
from kiosk.store.engine import Store
from tests.conftest import KEYS
from tests.players import take

FIRST, SECOND = "report-day-20261124", "report-day-20261125"


@pytest.fixture(autouse=True)
def the_database_goes_by_the_same_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test's clock decide when a day is over."""
    monkeypatch.setattr("kiosk.branch.clock_check.database_moment", lambda office, _connection: office.clock.now())


@pytest.fixture
def closed(sqlite_branch: Path, clock: ManualClock) -> Iterator[Office]:
    """Yield a branch with one closed day."""
    store = Store(f"sqlite:///{sqlite_branch}")
    office = Office(store, clock, KEYS, BRANCH_ID)
    take(office)
    close_day(office, force=True)
    yield office
    store.close()


@pytest.fixture
def folder(tmp_path: Path) -> ReportFolder:
    (tmp_path / "reports").mkdir()
    return ReportFolder(tmp_path / "reports", tmp_path / "mark", texts("vi"))


def next_day(office: Office, clock: ManualClock) -> None:
    """Let a day pass with one number, and close it."""
    clock.advance(timedelta(hours=24))
    take(office)
    close_day(office, force=True)


def names(folder: ReportFolder) -> list[str]:
    return sorted({one.stem for one in folder.folder.iterdir()})


def test_a_closed_day_writes_its_report_once(closed: Office, clock: ManualClock, folder: ReportFolder) -> None:
    files = folder.write(closed)
    assert [one.name for one in files] == [f"{FIRST}{ending}" for ending in report_files.ENDINGS]
    assert folder.write(closed) == ()
    for file in files:
        file.unlink()  # put into the archive
    assert folder.write(closed) == ()
    next_day(closed, clock)
    folder.write(closed)
    assert names(folder) == [SECOND]


def test_two_machines_write_one_report(closed: Office, folder: ReportFolder, tmp_path: Path) -> None:
    folder.write(closed)
    assert ReportFolder(folder.folder, tmp_path / "other", texts("vi")).write(closed) == ()


def test_a_corrected_day_writes_its_report_again_beside_the_first(closed: Office, folder: ReportFolder) -> None:
    first = folder.write(closed)[0].read_bytes()
    take(closed)
    assert folder.write(closed) == ()
    close_day(closed, force=True)
    folder.write(closed)
    assert names(folder) == [FIRST, f"{FIRST}-corrected-1"]
    assert (folder.folder / f"{FIRST}.pdf").read_bytes() == first
    with pypdfium2.PdfDocument(folder.folder / f"{FIRST}-corrected-1.pdf") as pages:
        assert "Sau khi chốt có 1 lần bổ sung." in pages[0].get_textpage().get_text_bounded()


def test_a_folder_that_is_away_gets_its_reports_later(
    closed: Office, clock: ManualClock, folder: ReportFolder, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not made either: a disk that is not mounted would get its reports on another one."""
    folder.folder.rmdir()
    with caplog.at_level(logging.WARNING):
        assert folder.step(lambda: closed) == folder.step(lambda: closed) == 60
    assert [one.getMessage() for one in caplog.records] == ["the reports of closed days wait: report.folder_away"]
    assert not folder.folder.exists()
    next_day(closed, clock)
    assert [len(statements_on(closed, day)) for day in (closed.today(), closed.today() - timedelta(days=1))] == [1, 1]
    folder.folder.mkdir()
    folder.write(closed)
    assert names(folder) == [SECOND], "without a mark it begins with the day that was closed last"


def test_a_full_disk_gets_its_reports_later_and_stops_no_close(
    closed: Office, clock: ManualClock, folder: ReportFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write(closed)
    for file in folder.folder.iterdir():
        file.unlink()

    def full(_file: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(report_files, "_write", full)
        for _ in range(2):
            next_day(closed, clock)
            with pytest.raises(CounterError, match=r"report\.disk_full"):
                folder.write(closed)
    assert list(folder.folder.iterdir()) == []
    folder.write(closed)
    assert names(folder) == [SECOND, "report-day-20261126"]


def test_a_mark_that_cannot_be_read_begins_anew(closed: Office, folder: ReportFolder, tmp_path: Path) -> None:
    (tmp_path / "mark").write_text("[1", encoding="ascii")
    folder.write(closed)
    assert names(folder) == [FIRST]
    assert (
        json.loads((tmp_path / "mark").read_text(encoding="ascii"))[1] == statements_on(closed, closed.today())[0].seq
    )


def test_a_day_that_nobody_closed_by_hand_is_written_when_it_is_over(
    closed: Office, clock: ManualClock, folder: ReportFolder
) -> None:
    folder.write(closed)
    clock.advance(timedelta(hours=24))
    take(closed)
    assert folder.write(closed) == ()
    clock.advance(timedelta(hours=24))
    end_days(closed)
    folder.write(closed)
    assert names(folder) == [FIRST, SECOND]
