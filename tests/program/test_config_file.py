"""Check that branch.toml is changed in place: comments and other keys stay, and a broken file is not touched."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from kiosk.config import Config, load_site, parse
from kiosk.domain.language.text import CounterError, Message
from kiosk.program.config_file import change_config, new_config_text
from kiosk.program.new_branch import BranchPlan
from kiosk.program.texts import texts

KEPT = """\
# Máy ở sảnh, ông Bình giữ.
printer.profile = "clone"   # hỏi hãng ngày 12/11

[hall]
languages = ["vi", "en"]  # một khóa đã chuyển sang thiết lập
screens = 1

[screen]
# đo bằng thước
pixels_per_mm = 3.2
[voice.volume]
"00:00" = 80
"""


def kept(folder: Path, text: str = KEPT) -> Path:
    file = folder / "branch.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o640)
    return file


def refusal_of(file: Path, changes: Any) -> Message:
    with pytest.raises(CounterError) as caught:
        change_config(file, changes)
    return caught.value.message


def test_one_key_changes_and_everything_else_stays(tmp_path: Path) -> None:
    file = kept(tmp_path)
    config = change_config(file, {("screen", "pixels_per_mm"): 3.78})
    assert file.read_text(encoding="utf-8") == KEPT.replace("3.2", "3.78")
    assert config == load_site(file).config
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_a_key_is_found_however_it_is_written(tmp_path: Path) -> None:
    file = kept(tmp_path)
    change_config(file, {("printer", "profile"): "epson203", ("voice", "volume"): {"00:00": 60, "12:00": 30}})
    text = file.read_text(encoding="utf-8")
    assert 'printer.profile = "epson203"   # hỏi hãng ngày 12/11' in text
    assert parse(text).voice.volume == {"00:00": 60, "12:00": 30}


def test_a_key_and_a_section_that_were_left_out_are_added(tmp_path: Path) -> None:
    file = kept(tmp_path, "# trống\n[screen]\ncursor = true\n\n[hall]\nscreens = 2\n")
    change_config(file, {("screen", "full_screen"): False, ("scanner", "url"): ""})
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# trống\n[screen]\ncursor = true\nfull_screen = false\n\n[hall]\n")
    assert parse(text).scanner.url == ""


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file = kept(tmp_path)
    (tmp_path / "link.toml").symlink_to(file)
    change_config(tmp_path / "link.toml", {("hall", "screens"): 2})
    assert (tmp_path / "link.toml").is_symlink()
    assert load_site(file).config.hall.screens == 2


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({("printer", "url"): "tpc://192.0.2.30"}, "config.wrong_address"),
        ({("hall", "screens"): 5}, "config.wrong_value"),
        ({("printer", "profile"): "epson"}, "config.unknown_name"),
    ],
)
def test_a_value_that_the_program_would_refuse_is_not_written(tmp_path: Path, changes: Any, key: str) -> None:
    file = kept(tmp_path)
    assert refusal_of(file, changes).key == key
    assert file.read_text(encoding="utf-8") == KEPT


def test_a_file_that_a_person_broke_is_not_touched_and_its_line_is_named(tmp_path: Path) -> None:
    broken = KEPT.replace("screens = 1", "screens == 1")
    file = kept(tmp_path, broken)
    found = refusal_of(file, {("screen", "cursor"): True})
    assert (found.key, found.args["line"]) == ("config.syntax", 6)
    assert file.read_text(encoding="utf-8") == broken


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = kept(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refusal_of(file, {("hall", "screens"): 2}).key == "config.not_written"
    assert file.read_text(encoding="utf-8") == KEPT
    assert list(tmp_path.iterdir()) == [file]


WHOLE = BranchPlan("0").config_text()
VALUES = {
    ("screen", "pixels_per_mm"): st.floats(0, 40).map(lambda number: round(number, 3)),
    ("screen", "full_screen"): st.booleans(),
    ("hall", "screens"): st.sampled_from([1, 2]),
    ("printer", "url"): st.sampled_from(["", "/dev/usb/lp0", "tcp://192.0.2.30:9100"]),
    ("speech", "program"): st.text(max_size=20),
    ("screen", "output"): st.dictionaries(st.sampled_from(["kiosk", "hall"]), st.sampled_from(["HDMI-1", "DP-1"])),
    ("voice", "volume"): st.dictionaries(st.sampled_from(["00:00", "11:30", "23:59"]), st.integers(0, 100)),
}


@settings(max_examples=30)
@given(
    changes=st.fixed_dictionaries({}, optional=VALUES), start=st.sampled_from(["", KEPT, BranchPlan("0").config_text()])
)
def test_whatever_is_set_is_read_back_and_no_other_value_moves(
    tmp_path_factory: pytest.TempPathFactory, changes: Any, start: str
) -> None:
    file = kept(tmp_path_factory.mktemp("config"), start)
    change_config(file, changes)
    expected = tomllib.loads(start)
    for (section, key), value in changes.items():
        expected.setdefault(section, {})[key] = value
    assert tomllib.loads(file.read_text(encoding="utf-8")) == expected
    comments = [line.split("#")[1] for line in start.splitlines() if "#" in line]
    assert all(comment in file.read_text(encoding="utf-8") for comment in comments)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_new_file_says_all_defaults_and_explains_itself(language: str) -> None:
    text = BranchPlan("0", language=language).config_text()
    assert parse(text) == Config()
    assert tomllib.loads(text).keys() == tomllib.loads(new_config_text({}, "x", texts("vi"))).keys()
    assert max(map(len, text.splitlines())) <= 120
    assert ("Tên của máy này" in text) is (language == "vi")


def test_every_comment_belongs_to_a_key() -> None:
    keys = {f"branch_file.{line}" for line in ("head",)}
    for section, values in tomllib.loads(new_config_text({}, "x", texts("vi"))).items():
        keys |= {f"branch_file.{section}.{key}" for key in values}
    for language in ("vi", "en"):
        assert {key for key in resources.texts(language) if key.startswith("branch_file.")} <= keys
