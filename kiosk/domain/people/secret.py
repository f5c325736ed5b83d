"""Decide what may be a PIN or a password."""

from enum import Enum

from kiosk.domain.language.text import Message

SHORTEST_PIN, SHORTEST_PASSWORD, LONGEST = 6, 8, 64
_UP = "0123456789" * 2


class SecretProblem(Enum):
    """List why a text is no PIN and no password."""

    SHORT = "short"
    LONG = "long"
    EASY = "easy"


def secret_problem(text: str, login: str) -> SecretProblem | None:
    """Return None for a PIN of 6 digits or a password of 8 characters that is not easily guessed.

    The longest has 64 characters. The waits after wrong PINs leave a stranger some hundred tries a day. Values that
    would be tried first are refused. No mixture of kinds of characters is required. Source: NIST SP 800-63B, 5.1.1.2.
    """
    if len(text) > LONGEST:
        return SecretProblem.LONG
    is_pin = text.isdecimal()
    if len(text) < (SHORTEST_PIN if is_pin else SHORTEST_PASSWORD):
        return SecretProblem.SHORT
    is_row = is_pin and (text in _UP or text[::-1] in _UP)
    is_repeated = any(text == text[:size] * (len(text) // size) for size in (1, 2, 3) if len(text) % size == 0)
    if is_row or is_repeated or (login and login.casefold() in text.casefold()):
        return SecretProblem.EASY
    return None


def secret_refusal(text: str, login: str) -> Message | None:
    """Return the sentence that refuses a text, or None for one that may be used."""
    found = secret_problem(text, login)
    if found is None:
        return None
    limits = {"pin": SHORTEST_PIN, "password": SHORTEST_PASSWORD, "most": LONGEST}
    return Message(f"people.secret.{found.value}", limits)
