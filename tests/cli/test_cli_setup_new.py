"""Check `kiosk setup new`: a template becomes a file, a person edits it, and a branch is made of it."""

from pathlib import Path

import pytest

from kiosk.cli.main import run
from kiosk.config import load_site
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.toml_text import read_toml
from kiosk.program.templates import template, template_names

PLACE = "Phường Tân Thành"


def new(out: Path, name: str = "ward", place: str = PLACE) -> int:
    return run(["setup", "new", "--template", name, "--name", place, "--out", str(out)])


def written(file: Path) -> Document:
    document, problems = read_toml(file.read_text(encoding="utf-8"))
    assert problems == ()
    assert document is not None
    return document


@pytest.mark.parametrize("name", template_names())
def test_the_file_of_a_template_is_good_and_says_what_comes_next(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "s.toml"
    assert new(out, name) == 0
    told = capsys.readouterr().out
    assert "H99.99" in told
    assert f"kiosk setup check {out}" in told
    assert run(["setup", "check", str(out)]) == 0
    assert written(out) == template(name, PLACE)


def test_without_a_file_it_is_printed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["setup", "new", "--template", "commune", "--name", "Xã Tam Giang"]) == 0
    document, problems = read_toml(capsys.readouterr().out)
    assert (document, problems) == (template("commune", "Xã Tam Giang"), ())


def test_a_wrong_template_is_told_with_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(tmp_path / "s.toml", "comune") == 1
    assert "Có phải “commune”?" in capsys.readouterr().err
    assert not (tmp_path / "s.toml").exists()


@pytest.mark.parametrize(("place", "said"), [("  ", "tên"), ("Phường " + "Ấ" * 60, "41 ký tự"), ("Phường\x07", "")])
def test_a_place_that_cannot_be_shown_is_refused(
    tmp_path: Path, place: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(tmp_path / "s.toml", place=place) == 1
    assert said in capsys.readouterr().err.lower()
    assert not (tmp_path / "s.toml").exists()


def test_a_file_that_somebody_edits_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "s.toml"
    out.write_text("mine", encoding="utf-8")
    assert new(out) == 1
    assert "giữ nguyên" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"


def edited(text: str) -> str:
    """Keep three fields with their services, three counters, and begin half an hour later: deletions in an editor."""

    def stays(block: str) -> bool:
        value = dict(line.split(" = ", 1) for line in block.splitlines() if " = " in line)
        field = {"[[fields]]": "code", "[[services]]": "field"}
        for head, key in field.items():
            if head in block:
                return value[key] in ('"HT"', '"CT"', '"CA"')
        return "[[counters]]" not in block or int(value["number"]) <= 3

    return "\n\n".join(filter(stays, text.split("\n\n"))).replace("07:00-11:30", "07:30-11:30")


def test_a_ward_is_edited_to_three_fields_checked_and_founded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = tmp_path / "s.toml", tmp_path / "d"
    assert new(file) == 0
    file.write_text(edited(file.read_text(encoding="utf-8")), encoding="utf-8")
    assert run(["setup", "check", str(file)]) == 0
    assert run(["init", str(folder), "--yes", "--setup", str(file)]) == 0
    document = written(file)
    assert [one.code for one in document.fields] == ["HT", "CT", "CA"]
    assert [one.number for one in document.counters] == [1, 2, 3]
    assert [span.to_text() for span in document.hours.mon] == ["07:30-11:30", "13:30-17:00"]
    out, config = tmp_path / "e.toml", folder / "branch.toml"
    assert load_site(config)
    assert run(["setup", "export", "--config", str(config), "--out", str(out)]) == 0
    assert written(out) == document
    capsys.readouterr()
    assert run(["setup", "publish", str(out), "--yes", "--config", str(config)]) == 0
    assert "Vẫn dùng bản 1" in capsys.readouterr().out
