"""What the kiosk says aloud: a few utterances in one language, one after the other."""

from dataclasses import dataclass, field
from typing import Final

#: Steps of the volume a citizen can choose, and where every visit begins.
VOLUMES: Final = range(1, 6)
USUAL_VOLUME: Final = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """Utterances one after the other. `volume` is one of `VOLUMES`; `interrupts` cuts off what is being said.

    The words may be somebody's own (a code that was typed), so they stay out of the repr and out of every log.
    """

    utterances: tuple[str, ...] = field(repr=False)
    language: str
    volume: int = USUAL_VOLUME
    interrupts: bool = True
