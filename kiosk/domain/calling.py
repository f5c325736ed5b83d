"""Who is next, and why. One ordering function serves the call, the estimate and the board.

The order is data. Every ticket waits in one of two lanes, priority and normal. Inside a lane the earlier *virtual
arrival* goes first: the moment of queueing, moved forward by the priority bonus (first come first served has none) and
by the weight of the service at the asking counter. Because a bonus is a fixed number of minutes, a normal ticket that
waited longer overtakes: that is the ageing, and nobody starves. The ratio rule merges the lanes, so many priority
tickets for so many normal ones. Whoever waited over the limit goes before everybody else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kiosk.domain.text import Message


class Rule(StrEnum):
    """How the two lanes are merged."""

    FIRST_COME = "first_come"
    PRIORITY = "priority"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class CallingPolicy:
    """The branch's own rule. Times in minutes; ``overdue_minutes`` None switches that rule off."""

    rule: Rule = Rule.RATIO
    priority_share: int = 2
    normal_share: int = 1
    priority_bonus_minutes: int = 30
    overdue_minutes: int | None = 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in the queue, as far as the order needs it. `order` breaks ties: the row's place in the day."""

    ticket_id: str
    label: str
    service_id: int
    queued_at: datetime
    order: int
    has_priority: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A ticket's place in the order and the reason, in words a clerk can pass on."""

    waiting: Waiting
    reason: Message


def order_queue(
    queue: Iterable[Waiting],
    policy: CallingPolicy,
    now: datetime,
    *,
    weights: Mapping[int, int] | None = None,
    streak: int = 0,
) -> list[Place]:
    """The queue in calling order.

    ``weights`` are the asking counter's services (service id to minutes forward); None means every service.
    ``streak`` is how many tickets of one lane that counter has called in a row: positive for priority, negative for
    normal.
    """
    eligible = [w for w in queue if weights is None or w.service_id in weights]
    overdue = [w for w in eligible if _is_overdue(w, policy, now)]
    rest = [w for w in eligible if not _is_overdue(w, policy, now)]
    late = Message("why.overdue", {"minutes": policy.overdue_minutes})
    places = [Place(w, late) for w in sorted(overdue, key=_arrival)]
    if policy.rule is Rule.RATIO:
        return places + _merge(rest, policy, weights or {}, streak)
    bonus = policy.priority_bonus_minutes if policy.rule is Rule.PRIORITY else 0
    ordered = sorted(rest, key=lambda w: _virtual_arrival(w, bonus, weights or {}))
    return places + [Place(w, _reason(w, policy)) for w in ordered]


def next_streak(streak: int, *, has_priority: bool) -> int:
    """How the streak stands after a call."""
    if has_priority:
        return max(streak, 0) + 1
    return min(streak, 0) - 1


def _is_overdue(waiting: Waiting, policy: CallingPolicy, now: datetime) -> bool:
    limit = policy.overdue_minutes
    return limit is not None and now - waiting.queued_at > timedelta(minutes=limit)


def _arrival(waiting: Waiting) -> tuple[datetime, int]:
    return waiting.queued_at, waiting.order


def _virtual_arrival(waiting: Waiting, bonus: int, weights: Mapping[int, int]) -> tuple[datetime, int]:
    forward = weights.get(waiting.service_id, 0) + (bonus if waiting.has_priority else 0)
    return waiting.queued_at - timedelta(minutes=forward), waiting.order


def _merge(rest: Sequence[Waiting], policy: CallingPolicy, weights: Mapping[int, int], streak: int) -> list[Place]:
    ordered = sorted(rest, key=lambda w: _virtual_arrival(w, 0, weights))
    lanes = ([w for w in ordered if w.has_priority], [w for w in ordered if not w.has_priority])
    heads = [0, 0]
    places: list[Place] = []
    while heads[0] < len(lanes[0]) or heads[1] < len(lanes[1]):
        lane = _lane(heads, lanes, policy, streak)
        waiting = lanes[lane][heads[lane]]
        heads[lane] += 1
        streak = next_streak(streak, has_priority=waiting.has_priority)
        places.append(Place(waiting, _reason(waiting, policy)))
    return places


def _lane(
    heads: Sequence[int], lanes: tuple[Sequence[Waiting], Sequence[Waiting]], policy: CallingPolicy, streak: int
) -> int:
    if heads[0] == len(lanes[0]):
        return 1
    if heads[1] == len(lanes[1]):
        return 0
    if streak >= policy.priority_share:
        return 1
    if 0 > streak > -policy.normal_share:
        return 1
    return 0


def _reason(waiting: Waiting, policy: CallingPolicy) -> Message:
    if waiting.has_priority and policy.rule is Rule.RATIO:
        return Message("why.ratio", {"priority": policy.priority_share, "normal": policy.normal_share})
    if waiting.has_priority and policy.rule is Rule.PRIORITY:
        return Message("why.priority", {"minutes": policy.priority_bonus_minutes})
    return Message("why.first_come")
