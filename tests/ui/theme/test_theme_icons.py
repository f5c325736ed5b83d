"""Check that the program ships exactly the icons it uses, each with its licence."""

import ast
from pathlib import Path

import resources
from kiosk.program.sample import sample_document

ROOT = Path(__file__).resolve().parents[3]


def words_in_the_program() -> set[str]:
    found: set[str] = set()
    for room in ("ui", "kiosk"):
        for file in (ROOT / room).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found |= {
                node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found | {field.icon for field in sample_document().fields}


def test_every_icon_is_used_somewhere() -> None:
    """An icon nobody draws is weight that every machine carries."""
    names = {file.stem for file in resources.path("icons").glob("*.svg")}
    assert sorted(names - words_in_the_program()) == []


def test_every_field_of_the_sample_branch_has_its_icon() -> None:
    for field in sample_document().fields:
        assert resources.path(f"icons/{field.icon}.svg").exists()


def test_icons_and_fonts_come_with_their_licences() -> None:
    assert "ISC License" in resources.path("icons/LICENSE").read_text(encoding="utf-8")
    assert "SIL Open Font License" in resources.path("fonts/BeVietnamPro-LICENSE.txt").read_text(
        encoding="utf-8"
    ).replace("SIL OPEN FONT LICENSE", "SIL Open Font License")
