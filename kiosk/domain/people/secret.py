"""Decide what may be a PIN or a password."""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from functools import cache

from kiosk.domain.language.text import Message
from kiosk.domain.people.common_secrets import COMMON, VIETNAMESE

SHORTEST_PIN, SHORTEST_PASSWORD, LONGEST = 6, 8, 64
_UP = "0123456789" * 2
#: The straight lines of a keypad. A PIN of two or more of them is a pattern, not a number.
_LINES = ("123", "456", "789", "147", "258", "369", "159", "357")
_PATTERN = re.compile(f"({'|'.join((*_LINES, *(line[::-1] for line in _LINES)))}){{2,}}")
_DAY, _MONTH, _YEAR = r"(0[1-9]|[12]\d|3[01])", r"(0[1-9]|1[0-2])", r"(19|20)\d\d"
_DATE = re.compile(rf"{_DAY}{_MONTH}(\d\d|{_YEAR})|{_YEAR}{_MONTH}{_DAY}")
_LONGEST_BLOCK = 3


class SecretProblem(Enum):
    """List why a text is no PIN and no password."""

    SHORT = "short"
    LONG = "long"
    EASY = "easy"


def secret_problem(text: str, login: str) -> SecretProblem | None:
    """Return None for a PIN of 6 digits or a password of 8 characters that is not easily guessed.

    The longest has 64 characters. The waits after wrong PINs leave a stranger some hundred tries a day. Values that
    would be tried first are refused: rows, repeats, pairs, dates, patterns on the keypad, common passwords, the login.
    No mixture of kinds of characters is required. Source: NIST SP 800-63B, 5.1.1.2.
    """
    if len(text) > LONGEST:
        return SecretProblem.LONG
    if len(text) < (SHORTEST_PIN if text.isdecimal() else SHORTEST_PASSWORD):
        return SecretProblem.SHORT
    if login and login.casefold() in text.casefold():
        return SecretProblem.EASY
    return SecretProblem.EASY if any(_is_easy(form) for form in _forms(text)) else None


def secret_refusal(text: str, login: str) -> Message | None:
    """Return the sentence that refuses a text, or None for one that may be used."""
    found = secret_problem(text, login)
    if found is None:
        return None
    limits = {"pin": SHORTEST_PIN, "password": SHORTEST_PASSWORD, "most": LONGEST}
    return Message(f"people.secret.{found.value}", limits)


def _forms(text: str) -> Iterator[str]:
    """Yield the forms in which a text is looked up: without accents and signs, and without figures around its word."""
    folded = text.casefold().replace("đ", "d")
    plain = "".join(letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter))
    bare = re.sub(r"[\W_]", "", plain)
    yield plain
    yield bare
    yield bare.strip("0123456789")


def _is_easy(text: str) -> bool:
    return bool(text) and (f" {text} " in _common() or _is_repeated(text) or (text.isdecimal() and _is_row(text)))


def _is_repeated(text: str) -> bool:
    sizes = range(1, _LONGEST_BLOCK + 1)
    return len(text) >= SHORTEST_PIN and any(
        text == text[:size] * (len(text) // size) for size in sizes if len(text) % size == 0
    )


def _is_row(pin: str) -> bool:
    """Return whether figures follow from each other: a row, pairs, a date, lines of the keypad."""
    is_row = pin in _UP or pin[::-1] in _UP
    return is_row or pin[::2] == pin[1::2] or bool(_DATE.fullmatch(pin) or _PATTERN.fullmatch(pin))


@cache
def _common() -> str:
    """Return the common passwords between spaces: one text takes a tenth of the memory of a set."""
    return f" {' '.join((COMMON + VIETNAMESE).split())} "
