"""Check that a terminal has one language: output, refusals, help and errors of the command line."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

import resources
from kiosk.cli.main import app, run
from kiosk.program.terminal import language_of, split_language

#: Letters that only Vietnamese has.
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def commands(group: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Return the groups and commands of the program with their words."""
    below = [
        one for name, command in getattr(group, "commands", {}).items() for one in commands(command, (*path, name))
    ]
    return [(path, group), *below]


COMMANDS = commands(typer.main.get_command(app))


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "vi"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN"}, "vi"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
    ],
)
def test_the_environment_decides_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


@pytest.mark.parametrize(
    ("arguments", "language", "rest"),
    [
        (["doctor"], None, ["doctor"]),
        (["--language", "en", "doctor"], "en", ["doctor"]),
        (["doctor", "--language=en", "--json"], "en", ["doctor", "--json"]),
        (["doctor", "--language"], "", ["doctor"]),
    ],
)
def test_the_option_may_stand_anywhere(arguments: list[str], language: str | None, rest: list[str]) -> None:
    assert split_language(arguments) == (language, rest)


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[" ".join(words) or "kiosk" for words, _ in COMMANDS])
def test_every_help_is_whole_in_both_languages(words: tuple[str, ...], command: Any) -> None:
    texts, here = resources.texts("vi"), ".".join(("cli_help", *words)).replace("-", "_")
    assert f"{here}.about" in texts
    assert command.help
    for param in command.params:
        assert param.help, f"{' '.join(words)} {param.name} has no help in English"
        assert {f"{here}.{param.name}", f"cli_help.shared.{param.name}"} & texts.keys(), f"{here}.{param.name}"


def test_no_help_explains_what_is_not_there() -> None:
    known = {f"cli_help.shared.{param.name}" for _, command in COMMANDS for param in command.params}
    for words, command in COMMANDS:
        here = ".".join(("cli_help", *words)).replace("-", "_")
        known |= {f"{here}.about"} | {f"{here}.{param.name}" for param in command.params}
    shown = {key for key in resources.texts("vi") if key.startswith("cli_help.")}
    assert shown - known == set()


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[" ".join(words) or "kiosk" for words, _ in COMMANDS])
def test_the_english_help_has_no_vietnamese(words: tuple[str, ...], command: Any, capsys: Any) -> None:
    assert run([*words, "--language", "en", "--help"]) == 0
    told = capsys.readouterr().out
    assert "Usage: kiosk" in told
    assert not _VIETNAMESE.search(told)
    assert run([*words, "--help"]) == 0
    assert "Cách dùng: kiosk" in (vietnamese := capsys.readouterr().out)
    assert not re.search(r"Usage|Options|Commands|Arguments|default:", vietnamese)
    assert isinstance(command, TyperGroup) == ("Lệnh:" in vietnamese)


@pytest.mark.parametrize(
    ("line", "vietnamese", "english"),
    [
        (["docto"], "Không có lệnh docto. Có phải doctor?", "There is no command docto. Did you mean doctor?"),
        (["setup", "check"], "Thiếu FILE.", "FILE is missing."),
        (["init", "x", "--cent"], "Có phải --centre, --centre-key", "Did you mean --centre, --centre-key"),
        (["doctor", "a", "b"], "Thừa: a b.", "Too much: a b."),
        (["run", "tv"], "Chọn một trong: kiosk, desk", "It takes one of: kiosk, desk"),
        (["central", "serve", "--folder", "x", "--port", "y"], "--port không dùng được. Cần một số", "a whole number"),
        (["demo", "--visits", "0"], "Cần một số nguyên từ 1 trở lên.", "a whole number from 1."),
        (["appointments", "codes", "0"], "từ 1 đến 1000.", "from 1 to 1000."),
        (["staff", "until", "x", "32/12/2026"], "ví dụ 31/12/2026 hoặc 2026-12-31", "for instance 31/12/2026"),
        (["staff", "role", "x", "king"], "Chọn một trong: clerk, lead", "It takes one of: clerk, lead"),
        (["staff", "add", "x", "--name"], "--name viết chưa đúng", "--name is not complete"),
    ],
)
def test_an_error_of_the_command_line_is_one_sentence_in_both_languages(
    line: list[str], vietnamese: str, english: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line) == 2
    assert vietnamese in capsys.readouterr().err
    assert run(["--language", "en", *line]) == 2
    said = capsys.readouterr().err
    assert english in said
    assert not _VIETNAMESE.search(said)


def test_a_language_that_no_terminal_has_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--language", "km", "doctor"]) == 2
    assert "vi, en" in capsys.readouterr().err


def test_output_and_refusals_follow_the_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--language", "en", "init", str(tmp_path / "branch"), "--yes"]) == 0
    assert "PIN" in (made := capsys.readouterr().out)
    assert not _VIETNAMESE.search(made)
    assert run(["--language", "en", "init", str(tmp_path / "branch"), "--yes"]) == 1
    assert not _VIETNAMESE.search(capsys.readouterr().err)
    config = str(tmp_path / "branch" / "branch.toml")
    run(["doctor", "--json", "--language", "en", "--config", config])
    titles = [one["title"] for one in json.loads(capsys.readouterr().out)["findings"]]
    assert titles[0] == "Keys"
    run(["doctor", "--json", "--config", config])
    assert json.loads(capsys.readouterr().out)["findings"][0]["title"] == "Khóa"


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert re.fullmatch(r"kiosk \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize("day", ["31/12/2098", "2098-12-31"])
def test_a_day_is_typed_as_it_is_printed(tmp_path: Path, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "branch"), "--yes"]) == 0
    config = ["--config", str(tmp_path / "branch" / "branch.toml")]
    capsys.readouterr()
    assert run(["staff", "until", "an", day, *config]) == 0
    assert "31/12/2098" in capsys.readouterr().out
    assert run(["appointments", "list", "--day", day, *config]) == 0


def test_a_command_does_not_say_that_it_tries_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/branch"
    assert run(["init", str(tmp_path / "branch"), "--yes", "--database", nowhere]) == 1
    said = capsys.readouterr().err
    assert "tự nối lại" not in said
    assert "chạy lại" in said


@pytest.mark.parametrize(
    ("language", "answer", "choice", "is_done"),
    [
        ("vi", "c", "[c/K]", True),
        ("vi", "Có", "[c/K]", True),
        ("vi", "", "[c/K]", False),
        ("en", "yes", "[y/N]", True),
        ("en", "n", "[y/N]", False),
    ],
)
def test_a_question_is_asked_and_answered_in_one_language(
    language: str,
    answer: str,
    choice: str,
    is_done: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n"))
    status = run(["init", str(tmp_path / "branch"), "--language", language])
    told = capsys.readouterr()
    assert (status == 0) is is_done
    assert (tmp_path / "branch" / "branch.toml").exists() is is_done
    assert choice in told.out
    assert (told.err == "") is is_done
    assert "Abort" not in told.out + told.err
    if not is_done:
        assert told.err == {"vi": "Đã dừng, không thay đổi gì.\n", "en": "Stopped, nothing is changed.\n"}[language]
