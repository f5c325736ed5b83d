"""Make a branch of one's own from a set-up file, and play its day: nothing of the sample is left."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.cli.main import run
from kiosk.domain.language.text import VIETNAMESE, LocalText
from kiosk.domain.setup.document import CounterPart, CounterService, Document, Span, WeekHours
from kiosk.program.sample import sample_document
from kiosk.program.setup_files import setup_text
from kiosk.program.texts import texts
from tests.end_to_end.test_demo import play

FIELDS = {"HT": 1, "CT": 2, "KQ": 7}


def own_document() -> Document:
    """Return a branch with three fields, three counters and hours of its own."""
    sample = sample_document()
    services = tuple(one for one in sample.services if one.field in FIELDS)
    hours = Span.from_text("07:30-11:30"), Span.from_text("13:30-17:00")
    return replace(
        sample,
        branch=replace(sample.branch, code="H12.34.56", place=LocalText("Phường Tân Thành")),
        fields=tuple(one for one in sample.fields if one.code in FIELDS),
        services=services,
        counters=tuple(
            CounterPart(
                number,
                LocalText(f"Quầy số {number}"),
                tuple(CounterService(one.code) for one in services if one.field == field),
            )
            for field, number in FIELDS.items()
        ),
        hours=WeekHours(hours, hours, hours, hours, hours),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "setup.toml"
    path.write_text(setup_text(own_document(), texts(VIETNAMESE)), encoding="utf-8")
    return path


def test_a_branch_is_made_of_a_file_and_gives_the_same_file_back(file: Path, tmp_path: Path) -> None:
    config, again = tmp_path / "branch" / "branch.toml", tmp_path / "again.toml"
    assert run(["setup", "check", str(file)]) == 0
    assert run(["init", str(config.parent), "--yes", "--setup", str(file)]) == 0
    assert run(["setup", "export", "--config", str(config), "--out", str(again)]) == 0
    assert again.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")


def test_a_bad_file_makes_no_branch(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("format = 1", "format = 9"), encoding="utf-8")
    assert run(["init", str(tmp_path / "branch"), "--yes", "--setup", str(file)]) == 1
    assert "chương trình mới hơn" in capsys.readouterr().err
    assert not (tmp_path / "branch").exists()


@pytest.mark.slow
@pytest.mark.long
def test_the_day_of_another_branch_agrees(file: Path, tmp_path: Path) -> None:
    counts = play(tmp_path / "demo", 3, "--setup", str(file))
    assert (counts["fields_total"], counts["services_total"]) == (3, 12)
    assert counts["fields_used"] == 3
