"""What a desk does on the worker thread: an act, and then a look at how it is now. No Qt here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.office import Setup, Staff
from kiosk.domain.text import CounterError
from ui.desk.services import DeskServices

if TYPE_CHECKING:
    from kiosk.branch.desk import DeskView
    from kiosk.branch.finding import Found


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """A clerk who has signed in, and the counter they sit at (None: not yet); another sign-in is another seat."""

    staff: Staff
    counter_id: int | None = None

    def is_held(self, view: "DeskView") -> bool:
        """Whether the counter is still this clerk's: a day's end closes it, or its clerk does at another machine."""
        return view.staff is not None and view.staff.id == self.staff.id


class DeskWork:
    """Every method waits for the branch; errors pass through to the one who asked."""

    def __init__(self, services: DeskServices) -> None:
        self._services = services
        self._offered: tuple[int, Seat] | None = None

    def read_branch(self) -> tuple[Setup, tuple[Staff, ...]]:
        """What a desk needs before anybody signs in."""
        return self._services.setup(), self._services.staff_list()

    def open_and_look(self, counter_id: int, seat: Seat) -> "DeskView":
        """Sit down, and see what is there.

        A lead who hears that somebody sits there, and picks the same counter once more, takes it over.
        """
        wanted, before, self._offered = (counter_id, seat), self._offered, None
        try:
            self._services.open_counter(counter_id, seat.staff.id, take_over=wanted == before)
        except CounterError as refused:
            if refused.message.key == "counter.take_over":
                self._offered = wanted
            raise
        return self._services.desk_view(counter_id)

    def act_and_look(self, act: Callable[[], object], counter_id: int) -> "DeskView":
        """Do one thing, and see how it is then."""
        act()
        return self._services.desk_view(counter_id)

    def find(self, counter_id: int, text: str) -> "tuple[str, tuple[Found, ...]]":
        """What was looked for, and the numbers of today that fit."""
        return text, self._services.numbers_today(counter_id, text)

    def finish_and_call(
        self, counter: int, staff: int, request: str, finish_id: str, done: Mapping[int, int]
    ) -> "tuple[bool, DeskView]":
        """Finish the ticket that was here (its id, "" for none), then call; whether somebody was called.

        After a lost answer the same request may come again: what was finished is not finished twice, and the call gets
        its first answer.
        """
        here = self._services.desk_view(counter).current
        if here is not None and here.id == finish_id:
            self._services.finish(counter, staff, done)
        called = self._services.call_next(counter, staff, request)
        return called is not None, self._services.desk_view(counter)
