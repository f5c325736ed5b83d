"""The ticket's code: what the QR and the bar code carry, and what a citizen may type to rate the visit.

``A046 261120 7K2Q9`` = label, business date (yymmdd), four characters that only the branch can make, and one check
character; printed in groups of four: ``A046 2611 207K 2Q9``. It says nothing about the citizen. Twenty bits of a
keyed hash keep a stranger from guessing a neighbour's code; the check character tells a slip of the finger from a
foreign code before anything else is asked.
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.domain.ticket import label

#: Crockford's alphabet: no I, L, O, U, so a typed code cannot be misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Letters for numbers that kiosks give out by themselves, the last first: those that a typed code cannot misread.
_LETTERS = tuple(character for character in reversed(ALPHABET) if character.isalpha())
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_MODULUS = 31
_MAC_CHARACTERS = 4
_TAIL = 6 + _MAC_CHARACTERS + 1
#: How letters that Crockford leaves out are read.
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class CodeProblem(StrEnum):
    """Why a code on paper or from the keyboard is not a ticket of this branch today; each has its own sentence."""

    NOT_A_CODE = "not_a_code"
    MISTYPED = "mistyped"
    OTHER_BRANCH = "other_branch"
    NOT_TODAY = "not_today"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TicketCode:
    """A code taken apart. `mac` is checked against the branch's key by `matches`."""

    series: str
    number: int
    business_date: date
    mac: str

    @property
    def compact(self) -> str:
        """The code without spaces, as the QR and Code 128 carry it."""
        body = f"{label(self.series, self.number)}{self.business_date:%y%m%d}{self.mac}"
        return body + check_character(body)

    def matches(self, key: bytes, branch_code: str) -> bool:
        """Whether this branch made the code (compared in constant time)."""
        expected = _mac(key, branch_code, self.series, self.number, self.business_date)
        return hmac.compare_digest(expected, self.mac)


def make_code(key: bytes, branch_code: str, series: str, number: int, business_date: date) -> TicketCode:
    """The code of a ticket, from the branch's code key (32 bytes) and the number."""
    mac = _mac(key, branch_code, series, number, business_date)
    return TicketCode(series, number, business_date, mac)


def parse_code(text: str) -> TicketCode | CodeProblem:
    """Reads a scanned or typed code: spaces, dashes, lower case and O for 0 are forgiven."""
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


def reserve_letters(taken: Collection[str]) -> tuple[str, ...]:
    """The letters that a kiosk may take for numbers of its own, the most fitting first."""
    return tuple(letter for letter in _LETTERS if letter not in taken)


def spaced(compact: str) -> str:
    """For the eye: groups of four characters."""
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def _mac(key: bytes, branch_code: str, series: str, number: int, business_date: date) -> str:
    text = f"{branch_code}|{business_date.isoformat()}|{label(series, number)}"
    bits = int.from_bytes(hmac.digest(key, text.encode(), "sha256")[:4], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in (0, 5, 10, 15))


def check_character(body: str) -> str:
    """Makes the sum of all characters, weighted 1, 2, 3 … by place, 0 modulo the prime 31, the check's own included.

    So any one wrong character and any swap of two neighbours is found, except 0 for Z: they are the same modulo 31.
    """
    total = sum([place * _VALUES[character] for place, character in enumerate(body.translate(READ_AS), start=1)])
    return ALPHABET[-total * pow(len(body) + 1, -1, _MODULUS) % _MODULUS]
