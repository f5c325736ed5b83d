"""Turn a written sentence into words for a voice, as a person would read it."""

import re

from kiosk.domain.language.text import Texts

_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})\b(?!/)")
_TIME = re.compile(r"\b([01]\d|2[0-3]):([0-5]\d)\b")
_RANGE = re.compile(r"(\d)\s*[–—-]\s*(?=\d)")
_PLACE = re.compile(r"^(\d+) / (\d+)$")
#: A label or a code with digits. It is spelt, or "A015" becomes "A fifteen".
_LABEL = re.compile(r"\b(?=[A-Z0-9]*\d)[A-Z][A-Z0-9]{2,}\b|\b(?=[A-Z0-9]*[A-Z])\d[A-Z0-9]{2,}\b")


def spoken_form(sentence: str, texts: Texts) -> str:
    """Return the sentence for a voice: labels spelt, times, dates and ranges in words."""
    words = " ".join(sentence.split())
    words = _PLACE.sub(lambda m: texts.say("speech.form.of", place=m[1], count=m[2]), words)
    words = _DATE.sub(lambda m: texts.say("speech.form.date", day=int(m[1]), month=int(m[2]), year=m[3]), words)
    words = _DAY.sub(lambda m: texts.say("speech.form.day", day=int(m[1]), month=int(m[2])), words)
    words = _TIME.sub(lambda m: _time(int(m[1]), m[2], texts), words)
    words = _RANGE.sub(lambda m: f"{m[1]} {texts.say('speech.form.to')} ", words)
    return _LABEL.sub(lambda m: spelt(m[0]), words)


def _time(hour: int, minute: str, texts: Texts) -> str:
    kind = "hour" if minute == "00" else "time"
    return texts.say(f"speech.form.{kind}", hour=hour, minute=minute)


def spelt(code: str) -> str:
    """Return a code letter by letter: *A 0 4 6*."""
    return " ".join(code.replace(" ", ""))
