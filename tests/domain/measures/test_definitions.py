"""Check that every measure has its definition: in the code, in both languages, in the command and in the pages."""

import json
import re
from pathlib import Path

import pytest

import resources
from kiosk.cli.main import run
from kiosk.domain.journal import Event
from kiosk.domain.measures.definitions import MEASURES, MeasureUnit
from kiosk.domain.measures.figures import UNKNOWN, figures_of, keys
from kiosk.domain.measures.tally import Tally

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = {"vi": "docs/measures.vi.md", "en": "docs/measures.md"}


def test_every_figure_has_a_definition_and_every_definition_a_figure() -> None:
    assert tuple(one.key for one in MEASURES) == keys()


def test_the_unit_is_that_of_the_figure() -> None:
    nobody = figures_of(Tally())
    for one in MEASURES:
        value = getattr(nobody, one.key)
        is_count = one.unit is MeasureUnit.COUNT
        assert (value == 0) is is_count, f"{one.key} of a day on which nobody came"
        assert (value == {}) is (one.unit is MeasureUnit.COUNT_BY_NAME), one.key
        assert one.key.endswith("_s") is (one.unit is MeasureUnit.SECONDS), one.key
        assert one.key.endswith("_share") is (one.unit is MeasureUnit.SHARE), one.key
        assert getattr(UNKNOWN, one.key) is None


def test_every_source_is_a_kind_of_record() -> None:
    assert all(one.source and set(one.source) <= set(Event) for one in MEASURES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_definition_is_one_sentence(language: str) -> None:
    texts = resources.texts(language)
    for one in MEASURES:
        means = texts[one.means.key]
        assert means.endswith("."), means
        assert ". " not in means, means
        assert "." not in texts[one.name.key]
    assert len({texts[one.name.key] for one in MEASURES}) == len(MEASURES), "two measures have one name"
    assert len({texts[one.means.key] for one in MEASURES}) == len(MEASURES)


@pytest.mark.parametrize(("language", "page"), LANGUAGES.items())
def test_the_page_lists_what_the_code_defines(language: str, page: str) -> None:
    texts = resources.texts(language)
    rows = [line for line in (ROOT / page).read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{one.key}` | {texts[one.name.key]} | {texts[f'measure.unit.{one.unit}']} | {texts[one.means.key]}"
        f" | {', '.join(f'`{kind}`' for kind in one.source)} |"
        for one in MEASURES
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_prints_every_definition(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "definitions", "--language", language]) == 0
    said = capsys.readouterr().out
    texts = resources.texts(language)
    assert re.findall(r"\((\w+), ", said) == list(keys())
    assert [one.key for one in MEASURES if texts[one.means.key] not in said] == []


def test_the_command_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "definitions", "--json", "--language", "en"]) == 0
    rows = json.loads(capsys.readouterr().out)["measures"]
    assert [row["key"] for row in rows] == list(keys())
    wait = next(row for row in rows if row["key"] == "wait_median_s")
    assert wait["unit"] == "seconds"
    assert wait["definition"].startswith("Time from the issue of a number to its first call")
    assert wait["source"][0] == "ticket.issued@1"
