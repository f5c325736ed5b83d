"""Cut a picture into bands for GS v 0, so that few bytes print the same dots.

Rows that come in equal pairs (bar codes, QR, coarse areas) are sent once and doubled by the printer; so are columns. A
band is as narrow as its ink. It is cut where a narrower band or another doubling saves more than a header costs. One
pass down the rows finds the cheapest cuts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

#: Bytes of one more band: GS v 0 with its sizes, and GS L where the margin changes.
_HEADER = 12
#: The most rows of a band, so that a printer with a small buffer prints it while the next one arrives.
_MOST_ROWS = 240
#: No band has more bytes: GS v 0 with its sizes, and 576 dots a row.
LONGEST_COMMAND = 8 + _MOST_ROWS * 72
#: Bits of m in GS v 0: double the columns, double the rows.
_WIDE, _TALL = 1, 2
#: The possible values of m, by whether columns and rows come in equal pairs.
_MODES = {
    (False, False): (0,),
    (True, False): (0, _WIDE),
    (False, True): (0, _TALL),
    (True, True): (0, _WIDE, _TALL, _WIDE | _TALL),
}
#: Real-time commands, which a printer executes even inside a picture: status, clear buffer, open drawer.
_REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
_PAIRED = bytes(byte for byte in range(256) if all(byte >> shift & 3 in (0, 3) for shift in (0, 2, 4, 6)))
_HALVED = bytes(sum((byte >> 2 * bit & 1) << bit for bit in range(4)) for byte in range(256))


@dataclass(frozen=True, slots=True)
class RasterBand:
    """Hold one band: the white dots at its left (`margin`, for GS L) and its GS v 0 command (`picture`)."""

    margin: int
    picture: bytes


def bands(rows: Sequence[bytes]) -> Iterator[RasterBand]:
    """Cut rows, none of them blank, into bands from the top down."""
    for cut in _cheapest(_runs(rows)):
        part = [row[cut.left : cut.right] for row in rows[cut.start : cut.end : 2 if cut.mode & _TALL else 1]]
        for first in range(0, len(part), _MOST_ROWS):
            yield _band(part[first : first + _MOST_ROWS], cut.left, cut.mode)


@dataclass(frozen=True, slots=True)
class _Run:
    """Hold a row that is repeated `count` times, with its ink in the bytes from `left` to `right`."""

    count: int
    left: int
    right: int
    is_paired: bool

    @property
    def splits(self) -> tuple[tuple[int, ...], ...]:
        """Return the ways to split the run so that its pairs can be doubled. An odd row goes to either side."""
        if self.count % 2 == 0 or self.count == 1:
            return ((self.count,),)
        return (1, self.count - 1), (self.count - 1, 1)


@dataclass(slots=True)
class _Cut:
    """Hold the rows from `start` to `end` as one band of `sent` rows. `cost` counts all bytes down to its end."""

    mode: int
    start: int
    left: int
    right: int
    before: "_Cut | None"
    end: int
    sent: int = 0
    cost: int = 0


def _runs(rows: Sequence[bytes]) -> Iterator[_Run]:
    for row, same in groupby(rows):
        left, right = len(row) - len(row.lstrip(b"\0")), len(row.rstrip(b"\0"))
        yield _Run(sum(1 for _ in same), left, right, not row.translate(None, _PAIRED))


def _cheapest(runs: Iterable[_Run]) -> list[_Cut]:
    """Return the cheapest cuts. Each run extends every band that could end there, or begins one behind the cheapest so
    far.
    """
    growing: list[_Cut] = []
    best: _Cut | None = None
    for run in runs:
        ends = []
        for split in run.splits:
            grown, cheapest = growing, best
            for count in split:
                grown, cheapest = _further(grown, cheapest, run, count)
            ends.append((grown, cheapest))
        best = min((cheapest for _, cheapest in ends if cheapest is not None), key=_cost)
        growing = _worth_growing([cut for grown, _ in ends for cut in grown], best)
    chosen: list[_Cut] = []
    while best:
        chosen.append(best)
        best = best.before
    return chosen[::-1]


def _further(growing: Sequence[_Cut], best: _Cut | None, run: _Run, count: int) -> tuple[list[_Cut], _Cut]:
    """Return the bands that could end `count` rows further down, and the cheapest of them."""
    start = best.end if best else 0
    modes = _MODES[run.is_paired, count % 2 == 0]
    cuts = [_Cut(mode, start, run.left, run.right, best, start + count) for mode in modes]
    cuts += [
        _Cut(
            cut.mode,
            cut.start,
            min(cut.left, run.left),
            max(cut.right, run.right),
            cut.before,
            cut.end + count,
            cut.sent,
        )
        for cut in growing
        if cut.mode in modes
    ]
    for cut in cuts:
        cut.sent += count // 2 if cut.mode & _TALL else count
        width = (cut.right - cut.left + 1) // 2 if cut.mode & _WIDE else cut.right - cut.left
        cut.cost = (cut.before.cost if cut.before else 0) + _HEADER + width * cut.sent
    cheapest = min(cuts, key=_cost)
    return _worth_growing(cuts, cheapest), cheapest


def _worth_growing(cuts: Iterable[_Cut], best: _Cut) -> list[_Cut]:
    """Drop bands that cost a header more than the cheapest one. A new band behind that one is as good from here on."""
    return [cut for cut in cuts if cut.cost < best.cost + _HEADER]


def _cost(cut: _Cut) -> int:
    return cut.cost


def _band(rows: list[bytes], left: int, mode: int) -> RasterBand:
    """Return the band whose rows begin `left` bytes from the edge.

    Its bytes must not contain a real-time command. Where they would, the band is moved a few dots.
    """
    if mode & _WIDE:
        width = -(-len(rows[0]) // 2) * 2
        half = _picture(mode, [_every_second(row.ljust(width, b"\0")) for row in rows])
        if not _gives_orders(half):
            return RasterBand(left * 8, half)
    mode &= _TALL
    plain = _picture(mode, rows)
    for shift in range(1, 8 if left and _gives_orders(plain) else 1):
        moved = _picture(
            mode, [(int.from_bytes(row, "big") << 8 - shift).to_bytes(len(row) + 1, "big") for row in rows]
        )
        if not _gives_orders(moved):
            return RasterBand(left * 8 - shift, moved)
    return RasterBand(left * 8, plain)


def _picture(mode: int, rows: Sequence[bytes]) -> bytes:
    sizes = len(rows[0]).to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return b"\x1dv0" + bytes((mode,)) + sizes + b"".join(rows)


def _gives_orders(data: bytes) -> bool:
    return any(order in data for order in _REAL_TIME)


def _every_second(row: bytes) -> bytes:
    nibbles = row.translate(_HALVED)
    return bytes(nibbles[at] << 4 | nibbles[at + 1] for at in range(0, len(nibbles), 2))
