"""Check that two kiosks with one station name are detected, and a restarted kiosk is not taken for two."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.branch.office import Office
from kiosk.branch.stations.presence import LOOK_SECONDS, PRESENT_SECONDS, NameWatch, present, say_gone, say_present
from kiosk.clock import ManualClock
from kiosk.config import Config, Site
from kiosk.domain.status import ProgramKind
from kiosk.program.runtime import Program
from ui.desk.window import DESK
from ui.status import StatusSignal


def test_two_machines_of_one_name_see_each_other(office: Office) -> None:
    assert say_present(office, "one") == 0
    assert say_present(office, "one") == 0
    assert say_present(office, "two") == 1
    assert say_present(office, "one") == 1
    assert present(office) == 2
    assert present(replace(office, station="kiosk-2")) == 0
    assert say_present(replace(office, station="kiosk-2"), "three") == 0


def test_a_kiosk_and_a_desk_of_one_name_are_as_it_should_be(office: Office) -> None:
    desk = replace(office, program=ProgramKind.DESK)
    assert (say_present(office, "kiosk"), say_present(desk, "desk")) == (0, 0)
    assert say_present(desk, "another") == 1
    assert (present(office), present(desk)) == (1, 2)


def test_a_desk_says_in_its_log_that_another_one_has_its_name(
    office: Office, clock: ManualClock, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    desk = replace(office, program=ProgramKind.DESK)
    program = Program(Site(tmp_path, Config()), DESK.parts, StatusSignal().tell)
    for _ in range(4):
        say_present(desk, "another")
        program._look_around(desk)
        clock.advance(timedelta(seconds=LOOK_SECONDS))
    assert caplog.messages == ["another desk works as kiosk-1 too: give each its own station.name"]


def test_one_that_ended_or_crashed_counts_no_more(office: Office, clock: ManualClock) -> None:
    say_present(office, "ended")
    say_gone(office, "ended")
    assert present(office) == 0
    say_present(office, "crashed")
    clock.advance(timedelta(seconds=PRESENT_SECONDS))
    assert (present(office), say_present(office, "new")) == (0, 0)


def test_a_clock_that_went_back_leaves_no_ghost(office: Office, clock: ManualClock) -> None:
    say_present(office, "before")
    clock.advance(timedelta(hours=-2))
    assert present(office) == 0
    assert say_present(office, "before") == 0


def test_another_machine_is_told_once_and_a_crashed_one_never(office: Office, clock: ManualClock) -> None:
    def look(watch: NameWatch, times: int) -> list[bool]:
        found = []
        for _ in range(times):
            found.append(watch.look(office))
            clock.advance(timedelta(seconds=LOOK_SECONDS))
        return found

    say_present(office, "crashed")
    restarted = NameWatch("restarted")
    assert look(restarted, 10) == [False] * 10
    other = NameWatch("other")
    told = []
    for _ in range(8):
        other.look(office)
        told += look(restarted, 1)
    assert told.count(True) == 1
