"""Make names that just fit where they are shown."""

from random import Random

from kiosk.domain.setup.text_frames import Frames, too_long
from kiosk.program.templates import field_file

#: Khmer has no spaces between words; a line may end here.
_MAY_BREAK = "\u200b"


def at_limit(frames: Frames, seed: int, language: str = "vi") -> str:
    """Return random words of real names, as many as fit."""
    names = [one.name.to(language).replace(_MAY_BREAK, " ") for one in field_file().services]
    words = sorted({word for name in names for word in name.split()})
    chosen, between = Random(seed), _MAY_BREAK if language == "km" else " "
    text = chosen.choice(words)
    while too_long(longer := f"{text}{between}{chosen.choice(words)}", frames) is None:
        text = longer
    return text
