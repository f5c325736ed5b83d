"""Check that every window continues by itself after the server restarts, fails over or drops connections."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from msgspec.structs import replace as replaced
from psycopg import sql
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.branch.board import HallView
from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import change
from kiosk.clock import SystemClock
from kiosk.config import StationSection, load_site
from kiosk.domain.branch_setup import HallRules
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from tests.books import check_books
from tests.end_to_end.branch_machines import PIN, Machine
from tests.players import Clerk, take
from tests.postgres_server import PostgresServer, postgres_server, standby_of
from tests.ui.desk.desk_hands import LEFT
from ui.desk.window import DeskWindow
from ui.hall.window import HallWindow
from ui.kiosk.window import KioskWindow
from ui.rating.window import RatingWindow
from ui.widgets import Key, Tone

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
WAIT = 60_000
SERVICE = 1


@dataclass
class Hall:
    """Hold a branch with a window of every kind, and the office of another machine."""

    qtbot: QtBot
    office: Office
    kiosk: KioskWindow
    desk: DeskWindow
    board: HallWindow
    tablet: RatingWindow

    def until_everybody_is_alive(self) -> None:
        """Issue, call and finish a ticket elsewhere, and wait until every window shows it."""
        number = take(self.office, SERVICE)
        self.qtbot.waitUntil(lambda: self.waiting_at_kiosk == 1, timeout=WAIT)
        self.qtbot.waitUntil(lambda: self.desk.serving.next.labels == (number.label,), timeout=WAIT)
        self.qtbot.waitUntil(lambda: self.desk.strip.items[0].tone is Tone.GOOD, timeout=WAIT)
        clerk = Clerk(self.office, counter=2, staff=2)
        assert clerk.called().label == number.label
        self.qtbot.waitUntil(lambda: number.label in self.on_board, timeout=WAIT)
        clerk.start()
        clerk.finish()
        self.qtbot.waitUntil(lambda: self.tablet.visit.tablet.woken == number.id, timeout=WAIT)
        self.qtbot.waitUntil(lambda: self.waiting_at_kiosk == 0, timeout=WAIT)

    def until_everybody_says_it_is_away(self) -> None:
        self.qtbot.waitUntil(lambda: self.desk.strip.items[0].tone is not Tone.GOOD, timeout=WAIT)
        self.qtbot.waitUntil(lambda: "đang nối lại" in self.board.notice.text, timeout=WAIT)

        def is_cut_off() -> bool:
            now = self.kiosk.visit.now
            return now is not None and now.station.is_cut_off

        self.qtbot.waitUntil(is_cut_off, timeout=WAIT)

    @property
    def waiting_at_kiosk(self) -> int | None:
        now = self.kiosk.visit.now
        view = None if now is None or now.station.is_cut_off else now.view(SERVICE)
        return None if view is None else view.waiting

    @property
    def on_board(self) -> set[str]:
        shown = self.board._latest
        return set() if shown is None else {call.label for call in (*shown.current, *shown.recent)}


@contextmanager
def hall_on(url: str, folder: Path, qtbot: QtBot) -> Iterator[Hall]:
    """Make a branch at `url`, with a signed-in clerk at counter 1 and another clerk at counter 2 elsewhere."""
    plan = BranchPlan(pin=PIN, database=url, scanner="", always_open=True)
    site = load_site(create_branch(folder / "branch", plan, SystemClock()).config)
    opening = Opening(replace(site, config=replaced(site.config, station=StationSection(name="elsewhere"))))
    change(opening.office(), lambda document: replace(document, hall=HallRules(voices=())))
    machines = [Machine(site, kind) for kind in ("kiosk", "desk", "hall", "tablet")]
    for one in machines:
        one.start()
    kiosk, desk, board, tablet = (one.window for one in machines)
    assert isinstance(kiosk, KioskWindow)
    assert isinstance(desk, DeskWindow)
    assert isinstance(board, HallWindow)
    assert isinstance(tablet, RatingWindow)
    Clerk(opening.office(), counter=2, staff=2).open()
    sit_down(qtbot, desk)
    yield Hall(qtbot, opening.office(), kiosk, desk, board, tablet)
    for one in machines:
        one.stop()
    check_books(opening.office().store)
    opening.close()


def sit_down(qtbot: QtBot, desk: DeskWindow) -> None:
    """Sign the first clerk in and open counter 1."""
    page = desk.sign_in
    qtbot.waitUntil(page.keys[0].isVisible, timeout=WAIT)
    QTest.mouseClick(page.keys[0], LEFT)
    for figure in PIN:
        keys = {one.label: one for one in page.pad.findChildren(Key)}
        QTest.mouseClick(keys[figure], LEFT)
    QTest.mouseClick(page.enter, LEFT)
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is desk.counters, timeout=WAIT)
    QTest.mouseClick(desk.counters.keys[0], LEFT)
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is desk.serving, timeout=WAIT)


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """Yield a server of this test alone, which may stop it."""
    with postgres_server(durable=True) as mine:  # committed rows must survive its crash
        yield mine


@pytest.fixture
def hall(server: PostgresServer, tmp_path: Path, qtbot: QtBot) -> Iterator[Hall]:
    with hall_on(server.url(server.create(name="branch")), tmp_path, qtbot) as there:
        yield there


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["restarts", "crashes"])
def test_the_server(hall: Hall, server: PostgresServer, how: signal.Signals) -> None:
    hall.until_everybody_is_alive()
    server.halt(how)
    hall.until_everybody_says_it_is_away()
    server.start()
    hall.until_everybody_is_alive()


def cut(server: PostgresServer, which: str) -> None:
    """End the branch's connections whose last statement begins with `which`."""
    order = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'branch' AND query LIKE {}")
    server.run("postgres", order.format(sql.Literal(f"{which}%")))


def test_idle_lines_are_cut(hall: Hall, server: PostgresServer) -> None:
    for _ in range(3):
        hall.until_everybody_is_alive()
        cut(server, "")


def test_the_feed_is_cut_and_no_call_is_missed(hall: Hall, server: PostgresServer) -> None:
    heard: list[str] = []

    def note(answer: HallView) -> None:
        heard.extend(call.label for call in answer.calls)

    hall.until_everybody_is_alive()
    hall.board.follower.heard.connect(note)
    clerk = Clerk(hall.office, counter=2, staff=2)
    called = []
    for _ in range(12):
        take(hall.office, SERVICE)
        cut(server, "LISTEN")
        called.append(clerk.serve_next().label)
        hall.qtbot.wait(0)
    hall.qtbot.waitUntil(lambda: len(heard) >= len(called), timeout=WAIT)
    assert heard == called, "each once, in their order"
    hall.until_everybody_is_alive()


def test_the_server_fails_over_to_another(tmp_path: Path, qtbot: QtBot) -> None:
    """Promote the second server, which has every commit, after the first is lost during the day."""
    with ExitStack() as stack:
        first = stack.enter_context(postgres_server(durable=True))
        name = first.create(name="branch")
        second = stack.enter_context(standby_of(first))
        # A commit counts when both have it, so no citizen holds a ticket that only the lost server knew.
        first.run("postgres", sql.SQL("ALTER SYSTEM SET synchronous_standby_names = '*'"))
        first.run("postgres", sql.SQL("SELECT pg_reload_conf()"))
        hosts = f"host={first.folder}:5432&host={second.folder}:5432"
        url = f"postgresql+psycopg://postgres@/{name}?{hosts}&target_session_attrs=read-write"
        hall = stack.enter_context(hall_on(url, tmp_path, qtbot))
        hall.until_everybody_is_alive()
        first.halt(signal.SIGQUIT)
        hall.until_everybody_says_it_is_away()
        second.run("postgres", sql.SQL("ALTER SYSTEM SET synchronous_standby_names = ''"))
        second.run("postgres", sql.SQL("SELECT pg_promote()"))
        hall.until_everybody_is_alive()
