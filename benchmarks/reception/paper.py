"""Measure the time from a touch to the first byte at the printer, and the bytes and dots of a ticket."""

from datetime import UTC, datetime
from functools import partial
from random import Random
from statistics import median

from PIL import Image, ImageChops

from benchmarks.harness import Figure, at_most, none_of, percentile
from benchmarks.reception.machine import Machine, machine
from kiosk.branch.office import Office
from kiosk.domain.branch_setup import Service, Setup
from kiosk.domain.language.text import LANGUAGES
from kiosk.domain.slip import TicketSlip
from kiosk.program.sample import sample_setup
from kiosk.program.texts import texts
from printing.printers.profiles import CLONE
from printing.simulators.paper import SimulatedPaper
from printing.strip.documents import slip_pdf
from printing.strip.escpos import encode_raster
from printing.strip.raster import Raster, rasterise
from ui.visit.screen import Screen

_TICKETS, _FIRST, _WAITING = 200, 5, 8
#: A tenth of a second feels immediate to a person.
_LIMIT_MS = 100


def measure() -> list[Figure]:
    """Measure from the touch on a service until the printer's socket has the first byte of the job.

    The number is issued and the spool is woken in between. The printer answers status requests before each job, as real
    printers do. These requests do not count.
    """
    with machine(waiting=_WAITING) as kiosk:
        setup, chance = kiosk.program.branch.run(Office.setup), Random(3)
        services = [chance.choice(list(setup.services.values())) for _ in range(_FIRST + _TICKETS)]
        waits = [_touch_to_first_byte(kiosk, setup, service) * 1000 for service in services][_FIRST:]
    note = f"p50 {median(waits):.0f} ms, max {max(waits):.0f} ms of {_TICKETS}; {_WAITING} people waiting"
    return [
        at_most("touch to first byte at the printer: p99", percentile(waits, 0.99), "ms", _LIMIT_MS, note=note),
        *_weights(),
    ]


def _touch_to_first_byte(kiosk: Machine, setup: Setup, service: Service) -> float:
    window, hands, say = kiosk.window, kiosk.hands, texts("vi").say
    field = next(one for one in setup.fields if one.code == service.field_code)
    hands.press(window, say("kiosk.start.take"))
    hands.until(lambda: window.visit.screen is Screen.CHOOSE, "the services")
    hands.press(window, field.name.vi)
    key = kiosk.key(service.name.vi)
    began, _ = kiosk.until_painted(partial(kiosk.tap, key), Screen.TICKET, Screen.LONG_WAIT)
    if window.visit.screen is Screen.LONG_WAIT:
        began, _ = kiosk.until_painted(partial(kiosk.tap, kiosk.key(say("kiosk.long_wait.yes"))), Screen.TICKET)
    hands.until(lambda: window.visit.shown is not None and window.visit.shown.is_printed, "the slip")
    first_byte = kiosk.printer.job_starts()[-1]
    assert first_byte > began
    hands.press(window, say("kiosk.ticket.done"))
    hands.until(lambda: window.visit.screen is Screen.START, "the start")
    kiosk.clerks.serve_one()
    kiosk.rest()
    return first_byte - began


def _weights() -> list[Figure]:
    """Measure the largest job and the wrong dots over every service in every language."""
    weights, different = [], 0
    slips = [slip for language in LANGUAGES for slip in _slips(sample_setup(), language)]
    for slip in slips:
        raster = rasterise(slip_pdf(slip, texts(slip.language)))
        job = CLONE.start + b"".join(encode_raster(raster)) + CLONE.cut
        weights.append(len(job))
        different += _differing_dots(raster, job)
    heaviest = max(weights)
    note = f"the heaviest of {len(slips)}, median {median(weights) / 1000:.1f} kB; the plain raster is 80 kB"
    return [
        at_most("bytes per ticket", heaviest, "bytes", 14_000, note=note),
        none_of("dots that differ from the plain raster", different, note=f"{len(slips)} tickets"),
    ]


def _slips(setup: Setup, language: str) -> list[TicketSlip]:
    branch, taken_at = setup.branch, datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
    return [
        TicketSlip(
            label=f"{service.series}{service.id + 100}",
            code=f"{service.series}{service.id + 100}261124K7Q2M",
            centre=branch.name,
            place=branch.place,
            slogan=branch.slogan,
            service=service.name,
            counters=tuple(counter.number for counter in setup.counters_for(service.id)),
            ahead=service.id,
            minutes=(10, 25),
            taken_at=taken_at,
            language=language,
            has_priority=service.id % 4 == 0,
            appointed_at=taken_at if service.id % 3 == 0 else None,
        )
        for service in setup.services.values()
    ]


def _differing_dots(raster: Raster, job: bytes) -> int:
    """Count the dots in which the printed job differs from the raster."""
    paper = SimulatedPaper()
    paper.print(job)
    printed, drawn = paper.slips[0], raster.image()
    assert not paper.unknown
    size = (raster.width, max(printed.height, drawn.height))
    canvases = [Image.new("1", size, 1) for _ in range(2)]
    for canvas, picture in zip(canvases, (printed, drawn), strict=True):
        canvas.paste(picture)
    return ImageChops.difference(canvases[0].convert("L"), canvases[1].convert("L")).histogram()[255]
