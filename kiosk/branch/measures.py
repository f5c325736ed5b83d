"""Read the tallies of any period: kept summaries for days that are over, the journal for all others.

`kiosk.domain.measures.figures` makes the figures of them. Summaries are a cache: to drop them costs time, never truth.
A day that changed after it was over is counted again.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, select

from kiosk.branch.office import Office
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.measures.figures import EVERYTHING, DayTallies, Selection, is_behind
from kiosk.domain.measures.intervals import Replay, VisitHistory, replay
from kiosk.domain.measures.tally import RulesInForce, by_service, tally_visits
from kiosk.domain.people.rating import OwnReason
from kiosk.domain.setup.document import Document, FieldPart, ServicePart
from kiosk.store import summaries
from kiosk.store.journal import to_us
from kiosk.store.setup import document_of, published_versions, setup_changes
from kiosk.store.summaries import JournalPlace
from kiosk.store.tables import staff

_log = logging.getLogger(__name__)
_A_DAY = timedelta(days=1)
_Named = ServicePart | FieldPart | OwnReason
#: Hears how many of the missing days are counted by now, and of how many. Answers whether to go on.
Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class NamesInForce:
    """Hold what things were called at the end of a period, with those that were retired in it.

    Services, fields and reasons of ratings are by code, in the order of the set-up, with what was retired last.
    `field_of` is the field of each service. Counters are by number, clerks by the id of the member of staff.
    """

    services: dict[str, LocalText] = field(default_factory=dict)
    fields: dict[str, LocalText] = field(default_factory=dict)
    field_of: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, LocalText] = field(default_factory=dict)
    counters: dict[int, LocalText] = field(default_factory=dict)
    clerks: dict[int, str] = field(default_factory=dict)


def day_tallies(office: Office, first: date, last: date, progress: Progress | None = None) -> list[DayTallies]:
    """Return the tallies by cell of each day of a period on which numbers were issued, the first day first.

    Days that are over are kept as summaries. When `progress` answers False, the days so far are returned.
    """
    with office.store.read() as connection:
        known = summaries.read_days(connection, office.branch_id, first, last)
        missing = _missing(office, connection, first, last, [one.day for one in known])
    return sorted([*known, *_counted(office, missing, progress)], key=_day)


def service_tallies(office: Office, first: date, last: date, progress: Progress | None = None) -> list[DayTallies]:
    """Return the same tallies by service alone, and waits by hour, too. A year of them is read in a second.

    Select and group them by nothing but day and service, and waits by hour.
    """
    with office.store.read() as connection:
        known = summaries.read_services(connection, office.branch_id, first, last)
        missing = _missing(office, connection, first, last, [one.day for one in known])
    counted = (DayTallies(day, by_service(cells)) for day, cells in _counted(office, missing, progress))
    return sorted([*known, *counted], key=_day)


def visits_of(office: Office, day: date) -> list[VisitHistory]:
    """Return the visits of a business date with their intervals, by the journal. Nothing in them names a citizen."""
    with office.store.read() as connection:
        records = summaries.records_of(connection, office.branch_id, day)
    return replay(records, to_us(office.clock.now()))


def day_until(office: Office, moment: datetime) -> DayTallies | None:
    """Return the tallies of the visits of a day whose number was issued by a moment; None without one."""
    day = office.setup().branch.business_date(moment)
    with office.store.read() as connection:
        rules = _rules(office, connection, day, day)
    visits = [one for one in visits_of(office, day) if one.issued_us <= to_us(moment)]
    return DayTallies(day, tally_visits(visits, rules)) if visits else None


def visits_behind(
    office: Office, key: str, first: date, last: date, selection: Selection = EVERYTHING
) -> Iterator[VisitHistory]:
    """Yield the visits behind a measure of a selection, day by day, the newest day first, by the journal."""
    with office.store.read() as connection:
        rules = _rules(office, connection, first, last)
        days = summaries.days_with_numbers(connection, office.branch_id, first, last)
    for day in filter(selection.has_day, reversed(days)):
        yield from (one for one in visits_of(office, day) if is_behind(key, one, rules, selection))


def names_in(office: Office, first: date, last: date) -> NamesInForce:
    """Return the names of services, counters and clerks at the end of a period; the later version counts."""
    with office.store.read() as connection:
        everybody = connection.execute(select(staff.c.id, staff.c.name).where(staff.c.branch_id == office.branch_id))
        names = NamesInForce(clerks={row.id: row.name for row in everybody})
        for _since_us, document in _versions(office, connection, first, last):
            _renew(names.services, document.services)
            _renew(names.fields, document.fields)
            _renew(names.reasons, document.reasons)
            names.field_of.update({one.code: one.field for one in document.services})
            names.counters.update({one.number: one.name for one in document.counters})
    return names


def drop_summaries(office: Office) -> None:
    """Drop every summary. The next question counts its days again, to the same bytes."""
    with office.store.write() as connection:
        summaries.drop(connection, office.branch_id)


class LiveDay:
    """Follow one business date. The first question reads its records, each later one only what is new."""

    def __init__(self, day: date) -> None:
        """Begin without a record."""
        self.day = day
        self._replay, self._through = Replay(), JournalPlace(0, 0)
        self._rules: list[RulesInForce] = []
        self._changes = -1

    def visits(self, office: Office) -> list[VisitHistory]:
        """Return the visits of the day as they stand now."""
        with office.store.read() as connection:
            self._follow(office, connection)
        return self._present(office)

    def tallies(self, office: Office, clerk: int | None = None) -> DayTallies | None:
        """Return the tallies of the day as it stands now; None before its first number.

        With a `clerk` (id) only the visits in which this member of staff had a part are counted.
        """
        with office.store.read() as connection:
            self._follow(office, connection)
            changes = setup_changes(connection, office.branch_id)
            if changes != self._changes:
                self._rules, self._changes = _rules(office, connection, self.day, self.day), changes
        visits = self._present(office)
        if clerk is not None:
            visits = [one for one in visits if any(part.clerk == clerk for part in one.intervals)]
        return DayTallies(self.day, tally_visits(visits, self._rules)) if visits else None

    def _follow(self, office: Office, connection: Connection) -> None:
        newest = summaries.newest_record(connection)
        if self._through.epoch != newest.epoch or self._through > newest:  # the first time, or in a copy put back
            self._replay = Replay()
            records = summaries.records_of(connection, office.branch_id, self.day)
        else:
            records = summaries.records_after(connection, self._through)
        for record in records:
            self._replay.tell(record)
        self._through = newest

    def _present(self, office: Office) -> list[VisitHistory]:
        return [one for one in self._replay.visits(to_us(office.clock.now())) if one.day == self.day]


def _missing(office: Office, connection: Connection, first: date, last: date, known: Collection[date]) -> list[date]:
    days = summaries.days_with_numbers(connection, office.branch_id, first, last)
    return [day for day in days if day not in known]


def _counted(office: Office, days: list[date], progress: Progress | None) -> Iterator[DayTallies]:
    """Count days by the journal, and keep those that are over."""
    rules: list[RulesInForce] = []
    for number, day in enumerate(days):
        if progress is not None and not progress(number, len(days)):
            return
        with office.store.read() as connection:
            rules = rules or _rules(office, connection, days[0], days[-1])
            made = summaries.newest_record(connection)
            records = summaries.records_of(connection, office.branch_id, day)
            is_over = day < _today(office, connection)
            is_over = is_over and not summaries.has_live_tickets(connection, office.branch_id, day)
        found = DayTallies(day, tally_visits(replay(records, to_us(office.clock.now())), rules))
        if is_over and not office.store.is_read_only:
            _keep(office, found, made)
        yield found


def _keep(office: Office, found: DayTallies, made: JournalPlace) -> None:
    """Keep a summary; figures need none, so a full disk only costs time."""
    try:
        with office.store.write() as connection:
            summaries.keep_day(connection, office.branch_id, found, made)
    except CounterError as problem:
        _log.warning("the summary of %s cannot be kept: %s", found.day, problem.message.key)


def _rules(office: Office, connection: Connection, first: date, last: date) -> list[RulesInForce]:
    """Return what the versions of a period say about figures, the oldest first."""
    return [RulesInForce.of(since_us, document) for since_us, document in _versions(office, connection, first, last)]


def _versions(office: Office, connection: Connection, first: date, last: date) -> Iterator[tuple[int, Document]]:
    """Yield the versions in force in a period with their moments, the oldest first; at least one."""
    begin, end = (datetime.combine(day, time(), UTC) for day in (first - _A_DAY, last + 2 * _A_DAY))
    versions = [one for one in published_versions(connection, office.branch_id) if one.at < end]
    older = [place for place, one in enumerate(versions) if one.at <= begin]
    in_force = versions[: older[0] + 1] if older else versions
    for one in reversed(in_force or published_versions(connection, office.branch_id)[-1:]):
        yield to_us(one.at), document_of(connection, office.branch_id, one.version)


def _renew(known: dict[str, LocalText], parts: Iterable[_Named]) -> None:
    """Put the names of a later version first, in its order, and leave behind them those that it leaves out."""
    later = {one.code: one.name for one in parts}
    older = {code: name for code, name in known.items() if code not in later}
    known.clear()
    known.update(later | older)


def _today(office: Office, connection: Connection) -> date:
    return office.setup_in(connection).branch.business_date(office.clock.now())


def _day(one: DayTallies) -> date:
    return one.day
