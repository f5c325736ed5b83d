"""Order the queue: who is next at a counter, and why. The call, the estimate and the board use the same order.

- Every ticket waits in one of two lanes, priority and ordinary. In a lane the earlier *virtual arrival* goes first.
- The virtual arrival is the moment of queueing, moved forward by the priority bonus. The service's weight at the
  asking counter moves it, too. A bonus is a fixed number of minutes: an ordinary ticket that waited longer goes first
  (ageing).
- The ratio rule merges the lanes: so many priority tickets for so many ordinary ones.
- A ticket that waited over the limit goes before all others.
- An appointment that has begun goes before those, the earliest first. After ``appointment_share`` appointments in a row
  a counter calls one other ticket. A ticket with n others before it is called after at most (n + 1) × (share + 1)
  calls. An appointment that has not begun is called only when no other ticket waits.
- A ticket that a clerk put first goes before everything; the journal names the clerk.
- A ticket transferred to a counter or a clerk waits for them in its ordinary place. Once they have left, every counter
  may call it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from kiosk.domain.language.text import Message
from kiosk.domain.queue.ticket import TransferTarget


class Rule(StrEnum):
    """List the ways to merge the two lanes."""

    FIRST_COME = "first_come"
    PRIORITY = "priority"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class CallingPolicy:
    """Hold the branch's own rule. Times are minutes; ``overdue_minutes`` None switches that limit off.

    A person may check in from ``appointment_early_minutes`` before an appointment to ``appointment_late_minutes`` after
    it. ``appointment_share`` is how many appointments a counter calls before it calls another ticket.
    """

    rule: Rule = Rule.RATIO
    priority_share: int = 2
    ordinary_share: int = 1
    priority_bonus_minutes: int = 30
    overdue_minutes: int | None = 60
    appointment_share: int = 2
    appointment_early_minutes: int = 30
    appointment_late_minutes: int = 15


class Waiting(NamedTuple):
    """Hold what the order needs of a waiting ticket. `order` breaks ties: it counts the tickets of the day.

    `appointed_at` is the beginning of the ticket's appointment. `put_first_at` and `aim` come from a transfer. A tuple,
    because each issue reads the whole queue: a dataclass takes four times as long to make.
    """

    ticket_id: str
    label: str
    service_id: int
    queued_at: datetime
    order: int
    has_priority: bool = False
    appointed_at: datetime | None = None
    put_first_at: datetime | None = None
    aim: TransferTarget | None = None

    def is_due(self, now: datetime) -> bool:
        """Return whether the ticket has an appointment that has begun."""
        return self.appointed_at is not None and self.appointed_at <= now

    def is_coming(self, now: datetime) -> bool:
        """Return whether the ticket has an appointment that has not begun."""
        return self.appointed_at is not None and self.appointed_at > now


class AskingCounter(NamedTuple):
    """Hold the asking counter, its clerk, and the clerk of every open counter (counter id to staff id)."""

    counter_id: int
    staff_id: int
    open_counters: Mapping[int, int]

    def is_meant(self, aim: TransferTarget) -> bool:
        """Return whether a transfer is for this counter and this clerk."""
        return aim.counter_id in (None, self.counter_id) and aim.staff_id in (None, self.staff_id)

    def is_there(self, aim: TransferTarget) -> bool:
        """Return whether the target of a transfer is at an open counter. If not, every counter may call the ticket."""
        if aim.counter_id is not None and aim.counter_id not in self.open_counters:
            return False
        return aim.staff_id is None or aim.staff_id in self.open_counters.values()


#: What the keys of the reasons begin with.
_WHY = "why."
_ARRIVAL = attrgetter("queued_at", "order")
_PUT_FIRST = attrgetter("put_first_at", "order")
_APPOINTMENT = attrgetter("appointed_at", "queued_at", "order")


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Hold a ticket's place in the order, with the reason as a sentence for the clerk."""

    waiting: Waiting
    reason: Message


class _Lines(NamedTuple):
    """Hold the queue in five groups: put first, appointments that are due, overdue, the rest, appointments to come."""

    first: list[Waiting]
    due: list[Waiting]
    overdue: list[Waiting]
    rest: list[Waiting]
    coming: list[Waiting]


def order_queue(  # noqa: PLR0913 - the state of the asking counter, by keyword
    queue: Iterable[Waiting],
    policy: CallingPolicy,
    now: datetime,
    *,
    weights: Mapping[int, int] | None = None,
    streak: int = 0,
    appointments: int = 0,
    asking: AskingCounter | None = None,
    first: int | None = None,
) -> list[QueuePlace]:
    """Return the queue in calling order, each ticket with the reason for its place.

    ``weights`` are the asking counter's services (service id to minutes forward); None means every service. ``streak``
    counts the tickets of one lane that the counter called in a row: positive for priority, negative for ordinary.
    ``appointments`` counts the due appointments called in a row. ``asking`` is the counter that asks: a ticket that was
    transferred to somebody else is left out while they are present. ``first`` limits the number of places.
    """
    eligible = [w for w in queue if _may_call(w, weights, asking)]
    ordered = _ordered(eligible, policy, now, weights or {}, streak, appointments)
    return [QueuePlace(w, _reason(w, policy, now)) for w in (ordered if first is None else ordered[:first])]


def stored_reason(reason: Message) -> dict[str, object]:
    """Return a reason as the record of a call keeps it: its rule, the rule's values, and moments in ISO 8601."""
    values = {name: one.isoformat() if isinstance(one, datetime) else one for name, one in reason.args.items()}
    return {**values, "rule": reason.key.removeprefix(_WHY)}


def read_reason(stored: Mapping[str, object]) -> Message:
    """Reverse `stored_reason`."""
    values = {name: datetime.fromisoformat(str(one)) if name == "at" else one for name, one in stored.items()}
    return Message(f"{_WHY}{values.pop('rule')}", values)


def branch_order(queue: Iterable[Waiting], policy: CallingPolicy, now: datetime) -> list[Waiting]:
    """Return the order of a counter that serves everything, without reasons. The estimate simulates it."""
    return _ordered(queue, policy, now, {}, 0, 0)


def next_streak(streak: int, *, has_priority: bool) -> int:
    """Return the streak after one more call."""
    if has_priority:
        return max(streak, 0) + 1
    return min(streak, 0) - 1


def kept_streak(streak: int, policy: CallingPolicy) -> int:
    """Return the part of a streak that must be stored: beyond its share a longer streak changes nothing."""
    return max(-policy.ordinary_share, min(streak, policy.priority_share))


def next_appointments(appointments: int, *, is_due: bool) -> int:
    """Return how many due appointments a counter called in a row, after one more call."""
    return appointments + 1 if is_due else 0


class CallTally(NamedTuple):
    """Hold what a counter called in a row: tickets of one lane (`streak`), and `appointments` that were due."""

    streak: int = 0
    appointments: int = 0

    def after(self, called: Waiting, policy: CallingPolicy, *, is_due: bool) -> "CallTally":
        """Return the tally after one more call. A ticket that was put first belongs to no lane."""
        streak = self.streak
        if not is_due and called.put_first_at is None:
            streak = kept_streak(next_streak(streak, has_priority=called.has_priority), policy)
        return CallTally(streak, next_appointments(self.appointments, is_due=is_due))


def _ordered(
    queue: Iterable[Waiting],
    policy: CallingPolicy,
    now: datetime,
    weights: Mapping[int, int],
    streak: int,
    appointments: int,
) -> list[Waiting]:
    lines = _lines(queue, policy, now, weights, streak)
    others = lines.overdue + lines.rest
    return lines.first + _alternate(lines.due, others, policy.appointment_share, appointments) + lines.coming


def _lines(
    queue: Iterable[Waiting], policy: CallingPolicy, now: datetime, weights: Mapping[int, int], streak: int
) -> _Lines:
    """Split the queue into its groups: overdue tickets by arrival, the rest by the rule."""
    rest = list(queue)
    overdue: list[Waiting] = []
    first = [w for w in rest if w.put_first_at is not None]
    if first:
        first.sort(key=_PUT_FIRST)
        rest = [w for w in rest if w.put_first_at is None]
    by_appointment = [w for w in rest if w.appointed_at is not None]
    if by_appointment:
        by_appointment.sort(key=_APPOINTMENT)
        rest = [w for w in rest if w.appointed_at is None]
    if policy.overdue_minutes is not None:
        limit = now - timedelta(minutes=policy.overdue_minutes)
        overdue = sorted((w for w in rest if w.queued_at < limit), key=_ARRIVAL)
        rest = [w for w in rest if w.queued_at >= limit]
    bonus = policy.priority_bonus_minutes if policy.rule is Rule.PRIORITY else 0
    if bonus or any(weights.values()):
        rest.sort(key=lambda w: _virtual_arrival(w, bonus, weights))
    else:
        rest.sort(key=_ARRIVAL)
    if policy.rule is Rule.RATIO:
        rest = _merge(rest, policy, streak)
    due = [w for w in by_appointment if w.is_due(now)]
    return _Lines(first, due, overdue, rest, by_appointment[len(due) :])


def _alternate(due: list[Waiting], others: list[Waiting], share: int, appointments: int) -> list[Waiting]:
    """Merge at most `share` appointments in a row with other tickets; `appointments` were called before."""
    if not due:
        return others
    mixed: list[Waiting] = []
    heads = [0, 0]
    while heads[0] < len(due) and heads[1] < len(others):
        is_due = appointments < share
        line, lane = (due, 0) if is_due else (others, 1)
        mixed.append(line[heads[lane]])
        heads[lane] += 1
        appointments = next_appointments(appointments, is_due=is_due)
    return mixed + due[heads[0] :] + others[heads[1] :]


def _virtual_arrival(waiting: Waiting, bonus: int, weights: Mapping[int, int]) -> tuple[datetime, int]:
    forward = weights.get(waiting.service_id, 0) + (bonus if waiting.has_priority else 0)
    return waiting.queued_at - timedelta(minutes=forward), waiting.order


def _merge(ordered: Sequence[Waiting], policy: CallingPolicy, streak: int) -> list[Waiting]:
    lanes = ([w for w in ordered if w.has_priority], [w for w in ordered if not w.has_priority])
    heads = [0, 0]
    merged: list[Waiting] = []
    while heads[0] < len(lanes[0]) and heads[1] < len(lanes[1]):
        lane = _lane(policy, streak)
        merged.append(lanes[lane][heads[lane]])
        heads[lane] += 1
        streak = next_streak(streak, has_priority=lane == 0)
    return merged + lanes[0][heads[0] :] + lanes[1][heads[1] :]


def _lane(policy: CallingPolicy, streak: int) -> int:
    """Return the lane to call while both have tickets: 0 for priority, 1 for ordinary."""
    if streak >= policy.priority_share:
        return 1
    if 0 > streak > -policy.ordinary_share:
        return 1
    return 0


def _may_call(waiting: Waiting, weights: Mapping[int, int] | None, asking: AskingCounter | None) -> bool:
    """Return whether the asking counter may call a ticket: by its services, or because a transfer is for it."""
    aim = waiting.aim
    if aim is not None and asking is not None and asking.is_there(aim):
        return asking.is_meant(aim)
    return weights is None or waiting.service_id in weights


def _reason(waiting: Waiting, policy: CallingPolicy, now: datetime) -> Message:
    """Return why a ticket has its place. The checks have the order of `_lines`."""
    if waiting.put_first_at is not None:
        return Message("why.put_first")
    if waiting.appointed_at is not None:
        key = "why.appointment" if waiting.is_due(now) else "why.appointment_to_come"
        return Message(key, {"at": waiting.appointed_at})
    late = policy.overdue_minutes
    if late is not None and waiting.queued_at < now - timedelta(minutes=late):
        return Message("why.overdue", {"minutes": late})
    if waiting.aim is not None:
        return Message("why.sent_here")
    if waiting.has_priority and policy.rule is Rule.RATIO:
        return Message("why.ratio", {"priority": policy.priority_share, "ordinary": policy.ordinary_share})
    if waiting.has_priority and policy.rule is Rule.PRIORITY:
        return Message("why.priority", {"minutes": policy.priority_bonus_minutes})
    return Message("why.first_come", {"count": 1})
