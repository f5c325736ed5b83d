"""Check the change feed on both databases: every commit of others is signalled, also after a lost connection."""

import threading
from pathlib import Path

import pytest

from kiosk.branch.office import Office
from kiosk.branch.reception import AlreadyHolds, Issued, TicketRequest, issue_ticket
from kiosk.clock import ManualClock
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from kiosk.store.feed import follow
from kiosk.store.journal import head_seq
from tests.conftest import KEYS, MORNING, found_sample
from tests.postgres_server import PostgresServer

LONG, SHORT = 10.0, 0.05


def take(office: Office, request_id: str) -> Issued | AlreadyHolds:
    return issue_ticket(office, TicketRequest(request_id=request_id, service_id=1))


def test_a_quiet_branch_says_nothing_and_a_commit_is_heard(office: Office) -> None:
    feed = follow(office.store)
    assert feed.wait(SHORT) is False
    take(office, "r")
    assert feed.wait(LONG) is True
    assert feed.wait(SHORT) is False
    feed.close()


def test_after_any_commit_a_waiting_reader_gets_to_see_it(office: Office) -> None:
    """A reader that reads only when woken sees every record of a writer in another thread, also the last."""
    feed, last = follow(office.store), 62  # the founding, its set-up and sixty tickets
    writer = threading.Thread(target=lambda: [take(office, f"r{number}") for number in range(60)])
    writer.start()
    seen = 0
    while seen < last:
        assert feed.wait(LONG), f"nothing was heard after record {seen}"
        with office.store.read() as connection:
            seen = head_seq(connection)
    writer.join()
    feed.close()


def test_a_commit_before_the_wait_is_heard(office: Office) -> None:
    feed = follow(office.store)
    take(office, "early")
    assert feed.wait(LONG) is True
    feed.close()


def test_closing_ends_a_wait_in_another_thread(office: Office) -> None:
    feed = follow(office.store)
    answers: list[bool] = []
    waiting = threading.Thread(target=lambda: answers.append(feed.wait(LONG)))
    waiting.start()
    feed.close()
    waiting.join(5)
    assert answers == [False]
    assert feed.wait(SHORT) is False


@pytest.mark.parametrize("name", ["Quầy số 1 #2", "100% đủ", "a?b"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    from sqlalchemy.engine import URL

    url = URL.create("sqlite", database=str(folder / "branch.db")).render_as_string()
    found_sample(url)
    office = Office(Store(url), ManualClock(MORNING), KEYS, BRANCH_ID)
    feed = follow(office.store)
    take(office, "r")
    assert feed.wait(LONG) is True
    feed.close()
    office.store.close()


@pytest.mark.postgres
def test_the_feed_survives_a_cut_line(postgres: PostgresServer, postgres_template: str) -> None:
    from psycopg import sql

    name = postgres.create(postgres_template)
    office = Office(Store(postgres.url(name)), ManualClock(MORNING), KEYS, BRANCH_ID)
    feed = follow(office.store)
    order = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
    postgres.run("postgres", order.format(sql.Literal(name)))
    take(office, "while it was away")
    assert any(feed.wait(1.0) for _ in range(20)), "what happened meanwhile is announced by the return"
    while feed.wait(SHORT):
        pass
    take(office, "after")
    assert feed.wait(LONG) is True
    feed.close()
    office.store.close()
    postgres.drop(name)
