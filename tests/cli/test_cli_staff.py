"""Check the output, questions and refusals of `kiosk staff`."""

import getpass
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from kiosk.branch.staff import sign_in
from kiosk.cli.main import run
from kiosk.config import load_site
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import ProgramKind
from kiosk.program.opening import Opening
from kiosk.store.journal import walk
from kiosk.store.tables import staff


@pytest.fixture
def config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Make a branch by `kiosk init --yes`."""
    assert run(["init", str(tmp_path / "branch"), "--yes"]) == 0
    capsys.readouterr()
    return tmp_path / "branch" / "branch.toml"


def signed_in(config: Path, login: str, secret: str) -> Staff:
    opening = Opening(load_site(config))
    try:
        return sign_in(replace(opening.office(), program=ProgramKind.DESK), login, secret)
    finally:
        opening.close()


def test_a_colleague_comes_changes_and_leaves(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--config", str(config)]
    assert run(["staff", "add", "thuy", "--name", "Đỗ Thị Thủy", "--role", "lead", "--generate", *where]) == 0
    said = capsys.readouterr().out
    assert "thuy  Đỗ Thị Thủy  trưởng bộ phận  không thời hạn" in said
    made = re.search(r"Mã PIN: (\d{6})$", said, flags=re.MULTILINE)
    assert made is not None
    assert signed_in(config, "thuy", made.group(1)).role is StaffRole.LEAD
    assert run(["staff", "role", "thuy", "clerk", *where]) == 0
    assert "cán bộ quầy" in capsys.readouterr().out
    assert run(["staff", "until", "thuy", "2026-01-31", *where]) == 0
    assert "đến hết 31/01/2026" in capsys.readouterr().out
    with pytest.raises(CounterError, match=r"staff.role_expired"):
        signed_in(config, "thuy", made.group(1))
    assert run(["staff", "list", *where]) == 0
    (row,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("thuy")]
    assert row.endswith("đã hết hạn")
    assert run(["staff", "until", "thuy", *where]) == 0
    assert signed_in(config, "thuy", made.group(1)).until is None


def test_a_pin_is_read_from_where_nobody_else_reads_it(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("một mật khẩu dài\n"))
    assert run(["staff", "pin", "an", "--config", str(config)]) == 0
    assert "mật khẩu dài" not in capsys.readouterr().out
    assert signed_in(config, "an", "một mật khẩu dài").login == "an"


def test_a_wait_is_shown_and_ended(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(5):
        with pytest.raises(CounterError):
            signed_in(config, "an", "wrong")
    assert run(["staff", "list", "--config", str(config)]) == 0
    assert re.search(r"^an .*còn chờ \d+ giây$", capsys.readouterr().out, flags=re.MULTILINE)
    assert run(["staff", "unlock", "an", "--config", str(config)]) == 0
    assert "an" in capsys.readouterr().out
    with pytest.raises(CounterError, match=r"staff.wrong_pin"):
        signed_in(config, "an", "wrong")


def test_a_blocked_person_is_shown_and_unblocked(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opening = Opening(load_site(config))
    with opening.office().store.write() as connection:
        connection.execute(update(staff).where(staff.c.login == "an").values(failures=100))
    opening.close()
    for is_told in (True, False):
        assert run(["staff", "list", "--config", str(config)]) == 0
        assert ("bị khóa vì nhập sai" in capsys.readouterr().out) is is_told
        assert run(["staff", "unlock", "an", "--config", str(config)]) == 0


def test_the_lost_pin_of_the_administrator_is_reset_by_a_command(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--config", str(config)]
    assert run(["staff", "role", "an", "administrator", "--reason", "phân công", *where]) == 0
    assert run(["staff", "pin", "an", "--generate", "--reason", "quên mã PIN", *where]) == 0
    (made,) = re.findall(r"Mã PIN: (\d{6})$", capsys.readouterr().out, flags=re.MULTILINE)
    assert signed_in(config, "an", made).role is StaffRole.ADMINISTRATOR
    opening = Opening(load_site(config))
    try:
        with opening.office().store.read() as connection:
            records = {one.kind: json.loads(one.body) for one in walk(connection)}
    finally:
        opening.close()
    assert records[Event.STAFF_PIN_SET]["by"] == getpass.getuser()
    assert records[Event.STAFF_PIN_SET]["reason"] == "quên mã PIN"
    assert records[Event.SETUP_PUBLISHED]["reason"] == "phân công"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["role", "nobody", "lead"], "nobody"),
        (["unlock", "nobody"], "kiosk staff list"),
        (["add", "an", "--name", "Nguyễn Văn An", "--generate"], "an"),
        (["add", "Thủy", "--name", "Đỗ Thị Thủy", "--generate"], "Thủy"),
        (["pin", "an"], "6 chữ số"),
    ],
)
def test_a_refusal_is_one_sentence(
    config: Path,
    words: list[str],
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n"))
    assert run(["staff", *words, "--config", str(config)]) == 1
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1
