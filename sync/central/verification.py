"""Check what the centre stored of an installation: its chain, its gaps, the signatures of its batches, its forks.

Whoever may write into the centre's database can compute every hash anew. The branch's signatures cannot be made anew.
"""

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, literal, select, tuple_

from kiosk.domain.chain_check import ChainBreak, ChainFault, chain_breaks
from kiosk.domain.journal import GENESIS, JournalRecord
from kiosk.domain.language.text import CounterError
from kiosk.store.engine import Store
from sync.central.inbox import FORKS, as_record, proofs_of
from sync.central.tables import device_key, progress, record, refusal
from sync.protocol import SignedRange

_STEP = 1_000
_HASH_BYTES = len(GENESIS)


class CentralFault(StrEnum):
    """List what else can be wrong at the centre. Each has a sentence (``journal.fault.*``).

    `GAP`: not arrived yet. `UNSIGNED`: no signature covers a record that needs one. `FORGED`: a signature is by no key
    of the installation. `FORK`: two contents came for one place.
    """

    GAP = "gap"
    UNSIGNED = "unsigned"
    FORGED = "forged"
    FORK = "fork"


class CentralBreak(NamedTuple):
    """Name a fault and its place: the records `seq` to `last`, and the kind of the first, "" where it is missing."""

    epoch: int
    seq: int
    last: int
    kind: str
    fault: ChainFault | CentralFault


def central_breaks(store: Store, installation: str) -> Iterator[CentralBreak]:
    """Yield each break of what the centre stored of an installation, by epoch and `seq`; then forks.

    Records that came before the first signature need none: release 0.1.0 signs nothing.

    Raises:
        CounterError: ``central.nothing_arrived``, ``store.*``.
    """
    with store.read() as connection:
        mine = select(progress).where(progress.c.installation == installation).order_by(progress.c.epoch)
        arrived = {row.epoch: row for row in connection.execute(mine)}
        if not arrived:
            raise CounterError("central.nothing_arrived", installation=installation)
        signed = _Signatures(connection, installation)
        yield from signed.forged
        for epoch, rows in groupby(stored_rows(connection, installation), key=attrgetter("epoch")):
            yield from _epoch(rows, arrived.pop(epoch, None), signed)
        for epoch, row in arrived.items():
            if row.highest:
                yield CentralBreak(epoch, 1, row.highest, "", ChainFault.CUT_OFF)
        forks = (refusal.c.installation == installation, refusal.c.reason.in_(sorted(FORKS)))
        for row in connection.execute(select(refusal).where(*forks).order_by(refusal.c.epoch, refusal.c.seq)):
            yield CentralBreak(row.epoch, row.seq, row.seq, "", CentralFault.FORK)


def _epoch(rows: Iterable[Any], arrived: Any, signed: "_Signatures") -> Iterator[CentralBreak]:
    seen = _Seen(signed)
    gaps = {tuple(one) for one in json.loads(arrived.gaps)} if arrived is not None else set()
    for one in chain_breaks(seen.watch(rows)):
        yield _gap(one) if (one.seq, one.last) in gaps else CentralBreak(*one)
    yield from seen.unsigned
    end = seen.end
    if arrived is None or end.seq > arrived.highest:
        first = 1 if arrived is None else arrived.highest + 1
        yield CentralBreak(end.epoch, first, end.seq, "", ChainFault.EXTRA)
    elif end.seq < arrived.highest:
        yield CentralBreak(end.epoch, end.seq + 1, arrived.highest, "", ChainFault.CUT_OFF)


def _gap(one: ChainBreak) -> CentralBreak:
    return CentralBreak(one.epoch, one.seq, one.last, "", CentralFault.GAP)


class _Seen:
    """Pass the records of an epoch on, and note those without a signature."""

    def __init__(self, signed: "_Signatures") -> None:
        self._signed = signed
        self.unsigned: list[CentralBreak] = []
        self.end: JournalRecord

    def watch(self, rows: Iterable[Any]) -> Iterator[JournalRecord]:
        for row in rows:
            self.end = one = as_record(row)
            if self._signed.lacks(one, row.received_us):
                self.unsigned.append(CentralBreak(one.epoch, one.seq, one.seq, one.kind, CentralFault.UNSIGNED))
            yield one


class _Signatures:
    """Know which records of an installation its signatures cover."""

    def __init__(self, connection: Connection, installation: str) -> None:
        mine = select(device_key.c.public, device_key.c.made_us).where(device_key.c.installation == installation)
        keys = connection.execute(mine).all()
        good, self.forged = [], []
        for one in proofs_of(connection, installation):
            if any(one.is_signed_by(bytes(key.public)) for key in keys):
                good.append(one)
            else:
                self.forged.append(CentralBreak(one.epoch, one.first, one.last, "", CentralFault.FORGED))
        self._first = (good[0].epoch, good[0].first) if good else None
        self._key_us = min((key.made_us for key in keys), default=None)
        self._waiting = good[::-1]
        self._covering: list[tuple[SignedRange, frozenset[bytes]]] = []

    def lacks(self, one: JournalRecord, received_us: int) -> bool:
        """Return whether a record needs a signature and has none. Ask in the order of the chain."""
        place = (one.epoch, one.seq)
        while self._waiting and (self._waiting[-1].epoch, self._waiting[-1].first) <= place:
            begun = self._waiting.pop()
            self._covering.append((begun, _hashes(begun)))
        self._covering = [pair for pair in self._covering if (pair[0].epoch, pair[0].last) >= place]
        if any(one.hash in hashes for _, hashes in self._covering):
            return False
        is_after = self._first is not None and place >= self._first
        return is_after or (self._key_us is not None and received_us >= self._key_us)


def _hashes(signed: SignedRange) -> frozenset[bytes]:
    return frozenset(signed.hashes[start : start + _HASH_BYTES] for start in range(0, len(signed.hashes), _HASH_BYTES))


def stored_rows(connection: Connection, installation: str) -> Iterator[Any]:
    """Yield the rows of an installation by epoch and `seq`."""
    page = select(record).where(record.c.installation == installation).order_by(record.c.epoch, record.c.seq)
    rows = connection.execute(page.limit(_STEP)).all()
    while rows:
        yield from rows
        later = tuple_(record.c.epoch, record.c.seq) > tuple_(literal(rows[-1].epoch), literal(rows[-1].seq))
        rows = connection.execute(page.where(later).limit(_STEP)).all()
