"""branch.toml is read strictly: what is wrong is named with its line and, where possible, its cure."""

from pathlib import Path

import pytest

from kiosk.config import Config, load_site, parse
from kiosk.domain.text import CounterError

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


def test_a_missing_quote_is_named_with_its_line() -> None:
    key, args = problem_of('[scanner]\nurl = "auto\n')
    assert key == "config.syntax"
    assert args["line"] == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CounterError) as caught:
        load_site(tmp_path / "branch.toml")
    assert caught.value.message.key == "config.missing"


def test_a_relative_database_stands_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "branch.toml").write_text(GOOD, encoding="utf-8")
    assert load_site(tmp_path / "branch.toml").database_url == f"sqlite:///{tmp_path / 'branch.db'}"


def test_a_database_server_is_taken_as_it_is(tmp_path: Path) -> None:
    url = "postgresql+psycopg://kiosk@127.0.0.1/branch"
    (tmp_path / "branch.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    assert load_site(tmp_path / "branch.toml").database_url == url
