"""Define every measure: its key in `Figures`, its unit, and the records it comes from.

The sentences are ``measure.<key>.name`` and ``measure.<key>.means`` of the translations. Windows, reports, the command
`kiosk report definitions` and docs/measures.md show these and no other.
"""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.journal import Event
from kiosk.domain.language.text import Message


class MeasureUnit(StrEnum):
    """List the units. `COUNT_BY_NAME` is a count for each name, such as the level of a rating."""

    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    COUNT_BY_NAME = "count_by_name"


@dataclass(frozen=True, slots=True)
class Measure:
    """Define one measure. `key` is its field of `Figures`, `source` the kinds of records that it is counted from."""

    key: str
    unit: MeasureUnit
    source: tuple[Event, ...]

    @property
    def name(self) -> Message:
        """Return the short name, for the head of a column."""
        return Message(f"measure.{self.key}.name")

    @property
    def means(self) -> Message:
        """Return the definition in one sentence."""
        return Message(f"measure.{self.key}.means")


_ISSUES = (Event.TICKET_ISSUED, Event.TICKET_HANDED_OVER)
_WAITS = (*_ISSUES, Event.TICKET_CALLED, Event.TICKET_CALL_TAKEN_BACK)
_WALKS = (Event.TICKET_CALLED, Event.TICKET_STARTED)
_LEAVES = (Event.TICKET_FINISHED, Event.TICKET_WENT_ON, Event.TICKET_TRANSFERRED, Event.TICKET_PARKED)
_UNDONE = (Event.TICKET_REOPENED, Event.TICKET_PUT_BACK)
_SERVICES = (Event.TICKET_STARTED, *_LEAVES, Event.TICKET_CANCELLED, *_UNDONE)
_BETWEEN = (Event.TICKET_WENT_ON, Event.TICKET_TRANSFERRED, Event.TICKET_CALLED)
_PARKS = (Event.TICKET_PARKED, Event.TICKET_RETURNED, Event.TICKET_CALLED)
_CHECK_INS = (Event.APPOINTMENT_CHECKED_IN,)
_RATINGS = (Event.RATING_GIVEN,)
_COUNT, _SECONDS, _SHARE, _BY_NAME = MeasureUnit

#: Every measure, in the order of the fields of `Figures`.
MEASURES: tuple[Measure, ...] = (
    Measure("arrivals", _COUNT, _ISSUES),
    Measure("served", _COUNT, (Event.TICKET_FINISHED, *_UNDONE)),
    Measure("no_shows", _COUNT, (Event.TICKET_NO_SHOW, Event.TICKET_RETURNED, Event.TICKET_EXPIRED)),
    Measure("abandoned", _COUNT, (Event.TICKET_CANCELLED, Event.TICKET_EXPIRED)),
    Measure("cancelled", _COUNT, (Event.TICKET_CANCELLED,)),
    Measure("unfinished", _COUNT, (Event.TICKET_EXPIRED,)),
    Measure("open", _COUNT, _ISSUES),
    Measure("transfers", _COUNT, (Event.TICKET_TRANSFERRED,)),
    Measure("parks", _COUNT, (Event.TICKET_PARKED,)),
    Measure("appointments_kept", _COUNT, _CHECK_INS),
    Measure("appointments_late", _COUNT, _CHECK_INS),
    Measure("appointments_missed", _COUNT, _CHECK_INS),
    Measure("priority_share", _SHARE, (*_ISSUES, Event.PRIORITY_CHECKED)),
    Measure("wait_median_s", _SECONDS, _WAITS),
    Measure("wait_p90_s", _SECONDS, _WAITS),
    Measure("wait_in_target_share", _SHARE, (*_WAITS, Event.SETUP_PUBLISHED)),
    Measure("walk_median_s", _SECONDS, _WALKS),
    Measure("walk_p90_s", _SECONDS, _WALKS),
    Measure("service_median_s", _SECONDS, _SERVICES),
    Measure("service_p90_s", _SECONDS, _SERVICES),
    Measure("service_mean_s", _SECONDS, _SERVICES),
    Measure("service_in_target_share", _SHARE, (*_SERVICES, Event.SETUP_PUBLISHED)),
    Measure("between_median_s", _SECONDS, _BETWEEN),
    Measure("between_p90_s", _SECONDS, _BETWEEN),
    Measure("park_median_s", _SECONDS, _PARKS),
    Measure("park_p90_s", _SECONDS, _PARKS),
    Measure("ratings", _COUNT, _RATINGS),
    Measure("satisfied_share", _SHARE, _RATINGS),
    Measure("levels", _BY_NAME, _RATINGS),
    Measure("reasons", _BY_NAME, _RATINGS),
    Measure("contents", _BY_NAME, _RATINGS),
)
