"""What a run of the demo left behind, counted from the two databases and not from what the script believes."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Table, func, select

from kiosk.branch.slips import load_slip
from kiosk.domain.journal import Event, first_break
from kiosk.program.texts import texts
from kiosk.store import delivery
from kiosk.store.engine import Store
from kiosk.store.journal import head_seq, walk
from kiosk.store.schema import journal, print_job, rating, ticket


@dataclass(frozen=True, slots=True)
class Outcome:
    """The counts. `journal_records` and `central_records` are whole chains; `chain` says that ours is unbroken."""

    visits: int
    issued: int
    distinct_numbers: int
    printed: int
    called: int
    served: int
    rated: int
    journal_records: int
    delivered: int
    quarantined: int
    central_records: int
    chain: str

    @property
    def agrees(self) -> bool:
        """Whether everybody got one number, slip, call, visit and rating, and every record arrived once."""
        people = {self.issued, self.distinct_numbers, self.printed, self.called, self.served, self.rated}
        arrived = {self.delivered, self.central_records}
        return (
            people == {self.visits}
            and arrived == {self.journal_records}
            and self.quarantined == 0
            and self.chain == "intact"
        )

    def as_json(self) -> str:
        """One line for other programs."""
        return json.dumps(asdict(self))


def count(store: Store, central_records: int, visits: int) -> Outcome:
    """Counts one run."""
    with store.read() as connection:
        counts = delivery.counts(connection)
        records = head_seq(connection)
        broken = first_break(walk(connection))
        distinct = select(func.count()).select_from(
            select(ticket.c.business_date, ticket.c.series, ticket.c.number).distinct().subquery()
        )
        return Outcome(
            visits=visits,
            issued=_count(connection, ticket),
            distinct_numbers=int(connection.execute(distinct).scalar_one()),
            printed=_count(connection, print_job, print_job.c.state == "printed"),
            called=_called(connection),
            served=_count(connection, ticket, ticket.c.state == "done"),
            rated=_count(connection, rating),
            journal_records=records,
            delivered=records - counts.backlog - counts.quarantined,
            quarantined=counts.quarantined,
            central_records=central_records,
            chain="intact" if broken is None else f"broken at {broken}",
        )


def ticket_pdfs(store: Store) -> Iterator[tuple[str, bytes]]:
    """The number and the PDF of every ticket, in the order in which they were printed."""
    from printing.strip.documents import slip_pdf

    with store.read() as connection:
        tickets = select(print_job.c.slip).where(print_job.c.ticket_id.is_not(None)).order_by(print_job.c.id)
        stored = connection.execute(tickets).scalars().all()
    for text in stored:
        slip = load_slip(text)
        yield slip.label, slip_pdf(slip, texts(slip.language))


def write_tickets(folder: Path, store: Store, pictures: list[bytes]) -> None:
    """`NUMBER.pdf` of each slip, and `NUMBER.png`: what came out of the simulated printer."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, (number, pdf) in enumerate(ticket_pdfs(store)):
        (folder / f"{number}.pdf").write_bytes(pdf)
        if place < len(pictures):
            (folder / f"{number}.png").write_bytes(pictures[place])


def _count(connection: Connection, table: Table, *where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(*where)
    return int(connection.execute(query).scalar_one())


def _called(connection: Connection) -> int:
    query = select(func.count(func.distinct(journal.c.subject))).where(journal.c.kind == Event.TICKET_CALLED.value)
    return int(connection.execute(query).scalar_one())
