"""Make the measured branch: the sample's services and counters, a live queue, citizens and clerks.

The queue is that of a busy morning: about 60 people wait for 28 services, and all six counters are open. For each new
ticket one visit is finished and the next called, so the queue keeps its length. Every second citizen has a card
scanned. Every eighth declares a priority group, which is sealed to the centre's key.
"""

import itertools
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kiosk.branch import reception
from kiosk.branch.office import Office
from kiosk.branch.reception import Issued, TicketRequest
from kiosk.branch.serving import counters, visits
from kiosk.branch.setup.founding import found
from kiosk.clock import SystemClock
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import LocalText
from kiosk.domain.setup.document import CounterPart, CounterService, Document, StaffPart
from kiosk.program.sample import BRANCH_ID, sample_catalogue, sample_document
from kiosk.store.engine import Store
from kiosk.store.keys import create_keys, load_keys
from kiosk.store.migrate import upgrade
from kiosk.store.sealing import new_key_pair

WAITING = 60
COUNTERS = [1, 2, 3, 4, 5, 6]


def found_branch(folder: Path, *, url: str | None = None, counters_in_all: int | None = None) -> Office:
    """Make a new branch in `folder`, or at `url`. `counters_in_all` adds that many counters for all services."""
    document = sample_document(always_open=True)
    if counters_in_all is not None:
        document = replace(document, counters=_counters_for_everything(document, counters_in_all))
    clerks = [StaffPart(f"clerk{one.number}", "Clerk", StaffRole.CLERK) for one in document.counters]
    document = replace(document, staff=(*clerks, StaffPart("manager", "Manager", StaffRole.MANAGER)))
    keys = create_keys(folder / "keys", new_key_pair().public)
    office = Office(Store(url or f"sqlite:///{folder / 'branch.db'}"), SystemClock(), keys, BRANCH_ID)
    upgrade(office.store)
    found(office, document, "1234", sample_catalogue())
    return office


def join_branch(folder: Path, *, url: str | None = None, station: str = "kiosk-1") -> Office:
    """Open an existing branch, as another process or a copy of the file sees it."""
    store = Store(url or f"sqlite:///{folder / 'branch.db'}")
    return Office(store, SystemClock(), load_keys(folder / "keys"), BRANCH_ID, station)


def copy_branch(source: Path, target: Path) -> Office:
    """Copy a branch to another folder. No process may have it open."""
    shutil.copytree(source, target)
    return join_branch(target)


def _counters_for_everything(document: Document, count: int) -> tuple[CounterPart, ...]:
    services = tuple(CounterService(one.code) for one in document.services)
    return tuple(CounterPart(number, LocalText(f"Counter {number}"), services) for number in range(1, count + 1))


def citizens(office: Office, seed: int) -> Iterator[TicketRequest]:
    """Yield ticket requests without end. The same seed gives the same requests, except for the request ids."""
    chance = random.Random(seed)
    services = sorted(office.setup().services)
    for count in itertools.count():
        number = f"0{chance.randrange(10**11):011d}"
        yield TicketRequest(
            request_id=os.urandom(16).hex(),
            service_id=chance.choice(services),
            person=reception.person_key(office, number) if count % 2 == 0 else None,
            group="elderly" if count % 8 == 0 else None,
        )


def issue(office: Office, wish: TicketRequest) -> Issued:
    """Issue one ticket. The citizens here are strangers, so none of them holds one already."""
    answer = reception.issue_ticket(office, wish)
    assert isinstance(answer, Issued)
    return answer


class Clerks:
    """Serve at some counters. Clerk and counter have the same number."""

    def __init__(self, office: Office, mine: list[int]) -> None:
        self._office = office
        self._round = itertools.cycle(mine)
        self._serving = dict.fromkeys(mine, False)
        for number in mine:
            counters.open_counter(office, number, number)

    def serve_one(self) -> str | None:
        """Finish, call and start at the next counter with a queue. Return the called ticket's id."""
        for _ in self._serving:
            number = next(self._round)
            if self._serving[number]:
                visits.finish(self._office, number, number)
            called = counters.call_next(self._office, number, number, os.urandom(16).hex())
            self._serving[number] = called is not None
            if called is not None:
                visits.start(self._office, number, number)
                return called.id
        return None

    def finish_all(self) -> None:
        """Finish every visit that was started."""
        for number in [number for number, is_serving in self._serving.items() if is_serving]:
            visits.finish(self._office, number, number)
            self._serving[number] = False


def busy_morning(folder: Path, *, visits: int = 60) -> None:
    """Make a branch in a new folder with open counters, some past visits and `WAITING` people in the queue."""
    folder.mkdir()
    office = found_branch(folder)
    clerks = Clerks(office, COUNTERS)
    for count, wish in enumerate(itertools.islice(citizens(office, 0), WAITING + visits)):
        issue(office, wish)
        if count >= WAITING:
            clerks.serve_one()
    clerks.finish_all()
    office.store.close()
