"""What a window does while nobody is there: it gives back the memory that its last visit left full of holes.

Every page brings pictures of its keys, and the C library keeps the room of those that are gone: fifteen megabytes after
some hundred visits (measured), none of which anybody uses.
"""

import ctypes
from collections.abc import Callable
from functools import cache

#: Seconds at the first screen after which nobody is thought to come at once.
REST_SECONDS = 2


def give_memory_back() -> None:
    """Takes some milliseconds; nothing happens where the C library cannot (it is glibc's own)."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
