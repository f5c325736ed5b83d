"""Check `kiosk report` in a branch with a past day."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.branch.measures import drop_summaries
from kiosk.cli.context import at_branch
from kiosk.cli.main import run
from kiosk.clock import ManualClock
from kiosk.demo.branch import DEMO_PIN, demo_document
from kiosk.demo.history.filling import fill
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.sample import sample_document
from kiosk.store.engine import Store
from kiosk.store.tables import ticket
from tests.demo.history.past_branch import FOUNDED, MONDAY, SHORT_DAY


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a branch and play a short day in it."""
    folder = tmp_path_factory.mktemp("report")
    plan = BranchPlan(pin=DEMO_PIN, document=demo_document(sample_document()))
    config = create_branch(folder / "branch", plan, ManualClock(FOUNDED)).config
    copy = folder / "copy.db"
    copy.write_bytes((config.parent / "branch.db").read_bytes())
    fill(config, copy, {MONDAY: SHORT_DAY}, lambda: True)
    return config


def tickets(config: Path) -> int:
    store = Store(f"sqlite:///{config.parent / 'branch.db'}")
    with store.read() as connection:
        count = connection.execute(select(func.count()).select_from(ticket)).scalar_one()
    store.close()
    return count


def told(capsys: pytest.CaptureFixture[str], config: Path, *options: str) -> dict[str, object]:
    assert run(["report", "--config", str(config), "--json", *options]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def test_a_report_is_written_and_told(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = ("--from", f"{MONDAY}", "--to", f"{MONDAY:%d/%m/%Y}")
    found = told(capsys, config, *days, "--kind", "day", "--out", str(tmp_path / "new" / "folder"))
    assert found["arrivals"] == tickets(config) > 0
    numbers = [found[key] for key in ("served", "wait_median_s", "wait_p90_s", "service_median_s")]
    assert all(isinstance(one, int) and one > 0 for one in numbers)
    assert isinstance(found["no_shows"], int)
    assert run(["day", "show", f"{MONDAY}", "--json", "--config", str(config)]) == 0
    stated = json.loads(capsys.readouterr().out)["statement"]
    assert isinstance(found["closing"], dict)
    assert found["closing"]["head"] == stated["head"]
    written = sorted((tmp_path / "new" / "folder").iterdir())
    assert [one.name for one in written] == [f"report-day-20261102.{ending}" for ending in ("csv", "pdf", "xlsx")]
    assert found["files"] == [str(written[place]) for place in (1, 2, 0)]
    assert written[1].read_bytes().startswith(b"%PDF")
    month = told(
        capsys, config, "--from", "2026-11-01", "--to", "2026-11-30", "--kind", "month", "--out", str(tmp_path)
    )
    assert (month["arrivals"], month["days_with_numbers"]) == (found["arrivals"], 1)


def test_a_day_without_data_is_null(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, config, "--from", f"{MONDAY - timedelta(days=1)}", "--out", str(tmp_path))
    assert (found["arrivals"], found["wait_median_s"], found["days_with_numbers"]) == (None, None, 0)
    assert len(list(tmp_path.iterdir())) == 3


def test_pages_are_printed_through_cups(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[tuple[bytes, str, str]] = []

    def prints(pdf: bytes, title: str, printer: str) -> str:
        printed.append((pdf[:4], title, printer))
        return printer or "phong-hop"

    monkeypatch.setattr("printing.page.cups.print_pages", prints)
    monkeypatch.chdir(tmp_path)
    days = ("--from", f"{MONDAY}")
    assert told(capsys, config, *days, "--print")["printer"] == "phong-hop"
    found = told(capsys, config, *days, "--printer", "van-thu", "--out", "here")
    assert (found["printer"], len(list(tmp_path.rglob("*.pdf")))) == ("van-thu", 1)
    assert run(["report", "--config", str(config), *days, "--print"]) == 0
    assert capsys.readouterr().out == "Đã gửi sang máy in phong-hop\n"
    title = f"Báo cáo ngày {MONDAY:%d/%m/%Y}"
    assert printed == [(b"%PDF", title, ""), (b"%PDF", title, "van-thu"), (b"%PDF", title, "")]


def test_two_free_periods_are_compared(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--from", f"{MONDAY}", "--kind", "compare", "--out", str(tmp_path))
    found = told(capsys, config, *options, "--against", "05/10/2026..2026-10-09")
    assert isinstance(found["before"], dict)
    assert (found["before"]["from"], found["before"]["to"], found["before"]["arrivals"]) == (
        "2026-10-05",
        "2026-10-09",
        None,
    )
    assert len(list(tmp_path.glob("report-compare-20261102-20261005-20261009.*"))) == 3
    for words, other in (("Báo cáo so sánh cần kỳ thứ hai.", ()), ("Không đọc được kỳ x", ("--against", "x..y"))):
        assert run(["report", "--config", str(config), *options, *other]) == 1
        assert words in capsys.readouterr().err


def test_a_long_report_that_is_broken_off_leaves_no_file(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C comes between two days. What was counted by then is kept; the same command goes on from there."""

    def breaks_off(_done: int, _days: int) -> bool:
        raise KeyboardInterrupt

    options = ["--from", "2026-01-01", "--to", "2026-12-31", "--kind", "year", "--out", str(tmp_path / "reports")]
    at_branch(config, drop_summaries)
    with monkeypatch.context() as patch:
        patch.setattr("kiosk.cli.report._tell_progress", breaks_off)
        assert run(["report", "--config", str(config), *options]) != 0
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []
    assert told(capsys, config, *options)["days_with_numbers"] == 1


def test_a_period_in_the_future_is_refused(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--config", str(config), "--from", "2098-11-02", "--out", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Kỳ báo cáo bắt đầu ngày 02/11/2098, hôm nay mới là ")
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_on_a_terminal_alone(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["report", "--config", str(config), "--from", f"{MONDAY}", "--out", str(tmp_path)]
    at_branch(config, drop_summaries)
    assert run(options) == 0
    assert capsys.readouterr().err == ""
    at_branch(config, drop_summaries)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert run(options) == 0
    assert capsys.readouterr().err == "\rĐã tính 0/1 ngày\n"
