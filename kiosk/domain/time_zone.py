"""Find a time zone by its name."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, reset_tzpath

VIETNAM = "Asia/Ho_Chi_Minh"


def time_zone(name: str) -> ZoneInfo:
    """Return the zone from the zone data of the machine; look for that data once more where it seems to be missing.

    Raises:
        ZoneInfoNotFoundError: the machine has no data for this zone; the package tzdata brings them.
    """
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        reset_tzpath()
        return ZoneInfo(name)
