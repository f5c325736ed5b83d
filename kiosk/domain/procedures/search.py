"""Find a service or a procedure by what people type: with or without marks, in any order, the last word half typed.

Every typed word must be found in the name, in another name, or in the field. Where no entry has all words, the nearest
entries are returned and marked as near. `Rank` gives the order. The same words always give the same list.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from typing import NamedTuple

#: The most hits. Nobody reads more at a kiosk.
MOST = 24
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[\d.]*\d[\d.]*")
#: U+0300 to U+036F, the marks of Latin letters. Khmer's vowels are marks too, and stay.
_FIRST_MARK, _LAST_MARK = "\u0300", "\u036f"
_KHMER = re.compile(r"[\u1780-\u17ff]")
_SHORTEST_CODE = 3
#: How a word was found, and how a whole text was found: the first fields of `Rank`.
_Find = tuple[int, int, int]
_Way = tuple[int, int, int, int, int]


class HitKind(StrEnum):
    """List what can be found."""

    SERVICE = "service"
    PROCEDURE = "procedure"


class Rank(NamedTuple):
    """Hold why a hit has its place; fields compare from the first on, lower comes first.

    - `missing`: typed words that were not found.
    - `depth`: where the worst word was found: 0 name, 1 another name, 2 field or result.
    - `unlike`: words whose marks differ from the typed ones.
    - `scattered`: 0 when the name holds the typed text in one piece, 1 when its words stand apart.
    - `begun`: words that were half typed.
    - `is_procedure`: services come first.
    - `length`: words of the name. Then the alphabet decides, so that no two hits are equal.
    """

    missing: int
    depth: int
    unlike: int
    scattered: int
    begun: int
    is_procedure: bool
    length: int
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Hold something that can be found.

    `key` is a service id or a procedure code. `others` are other names, `around` its field and results, `codes` its
    present and former codes.
    """

    kind: HitKind
    key: str
    name: str
    others: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold one result. `former_code` is the former code by which it was found."""

    entry: SearchEntry
    rank: Rank
    former_code: str = ""

    @property
    def is_near(self) -> bool:
        """Return whether a typed word is missing in it."""
        return self.rank.missing > 0


@dataclass(frozen=True, slots=True)
class Sayings:
    """Hold how people speak.

    `meanings` maps typed words to the words they stand for, one row each way. `fillers` are words that are ignored
    beside others ("làm", "xin").
    """

    meanings: Mapping[str, tuple[str, ...]]
    fillers: frozenset[str]


#: Words mean themselves, and every word counts.
NO_SPEECH = Sayings({}, frozenset())


def fold(text: str) -> str:
    """Return the text without marks, đ as d, in small letters: what a keyboard without Vietnamese gives."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not _FIRST_MARK <= letter <= _LAST_MARK)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text with their marks, composed, in small letters."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text.lower())))


class Index:
    """Search entries; made once for a catalogue. Thread-safe, because it does not change."""

    def __init__(self, entries: Iterable[SearchEntry], speech: Sayings) -> None:
        self._entries = tuple(entries)
        self._names = tuple(fold(" ".join(words_of(entry.name))) for entry in self._entries)
        self._fillers = frozenset(fold(word) for word in speech.fillers)
        self._meanings = {fold(" ".join(words_of(said))): meant for said, meant in speech.meanings.items()}
        self._longest = max((said.count(" ") + 1 for said in self._meanings), default=1)
        self._places = _places(self._entries)
        self._vocabulary = sorted(self._places)
        self._joined = tuple(word for word in self._vocabulary if _KHMER.search(word))

    def search(self, text: str) -> tuple[Hit, ...]:
        """Return the best hits first, at most `MOST`; nothing for a text without a word.

        A hit with the typed marks hides the hits with other marks.
        """
        by_code = self._by_code(text)
        if by_code:
            return by_code
        typed = words_of(text)
        if not typed:
            return ()
        ways: dict[int, _Way] = {}
        for wish in self._readings(typed):
            for entry, way in self._fitting(wish, is_begun=wish[-1] == typed[-1] and not text[-1:].isspace()).items():
                ways[entry] = min(way, ways.get(entry, way))
        least = min(((way[0], way[2] > 0) for way in ways.values()), default=(0, False))
        kept = ((way, entry) for entry, way in ways.items() if (way[0], way[2] > 0) == least)
        best = nsmallest(MOST, ((*way, *self._last(entry)) for way, entry in kept))
        return tuple(Hit(self._entries[number], Rank._make(rank)) for *rank, number in best)

    def _by_code(self, text: str) -> tuple[Hit, ...]:
        """Return the procedures of a code, whole or half typed, with or without its dot. A former code finds the
        present one.
        """
        bare = "".join(text.split())
        digits = bare.replace(".", "")
        if not _CODE.fullmatch(bare) or len(digits) < _SHORTEST_CODE:
            return ()
        hits = []
        for number, entry in enumerate(self._entries):
            fitting = [code for code in entry.codes if code.replace(".", "").startswith(digits)]
            if fitting:
                is_former = fitting[0] != entry.codes[0]
                begun = int(len(fitting[0].replace(".", "")) > len(digits))
                rank = Rank(0, int(is_former), 0, 0, begun, *self._last(number)[:-1])
                hits.append(Hit(entry, rank, fitting[0] if is_former else ""))
        return tuple(nsmallest(MOST, hits, key=_rank))

    def _last(self, number: int) -> tuple[bool, int, str, str, int]:
        """Return what decides between entries that fit equally well, and the entry's number at the end."""
        entry, name = self._entries[number], self._names[number]
        return entry.kind is HitKind.PROCEDURE, name.count(" ") + 1, name, entry.key, number

    def _readings(self, typed: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return the typed words, and the typed words with each saying replaced by its meaning."""
        found = [typed]
        for length in range(min(self._longest, len(typed)), 0, -1):
            for start in range(len(typed) - length + 1):
                said = fold(" ".join(typed[start : start + length]))
                for meant in self._meanings.get(said, ()):
                    found.append((*typed[:start], *words_of(meant), *typed[start + length :]))
        return found

    def _fitting(self, wish: Sequence[str], *, is_begun: bool) -> dict[int, _Way]:
        """Return the entries with all the words; without any, those with the most words, at least half."""
        needed = [word for word in wish if fold(word) not in self._fillers] or list(wish)
        finds = [
            self._finds(word, may_be_begun=is_begun and place == len(needed) - 1 and word == wish[-1])
            for place, word in enumerate(needed)
        ]
        phrase = f" {fold(' '.join(needed))}"
        common = set(finds[0]).intersection(*finds[1:])
        if common:
            return {entry: self._way(entry, phrase, [find[entry] for find in finds], 0) for entry in common}
        exact = [{entry: way for entry, way in find.items() if way[1:] == (0, 0)} for find in finds]
        counts = Counter(entry for find in exact for entry in find)
        most = max(counts.values(), default=0)
        if most * 2 < len(needed) or not most:
            return {}
        near = (entry for entry, count in counts.items() if count == most)
        missing = len(needed) - most
        return {
            entry: self._way(entry, phrase, [find[entry] for find in exact if entry in find], missing) for entry in near
        }

    def _way(self, entry: int, phrase: str, found: Sequence[_Find], missing: int) -> _Way:
        scattered = int(phrase not in f" {self._names[entry]}")
        if len(found) == 1:
            depth, unlike, begun = found[0]
            return missing, depth, unlike, scattered, begun
        depths, unlikes, beguns = zip(*found, strict=True)
        return missing, max(depths), sum(unlikes), scattered, sum(beguns)

    def _finds(self, word: str, *, may_be_begun: bool) -> dict[int, _Find]:
        """Return, for each entry with the word, the best way in which it is there."""
        bare = fold(word)
        is_marked = any(fold(letter) != letter for letter in word)
        groups = [
            ((depth, int(is_marked and not marked.startswith(word)), int(known != bare)), entries)
            for known in self._known(bare, may_be_begun=may_be_begun)
            for (depth, marked), entries in self._places[known].items()
        ]
        found: dict[int, _Find] = {}
        for way, entries in sorted(groups, key=_first, reverse=True):  # the best is written last
            found.update(dict.fromkeys(entries, way))
        return found

    def _known(self, bare: str, *, may_be_begun: bool) -> Iterable[str]:
        """Return the words of the vocabulary that the typed word may be.

        Khmer is written without spaces: a part of a word is enough there.
        """
        if _KHMER.search(bare):
            return (word for word in self._joined if bare in word)
        if not may_be_begun:
            return (bare,) if bare in self._places else ()
        start = end = bisect_left(self._vocabulary, bare)
        while end < len(self._vocabulary) and self._vocabulary[end].startswith(bare):
            end += 1
        return self._vocabulary[start:end]


def _places(entries: Sequence[SearchEntry]) -> dict[str, dict[tuple[int, str], tuple[int, ...]]]:
    """Map each folded word to its places: by depth and spelling, the numbers of the entries."""
    places: dict[str, dict[tuple[int, str], dict[int, None]]] = {}
    for number, entry in enumerate(entries):
        for depth, texts in enumerate(((entry.name,), entry.others, entry.around)):
            for word in (word for text in texts for word in words_of(text)):
                places.setdefault(fold(word), {}).setdefault((depth, word), {})[number] = None
    return {word: {where: tuple(found) for where, found in groups.items()} for word, groups in places.items()}


def _rank(hit: Hit) -> Rank:
    return hit.rank


def _first(group: tuple[_Find, tuple[int, ...]]) -> _Find:
    return group[0]
