"""Decide which requests the API answers: with the token, not too many, without a body."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.domain.language.text import CounterError, Message

#: So many requests at once, and so many a second after that, from all readers together.
BURST, A_SECOND = 40, 10
_BEARER = "bearer"


class RequestRate:
    """Count requests with a bucket that fills by itself; `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds, self._left, self._at = seconds, float(BURST), seconds()

    def allows(self) -> bool:
        """Return whether one more request may be answered now, and count it."""
        now = self._seconds()
        self._left = min(float(BURST), self._left + (now - self._at) * A_SECOND)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Hold the status and the sentence of an answer that is none."""

    status: int
    message: Message


def refusal_of(method: str, headers: Mapping[str, str], token: Callable[[], str]) -> NoAnswer | None:
    """Return why a request is not answered, if so.

    `token` reads the token of this branch; while it cannot be read nobody is answered.
    """
    if method != "GET":
        return NoAnswer(405, Message("api.only_get"))
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        return NoAnswer(413, Message("api.no_body"))
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() != _BEARER or not given:
        return NoAnswer(401, Message("api.no_token"))
    try:
        known = token()
    except CounterError as problem:
        return NoAnswer(503, problem.message)
    # The time of the comparison must not tell how much of a token is right.
    if not hmac.compare_digest(given.strip().encode(), known.encode()):
        return NoAnswer(401, Message("api.wrong_token"))
    return None
