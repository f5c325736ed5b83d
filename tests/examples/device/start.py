"""File 3 of the worked example, in earnest part of `kiosk/program/runtime.py`: make the device and start it."""

from collections.abc import Callable

from tests.examples.device.entrance import EntranceCounter
from tests.examples.device.status import EntranceStatus


def start_entrance(url: str, tell: Callable[[int | EntranceStatus], None]) -> EntranceCounter:
    """Start the sensor. `tell` carries each value to the windows, as `ProgramStatus` does (`ui/status.py`)."""
    sensor = EntranceCounter(url, tell, tell)
    sensor.start()
    return sensor
