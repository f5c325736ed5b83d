"""Describe the Vietnamese syllable: which letters may follow each other, and which letter has the tone.

A word is a row of `Letter`s and one tone. The tone stands where official texts put it (*hòa*, *thúy*, *ủy ban*; the
newer form is *hoà*). The first rule that fits decides:

- on the marked vowel;
- before a final consonant on the last vowel;
- on the first of two vowels.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache


class SyllableTone(StrEnum):
    """List the six tones by their combining mark; NONE is *thanh ngang*."""

    NONE = ""
    ACUTE = "\u0301"
    GRAVE = "\u0300"
    HOOK = "\u0309"
    TILDE = "\u0303"
    DOT = "\u0323"


class Mark(StrEnum):
    """List the marks that make another letter; STROKE has no combining mark."""

    NONE = ""
    HAT = "\u0302"
    BREVE = "\u0306"
    HORN = "\u031b"
    STROKE = "-"


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold a letter without its tone: `base` is lower case, as on the key."""

    base: str
    mark: Mark = Mark.NONE
    is_capital: bool = False

    @property
    def plain(self) -> str:
        """Return the letter in lower case with its mark: ``ơ``, ``đ``."""
        if self.mark is Mark.STROKE:
            return "đ"
        return unicodedata.normalize("NFC", self.base + self.mark)

    def with_tone(self, tone: SyllableTone) -> str:
        """Return the letter as it is shown."""
        shown = unicodedata.normalize("NFC", self.plain + tone)
        return shown.upper() if self.is_capital else shown


@dataclass(frozen=True, slots=True)
class Word:
    """Hold letters and their tone."""

    letters: tuple[Letter, ...] = ()
    tone: SyllableTone = SyllableTone.NONE

    def with_letter(self, letter: Letter) -> "Word":
        """Return the word with one more letter."""
        return replace(self, letters=(*self.letters, letter))

    def with_mark(self, at: int, mark: Mark) -> "Word":
        """Return the word with the letter at a place changed by a mark."""
        changed = replace(self.letters[at], mark=mark)
        return replace(self, letters=(*self.letters[:at], changed, *self.letters[at + 1 :]))

    @property
    def text(self) -> str:
        """Return the word as it is shown, composed (NFC)."""
        at = tone_place(self.letters) if self.tone else None
        return "".join(
            letter.with_tone(self.tone if place == at else SyllableTone.NONE)
            for place, letter in enumerate(self.letters)
        )


VOWELS = frozenset("aeiouy")
_STOPS = ("c", "ch", "k", "p", "t")
#: The tones that are spoken before a stop.
_TONES_BEFORE_STOP = (SyllableTone.NONE, SyllableTone.ACUTE, SyllableTone.DOT)
#: The longest first. The last row occurs in names of the highlands (Krông, Đrây).
_INITIALS = (
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x",
    "kr", "kl", "br", "bl", "pl", "đr", "",
)  # fmt: skip
_RIMES = """
a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi ok om on ong op ot
ô ôc ôi ôk ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uêu uôc uôi uôm uôn uông uôt uơ
uy uya uych uynh uyp uyt uyu uyên uyêt
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y ych ynh yt yêm yên yêng yêt yêu
"""


def vowels(letters: Sequence[Letter]) -> range:
    """Return the places of the vowels in the rime. The *u* of *qu* and the *i* of *gi* belong to the initial."""
    plain = "".join(letter.plain for letter in letters)
    start = 2 if plain.startswith("qu") or (plain.startswith("gi") and plain[2:3] and _is_vowel(letters[2])) else 0
    while start < len(letters) and not _is_vowel(letters[start]):
        start += 1
    end = start
    while end < len(letters) and _is_vowel(letters[end]):
        end += 1
    return range(start, end)


def tone_place(letters: Sequence[Letter]) -> int | None:
    """Return the place of the letter with the tone; None while there is no vowel."""
    places = vowels(letters)
    if not places:
        return None
    marked = [place for place in places if letters[place].mark]
    if marked:
        return marked[-1]
    is_open = places.stop == len(letters)
    if len(places) == 1 or (len(places) == 2 and is_open):
        return places[0]
    return places[1]


def may_become(word: Word) -> bool:
    """Return whether a Vietnamese syllable may begin so; *tieng* may, its hat and its tone can follow.

    Letters without a vowel may be anything: *HĐND*.
    """
    return not _has_vowel(word) or any(rime in _beginnings() for rime in _rimes_of(word))


def is_syllable(word: Word) -> bool:
    """Return whether the word is a whole syllable. A letter by itself may be named (*ă*, *ư*)."""
    return len(word.letters) == 1 or not _has_vowel(word) or any(rime in _whole() for rime in _rimes_of(word))


def _is_vowel(letter: Letter) -> bool:
    return letter.base in VOWELS


def _has_vowel(word: Word) -> bool:
    return any(_is_vowel(letter) for letter in word.letters)


def _rimes_of(word: Word) -> list[str]:
    """Return what follows each possible initial; nothing where the tone cannot be spoken."""
    plain = "".join(letter.plain for letter in word.letters)
    rimes = [plain.removeprefix(initial) for initial in _INITIALS if plain.startswith(initial)]
    if plain.startswith("q"):
        rimes = [plain[2:]] if plain[1:2] == "u" and plain[2:3] not in ("u", "ư") else []
    return [rime for rime in rimes if word.tone in _TONES_BEFORE_STOP or not _ends_in_stop(rime)]


def _ends_in_stop(rime: str) -> bool:
    return rime.endswith(_STOPS)


@cache
def _whole() -> frozenset[str]:
    return frozenset(_RIMES.split())


@cache
def _beginnings() -> frozenset[str]:
    """Return every beginning of every rime, with and without each of its marks."""
    found = {""}
    for rime in _whole():
        ways = [""]
        for letter in rime:
            bare = unicodedata.normalize("NFD", letter)[0]
            ways = [way + form for way in ways for form in {letter, bare}]
            found.update(ways)
    return frozenset(found)
