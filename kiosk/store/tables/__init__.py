"""Declare the tables, a file a subject. State tables answer "now"; the journal answers "what happened"."""

from kiosk.store.tables.appointments import appointment
from kiosk.store.tables.base import metadata
from kiosk.store.tables.counters import counter_session, day_service, desk_lock_out, help_call, seen_alert
from kiosk.store.tables.delivery import centre_orders, delivery, lease, quarantine
from kiosk.store.tables.journal import ABOUT_BRANCH, installation, journal
from kiosk.store.tables.measures import day_summary, summary_mark
from kiosk.store.tables.printing import LOST, UNSETTLED, print_job
from kiosk.store.tables.setup import (
    SETUP_CHANGED,
    STAFF,
    artwork,
    branch,
    catalogue,
    counter,
    counter_service,
    own_ledger_series,
    service,
    setup_draft,
    setup_version,
    staff,
)
from kiosk.store.tables.stations import (
    day_notice,
    device_change,
    device_report,
    out_of_service,
    station_presence,
    station_restart,
)
from kiosk.store.tables.tickets import (
    AT_COUNTER,
    DONE,
    HAS_PERSON,
    IN_QUEUE,
    LIVE,
    PLAIN,
    SPECIAL,
    day_key,
    handed_over,
    left_visit,
    number_counter,
    rating,
    request,
    ticket,
    visit_service,
)

__all__ = [
    "ABOUT_BRANCH",
    "AT_COUNTER",
    "DONE",
    "HAS_PERSON",
    "IN_QUEUE",
    "LIVE",
    "LOST",
    "PLAIN",
    "REVISION",
    "SETUP_CHANGED",
    "SPECIAL",
    "STAFF",
    "UNSETTLED",
    "appointment",
    "artwork",
    "branch",
    "catalogue",
    "centre_orders",
    "counter",
    "counter_service",
    "counter_session",
    "day_key",
    "day_notice",
    "day_service",
    "day_summary",
    "delivery",
    "desk_lock_out",
    "device_change",
    "device_report",
    "handed_over",
    "help_call",
    "installation",
    "journal",
    "lease",
    "left_visit",
    "metadata",
    "number_counter",
    "out_of_service",
    "own_ledger_series",
    "print_job",
    "quarantine",
    "rating",
    "request",
    "seen_alert",
    "service",
    "setup_draft",
    "setup_version",
    "staff",
    "station_presence",
    "station_restart",
    "summary_mark",
    "ticket",
    "visit_service",
]

#: The Alembic revision that this program works with.
REVISION = "0008"
