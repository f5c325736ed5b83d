"""Check that each way to type a name finds it, in a stable order with a reason."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.procedures.procedure import Catalogue
from kiosk.domain.procedures.search import MOST, Hit, HitKind, Index, SearchEntry, fold, words_of
from kiosk.program.texts import speech

CATALOGUE: Catalogue = read_catalogue(resources.path("catalogue/procedures.json").read_text(encoding="utf-8"))
ENTRIES = (
    SearchEntry(HitKind.SERVICE, "1", "Đăng ký khai sinh", ("Birth registration", "ចុះបញ្ជីកំណើត")),
    SearchEntry(HitKind.SERVICE, "2", "Nhận kết quả hồ sơ"),
    *(
        SearchEntry(
            HitKind.PROCEDURE, one.code, one.title, (one.name, *one.results), (one.field,), (one.code, f"9.{one.code}")
        )
        for one in CATALOGUE.procedures
    ),
)
INDEX = Index(ENTRIES, speech())
entries = st.sampled_from(ENTRIES)


def keys(text: str) -> list[str]:
    return [hit.entry.key for hit in INDEX.search(text)]


def names(text: str) -> list[str]:
    return [hit.entry.name for hit in INDEX.search(text)]


@given(entries)
def test_a_name_finds_its_own(entry: SearchEntry) -> None:
    assert entry.key in keys(entry.name)


@given(entries)
def test_a_name_without_marks_finds_its_own(entry: SearchEntry) -> None:
    assert entry.key in keys(fold(entry.name))


@given(entries)
def test_letters_in_pieces_are_the_same_letters(entry: SearchEntry) -> None:
    for form in ("NFC", "NFD", "NFKD"):
        typed = unicodedata.normalize(form, entry.name)
        assert keys(typed) == keys(entry.name)


@given(entries)
def test_capitals_make_no_difference(entry: SearchEntry) -> None:
    assert keys(entry.name.upper()) == keys(entry.name)


@given(entries, st.randoms())
def test_the_order_of_the_words_makes_no_difference_to_what_is_found(entry: SearchEntry, chance: random.Random) -> None:
    words = list(words_of(entry.name))
    chance.shuffle(words)
    assert entry.key in keys(" ".join(words))


@given(entries, st.data())
def test_the_last_word_may_be_only_begun(entry: SearchEntry, data: st.DataObject) -> None:
    *before, last = words_of(entry.name)
    begun = last[: data.draw(st.integers(1, len(last)))]
    found = INDEX.search(" ".join([*before, begun]))
    assert entry.key in [hit.entry.key for hit in found] or len(found) == MOST


@given(st.text(max_size=60))
def test_whatever_is_typed_has_an_answer_in_order_and_without_repetition(text: str) -> None:
    found = INDEX.search(text)
    ranks = [hit.rank for hit in found]
    assert ranks == sorted(ranks)
    assert len(set(keys(text))) == len(found) <= MOST
    assert len({hit.is_near for hit in found}) <= 1
    assert INDEX.search(text) == found


@given(entries, entries)
def test_the_order_of_the_catalogue_makes_no_difference(first: SearchEntry, second: SearchEntry) -> None:
    backwards = Index(reversed(ENTRIES), speech())
    for text in (first.name, second.name, words_of(first.name)[0]):
        assert backwards.search(text) == INDEX.search(text)


@given(entries, st.sampled_from(["xyzzy", "qwwq", "zzzz"]))
def test_a_word_that_is_nowhere_makes_the_rest_near_and_it_says_so(entry: SearchEntry, nowhere: str) -> None:
    typed = f"{entry.name} {nowhere}"
    found = INDEX.search(typed)
    assert all(hit.is_near for hit in found)
    assert entry.key in [hit.entry.key for hit in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("khai sinh", "Đăng ký khai sinh"),
        ("sinh khai", "Đăng ký khai sinh"),
        ("khai sin", "Đăng ký khai sinh"),
        ("lam giay khai sinh cho con", "Đăng ký khai sinh"),
        ("con em mới đẻ", "Đăng ký khai sinh"),
        ("CCCD", "Đổi thẻ căn cước"),
        ("giấy độc thân", "Xác nhận tình trạng hôn nhân"),
        ("doc than", "Xác nhận tình trạng hôn nhân"),
        ("sao y", "Chứng thực bản sao từ bản chính"),
        ("hộ khẩu", "Đăng ký thường trú"),
        ("sổ đỏ", "Cấp giấy chứng nhận đất lần đầu (cá nhân)"),
        ("birth", "Đăng ký khai sinh"),
        ("កំណើត", "Đăng ký khai sinh"),
        ("GPXD", "Giấy phép xây dựng mới"),
    ],
)
def test_what_people_say_finds_what_they_mean(typed: str, first: str) -> None:
    assert names(typed)[0] == first


def test_a_death_offers_all_that_follows_from_it() -> None:
    found = set(keys("Chồng em vừa mất"))
    assert {"1.000656", "1.001731", "1.014028"} <= found


def test_a_driving_licence_is_not_done_here_and_nothing_else_is_offered_for_it() -> None:
    assert INDEX.search("GPLX") == ()


def test_what_is_written_as_typed_hides_what_is_written_with_other_marks() -> None:
    assert "Nhận kết quả hồ sơ" in names("hồ sơ")
    assert not any("hộ" in name.lower().split() for name in names("hồ sơ"))
    assert names("ho ngheo") == names("hộ nghèo")
    assert names("hộ nghéo") == names("hộ nghèo"), "a wrong tone finds what there is"


def test_a_code_is_found_whole_or_begun_with_or_without_its_dot() -> None:
    assert keys("1.004873")[0] == keys("1004873")[0] == keys(" 1. 004873 ")[0] == "1.004873"
    assert {"1.004873", "1.004884"} <= set(keys("1.0048"))
    assert keys("000.000.1") == []


def test_a_former_code_finds_what_it_is_called_now_and_says_so() -> None:
    (hit,) = INDEX.search("9.1.004873")
    assert (hit.entry.key, hit.former_code) == ("1.004873", "9.1.004873")
    assert INDEX.search("1.004873")[0].former_code == ""


def test_a_service_comes_before_its_procedure() -> None:
    first, second = INDEX.search("đăng ký khai sinh")[:2]
    assert (first.entry.kind, second.entry.kind) == (HitKind.SERVICE, HitKind.PROCEDURE)


def test_the_rank_says_why() -> None:
    def rank_of(typed: str) -> Hit:
        return next(hit for hit in INDEX.search(typed) if hit.entry.key == "1.001193")

    assert rank_of("khai sinh").rank[:5] == (0, 0, 0, 0, 0)
    assert rank_of("sinh khai").rank.scattered == 1
    assert rank_of("khai si").rank.begun == 1
    assert rank_of("khái sính").rank.unlike == 2
    assert rank_of("hộ tịch").rank.depth == 2
    assert rank_of("khai sinh xyzzy").rank.missing == 1


@pytest.mark.parametrize("typed", ["", " ", "...", "!?", "·", "\u200b"])
def test_a_text_without_a_word_finds_nothing(typed: str) -> None:
    assert INDEX.search(typed) == ()
