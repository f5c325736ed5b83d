"""Check the staff exit of a kiosk that is cut off: by PIN, and recorded once after the connection returns."""

import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from kiosk.branch.office import Office
from kiosk.branch.setup import people
from kiosk.branch.stations.offline_staff import OfflineStaff
from kiosk.branch.stations.staff_exit import act, open_for_staff, staff_for_exit
from kiosk.clock import ManualClock
from kiosk.config import Site, load_site
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import StaffAct
from kiosk.program.access import BranchAccess
from kiosk.program.opening import Opening
from kiosk.program.own_ledger import OwnLedger
from kiosk.program.staff_exit import StaffExit
from kiosk.store.journal import walk
from kiosk.store.keys import create_keys
from kiosk.store.tables import staff
from tests.conftest import PIN
from tests.players import refusal

SECRET = "803172"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "exit-staff.json"


@pytest.fixture
def offline(office: Office, file: Path, clock: ManualClock) -> OfflineStaff:
    """Return the staff list of a kiosk that everybody has opened, and whose branch is away from now on."""
    made = OfflineStaff(file, clock)
    made.refresh(office)
    learn_all(office, made)
    return made


def learn_all(office: Office, offline: OfflineStaff) -> None:
    for one in staff_for_exit(office):
        offline.learn(one.login, PIN)


def left(office: Office, kind: Event = Event.STATION_LEFT) -> list[tuple[str, Any]]:
    with office.store.read() as connection:
        return [(one.subject, json.loads(one.body)) for one in walk(connection) if one.kind == kind]


def tried(offline: OfflineStaff, login: str, pin: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(CounterError) as refused:
        offline.open_for_staff(login, pin)
    return refusal(refused)


def test_safety_7_a_kiosk_gets_no_pin_of_staff_who_never_opened_it(
    office: Office, file: Path, clock: ManualClock
) -> None:
    """Not even hashed: of a stolen kiosk nobody recovers the PIN of a lead who was never there."""
    kiosk = OfflineStaff(file, clock)
    kiosk.refresh(office)
    assert kiosk.staff_for_exit() == ()
    assert "argon2" not in file.read_text(encoding="utf-8")
    first, other = staff_for_exit(office)[:2]
    kiosk.learn(first.login, PIN)
    kiosk.learn("nobody", PIN)
    assert kiosk.staff_for_exit() == (first,)
    assert tried(kiosk, other.login, PIN) == ("staff.not_at_kiosk", {})
    with office.store.read() as connection:
        secret = connection.execute(select(staff.c.secret).where(staff.c.login == first.login)).scalar_one()
    assert secret not in file.read_text(encoding="utf-8"), "its hash is its own: nobody signs in with it"


def test_a_changed_pin_is_forgotten_at_the_next_contact(office: Office, offline: OfflineStaff) -> None:
    login = offline.staff_for_exit()[0].login
    with office.store.write() as connection:
        connection.execute(update(staff).where(staff.c.login == login).values(secret_us=1))
    assert offline.open_for_staff(login, PIN).login == login, "as old as the last contact"
    offline.refresh(office)
    assert tried(offline, login, PIN) == ("staff.not_at_kiosk", {})


def test_the_copy_names_those_whose_pin_opens_the_kiosk(office: Office, offline: OfflineStaff) -> None:
    assert offline.staff_for_exit() == staff_for_exit(office)
    assert {one.role for one in offline.staff_for_exit()} <= {
        StaffRole.LEAD,
        StaffRole.MANAGER,
        StaffRole.ADMINISTRATOR,
    }


def test_the_copy_is_its_owners_alone_and_holds_no_pin(file: Path, offline: OfflineStaff) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    assert "$argon2id$" in text
    assert f'"{PIN}"' not in text


def test_leaving_is_journalled_once_when_the_branch_is_back(
    office: Office, file: Path, offline: OfflineStaff, clock: ManualClock
) -> None:
    person = offline.open_for_staff(offline.staff_for_exit()[0].login, PIN)
    offline.act(person.id, StaffAct.LEAVE)
    clock.advance(timedelta(hours=2))
    assert left(office) == []
    pages = file.read_bytes()
    OfflineStaff(file, clock).refresh(office)  # the program started anew
    file.write_bytes(pages)  # it died before it could note that the branch knows
    OfflineStaff(file, clock).refresh(office)
    ((subject, body),) = left(office)
    assert subject == "station:kiosk-1"
    assert body["staff"] == person.id
    assert body["away"] is True
    hours = (clock.now() - timedelta(hours=2)).timestamp() * 1_000_000
    assert body["done_us"] == int(hours)


def test_wrong_pins_wait_as_at_a_desk_and_a_restart_does_not_help(
    file: Path, offline: OfflineStaff, clock: ManualClock
) -> None:
    login = offline.staff_for_exit()[0].login
    assert [tried(offline, login, "0000")[0] for _ in range(4)] == ["staff.wrong_pin"] * 4
    assert tried(offline, login, "0000") == ("staff.wait", {"seconds": 30})
    again = OfflineStaff(file, clock)
    assert tried(again, login, PIN) == ("staff.wait", {"seconds": 30})
    clock.advance(timedelta(seconds=30))
    assert again.open_for_staff(login, PIN).login == login


def test_a_look_at_the_branch_does_not_forget_wrong_pins(office: Office, offline: OfflineStaff) -> None:
    login = offline.staff_for_exit()[0].login
    for _ in range(5):
        tried(offline, login, "0000")
    offline.refresh(office)
    assert tried(offline, login, PIN)[0] == "staff.wait"


def test_a_clerk_gets_nobody_out(offline: OfflineStaff) -> None:
    assert tried(offline, "an", PIN) == ("staff.not_at_kiosk", {})


def test_the_copy_follows_the_branch(office: Office, offline: OfflineStaff) -> None:
    people.add_person(office, "thuy", "Đỗ Thị Thủy", StaffRole.LEAD, SECRET)
    assert tried(offline, "thuy", SECRET)[0] == "staff.not_at_kiosk"
    offline.refresh(office)
    offline.learn("thuy", SECRET)
    assert offline.open_for_staff("thuy", SECRET).name == "Đỗ Thị Thủy"
    people.change_role(office, "thuy", StaffRole.CLERK)
    offline.refresh(office)
    assert tried(offline, "thuy", SECRET)[0] == "staff.not_at_kiosk"


def test_the_day_after_a_role_has_ended_it_opens_no_kiosk(
    office: Office, offline: OfflineStaff, clock: ManualClock
) -> None:
    login = offline.staff_for_exit()[0].login
    people.set_last_day(office, login, office.today())
    offline.refresh(office)
    assert offline.open_for_staff(login, PIN).login == login
    clock.advance(timedelta(days=1))
    assert tried(offline, login, PIN) == ("staff.role_expired", {"day": "24/11/2026"})


def test_only_leaving_needs_no_branch(offline: OfflineStaff) -> None:
    with pytest.raises(CounterError, match=r"staff.only_leave"):
        offline.act(2, StaffAct.TAKE_OUT)


@pytest.mark.parametrize("text", ["", "{", '{"people": 7}'])
def test_a_damaged_copy_opens_nothing_and_is_made_anew(
    office: Office, file: Path, offline: OfflineStaff, text: str
) -> None:
    file.write_text(text, encoding="utf-8")
    assert offline.staff_for_exit() == ()
    offline.refresh(office)
    learn_all(office, offline)
    assert offline.staff_for_exit() == staff_for_exit(office)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return the access of a kiosk whose database is away."""
    config = tmp_path / "branch.toml"
    config.write_text('[database]\nurl = "sqlite:///nowhere.db"\n', encoding="utf-8")
    return load_site(config)


def test_the_staff_exit_asks_its_own_copy_while_the_branch_is_away(
    office: Office, site: Site, clock: ManualClock
) -> None:
    create_keys(site.keys)
    opening = Opening(site, clock)
    staff_exit = StaffExit(opening, site.exit_staff)
    branch = BranchAccess(opening, OwnLedger(opening), staff_exit, lambda: None)
    with pytest.raises(CounterError, match=r"store\."):
        branch.run(staff_for_exit)
    staff_exit.refresh(office)
    with pytest.MonkeyPatch.context() as there:
        there.setattr(opening, "office", lambda: office)
        branch.run(open_for_staff, staff_for_exit(office)[0].login, PIN)
    person = branch.run(open_for_staff, branch.run(staff_for_exit)[0].login, PIN)
    branch.run(act, person.id, StaffAct.RESTART)
    with pytest.raises(CounterError, match=r"staff.only_leave"):
        branch.run(act, person.id, StaffAct.TAKE_OUT)
    staff_exit.refresh(office)
    assert len(left(office, Event.STATION_RESTARTED)) == 1
