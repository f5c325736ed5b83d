"""Check sign-in: the right PIN, and a PIN lock-out that grows and survives restarts."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import Type
from sqlalchemy import update

from kiosk.branch import staff
from kiosk.branch.office import Office, OfficeCache
from kiosk.branch.setup import people
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import ProgramKind
from kiosk.store.engine import Store
from kiosk.store.tables import staff as staff_table
from tests.conftest import PIN, SLOW_HASHER
from tests.players import refusal, take


def wrong(office: Office, login: str = "an") -> tuple[str, dict[str, object]]:
    with pytest.raises(CounterError) as refused:
        staff.sign_in(office, login, "0000")
    return refusal(refused)


@pytest.fixture
def office(office: Office) -> Office:
    """Sign in at a desk; a kiosk counts in another way."""
    return replace(office, program=ProgramKind.DESK)


def test_the_right_pin_opens(office: Office) -> None:
    found = staff.sign_in(office, "an", PIN)
    assert (found.name, found.role) == ("Nguyễn Thị An", StaffRole.CLERK)
    assert [one.login for one in staff.staff_list(office)].count("an") == 1
    assert len(staff.staff_list(office)) == 6


def test_a_wrong_pin_and_an_unknown_login_are_answered_alike(office: Office) -> None:
    assert wrong(office) == ("staff.wrong_pin", {})
    assert wrong(office, "nobody") == ("staff.wrong_pin", {})


def test_the_waits_grow_and_survive_a_restart(office: Office, clock: ManualClock) -> None:
    assert [wrong(office)[0] for _ in range(4)] == ["staff.wrong_pin"] * 4
    assert wrong(office) == ("staff.wait", {"seconds": 30})
    store = Store(office.store.url.render_as_string(hide_password=False))
    restarted = replace(office, store=store, cache=OfficeCache())
    clock.advance(timedelta(seconds=10))
    with pytest.raises(CounterError) as refused:
        staff.sign_in(restarted, "an", PIN)
    assert refusal(refused) == ("staff.wait", {"seconds": 20}), "even the right PIN waits"
    waits = []
    for seconds in (20, 60, 120, 240, 480, 900):
        clock.advance(timedelta(seconds=seconds))
        waits.append(wrong(restarted)[1].get("seconds"))
    assert waits == [60, 120, 240, 480, 900, 900]
    clock.advance(timedelta(seconds=900))
    staff.sign_in(restarted, "an", PIN)
    assert wrong(restarted) == ("staff.wrong_pin", {}), "the right PIN ends the lock-out"
    store.close()


def test_one_clerks_mistakes_do_not_lock_another_desk(office: Office) -> None:
    for _ in range(5):
        wrong(office)
    elsewhere = replace(office, station="desk-2")
    assert staff.sign_in(elsewhere, "binh", PIN).login == "binh"
    with pytest.raises(CounterError) as refused:
        staff.sign_in(elsewhere, "an", PIN)
    assert refusal(refused)[0] == "staff.wait", "the person's lock-out holds at every desk"


def test_safety_9_wrong_pins_at_a_kiosk_lock_no_desk(office: Office) -> None:
    """The public tries a lead's PIN at a kiosk; she signs in at her desk at once, and the kiosk alone waits."""
    kiosk = replace(office, program=ProgramKind.KIOSK)
    for _ in range(4):
        assert wrong(kiosk)[0] == "staff.wrong_pin"
    for _ in range(2):
        assert wrong(kiosk) == ("staff.desk_wait", {"seconds": 30})
    assert wrong(office) == ("staff.wrong_pin", {}), "the first of her own"
    assert staff.sign_in(office, "an", PIN).login == "an"
    assert staff.sign_in(replace(kiosk, station="kiosk-2"), "an", PIN).login == "an", "nor another kiosk"


def test_a_right_pin_at_a_kiosk_does_not_clear_its_count(office: Office, clock: ManualClock) -> None:
    """Or a lead could try an administrator's PIN, four times between two own sign-ins, without end."""
    kiosk = replace(office, program=ProgramKind.KIOSK)
    for _ in range(4):
        wrong(kiosk, "binh")
    staff.sign_in(kiosk, "an", PIN)
    assert wrong(kiosk, "binh") == ("staff.desk_wait", {"seconds": 30})
    clock.advance(timedelta(minutes=61))
    assert wrong(kiosk, "binh") == ("staff.wrong_pin", {}), "an hour later the count starts anew"


def test_safety_100_wrong_pins_in_a_row_need_a_new_one(office: Office, clock: ManualClock) -> None:
    """NIST SP 800-63B, 5.2.2: at most 100 consecutive failures of one account."""
    with office.store.write() as connection:
        connection.execute(update(staff_table).where(staff_table.c.login == "an").values(failures=99))
    assert wrong(office) == ("staff.wait", {"seconds": 900})
    clock.advance(timedelta(days=1))
    with pytest.raises(CounterError) as refused:
        staff.sign_in(office, "an", PIN)
    assert refusal(refused) == ("staff.blocked", {"count": 100})
    people.unlock(office, "an")
    assert staff.sign_in(office, "an", PIN).login == "an"


def test_a_desk_waits_whoevers_name_is_tried(office: Office, clock: ManualClock) -> None:
    """A restart of the program does not end it."""
    for login in ("an", "binh", "nobody", "an"):
        assert wrong(office, login) == ("staff.wrong_pin", {})
    assert wrong(office, "binh") == ("staff.desk_wait", {"seconds": 30})
    store = Store(office.store.url.render_as_string(hide_password=False))
    restarted = replace(office, store=store, cache=OfficeCache())
    clock.advance(timedelta(seconds=10))
    for login in ("an", "nobody"):
        assert wrong(restarted, login) == ("staff.desk_wait", {"seconds": 20})
    clock.advance(timedelta(seconds=20))
    assert wrong(restarted, "nobody") == ("staff.desk_wait", {"seconds": 60})
    clock.advance(timedelta(seconds=60))
    staff.sign_in(restarted, "an", PIN)
    assert wrong(restarted, "nobody") == ("staff.wrong_pin", {}), "the right PIN ends the desk's lock-out"
    store.close()


def test_a_password_does_as_well_as_a_pin(office: Office) -> None:
    with office.store.write() as connection:
        changed = update(staff_table).where(staff_table.c.login == "an")
        connection.execute(changed.values(secret=staff.hash_pin("Mật khẩu dài 2026")))
    assert staff.sign_in(office, "an", "Mật khẩu dài 2026").login == "an"
    assert wrong(office) == ("staff.wrong_pin", {})


def test_the_day_after_a_role_has_ended_nobody_signs_in_with_it(office: Office, clock: ManualClock) -> None:
    with office.store.write() as connection:
        connection.execute(update(staff_table).where(staff_table.c.login == "an").values(until="2026-11-24"))
    assert staff.sign_in(office, "an", PIN).until == clock.now().date()
    clock.advance(timedelta(days=1))
    with pytest.raises(CounterError) as refused:
        staff.sign_in(office, "an", PIN)
    assert refusal(refused) == ("staff.role_expired", {"day": "24/11/2026"})


def test_many_tries_at_once_count_for_the_same_lock_out(office: Office) -> None:
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(wrong(office)[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) == {"staff.wrong_pin", "staff.wait"}
    assert answers.count("staff.wrong_pin") <= 4
    with pytest.raises(CounterError) as refused:
        staff.sign_in(office, "an", PIN)
    assert refusal(refused)[0] == "staff.wait"


def test_a_clock_that_ran_ahead_locks_nobody_out_for_years(office: Office, clock: ManualClock) -> None:
    clock.advance(timedelta(days=3_000))
    for _ in range(5):
        wrong(office)
    clock.advance(timedelta(days=-3_000))
    assert staff.sign_in(office, "an", PIN).login == "an"


def test_a_pin_is_checked_while_others_write(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check takes 0.1 s on purpose, and no other writer may wait for it."""
    taken: list[str] = []
    proof_of = staff.proof_of

    def slow(salt: str, pin: str) -> str:
        other = threading.Thread(target=lambda: taken.append(take(office).label))
        other.start()
        other.join(5)
        assert taken, "a number could not be taken meanwhile"
        return proof_of(salt, pin)

    monkeypatch.setattr(staff, "proof_of", slow)
    staff.sign_in(office, "an", PIN)
    assert taken == ["A001"]


def test_safety_10_a_pin_that_somebody_else_chose_is_replaced_by_the_person(office: Office, clock: ManualClock) -> None:
    """OWASP ASVS 5, 6.4.1: an initial secret is replaced, or ends."""
    assert not staff.sign_in(office, "an", PIN).is_first_secret, "the PIN of a demo is nobody's first"
    people.set_secret(office, "an", "803172")
    first = staff.sign_in(office, "an", "803172")
    assert first.is_first_secret
    for new, key in (("803172", "people.secret.same"), ("112233", "people.secret.easy"), ("80", "people.secret.short")):
        with pytest.raises(CounterError) as refused:
            staff.choose_secret(office, "an", "803172", new)
        assert refusal(refused)[0] == key
    with pytest.raises(CounterError, match=r"staff\.wrong_pin"):
        staff.choose_secret(office, "an", "000000", "402819")
    clock.advance(timedelta(seconds=1))
    own = staff.choose_secret(office, "an", "803172", "402819")
    assert not own.is_first_secret
    assert first.has_changed(own)
    assert staff.sign_in(office, "an", "402819") == own
    clock.advance(timedelta(days=400))
    assert staff.sign_in(office, "an", "402819") == own, "an own PIN does not end"


def test_safety_10_a_first_pin_ends_after_30_days(office: Office, clock: ManualClock) -> None:
    people.set_secret(office, "an", "803172")
    clock.advance(timedelta(days=30))
    staff.sign_in(office, "an", "803172")
    clock.advance(timedelta(hours=1))
    with pytest.raises(CounterError) as refused:
        staff.sign_in(office, "an", "803172")
    assert refusal(refused) == ("staff.first_pin_over", {"days": 30})


def test_a_secret_is_slow_to_guess() -> None:
    """RFC 9106, second recommended option: 64 MiB, three passes, four lanes."""
    hasher = SLOW_HASHER()
    assert (hasher.type, hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (Type.ID, 65536, 3, 4)


def test_the_stored_secret_is_not_the_pin(office: Office) -> None:
    stored = staff.hash_pin(PIN)
    assert stored.startswith("$argon2id$")
    assert PIN not in stored
    assert staff.hash_pin(PIN) != stored
