"""Check that every answer of the scanner has a sentence: the finding first, then the next step."""

from enum import StrEnum

import pytest

import resources
from kiosk.domain.people.scan import CardWarning, OtherCode, ScanProblem
from kiosk.domain.status import ScannerStatus

KINDS: dict[str, type[StrEnum]] = {
    "problem": ScanProblem,
    "other": OtherCode,
    "warning": CardWarning,
    "status": ScannerStatus,
}
MEMBERS = [(kind, member) for kind, members in KINDS.items() for member in members]


@pytest.mark.parametrize("language", ["vi", "en", "km"])
@pytest.mark.parametrize(("kind", "member"), MEMBERS, ids=[f"{kind}.{member}" for kind, member in MEMBERS])
def test_each_member_says_what_is_then_what_to_do(language: str, kind: str, member: StrEnum) -> None:
    sentence = resources.texts(language)[f"scan.{kind}.{member.value}"]
    first, *rest = sentence.split("។" if language == "km" else ". ")
    assert first
    assert any(rest)
    assert not {"!", "{"} & set(sentence)


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_no_sentence_is_without_its_member(language: str) -> None:
    for kind, members in KINDS.items():
        prefix = f"scan.{kind}."
        said = {key.removeprefix(prefix) for key in resources.texts(language) if key.startswith(prefix)}
        assert said == {member.value for member in members}


def test_vietnamese_keeps_to_the_rules_of_writing() -> None:
    for key, sentence in resources.texts("vi").items():
        if key.startswith("scan."):
            assert not any(word in sentence.lower() for word in ("vui lòng", "hệ thống", "khách hàng", "bạn ", "lỗi"))
