"""Measure the time from the last byte of a card on the serial line to the next painted screen."""

from datetime import date
from functools import partial
from statistics import median

from benchmarks.harness import Figure, at_most, percentile
from benchmarks.reception.machine import machine
from devices.simulators.cards import card_text, sample_cards
from ui.visit.common import GoHome
from ui.visit.screen import Screen

_SCANS, _FIRST, _SEED = 200, 5, 4
#: Three pictures of a 60 Hz panel: a person sees the screen change at once.
_LIMIT_MS = 50


def measure() -> list[Figure]:
    """Scan a different card each time, at the start screen: pty, frame, codec, signal, visit, page, paint."""
    with machine(waiting=8) as kiosk:
        times = []
        for card in sample_cards(_SEED, _FIRST + _SCANS, date(2026, 11, 24)):
            kiosk.rest()
            kiosk.scanner.send(card_text(card).encode())
            began, painted = kiosk.until_painted(partial(kiosk.scanner.send, b"\r"), Screen.CARD)
            times.append((painted - began) * 1000)
            kiosk.window.happen(GoHome())
            kiosk.hands.until(lambda: kiosk.window.visit.screen is Screen.START, "the start")
    times = times[_FIRST:]
    note = f"p50 {median(times):.1f} ms, max {max(times):.1f} ms of {_SCANS}"
    return [at_most("scan to the next screen: p99", percentile(times, 0.99), "ms", _LIMIT_MS, note=note)]
