"""Provide slips, sentences and simulated printers for the printing tests."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import resources
from kiosk.domain.language.text import LocalText, Texts
from kiosk.domain.slip import TicketSlip
from printing.simulators.printer import SimulatedPrinter

VIETNAM = timezone(timedelta(hours=7))


@pytest.fixture
def texts() -> Callable[[str], Texts]:
    """Return the program's sentences in a language."""
    return lambda language: Texts(language, resources.texts(language), resources.texts("vi"))


@pytest.fixture
def make_slip() -> Callable[..., TicketSlip]:
    """Return a function that makes the sample slip with changes."""
    slip = TicketSlip(
        label="A046",
        code="A0462611207K2Q9",
        centre=LocalText(
            "Trung tâm Phục vụ hành chính công",
            (("en", "Public Administration Service Centre"), ("km", "មជ្ឈមណ្ឌល\u200bសេវា\u200bរដ្ឋបាល\u200bសាធារណៈ")),
        ),
        place=LocalText("Phường Bạc Liêu", (("en", "Bac Lieu Ward"), ("km", "សង្កាត់\u200bបាក់លៀវ"))),
        slogan=LocalText("Hành chính phục vụ"),
        service=LocalText(
            "Xác nhận tình trạng hôn nhân",
            (("en", "Marital status certificate"), ("km", "បញ្ជាក់\u200bស្ថានភាព\u200bអាពាហ៍ពិពាហ៍")),
        ),
        counters=(1, 2),
        ahead=3,
        minutes=(15, 25),
        taken_at=datetime(2026, 11, 20, 9, 12, tzinfo=VIETNAM),
        language="vi",
    )

    def make(**changes: Any) -> TicketSlip:
        return replace(slip, **changes)

    return make


@pytest.fixture
def procedure_names() -> list[str]:
    """Return the names of the real procedures in the catalogue, the longest first."""
    catalogue = json.loads(resources.path("catalogue/procedures.json").read_text(encoding="utf-8"))
    return sorted({procedure["name"] for procedure in catalogue["procedures"]}, key=len, reverse=True)


@pytest.fixture(params=["tcp", "pty"])
def simulator(request: pytest.FixtureRequest) -> Iterator[SimulatedPrinter]:
    """Yield a printer on each kind of line."""
    printer = SimulatedPrinter(request.param)
    yield printer
    printer.close()


@pytest.fixture
def tcp_simulator() -> Iterator[SimulatedPrinter]:
    """Yield a printer on the network."""
    printer = SimulatedPrinter("tcp")
    yield printer
    printer.close()
