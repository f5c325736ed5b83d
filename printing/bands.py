"""Cutting a picture into bands for GS v 0, so that few bytes say the same dots.

Two savings, both exact. Rows that come in equal pairs (bar codes, the QR, boxes, stems of large letters) are sent once
and doubled by the printer, and so are columns. A band is as narrow as its ink; it is cut where a narrower one pays for
its own header.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

#: Bytes that a further band costs: GS v 0 with its sizes, and GS L where the margin moves.
_HEADER = 12
#: Rows of a band; printers with small buffers print it while the next one arrives.
_MOST_ROWS = 240
#: A printer obeys these at once, even inside a picture: asking for the status, clearing the buffer, opening the drawer.
_REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
_PAIRED = bytes(byte for byte in range(256) if all(byte >> shift & 3 in (0, 3) for shift in (0, 2, 4, 6)))
_HALVED = bytes(sum((byte >> 2 * bit & 1) << bit for bit in range(4)) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Band:
    """`margin`: white dots at the left (GS L); `picture`: the GS v 0 command with its dots."""

    margin: int
    picture: bytes


def bands(rows: Sequence[bytes]) -> Iterator[Band]:
    """Cuts rows without blank ones among them into bands, from the top down."""
    for tall, stretch in _stretches(rows):
        start = 0
        for end, left, right in _narrow(stretch):
            for first in range(start, end, _MOST_ROWS):
                yield _band([row[left:right] for row in stretch[first : min(end, first + _MOST_ROWS)]], left, tall=tall)
            start = end


def _band(rows: list[bytes], left: int, *, tall: bool) -> Band:
    """The band whose rows begin `left` bytes from the edge, moved a few dots where its bytes would be an order."""
    mode = 2 if tall else 0
    if not b"".join(rows).translate(None, _PAIRED):
        width = -(-len(rows[0]) // 2) * 2
        half = _picture(mode + 1, [_every_second(row.ljust(width, b"\0")) for row in rows])
        if not _gives_orders(half):
            return Band(left * 8, half)
    plain = _picture(mode, rows)
    for shift in range(1, 8 if left and _gives_orders(plain) else 1):
        moved = _picture(
            mode, [(int.from_bytes(row, "big") << 8 - shift).to_bytes(len(row) + 1, "big") for row in rows]
        )
        if not _gives_orders(moved):
            return Band(left * 8 - shift, moved)
    return Band(left * 8, plain)


def _picture(mode: int, rows: Sequence[bytes]) -> bytes:
    sizes = len(rows[0]).to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return b"\x1dv0" + bytes((mode,)) + sizes + b"".join(rows)


def _gives_orders(data: bytes) -> bool:
    return any(order in data for order in _REAL_TIME)


def _every_second(row: bytes) -> bytes:
    nibbles = row.translate(_HALVED)
    return bytes(nibbles[at] << 4 | nibbles[at + 1] for at in range(0, len(nibbles), 2))


def _narrow(rows: Sequence[bytes]) -> Iterator[tuple[int, int, int]]:
    """Where each band ends (exclusive), and its bounds in bytes.

    A band is closed before a row that would widen it for more than a header's worth, and where the rows at its end
    have long been narrower than it. That is not always the least, but it needs one pass.
    """
    start, narrower, left, right, inner = 0, 0, len(rows[0]), 0, (len(rows[0]), 0)
    for place, row in enumerate(rows):
        first, last = len(row) - len(row.lstrip(b"\0")), len(row.rstrip(b"\0"))
        wider = (min(left, first), max(right, last))
        if place > start and (wider[1] - wider[0] - (right - left)) * (place - start) > _HEADER:
            yield place, left, right
            start, narrower, wider, inner = place, place, (first, last), (len(row), 0)
        left, right = wider
        inner = (min(inner[0], first), max(inner[1], last))
        if inner == (left, right):
            narrower, inner = place + 1, (len(row), 0)
        elif (right - left - inner[1] + inner[0]) * (place + 1 - narrower) > 2 * _HEADER:
            yield narrower, *_bounds(rows[start:narrower])
            start, (left, right) = narrower, inner
            narrower, inner = place + 1, (len(row), 0)
    yield len(rows), *_bounds(rows[start:])


def _bounds(rows: Sequence[bytes]) -> tuple[int, int]:
    return min(len(row) - len(row.lstrip(b"\0")) for row in rows), max(len(row.rstrip(b"\0")) for row in rows)


def _stretches(rows: Sequence[bytes]) -> Iterator[tuple[bool, list[bytes]]]:
    """Stretches of rows as they are, and of pairs sent once (`tall`): the cheapest succession of the two."""
    runs = _runs(rows)
    for tall, group in groupby(zip(runs, _choices(runs), strict=True), key=lambda pair: pair[1]):
        yield tall, [row for (row, count), _ in group for _ in range(count // 2 if tall else count)]


def _runs(rows: Sequence[bytes]) -> list[tuple[bytes, int]]:
    """Equal rows together, an odd one apart so that the rest is pairs."""
    runs: list[tuple[bytes, int]] = []
    for row, same in groupby(rows):
        count = sum(1 for _ in same)
        if count % 2 and count > 1:
            parts = [(row, 1), (row, count - 1)]
            runs.extend(parts if runs and runs[-1][1] == 1 else reversed(parts))
        else:
            runs.append((row, count))
    return runs


def _choices(runs: Sequence[tuple[bytes, int]]) -> list[bool]:
    """For each run whether it goes as pairs: the cheaper of the two ways to be there, with a header for a change."""
    plain, tall = 0.0, float(_HEADER)
    came_from: list[tuple[bool, bool]] = []
    for row, count in runs:
        width = len(row.strip(b"\0"))
        from_tall, stays_tall = tall + _HEADER < plain, tall <= plain + _HEADER
        came_from.append((from_tall, stays_tall))
        cost = min(plain, tall + _HEADER) + count * width
        tall = min(tall, plain + _HEADER) + count // 2 * width if count > 1 else float("inf")
        plain = cost
    chosen = tall < plain
    choices: list[bool] = []
    for back in reversed(came_from):
        choices.append(chosen)
        chosen = back[chosen]
    return choices[::-1]
