"""Check the headphone jack by its event records: plugged, unplugged, lost, and records of other devices."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.headphones import EV_SW, EVENT, SW_HEADPHONE_INSERT, HeadphoneJack, JackOptions, changes, find_jack
from devices.simulators.headphones import SimulatedJack
from kiosk.domain.status import HeadphoneStatus

QUICK = JackOptions(retry_s=0.02, poll_s=0.02)
LISTING = """\
I: Bus=0019 Vendor=0000 Product=0005 Version=0000
N: Name="Lid Switch"
H: Handlers=event0
B: EV=21
B: SW=1

I: Bus=0000 Vendor=0000 Product=0000 Version=0000
N: Name="HDA Intel PCH Mic"
H: Handlers=event7
B: EV=21
B: SW=10

I: Bus=0000 Vendor=0000 Product=0000 Version=0000
N: Name="HDA Intel PCH Front Headphone"
H: Handlers=kbd event9
B: EV=21
B: SW=4
"""


class Heard:
    """Record the statuses of the jack, and wait for the next one."""

    def __init__(self) -> None:
        self.all: list[HeadphoneStatus] = []
        self._came = threading.Condition()

    def hear(self, status: HeadphoneStatus) -> None:
        with self._came:
            self.all.append(status)
            self._came.notify()

    def wait(self, *expected: HeadphoneStatus) -> None:
        with self._came:
            assert self._came.wait_for(lambda: self.all == list(expected), 5), self.all


@pytest.fixture
def jack() -> Iterator[SimulatedJack]:
    with SimulatedJack() as simulated:
        yield simulated


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def watched(jack: SimulatedJack, heard: Heard) -> Iterator[HeadphoneJack]:
    watching = HeadphoneJack(jack.address, on_status=heard.hear, options=QUICK)
    watching.start()
    heard.wait(HeadphoneStatus.OUT)
    yield watching
    watching.stop()


def test_plugging_in_and_out_is_told_once_each(jack: SimulatedJack, heard: Heard, watched: HeadphoneJack) -> None:
    jack.plug()
    jack.plug()
    jack.unplug()
    heard.wait(HeadphoneStatus.OUT, HeadphoneStatus.IN, HeadphoneStatus.OUT)


def test_other_switches_of_the_same_device_say_nothing(
    jack: SimulatedJack, heard: Heard, watched: HeadphoneJack
) -> None:
    jack.send(EV_SW, 0x04, 1)  # a microphone
    jack.send(0x01, SW_HEADPHONE_INSERT, 1)  # a key with the same number
    jack.plug()
    heard.wait(HeadphoneStatus.OUT, HeadphoneStatus.IN)


def test_a_jack_that_goes_away_is_unknown_and_found_again(tmp_path: Path, heard: Heard) -> None:
    place = tmp_path / "event9"
    watching = HeadphoneJack(str(place), on_status=heard.hear, options=QUICK)
    watching.start()
    try:
        with SimulatedJack() as first:
            place.symlink_to(first.address)
            heard.wait(HeadphoneStatus.OUT)
            first.plug()
            heard.wait(HeadphoneStatus.OUT, HeadphoneStatus.IN)
            place.unlink()
        heard.wait(HeadphoneStatus.OUT, HeadphoneStatus.IN, HeadphoneStatus.UNKNOWN)
        with SimulatedJack() as second:
            place.symlink_to(second.address)
            heard.wait(HeadphoneStatus.OUT, HeadphoneStatus.IN, HeadphoneStatus.UNKNOWN, HeadphoneStatus.OUT)
    finally:
        watching.stop()


def test_auto_finds_the_device_with_the_headphone_switch(tmp_path: Path, jack: SimulatedJack, heard: Heard) -> None:
    listing = tmp_path / "devices"
    listing.write_text(LISTING, encoding="utf-8")
    (tmp_path / "event9").symlink_to(jack.address)
    options = JackOptions(list_file=listing, folder=tmp_path, retry_s=0.02, poll_s=0.02)
    watching = HeadphoneJack("auto", on_status=heard.hear, options=options)
    watching.start()
    try:
        heard.wait(HeadphoneStatus.OUT)
    finally:
        watching.stop()


def test_a_machine_without_a_jack_has_none() -> None:
    assert find_jack(LISTING.partition('N: Name="HDA Intel PCH Front')[0]) is None
    assert find_jack("") is None


def test_half_an_event_says_nothing() -> None:
    event = EVENT.pack(1, 2, EV_SW, SW_HEADPHONE_INSERT, 1)
    assert changes(event + event[:11]) == [HeadphoneStatus.IN]
    assert changes(b"") == []
