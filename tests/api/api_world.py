"""Make a branch with a little of everything, and serve its API on a real socket."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from urllib3 import BaseHTTPResponse, HTTPConnectionPool
from urllib3.util import parse_url

from kiosk.api.app import ApiPlan, create_app
from kiosk.api.limits import RequestRate
from kiosk.api.reading import BranchReader
from kiosk.branch import ratings
from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import Author
from kiosk.branch.stations import orders
from kiosk.branch.stations.device_status import report_status
from kiosk.branch.stations.presence import say_present
from kiosk.clock import ManualClock
from kiosk.domain.people.rating import Level, Rating
from kiosk.domain.status import PrinterStatus, ReportedDevice
from kiosk.http_server import HttpServer, ServeOptions
from kiosk.program.sample import BRANCH_ID
from kiosk.program.texts import texts
from kiosk.store.engine import Store
from kiosk.store.keys import NO_KEYS
from tests.conftest import KEYS, MORNING
from tests.players import Clerk, take

TOKEN = "one-token-for-the-tests"
#: The person key of a citizen of this branch, which no answer may hold.
PERSON = "7" * 64


@dataclass(frozen=True)
class ServedBranch:
    """Hold a branch, and its API on a real socket."""

    office: Office
    reader: Office
    pool: HTTPConnectionPool

    def get(self, path: str, method: str = "GET", token: str = TOKEN, **headers: str) -> BaseHTTPResponse:
        """Return the answer at a path."""
        signed = {"Authorization": f"Bearer {token}"} if token else {}
        return self.pool.request(method, path, headers={**signed, **headers}, retries=False)


def play(office: Office, clock: ManualClock) -> None:
    """Let citizens come: one is rated, one is served, one is called, some wait too long; a printer is out of paper."""
    for _ in range(4):
        take(office, 8)
    clock.advance(timedelta(minutes=31))
    clerk = Clerk(office).open()
    served = take(office, person=PERSON)
    clerk.called()
    clock.advance(timedelta(minutes=1))
    clerk.start()
    clock.advance(timedelta(minutes=4))
    clerk.finish()
    ratings.rate(office, "rating", served.id, Rating(Level.SATISFIED))
    take(office)
    clerk.called()
    clerk.start()
    take(office)
    say_present(office, "token", "0.2.0")
    for status in (PrinterStatus.READY, PrinterStatus.PAPER_OUT):
        report_status(office, ReportedDevice.PRINTER, status)
    orders.put_notice(office, Author("binh"), "Chiều nay nghỉ từ 15:30.", office.station)


@contextmanager
def served_branch(template: Path, folder: Path, rate_of: RequestRate | None = None) -> Iterator[ServedBranch]:
    """Yield such a branch. Without `rate_of` nothing limits the number of requests."""
    file = folder / "branch.db"
    shutil.copy(template, file)
    clock = ManualClock(MORNING)
    office = Office(Store(f"sqlite:///{file}"), clock, KEYS, BRANCH_ID)
    play(office, clock)
    read_only = Store(f"sqlite:///{file}", must_exist=True, read_only=True)
    reader = replace(Office(read_only, clock, NO_KEYS, BRANCH_ID))
    always = RequestRate(map(float, itertools.count()).__next__)
    sentences = {language: texts(language) for language in ("vi", "en")}
    plan = ApiPlan(BranchReader(lambda: reader), lambda: TOKEN, rate_of or always, "1.2.3", sentences)
    server = HttpServer("api", lambda: create_app(plan), ServeOptions())
    server.start()
    port = parse_url(server.url).port
    with HTTPConnectionPool("127.0.0.1", port, timeout=20) as pool:
        yield ServedBranch(office, reader, pool)
    server.stop()
    office.store.close()
    read_only.close()
