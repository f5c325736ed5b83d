"""Fake a small commune centre in memory, which the kiosk's tests ask instead of a database."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Concatenate, ParamSpec, TypeVar

from kiosk.branch import appointments, print_jobs, procedures, ratings, reception, recognition
from kiosk.branch.appointments import AppointmentNow, CheckIn
from kiosk.branch.kiosk_view import KioskView, kiosk_view
from kiosk.branch.office import Office
from kiosk.branch.procedures import Standing
from kiosk.branch.ratings import Rateable
from kiosk.branch.reception import AlreadyHolds, Issued, ServiceView, TicketRequest
from kiosk.branch.recognition import Recognised
from kiosk.branch.stations import staff_exit, trials
from kiosk.domain.branch_setup import Branch, Counter, Field, PriorityGroup, Service, Setup, Staff, StaffRole
from kiosk.domain.calendar.hours import Hours
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.orders import StaffAct, StationState
from kiosk.domain.people.rating import Rating
from kiosk.domain.people.scan import CitizenCard, Sex
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.procedures.lookup import mark_looked_up
from kiosk.domain.procedures.procedure import Catalogue
from kiosk.domain.procedures.search import Hit, HitKind, Index, SearchEntry
from kiosk.domain.queue.appointment import Arrival
from kiosk.domain.queue.calling import CallingPolicy
from kiosk.domain.queue.estimate import WaitRange
from kiosk.domain.queue.ticket import Ticket, TicketState
from kiosk.domain.queue.ticket_code import make_code
from kiosk.domain.slip import TicketSlip
from kiosk.domain.status import PrintJobState
from kiosk.program.sample import sample_catalogue
from kiosk.program.texts import looked_up, speech
from tests.fakes.branch import FakeBranch, answers

NOON = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)
KEY = bytes(32)
P = ParamSpec("P")
T = TypeVar("T")


def name(vi: str, en: str | None = None, km: str | None = None) -> LocalText:
    return LocalText(vi, tuple((code, text) for code, text in (("en", en), ("km", km)) if text))


FIELDS = (
    Field("ho_tich", name("Hộ tịch", "Civil status", "អត្រានុកូលដ្ឋាន"), "users-round"),
    Field("chung_thuc", name("Chứng thực", "Certification", "ការបញ្ជាក់"), "stamp"),
    Field("cu_tru", name("Cư trú, căn cước", "Residence, identity", "លំនៅឋាន អត្តសញ្ញាណ"), "id-card"),
    Field("dat_dai", name("Đất đai,\nmôi trường", "Land,\nenvironment"), "map"),
    Field("xay_dung", name("Xây dựng", "Construction"), "building-2"),
    Field("ho_kinh_doanh", name("Hộ kinh doanh", "Household business"), "store"),
    Field("nguoi_co_cong", name("Người có công,\ntrợ cấp xã hội", "Merit, social aid"), "hand-heart"),
    Field("nhan_ket_qua", name("Nhận kết quả", "Collect results"), "package-check"),
)
_NAMES = {
    "ho_tich": (
        name("Đăng ký khai sinh", "Birth registration", "ចុះបញ្ជីកំណើត"),
        name("Đăng ký kết hôn", "Marriage registration", "ចុះបញ្ជីអាពាហ៍ពិពាហ៍"),
        name("Đăng ký khai tử", "Death registration", "ចុះបញ្ជីមរណភាព"),
        name("Xác nhận tình trạng hôn nhân", "Certificate of marital status"),
        name("Bản sao trích lục hộ tịch", "Copy of a civil status extract"),
        name("Thay đổi, cải chính hộ tịch", "Change or correct civil status"),
        name("Việc hộ tịch khác", "Other civil status matters"),
    ),
    "chung_thuc": (name("Chứng thực bản sao", "Certify a copy"), name("Chứng thực chữ ký", "Certify a signature")),
}


_PROCEDURES = {"Đăng ký khai sinh": ("1.001193", "1.004884", "2.000986"), "Đăng ký kết hôn": ("1.000894",)}


def _services() -> dict[int, Service]:
    found: dict[int, Service] = {}
    for place, one in enumerate(FIELDS):
        for text in _NAMES.get(one.code, (one.name,)):
            number = len(found) + 1
            procedures = _PROCEDURES.get(text.vi, ())
            code = f"S{number:02d}"
            found[number] = Service(number, code, one.code, chr(ord("A") + place), text, procedures=procedures)
    return found


SETUP = Setup(
    branch=Branch(
        1,
        "H99.99",
        name("Trung tâm Phục vụ hành chính công", "Public Administration Service Centre"),
        name("Phường Bạc Liêu", "Bạc Liêu Ward"),
        name("Hành chính phục vụ", "Administration that serves"),
    ),
    fields=FIELDS,
    services=_services(),
    counters={n: Counter(n, n, name(f"Quầy số {n}"), dict.fromkeys(_services(), 0)) for n in (1, 2, 3)},
    groups={
        "elder": PriorityGroup("elder", name("Người cao tuổi", "Elderly people", "មនុស្សចាស់"), 60),
        "disabled": PriorityGroup("disabled", name("Người khuyết tật", "People with a disability", "ជនពិការ")),
        "merit": PriorityGroup("merit", name("Người có công với cách mạng", "People with merit")),
        "pregnant": PriorityGroup("pregnant", name("Phụ nữ mang thai", "Pregnant woman"), sex=Sex.FEMALE),
    },
    openings=(),
    policy=CallingPolicy(),
)
STAFF = (Staff(2, "hoa", "Lê Thị Hoa", StaffRole.LEAD), Staff(5, "nam", "Trần Văn Nam", StaffRole.ADMINISTRATOR))
PIN = "4711"
OPEN = Hours(is_open=True, closes_at=None, opens_at=None)
_WAITS = [(3, (10, 20)), (1, (5, 15)), (0, (0, 5)), (3, (15, 25)), (2, (5, 15)), (1, (10, 20)), (0, (0, 5))]


def views(setup: Setup = SETUP) -> tuple[ServiceView, ...]:
    return tuple(
        ServiceView(service, ahead, WaitRange(ahead, minutes), (1, 2))
        for service, (ahead, minutes) in (
            (service, _WAITS[place % len(_WAITS)]) for place, service in enumerate(setup.services.values())
        )
    )


def ticket(service_id: int = 4, number: int = 46, state: TicketState = TicketState.WAITING) -> Ticket:
    service = SETUP.services[service_id]
    code = make_code(KEY, "H99.99", service.series, number, date(2026, 11, 20)).compact
    return Ticket(
        id=f"t{number}",
        branch_id=1,
        business_date=date(2026, 11, 20),
        series=service.series,
        number=number,
        code=code,
        service_id=service_id,
        state=state,
        language="vi",
        issued_at=NOON,
        queued_at=NOON,
        counter_id=1,
    )


def done(number: int = 40) -> Rateable:
    """Return a finished visit that can be rated, with a remark."""
    return Rateable(ticket(1, number, TicketState.DONE), SETUP.services[1], 1, takes_remark=True)


def slip(one: Ticket, minutes: tuple[int, int] | None = (15, 25), ahead: int = 3) -> TicketSlip:
    branch = SETUP.branch
    service = SETUP.services[one.service_id].name
    at = branch.local(NOON)
    return TicketSlip(
        one.label, one.code, branch.name, branch.place, branch.slogan, service, (1, 2), ahead, minutes, at, "vi"
    )


def card(sex: Sex | None = Sex.MALE, full_name: str = "TRẦN VĂN HÙNG", year: int = 1958) -> CitizenCard:
    return CitizenCard("095058001234", full_name, date(year, 5, 1), sex, "Bạc Liêu", date(2021, 4, 9))


def appointment(arrival: Arrival = Arrival.IN_TIME, **changes: Any) -> AppointmentNow:
    """Return the appointment at 09:30 for service 4."""
    at = SETUP.branch.local(datetime(2026, 11, 20, 2, 30, tzinfo=UTC))
    known = AppointmentNow(
        code="HEN7K2Q94MJ",
        arrival=arrival,
        begins=at,
        ends=at + timedelta(minutes=15),
        from_when=at - timedelta(minutes=30),
        service=SETUP.services[4],
        elsewhere=None,
        ticket=None,
    )
    return replace(known, **changes)


#: The sample's catalogue is from June, so in November it is shown as old.
POSTED = Standing(date(2026, 6, 10), is_old=True)


@cache
def catalogue() -> Catalogue:
    return mark_looked_up(read_catalogue(sample_catalogue()), looked_up(), date(2026, 11, 20))


@cache
def index() -> Index:
    services = [SearchEntry(HitKind.SERVICE, str(one.id), one.name.vi) for one in SETUP.services.values()]
    procedures = [
        SearchEntry(HitKind.PROCEDURE, one.code, one.title, (one.name,), (one.field,), (one.code,))
        for one in catalogue().procedures
    ]
    return Index([*services, *procedures], speech())


@dataclass(kw_only=True)
class KioskBranch(FakeBranch):
    """Fake the branch that a kiosk asks.

    `down`: every question ends in this error. `gate`: answers wait until it is set. `last_question`: the arguments of
    the last question that has any.
    """

    now: Hours = OPEN
    held: tuple[Ticket, ...] = ()
    already: Ticket | None = None
    refusal: CounterError | None = None
    down: Exception | None = None
    offered: tuple[ServiceView, ...] = field(default_factory=views)
    print_states: list[PrintJobState] = field(default_factory=lambda: [PrintJobState.PRINTED])
    wishes: list[TicketRequest] = field(default_factory=list)
    issued: dict[str, Ticket] = field(default_factory=dict)
    finished: Rateable | None = None
    verdicts: list[tuple[str, Rating]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    last_printer_answer: PrintJobState = PrintJobState.QUEUED
    last_question: tuple[object, ...] = ()
    expected: bool = False
    booked: AppointmentNow | None = None
    check_ins: list[CheckIn] = field(default_factory=list)
    staff: tuple[Staff, ...] = STAFF
    acts: list[tuple[int, StaffAct]] = field(default_factory=list)
    portal: str = ""
    station_state: StationState = field(default_factory=StationState)
    posted: Standing | None = POSTED
    printed_cases: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        if args:
            self.last_question = args
        if self.down is not None:
            self.asked.append(self._answer_of(use_case))
            raise self.down
        return super().run(use_case, *args, **kwargs)

    @answers(kiosk_view)
    def kiosk_view(self) -> KioskView:
        return KioskView(
            SETUP,
            self.offered,
            self.now,
            self.station_state,
            has_appointments=self.expected,
            catalogue=self.posted,
            dossier_portal=self.portal,
        )

    @answers(staff_exit.staff_for_exit)
    def staff_for_exit(self) -> tuple[Staff, ...]:
        return self.staff

    @answers(staff_exit.open_for_staff)
    def open_for_staff(self, login: str, pin: str) -> Staff:
        if pin != PIN:
            raise CounterError("staff.wrong_pin")
        return next(one for one in self.staff if one.login == login)

    @answers(staff_exit.act)
    def staff_act(self, staff_id: int, what: StaffAct) -> None:
        self.acts.append((staff_id, what))
        if what in (StaffAct.TAKE_OUT, StaffAct.BRING_BACK):
            self.station_state = replace(self.station_state, is_out=what is StaffAct.TAKE_OUT)

    @answers(trials.print_trial)
    def print_trial(self, _request_id: str, _staff_id: int, _language: str) -> int:
        return 11

    @answers(recognition.recognise)
    def recognise(self, number: str, birth_year: int | None, sex: Sex | None = None) -> Recognised:
        group = "elder" if birth_year is not None and 2026 - birth_year >= 60 else None
        groups = tuple(one.code for one in SETUP.groups_for(sex, None))
        return Recognised(f"key-{hash(number)}", self.held, groups, group, self.booked)

    @answers(reception.issue_ticket)
    def issue_ticket(self, wish: TicketRequest) -> Issued | AlreadyHolds:
        if self.refusal is not None:
            raise self.refusal
        if self.already is not None:
            return AlreadyHolds(self.already, slip(self.already))
        self.wishes.append(wish)
        repeated = wish.request_id in self.issued
        one = self.issued.setdefault(wish.request_id, ticket(wish.service_id, 46 + len(self.issued)))
        return Issued(one, replace(slip(one), has_priority=wish.group is not None), 7, repeated)

    @answers(appointments.find)
    def find_appointment(self, _code: str) -> AppointmentNow:
        if self.refusal is not None:
            raise self.refusal
        return self.booked or appointment()

    @answers(appointments.check_in)
    def check_in(self, wish: CheckIn) -> Issued | AlreadyHolds:
        if self.refusal is not None:
            raise self.refusal
        if self.already is not None:
            return AlreadyHolds(self.already, slip(self.already))
        self.check_ins.append(wish)
        one = self.issued.setdefault(wish.request_id, ticket(4, 46 + len(self.issued)))
        return Issued(one, replace(slip(one), appointed_at=appointment().begins), 7)

    @answers(reception.slip_of)
    def slip_of(self, one: Ticket) -> TicketSlip:
        return slip(one)

    @answers(print_jobs.state)
    def print_state(self, _job: int) -> PrintJobState:
        if self.print_states:
            self.last_printer_answer = self.print_states.pop(0)
        return self.last_printer_answer

    @answers(print_jobs.give_up)
    def give_up_slip(self, _job: int) -> PrintJobState:
        return PrintJobState.FAILED

    @answers(procedures.catalogue)
    def catalogue(self) -> Catalogue:
        return catalogue()

    @answers(procedures.search)
    def search(self, text: str) -> tuple[Hit, ...]:
        return index().search(text)

    @answers(procedures.print_procedure)
    def print_procedure(self, _request_id: str, _code: str, _language: str, case: str) -> int:
        self.printed_cases.append(case)
        return 9

    @answers(ratings.rateable)
    def rateable(self, _code: str) -> Rateable:
        if self.refusal is not None:
            raise self.refusal
        return done()

    @answers(ratings.just_finished)
    def just_finished(self, _counter: int) -> Rateable | None:
        if self.refusal is not None:
            raise self.refusal
        return self.finished

    @answers(ratings.rate)
    def rate(self, _request_id: str, ticket_id: str, rating: Rating) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.verdicts.append((ticket_id, rating))
