"""Check that a desk sees the kiosk's printer, the hall voice, and machines that no longer report."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.branch.office import Office
from kiosk.branch.stations.device_status import REPORT_SECONDS, device_statuses, end_status, report_status
from kiosk.clock import ManualClock
from kiosk.domain.status import DeviceReport, PrinterStatus, ReportedDevice, SoundStatus
from kiosk.store.feed import follow


def test_every_machine_says_how_its_parts_are(office: Office) -> None:
    hall = replace(office, station="hall")
    assert device_statuses(office) == ()
    report_status(office, ReportedDevice.PRINTER, PrinterStatus.READY)
    report_status(hall, ReportedDevice.SOUND, SoundStatus.SILENT)
    report_status(office, ReportedDevice.PRINTER, PrinterStatus.PAPER_OUT)
    assert device_statuses(replace(office, station="desk-1")) == (
        DeviceReport("kiosk-1", ReportedDevice.PRINTER, PrinterStatus.PAPER_OUT, is_heard=True),
        DeviceReport("hall", ReportedDevice.SOUND, SoundStatus.SILENT, is_heard=True),
    )


def test_a_machine_that_fell_silent_is_told_and_one_that_was_taken_away_is_not(
    office: Office, clock: ManualClock
) -> None:
    report_status(office, ReportedDevice.SOUND, SoundStatus.READY)
    clock.advance(timedelta(seconds=REPORT_SECONDS))
    report_status(office, ReportedDevice.SOUND, SoundStatus.READY)
    clock.advance(timedelta(seconds=2 * REPORT_SECONDS))
    assert [one.is_heard for one in device_statuses(office)] == [True]
    clock.advance(timedelta(seconds=REPORT_SECONDS))
    assert [one.is_heard for one in device_statuses(office)] == [False]
    clock.advance(timedelta(days=1))
    assert device_statuses(office) == ()


def test_a_program_that_ends_is_not_heard_at_once(office: Office) -> None:
    report_status(office, ReportedDevice.SOUND, SoundStatus.READY)
    report_status(office, ReportedDevice.PRINTER, PrinterStatus.READY)
    end_status(office, ReportedDevice.SOUND)
    assert {one.part: one.is_heard for one in device_statuses(office)} == {
        ReportedDevice.PRINTER: True,
        ReportedDevice.SOUND: False,
    }


def test_a_clock_that_went_back_leaves_no_ghost(office: Office, clock: ManualClock) -> None:
    report_status(office, ReportedDevice.SOUND, SoundStatus.READY)
    clock.advance(timedelta(hours=-2))
    assert [one.is_heard for one in device_statuses(office)] == [False]
    report_status(office, ReportedDevice.SOUND, SoundStatus.READY)
    assert [one.is_heard for one in device_statuses(office)] == [True]


@pytest.mark.parametrize("ends", [False, True], ids=["changes", "ends"])
def test_whoever_listens_to_the_branch_is_woken_by_news(office: Office, clock: ManualClock, *, ends: bool) -> None:
    """On PostgreSQL only a change wakes the feed; an equal status wakes nobody."""
    report_status(office, ReportedDevice.SOUND, SoundStatus.READY)
    feed = follow(office.store)
    try:
        clock.advance(timedelta(seconds=REPORT_SECONDS))
        report_status(office, ReportedDevice.SOUND, SoundStatus.READY)
        assert feed.wait(0.2) is office.store.is_sqlite
        end_status(office, ReportedDevice.SOUND) if ends else report_status(
            office, ReportedDevice.SOUND, SoundStatus.SILENT
        )
        assert feed.wait(10)
    finally:
        feed.close()
