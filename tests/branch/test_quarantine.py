"""Check what a manager does with records that the centre refused: read why, send them again, write them out."""

import json
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from kiosk.branch.office import Office
from kiosk.branch.quarantine import delivery_state, export_refused, refused_records, send_again
from kiosk.branch.setup.publishing import Author
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import Ticket
from kiosk.domain.status import LinkStatus
from kiosk.store import delivery, tables
from kiosk.store.journal import to_us
from tests.branch.stations.test_staff_exit import journalled
from tests.players import take

CHIEF = Author("binh")


def refuse(office: Office, subject: str, reason: str = "kind") -> None:
    """Let the centre refuse the first record about a subject, and hold the others."""
    table, journal = tables.quarantine, tables.journal
    with office.store.write(journal=False) as connection:
        own = delivery.own_id(connection)
        delivery.note_link(connection, LinkStatus.UP, "")
        found = connection.execute(select(journal).where(journal.c.subject == subject).order_by(journal.c.seq)).all()
        for place, row in enumerate(found):
            values = {"installation": own, "epoch": row.epoch, "seq": row.seq, "subject": subject}
            more = {"event_id": row.event_id, "since_us": to_us(office.clock.now()), "held": int(place > 0)}
            why = "behind_refused" if place else reason
            connection.execute(insert(table).values(**values, **more, reason=why))


@pytest.fixture
def refused(office: Office) -> Ticket:
    """Return a ticket whose record the centre refused."""
    ticket = take(office)
    refuse(office, ticket.id)
    return ticket


def test_a_refused_record_is_shown_with_its_number_kind_and_reason(office: Office, refused: Ticket) -> None:
    state = delivery_state(office)
    (found,) = state.refused
    assert (found.subject, found.number, found.kind) == (refused.id, "A001", Event.TICKET_ISSUED.value)
    assert (found.reason, found.is_held, found.at) == ("kind", False, office.clock.now())
    assert (state.sync.quarantined, state.answer) == (1, "")


def test_a_record_about_no_visit_has_no_number(office: Office) -> None:
    with office.store.read() as connection:
        subject = connection.execute(select(tables.journal.c.subject).where(tables.journal.c.seq == 1)).scalar_one()
    refuse(office, subject)
    assert refused_records(office)[0].number == ""


def test_what_is_sent_again_leaves_the_quarantine_and_is_on_record_once(office: Office, refused: Ticket) -> None:
    assert [send_again(office, CHIEF, refused.id) for _ in range(2)] == [1, 0]
    assert refused_records(office) == ()
    assert journalled(office, Event.QUARANTINE_SENT_AGAIN) == [
        ("quarantine", {"by": "binh", "subject": refused.id, "records": 1})
    ]


def test_two_managers_send_the_same_visit_again_once(office: Office, refused: Ticket) -> None:
    assert [send_again(office, Author(who), refused.id) for who in ("binh", "lan")] == [1, 0]


def test_the_export_holds_the_bodies_and_names_who_asked(office: Office, refused: Ticket, tmp_path: Path) -> None:
    file = tmp_path / "refused.json"
    text = export_refused(office, CHIEF, file)
    assert file.read_text(encoding="utf-8") == text
    (one,) = json.loads(text)["records"]
    assert (one["number"], one["kind"], one["reason"]) == ("A001", "ticket.issued@1", "kind")
    assert one["body"]["number"] == "A001"
    assert journalled(office, Event.DATA_EXPORTED) == [
        ("export:refused", {"by": "binh", "what": "refused", "records": 1})
    ]


def test_a_file_that_exists_is_left_and_one_that_cannot_be_written_is_refused(
    office: Office, refused: Ticket, tmp_path: Path
) -> None:
    there = tmp_path / "there.json"
    there.write_text("mine")
    with pytest.raises(CounterError, match=r"quarantine\.file_exists"):
        export_refused(office, CHIEF, there)
    assert there.read_text() == "mine"
    assert journalled(office, Event.DATA_EXPORTED) == []
    with pytest.raises(CounterError, match=r"quarantine\.not_written"):
        export_refused(office, CHIEF, tmp_path / "nowhere" / "refused.json")


def test_safety_d4_all_that_was_refused_is_listed_and_sent_again_at_once(office: Office) -> None:
    """It was: a list that stopped at 1,000, and one visit a command."""
    first, second = take(office), take(office)
    refuse(office, first.id)
    refuse(office, second.id)
    with office.store.write(journal=False) as connection:
        own, (row,) = delivery.own_id(connection), connection.execute(select(tables.quarantine).limit(1)).all()
        more = [{**row._mapping, "installation": own, "epoch": 0, "seq": seq} for seq in range(1, 1_001)]
        connection.execute(insert(tables.quarantine), more)
    with office.store.read() as connection:
        assert len(delivery.quarantined(connection)) == 1_002
        assert len(delivery.quarantined(connection, 1_000)) == 1_000
    assert send_again(office, CHIEF) == 1_002
    with office.store.read() as connection:
        assert delivery.quarantined(connection) == ()
    assert send_again(office, CHIEF) == 0
    body = {"by": "binh", "subject": "", "records": 1_002}
    assert journalled(office, Event.QUARANTINE_SENT_AGAIN) == [("quarantine", body)]
