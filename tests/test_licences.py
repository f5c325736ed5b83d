"""Check that everything in `resources/` has its source and licence beside it."""

from pathlib import Path

import pytest

import resources

ROOT = resources.path("LICENSES.md").parent
CARRIED = sorted(entry.name for entry in ROOT.iterdir() if entry.suffix not in {".py", ".md"} and entry.name[0] != "_")
#: Folders with copied data: their README names each file or its kind.
COPIED = ("fonts", "icons", "catalogue")


@pytest.mark.parametrize("name", CARRIED)
def test_licences_are_named_for_each_folder(name: str) -> None:
    rows = [line for line in (ROOT / "LICENSES.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert [row for row in rows if row.startswith((f"| `{name}/` |", f"| `{name}` |"))]


@pytest.mark.parametrize("folder", COPIED)
def test_copied_data_has_a_source(folder: str) -> None:
    assert (ROOT / folder / "README.md").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("file", sorted((ROOT / "fonts").glob("*.ttf")), ids=lambda file: file.name)
def test_a_font_has_its_licence(file: Path) -> None:
    """The text of the licence must travel with the font (SIL OFL 1.1, condition 2)."""
    lines = (ROOT / "fonts" / "README.md").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if f"`{file.name}`" in line)
    texts = [word for word in line.split("`") if word.endswith(".txt")]
    assert texts
    assert all("SIL OPEN FONT LICENSE" in (ROOT / "fonts" / text).read_text(encoding="utf-8") for text in texts)


def test_the_licence_of_the_icons_is_there() -> None:
    text = (ROOT / "icons" / "LICENSE").read_text(encoding="utf-8")
    assert "ISC License" in text
    assert "The MIT License" in text


@pytest.mark.parametrize(
    "file", ["procedures.json", "sample_setup.toml", "speech.json", "calendar_vn.csv", "papers_by_lookup.toml"]
)
def test_the_catalogue_names_its_sources(file: str) -> None:
    assert f"| `{file}` |" in (ROOT / "catalogue" / "README.md").read_text(encoding="utf-8")
