"""Check `kiosk backup-keygen`, `kiosk backup` and `kiosk restore` as an officer types them, with what they say."""

import json
import re
from pathlib import Path

import pytest

from kiosk.cli.main import run
from kiosk.config import load_site
from kiosk.program.config_file import change_config
from kiosk.store.keys import load_keys
from kiosk.store.signing import fingerprint


class Officer:
    """Hold a folder with a branch, the key of its backups, and a backup."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capture = folder, capture
        assert self.types("init", "branch", "--yes")[0] == 0
        self.signer = load_keys(load_site(folder / "branch" / "branch.toml").keys).fingerprint

    def types(self, *words: str) -> tuple[int, str, str]:
        """Run a command; return its status and what it printed."""
        self._capture.readouterr()
        status = run(words)
        told = self._capture.readouterr()
        return status, told.out, told.err

    def makes_key(self, *words: str) -> str:
        """Make the key of the backups, write its public half into branch.toml, and take a backup."""
        status, told, _ = self.types("backup-keygen", "--out", "commune.key", *words)
        public = re.search(r'key = "([0-9a-f]{64})"', told)
        assert status == 0
        assert public
        change_config(self.folder / "branch" / "branch.toml", {("backup", "key"): public[1]})
        assert self.types("backup", "one.backup", "--config", "branch/branch.toml")[0] == 0
        return told

    def restores(self, place: str, *words: str) -> tuple[int, str, str]:
        config = f"{place}/branch.toml"
        return self.types("restore", "one.backup", "--key", "commune.key", "--config", config, "--yes", *words)


@pytest.fixture
def officer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Officer:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    return Officer(tmp_path, capsys)


def test_the_key_in_the_safe_is_enough_on_a_new_machine(officer: Officer) -> None:
    """The file of the private key names the signing key, typed in small letters when it was made."""
    assert officer.signer in officer.makes_key("--signed-by", officer.signer.lower())
    status, told, _ = officer.restores("new")
    assert status == 0
    assert "sudo systemctl start one-stop-kiosk.target" in told
    assert load_keys(officer.folder / "new" / "keys").fingerprint == officer.signer


def test_a_key_without_a_fingerprint_says_what_is_missing(officer: Officer) -> None:
    assert "kiosk keys fingerprint" in officer.makes_key()
    status, _, refusal = officer.restores("new")
    assert status == 1
    for word in (officer.signer, "--signed-by", "két", "kiosk central list"):
        assert word in refusal
    assert not (officer.folder / "new" / "branch.toml").exists()
    assert officer.restores("branch")[0] == 0, "the machine has its signing key"
    with (officer.folder / "commune.key").open("a") as file:
        file.write(officer.signer)
    assert officer.restores("new")[0] == 0


def test_the_fingerprint_is_typed_at_the_restore(officer: Officer) -> None:
    officer.makes_key()
    status, _, refusal = officer.restores("new", "--signed-by", officer.signer[:-1])
    assert (status, officer.signer[:-1] in refusal) == (1, True)
    status, _, refusal = officer.restores("new", "--signed-by", fingerprint(bytes(32)))
    assert (status, fingerprint(bytes(32)) in refusal) == (1, True)
    assert officer.restores("new", "--signed-by", officer.signer)[0] == 0


def test_a_mistyped_fingerprint_makes_no_key(officer: Officer) -> None:
    status, _, refusal = officer.types("backup-keygen", "--out", "commune.key", "--signed-by", "7K2Q")
    assert status == 1
    assert "7K2Q" in refusal
    assert not (officer.folder / "commune.key").exists()


def test_the_fingerprint_is_told_wherever_an_officer_looks(officer: Officer) -> None:
    config = ("--config", "branch/branch.toml")
    assert officer.types("keys", "fingerprint", *config)[1] == f"{officer.signer}\n"
    found = json.loads(officer.types("doctor", "--json", *config)[1])["findings"]
    findings = {one["subject"]: one["sentence"] for one in found}
    assert officer.signer in findings["keys"]
    assert f"--signed-by {officer.signer}" in findings["backup"]
    officer.makes_key()
    assert officer.signer in officer.types("backup", "two.backup", *config)[1]
