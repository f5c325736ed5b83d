"""Check that each invariant of the protocol's document names a test that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Invariants")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\| (\d+) \| `(\S+)` `(\w+)` \|$", SECTION, re.MULTILINE)


def test_each_invariant_names_a_test() -> None:
    numbers = [int(number) for number in re.findall(r"^(\d+)\. \*\*", SECTION, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {int(number) for number, _, _ in ROWS} == set(numbers)


def test_each_named_test_exists() -> None:
    missing = [
        (number, file, name)
        for number, file, name in ROWS
        if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []
