"""Who is next, and why. One ordering function serves the call, the estimate and the board.

The order is data. Every ticket waits in one of two lanes, priority and normal. Inside a lane the earlier *virtual
arrival* goes first: the moment of queueing, moved forward by the priority bonus (first come first served has none) and
by the weight of the service at the asking counter. Because a bonus is a fixed number of minutes, a normal ticket that
waited longer overtakes: that is the ageing, and nobody starves. The ratio rule merges the lanes, so many priority
tickets for so many normal ones. Whoever waited over the limit goes before everybody else.

An appointment is called in its window: once that has begun it goes first, the earliest first; before, it stands behind
everybody and is called only where nobody else waits. After ``appointment_share`` appointments in a row a counter calls
one of the others, so whoever has n of those others before them is called after at most (n + 1) × (share + 1) calls.

A clerk may put a transferred ticket first: it goes before everybody, and the journal names the clerk. One that was
transferred to a counter or a person waits for them in its ordinary place, and for everybody once they have left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from kiosk.domain.text import Message
from kiosk.domain.ticket import Aim


class Rule(StrEnum):
    """How the two lanes are merged."""

    FIRST_COME = "first_come"
    PRIORITY = "priority"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class CallingPolicy:
    """The branch's own rule. Times in minutes; ``overdue_minutes`` None switches that rule off.

    Who checks in up to ``appointment_early_minutes`` before the window or ``appointment_late_minutes`` after it still
    comes by appointment; ``appointment_share`` is how many of those a counter calls for one of the others.
    """

    rule: Rule = Rule.RATIO
    priority_share: int = 2
    normal_share: int = 1
    priority_bonus_minutes: int = 30
    overdue_minutes: int | None = 60
    appointment_share: int = 2
    appointment_early_minutes: int = 30
    appointment_late_minutes: int = 15


class Waiting(NamedTuple):
    """A ticket in the queue, as far as the order needs it. `order` breaks ties: the row's place in the day.

    `appointed_at` is the beginning of the window of a ticket that comes by appointment. A transfer may have put it
    before everybody (`put_first_at`) or meant it for somebody (`aim`).

    A tuple, because every ticket issued looks at the whole queue: a dataclass takes four times as long to make.
    """

    ticket_id: str
    label: str
    service_id: int
    queued_at: datetime
    order: int
    has_priority: bool = False
    appointed_at: datetime | None = None
    put_first_at: datetime | None = None
    aim: Aim | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it comes by appointment and the window has begun."""
        return self.appointed_at is not None and self.appointed_at <= now

    def is_coming(self, now: datetime) -> bool:
        """Whether it comes by appointment and the window has not begun."""
        return self.appointed_at is not None and self.appointed_at > now


class Seat(NamedTuple):
    """The counter that asks, who sits there, and who sits at every open counter (counter id to staff id)."""

    counter_id: int
    staff_id: int
    open_seats: Mapping[int, int]

    def is_meant(self, aim: Aim) -> bool:
        """Whether a transfer meant this counter and this person."""
        return aim.counter_id in (None, self.counter_id) and aim.staff_id in (None, self.staff_id)

    def is_there(self, aim: Aim) -> bool:
        """Whether whoever was meant sits at an open counter; if not, the ticket is everybody's again."""
        if aim.counter_id is not None and aim.counter_id not in self.open_seats:
            return False
        return aim.staff_id is None or aim.staff_id in self.open_seats.values()


_ARRIVAL = attrgetter("queued_at", "order")
_PUT_FIRST = attrgetter("put_first_at", "order")
_APPOINTMENT = attrgetter("appointed_at", "queued_at", "order")


@dataclass(frozen=True, slots=True)
class Place:
    """A ticket's place in the order and the reason, in words a clerk can pass on."""

    waiting: Waiting
    reason: Message


class _Lines(NamedTuple):
    """The queue as five lines: who was put first, appointments that are due, who waited over the limit, the rest, and
    appointments to come."""

    first: list[Waiting]
    due: list[Waiting]
    overdue: list[Waiting]
    rest: list[Waiting]
    coming: list[Waiting]


def order_queue(  # noqa: PLR0913 - what the asking counter knows, each by its name
    queue: Iterable[Waiting],
    policy: CallingPolicy,
    now: datetime,
    *,
    weights: Mapping[int, int] | None = None,
    streak: int = 0,
    appointments: int = 0,
    seat: Seat | None = None,
    first: int | None = None,
) -> list[Place]:
    """The queue in calling order, each with the reason for its place.

    ``weights`` are the asking counter's services (service id to minutes forward); None means every service.
    ``streak`` is how many tickets of one lane that counter has called in a row: positive for priority, negative for
    normal; ``appointments`` how many appointments that were due. ``seat`` is the counter that asks: what was
    transferred to somebody else is not offered there while they are there. With ``first`` only so many places.
    """
    eligible = [w for w in queue if _may_call(w, weights, seat)]
    ordered = _ordered(eligible, policy, now, weights or {}, streak, appointments)
    return [Place(w, _reason(w, policy, now)) for w in (ordered if first is None else ordered[:first])]


def branch_order(queue: Iterable[Waiting], policy: CallingPolicy, now: datetime) -> list[Waiting]:
    """The same order as seen by a counter that serves everything, without the reasons: what an estimate plays."""
    return _ordered(queue, policy, now, {}, 0, 0)


def next_streak(streak: int, *, has_priority: bool) -> int:
    """How the streak stands after a call."""
    if has_priority:
        return max(streak, 0) + 1
    return min(streak, 0) - 1


def kept_streak(streak: int, policy: CallingPolicy) -> int:
    """What has to be remembered of a streak: once it is over its share it says no more by growing."""
    return max(-policy.normal_share, min(streak, policy.priority_share))


def next_appointments(appointments: int, *, is_due: bool) -> int:
    """How many due appointments a counter has called in a row, after one more call."""
    return appointments + 1 if is_due else 0


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
    return lines.first + _in_turn(lines.due, others, policy.appointment_share, appointments) + lines.coming


def _lines(
    queue: Iterable[Waiting], policy: CallingPolicy, now: datetime, weights: Mapping[int, int], streak: int
) -> _Lines:
    """Each line in its own order: those over the limit as they came, the rest as the rule puts them."""
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


def _in_turn(due: list[Waiting], others: list[Waiting], share: int, appointments: int) -> list[Waiting]:
    """At most `share` of the appointments in a row while somebody else waits; `appointments` were called before."""
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
    """Whose turn it is while both lanes have somebody: 0 for priority, 1 for normal."""
    if streak >= policy.priority_share:
        return 1
    if 0 > streak > -policy.normal_share:
        return 1
    return 0


def _may_call(waiting: Waiting, weights: Mapping[int, int] | None, seat: Seat | None) -> bool:
    """Whether the asking counter may call it: by its services, or because a transfer meant it."""
    aim = waiting.aim
    if aim is not None and seat is not None and seat.is_there(aim):
        return seat.is_meant(aim)
    return weights is None or waiting.service_id in weights


def _reason(waiting: Waiting, policy: CallingPolicy, now: datetime) -> Message:
    """Why it stands where it stands; the questions come in the order of `_lines`."""
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
        return Message("why.ratio", {"priority": policy.priority_share, "normal": policy.normal_share})
    if waiting.has_priority and policy.rule is Rule.PRIORITY:
        return Message("why.priority", {"minutes": policy.priority_bonus_minutes})
    return Message("why.first_come", {"count": 1})
