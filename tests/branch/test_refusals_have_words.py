"""Check that every refusal of branch, store and keys has a sentence in Vietnamese and English."""

import ast
from pathlib import Path

import pytest

import resources
from kiosk.domain.queue.ticket_code import CodeProblem
from kiosk.store import errors

ROOT = Path(__file__).resolve().parents[2]


def refusals() -> set[str]:
    """Return the keys named in ``CounterError("...")`` in `kiosk`, and those that are composed."""
    found = {f"code.{problem.value}" for problem in CodeProblem}
    found |= {*errors._SQLITE.values(), *errors._POSTGRES.values(), *errors._CONNECTING, "store.away"}
    for package in ("domain", "store", "branch"):
        for file in (ROOT / "kiosk" / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "CounterError":
                    key = node.args[0]
                    words = [one.value for one in ast.walk(key) if isinstance(one, ast.Constant)]
                    found |= {word for word in words if isinstance(word, str) and not word.endswith(".")}
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_refusal_has_its_sentence(language: str) -> None:
    keys = refusals()
    assert {"reception.closed", "counter.taken", "store.disk_full", "keys.missing"} <= keys
    assert keys - resources.texts(language).keys() == set()
