"""Write visits and send them until killed: ``python -m tests.crash.sending_branch CONFIG TOLD SEED``.

Kiosk, desk and relay are forks of this process, as in `tests.crash.busy_branch`. Each line on the standard input kills
the relay by kill -9 and starts another one. The end of the input kills all.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kiosk.branch.office import Office
from kiosk.branch.serving import counters
from kiosk.config import Site, load_site
from kiosk.domain.language.text import CounterError
from kiosk.program.opening import Opening
from kiosk.store.keys import read_text_secret
from sync.relay import Relay, RelaySettings
from sync.transport import TransportSettings
from tests.crash.busy_branch import COUNTERS, WARM_STEPS, Role, desk, fork, kiosk

_BETWEEN_S = 0.05


def relay_of(site: Site, office: Office) -> Relay:
    """Return a relay that waits for nothing longer than a test can wait."""
    return Relay(
        office.store,
        RelaySettings(
            TransportSettings(site.config.centre.url, connect_seconds=1, read_seconds=1),
            read_text_secret(site.token_file, missing=""),
            office.keys.signing,
            batch_records=100,
            first_pause=0.01,
            longest_pause=0.1,
            check=0.5,
            poll=0.02,
            lease=0.2,
        ),
        office.clock,
    )


def _write(role: Role, office: Office, folder: Path, seed: int) -> Iterator[None]:
    """Do the work of a program. Begin anew when the database was away, as a program does that starts again."""
    parent, rng = os.getppid(), random.Random(seed)
    work = role(office, folder, rng, "")
    while os.getppid() == parent:
        try:
            next(work)
        except CounterError as away:
            if not away.message.key.startswith("store."):
                raise
            work = role(office, folder, rng, "")
        time.sleep(_BETWEEN_S)
        yield


def _send(site: Site, office: Office) -> Iterator[None]:
    parent = os.getppid()
    relay_of(site, office).start()
    while os.getppid() == parent:
        time.sleep(_BETWEEN_S)
        yield


def main(config: Path, folder: Path, seed: int) -> None:
    """Run the three processes."""
    site = load_site(config)
    opening = Opening(site)
    office = opening.office()
    for counter in COUNTERS:
        counters.open_counter(office, counter, counter)
    for role in (kiosk, desk):
        for _ in islice(role(office, folder, random.Random(seed), ""), WARM_STEPS):
            pass
    office.store.close()  # a fork makes its own connections
    writers = [fork(_write(role, office, folder, seed + number)) for number, role in enumerate((kiosk, desk))]
    relay = fork(_send(site, office))
    print("started", flush=True)  # noqa: T201 - the test waits for it
    for _ in sys.stdin:
        _kill(relay)
        relay = fork(_send(site, office))
        print("killed", flush=True)  # noqa: T201 - the same
    for pid in (*writers, relay):
        _kill(pid)


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status):
        sys.exit("a process ended by itself: see above")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
