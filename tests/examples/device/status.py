"""File 1 of the worked example, in earnest part of `kiosk/domain/status.py`: the closed set of statuses."""

from enum import StrEnum


class EntranceStatus(StrEnum):
    """List the statuses of the sensor at the entrance. A screen has words for each of them."""

    READY = "ready"
    AWAY = "away"
