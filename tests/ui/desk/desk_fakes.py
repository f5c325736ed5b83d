"""Fake a counter's queue in memory for the desk's tests."""
# ruff: noqa: ARG002 - a fake takes what the use case takes

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from kiosk.branch import desk, staff
from kiosk.branch.desk import DeskView, QueueLine, SignInView
from kiosk.branch.history.own_day import OwnDay, own_day
from kiosk.branch.serving import breaks, counters, visits
from kiosk.branch.serving.breaks import HelpCall
from kiosk.domain.branch_setup import (
    Branch,
    Counter,
    Field,
    OpeningSpan,
    PriorityGroup,
    Service,
    Setup,
    Staff,
    StaffRole,
)
from kiosk.domain.language.text import CounterError, LocalText, Message
from kiosk.domain.queue.calling import CallingPolicy
from kiosk.domain.queue.ticket import Move, Priority, PriorityCheck, Ticket, TicketState, after
from tests.fakes.branch import FakeBranch, answers

NOW = datetime(2026, 11, 20, 2, 18, tzinfo=UTC)


def local(vi: str) -> LocalText:
    return LocalText(vi, (("en", f"{vi} (en)"),))


SERVICES = {
    1: Service(1, "birth", "civil", "A", local("Đăng ký khai sinh"), 15),
    2: Service(2, "single", "civil", "A", local("Xác nhận tình trạng hôn nhân"), 15),
    3: Service(3, "copy", "copies", "B", local("Chứng thực bản sao từ bản chính"), 10),
}
SETUP = Setup(
    branch=Branch(
        1,
        "H99.99",
        local("Trung tâm Phục vụ hành chính công"),
        local("Phường Bạc Liêu"),
        local("Hành chính phục vụ"),
    ),
    fields=(Field("civil", local("Hộ tịch"), "users-round"), Field("copies", local("Chứng thực"), "stamp")),
    services=SERVICES,
    counters={
        number: Counter(number, number, local(f"Quầy số {number}"), {1: 0, 2: 0} if number < 3 else {3: 0})
        for number in (1, 2, 3)
    },
    groups={"child": PriorityGroup("child", local("có con dưới 36 tháng"))},
    openings=(OpeningSpan(4, time(7), time(17)),),
    policy=CallingPolicy(),
)
STAFF = (
    Staff(1, "an", "Nguyễn Thị An", StaffRole.CLERK),
    Staff(2, "binh", "Phạm Văn Bình", StaffRole.LEAD),
)
PIN = "2580"


def ticket(number: int, service: int = 2, *, minutes_ago: int = 12, priority: bool = False) -> Ticket:
    taken = NOW - timedelta(minutes=minutes_ago)
    return Ticket(
        id=f"t{number}",
        branch_id=1,
        business_date=date(2026, 11, 20),
        series="A",
        number=number,
        code=f"A{number:03d}261120XXXX",
        service_id=service,
        state=TicketState.WAITING,
        language="vi",
        issued_at=taken,
        queued_at=taken,
        priority=Priority("child") if priority else None,
    )


@dataclass
class FakeDesk(FakeBranch):
    """Fake a counter's queue. `lose_answers`: the number of calls that fail after they were done."""

    waiting: list[Ticket] = field(default_factory=list)
    absent: list[Ticket] = field(default_factory=list)
    current: Ticket | None = None
    clerks: dict[int, int] = field(default_factory=dict)
    first_answers: dict[str, Ticket | None] = field(default_factory=dict)
    help: tuple[HelpCall, ...] = ()
    own: OwnDay = field(default_factory=OwnDay)
    lose_answers: int = 0
    seq: int = 0
    now: datetime = NOW

    @answers(desk.sign_in_view)
    def sign_in_view(self) -> SignInView:
        return SignInView(SETUP, self.staff_list())

    def staff_list(self) -> tuple[Staff, ...]:
        return STAFF

    @answers(staff.sign_in)
    def sign_in(self, login: str, pin: str) -> Staff:
        found = next(one for one in STAFF if one.login == login)
        if pin != PIN:
            raise CounterError("staff.wrong_pin")
        return found

    @answers(breaks.help_for)
    def help_for(self, staff_id: int) -> tuple[HelpCall, ...]:
        return self.help

    @answers(counters.open_counter)
    def open_counter(self, counter_id: int, staff_id: int, *, take_over: bool = False) -> None:
        holder = self.clerks.get(counter_id, staff_id)
        if holder != staff_id:
            raise CounterError("counter.taken", name="Phạm Văn Bình", counter=counter_id)
        self.clerks[counter_id] = staff_id

    @answers(counters.close_counter)
    def close_counter(self, counter_id: int, staff_id: int) -> None:
        if self.current is not None:
            raise CounterError("counter.busy", number=self.current.label)
        self.clerks.pop(counter_id)

    @answers(desk.desk_view)
    def desk_view(self, counter_id: int) -> DeskView:
        lines = tuple(
            QueueLine(
                one,
                SERVICES[one.service_id],
                int((self.now - one.queued_at).total_seconds() // 60),
                Message("why.ratio", {"priority": 2, "ordinary": 1})
                if one.priority
                else Message("why.first_come", {"count": 1}),
            )
            for one in self.waiting[:5]
        )
        here = self.current
        return DeskView(
            counter=SETUP.counters[counter_id],
            staff=next((one for one in STAFF if one.id == self.clerks.get(counter_id)), None),
            current=here,
            service=SERVICES[here.service_id] if here else None,
            next=lines,
            waiting=len(self.waiting),
            no_shows=tuple(self.absent),
            print_trouble=0,
            seq=self.seq,
        )

    @answers(own_day)
    def own_day(self, _counter_id: int, _staff_id: int) -> OwnDay:
        return self.own

    @answers(desk.act)
    def act(self, counter_id: int, use_case: Callable[..., object], *args: object, **kwargs: object) -> DeskView:
        if isinstance(use_case, partial):
            self.run(use_case.func, *args, **use_case.keywords)
        else:
            self.run(use_case, *args, **kwargs)
        return self.run(desk.desk_view, counter_id)

    @answers(desk.finish_and_call)
    def finish_and_call(
        self, counter_id: int, staff_id: int, request_id: str, finish_id: str, done: Mapping[int, int]
    ) -> tuple[bool, DeskView]:
        if self.current is not None and self.current.id == finish_id:
            self.run(visits.finish, counter_id, staff_id, done)
        called = self.run(counters.call_next, counter_id, staff_id, request_id)
        return called is not None, self.run(desk.desk_view, counter_id)

    @answers(counters.call_next)
    def call_next(self, counter_id: int, staff_id: int, request_id: str) -> Ticket | None:
        if request_id in self.first_answers:
            return self.first_answers[request_id]
        if self.current is not None:
            raise CounterError("counter.busy", number=self.current.label)
        if self.waiting:
            called = self.waiting.pop(0)
            self.current = replace(called, state=TicketState.CALLED, calls=1, called_at=self.now, counter_id=counter_id)
        self.first_answers[request_id] = self.current
        self._lose()
        return self.current

    def _lose(self) -> None:
        if self.lose_answers:
            self.lose_answers -= 1
            raise OSError("the answer was lost")

    def _move(self, move: Move, change: Callable[[Ticket], Ticket]) -> Ticket:
        if self.current is None:
            raise CounterError("counter.nobody")
        self.current = change(replace(self.current, state=after(self.current.state, move)))
        return self.current

    @answers(counters.recall)
    def recall(self, counter_id: int, staff_id: int) -> Ticket:
        if self.current is not None and self.current.calls >= 3:
            raise CounterError("counter.recall_limit", number=self.current.label, count=3)
        return self._move(Move.RECALL, lambda one: replace(one, calls=one.calls + 1))

    @answers(visits.start)
    def start(self, counter_id: int, staff_id: int) -> Ticket:
        return self._move(Move.START, lambda one: replace(one, started_at=self.now))

    @answers(visits.finish)
    def finish(self, counter_id: int, staff_id: int, done: Mapping[int, int] | None = None) -> Ticket:
        over = self._move(Move.FINISH, lambda one: replace(one, finished_at=self.now))
        self.current = None
        return over

    @answers(counters.mark_no_show)
    def mark_no_show(self, counter_id: int, staff_id: int) -> Ticket:
        gone = self._move(Move.MARK_NO_SHOW, lambda one: one)
        self.current = None
        self.absent.insert(0, gone)
        return gone

    @answers(counters.bring_back)
    def bring_back(self, ticket_id: str, counter_id: int, staff_id: int) -> Ticket:
        back = next(one for one in self.absent if one.id == ticket_id)
        self.absent.remove(back)
        self.waiting.insert(0, replace(back, state=TicketState.WAITING))
        return back

    @answers(visits.check_priority)
    def check_priority(self, counter_id: int, staff_id: int, *, confirmed: bool) -> Ticket:
        assert self.current is not None
        assert self.current.priority is not None
        verdict = PriorityCheck.CONFIRMED if confirmed else PriorityCheck.REFUSED
        self.current = replace(self.current, priority=replace(self.current.priority, check=verdict))
        return self.current
