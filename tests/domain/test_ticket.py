"""Check that the table of moves is complete and nothing outside it is allowed."""

from itertools import product

import pytest

from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket import (
    AT_COUNTER_STATES,
    MOVES,
    OPEN_STATES,
    Move,
    Priority,
    PriorityCheck,
    TicketState,
    after,
    label,
)

#: The table once more, as the design draws it: who reads this knows every move there is.
ALLOWED = {
    ("waiting", "call"): "called",
    ("waiting", "reopen"): "serving",
    ("waiting", "put_back"): "waiting",
    ("waiting", "cancel"): "cancelled",
    ("waiting", "expire"): "expired",
    ("called", "recall"): "called",
    ("called", "start"): "serving",
    ("called", "mark_no_show"): "no_show",
    ("called", "take_back"): "waiting",
    ("called", "transfer"): "waiting",
    ("called", "cancel"): "cancelled",
    ("called", "expire"): "expired",
    ("serving", "finish"): "done",
    ("serving", "park"): "parked",
    ("serving", "transfer"): "waiting",
    ("serving", "cancel"): "cancelled",
    ("serving", "expire"): "expired",
    ("parked", "return"): "waiting",
    ("parked", "call"): "called",
    ("parked", "cancel"): "cancelled",
    ("parked", "expire"): "expired",
    ("no_show", "return"): "waiting",
    ("no_show", "call"): "called",
    ("no_show", "expire"): "expired",
    ("done", "reopen"): "serving",
    ("done", "put_back"): "waiting",
    ("expired", "return"): "waiting",
}


@pytest.mark.parametrize(("state", "move"), list(product(TicketState, Move)))
def test_every_pair_of_state_and_move_is_allowed_or_refused(state: TicketState, move: Move) -> None:
    expected = ALLOWED.get((state.value, move.value))
    if expected is not None:
        assert after(state, move) is TicketState(expected)
        return
    with pytest.raises(CounterError) as refused:
        after(state, move)
    assert refused.value.message.key == "ticket.move_refused"
    assert refused.value.message.args == {"state": state.value, "move": move.value}


def test_every_state_has_its_row_and_can_be_reached() -> None:
    assert set(MOVES) == set(TicketState)
    reached = {target for moves in MOVES.values() for target in moves.values()}
    assert reached == set(TicketState)


def test_who_stands_at_a_counter_holds_a_number() -> None:
    assert AT_COUNTER_STATES < OPEN_STATES
    assert OPEN_STATES.isdisjoint({TicketState.DONE, TicketState.CANCELLED, TicketState.EXPIRED, TicketState.NO_SHOW})


@pytest.mark.parametrize(("check", "counts"), list(zip(PriorityCheck, (True, True, False), strict=True)))
def test_a_priority_counts_until_a_clerk_refuses_it(check: PriorityCheck, counts: bool) -> None:
    assert Priority("elderly", check).counts is counts


@pytest.mark.parametrize(("number", "text"), [(1, "A001"), (46, "A046"), (999, "A999"), (1000, "A1000")])
def test_a_label_has_at_least_three_digits(number: int, text: str) -> None:
    assert label("A", number) == text
