"""Compose the call that the hall voice says, and its loudness by the hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final

#: The places of the label and the counter in a script's sentence.
NUMBER: Final = "{number}"
COUNTER: Final = "{counter}"


@dataclass(frozen=True, slots=True)
class CallScript:
    """Describe the call of one language: the pieces of its sentence, and the words of each piece.

    `voice` is espeak-ng's name of a voice, empty where there is none. `words` maps the text of a piece to its words.
    """

    language: str
    voice: str
    sentence: tuple[str, ...]
    words: Mapping[str, str]


def pieces_of(script: CallScript, label: str, counter: int) -> tuple[str, ...]:
    """Return the pieces of a call.

    The label is read sign by sign: A015 must not sound like A50. The counter is read as a whole number. Where the
    script has no word for that number, the counter is read digit by digit.
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
    """Return the percent of full loudness at a local time.

    `plan` maps ``HH:MM`` to percent. Each entry holds until the next one. Before the first entry of a day the last one
    holds. An empty plan is full loudness.
    """
    begun = [start for start in plan if time.fromisoformat(start) <= now]
    return plan[max(begun or plan)] if plan else 100
