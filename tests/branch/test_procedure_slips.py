"""Check procedure slips in the print queue: one a touch, and settled like a ticket's slip."""

import json
import threading

import pytest

from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger, give_up, state
from kiosk.branch.procedures import catalogue, print_procedure, replace_catalogue
from kiosk.domain.language.text import CounterError
from kiosk.domain.slip import ProcedureSlip, TicketSlip
from kiosk.domain.status import PrintJobState
from tests.players import take

CODE = "1.001193"


def test_a_slip_waits_its_turn_behind_the_tickets(office: Office) -> None:
    take(office)
    job = print_procedure(office, "touch", CODE, "en")
    ledger = Ledger(office)
    first, second = ledger.claim(), ledger.claim()
    assert first is not None
    assert second is not None
    assert isinstance(first.slip, TicketSlip)
    assert isinstance(second.slip, ProcedureSlip)
    assert (second.id, second.subject, second.slip.procedure.code) == (job, f"slip:{job}", CODE)
    assert (second.slip.language, second.slip.taken_at) == ("en", office.setup().branch.local(office.clock.now()))
    for claimed in (first, second):
        ledger.settle(claimed.id, PrintJobState.PRINTED, "")
    assert state(office, job) is PrintJobState.PRINTED


def test_a_double_touch_is_one_slip(office: Office) -> None:
    assert print_procedure(office, "touch", CODE, "vi") == print_procedure(office, "touch", CODE, "vi")
    ledger = Ledger(office)
    assert ledger.claim() is not None
    assert ledger.claim() is None
    assert print_procedure(office, "another", CODE, "vi") != print_procedure(office, "touch", CODE, "vi")


def test_two_touches_at_once_are_one_slip(office: Office) -> None:
    made: list[int] = []
    threads = [
        threading.Thread(target=lambda: made.append(print_procedure(office, "touch", CODE, "vi"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1


def test_a_code_that_is_not_in_the_catalogue_is_refused(office: Office) -> None:
    with pytest.raises(CounterError) as refused:
        print_procedure(office, "touch", "9.999999", "vi")
    assert refused.value.message.key == "procedure.gone"
    assert Ledger(office).claim() is None


def test_a_procedure_that_left_the_catalogue_meanwhile_does_not_come_out(office: Office) -> None:
    job = print_procedure(office, "touch", CODE, "vi")
    later = print_procedure(office, "later", "1.000894", "vi")
    records = [{"code": "1.000894", "name": "Thủ tục đăng ký kết hôn", "field": "Hộ tịch"}]
    replace_catalogue(office, json.dumps({"schema_version": 1, "as_of": "2026-11-23", "procedures": records}))
    claimed = Ledger(office).claim()
    assert claimed is not None
    assert claimed.id == later
    assert isinstance(claimed.slip, ProcedureSlip)
    assert claimed.slip.as_of.isoformat() == "2026-11-23", "what comes out is what holds now"
    assert state(office, job) is PrintJobState.FAILED


def test_the_slip_of_a_case_has_the_papers_of_that_case_alone(office: Office) -> None:
    found = catalogue(office).find("1.013225")
    assert found is not None
    case = found.cases[-1]
    print_procedure(office, "touch", found.code, "vi", case)
    claimed = Ledger(office).claim()
    assert claimed is not None
    assert isinstance(claimed.slip, ProcedureSlip)
    assert claimed.slip.procedure == found.in_case(case)


def test_a_case_that_is_not_in_the_catalogue_is_refused(office: Office) -> None:
    with pytest.raises(CounterError) as refused:
        print_procedure(office, "touch", "1.013225", "vi", "no case of it")
    assert refused.value.message.key == "procedure.gone"
    assert Ledger(office).claim() is None


def test_a_case_that_left_the_catalogue_meanwhile_does_not_come_out(office: Office) -> None:
    found = catalogue(office).find("1.013225")
    assert found is not None
    job = print_procedure(office, "touch", found.code, "vi", found.cases[0])
    records = [{"code": found.code, "name": found.name, "field": found.field}]
    replace_catalogue(office, json.dumps({"schema_version": 1, "as_of": "2026-11-23", "procedures": records}))
    assert Ledger(office).claim() is None
    assert state(office, job) is PrintJobState.FAILED


def test_a_slip_that_was_being_sent_when_the_power_went_is_unknown(office: Office) -> None:
    job = print_procedure(office, "touch", CODE, "vi")
    Ledger(office).claim()
    assert Ledger(office).recover() == 1
    assert state(office, job) is PrintJobState.UNKNOWN


def test_who_leaves_takes_the_slips_turn_along(office: Office) -> None:
    job = print_procedure(office, "touch", CODE, "vi")
    assert give_up(office, job) is PrintJobState.FAILED
    assert Ledger(office).claim() is None
