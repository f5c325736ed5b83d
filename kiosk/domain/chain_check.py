"""Name each place at which a journal was tampered with. Pure, and read record by record.

A journal shows by itself what was changed, swapped, inserted or deleted. The row `installation` names its newest
record with the hash. A history may be rewritten with all its hashes. This shows only beside a hash that was noted
elsewhere, for instance at the centre.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import chain, groupby
from typing import NamedTuple

from kiosk.domain.journal import GENESIS, Event, JournalRecord, is_linked

_INSTALLATION = "installation:"


class ChainFault(StrEnum):
    """List what can be wrong at a place. Each has a sentence (``journal.fault.*``).

    `HEAD`: the row `installation` does not name the newest record. `BEHIND`: a later record is known elsewhere.
    """

    CHANGED = "changed"
    SWAPPED = "swapped"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    EXTRA = "extra"
    UNLINKED = "unlinked"
    HEAD = "head"
    REWRITTEN = "rewritten"
    BEHIND = "behind"


class ChainBreak(NamedTuple):
    """Name a fault and its place: the records `seq` to `last`, and the kind of the first, "" where it is missing."""

    epoch: int
    seq: int
    last: int
    kind: str
    fault: ChainFault


class ChainHead(NamedTuple):
    """Hold what the row `installation` says about the newest record."""

    installation: str
    epoch: int
    seq: int
    hash: bytes
    last_us: int

    def broken(self) -> ChainBreak:
        """Return the break of a head that does not name the newest record."""
        return ChainBreak(self.epoch, self.seq, self.seq, "", ChainFault.HEAD)


class KnownRecord(NamedTuple):
    """Hold what is known of a record from elsewhere: that it existed, and its hash where that was noted, too."""

    epoch: int
    seq: int
    hash: bytes | None


def chain_breaks(
    records: Iterable[JournalRecord], *, prev: bytes | None = GENESIS, seq: int = 0
) -> Iterator[ChainBreak]:
    """Yield each break of consecutive records of one epoch.

    They follow the record `seq` with the hash `prev`; None where that hash is not known.
    """
    is_swapped = False
    for record, following in _with_following(records):
        if is_swapped:  # the later one of two that were named already
            is_swapped, seq = False, record.seq
            continue
        if record.seq <= seq:
            yield _at(record, ChainFault.EXTRA)
            continue
        if record.seq > seq + 1:
            yield ChainBreak(record.epoch, seq + 1, record.seq - 1, "", ChainFault.MISSING)
            prev = None
        seq = record.seq
        if is_linked(record):
            if prev not in (None, record.prev):
                yield _at(record, ChainFault.UNLINKED)
            prev = record.hash
            continue
        prev = None
        is_swapped = following is not None and _are_swapped(record, following)
        yield _at(record, ChainFault.SWAPPED, seq + 1) if is_swapped else _at(record, ChainFault.CHANGED)


def journal_breaks(
    records: Iterable[JournalRecord], head: ChainHead, known: Iterable[KnownRecord] = ()
) -> Iterator[ChainBreak]:
    """Yield each break of a whole journal, by epoch and `seq`, then what is wrong with its end.

    `known` are records that were noted elsewhere.
    """
    source = iter(records)
    first = next(source, None)
    everything: Iterable[JournalRecord] = source if first is None else chain((first,), source)
    if first is not None and (name := _other_name(first, head)) is not None:
        yield head.broken()
        everything = (replace(one, installation=name) for one in everything)
    look = _Look(head, known)
    for _, own in groupby(everything, key=_epoch):
        for one in chain_breaks(look.watch(own)):
            look.is_whole = False
            yield one
    yield from look.compared()


class _Look:
    """Remember of the records that pass by what the head and the known records are compared with."""

    def __init__(self, head: ChainHead, known: Iterable[KnownRecord]) -> None:
        self._head, self._place = head, (head.epoch, head.seq)
        self._known = {(one.epoch, one.seq): one.hash for one in known}
        self._newest: JournalRecord | None = None
        self._at_head: JournalRecord | None = None
        self._beyond: ChainBreak | None = None
        self._ends: dict[int, JournalRecord] = {}
        #: Where an earlier epoch ended, by the record that opened a later one.
        self._ended: dict[int, tuple[int, str]] = {}
        self._last_us = 0
        self.is_whole = True
        self._rewritten: list[ChainBreak] = []

    def watch(self, records: Iterable[JournalRecord]) -> Iterator[JournalRecord]:
        """Pass on the records of one epoch. The chain ends at the place that the head names."""
        for record in records:
            self._newest = record
            # `append` does the same: only the acceptance of an earlier clock moves it back.
            is_set_back = record.kind == Event.CLOCK_ACCEPTED
            self._last_us = record.at_us if is_set_back else max(self._last_us, record.at_us)
            place = record.epoch, record.seq
            if self._known.pop(place, None) not in (None, record.hash) and is_linked(record):
                self._rewritten.append(_at(record, ChainFault.REWRITTEN))
            if record.kind == Event.BRANCH_RESTORED and is_linked(record):
                before = json.loads(record.body)
                self._ended[before["epoch"]] = before["seq"], before["hash"]
            if place > self._place:
                first = self._beyond or _at(record, ChainFault.EXTRA)
                self._beyond = first._replace(last=record.seq)
                continue
            self._ends[record.epoch] = record
            self._at_head = record if place == self._place else None
            yield record

    def compared(self) -> Iterator[ChainBreak]:
        """Yield what does not agree with the head, and with the known records."""
        yield from self._rewritten
        yield from self._earlier_ends()
        yield from self._end()
        for epoch, seq in sorted(self._known):
            if epoch >= self._head.epoch and (epoch, seq) > self._place:
                yield ChainBreak(epoch, self._end_of(epoch) + 1, seq, "", ChainFault.BEHIND)

    def _earlier_ends(self) -> Iterator[ChainBreak]:
        """Compare the end of each earlier epoch with the record that opened the next one."""
        present = 0 if self._newest is None else min(self._head.epoch, self._newest.epoch)
        for epoch in sorted(one for one in self._ends.keys() | self._ended.keys() if one < present):
            seq, digest = self._ended.get(epoch, (0, ""))
            end = self._ends.get(epoch)
            if end is None or end.seq < seq:
                yield ChainBreak(epoch, self._end_of(epoch) + 1, seq, "", ChainFault.CUT_OFF)
            elif end.seq > seq:
                yield ChainBreak(epoch, seq + 1, end.seq, "", ChainFault.EXTRA)
            elif end.hash.hex() != digest and is_linked(end):
                yield _at(end, ChainFault.REWRITTEN)

    def _end_of(self, epoch: int) -> int:
        return self._ends[epoch].seq if epoch in self._ends else 0

    def _end(self) -> Iterator[ChainBreak]:
        head, newest = self._head, self._newest
        if newest is not None and newest.hash == head.hash and is_linked(newest):
            # A record that was changed gives no moment to compare with.
            is_moved = self.is_whole and self._last_us != head.last_us
            if is_moved or (newest.epoch, newest.seq) != self._place:
                yield head.broken()
            return
        if self._at_head is None:
            yield ChainBreak(head.epoch, self._end_of(head.epoch) + 1, max(head.seq, 1), "", ChainFault.CUT_OFF)
        elif self._at_head.hash != head.hash and is_linked(self._at_head):
            yield head.broken()
        if self._beyond is not None:
            yield self._beyond


def _at(record: JournalRecord, fault: ChainFault, last: int | None = None) -> ChainBreak:
    return ChainBreak(record.epoch, record.seq, record.seq if last is None else last, record.kind, fault)


def _with_following(records: Iterable[JournalRecord]) -> Iterator[tuple[JournalRecord, JournalRecord | None]]:
    """Yield each record with the one after it; None after the last."""
    before: JournalRecord | None = None
    for one in records:
        if before is not None:
            yield before, one
        before = one
    if before is not None:
        yield before, None


def _epoch(record: JournalRecord) -> int:
    return record.epoch


def _are_swapped(one: JournalRecord, other: JournalRecord) -> bool:
    """Return whether each of two neighbours was written at the place of the other."""
    is_next = other.seq == one.seq + 1
    return is_next and is_linked(replace(one, seq=other.seq)) and is_linked(replace(other, seq=one.seq))


def _other_name(first: JournalRecord, head: ChainHead) -> str | None:
    """Return the installation that wrote the first record, where the head names another one."""
    name = first.subject.removeprefix(_INSTALLATION)
    is_other = name not in (first.subject, head.installation)
    return name if is_other and is_linked(replace(first, installation=name)) else None
