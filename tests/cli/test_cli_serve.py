"""Check `kiosk serve`: its token, what it refuses, and that it serves the branch of its configuration."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.http_server import HttpServer, Works
from kiosk.program.new_branch import BranchPlan, create_branch


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_branch(tmp_path_factory.mktemp("serve") / "branch", BranchPlan(pin="4711"), SystemClock()).config


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses at which a service was to run until it is stopped."""
    addresses: list[str] = []

    def run_once(self: HttpServer, listening: Callable[[str], None] | None = None, works: Works | None = None) -> None:
        assert listening is not None
        assert works is not None
        addresses.append(self.url)

    monkeypatch.setattr(HttpServer, "run", run_once)
    return addresses


def said(capsys: pytest.CaptureFixture[str], config: Path, *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = run(["serve", *words, "--config", str(config), "--language", "en"])
    told = capsys.readouterr()
    return status, told.out.strip(), told.err.strip()


def test_the_token_is_made_once_and_only_the_program_can_read_it(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, token, _ = said(capsys, config, "token")
    file = load_site(config).api_token
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(token) >= 43
    assert said(capsys, config, "token")[1] == token
    _, new, told = said(capsys, config, "token", "--new")
    assert new != token
    assert told == "A new token is made; the one before is not accepted any more."
    assert said(capsys, config, "token")[1] == new


def test_it_serves_this_machine_unless_it_is_told_another_address(
    config: Path, capsys: pytest.CaptureFixture[str], served: list[str]
) -> None:
    said(capsys, config, "token")
    assert said(capsys, config, "--local")[0] == 0
    assert said(capsys, config, "--local", "--host", "192.0.2.10", "--port", "8451")[0] == 0
    assert served == ["http://127.0.0.1:8450", "http://192.0.2.10:8451"]


def test_it_is_refused_without_local_and_without_a_token(
    config: Path, capsys: pytest.CaptureFixture[str], served: list[str]
) -> None:
    assert said(capsys, config)[0] == 2
    file = load_site(config).api_token
    file.unlink(missing_ok=True)
    status, _, why = said(capsys, config, "--local")
    assert (status, why) == (1, f"There is no token {file} yet. Make one with kiosk serve token.")
    assert served == []
