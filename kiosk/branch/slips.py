"""Make the content of a ticket from a ticket and its wait, and its JSON form in the print queue."""

import json
from dataclasses import asdict
from datetime import datetime

from kiosk.branch.queue import QueuePicture
from kiosk.domain.feedback import FeedbackBlock
from kiosk.domain.language.text import LocalText
from kiosk.domain.queue.estimate import WaitRange
from kiosk.domain.queue.ticket import Ticket
from kiosk.domain.slip import TicketSlip

_JSON = json.JSONEncoder(ensure_ascii=False)
#: Texts that a slip may have.
_MORE = ("papers", "note")
_TEXTS = ("centre", "place", "slogan", "service")


def slip_for(queue: QueuePicture, ticket: Ticket, wait: WaitRange) -> TicketSlip:
    """Return what the paper says."""
    setup, branch = queue.setup, queue.setup.branch
    return TicketSlip(
        label=ticket.label,
        code=ticket.code,
        centre=branch.name,
        place=branch.place,
        slogan=branch.slogan,
        service=setup.services[ticket.service_id].name,
        counters=queue.counter_numbers(ticket.service_id),
        ahead=wait.ahead,
        minutes=wait.minutes,
        taken_at=branch.local(ticket.issued_at),
        language=ticket.language,
        has_priority=ticket.priority is not None and ticket.priority.counts,
        appointed_at=None if ticket.appointed_at is None else branch.local(ticket.appointed_at),
        is_cut_off=queue.is_cut_off,
        feedback=setup.feedback,
        papers=setup.services[ticket.service_id].papers,
        note=setup.slip.note,
    )


def dump_slip(slip: TicketSlip) -> str:
    """Return the slip as JSON, so that a job can still be printed after a restart."""
    texts = {name: _text(slip, name).as_dict() for name in _TEXTS}
    return _JSON.encode(
        {
            **texts,
            "label": slip.label,
            "code": slip.code,
            "counters": slip.counters,
            "ahead": slip.ahead,
            "minutes": slip.minutes,
            "taken_at": slip.taken_at.isoformat(),
            "language": slip.language,
            "has_priority": slip.has_priority,
            "appointed_at": None if slip.appointed_at is None else slip.appointed_at.isoformat(),
            "is_cut_off": slip.is_cut_off,
            "feedback": asdict(slip.feedback),
            **{name: text.as_dict() for name in _MORE if (text := getattr(slip, name)) is not None},
        }
    )


def load_slip(stored: str) -> TicketSlip:
    """Reverse `dump_slip`."""
    values = json.loads(stored)
    minutes, appointed = values["minutes"], values["appointed_at"]
    return TicketSlip(
        label=values["label"],
        code=values["code"],
        centre=LocalText.from_dict(values["centre"]),
        place=LocalText.from_dict(values["place"]),
        slogan=LocalText.from_dict(values["slogan"]),
        service=LocalText.from_dict(values["service"]),
        counters=tuple(values["counters"]),
        ahead=values["ahead"],
        minutes=None if minutes is None else (minutes[0], minutes[1]),
        taken_at=datetime.fromisoformat(values["taken_at"]),
        language=values["language"],
        has_priority=values["has_priority"],
        appointed_at=None if appointed is None else datetime.fromisoformat(appointed),
        is_cut_off=values["is_cut_off"],
        feedback=FeedbackBlock(**values.get("feedback", {})),
        **{name: LocalText.from_dict(values[name]) for name in _MORE if name in values},
    )


def _text(slip: TicketSlip, name: str) -> LocalText:
    text: LocalText = getattr(slip, name)
    return text
