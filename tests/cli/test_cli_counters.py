"""Check `kiosk counters` as an administrator uses it."""

from pathlib import Path

import pytest

from kiosk.cli.main import run


@pytest.fixture
def where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Make a branch by `kiosk init --yes`."""
    assert run(["init", str(tmp_path / "branch"), "--yes"]) == 0
    capsys.readouterr()
    return ["--config", str(tmp_path / "branch" / "branch.toml")]


def test_what_a_counter_serves_is_said_listed_and_missed(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["counters", "list", *where]) == 0
    before = capsys.readouterr().out.splitlines()
    assert before[0].startswith("Quầy 1: ")
    assert not before[-1].startswith("Chưa quầy nào làm")
    numbers = [line.split(":")[0].split()[1] for line in before]
    for number in numbers:
        assert run(["counters", "set", number, "ht-ks=10", "CT-BS", *where]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-2:] == [f"Quầy {numbers[-1]}: CT-BS  HT-KS=10", told[-1]]
    assert told[-1].startswith("Chưa quầy nào làm: ")
    assert "HT-KT" in told[-1]


@pytest.mark.parametrize("written", ["HT-KS=ten", "HT-KS=-3", "HT-KS=²"])
def test_a_weight_that_is_none_is_one_sentence(
    where: list[str], capsys: pytest.CaptureFixture[str], written: str
) -> None:
    assert run(["counters", "set", "1", written, *where]) == 1
    assert f"Không hiểu {written}" in capsys.readouterr().err
