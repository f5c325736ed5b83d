"""Worked example: a device. A sensor at the entrance counts the people who come in: ``D41``, ``D42``, one a line.

The three files in `tests/examples/device/` are all that it takes: its statuses, its codec and driver, and its start.
The serial line, its frames and its cable are there already (`devices/serial_reader.py`).
"""

from pathlib import Path
from queue import SimpleQueue

from devices.simulators.scanner import SimulatedScanner
from tests.examples.device.start import start_entrance
from tests.examples.device.status import EntranceStatus

FILES = Path(__file__).parent / "device"


def test_a_device_is_three_files() -> None:
    assert sorted(file.name for file in FILES.glob("*.py")) == ["entrance.py", "start.py", "status.py"]


def test_people_are_counted_and_the_cable_may_come_out() -> None:
    heard: SimpleQueue[int | EntranceStatus] = SimpleQueue()
    with SimulatedScanner() as line:  # a pseudo-terminal with a plug: it sends whatever bytes it is given
        sensor = start_entrance(line.url, heard.put)
        for send, expected in ((b"", EntranceStatus.READY), (b"D41\r\nno\xff\r\nD4", 41), (b"2\r\n", 42)):
            line.send(send)  # cut anywhere, noise in between
            assert heard.get(timeout=20) == expected
        line.unplug()
        assert heard.get(timeout=20) is EntranceStatus.AWAY
        line.plug()
        assert heard.get(timeout=20) is EntranceStatus.READY
        sensor.stop()
