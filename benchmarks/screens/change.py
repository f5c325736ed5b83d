"""From a touch to the next page, painted: every page that a touch alone brings, without waiting for the branch.

A machine that is shared takes its processor away now and then, for several milliseconds. How often it did stands beside
the figure: after each page a piece of plain arithmetic is timed, which takes about as long.
"""

import time
from collections.abc import Iterator
from functools import partial
from statistics import median

from benchmarks.harness import Figure, at_most, percentile
from benchmarks.reception.machine import machine
from kiosk.branch.office import Office
from kiosk.program.texts import texts
from ui.visit.screen import Screen

_ROUNDS, _FIRST = 40, 1
#: Terms of a sum.
_PLAIN = 90_000
#: Fields that can be touched without turning a page; the one before them is open already.
_ON_A_PAGE = slice(1, 6)


def measure() -> list[Figure]:
    """There and back through the screens, a moment between two touches as every person leaves one."""
    times: list[float] = []
    plain: list[float] = []
    with machine(waiting=8) as kiosk:
        kiosk.rest_long()  # it was switched on before the first citizen came
        fields = [field.name.vi for field in kiosk.program.branch.run(Office.setup).fields][_ON_A_PAGE]
        for turn in range(_FIRST + _ROUNDS):
            for words, screen in _touches(fields[turn % len(fields)]):
                kiosk.rest()
                began, painted = kiosk.until_painted(partial(kiosk.tap, kiosk.key(words)), screen)
                if turn >= _FIRST:
                    times.append((painted - began) * 1000)
                plain.append(_plain())
    note = (
        f"p50 {median(times):.1f} ms, max {max(times):.1f} ms of {len(times)}; "
        f"plain arithmetic in between: p50 {median(plain):.1f}, p99 {percentile(plain, 0.99):.1f} ms"
    )
    return [at_most("page change, from touch to painted: p99", percentile(times, 0.99), "ms", 16, note=note)]


def _plain() -> float:
    """Milliseconds of the same work each time."""
    began = time.perf_counter()
    sum(number * number for number in range(_PLAIN))
    return (time.perf_counter() - began) * 1000


def _touches(field: str) -> Iterator[tuple[str, Screen]]:
    """Words of the key, and the screen it brings."""
    say = texts("vi").say
    yield say("kiosk.start.take"), Screen.CHOOSE
    yield field, Screen.CHOOSE
    yield say("kiosk.choose.priority"), Screen.PRIORITY
    yield say("kiosk.bar.back"), Screen.CHOOSE
    yield say("kiosk.bar.home"), Screen.START
    yield say("kiosk.start.rate"), Screen.RATE_CODE
    yield say("kiosk.bar.home"), Screen.START
