"""Check on a real full disk, and on a database that is only read, that staff can leave a kiosk."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.branch.office import Office
from kiosk.branch.stations import staff_exit
from kiosk.branch.stations.offline_staff import OfflineStaff
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import StaffAct
from kiosk.program.sample import BRANCH_ID
from kiosk.store.engine import Store
from tests.branch.stations.test_staff_exit import journalled, staff_of
from tests.conftest import KEYS, PIN
from tests.players import refusal

_BLOCK = bytes(4096)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small disk of memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("this user may not mount a disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def kiosk(disk: Path, sqlite_template: Path, clock: ManualClock) -> Iterator[Office]:
    """Open a kiosk whose database is on the small disk, and whose list of staff is known."""
    store = Store(f"sqlite:///{shutil.copy(sqlite_template, disk / 'branch.db')}")
    office = Office(store, clock, KEYS, BRANCH_ID)
    office.setup()
    yield office
    store.close()


def fill(disk: Path) -> Path:
    """Fill the disk to the last byte, and return the file that does it."""
    file = disk / "full"
    with file.open("wb", buffering=0) as full, suppress(OSError):
        while full.write(_BLOCK):
            pass
    assert os.statvfs(disk).f_bavail == 0
    return file


def tried(office: Office, pin: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(CounterError) as refused:
        staff_exit.open_for_staff(office, staff_of(office, "lead"), pin)
    return refusal(refused)


def check_exit(office: Office, clock: ManualClock, key: str) -> None:
    """Leave a kiosk whose disk takes no writes; wrong PINs wait, and nothing but leaving is possible."""
    assert [tried(office, "0000")[0] for _ in range(4)] == ["staff.wrong_pin"] * 4
    assert tried(office, "0000") == ("staff.desk_wait", {"seconds": 30})
    assert tried(office, PIN) == ("staff.desk_wait", {"seconds": 30})
    clock.advance(timedelta(seconds=30))
    lead = staff_exit.open_for_staff(office, staff_of(office, "lead"), PIN)
    for what in (StaffAct.LEAVE, StaffAct.RESTART):
        staff_exit.act(office, lead.id, what)
    with pytest.raises(CounterError) as refused:
        staff_exit.act(office, lead.id, StaffAct.TAKE_OUT)
    assert refused.value.message.key == key


def test_safety_16_staff_leave_a_kiosk_whose_disk_is_full(kiosk: Office, disk: Path, clock: ManualClock) -> None:
    full = fill(disk)
    check_exit(kiosk, clock, "store.disk_full")
    full.unlink()
    staff_exit.act(kiosk, 2, StaffAct.LEAVE)
    assert len(journalled(kiosk, Event.STATION_LEFT)) == 1, "on record again"


def test_safety_16_staff_leave_a_kiosk_whose_database_takes_no_writes(kiosk: Office, clock: ManualClock) -> None:
    with kiosk.store.write() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    check_exit(kiosk, clock, "store.read_only")


def test_safety_16_a_full_disk_keeps_nobody_in_while_the_branch_is_away(
    kiosk: Office, disk: Path, clock: ManualClock
) -> None:
    """The lock-out is kept in memory, and reaches the disk as soon as it takes writes."""
    file, login = disk / "exit-staff.json", staff_of(kiosk, "lead")
    offline = OfflineStaff(file, clock)
    offline.refresh(kiosk)
    offline.learn(login, PIN)
    full = fill(disk)
    for _ in range(5):
        with pytest.raises(CounterError):
            offline.open_for_staff(login, "0000")
    with pytest.raises(CounterError, match=r"staff\.wait"):
        offline.open_for_staff(login, PIN)
    full.unlink()
    offline.refresh(kiosk)
    with pytest.raises(CounterError, match=r"staff\.wait"):
        OfflineStaff(file, clock).open_for_staff(login, PIN)
    fill(disk)
    clock.advance(timedelta(seconds=30))
    lead = offline.open_for_staff(login, PIN)
    offline.act(lead.id, StaffAct.LEAVE)
