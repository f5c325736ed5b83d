"""Check `kiosk setup`: a file is checked, compared, published, exported and undone."""

import json
from pathlib import Path

import pytest

from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.program.new_branch import BranchPlan, create_branch


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return create_branch(tmp_path / "branch", BranchPlan(pin="4711", scanner=""), SystemClock()).config


@pytest.fixture
def file(config: Path, tmp_path: Path) -> Path:
    out = tmp_path / "setup.toml"
    assert run(["setup", "export", "--config", str(config), "--out", str(out)]) == 0
    return out


def history(config: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(["setup", "history", "--json", "--config", str(config)]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_exported_file_is_commented_good_and_without_effect(
    config: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert file.read_text(encoding="utf-8").startswith("# Thiết lập của một trung tâm.")
    assert run(["setup", "check", str(file)]) == 0
    capsys.readouterr()
    assert run(["setup", "publish", str(file), "--yes", "--config", str(config)]) == 0
    assert "Vẫn dùng bản 1" in capsys.readouterr().out
    assert [one["version"] for one in history(config, capsys)] == [1]


def test_a_change_is_shown_published_and_undone(config: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(file, 'vi = "Đăng ký khai sinh"', 'vi = "Khai sinh"')
    capsys.readouterr()
    assert run(["setup", "diff", str(file), "--config", str(config)]) == 0
    assert capsys.readouterr().out == "Việc “Khai sinh”, tên: Đăng ký khai sinh → Khai sinh\n"
    words = ["setup", "publish", str(file), "--yes", "--reason", "Tên ngắn", "--config", str(config)]
    assert run(words) == 0
    assert run(["setup", "undo", "--yes", "--config", str(config)]) == 0
    found = history(config, capsys)
    assert [(one["version"], one["why"]) for one in found] == [(3, "Trở lại bản 1"), (2, "Tên ngắn"), (1, "")]
    assert all(one["when"] for one in found)
    out = file.with_name("again.toml")
    assert run(["setup", "export", "--version", "2", "--out", str(out), "--config", str(config)]) == 0
    assert out.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")


def test_a_bad_file_is_refused_with_line_and_cure(config: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(file, 'series = "B"', 'series = "A"')
    edit(file, "target_minutes = 15", "target_minutes = 0")
    line = file.read_text(encoding="utf-8").splitlines().index("target_minutes = 0") + 1
    capsys.readouterr()
    assert run(["setup", "check", str(file)]) == 1
    told = capsys.readouterr().err
    assert f"dòng {line}: 0 không được. Từ 1 đến 480." in told
    assert "Chữ A của “Chứng thực” đã là của “Hộ tịch”" in told
    assert run(["setup", "publish", str(file), "--yes", "--config", str(config)]) == 1
    assert [one["version"] for one in history(config, capsys)] == [1]


def test_a_file_without_hours_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for day in ("mon", "tue", "wed", "thu", "fri"):
        edit(file, f'{day} = ["07:00-11:30", "13:30-17:00"]', f"{day} = []")
    assert run(["setup", "check", str(file)]) == 1
    assert "Chưa có giờ mở cửa" in capsys.readouterr().err


def test_a_file_that_is_not_there_or_no_text_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["setup", "check", str(tmp_path / "none.toml")]) == 1
    assert "Không đọc được tệp" in capsys.readouterr().err
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    assert run(["setup", "check", str(tmp_path / "binary.toml")]) == 1
    assert "UTF-8" in capsys.readouterr().err


def test_a_second_author_is_refused(config: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(file, 'vi = "Đăng ký khai sinh"', 'vi = "Khai sinh"')
    publish = ["setup", "publish", str(file), "--yes", "--based-on", "1", "--config", str(config)]
    assert run(publish) == 0
    edit(file, 'vi = "Khai sinh"', 'vi = "Đăng ký khai sinh"')
    capsys.readouterr()
    assert run(publish) == 1
    assert "vừa công bố bản 2" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["publish", "diff"])
def test_publishing_while_the_database_is_away_changes_nothing_and_says_so(
    config: Path, file: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database, before = config.with_name("branch.db"), file.read_bytes()
    database.rename(database.with_suffix(".away"))
    yes = ["--yes"] if command == "publish" else []
    assert run(["setup", command, str(file), *yes, "--config", str(config)]) == 1
    assert capsys.readouterr().err == (
        "Chưa mở được tệp dữ liệu. Kiểm tra tệp và quyền ghi. Nếu tệp đã mất, phục hồi bản sao lưu: kiosk restore\n"
    )
    assert file.read_bytes() == before
    assert not database.exists()
    database.with_suffix(".away").rename(database)
    assert run(["setup", command, str(file), *yes, "--config", str(config)]) == 0
