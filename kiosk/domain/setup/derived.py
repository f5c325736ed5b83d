"""Derive from a document the set-up that the program works with: services and counters by their ids."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kiosk.domain.branch_setup import (
    Branch,
    Counter,
    Field,
    Service,
    Setup,
    SpecialDay,
)
from kiosk.domain.setup.document import Document, ServicePart


def setup_from(
    document: Document,
    branch_id: int,
    service_ids: Mapping[str, int] | None = None,
    counter_ids: Mapping[int, int] | None = None,
    retired: Sequence[Service | Counter] = (),
    retired_weights: Mapping[int, Mapping[int, int]] = MappingProxyType({}),
) -> Setup:
    """Return the set-up of a document, with the ids of its codes; without ids the parts are counted from 1.

    `retired` are services and counters that the document has no more, and tickets may still have. `retired_weights`
    says, by counter id, which retired services a counter still calls, with their weights.
    """
    services = service_ids or {one.code: place for place, one in enumerate(document.services, start=1)}
    counters = counter_ids or {one.number: place for place, one in enumerate(document.counters, start=1)}
    own, limits = document.branch, document.limits
    return Setup(
        branch=Branch(branch_id, own.code, own.name, own.place, own.slogan, own.zone),
        fields=tuple(Field(one.code, one.name, one.icon) for one in document.fields),
        services={
            **{services[one.code]: _service(document, one, services[one.code]) for one in document.services},
            **{one.id: one for one in retired if isinstance(one, Service)},
        },
        counters={
            **{
                number: Counter(
                    number,
                    one.number,
                    one.name,
                    {**{services[s.code]: s.minutes for s in one.services}, **retired_weights.get(number, {})},
                )
                for one in document.counters
                for number in (counters[one.number],)
            },
            **{one.id: one for one in retired if isinstance(one, Counter)},
        },
        groups={one.code: one for one in document.groups},
        openings=document.hours.openings(),
        policy=document.calling.policy(),
        calendar={d.day: SpecialDay(d.name, d.source, d.hours.spans, d.hours.like) for d in document.calendar},
        daily_cap=limits.daily_cap,
        recall_limit=limits.recall_limit,
        recall_gap_seconds=limits.recall_gap_seconds,
        lock_minutes=limits.lock_minutes,
        hall=document.hall,
        look=document.look,
        kiosk=document.kiosk,
        feedback=document.feedback,
        slip=document.slip,
        rating=document.rating,
        reasons=document.reasons,
    )


def _service(document: Document, part: ServicePart, service_id: int) -> Service:
    return Service(
        service_id,
        part.code,
        part.field,
        document.series_of(part),
        part.name,
        part.target_minutes,
        part.procedures,
        said=part.said,
        quota=part.quota,
        has_priority=part.priority,
        openings=part.hours.openings() if part.hours is not None else (),
        papers=part.papers,
        is_other=part.other,
        wait_minutes=document.limits.wait_minutes if part.wait_minutes is None else part.wait_minutes,
    )
