"""Make identifiers at their source, before anything is sent (RFC 9562, UUID version 7)."""

_VERSION = 0x7 << 76
_VARIANT = 0x2 << 62


def uuid7(unix_ms: int, random: bytes) -> str:
    """Return a time-ordered UUID of 36 characters, from milliseconds since 1970 and ten random bytes."""
    if len(random) != 10:
        raise ValueError("uuid7 needs ten random bytes")
    noise = int.from_bytes(random, "big")
    moment, high, low = unix_ms & (1 << 48) - 1, noise >> 62 & 0xFFF, noise & (1 << 62) - 1
    value = moment << 80 | _VERSION | high << 64 | _VARIANT | low
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def unix_ms_of(made: str) -> int:
    """Return the milliseconds since 1970 at which an identifier was made."""
    return int(made[:8] + made[9:13], 16)
