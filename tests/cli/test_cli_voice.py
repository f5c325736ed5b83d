"""Check `kiosk voice` on the command line."""

from pathlib import Path

import pytest

from kiosk.cli.main import run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "branch.toml"
    file.write_text('[voice]\nlanguages = ["vi"]\n', encoding="utf-8")
    return file


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
    config.write_text("[voice]\nlanguages = []\n", encoding="utf-8")
    assert run(["voice", "check", "--config", str(config)]) == 0
    assert "voice.languages" in capsys.readouterr().out


def test_a_board_without_its_manifest(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voice", "check", "--config", str(config)]) == 1
    said = capsys.readouterr().err
    assert "manifest.json" in said
    assert "kiosk voice build" in said
