"""Show today's queue in the order of a draft: who would be next, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.branch.clock_check import queue_moment
from kiosk.branch.office import Office
from kiosk.branch.queue import picture
from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import LocalText, Message
from kiosk.domain.queue.calling import CallingPolicy, QueuePlace, order_queue

_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """Hold a waiting number in the order of a policy, with the reason. `before` is its place in the order in force."""

    label: str
    service: LocalText
    waited_minutes: int
    reason: Message
    place: int
    before: int


@dataclass(frozen=True, slots=True)
class QueuePreview:
    """Hold the first waiting numbers in the order of a policy, and how many wait in all."""

    lines: tuple[PreviewLine, ...]
    waiting: int


def queue_preview(office: Office, policy: CallingPolicy) -> QueuePreview:
    """Return how a counter that serves everything would call today's queue by another policy."""
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        queue = picture(office, connection, setup, queue_moment(office, connection))
    before = order_queue(queue.waiting, setup.policy, queue.now)
    after = order_queue(queue.waiting, policy, queue.now)
    places = {one.waiting.ticket_id: place for place, one in enumerate(before, start=1)}
    lines = [_line(setup, queue.now, one, place, places) for place, one in enumerate(after[:_MOST_SHOWN], start=1)]
    return QueuePreview(tuple(lines), len(after))


def _line(setup: Setup, now: datetime, one: QueuePlace, place: int, places: Mapping[str, int]) -> PreviewLine:
    waiting = one.waiting
    waited = int((now - waiting.queued_at).total_seconds() // 60)
    args = {
        name: setup.branch.local(value) if isinstance(value, datetime) else value
        for name, value in one.reason.args.items()
    }
    service = setup.services[waiting.service_id].name
    reason = Message(one.reason.key, args)
    return PreviewLine(waiting.label, service, waited, reason, place, places[waiting.ticket_id])
