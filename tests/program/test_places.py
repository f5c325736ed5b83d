"""Check where a new branch has its data: apart from its settings where the installed package says so."""

from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.places import config_file


def test_the_package_has_settings_and_data_in_two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, data = tmp_path / "etc", tmp_path / "var"
    monkeypatch.setenv("KIOSK_SETTINGS", str(settings))
    monkeypatch.setenv("KIOSK_DATA", str(data))
    assert config_file() == settings / "branch.toml"
    create_branch(config_file().parent, BranchPlan(pin="1234"), SystemClock())
    assert [one.name for one in settings.iterdir()] == ["branch.toml"]
    assert {"branch.db", "keys"} <= {one.name for one in data.iterdir()}
    assert load_site(config_file()).data == data


def test_a_branch_in_another_folder_has_its_data_beside_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_SETTINGS", str(tmp_path / "etc"))
    monkeypatch.setenv("KIOSK_DATA", str(tmp_path / "var"))
    create_branch(tmp_path / "trial", BranchPlan(pin="1234"), SystemClock())
    assert (tmp_path / "trial" / "branch.db").exists()
