"""Check that the documentation is complete and true: commands, keys, statuses, paths and terms."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import typer.main
from PIL import Image
from typer.core import TyperCommand, TyperGroup, TyperOption

import resources
from kiosk.cli.main import app
from kiosk.config import Config
from kiosk.domain.status import LinkStatus, PrinterStatus, ScannerStatus, SoundStatus, SpeechStatus
from kiosk.program.new_branch import CONFIG_NAME
from kiosk.program.window_kinds import WINDOWS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
#: Pages that exist in English and in Vietnamese, with the same shape.
README, COMMAND_PAGES = (
    tuple(ROOT / f"{page}{language}.md" for language in ("", ".vi")) for page in ("README", "docs/commands")
)
PAIRS = [(page.with_name(page.name.replace(".vi.", ".")), page) for page in PAGES if page.name.endswith(".vi.md")]
EXAMPLES = sorted((ROOT / "tests" / "examples").glob("test_*.py"))
#: Files that the program makes where it runs, so that they are named and not kept here.
MADE = {
    CONFIG_NAME,
    "branch.db",
    "setup.toml",
    "branch-0.1.0-20261129-234512.db",
    "own-ledger.db",
    "central.db",
    "centre.pub",
    "centre.crt",
    "centre.token",
    "province-ca.pem",
    "exit-staff.json",
    "last-look.json",
}
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*(/|\.(py|md|toml|json|lock|db|yaml))")
_OURS = ("kiosk/", "ui/", "devices/", "printing/", "sync/", "resources/", "tests/", "docs/", "benchmarks/", ".ci/")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def outside_blocks(page: Path) -> str:
    """Return the page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", read(page), flags=re.DOTALL | re.MULTILINE)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def commands(group: TyperGroup, path: str = "kiosk") -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    """Yield every command that does something, with the words that call it."""
    for word, command in group.commands.items():
        if isinstance(command, TyperGroup):
            if command.invoke_without_command:
                yield f"{path} {word}", command
            yield from commands(command, f"{path} {word}")
        else:
            assert isinstance(command, TyperCommand)
            yield f"{path} {word}", command


COMMANDS = list(commands(typer.main.get_group(app)))


@pytest.mark.parametrize("page", COMMAND_PAGES, ids=name)
@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[words for words, _ in COMMANDS])
def test_a_command_is_written_up_with_its_options(page: Path, words: str, command: TyperCommand | TyperGroup) -> None:
    rows = [line for line in read(page).splitlines() if line.startswith(f"| `{words}")]
    assert rows, f"{words} has no row in the table of commands"
    options = [name for one in command.params if isinstance(one, TyperOption) for name in one.opts if name[:2] == "--"]
    everywhere = {"--config"}
    missing = [option for option in options if option not in everywhere and option not in " ".join(rows)]
    assert missing == []


@pytest.mark.parametrize("page", README, ids=name)
def test_every_window_can_be_found(page: Path) -> None:
    assert [window for window in WINDOWS if f"kiosk run {window}" not in read(page)] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_command_is_written_up_that_is_not_there(page: Path) -> None:
    """Neither a sentence nor a block to copy into a shell names an unknown command."""
    known = tuple(f"{words} " for words, _ in COMMANDS)
    spoken = [*_CODE.findall(read(page)), *re.findall(r"^kiosk .*", read(page), flags=re.MULTILINE)]
    named = [f"{code} " for code in spoken if re.match(r"kiosk [a-z]", code)]
    groups = {f"kiosk {words.split()[1]} " for words, _ in COMMANDS if len(words.split()) == 3}
    assert [code for code in named if not code.startswith(known) and code not in groups] == []


def test_the_walk_finds_commands_in_groups() -> None:
    assert {"kiosk init", "kiosk central serve", "kiosk db accept-clock"} <= {words for words, _ in COMMANDS}


def keys() -> list[tuple[str, object]]:
    """Return every key of `branch.toml` with its default."""
    sections = msgspec.to_builtins(Config())
    return [(f"{section}.{key}", value) for section, values in sections.items() for key, value in values.items()]


@pytest.mark.parametrize(("key", "default"), keys(), ids=[key for key, _ in keys()])
def test_a_key_is_written_up_with_its_default(key: str, default: object) -> None:
    rows = [line for line in read(ROOT / "docs" / "configuration.md").splitlines() if line.startswith(f"| `{key}` |")]
    assert len(rows) == 1
    assert f"| `{msgspec.json.encode(default).decode()}` |" in rows[0]


def test_no_key_is_written_up_that_is_not_there() -> None:
    written = re.findall(r"^\| `(\w+\.\w+)` \|", read(ROOT / "docs" / "configuration.md"), flags=re.MULTILINE)
    assert written == [key for key, _ in keys()]


def subjects() -> list[str]:
    return [key.rpartition(".")[2] for key in resources.texts("en") if key.startswith("doctor.subject.")]


@pytest.mark.parametrize("subject", subjects())
def test_each_subject_of_the_doctor_has_its_place(subject: str) -> None:
    assert re.search(rf"^## .*\(`{subject}`\)$", read(ROOT / "docs" / "troubleshooting.md"), flags=re.MULTILINE)


@pytest.mark.parametrize("status", [*ScannerStatus, *PrinterStatus, *LinkStatus, *SpeechStatus, *SoundStatus], ids=repr)
def test_each_status_has_its_row(
    status: ScannerStatus | PrinterStatus | LinkStatus | SpeechStatus | SoundStatus,
) -> None:
    subjects = {ScannerStatus: "scanner", PrinterStatus: "printer", LinkStatus: "centre", SpeechStatus: "speech"}
    subjects[SoundStatus] = "voice"
    subject = subjects[type(status)]
    chapter = read(ROOT / "docs" / "troubleshooting.md").partition(f"(`{subject}`)\n")[2].partition("\n## ")[0]
    assert f"\n| `{status.value}` |" in chapter


@pytest.mark.parametrize("family", ["config", "keys", "store", "doctor.centre", "voice"])
def test_each_refusal_a_technician_meets_is_named(family: str) -> None:
    text = read(ROOT / "docs" / "troubleshooting.md")
    found = [key for key in resources.texts("en") if key.startswith(f"{family}.")]
    shown = [key.rpartition(".")[2] if family in {"doctor.centre", "voice"} else key for key in found]
    settled = {"none"}  # nothing to do about
    assert found
    assert [key for key in shown if key not in settled and f"`{key}`" not in text] == []


@pytest.mark.parametrize("page", ["upgrade.md", "upgrade.vi.md"])
def test_each_refusal_of_an_upgrade_is_named(page: str) -> None:
    text = read(ROOT / "docs" / page)
    assert [key for key in resources.texts("en") if key.startswith("upgrade.") and f"`{key}`" not in text] == []


def headings(page: Path) -> list[int]:
    return [len(line) - len(line.lstrip("#")) for line in outside_blocks(page).splitlines() if line.startswith("#")]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: name(pair[0]))
def test_both_languages_of_a_page_have_the_same_shape(pair: tuple[Path, Path]) -> None:
    english, vietnamese = pair
    assert headings(english) == headings(vietnamese)
    for count in (r"^\| ", r"^- ", r"^!\[", r"!\[", "^```sh"):
        pattern = re.compile(count, re.MULTILINE)
        assert len(pattern.findall(read(english))) == len(pattern.findall(read(vietnamese))), count


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_link_to_a_file_leads_there(page: Path) -> None:
    links = [link for link in _LINK.findall(read(page)) if "://" not in link and not link.startswith("#")]
    assert [link for link in links if not (page.parent / link.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_link_to_a_heading_leads_there(page: Path) -> None:
    links = [link.partition("#") for link in _LINK.findall(read(page)) if "#" in link and "://" not in link]
    assert [(file, anchor) for file, _, anchor in links if anchor not in anchors(page.parent / file, page)] == []


def anchors(target: Path, page: Path) -> set[str]:
    """Return the anchors of the headings of a page, as they are made from the words."""
    lines = read(target if target.is_file() else page).splitlines()
    titles = [line.lstrip("# ").lower() for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_path_in_the_text_exists(page: Path) -> None:
    """Check everything in backticks that looks like a path of this tree."""
    spoken = [word for code in _CODE.findall(outside_blocks(page)) for word in code.split()]
    paths = [word for word in spoken if _PATH.fullmatch(word) and (word.startswith(_OURS) or "/" not in word)]
    assert [path for path in paths if path not in MADE and not (ROOT / path).exists()] == []


def glossary() -> list[list[str]]:
    """Return the rows of the glossary: term, Vietnamese word, meaning, then other cells; the last holds wrong words."""
    lines = [line for line in read(ROOT / "docs" / "glossary.md").splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows if row[0] not in {"term", "---"}]


def test_a_term_stands_in_the_glossary_once() -> None:
    terms = [row[0] for row in glossary()]
    assert [term for term in terms if terms.count(term) > 1] == []


def test_screens_and_pages_use_the_vietnamese_words_of_the_glossary() -> None:
    pages = [read(page) for page in PAGES if page.name.endswith(".vi.md")]
    shown = " ".join([*resources.texts("vi").values(), *pages]).lower()
    assert [row[1] for row in glossary() if row[1] != "–" and row[1].lower() not in shown] == []


def test_screens_use_no_wrong_vietnamese_word_of_the_glossary() -> None:
    """A wrong word of the glossary is Vietnamese where it has letters that English lacks."""
    wrong = {word for row in glossary() for word in row[-1].split(", ") if not word.isascii() and word != "–"}
    texts = resources.texts("vi").items()
    assert "chi nhánh" in wrong
    assert [
        (key, word) for key, text in texts for word in sorted(wrong) if re.search(rf"\b{word}\b", text.lower())
    ] == []


def test_the_names_of_the_glossary_are_in_the_code() -> None:
    files = [file for top in ("kiosk", "ui", "sync", "printing", "devices") for file in (ROOT / top).rglob("*.py")]
    words = set(re.findall(r"\w+", " ".join(read(file) for file in files)))
    words |= {part for file in files for part in (*file.parts, file.stem)}
    named = [name for row in glossary() if len(row) == 5 for name in _CODE.findall(row[3])]
    assert len(named) > 50
    assert [name for name in named if not set(re.findall(r"\w+", name)) <= words] == []


def test_make_targets_in_the_text_exist() -> None:
    targets = set(re.findall(r"^(\w+):", read(ROOT / "Makefile"), flags=re.MULTILINE))
    spoken = {target for page in PAGES for target in re.findall(r"`make (\w+)", read(page))}
    assert spoken <= targets
    assert {"demo", "test", "check", "bench", "pictures"} <= spoken


@pytest.mark.parametrize("page", README, ids=name)
def test_the_readme_fits_on_two_screens(page: Path) -> None:
    assert len(read(page).splitlines()) <= 100


def test_the_pictures_are_shown_and_small() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.png"))
    assert sum(picture.stat().st_size for picture in pictures) < 2_000_000
    for picture in pictures:
        shown = " ".join(read(page) for page in PAGES)
        assert f"pictures/{picture.name})" in shown, f"{picture.name} is shown nowhere"
        with Image.open(picture) as image:
            assert image.mode in {"P", "1"}
            assert image.width <= (540 if picture.name.startswith("kiosk-") else 960)


def test_architecture_fits_in_the_head_and_leads_to_the_examples() -> None:
    page = read(ROOT / "ARCHITECTURE.md")
    assert len(page.splitlines()) < 200
    assert [file.name for file in EXAMPLES if f"](tests/examples/{file.name})" not in page] == []


def test_there_are_five_worked_examples() -> None:
    names = [file.stem.removeprefix("test_add_a_") for file in EXAMPLES]
    assert names == ["device", "document", "screen", "use_case", "window_kind"]


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_a_worked_example_stays_short(example: Path) -> None:
    assert len(read(example).splitlines()) <= 60
