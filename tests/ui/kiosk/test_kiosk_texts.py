"""Check the kiosk's texts: complete in Vietnamese and English, in the agreed tone, with the same arguments."""

import json
import string

import pytest

import resources
from kiosk.domain.language.text import Texts
from kiosk.domain.people.rating import Level, RatingReason
from kiosk.domain.people.scan import OtherCode, ScanProblem
from kiosk.domain.queue.ticket_code import CodeProblem
from kiosk.gallery import world

FILES = ("kiosk", "rating", "errors", "keyboard")


def sentences(language: str, file: str) -> dict[str, str]:
    tree = json.loads(resources.path(f"translations/{language}/{file}.json").read_text(encoding="utf-8"))
    return resources._flat(tree, "")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("file", FILES)
def test_english_says_everything_with_nothing_else_filled_in(file: str) -> None:
    vi, en = sentences("vi", file), sentences("en", file)
    assert set(vi) == {key for key in en if not key.endswith(".one")}
    for key, sentence in en.items():
        assert placeholders(sentence) <= placeholders(vi[key.removesuffix(".one")]), key


@pytest.mark.parametrize("file", ["kiosk", "rating", "keyboard"])
def test_khmer_fills_in_nothing_that_vietnamese_does_not_know(file: str) -> None:
    vi = sentences("vi", file)
    for key, sentence in sentences("km", file).items():
        assert placeholders(sentence) <= placeholders(vi[key]), key


@pytest.mark.parametrize(
    ("language", "file"),
    [(language, file) for language in ("vi", "en") for file in FILES]
    + [("km", "kiosk"), ("km", "rating"), ("km", "keyboard")],
)
def test_the_tone_of_the_house(language: str, file: str) -> None:
    for key, sentence in sentences(language, file).items():
        for word in ("!", "vui lòng", "hệ thống", "khách hàng"):
            assert word not in sentence.lower(), f"{key}: {sentence}"


def test_every_refusal_a_citizen_can_meet_has_its_sentence() -> None:
    texts = Texts("en", resources.texts("en"), resources.texts("vi"))
    keys = [
        *(f"code.{problem}" for problem in CodeProblem),
        *(f"scan.other.{code}" for code in OtherCode),
        *(f"scan.problem.{problem}" for problem in ScanProblem),
        *(f"rating.face.{level}" for level in Level),
        *(f"rating.reasons.{reason}" for reason in RatingReason),
        "reception.closed",
        "reception.service_closed",
        "reception.clock_went_back",
    ]
    for key in keys:
        assert texts.say(key)
    assert "3" in texts.say("reception.daily_cap", count=3)
    assert "A040" in texts.say("rating.already", number="A040")
    assert "A040" in texts.say("rating.not_finished", number="A040")


#: What a citizen reads at a kiosk; the staff's part and the names of keyboard layouts are not among it.
_READ = ("kiosk", "look_up", "rating", "appointment", "procedure", "dossier", "scan", "code", "reception")


@pytest.mark.parametrize("language", ["en", "km"])
def test_nobody_meets_a_sentence_in_another_language(language: str) -> None:
    wanted = {key for key in resources.texts("vi") if key.split(".")[0] in _READ}
    missing = {key for key in wanted - set(resources.texts(language)) if not key.startswith("kiosk.staff.")}
    assert not missing


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_sample_names_its_services_in_every_language(language: str) -> None:
    setup = world.setup()
    names = [one.name for part in (setup.services, setup.groups) for one in part.values()]
    assert len(names) > 30
    assert [name.vi for name in names if name.to(language) == name.vi] == []
