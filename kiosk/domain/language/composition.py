"""Compose a Vietnamese word from the keys typed by Telex or VNI. Pure functions, without the system's input method.

A mark or tone may be typed at its letter or after the word (*tieengs*, *tieesng*). The same key again takes the mark
back and stands for itself: *aaa* gives *aa*, *ass* gives *as*. The rest of that word is left alone. A word that cannot
become a Vietnamese syllable is shown as typed: *windows*, *facebook*, *www*.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from kiosk.domain.language.syllable import Letter, Mark, SyllableTone, Word, is_syllable, may_become, tone_place, vowels


class Method(StrEnum):
    """List the ways to type letters. LATIN and KHMER compose nothing: each key is its letter."""

    TELEX = "telex"
    VNI = "vni"
    LATIN = "latin"
    KHMER = "khmer"


_TONE_ORDER = (
    SyllableTone.ACUTE,
    SyllableTone.GRAVE,
    SyllableTone.HOOK,
    SyllableTone.TILDE,
    SyllableTone.DOT,
    SyllableTone.NONE,
)
#: Maps a key to its tone.
_TONES = {
    Method.TELEX: dict(zip("sfrxjz", _TONE_ORDER, strict=True)),
    Method.VNI: dict(zip("123450", _TONE_ORDER, strict=True)),
}
#: Maps a key to its mark and to the letters that can have it.
_MARKS = {
    Method.TELEX: {"a": (Mark.HAT, "a"), "e": (Mark.HAT, "e"), "o": (Mark.HAT, "o")},
    Method.VNI: {"6": (Mark.HAT, "aeo"), "8": (Mark.BREVE, "a")},
}
_STROKE = {Method.TELEX: "d", Method.VNI: "9"}
_HORN = {Method.TELEX: "w", Method.VNI: "7"}
_HORNED = {
    Method.TELEX: {"o": Mark.HORN, "u": Mark.HORN, "a": Mark.BREVE},
    Method.VNI: {"o": Mark.HORN, "u": Mark.HORN},
}
#: Maps a letter with its mark to the key of the mark.
_MARK_KEYS = {
    Method.TELEX: {
        "a" + Mark.HAT: "a", "e" + Mark.HAT: "e", "o" + Mark.HAT: "o", "d" + Mark.STROKE: "d",
        "a" + Mark.BREVE: "w", "o" + Mark.HORN: "w", "u" + Mark.HORN: "w",
    },
    Method.VNI: {
        "a" + Mark.HAT: "6", "e" + Mark.HAT: "6", "o" + Mark.HAT: "6", "d" + Mark.STROKE: "9",
        "a" + Mark.BREVE: "8", "o" + Mark.HORN: "7", "u" + Mark.HORN: "7",
    },
}  # fmt: skip
#: After these initials *uơ* stands open (*thuở*, *huơ*); everywhere else the two letters are *ươ*.
_OPEN_UO = ("h", "kh", "th")


_NOTHING = Word()


@dataclass(frozen=True, slots=True)
class _Typed:
    """Hold a word that is being typed.

    `lone_horn` is the place of an ư that one *w* made. `is_left_alone`: a mark was taken back. `rest` is what was typed
    after that.
    """

    word: Word = _NOTHING
    lone_horn: int | None = None
    is_left_alone: bool = False
    rest: str = ""

    @property
    def text(self) -> str:
        return self.word.text + self.rest


def is_word_key(key: str, method: Method) -> bool:
    """Return whether a key belongs to the word before it. Every other key ends that word."""
    if method is Method.VNI and key.isdecimal():
        return True
    return method in _TONES and key.isascii() and key.isalpha()


def compose(keys: str, method: Method) -> str:
    """Return what the keys of one word show while it is typed (NFC)."""
    typed = _type(keys, method)
    return typed.text if _holds(typed, keys) else keys


def finish(keys: str, method: Method) -> str:
    """Return what the keys of one word show after its end. Keys that make no whole syllable stay as typed: *user*, not
    *uẻ*.
    """
    typed = _type(keys, method)
    return typed.text if _holds(typed, keys) and (typed.is_left_alone or is_syllable(typed.word)) else keys


def spell(word: str, method: Method) -> str | None:
    """Return keys that compose `word`, the tone last; None where the method has none."""
    if method not in _TONES:
        return None
    for keys in (_spelled(word, method), word):
        if keys and all(is_word_key(key, method) for key in keys) and compose(keys, method) == word:
            return keys
    return None


def _holds(typed: _Typed, keys: str) -> bool:
    if keys[:3].lower() == "www":
        return False  # the second w would take the first one's ư back, and this word has three
    return typed.is_left_alone or may_become(typed.word)


def _type(keys: str, method: Method) -> _Typed:
    typed = _Typed()
    for key in keys:
        typed = _press(typed, key, method)
    return typed


def _press(typed: _Typed, key: str, method: Method) -> _Typed:
    if typed.is_left_alone:
        return replace(typed, rest=typed.rest + key)
    low, word = key.lower(), typed.word
    after = _act(typed, low, method) if may_become(word) else None
    if isinstance(after, _TakenBack):
        return _Typed(after.word, is_left_alone=True, rest=key)
    if after is not None:
        return replace(typed, word=after)
    if low == "w" and method is Method.TELEX and may_become(horned := _plus(word, "u", key, Mark.HORN)):
        return _Typed(horned, lone_horn=len(word.letters))
    return replace(typed, word=_joined(_plus(word, low, key)))


@dataclass(frozen=True, slots=True)
class _TakenBack:
    """Hold the word without its mark, after the same key came again. The key stands for itself behind it."""

    word: Word


_After = Word | _TakenBack | None


def _act(typed: _Typed, low: str, method: Method) -> _After:
    """Return the effect of a key on the letters before it; None where the key is a letter itself."""
    word = typed.word
    if low in _TONES[method]:
        return _tone(word, _TONES[method][low])
    if low in _MARKS[method]:
        return _mark(word, *_MARKS[method][low])
    if low == _STROKE[method]:
        return _stroke(word)
    if low == _HORN[method]:
        return _horn(typed, _HORNED[method])
    return None


def _plus(word: Word, base: str, key: str, mark: Mark = Mark.NONE) -> Word:
    return word.with_letter(Letter(base, mark, key.isupper()))


def _tone(word: Word, tone: SyllableTone) -> _After:
    if tone_place(word.letters) is None or (not tone and not word.tone):
        return None
    if tone and tone is word.tone:
        return _TakenBack(replace(word, tone=SyllableTone.NONE))
    return _if_possible(replace(word, tone=tone))


def _mark(word: Word, mark: Mark, bases: str) -> _After:
    for at in reversed(vowels(word.letters)):
        letter = word.letters[at]
        if letter.base not in bases:
            continue
        if letter.mark is mark:
            return _TakenBack(word.with_mark(at, Mark.NONE))
        after = word.with_mark(at, mark)
        if letter.base == "o" and at and word.letters[at - 1].plain == "ư":
            after = after.with_mark(at - 1, Mark.NONE)  # ươ becomes uô: both letters change
        if may_become(after):
            return after
    return None


def _stroke(word: Word) -> _After:
    at = 0 if tone_place(word.letters) is not None else len(word.letters) - 1  # without a vowel, the d just typed: HĐND
    if not word.letters or word.letters[at].base != "d":
        return None
    if word.letters[at].mark:
        return _TakenBack(word.with_mark(at, Mark.NONE))
    return _if_possible(word.with_mark(at, Mark.STROKE))


def _horn(typed: _Typed, marks: Mapping[str, Mark]) -> _After:
    word = typed.word
    places = vowels(word.letters)
    for first, second in pairwise(places):
        if (word.letters[first].base, word.letters[second].base) == ("u", "o"):
            return _horned_uo(word, first, second)
    for at in reversed(places):
        letter = word.letters[at]
        if letter.mark and letter.mark is marks.get(letter.base):
            if at == typed.lone_horn:
                return _TakenBack(replace(word, letters=word.letters[:at] + word.letters[at + 1 :]))
            return _TakenBack(word.with_mark(at, Mark.NONE))
        if letter.base in marks and may_become(after := word.with_mark(at, marks[letter.base])):
            return after
    return None


def _horned_uo(word: Word, first: int, second: int) -> _After:
    initial = "".join(letter.plain for letter in word.letters[:first])
    is_open = initial in _OPEN_UO and second == len(word.letters) - 1
    wanted = (Mark.NONE if is_open else Mark.HORN, Mark.HORN)
    if (word.letters[first].mark, word.letters[second].mark) == wanted:
        return _TakenBack(word.with_mark(first, Mark.NONE).with_mark(second, Mark.NONE))
    return _if_possible(word.with_mark(first, wanted[0]).with_mark(second, wanted[1]))


def _joined(word: Word) -> Word:
    """Put horns on both letters of *ưo* and *uơ* once a letter follows: *thuơ* and *ng* give *thương*."""
    for first, second in pairwise(vowels(word.letters)):
        pair = word.letters[first].plain + word.letters[second].plain
        if pair in ("ưo", "uơ") and second < len(word.letters) - 1:
            return word.with_mark(first, Mark.HORN).with_mark(second, Mark.HORN)
    return word


def _if_possible(word: Word) -> Word | None:
    return word if may_become(word) else None


def _spelled(word: str, method: Method) -> str:
    """Return each letter with the keys of its marks, then the tone. Letters that the method cannot make stay as they
    are.
    """
    tones = {tone: key for key, tone in _TONES[method].items() if tone}
    marks = _MARK_KEYS[method]
    keys, tone = "", ""
    for letter in word:
        parts = unicodedata.normalize("NFD", letter.replace("đ", "d-").replace("Đ", "D-"))
        keys += parts[0]
        for mark in parts[1:]:
            if mark in tones:
                tone = tones[SyllableTone(mark)]
            else:
                keys += marks.get(parts[0].lower() + mark, mark)
    return keys + tone
