"""Check the rules of the code that a machine can check; each test says why."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from tests.sources import PACKAGES, ROOT, files_of, tree_of

SOURCES = files_of(*PACKAGES)
#: Where the wall clock may be read: everything else takes a `Clock`, so that tests can move it.
CLOCK_READERS = {"kiosk/clock.py"}
_KEY = re.compile(r"^[a-z_]+(\.[a-z_]+)+$")


def calls_of(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {str(file.relative_to(ROOT)): tree_of(file) for file in SOURCES}


def test_no_lambda_is_connected(trees: dict[str, ast.Module]) -> None:
    """A lambda in connect() keeps its whole page alive for ever (measured: 1 500 of 1 500 pages leaked)."""
    guilty = [
        f"{name}:{call.lineno}"
        for name, tree in trees.items()
        for call in calls_of(tree)
        if name_of(call) == "connect" and any(isinstance(argument, ast.Lambda) for argument in call.args)
    ]
    assert guilty == []


def test_a_broad_except_says_what_happens_next(trees: dict[str, ast.Module]) -> None:
    """It hides errors that nobody expected, so a comment on its line gives the reason."""
    lines = {name: (ROOT / name).read_text(encoding="utf-8").splitlines() for name in trees}
    guilty = [
        f"{name}:{node.lineno}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) == "Exception")
        and not re.search(r":  # (noqa: BLE001 - )?\w+", lines[name][node.lineno - 1])
    ]
    assert guilty == []


def test_a_silenced_checker_has_its_reason_beside_it() -> None:
    """Nobody dares to remove a comment for a checker that does not say why it is there."""
    files = [file for file in files_of(*PACKAGES, "tests", "benchmarks") if file != Path(__file__)]
    guilty = [
        f"{file.relative_to(ROOT)}:{number} {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"# (ruff: )?noqa|# type: ignore", line)
        and not re.search(r"# (ruff: )?noqa: [A-Z0-9, ]+ - \S|# type: ignore\[[a-z, -]+\]  # \S", line)
    ]
    assert guilty == []


def test_sentences_exist_for_every_refusal(trees: dict[str, ast.Module]) -> None:
    """A CounterError or a Message whose key has no sentence would show a person nothing."""
    missing = [
        f"{name}:{call.lineno} {key}"
        for name, tree in trees.items()
        for call in calls_of(tree)
        if name_of(call) in {"CounterError", "Message", "say"} and call.args
        for key in [argument.value for argument in call.args[:1] if isinstance(argument, ast.Constant)]
        if isinstance(key, str) and _KEY.match(key)
        for language in ("vi", "en")
        if key not in resources.texts(language)
    ]
    assert missing == []


@pytest.mark.parametrize("language", resources.languages())
def test_a_translation_has_no_sentence_that_vietnamese_lacks(language: str) -> None:
    """Such a key is misspelt, because Vietnamese comes first. Only some languages have a form for one thing."""
    assert [key for key in resources.texts(language) if _twin(key) not in resources.texts("vi")] == []


@pytest.mark.parametrize("language", resources.languages())
def test_a_translation_fills_in_what_the_vietnamese_does(language: str) -> None:
    """A placeholder that is misspelt in one language would break the screen in that language only."""
    names = re.compile(r"{(\w+)")
    ours, theirs = resources.texts("vi"), resources.texts(language)
    wrong = [
        key
        for key, sentence in theirs.items()
        if not set(names.findall(sentence)) <= set(names.findall(ours.get(_twin(key), sentence))) | {"count"}
    ]
    assert wrong == []


def test_no_key_stands_in_two_files() -> None:
    """Two files with one key: which sentence is shown would depend on the alphabet."""
    for language in resources.languages():
        seen: dict[str, str] = {}
        for file in sorted((ROOT / "resources" / "translations" / language).glob("*.json")):
            for key in _leaves(json.loads(file.read_text(encoding="utf-8")), ""):
                assert seen.setdefault(key, file.name) == file.name, f"{language}: {key} in {seen[key]} and {file.name}"


def test_the_clock_is_read_in_one_place(trees: dict[str, ast.Module]) -> None:
    """datetime.now() elsewhere is a moment no test can move."""
    guilty = [
        f"{name}:{call.lineno}"
        for name, tree in trees.items()
        if name not in CLOCK_READERS
        for call in calls_of(tree)
        if isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func) in {"datetime.now", "datetime.utcnow", "date.today", "time.time"}
    ]
    assert guilty == []


def names_defined_twice(trees: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Return the public classes that more than one module defines, with these modules."""
    places: dict[str, list[str]] = {}
    for file, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name[0] != "_":
                places.setdefault(node.name, []).append(file)
    return {name: files for name, files in places.items() if len(set(files)) > 1}


def test_a_public_class_has_a_name_of_its_own(trees: dict[str, ast.Module]) -> None:
    """A name with two meanings has to be looked up each time. (A function is called by its module: `board.calls`.)"""
    assert names_defined_twice(trees) == {}


def test_no_address_of_a_package_index_is_committed() -> None:
    """A lock file that names an index binds every installation to it."""
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8")


def _twin(key: str) -> str:
    """Return the Vietnamese key of a sentence: a form for one thing exists only where a grammar has one."""
    return key if key in resources.texts("vi") else key.removesuffix(".one")


def _leaves(tree: dict[str, object], prefix: str) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key
