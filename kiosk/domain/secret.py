"""What may be a PIN or a password. No Qt, no store: a rule over the text that somebody chose."""

from enum import Enum

SHORTEST_PIN, SHORTEST_PASSWORD, LONGEST = 6, 8, 64
_UP = "0123456789" * 2


class SecretProblem(Enum):
    """Why a text is no PIN and no password."""

    SHORT = "short"
    LONG = "long"
    EASY = "easy"


def secret_problem(text: str, login: str) -> SecretProblem | None:
    """None for a PIN of 6 figures or a password of 8 signs (64 at most) that is not guessed at the first try.

    The ladder of waits leaves a stranger some hundred tries a day: what they would try first is refused (NIST SP
    800-63B, 5.1.1.2: compare with commonly used values, ask for no mixture of kinds of signs).
    """
    if len(text) > LONGEST:
        return SecretProblem.LONG
    is_pin = text.isdecimal()
    if len(text) < (SHORTEST_PIN if is_pin else SHORTEST_PASSWORD):
        return SecretProblem.SHORT
    is_row = is_pin and (text in _UP or text[::-1] in _UP)
    is_repeated = any(text == text[:size] * (len(text) // size) for size in (1, 2, 3) if len(text) % size == 0)
    if is_row or is_repeated or login.casefold() in text.casefold():
        return SecretProblem.EASY
    return None
