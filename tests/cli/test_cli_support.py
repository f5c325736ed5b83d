"""Check that `kiosk support` packs what a technician needs, and nothing of a person or a secret."""

import json
import stat
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from kiosk.cli.main import run

NAME, PIN, CARD, TOKEN, PASSWORD = "Trần Thị Bí Mật", "482913", "079185001234", "bi-mat-token-0123", "mat-khau-db"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a branch with a person, a PIN, a token, a card number and a password in every place that is packed."""
    folder = tmp_path / "branch"
    assert run(["init", str(folder), "--yes"]) == 0
    monkeypatch.setattr("sys.stdin", StringIO(f"{PIN}\n"))
    config = folder / "branch.toml"
    assert run(["staff", "add", "bimat", "--name", NAME, "--config", str(config)]) == 0
    (folder / "keys" / "centre.token").write_text(f"{TOKEN}\n")
    (folder / "keys" / "centre.token").chmod(0o600)
    (folder / "kiosk.log").write_text(f"WARNING {NAME} {PIN} {CARD} {TOKEN}\nERROR kiosk-1 no paper\n")
    (folder / "kiosk.log.1").write_text(f"{NAME.upper()} postgresql+psycopg://kiosk:{PASSWORD}@192.0.2.1/branch\n")
    text = config.read_text(encoding="utf-8").replace('url = "auto"', 'url = ""')
    config.write_text(f"# mật khẩu: {PASSWORD}, {NAME}\n{text}", encoding="utf-8")
    return config


def packed(file: Path) -> dict[str, str]:
    with ZipFile(file) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def test_nothing_of_a_person_and_no_secret_is_packed(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "support.zip"
    assert run(["support", "--out", str(file), "--config", str(config)]) == 0
    keys = [key.read_text().strip() for key in config.parent.glob("keys/*.key")]
    whole = "\n".join(packed(file).values()).lower()
    planted = (NAME, PIN, CARD, TOKEN, PASSWORD, "bimat", *keys)
    assert [one for one in planted if one.lower() in whole] == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_holds_what_a_technician_needs(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "support.zip"
    assert run(["support", "--out", str(file), "--config", str(config)]) == 0
    assert str(file) in capsys.readouterr().out
    found = packed(file)
    assert "no paper" in found["log/kiosk.log"]
    assert json.loads(found["doctor.json"])["findings"][0]["subject"] == "keys"
    assert json.loads(found["branch.json"])["station"]["name"] == "kiosk-1"
    assert json.loads(found["machine.json"])["program"]
    assert "H99.99" in found["setup.toml"]
    assert "clerk" in found["setup.toml"], "roles stay"


def test_a_file_that_is_there_is_kept(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "support.zip"
    file.write_text("mine")
    assert run(["support", "--out", str(file), "--config", str(config)]) == 1
    assert str(file) in capsys.readouterr().err
    assert file.read_text() == "mine"


def test_a_machine_without_its_database_can_be_packed_too(config: Path, tmp_path: Path) -> None:
    (config.parent / "branch.db").unlink()
    file = tmp_path / "support.zip"
    assert run(["support", "--out", str(file), "--config", str(config)]) == 0
    assert "store.cannot_open" in packed(file)["setup.toml"]
    assert json.loads(packed(file)["doctor.json"])["level"] == "fault"
