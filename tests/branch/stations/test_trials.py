"""Check trial slips in the print queue: one a touch, recorded, and settled like every job."""

import json

from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger, state
from kiosk.branch.stations.trials import print_trial
from kiosk.domain.journal import Event
from kiosk.domain.slip import TrialSlip
from kiosk.domain.status import PrintJobState
from kiosk.store.journal import walk


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
