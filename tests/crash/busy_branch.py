"""Kill processes of a busy branch at random: ``python -m tests.crash.busy_branch FOLDER URL KILLS SEED``.

Everything is imported and every statement compiled once. Each process of the branch is a fork of this one and lives
some milliseconds until kill -9. What a citizen was told (the ticket is on the screen) is written to a file with one
write, which no kill can undo.
"""

import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.branch import reception
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.ratings import rate
from kiosk.branch.serving import counters, visits
from kiosk.clock import SystemClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.status import PrintJobState
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from sync.relay import Relay, RelaySettings
from sync.transport import TransportSettings
from tests.conftest import KEYS

TOKEN = "crash-test-token"
#: The services of counters 1, 3 and 4. A clerk has the counter's number.
COUNTERS = {1: 1, 3: 8, 4: 12}
#: The milliseconds that a process lives before it is killed.
SHORTEST_MS, LONGEST_MS = 1.0, 60.0
WARM_STEPS = 60


def office_in(folder: Path) -> Office:
    """Open the branch, as a process that has just started does."""
    return Office(Store(f"sqlite:///{folder / 'branch.db'}"), SystemClock(), KEYS, BRANCH_ID)


def kiosk(office: Office, folder: Path, rng: random.Random, _url: str) -> Iterator[None]:
    """Issue and print tickets. Repeat some requests, as a double touch does."""
    ledger = Ledger(office)
    ledger.recover()
    told = os.open(folder / "told", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    while True:
        wish = reception.TicketRequest(
            request_id=f"{rng.getrandbits(64):016x}",
            service_id=rng.choice(list(COUNTERS.values())),
            person=rng.choice([None, f"{rng.getrandbits(256):064x}"]),
            group=rng.choice([None, None, "elderly"]),
        )
        for _ in range(rng.choice([1, 1, 1, 2])):
            answer = reception.issue_ticket(office, wish)
            os.write(told, f"{answer.ticket.id} {answer.ticket.label} {answer.ticket.business_date}\n".encode())
        job = ledger.claim()
        if job is not None:
            end = rng.choice([PrintJobState.PRINTED, PrintJobState.PRINTED, PrintJobState.FAILED, PrintJobState.QUEUED])
            ledger.settle(job.id, end, "")
        yield
        time.sleep(0.002)  # citizens come one after the other; otherwise the queue only grows


def desk(office: Office, _folder: Path, rng: random.Random, _url: str) -> Iterator[None]:
    """Call, serve, mark no-shows and rate, from the counter's state that the last process left."""
    counter = rng.choice(list(COUNTERS))
    counters.open_counter(office, counter, counter)
    while True:
        try:
            act(office, counter, rng)
        except CounterError as refused:
            if refused.message.key not in {"counter.nobody", "counter.busy", "ticket.move_refused"}:
                raise
        yield


def act(office: Office, counter: int, rng: random.Random) -> None:
    """Do one action of a clerk. First finish what was at the counter when the last process died."""
    doing = rng.choice(["call", "call", "start", "start", "finish", "finish", "again", "absent"])
    if doing == "call":
        if counters.call_next(office, counter, counter, f"{rng.getrandbits(64):016x}") is None:
            time.sleep(0.002)
    elif doing == "start":
        visits.start(office, counter, counter)
    elif doing == "finish":
        done = visits.finish(office, counter, counter)
        rate(office, f"rate {done.id}", done.id, Rating(rng.choice([Level.VERY_SATISFIED, Level.SATISFIED])))
    elif doing == "absent":
        absent = counters.mark_no_show(office, counter, counter)
        if rng.random() < 0.5:
            counters.bring_back(office, absent.id, counter, counter)
    else:
        try:
            counters.recall(office, counter, counter)
        except CounterError as refused:
            if refused.message.key not in {
                "counter.recall_limit",
                "counter.recall_too_soon",
                "counter.nobody",
                "ticket.move_refused",
            }:
                raise


def courier(office: Office, _folder: Path, rng: random.Random, url: str) -> Iterator[None]:
    """Send the journal to the centre in small batches, so that many of them are cut off."""
    relay = relay_for(office, url, rng)
    while True:
        if not relay.once().has_more:
            time.sleep(0.005)
        yield


def relay_for(office: Office, url: str, rng: random.Random) -> Relay:
    """Return a relay whose lease is not longer than the processes here live."""
    settings = RelaySettings(TransportSettings(url), TOKEN, batch_records=20, lease=0.05)
    return Relay(office.store, settings, SystemClock(), chance=rng.random)


Role = Callable[[Office, Path, random.Random, str], Iterator[None]]
ROLES: tuple[Role, ...] = (kiosk, desk, courier)


def main(folder: Path, url: str, kills: int, seed: int) -> None:
    """Run the three processes, kill one of them or all at once, and start them again, `kills` times."""
    rng = random.Random(seed)
    office = office_in(folder)
    for role in ROLES:
        for _ in itertools.islice(role(office, folder, rng, url), WARM_STEPS):
            pass
    for counter in COUNTERS:  # each desk process finds its counter open
        counters.open_counter(office, counter, counter)
    office.store.close()  # a fork makes its own connections; compiled statements stay

    def start(role: Role) -> int:
        return fork(role(office, folder, random.Random(rng.getrandbits(32)), url))

    running = {role: start(role) for role in ROLES}
    killed = 0
    while killed < kills:
        time.sleep(rng.uniform(SHORTEST_MS, LONGEST_MS) / 1000)
        whom = list(ROLES) if rng.random() < 0.2 else [rng.choice(ROLES)]
        for role in whom:
            os.kill(running[role], signal.SIGKILL)
        for role in whom:
            _, status = os.waitpid(running[role], 0)
            if not os.WIFSIGNALED(status):
                sys.exit(f"{role.__name__} ended by itself: see above")
            running[role] = start(role)
        killed += len(whom)
    for pid in running.values():
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def fork(work: Iterator[None]) -> int:
    """Start a process of the branch that works until it is killed. In the child it never returns."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        for _ in work:
            pass
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        os._exit(status)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
