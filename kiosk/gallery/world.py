"""The sample branch on one morning, as values: what the gallery's screens show, and nobody's data."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from kiosk.branch.appointments import AppointmentNow
from kiosk.branch.kiosk_view import KioskView
from kiosk.branch.procedures import Standing
from kiosk.branch.ratings import Rateable
from kiosk.branch.reception import ServiceView
from kiosk.domain.branch_setup import Setup, Staff, StaffRole
from kiosk.domain.calendar.hours import Hours
from kiosk.domain.language.text import LocalText, Message
from kiosk.domain.orders import EVERY_STATION, CentralLock, StationState
from kiosk.domain.people.scan import CitizenCard, Sex
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.procedures.procedure import Catalogue
from kiosk.domain.procedures.search import Hit, HitKind, Index, SearchEntry
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.queue.estimate import WaitRange
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.domain.queue.ticket_code import make_code
from kiosk.domain.slip import TicketSlip
from kiosk.program.sample import sample_catalogue, sample_setup
from kiosk.program.texts import speech

#: A Friday morning, 09:12 in Vietnam.
MOMENT = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
_DAY = date(2026, 11, 20)
_KEY = bytes(32)
#: The sample's catalogue is from June: in November it is old.
_POSTED = Standing(date(2026, 6, 10), is_old=True)
_OPEN = Hours(is_open=True, closes_at=None, opens_at=None)
#: People before one, and minutes; as many as a list needs to look like one.
_WAITS = ((3, (10, 20)), (1, (5, 15)), (0, (0, 5)), (3, (15, 25)), (2, (5, 15)), (1, (10, 20)), (0, (0, 5)))
#: The service of the numbers and the appointment: a long name.
SERVICE = 4
STAFF = (Staff(2, "hoa", "Lê Thị Hoa", StaffRole.LEAD), Staff(5, "nam", "Trần Văn Nam", StaffRole.ADMINISTRATOR))


@cache
def setup() -> Setup:
    """The demo's branch, open at any hour."""
    return sample_setup(always_open=True)


@cache
def now() -> KioskView:
    """The branch with a queue at every service."""
    services = setup().services.values()
    waits = [_WAITS[place % len(_WAITS)] for place in range(len(services))]
    views = tuple(
        ServiceView(service, ahead, WaitRange(ahead, minutes), (1, 2))
        for service, (ahead, minutes) in zip(services, waits, strict=True)
    )
    return KioskView(setup(), views, _OPEN, has_appointments=True, catalogue=_POSTED)


def crowded() -> KioskView:
    """The same, with a long wait at `SERVICE`."""
    views = tuple(
        replace(view, waiting=18, wait=WaitRange(18, (60, 80))) if view.service.id == SERVICE else view
        for view in now().services
    )
    return replace(now(), services=views)


def closed(*, holiday: bool = False) -> KioskView:
    """At noon; or on a holiday, which has its name."""
    opens = datetime(2026, 11, 20, 13, 30)  # noqa: DTZ001 - local time of the branch
    hours = Hours(is_open=False, closes_at=None, opens_at=opens, reason=Message("holiday.tet") if holiday else None)
    return replace(now(), hours=hours)


def locked() -> KioskView:
    """The centre gives no numbers for a while."""
    reason = LocalText("Trung tâm đang chuyển máy chủ.", (("en", "The centre is moving its servers."),))
    return replace(now(), station=StationState(lock=CentralLock(EVERY_STATION, reason, 0)))


def out_of_service() -> KioskView:
    """Staff have taken this kiosk out."""
    return replace(now(), station=StationState(is_out=True))


def cut_off() -> KioskView:
    """The branch's database is away: numbers come from the kiosk's own ledger, and nobody can tell a wait."""
    views = tuple(replace(view, waiting=0, wait=WaitRange(0, None), is_known=False) for view in now().services)
    return replace(now(), services=views, station=StationState(is_cut_off=True))


def ticket(number: int = 46, service: int = SERVICE, state: TicketState = TicketState.WAITING) -> Ticket:
    """A number of this morning."""
    series = setup().services[service].series
    return Ticket(
        id=f"t{number}",
        branch_id=1,
        business_date=_DAY,
        series=series,
        number=number,
        code=make_code(_KEY, setup().branch.code, series, number, _DAY).compact,
        service_id=service,
        state=state,
        language="vi",
        issued_at=MOMENT,
        queued_at=MOMENT,
        counter_id=1,
    )


def slip(one: Ticket) -> TicketSlip:
    """Its slip."""
    branch = setup().branch
    return TicketSlip(
        one.label,
        one.code,
        branch.name,
        branch.place,
        branch.slogan,
        setup().services[one.service_id].name,
        (1, 2),
        3,
        (15, 25),
        branch.local(MOMENT),
        "vi",
    )


def rateable() -> Rateable:
    """A visit that has ended, with room for a remark."""
    return Rateable(ticket(40, 1, TicketState.DONE), setup().services[1], 1, takes_remark=True)


def card() -> CitizenCard:
    """An elderly man's; all of it is invented."""
    return CitizenCard("095058001234", "TRẦN VĂN HÙNG", date(1958, 5, 1), Sex.MALE, "Bạc Liêu", date(2021, 4, 9))


def appointment(arrival: Arrival) -> AppointmentNow:
    """At half past nine, as it stands for somebody who comes at such a time."""
    at = setup().branch.local(MOMENT + timedelta(minutes=18))
    elsewhere = LocalText("Trung tâm Phục vụ hành chính công Phường Cà Mau")
    return AppointmentNow(
        code="HEN7K2Q94MJ",
        arrival=arrival,
        begins=at,
        ends=at + timedelta(minutes=15),
        from_when=at - timedelta(minutes=30),
        service=setup().services[SERVICE],
        elsewhere=elsewhere if arrival is Arrival.ELSEWHERE else None,
        ticket=ticket() if arrival is Arrival.CHECKED_IN else None,
    )


@cache
def catalogue() -> Catalogue:
    """The sample's procedures."""
    return read_catalogue(sample_catalogue())


def hits(text: str) -> tuple[Hit, ...]:
    """What a search finds in the services and procedures of the sample."""
    return _index().search(text)


@cache
def _index() -> Index:
    services = [SearchEntry(HitKind.SERVICE, str(one.id), one.name.vi) for one in setup().services.values()]
    procedures = [
        SearchEntry(HitKind.PROCEDURE, one.code, one.title, (one.name,), (one.field,), (one.code,))
        for one in catalogue().procedures
    ]
    return Index([*services, *procedures], speech())
