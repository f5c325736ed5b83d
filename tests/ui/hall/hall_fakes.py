"""Fake a hall in memory for the tests of boards. `call` makes a call."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kiosk.branch import board
from kiosk.branch.board import BoardView, Call, HallView
from kiosk.domain.branch_setup import USUAL_HALL, Field, HallRules
from kiosk.domain.feedback import NO_FEEDBACK, FeedbackBlock
from kiosk.domain.orders import NO_STATION_ORDERS, StationOrders
from tests.fakes.branch import FakeBranch, answers
from tests.ui.desk.desk_fakes import NOW, SETUP, local

FIELDS = tuple(
    Field(code, local(name), "stamp")
    for code, name in (
        ("civil", "Hộ tịch"),
        ("copies", "Chứng thực"),
        ("land", "Đất đai"),
        ("residence", "Cư trú, căn cước"),
        ("welfare", "Trợ cấp xã hội"),
        ("build", "Xây dựng"),
        ("results", "Nhận kết quả"),
    )
)


@dataclass
class FakeHall(FakeBranch):
    """Fake the hall.

    `journal` holds every call, `done` the tickets that left their counter, `served` those that are there. `moment` is
    the database's time. `counts` replaces `waiting` if there are other fields.
    """

    journal: list[Call] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    served: set[str] = field(default_factory=set)
    waiting: tuple[int, ...] = (9, 7, 3, 2, 11, 0, 1)
    open: frozenset[int] = frozenset()
    following: tuple[tuple[Field, tuple[str, ...]], ...] = ()
    counts: tuple[tuple[Field, int], ...] = ()
    moment: datetime = NOW + timedelta(minutes=1)
    returns_in: timedelta | None = None
    rules: HallRules = USUAL_HALL
    feedback: FeedbackBlock = NO_FEEDBACK
    stations: StationOrders = NO_STATION_ORDERS

    def call(self, label: str, counter: int, *, again: bool = False, has_priority: bool = False) -> None:
        seq = len(self.journal) + 1
        self.journal.append(Call(seq, label, counter, NOW + timedelta(seconds=seq), again, has_priority))

    @answers(board.hall_view)
    def hall_view(self, after: int | None) -> HallView:
        view = self.shown_now()
        calls = () if after is None or after > view.seq else self.calls_since(after)
        return HallView(replace(SETUP, hall=self.rules, feedback=self.feedback, stations=self.stations), calls, view)

    def calls_since(self, seq: int) -> tuple[Call, ...]:
        return tuple(call for call in self.journal if call.seq > seq)

    def shown_now(self) -> BoardView:
        newest: dict[str, Call] = {}
        for call in reversed(self.journal):
            newest.setdefault(call.label, call)
        current = tuple(
            replace(call, is_served=call.label in self.served)
            for call in newest.values()
            if call.label not in self.done
        )
        recent = tuple(call for call in newest.values() if call.label in self.done)
        waiting = self.counts or tuple(zip(FIELDS, self.waiting, strict=True))
        seq, back = len(self.journal), self.returns_in
        return BoardView(seq, self.moment, current, recent, waiting, self.open, self.following, back)
