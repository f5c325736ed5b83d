"""Check that branch.toml is read strictly: each mistake is named with its line and, if possible, its cure."""

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from kiosk.config import Config, Site, WindowKind, load_site, moved_values, parse
from kiosk.domain.language.text import CounterError, Message
from kiosk.program.window_kinds import WINDOWS

GOOD = """\
[database]
url = "sqlite:///branch.db"

[station]
name = "kiosk-2"
"""


def problem_of(text: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(CounterError) as caught:
        parse(text)
    return caught.value.message.key, dict(caught.value.message.args)


def test_an_empty_file_is_a_whole_configuration() -> None:
    assert parse("") == Config()


def test_a_value_that_is_given_is_taken() -> None:
    assert parse(GOOD).station.name == "kiosk-2"


def test_a_misspelt_key_is_named_with_its_line_and_the_nearest_name() -> None:
    key, args = problem_of(GOOD.replace("name =", "nmae ="))
    assert key == "config.unknown_key"
    assert (args["line"], args["key"], args["near"]) == (5, "nmae", "name")


def test_a_misspelt_section_is_named_with_its_line() -> None:
    key, args = problem_of(GOOD.replace("[station]", "[staton]"))
    assert key == "config.unknown_key"
    assert (args["line"], args["near"]) == (4, "station")


def test_the_same_key_in_another_section_is_not_blamed() -> None:
    key, args = problem_of('[scanner]\nurl = "auto"\n\n[printer]\nurl = 7\n')
    assert key == "config.wrong_value"
    assert (args["line"], args["key"]) == (5, "url")


def test_a_value_of_the_wrong_kind_is_named_with_its_line() -> None:
    key, args = problem_of('[screen]\nfull_screen = "yes"\n')
    assert key == "config.wrong_value"
    assert args["line"] == 2


@pytest.mark.parametrize(
    ("section", "url"),
    [
        ("database", "sqlit:///branch.db"),
        ("database", "branch.db"),
        ("database", "sqlite://"),
        ("database", ""),
        ("scanner", "ftp://192.0.2.20"),
        ("scanner", "socket://192.0.2.20:99999"),
        ("printer", "tcp://192.0.2.30:port"),
        ("printer", "tpc://192.0.2.30"),
        ("centre", "http://[::1"),
        ("centre", "centre.example.vn"),
    ],
)
def test_an_address_that_can_never_be_one_is_named_with_its_line(section: str, url: str) -> None:
    key, args = problem_of(f'[screen]\nfull_screen = true\n\n[{section}]\nurl = "{url}"\n')
    assert key == "config.wrong_address"
    assert (args["line"], args["section"]) == (5, section)
    assert url not in args.values(), "a database's address may hold a password"


@pytest.mark.parametrize(
    ("line", "key", "near"),
    [('profile = "epson"', "profile", "epson203"), ('profile = "Xprinter"', "profile", "clone")],
)
def test_a_printer_profile_that_is_none_is_named_with_the_nearest_one(line: str, key: str, near: str) -> None:
    found, args = problem_of(f"[printer]\n{line}\n")
    assert found == "config.unknown_name"
    assert (args["line"], args["key"], args["near"]) == (2, key, near)
    assert args["known"] == "clone, unknown, epson203, epson180, citizen, ppu700, custom"


@pytest.mark.parametrize("rate", [0, 79, 451])
def test_a_pace_that_no_voice_can_speak_is_named(rate: int) -> None:
    key, args = problem_of(f"[speech]\nwords_per_minute = {rate}\n")
    assert key == "config.wrong_value"
    assert (args["line"], args["key"]) == (2, "words_per_minute")


@pytest.mark.parametrize("section", ["scanner", "printer", "centre"])
def test_what_is_not_there_has_an_empty_address(section: str) -> None:
    parse(f'[{section}]\nurl = ""\n')


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "branch.toml"
    file.write_text(GOOD, encoding="utf-16")
    with pytest.raises(CounterError) as caught:
        load_site(file)
    assert caught.value.message.key == "config.not_text"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "branch.toml"
    file.write_text(GOOD, encoding="utf-8-sig")
    assert load_site(file).config.station.name == "kiosk-2"


def test_a_missing_quote_is_named_with_its_line() -> None:
    key, args = problem_of('[scanner]\nurl = "auto\n')
    assert key == "config.syntax"
    assert args["line"] == 2


@pytest.mark.parametrize(
    ("line", "key", "args"),
    [
        ("full_screen = yes", "true_or_false", {"key": "full_screen", "value": "yes"}),
        ("cursor = True  # as in Python", "true_or_false", {"key": "cursor", "value": "True"}),
        ("cursor = không", "true_or_false", {"key": "cursor", "value": "không"}),
        ("cursor = mui ten", "needs_quotes", {"key": "cursor", "value": "mui ten"}),
    ],
)
def test_a_value_without_quotes_is_told_what_it_needs(line: str, key: str, args: dict[str, str]) -> None:
    with pytest.raises(CounterError) as caught:
        parse(f"[screen]\n{line}\n")
    assert caught.value.message == Message(f"config.{key}", {"file": "branch.toml", "line": 2, **args})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CounterError) as caught:
        load_site(tmp_path / "branch.toml")
    assert caught.value.message.key == "config.missing"


def test_a_file_of_another_user_is_told_from_a_missing_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> str:
        raise PermissionError

    file = tmp_path / "branch.toml"
    file.write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(CounterError) as caught:
        load_site(file)
    told = {"file": str(file), "owner": file.owner()}
    assert caught.value.message == Message("config.not_allowed", told)


def test_each_window_has_the_screen_that_is_named(tmp_path: Path) -> None:
    def site(output: str) -> Site:
        (tmp_path / "branch.toml").write_text(f"[screen]\noutput = {output}\n", encoding="utf-8")
        return load_site(tmp_path / "branch.toml")

    one, several = site('"HDMI-1"'), site('{ kiosk = "HDMI-1", hall = "DP-1" }')
    assert [one.output_of(kind) for kind in ("kiosk", "desk")] == ["HDMI-1", "HDMI-1"]
    assert [several.output_of(kind) for kind in ("kiosk", "hall", "desk")] == ["HDMI-1", "DP-1", ""]
    assert (one.outputs_beside("hall"), several.outputs_beside("hall")) == (frozenset(), frozenset({"HDMI-1"}))
    with pytest.raises(CounterError) as caught:
        site('{ hal = "DP-1" }')
    assert (caught.value.message.key, caught.value.message.args["near"]) == ("config.unknown_name", "hall")


def test_every_kind_of_window_may_have_a_screen() -> None:
    assert set(get_args(WindowKind)) == set(WINDOWS)


def test_what_the_program_writes_stands_in_the_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "branch.toml").write_text(f'[station]\ndata = "{data}"\n', encoding="utf-8")
    site = load_site(tmp_path / "branch.toml")
    assert site.database_url == f"sqlite:///{data}/branch.db"
    ours = (site.keys, site.token_file, site.voices, site.exit_staff, site.last_shown, site.printer_dirty)
    assert {one.is_relative_to(data) for one in ours} == {True}
    assert site.folder == tmp_path


def test_a_relative_database_stands_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "branch.toml").write_text(GOOD, encoding="utf-8")
    assert load_site(tmp_path / "branch.toml").database_url == f"sqlite:///{tmp_path / 'branch.db'}"


def test_a_database_server_is_taken_as_it_is(tmp_path: Path) -> None:
    url = "postgresql+psycopg://kiosk@127.0.0.1/branch"
    (tmp_path / "branch.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    assert load_site(tmp_path / "branch.toml").database_url == url


def test_a_key_that_the_set_up_has_now_is_no_error_and_is_found() -> None:
    hall = '[hall]\nscreens = 2\nlanguages = ["vi", "km"]\nnotices = ["Nghỉ lễ"]\n'
    text = f'[screen]\nroundel = "bieu-trung.svg"\n{hall}[voice]\nlanguages = ["km"]\ntimes = 2\n'
    config = parse(text)
    assert (config.hall.screens, config.voice.times) == (2, 2)
    assert moved_values(tomllib.loads(text)) == {
        "screen.roundel": "bieu-trung.svg",
        "hall.languages": ["vi", "km"],
        "hall.notices": ["Nghỉ lễ"],
        "voice.languages": ["km"],
    }
