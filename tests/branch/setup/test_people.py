"""Check changes of staff (add, change role, set PIN, leave) and who can sign in afterwards."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from kiosk.branch.office import Office
from kiosk.branch.serving import counters
from kiosk.branch.setup import people
from kiosk.branch.setup.publishing import Author
from kiosk.branch.staff import sign_in, staff_list
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import ProgramKind
from kiosk.store.journal import walk
from tests.conftest import PIN
from tests.players import refusal

SECRET = "803172"


def journalled(office: Office, kind: Event) -> list[tuple[str, dict[str, Any]]]:
    with office.store.read() as connection:
        return [(one.subject, json.loads(one.body)) for one in walk(connection) if one.kind == kind]


def person(office: Office, login: str) -> people.Person:
    return next(one for one in people.people(office) if one.staff.login == login)


def test_somebody_new_signs_in_and_opens_a_counter(office: Office) -> None:
    new = people.add_person(office, "thuy", "  Đỗ Thị   Thủy ", StaffRole.LEAD, SECRET, date(2027, 6, 30))
    assert (new.name, new.role, new.until) == ("Đỗ Thị Thủy", StaffRole.LEAD, date(2027, 6, 30))
    assert sign_in(office, "thuy", SECRET) == new
    counters.open_counter(office, 1, new.id)
    assert "thuy" in {one.login for one in staff_list(office)}
    subject, body = journalled(office, Event.SETUP_PUBLISHED)[-1]
    assert subject == "setup:2"
    assert {"login": "thuy", "name": "", "role": "lead", "until": "2027-06-30"} in body["document"]["staff"]


def test_a_login_is_given_once(office: Office) -> None:
    with pytest.raises(CounterError) as refused:
        people.add_person(office, "an", "Nguyễn Văn An", StaffRole.CLERK, SECRET)
    assert refusal(refused) == ("people.login_taken", {"login": "an"})
    assert sign_in(office, "an", PIN).name == "Nguyễn Thị An"


@pytest.mark.parametrize("login", ["", "Thuy", "thủy", "1thuy", "thuy do", "t" * 41])
def test_a_login_is_small_letters_and_figures(office: Office, login: str) -> None:
    with pytest.raises(CounterError, match=r"setup.problem.login"):
        people.add_person(office, login, "Đỗ Thị Thủy", StaffRole.CLERK, SECRET)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Đỗ\u0007Thủy"])
def test_a_name_can_be_shown_at_a_desk(office: Office, name: str) -> None:
    with pytest.raises(CounterError, match=r"setup.problem.person"):
        people.add_person(office, "thuy", name, StaffRole.CLERK, SECRET)


@pytest.mark.parametrize("secret", ["", "4711", "123456", "thuy2026!", "x" * 65])
def test_a_secret_that_is_guessed_at_once_is_refused(office: Office, secret: str) -> None:
    with pytest.raises(CounterError, match=r"people.secret"):
        people.add_person(office, "thuy", "Đỗ Thị Thủy", StaffRole.CLERK, secret)
    assert "thuy" not in {one.login for one in staff_list(office)}


def test_a_new_role_holds_at_once(office: Office) -> None:
    assert people.change_role(office, "an", StaffRole.MANAGER).role is StaffRole.MANAGER
    assert sign_in(office, "an", PIN).role is StaffRole.MANAGER
    people.change_role(office, "an", StaffRole.MANAGER)
    assert len(journalled(office, Event.SETUP_PUBLISHED)) == 2, "no change, no version"


def test_a_last_day_ends_the_role_and_can_be_taken_away(office: Office, clock: ManualClock) -> None:
    today = office.today()
    people.set_last_day(office, "an", today - timedelta(days=1))
    with pytest.raises(CounterError) as refused:
        sign_in(office, "an", PIN)
    assert refusal(refused) == ("staff.role_expired", {"day": "23/11/2026"})
    assert person(office, "an").is_over
    people.set_last_day(office, "an", None)
    assert sign_in(office, "an", PIN).until is None


def test_who_left_is_named_at_the_desks_for_a_month(office: Office, clock: ManualClock) -> None:
    people.set_last_day(office, "an", office.today())
    clock.advance(timedelta(days=30))
    assert "an" in {one.login for one in staff_list(office)}
    clock.advance(timedelta(days=1))
    assert "an" not in {one.login for one in staff_list(office)}
    assert person(office, "an").is_over, "whoever keeps the list still sees them"


def test_a_new_secret_replaces_the_old_one_and_ends_the_wait(office: Office) -> None:
    for _ in range(5):
        with pytest.raises(CounterError):
            sign_in(replace(office, program=ProgramKind.DESK), "an", "0000")
    assert person(office, "an").waits == 30
    people.set_secret(office, "an", SECRET, Author("root", "PIN bị quên"))
    elsewhere = replace(office, station="desk-9")
    with pytest.raises(CounterError, match=r"staff.wrong_pin"):
        sign_in(elsewhere, "an", PIN)
    assert sign_in(elsewhere, "an", SECRET).login == "an"
    ((subject, body),) = journalled(office, Event.STAFF_PIN_SET)
    assert (subject, body["by"], body["reason"]) == ("staff:1", "root", "PIN bị quên")


def test_a_wait_is_ended_for_the_person_and_the_desk(office: Office) -> None:
    for _ in range(5):
        with pytest.raises(CounterError):
            sign_in(office, "an", "0000")
    people.unlock(office, "an", Author("root", "nhập nhầm"))
    assert person(office, "an").waits == 0
    assert sign_in(office, "an", PIN).login == "an"
    ((_, body),) = journalled(office, Event.STAFF_UNLOCKED)
    assert (body["by"], body["reason"]) == ("root", "nhập nhầm")


def test_somebody_who_is_not_there_is_not_changed(office: Office) -> None:
    acts: list[Callable[[], object]] = [
        partial(people.change_role, office, "nobody", StaffRole.LEAD),
        partial(people.set_last_day, office, "nobody", None),
        partial(people.set_secret, office, "nobody", SECRET),
        partial(people.unlock, office, "nobody"),
    ]
    for act in acts:
        with pytest.raises(CounterError) as refused:
            act()
        assert refusal(refused) == ("people.unknown", {"login": "nobody"})


def test_no_record_holds_a_name_or_a_secret(office: Office) -> None:
    people.add_person(office, "thuy", "Đỗ Thị Thủy", StaffRole.CLERK, SECRET)
    people.set_secret(office, "thuy", "mật khẩu dài")
    with office.store.read() as connection:
        bodies = b"".join(one.body for one in walk(connection) if one.kind.startswith(("staff.", "setup.")))
    assert b"thuy" in bodies
    assert not any(word.encode() in bodies for word in ("Đỗ", SECRET, "mật khẩu"))


def test_an_editor_gives_a_new_pin_but_not_to_a_higher_role(office: Office) -> None:
    manager = next(one.staff for one in people.people(office) if one.staff.role is StaffRole.MANAGER)
    clerk = next(one.staff for one in people.people(office) if one.staff.role is StaffRole.CLERK)
    pin = people.give_new_pin(office, manager.id, clerk.login)
    assert sign_in(office, clerk.login, pin).login == clerk.login
    people.add_person(office, "nam", "Trần Văn Nam", StaffRole.ADMINISTRATOR, "730418")
    with pytest.raises(CounterError) as refused:
        people.give_new_pin(office, manager.id, "nam")
    assert refusal(refused) == ("people.role_above", {"name": "Trần Văn Nam"})
    with pytest.raises(CounterError) as refused:
        people.give_new_pin(office, clerk.id, clerk.login)
    assert refusal(refused)[0] == "setup.not_editor"
