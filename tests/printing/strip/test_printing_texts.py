"""Check that the printing texts exist in every language and say what to do."""

import json
import re
from typing import Any

import pytest

import resources
from kiosk.domain.language.text import LANGUAGES, Texts
from kiosk.domain.status import PrinterStatus


def ours(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("ticket", "printer"):
        tree = json.loads(resources.path(f"translations/{language}/{name}.json").read_text(encoding="utf-8"))
        found.update(flat(tree, ""))
    return found


def flat(tree: dict[str, Any], prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        found.update(flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value})
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_with_the_same_places(language: str) -> None:
    for key, text in ours("vi").items():
        assert key in ours(language), key
        places = set(re.findall(r"{(\w+)}", text))
        assert set(re.findall(r"{(\w+)}", ours(language)[key])) == places, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", PrinterStatus)
def test_every_printer_status_has_a_sentence(language: str, status: PrinterStatus) -> None:
    texts = Texts(language, resources.texts(language), resources.texts("vi"))
    assert texts.say(f"printer.status.{status.value}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_follow_the_house(language: str) -> None:
    for key, text in ours(language).items():
        assert "!" not in text, key
        assert not re.search("vui lòng|hệ thống|khách hàng|bạn ", text, re.IGNORECASE), key
