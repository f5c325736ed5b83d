"""Check where a new branch has its data: apart from its settings where the installed package says so."""

from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.places import SplashPlace, config_file, splash_place


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


@pytest.mark.parametrize("words", [["--config", "{}"], ["-c", "{}"], ["--config={}"]])
@pytest.mark.parametrize(
    ("text", "data", "output"),
    [
        ("", "", ""),
        ('[screen]\noutput = "HDMI-1"', "", "HDMI-1"),
        ('[station]\ndata = "/data"\n[screen]\noutput = { kiosk = "DP-1", hall = "DP-2" }', "/data", "DP-1"),
        ('[screen]\noutput = { hall = "DP-2" }', "", ""),
        ("[screen]\noutput = 7", "", ""),
        ("screen = 7", "", ""),
        ("no toml", "", ""),
    ],
)
def test_a_splash_knows_its_screen_and_the_last_look(
    tmp_path: Path, words: list[str], text: str, data: str, output: str
) -> None:
    config = tmp_path / "branch.toml"
    config.write_text(text, encoding="utf-8")
    arguments = ["run", "kiosk", *(one.format(config) for one in words)]
    assert splash_place(arguments) == SplashPlace(tmp_path / data, output)


def test_a_splash_without_a_configuration_is_on_the_primary_screen() -> None:
    assert splash_place(["run"]) == SplashPlace(Path())
    assert splash_place(["run", "kiosk", "--config"]) == SplashPlace(Path())
