"""Destroy what leads to a person when the business date is over."""

import logging
from datetime import date

from kiosk.branch.clock_check import database_moment
from kiosk.branch.office import Office
from kiosk.store import day_keys

_log = logging.getLogger(__name__)


def keep_day_keys(office: Office) -> None:
    """Share the keys of dates with the other machines, and destroy the own files of dates that are over.

    Every program that reads cards calls this now and then, and a desk.
    """
    today = present_date(office)
    day_keys.share(office.store, office.keys, today)
    try:
        day_keys.destroy_files(office.keys, today)
    except OSError:
        _log.exception("a key of a date that is over cannot be removed")


def present_date(office: Office) -> date:
    """Return the business date by the clock here and by the database's: the earlier one counts."""
    with office.store.read() as connection:
        now = min(office.clock.now(), database_moment(office, connection))
        return office.setup_in(connection).branch.business_date(now)
