"""Check Telex and VNI: every syllable, in any order of its marks; other words are left alone."""

import re
import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from kiosk.domain.language import composition
from kiosk.domain.language.composition import Method, compose, finish, spell
from kiosk.program.sample import sample_document

TELEX, VNI = Method.TELEX, Method.VNI
TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
INITIALS = (
    "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
#: Rimes as they are spelled, an asterisk behind the letter that bears the tone.
_RIMES = """
a* a*i a*o a*u a*y a*m a*n a*ng a*nh a*c a*ch a*p a*t ă*n ă*ng ă*c ă*t â*n â*ng â*u â*y â*t
e* e*o e*m e*n e*c e*t ê* ê*u ê*n ê*nh ê*ch ê*t o* o*i o*n o*ng o*c o*t ô* ô*i ô*n ô*ng ô*c ô*t ơ* ơ*i ơ*n ơ*t
o*a o*e oa*i oa*y oa*n oa*ng oa*nh oa*t oa*ch oe*o oe*n oă*n oă*c oă*t
"""
#: These begin with a letter that *qu* and *gi* have already.
_MORE_RIMES = """
i* i*u i*m i*n i*nh i*ch i*t i*a iê*m iê*n iê*ng iê*u iê*c iê*p iê*t
u* u*i u*n u*ng u*c u*t u*a u*y uâ*n uê* uô*i uô*n uô*ng uô*c uô*t uy*t uy*nh uy*u uyê*n uyê*t
ư* ư*a ư*i ư*ng ư*c ư*t ư*u ươ*i ươ*n ươ*ng ươ*u ươ*c ươ*p ươ*t y*
"""
STOPS = ("c", "ch", "p", "t")


def spelled(initial: str, rime: str, tone: str) -> str:
    return unicodedata.normalize("NFC", initial + rime.replace("*", tone))


def all_syllables() -> list[str]:
    """Return about 15,000 syllables: every initial with every possible rime and tone. (*gia* is *gi* and *a*.)"""
    found = []
    for initial in ("", *INITIALS):
        for rime in (_RIMES if initial in ("qu", "gi") else _RIMES + _MORE_RIMES).split():
            if initial == "g" and rime in ("i*a", "i*u"):
                continue
            tones = (TONES[0], TONES[1], TONES[5]) if rime.endswith(STOPS) else TONES
            found += [spelled(initial, rime, tone) for tone in tones]
    return found


SYLLABLES = all_syllables()


@st.composite
def syllables(draw: st.DrawFn) -> str:
    word = draw(st.sampled_from(SYLLABLES))
    return draw(st.sampled_from((word, word.capitalize(), word.upper())))


def words_of_the_program() -> set[str]:
    """Return every word with a Vietnamese letter in the texts and names of this program."""
    sample = sample_document()
    names = [*(one.name.vi for one in sample.fields), *(one.name.vi for one in sample.services)]
    names += [*(one.name.vi for one in sample.groups), *(one.name.vi for one in sample.counters)]
    words = {word for text in (*resources.texts("vi").values(), *names) for word in re.findall(r"[^\W\d_]+", text)}
    return {word for word in words if not word.isascii() and "LATIN" in unicodedata.name(word[0])}


@given(syllables())
@pytest.mark.parametrize("method", [TELEX, VNI])
def test_every_syllable_can_be_typed(method: Method, word: str) -> None:
    keys = spell(word, method)
    assert keys is not None
    assert keys.isascii()
    assert (compose(keys, method), finish(keys, method)) == (word, word)


@pytest.mark.slow
@pytest.mark.parametrize("method", [TELEX, VNI])
def test_no_syllable_at_all_is_left_out(method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type each beginning once: a key's answer depends only on the word before it."""
    monkeypatch.setattr(composition, "_press", cache(composition._press))
    assert len(SYLLABLES) > 15_000
    lost = [one for one in SYLLABLES if (keys := spell(one, method)) is None or finish(keys, method) != one]
    assert lost == []


@pytest.mark.parametrize("method", [TELEX, VNI])
def test_every_word_that_the_program_shows_can_be_typed(method: Method) -> None:
    words = words_of_the_program()
    assert len(words) > 400
    lost = [word for word in sorted(words) if (keys := spell(word, method)) is None or finish(keys, method) != word]
    assert lost == []


@given(syllables(), st.data())
def test_a_tone_may_be_typed_anywhere_after_its_vowel(word: str, data: st.DataObject) -> None:
    keys = spell(word, TELEX)
    assert keys is not None
    if keys[-1].lower() not in "sfrxj" or len(keys) < 2:
        return
    vowel = max(keys[:-1].lower().rfind(letter) for letter in "aeiouyw")
    at = data.draw(st.integers(vowel + 1, len(keys) - 1))
    assert compose(keys[:at] + keys[-1] + keys[at:-1], TELEX) == word


@given(st.text(st.sampled_from("abcdeghiklmnopqrstuvxywfjz"), max_size=12))
def test_typing_never_loses_a_plain_word_silently(keys: str) -> None:
    """Check that the result is the keys themselves, or the letters that they stand for, in NFC."""
    shown = compose(keys, TELEX)
    assert unicodedata.is_normalized("NFC", shown)
    bare = unicodedata.normalize("NFD", shown.replace("đ", "d"))
    letters = [letter for letter in bare if not unicodedata.combining(letter)]
    rest = iter(keys.replace("w", "wu"))  # a w alone may stand for ư
    assert all(letter in rest for letter in letters)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("tieengs", "tiếng"), ("tieesng", "tiếng"), ("tiesnge", "tiếng"), ("dduwowngf", "đường"),
        ("duongdwf", "đường"), ("hoaf", "hòa"), ("hoafn", "hoàn"), ("thuys", "thúy"), ("quys", "quý"),
        ("gif", "gì"), ("giaf", "già"), ("giwx", "giữ"), ("khoer", "khỏe"), ("ngoeos", "ngoéo"), ("khuyur", "khuỷu"),
        ("nguyeenx", "nguyễn"), ("uow", "ươ"), ("thuowr", "thuở"), ("thuowng", "thương"), ("ruouwj", "rượu"),
        ("muaw", "mưa"), ("loawt", "loăt"), ("tw", "tư"), ("nhwngx", "những"), ("wu", "ưu"), ("owf", "ờ"),
        ("toons", "tốn"), ("toonsf", "tồn"), ("toonsz", "tôn"), ("awa", "â"), ("uwowo", "uô"),
        ("DDAWNG", "ĐĂNG"), ("Uwng", "Ưng"), ("Wng", "Ưng"), ("HDDND", "HĐND"), ("DDKKD", "ĐKKD"),
        ("DDawks", "Đắk"), ("Kroong", "Krông"),
    ],
)  # fmt: skip
def test_telex(keys: str, shown: str) -> None:
    assert compose(keys, TELEX) == shown


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("tie6ng1", "tiếng"), ("tieng16", "tiếng"), ("d9u7o7ng2", "đường"), ("duong972", "đường"), ("a8n", "ăn"),
        ("thuo73", "thuở"), ("hoa2", "hòa"), ("D9A8NG", "ĐĂNG"), ("ma20", "ma"), ("A046", "A046"), ("61", "61"),
    ],
)  # fmt: skip
def test_vni(keys: str, shown: str) -> None:
    assert compose(keys, VNI) == shown


@pytest.mark.parametrize(
    ("method", "keys", "shown"),
    [
        (TELEX, "aaa", "aa"), (TELEX, "aaaa", "aaa"), (TELEX, "ass", "as"), (TELEX, "ddd", "dd"),
        (TELEX, "uww", "uw"), (TELEX, "ww", "w"), (TELEX, "tww", "tw"), (TELEX, "uoww", "uow"),
        (TELEX, "thuoww", "thuow"), (TELEX, "xooong", "xoong"), (TELEX, "ddoongss", "đôngs"),
        (VNI, "a11", "a1"), (VNI, "a66", "a6"), (VNI, "d99", "d9"), (VNI, "uo77", "uo7"),
    ],
)  # fmt: skip
def test_the_same_key_again_takes_a_mark_back_and_stands_for_itself(method: Method, keys: str, shown: str) -> None:
    assert compose(keys, method) == shown


@pytest.mark.parametrize(
    "word", ["www", "windows", "Windows", "facebook", "google", "zalo", "wifi", "text", "left", "covid", "address"]
)
def test_foreign_words_are_left_alone(word: str) -> None:
    assert compose(word, TELEX) == word


def test_a_word_that_turns_out_to_be_foreign_at_its_end_is_given_back() -> None:
    assert compose("user", TELEX) == "ủe"
    assert finish("user", TELEX) == "user"
    assert finish("law", TELEX) == "law"
