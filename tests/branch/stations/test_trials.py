"""Check trial slips in the print queue: one a touch, recorded, and settled like every job."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.branch.office import Office
from kiosk.branch.print_jobs import JobOutcome, Ledger, outcome, state
from kiosk.branch.setup.publishing import Author
from kiosk.branch.stations.device_status import report_status
from kiosk.branch.stations.trials import order_trial, print_trial
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.slip import TrialSlip
from kiosk.domain.status import PrinterStatus, PrintJobState, ProgramKind, ReportedDevice
from kiosk.store.journal import walk
from tests.branch.stations.test_staff_exit import journalled

CHIEF = Author("binh")


def test_a_trial_is_printed_and_on_record(office: Office) -> None:
    job = print_trial(office, "touch", 2, "en")
    assert print_trial(office, "touch", 2, "en") == job, "a double touch is one slip"
    ledger = Ledger(office)
    claimed = ledger.claim()
    assert claimed is not None
    assert isinstance(claimed.slip, TrialSlip)
    assert (claimed.id, claimed.subject, claimed.slip.station) == (job, f"slip:{job}", "kiosk-1")
    assert (claimed.slip.language, claimed.slip.taken_at) == ("en", office.setup().branch.local(office.clock.now()))
    assert ledger.claim() is None
    ledger.settle(job, PrintJobState.PRINTED, "ready")
    assert state(office, job) is PrintJobState.PRINTED
    with office.store.read() as connection:
        told = [json.loads(one.body) for one in walk(connection) if one.kind == Event.STATION_TRIED_PRINTER]
    assert told == [{"staff": 2, "job": job}]


def test_a_manager_orders_a_trial_at_another_machine_and_hears_its_answer(office: Office) -> None:
    desk = replace(office, station="desk-1", program=ProgramKind.MANAGER)
    report_status(office, ReportedDevice.PRINTER, PrinterStatus.READY)
    job = order_trial(desk, CHIEF, "kiosk-1", "touch", "vi")
    assert order_trial(desk, CHIEF, "kiosk-1", "touch", "vi") == job, "a double press is one slip"
    assert Ledger(desk).claim() is None
    ledger = Ledger(office)
    claimed = ledger.claim()
    assert claimed is not None
    assert (claimed.id, claimed.slip.language) == (job, "vi")
    assert outcome(desk, job) == JobOutcome("kiosk-1", PrintJobState.SENDING, "")
    ledger.settle(job, PrintJobState.UNKNOWN, "paper_out")
    assert outcome(desk, job) == JobOutcome("kiosk-1", PrintJobState.UNKNOWN, "paper_out")
    assert journalled(office, Event.STATION_TRIED_PRINTER) == [("station:kiosk-1", {"by": "binh", "job": job})]


def test_a_printer_without_paper_gets_no_trial_and_the_manager_hears_why(office: Office, clock: ManualClock) -> None:
    """Nobody waits there for a slip that would come when the paper does; the same for a kiosk that is off."""
    orders = (("kiosk-9", r"station\.no_printer"), ("kiosk-1", r"printer\.status\.paper_out"))
    report_status(office, ReportedDevice.PRINTER, PrinterStatus.PAPER_OUT)
    for station, why in orders:
        with pytest.raises(CounterError, match=why):
            order_trial(office, CHIEF, station, "touch", "vi")
    report_status(office, ReportedDevice.PRINTER, PrinterStatus.PAPER_LOW)
    clock.advance(timedelta(minutes=10))
    with pytest.raises(CounterError, match=r"station\.printer_not_heard"):
        order_trial(office, CHIEF, "kiosk-1", "touch", "vi")
    assert Ledger(office).claim() is None
