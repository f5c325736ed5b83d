"""Make and check ticket codes: what QR and bar code carry, and what a citizen types to rate.

``A046 261120 7K2Q9`` is the label, the business date (yymmdd), four characters that only the branch can make, and a
check character. It is printed in groups of four: ``A046 2611 207K 2Q9``. It says nothing about the citizen. Twenty bits
of a keyed hash keep a stranger from guessing another code. The check character finds typing errors before the database
is asked.
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.domain.queue.ticket import label

#: Crockford's alphabet: no I, L, O, U, so a typed code cannot be misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: The letters of a series. A typed code cannot misread them.
SERIES = tuple(character for character in ALPHABET if character.isalpha())
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_MODULUS = 31
_MAC_CHARACTERS = 4
_TAIL = 6 + _MAC_CHARACTERS + 1
#: Maps the letters that Crockford leaves out to what was meant.
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class CodeProblem(StrEnum):
    """List why a code is not a ticket of this branch today; each has its own sentence."""

    NOT_A_CODE = "not_a_code"
    MISTYPED = "mistyped"
    OTHER_BRANCH = "other_branch"
    NOT_TODAY = "not_today"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TicketCode:
    """Hold the parts of a code. `matches` checks `mac` against the branch's key."""

    series: str
    number: int
    business_date: date
    mac: str

    @property
    def compact(self) -> str:
        """Return the code without spaces, as QR and Code 128 carry it."""
        body = f"{label(self.series, self.number)}{self.business_date:%y%m%d}{self.mac}"
        return body + check_character(body)

    def matches(self, key: bytes, branch_code: str) -> bool:
        """Return whether this branch made the code (compared in constant time)."""
        expected = _mac(key, branch_code, self.series, self.number, self.business_date)
        return hmac.compare_digest(expected, self.mac)


def make_code(key: bytes, branch_code: str, series: str, number: int, business_date: date) -> TicketCode:
    """Return the code of a ticket, from the branch's code key (32 bytes) and the number."""
    mac = _mac(key, branch_code, series, number, business_date)
    return TicketCode(series, number, business_date, mac)


def parse_code(text: str) -> TicketCode | CodeProblem:
    """Return the parts of a scanned or typed code, or its problem.

    Spaces, dashes, lower case and O for 0 are accepted.
    """
    plain = "".join(text.split()).replace("-", "").upper()
    head, tail = plain[:-_TAIL], plain[-_TAIL:].translate(READ_AS)
    digits = head[1:].translate(READ_AS)
    if not (plain.isascii() and head[:1].isalpha() and 3 <= len(digits) <= 5 and digits.isdecimal()):
        return CodeProblem.NOT_A_CODE
    day, mac, check = tail[:6], tail[6:-1], tail[-1]
    if not day.isdecimal() or any(character not in ALPHABET for character in mac + check):
        return CodeProblem.NOT_A_CODE
    if check_character(head[0] + digits + day + mac) != check:
        return CodeProblem.MISTYPED
    try:
        business_date = date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
    except ValueError:
        return CodeProblem.MISTYPED
    return TicketCode(head[0], int(digits), business_date, mac)


def own_ledger_letters(taken: Collection[str]) -> tuple[str, ...]:
    """Return the letters that a kiosk may take for its own ledger, the last of the alphabet first."""
    return tuple(letter for letter in reversed(SERIES) if letter not in taken)


def spaced(compact: str) -> str:
    """Return a code in groups of four characters, for the eye."""
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def _mac(key: bytes, branch_code: str, series: str, number: int, business_date: date) -> str:
    text = f"{branch_code}|{business_date.isoformat()}|{label(series, number)}"
    bits = int.from_bytes(hmac.digest(key, text.encode(), "sha256")[:4], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in (0, 5, 10, 15))


def check_character(body: str) -> str:
    """Return the character that makes the weighted sum of all characters 0 modulo the prime 31.

    The weights are 1, 2, 3 … by place. The check finds any one wrong character and any swap of two neighbours, except 0
    for Z: they are equal modulo 31.
    """
    total = sum([place * _VALUES[character] for place, character in enumerate(body.translate(READ_AS), start=1)])
    return ALPHABET[-total * pow(len(body) + 1, -1, _MODULUS) % _MODULUS]
