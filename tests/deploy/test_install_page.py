"""Check that `make test-install` runs each command of the page "Install"."""

import re
from pathlib import Path

import pytest

from resources.deploy.package.build import project_version

ROOT = Path(__file__).resolve().parents[2]
STEPS = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "tests" / "installation").glob("*.py")))
PAGES = ("docs/install.md", "docs/install.vi.md")


def commands(page: str) -> list[list[str]]:
    """Return the words that say what each command of a page does: program and verbs, without options and files."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    lines = [line.removeprefix("sudo ").split() for block in blocks for line in block.splitlines()]
    return [[word for word in line[:3] if re.fullmatch(r"[a-z-]+", word)] for line in lines]


@pytest.mark.parametrize("page", PAGES)
def test_each_command_of_the_page_is_run(page: str) -> None:
    found = commands(page)
    assert ["apt-get", "purge", "one-stop-kiosk"] in found
    for words in found:
        if words[0] == "apt-get":
            assert f'apt("{words[1]}"' in STEPS, words
        else:
            assert '"' + '", "'.join(words) + '"' in STEPS or " ".join(words) in STEPS, words


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_the_package_of_this_version(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert f"sudo apt-get install ./one-stop-kiosk_{project_version()}_amd64.deb" in text


def test_both_languages_have_the_same_commands() -> None:
    assert commands(PAGES[0]) == commands(PAGES[1])
