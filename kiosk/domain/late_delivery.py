"""Decide whether the records for the centre are late: the one rule for windows, commands and the journal."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.branch_setup import Setup
from kiosk.domain.calendar.hours import hours_at, spans_on
from kiosk.domain.status import LinkStatus, SyncStatus

#: Seconds after which a record that the centre does not have is late in opening hours.
LATE_SECONDS = 15 * 60
#: The links of a branch that has no centre: there is no address, or no program ever tried one.
NO_CENTRE = frozenset({LinkStatus.NOT_CONFIGURED, LinkStatus.NEVER_TRIED})


@dataclass(frozen=True, slots=True)
class LateDelivery:
    """Hold an alert about delivery: how many records wait, and for how many minutes the oldest one.

    `seq` is the record with which the journal began this alert, 0 before it is there.
    """

    minutes: int
    backlog: int
    seq: int = 0

    @property
    def key(self) -> str:
        """Return what an acknowledgement refers to: this alert, and no later one."""
        return self.key_of(self.seq)

    @staticmethod
    def key_of(seq: int) -> str:
        """Return the key of the alert that began with a record; 0: with none yet."""
        return f"delivery:{seq}"


def late_delivery(setup: Setup, sync: SyncStatus, now: datetime) -> LateDelivery | None:
    """Return the alert while records are late in opening hours; None otherwise, and without a centre.

    What waited over night is late only when the branch has been open that long: machines first have to start.
    """
    if sync.link in NO_CENTRE or not sync.backlog or not hours_at(setup, now).is_open:
        return None
    local = setup.branch.local(now)
    spans = spans_on(setup, local.date())
    opened = datetime.combine(local.date(), spans[0][0], local.tzinfo) if spans else None
    if has_caught_up(sync) or (opened is not None and (local - opened).total_seconds() < LATE_SECONDS):
        return None
    return LateDelivery(sync.lag_seconds // 60, sync.backlog)


def has_caught_up(sync: SyncStatus) -> bool:
    """Return whether no record is late, at whatever hour."""
    return sync.lag_seconds < LATE_SECONDS
