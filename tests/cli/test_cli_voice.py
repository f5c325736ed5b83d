"""Check `kiosk voice` on the command line."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.branch.setup.publishing import change
from kiosk.cli.main import run
from kiosk.config import load_site
from kiosk.domain.branch_setup import HallRules
from kiosk.program.opening import Opening


@pytest.fixture
def config(tmp_path: Path) -> Path:
    assert run(["init", str(tmp_path / "branch"), "--yes"]) == 0
    return tmp_path / "branch" / "branch.toml"


def test_a_pack_is_built_and_checked(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voice", "build", "--config", str(config)]) == 0
    assert "69" in capsys.readouterr().out
    assert run(["voice", "check", "--config", str(config)]) == 0


def test_a_sound_file_missing(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voice", "build", "--config", str(config)]) == 0
    (config.parent / "voice" / "vi" / "7.wav").unlink()
    capsys.readouterr()
    assert run(["voice", "check", "--config", str(config)]) == 1
    told = capsys.readouterr().out
    assert "“bảy”" in told
    assert "7.wav" in told


def test_what_has_no_voice_is_to_be_recorded(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voice", "build", "km", "--config", str(config)]) == 1
    assert "thu âm" in capsys.readouterr().out


def test_a_language_without_a_script_is_refused(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voice", "build", "fr", "--config", str(config)]) != 0
    assert "vi, en, km" in capsys.readouterr().err


def test_no_voice_is_wished(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opening = Opening(load_site(config))
    change(opening.office(), lambda document: replace(document, hall=HallRules(voices=())))
    opening.close()
    assert run(["voice", "check", "--config", str(config)]) == 0
    assert "hall.voices" in capsys.readouterr().out


def test_a_board_without_its_manifest(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voice", "check", "--config", str(config)]) == 1
    said = capsys.readouterr().err
    assert "manifest.json" in said
    assert "kiosk voice build" in said
