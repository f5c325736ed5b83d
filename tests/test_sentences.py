"""Check words in the sentences of screens and of the sample branch that were wrong once."""

import re

import pytest

import resources
from kiosk.program.sample import sample_document

_BREAK = "\u200b"
SAMPLE = sample_document()
NAMES = [*(one.name for one in SAMPLE.fields), *(one.name for one in SAMPLE.services)]
NAMES += [one.name for one in SAMPLE.groups]


def sentences(language: str) -> dict[str, str]:
    """Return the sentences of a language and the names of the sample branch, without invisible marks."""
    found = resources.texts(language) | {f"sample.{name.vi}": name.as_dict().get(language, "") for name in NAMES}
    return {key: text.replace(_BREAK, "") for key, text in found.items()}


def khmer(vietnamese: str) -> str:
    return sentences("km")[f"sample.{vietnamese}"]


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("km", "មានតម្លៃ", "មានសុពលភាព"),  # a number is valid; តម្លៃ is its price
        ("km", "ទូរសព្ទ", "ទូរស័ព្ទ"),  # one spelling of telephone
        ("km", "កម្មសិទ្ធិ", "សិទ្ធិប្រើប្រាស់"),  # the law gives the use of land, not its ownership
        ("vi", "Chủ nhật", "Chủ Nhật"),
        ("vi", "niêm phong", "mã hóa"),
        ("vi", "Quầy tiếp công dân", "Quầy tiếp nhận và trả kết quả"),
        ("en", "resting", "not available"),
        ("en", "as at first", "is reset"),
        ("en", "Cut off, but", "Offline, you can"),
    ],
)
def test_a_wrong_word_is_gone(language: str, wrong: str, right: str) -> None:
    texts = sentences(language)
    assert [key for key, text in texts.items() if wrong in text] == []
    assert any(right in text for text in texts.values())


def test_khmer_has_one_kind_of_digits() -> None:
    """Numbers of tickets and counters are in Arabic digits, so all others are."""
    assert [key for key, text in sentences("km").items() if re.search("[០-៩]", text)] == []


def test_khmer_names_all_that_the_vietnamese_names() -> None:
    assert "អវត្តមាន" in khmer("Đăng ký tạm trú, tạm vắng"), "temporary absence"
    assert "យុទ្ធជនពលី" in khmer("Người có công, thân nhân liệt sĩ"), "families of the fallen"


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_a_wait_reads_well_with_its_caption(language: str) -> None:
    """The caption stands before "10–20 min", "under 5 min" and "not known yet": it must not say "about"."""
    about = {"vi": "khoảng", "en": "about", "km": "ប្រហែល"}[language]
    texts = sentences(language)
    assert [key for key in ("ticket.wait.label", "kiosk.ticket.wait") if about in texts[key].lower()] == []


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_a_notice_names_the_key_by_its_words(language: str) -> None:
    texts = resources.texts(language)
    assert texts["kiosk.ticket.noted"] in texts["kiosk.scan.note_number_first"]


def test_the_desk_tells_this_branch_from_the_province() -> None:
    texts = resources.texts("vi")
    assert texts["desk.status.centre"] == "Gửi về tỉnh"
    assert "trung tâm tỉnh" in texts["rating.remark.hint"]


def test_the_machine_is_spelt_as_vietnamese_spells_it() -> None:
    """On screens it is "ki-ốt"; "kiosk" is the command, with a command group behind it, or its unit."""
    group = "init|enrol|run|doctor|support|sync|catalogue|db|setup|staff|devices|calendar|appointments|voice"
    group += "|central|demo|day|gallery|live|serve|service|backup|backup-keygen|restore|retention|journal|keys"
    other = re.compile(rf"(?<!one-stop-)(?<!service install )\bkiosk\b(?! (?:{group})\b|@| =)")
    assert [key for key, text in resources.texts("vi").items() if other.search(text)] == []


def test_no_sentence_tells_what_the_kiosk_cannot_know() -> None:
    """Staff are told of a printer's fault; whether they are on their way is not known."""
    hints = ("kiosk.ticket.paper_out_hint", "kiosk.ticket.not_printed_hint")
    told = {"vi": "đang đến", "en": "on their way", "km": "កំពុងមក"}
    assert [key for code, words in told.items() for key in hints if words in sentences(code)[key]] == []
