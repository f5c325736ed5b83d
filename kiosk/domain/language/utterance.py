"""Describe what the kiosk says aloud."""

from dataclasses import dataclass, field
from typing import Final

#: The volumes that a citizen can choose, and the volume at the beginning of a kiosk visit.
VOLUMES: Final = range(1, 6)
USUAL_VOLUME: Final = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """Hold utterances in one language, one after the other.

    `volume` is one of `VOLUMES`; `interrupts` stops what is being said. The words may be a citizen's own (a typed
    code), so no repr and no log shows them.
    """

    utterances: tuple[str, ...] = field(repr=False)
    language: str
    volume: int = USUAL_VOLUME
    interrupts: bool = True
