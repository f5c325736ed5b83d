"""Run kiosk, desk, board and server as separate hosts, and pull their cables without notice."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from psycopg import sql

from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.store.engine import Store
from kiosk.store.roles import DatabaseRole, make_roles
from tests.books import check_books, labels
from tests.end_to_end.branch_machines import PIN
from tests.end_to_end.hosts import Host, Machine, Network, NoHostsError, network
from tests.postgres_server import PostgresServer, postgres_server

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(400)]
#: The database role of each kind of machine.
ROLES = {"kiosk": DatabaseRole.KIOSK, "desk": DatabaseRole.DESK, "hall": DatabaseRole.BOARD}


@pytest.fixture
def wires() -> Iterator[Network]:
    try:
        with network() as made:
            yield made
    except NoHostsError as why:
        pytest.skip(f"this machine makes no hosts of its own: {why}")


class Centre:
    """Hold the hosts of one branch, on one server."""

    def __init__(self, wires: Network, server: PostgresServer, at: Host, folder: Path, stack: ExitStack) -> None:
        data = server.folder / "data"
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {at.address}/24 trust\n")
        server.run("postgres", sql.SQL("SELECT pg_reload_conf()"))
        self.owner = server.url(server.create(name="branch"))
        plan = BranchPlan(pin=PIN, database=self.owner, scanner="", always_open=True)
        made = create_branch(folder / "branch", plan, SystemClock()).config
        store = Store(self.owner)
        make_roles(store)
        store.close()
        self.machines: dict[str, Machine] = {}
        for kind, role in ROLES.items():
            address = f"postgresql+psycopg://{role}@{at.address}/branch"
            own = folder / kind
            own.mkdir()
            config = own / "branch.toml"
            config.write_text(made.read_text(encoding="utf-8").replace(self.owner, address), encoding="utf-8")
            shutil.copytree(made.parent / "keys", own / "keys")
            assert load_site(config).database_url == address
            self.machines[kind] = Machine(wires.plug_in(kind), kind, config)
            stack.callback(self.machines[kind].end)

    def do(self, kind: str, order: str) -> str:
        return self.machines[kind].do(order)


@pytest.fixture
def centre(wires: Network, tmp_path: Path) -> Iterator[Centre]:
    with ExitStack() as stack:
        at = wires.plug_in("server")
        inside = at.inside()
        server = stack.enter_context(postgres_server(settings=[f"listen_addresses={at.address}"], inside=inside))
        yield Centre(wires, server, at, tmp_path, stack)


def test_hosts_of_their_own_work_together_and_survive_pulled_cables(centre: Centre) -> None:
    """Run each host with its own database role, and pull its cable.

    A pulled cable is silence, not an error. The kiosk continues from its own ledger, the board catches up, and the desk
    says that it is cut off.
    """
    centre.do("desk", "sit down")
    first = centre.do("kiosk", "number")
    assert centre.do("desk", "serve") == first
    centre.do("hall", f"until on board {first}")

    kiosk, hall = centre.machines["kiosk"].host, centre.machines["hall"].host
    second = centre.do("kiosk", "number")
    kiosk.pull_out()
    third = centre.do("kiosk", "number")  # the dead connection is not known yet: the kiosk asks, waits, then issues
    assert third == "Z001"
    centre.do("kiosk", "until cut off")
    fourth = centre.do("kiosk", "number")
    assert fourth == "Z002"
    hall.pull_out()
    centre.do("hall", "until away")
    assert centre.do("desk", "serve") == second
    hall.put_in()
    centre.do("hall", f"until on board {second}")

    kiosk.put_in()
    centre.do("kiosk", "until connected")
    fifth = centre.do("kiosk", "number")
    assert fifth[0] == first[0]
    for number in (third, fourth, fifth):
        centre.do("desk", f"until next {number}")
        assert centre.do("desk", "serve") == number
        centre.do("hall", f"until on board {number}")

    sixth = centre.do("kiosk", "number")
    centre.do("desk", f"until next {sixth}")
    desk = centre.machines["desk"].host
    desk.pull_out()
    centre.do("desk", "until away")
    desk.put_in()
    centre.do("desk", "until there")
    assert centre.do("desk", "serve") == sixth

    store = Store(centre.owner)
    check_books(store)
    assert labels(store) == [first, second, third, fourth, fifth, sixth]
    store.close()
