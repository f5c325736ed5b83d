"""A refusal on the command line: one sentence for the person who typed it."""

import sys
from collections.abc import Callable

from kiosk.domain.text import CounterError


def in_a_sentence(act: Callable[[], int]) -> int:
    """The exit status of `act`; a CounterError becomes its sentence on standard error and status 1."""
    try:
        return act()
    except CounterError as refusal:
        from kiosk.app import texts

        sys.stderr.write(texts("vi").message(refusal.message) + "\n")
        return 1
