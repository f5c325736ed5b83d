"""Provide the values of a sample branch on one morning, for the gallery. All data is invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from kiosk.branch.appointments import AppointmentNow
from kiosk.branch.kiosk_view import KioskView
from kiosk.branch.procedures import Standing
from kiosk.branch.ratings import Rateable
from kiosk.branch.reception import ServiceStop, ServiceView
from kiosk.domain.branch_setup import Setup, Staff, StaffRole
from kiosk.domain.calendar.hours import ClosedTime, Hours
from kiosk.domain.feedback import FeedbackBlock
from kiosk.domain.language.text import LocalText, Message
from kiosk.domain.orders import EVERY_STATION, CentralLock, StationState
from kiosk.domain.people.rating import RatingRules
from kiosk.domain.people.scan import CitizenCard, Sex
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.procedures.lookup import mark_looked_up
from kiosk.domain.procedures.procedure import Catalogue
from kiosk.domain.procedures.search import Hit, HitKind, Index, SearchEntry
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.queue.estimate import WaitRange
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.domain.queue.ticket_code import make_code
from kiosk.domain.slip import TicketSlip
from kiosk.program.sample import sample_catalogue, sample_setup
from kiosk.program.texts import looked_up, speech

#: The moment of every picture: Friday, 09:12 in Vietnam.
MOMENT = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
_DAY = date(2026, 11, 20)
_KEY = bytes(32)
#: The sample's catalogue is from June, so in November it is shown as old.
_POSTED = Standing(date(2026, 6, 10), is_old=True)
_OPEN = Hours(is_open=True, closes_at=None, opens_at=None)
#: People ahead, and the wait range in minutes, for the services in turn. The values vary, as in a real branch.
_WAITS = ((3, (10, 20)), (1, (5, 15)), (0, (0, 5)), (3, (15, 25)), (2, (5, 15)), (1, (10, 20)), (0, (0, 5)))
#: The service of the sample ticket and appointment. Its name is long.
SERVICE = 4
STAFF = (Staff(2, "hoa", "Lê Thị Hoa", StaffRole.LEAD), Staff(5, "nam", "Trần Văn Nam", StaffRole.ADMINISTRATOR))


@cache
def setup() -> Setup:
    """Return the set-up of the sample branch, open at any hour."""
    return sample_setup(always_open=True)


@cache
def now() -> KioskView:
    """Return the kiosk's view of the branch, with a queue at every service."""
    services = setup().services.values()
    waits = [_WAITS[place % len(_WAITS)] for place in range(len(services))]
    views = tuple(
        ServiceView(service, ahead, WaitRange(ahead, minutes), (1, 2))
        for service, (ahead, minutes) in zip(services, waits, strict=True)
    )
    return KioskView(setup(), views, _OPEN, has_appointments=True, catalogue=_POSTED)


def with_feedback() -> KioskView:
    """Return the view of a branch that has filled in where feedback is sent."""
    block = FeedbackBlock(
        "0290 3000 000", "1900 0000", "https://example.gov.vn/pakn", "pakn@example.gov.vn", "1 Đường Mẫu, Phường Mẫu"
    )
    return replace(now(), setup=replace(setup(), feedback=block))


def with_contents() -> KioskView:
    """Return the view of a branch with five levels, which asks about the contents of the decree."""
    return replace(now(), setup=replace(setup(), rating=RatingRules(5, contents=True)))


def crowded() -> KioskView:
    """Return the view with a long wait at `SERVICE`."""
    views = tuple(
        replace(view, waiting=18, wait=WaitRange(18, (60, 80))) if view.service.id == SERVICE else view
        for view in now().services
    )
    return replace(now(), services=views)


def stopped() -> KioskView:
    """Return the view in which two services give no numbers: one until Monday, one not any more today."""
    opens = datetime(2026, 11, 23, 7, 30)  # noqa: DTZ001 - local time
    stops = {1: ServiceStop(opens_at=opens), 2: ServiceStop(quota=30)}
    views = tuple(replace(view, stop=stops.get(view.service.id)) for view in now().services)
    return replace(now(), services=views)


def closed(part: ClosedTime = ClosedTime.LUNCH) -> KioskView:
    """Return the view of a branch that is closed for lunch, in the evening, or on a named holiday."""
    is_lunch, is_holiday = part is ClosedTime.LUNCH, part is ClosedTime.DAY_OFF
    opens = datetime(2026, 11, 20, 13, 30) if is_lunch else datetime(2026, 11, 23, 7, 30)  # noqa: DTZ001 - local time
    hours = Hours(
        is_open=False,
        closes_at=None,
        opens_at=opens,
        reason=Message("holiday.tet") if is_holiday else None,
        closed=part,
        spans=((time(7, 30), time(11, 30)), (time(13, 30), time(17))),
    )
    return replace(now(), hours=hours)


def locked() -> KioskView:
    """Return the view under a central lock, with its reason."""
    reason = LocalText("Trung tâm đang chuyển máy chủ.", (("en", "The centre is moving its servers."),))
    return replace(now(), station=StationState(lock=CentralLock(EVERY_STATION, reason, 0)))


def out_of_service(text: str = "") -> KioskView:
    """Return the view of a kiosk that is out of service, with a manager's words."""
    return replace(now(), station=StationState(is_out=True, out_text=text))


def with_notice() -> KioskView:
    """Return the view of a kiosk that shows a manager's sentence of today."""
    return replace(now(), station=StationState(notices=("Chiều nay trung tâm nghỉ từ 15:30, mời bà con đến sớm.",)))


def cut_off() -> KioskView:
    """Return the view of a kiosk that is cut off: it has no wait ranges."""
    views = tuple(replace(view, waiting=0, wait=WaitRange(0, None), is_known=False) for view in now().services)
    return replace(now(), services=views, station=StationState(is_cut_off=True))


def ticket(number: int = 46, service: int = SERVICE, state: TicketState = TicketState.WAITING) -> Ticket:
    """Return a ticket issued at `MOMENT`."""
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
    """Return the slip of a ticket."""
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
        papers=setup().services[one.service_id].papers,
    )


def rateable() -> Rateable:
    """Return a finished visit that can be rated, with a remark."""
    return Rateable(ticket(40, 1, TicketState.DONE), setup().services[1], 1, takes_remark=True)


def card() -> CitizenCard:
    """Return the invented identity card of an elderly man."""
    return CitizenCard("095058001234", "TRẦN VĂN HÙNG", date(1958, 5, 1), Sex.MALE, "Bạc Liêu", date(2021, 4, 9))


def appointment(arrival: Arrival) -> AppointmentNow:
    """Return an appointment at 09:30 for a citizen who comes in the state `arrival`."""
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
    """Return the catalogue of the sample branch, as it is shown on that day."""
    return mark_looked_up(read_catalogue(sample_catalogue()), looked_up(), _DAY)


def hits(text: str) -> tuple[Hit, ...]:
    """Search the sample's services and procedures."""
    return _index().search(text)


@cache
def _index() -> Index:
    services = [SearchEntry(HitKind.SERVICE, str(one.id), one.name.vi) for one in setup().services.values()]
    procedures = [
        SearchEntry(HitKind.PROCEDURE, one.code, one.title, (one.name,), (one.field,), (one.code,))
        for one in catalogue().procedures
    ]
    return Index([*services, *procedures], speech())
