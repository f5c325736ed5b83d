"""Check the kiosk from outside over AT-SPI: names, roles, actions, and a whole visit by them."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.config import Site, load_site
from kiosk.domain.people.rating import Level
from kiosk.domain.time_zone import time_zone
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.sample import sample_document
from kiosk.store.tables import rating
from tests.assistive_client import Assistive, NoBusError, accessibility_bus, program, session_bus, wait_until
from tests.players import Clerk

CODE = "HEN7K2Q94MJ"
PRESSED = {"push button", "button", "check box", "radio button"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a branch with an appointment today. It is where it is noon now, so that no day ends under the test."""
    clock, folder = SystemClock(), tmp_path_factory.mktemp("branch")
    sample = sample_document(always_open=True)
    branch = replace(sample.branch, zone=f"Etc/GMT{clock.now().hour - 12:+}")  # this family counts westwards
    plan = BranchPlan(pin="1234", scanner="", document=replace(sample, branch=branch))
    config = create_branch(folder, plan, clock).config
    today = clock.now().astimezone(time_zone(branch.zone)).date()
    expected = folder / "expected.csv"
    expected.write_text(f"code,service,date,from,until\n{CODE},HT-KS,{today},00:00,23:59\n", encoding="utf-8")
    assert run(["appointments", "import", str(expected), "--config", str(config)]) == 0
    return load_site(config)


@pytest.fixture(scope="module")
def kiosk(site: Site, display: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistive]:
    """Start a kiosk as its user does, on its own display and session, as a screen reader finds it."""
    try:
        with session_bus(tmp_path_factory.mktemp("bus")) as environment:
            address = accessibility_bus(environment)
            running = subprocess.Popen(
                [sys.executable, "-m", "kiosk", "run", "kiosk", "--config", str(site.folder / "branch.toml")],
                env={
                    **environment,
                    "DISPLAY": display,
                    "QT_QPA_PLATFORM": "xcb",
                    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
                },
            )
            try:
                with program(address) as found:
                    yield found
            finally:
                running.terminate()
                running.wait(20)
    except NoBusError as problem:
        pytest.fail(str(problem), pytrace=False)


def press(kiosk: Assistive, name: str) -> None:
    kiosk.find(name).do("Press")


@pytest.mark.slow
def test_it_sees_the_screen_as_names_roles_and_actions(kiosk: Assistive) -> None:
    kiosk.find("Lấy số thứ tự")
    seen = kiosk.shown()
    by_name = {one.name: one for one in seen}
    assert by_name["Kính chào Ông/Bà"].role == "label"
    # This branch has no printer: the key promises no slip.
    assert by_name["Lấy số thứ tự"].description.startswith("Chọn việc, màn hình hiện số và quầy")
    controls = [one for one in seen if one.role in PRESSED]
    assert {"Lấy số thứ tự", "Đánh giá", "Tiếng Việt", "English", "Cỡ chữ", "Tương phản"} <= {c.name for c in controls}
    assert [one.name for one in controls if not one.name or "Press" not in one.actions] == []
    assert {by_name[name].role for name in ("Tiếng Việt", "English")} == {"radio button"}
    assert by_name["Tương phản"].role == "check box"
    assert [one.role for one in kiosk.children()] == ["frame"]


@pytest.mark.slow
def test_it_chooses_another_language(kiosk: Assistive) -> None:
    press(kiosk, "English")
    kiosk.find("Take a number")
    press(kiosk, "Tiếng Việt")
    kiosk.find("Lấy số thứ tự")


def type_into(kiosk: Assistive, hint: str, code: str) -> None:
    """Press a code's keys, each after the one before has arrived."""
    field = kiosk.find(hint)
    keys = {one.name: one for one in kiosk.shown() if one.role in PRESSED}
    for character in code:
        before = field.description
        keys[character].do("Press")
        wait_until(partial(_is_longer, field, before), partial(str.format, "{} was not typed", character))


def _is_longer(field: Assistive, before: str) -> bool:
    return len(field.description) > len(before)


@pytest.mark.slow
def test_it_takes_a_number_and_rates_the_visit(kiosk: Assistive, site: Site) -> None:
    for name in ("Lấy số thứ tự", "Chứng thực", "Chứng thực bản sao từ bản chính"):
        press(kiosk, name)
    kiosk.find("Tôi đã ghi số")
    told = [one.name for one in kiosk.shown() if one.role == "label"]
    assert [words for words in told if words.startswith("Số của Ông/Bà B001. Chứng thực bản sao")]
    press(kiosk, "Tôi đã ghi số")

    opening = Opening(site)
    office = opening.office()
    clerk = Clerk(office, counter=2).open()
    served = clerk.serve_next()
    while served.label != "B001":  # skip tickets by appointment, if that test ran first
        served = clerk.serve_next()
    press(kiosk, "Đánh giá")
    type_into(kiosk, "Ví dụ: A046 2611 207K 2Q9", served.code)
    for name in ("Tiếp tục", "Rất hài lòng"):
        press(kiosk, name)
    kiosk.find("Cảm ơn Ông/Bà")
    with office.store.read() as connection:
        rated = connection.execute(select(rating.c.level)).scalars().all()
    opening.close()
    assert rated == [Level.VERY_SATISFIED]


@pytest.mark.slow
def test_it_checks_an_appointment_in(kiosk: Assistive) -> None:
    press(kiosk, "Đến theo lịch hẹn")
    type_into(kiosk, "Ví dụ HEN 7K2Q 94MJ", CODE.removeprefix("HEN"))
    for name in ("Xem lịch hẹn", "Lấy số theo hẹn"):
        press(kiosk, name)
    done = kiosk.find("Tôi đã ghi số")
    assert [one.name for one in kiosk.shown() if one.name.startswith("Số của Ông/Bà A001. Đăng ký khai sinh")]
    done.do("Press")
    kiosk.find("Kính chào Ông/Bà")
