"""Count the results of a demo run from the databases of the branch and the centre, not from the script."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select

from kiosk.branch.slips import load_slip
from kiosk.domain.branch_setup import Setup
from kiosk.domain.chain_check import journal_breaks
from kiosk.domain.journal import Event
from kiosk.program.texts import texts
from kiosk.store import delivery
from kiosk.store.engine import Store
from kiosk.store.journal import head_seq, read_head, walk_all
from kiosk.store.tables import journal, print_job, rating, ticket
from printing.strip.documents import slip_pdf

_PRINTED = print_job.c.state == "printed"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Hold how much of the kiosk the citizens of a run used. `unused` names what nobody used.

    Fields and services are counted from the tickets in the database, ways in by the scripted citizens.
    """

    fields_used: int
    fields_total: int
    services_used: int
    services_total: int
    ways_used: int
    ways_total: int
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunCounts:
    """Hold the counts of a run, and how many past days and visits of theirs were filled beside it.

    The counts of records include the past days. `chain` is "intact", or says at which `seq` the branch's journal is
    broken.
    """

    visits: int
    issued: int
    distinct_numbers: int
    printed: int
    called: int
    served: int
    rated: int
    procedure_slips: int
    journal_records: int
    delivered: int
    quarantined: int
    central_records: int
    chain: str
    history_days: int
    history_visits: int

    @property
    def agrees(self) -> bool:
        """Return whether each visit has one number, slip, call, service and rating, and each record arrived once."""
        people = {self.issued, self.distinct_numbers, self.printed, self.called, self.served, self.rated}
        arrived = {self.delivered, self.central_records}
        return (
            people == {self.visits}
            and arrived == {self.journal_records}
            and self.quarantined == 0
            and self.chain == "intact"
        )


def as_json(outcome: RunCounts, coverage: Coverage) -> str:
    """Return both as one line for other programs."""
    return json.dumps({**asdict(outcome), **asdict(coverage)})


def in_words(outcome: RunCounts, coverage: Coverage) -> str:
    """Return both as lines for a person."""
    told = {**asdict(outcome), **asdict(coverage)}
    lines = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in told.items()}
    return "\n".join(f"{name}: {value}" for name, value in lines.items())


def cover(store: Store, setup: Setup, used: Collection[str], ways: Collection[str], began: date) -> Coverage:
    """Compare what was used since the day on which the run began with the set-up and with all `ways`."""
    with store.read() as connection:
        known = set(connection.execute(select(ticket.c.service_id).where(_since(began)).distinct()).scalars())
    services = {one.code: one.field_code for one in setup.services.values() if one.id in known}
    fields = set(services.values())
    unused = [
        *(one.code for one in setup.fields if one.code not in fields),
        *(one.code for one in setup.services.values() if one.code not in services),
        *sorted(set(ways) - set(used)),
    ]
    return Coverage(
        fields_used=len(fields),
        fields_total=len(setup.fields),
        services_used=len(services),
        services_total=len(setup.services),
        ways_used=len(used),
        ways_total=len(ways),
        unused=tuple(unused),
    )


def count(store: Store, central_records: int, visits: int, began: date, history_days: int) -> RunCounts:
    """Count one run, and what was filled for the days before it began."""
    mine, its_ticket = _since(began), ticket.c.id
    with store.read() as connection:
        counts = delivery.counts(connection)
        records = head_seq(connection)
        broken = next(journal_breaks(walk_all(connection), read_head(connection)), None)
        distinct = select(func.count()).select_from(
            select(ticket.c.business_date, ticket.c.series, ticket.c.number).where(mine).distinct().subquery()
        )
        return RunCounts(
            visits=visits,
            issued=_count(connection, ticket, mine),
            distinct_numbers=int(connection.execute(distinct).scalar_one()),
            printed=_count(connection, print_job, _PRINTED, print_job.c.ticket_id == its_ticket, mine),
            called=_called(connection, mine),
            served=_count(connection, ticket, ticket.c.state == "done", mine),
            rated=_count(connection, rating, rating.c.ticket_id == its_ticket, mine),
            procedure_slips=_count(connection, print_job, _PRINTED, print_job.c.ticket_id.is_(None)),
            journal_records=records,
            delivered=records - counts.backlog - counts.quarantined,
            quarantined=counts.quarantined,
            central_records=central_records,
            chain="intact" if broken is None else f"broken at {broken.seq}",
            history_days=history_days,
            history_visits=_count(connection, ticket, ~mine),
        )


def write_tickets(folder: Path, store: Store, pictures: Sequence[bytes], began: date) -> None:
    """Write `NUMBER.pdf` for each ticket since the run began, and `NUMBER.png` as the simulated printer printed it.

    `pictures` are all slips in the order of printing; slips of procedures are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jobs_of_run = (
        select(print_job.c.ticket_id, print_job.c.slip)
        .select_from(print_job.outerjoin(ticket, ticket.c.id == print_job.c.ticket_id))
        .where(or_(print_job.c.ticket_id.is_(None), _since(began)))
        .order_by(print_job.c.id)
    )
    with store.read() as connection:
        jobs = connection.execute(jobs_of_run).all()
    for job, picture in zip_longest(jobs, pictures[: len(jobs)]):
        if job.ticket_id is not None:
            slip = load_slip(job.slip)
            (folder / f"{slip.label}.pdf").write_bytes(slip_pdf(slip, texts(slip.language)))
            if picture is not None:
                (folder / f"{slip.label}.png").write_bytes(picture)


def _count(connection: Connection, table: Table, *where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(*where)
    return int(connection.execute(query).scalar_one())


def _since(began: date) -> ColumnElement[bool]:
    """Return the condition that a ticket belongs to the run and not to the days before it."""
    return ticket.c.business_date >= began.isoformat()


def _called(connection: Connection, mine: ColumnElement[bool]) -> int:
    calls = (journal.c.kind == Event.TICKET_CALLED.value, journal.c.subject == ticket.c.id, mine)
    query = select(func.count(func.distinct(journal.c.subject))).where(*calls)
    return int(connection.execute(query).scalar_one())
