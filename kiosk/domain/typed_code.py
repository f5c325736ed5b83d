"""Write a code that people type by hand: groups of four characters, the last of them a check character."""

from kiosk.domain.queue.ticket_code import ALPHABET, READ_AS, check_character

_GROUP = 4


def in_groups(body: str) -> str:
    """Return characters of `ALPHABET` and their check character, in groups of four."""
    plain = body + check_character(body)
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))


def read_groups(typed: str, length: int) -> str | None:
    """Return the `length` characters of a typed code; None for a mistyped one.

    The check character is one of them. Groups, lower case and O for 0 do not matter.
    """
    plain = "".join(typed.split()).replace("-", "").upper().translate(READ_AS)
    is_code = len(plain) == length and set(plain) <= set(ALPHABET)
    return plain if is_code and check_character(plain[:-1]) == plain[-1] else None
