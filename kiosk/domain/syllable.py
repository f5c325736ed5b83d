"""The Vietnamese syllable: which letters may follow each other, and on which of them the tone stands.

A word being typed is a row of `Letter`s and one tone. The tone stands where official texts put it: on the marked
vowel, else before a final consonant on the last vowel, else on the first of two (*hòa*, *thúy*, *ủy ban*). That is
how the catalogue of procedures and the words of this program are written; the newer *hoà* would stand beside it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache


class Tone(StrEnum):
    """The six tones by their combining mark; NONE is *thanh ngang*."""

    NONE = ""
    ACUTE = "\u0301"
    GRAVE = "\u0300"
    HOOK = "\u0309"
    TILDE = "\u0303"
    DOT = "\u0323"


class Mark(StrEnum):
    """What makes another letter of a letter; STROKE has no combining mark of its own."""

    NONE = ""
    HAT = "\u0302"
    BREVE = "\u0306"
    HORN = "\u031b"
    STROKE = "-"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter without its tone: `base` is lower case, as on the key."""

    base: str
    mark: Mark = Mark.NONE
    is_capital: bool = False

    @property
    def plain(self) -> str:
        """In lower case, with its mark: ``ơ``, ``đ``."""
        if self.mark is Mark.STROKE:
            return "đ"
        return unicodedata.normalize("NFC", self.base + self.mark)

    def with_tone(self, tone: Tone) -> str:
        """As it is shown."""
        shown = unicodedata.normalize("NFC", self.plain + tone)
        return shown.upper() if self.is_capital else shown


@dataclass(frozen=True, slots=True)
class Word:
    """Letters and their tone."""

    letters: tuple[Letter, ...] = ()
    tone: Tone = Tone.NONE

    def with_letter(self, letter: Letter) -> "Word":
        """One letter more."""
        return replace(self, letters=(*self.letters, letter))

    def with_mark(self, at: int, mark: Mark) -> "Word":
        """The letter at a place becomes another one."""
        changed = replace(self.letters[at], mark=mark)
        return replace(self, letters=(*self.letters[:at], changed, *self.letters[at + 1 :]))

    @property
    def text(self) -> str:
        """As it is shown, composed (NFC)."""
        at = tone_place(self.letters) if self.tone else None
        return "".join(
            letter.with_tone(self.tone if place == at else Tone.NONE) for place, letter in enumerate(self.letters)
        )


VOWELS = frozenset("aeiouy")
_STOPS = ("c", "ch", "k", "p", "t")
#: Before a stop only these two tones are spoken.
_TONES_BEFORE_STOP = (Tone.NONE, Tone.ACUTE, Tone.DOT)
#: The longest first; the last row stands in names of the highlands (Krông, Đrây), which are ours too.
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
    """The places of the vowels that make the rime; the *u* of *qu* and the *i* of *gi* are the initial's."""
    plain = "".join(letter.plain for letter in letters)
    start = 2 if plain.startswith("qu") or (plain.startswith("gi") and plain[2:3] and _is_vowel(letters[2])) else 0
    while start < len(letters) and not _is_vowel(letters[start]):
        start += 1
    end = start
    while end < len(letters) and _is_vowel(letters[end]):
        end += 1
    return range(start, end)


def tone_place(letters: Sequence[Letter]) -> int | None:
    """Which letter carries the tone; None while there is no vowel."""
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
    """Whether a Vietnamese syllable may begin like this; *tieng* may, for its hat and its tone can still come.

    Letters without a vowel may be anything: *HĐND*.
    """
    return not _has_vowel(word) or any(rime in _beginnings() for rime in _rimes_of(word))


def is_syllable(word: Word) -> bool:
    """Whether it is a whole one, as it stands; a letter by itself may be named (*ă*, *ư*)."""
    return len(word.letters) == 1 or not _has_vowel(word) or any(rime in _whole() for rime in _rimes_of(word))


def _is_vowel(letter: Letter) -> bool:
    return letter.base in VOWELS


def _has_vowel(word: Word) -> bool:
    return any(_is_vowel(letter) for letter in word.letters)


def _rimes_of(word: Word) -> list[str]:
    """What stands after every initial the word may begin with; nothing where the tone cannot be spoken."""
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
    """Every rime cut anywhere, each of its marks there already or not."""
    found = {""}
    for rime in _whole():
        ways = [""]
        for letter in rime:
            bare = unicodedata.normalize("NFD", letter)[0]
            ways = [way + form for way in ways for form in {letter, bare}]
            found.update(ways)
    return frozenset(found)
