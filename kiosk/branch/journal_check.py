"""Check the branch's journal for `kiosk journal verify` and the doctor, record by record."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from kiosk.branch.office import Office
from kiosk.domain.chain_check import ChainBreak, ChainHead, KnownRecord, journal_breaks
from kiosk.domain.language.text import CounterError
from kiosk.store.delivery import delivered_through
from kiosk.store.journal import count_records, read_head, walk_all

#: The most breaks that are named. A wrong `installation.id` alone would name every record.
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """Hold what was found: the head as `installation` names it, how many records there are, and the breaks."""

    head: ChainHead
    records: int
    breaks: tuple[ChainBreak, ...]


def check_journal(office: Office, known: Iterable[KnownRecord] = ()) -> JournalCheck:
    """Check every epoch of the journal, and compare it with records that are known from elsewhere.

    What this branch delivered is known to it, too: a journal does not end before a record that the centre accepted.
    """
    delivered = _delivered(office)
    with office.store.read() as connection:
        head, records = read_head(connection), count_records(connection)
        found = journal_breaks(walk_all(connection), head, (*delivered, *known))
        return JournalCheck(head, records, tuple(islice(found, _MOST)))


def _delivered(office: Office) -> list[KnownRecord]:
    """Return the newest delivered record of each epoch; none where the role of this machine may not read them."""
    try:
        with office.store.read() as connection:
            return [KnownRecord(epoch, seq, None) for epoch, seq in delivered_through(connection)]
    except CounterError as problem:
        if problem.message.key != "store.not_allowed":
            raise
        return []
