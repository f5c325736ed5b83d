"""What the hall hears: the pieces of a call in their order, and how loud it is at which hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final

#: Where the number and the counter stand in a script's sentence.
NUMBER: Final = "{number}"
COUNTER: Final = "{counter}"


@dataclass(frozen=True, slots=True)
class Script:
    """How a language calls: the pieces of its sentence, and what is spoken for each piece of a call (text to words).

    `voice` is espeak-ng's name of a voice for it, empty where there is none.
    """

    language: str
    voice: str
    sentence: tuple[str, ...]
    words: Mapping[str, str]


def pieces_of(script: Script, label: str, counter: int) -> tuple[str, ...]:
    """The pieces of a call: the number sign by sign, so that A015 is not heard as A50; the counter as a whole.

    A counter for which the script has no word of its own is read digit by digit.
    """
    found: list[str] = []
    for part in script.sentence:
        if part == NUMBER:
            found += label
        elif part == COUNTER:
            found += [str(counter)] if str(counter) in script.words else str(counter)
        else:
            found.append(part)
    return tuple(found)


def volume_at(plan: Mapping[str, int], now: time) -> int:
    """Percent of full loudness at a local time, by a plan of ``HH:MM`` to percent; each entry holds until the next.

    Before the day's first entry the last one holds, as after it; an empty plan is full loudness.
    """
    begun = [start for start in plan if time.fromisoformat(start) <= now]
    return plan[max(begun or plan)] if plan else 100
