"""Check that the candidates for the next call give the same answer as the whole queue."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from kiosk.branch.office import Office
from kiosk.domain.queue.calling import AskingCounter, CallingPolicy, QueuePlace, Rule, Waiting, order_queue
from kiosk.program.sample import BRANCH_ID
from kiosk.store import tickets
from kiosk.store.journal import to_us
from kiosk.store.tables import ticket
from tests.conftest import MORNING

#: Four counters are open, each with a clerk of the same number.
OPEN = {number: number for number in (1, 2, 3, 4)}
COUNTERS = (1, 2, 3, 4, 5)
TODAY = date(2026, 11, 24)


class UndoneError(Exception):
    """Roll back a transaction that was only read."""


@contextmanager
def nothing_stays(office: Office) -> Iterator[Connection]:
    """Yield the connection of a write that is rolled back."""
    with suppress(UndoneError), office.store.write() as connection:
        yield connection
        raise UndoneError


def crowd(chance: Random, size: int) -> list[dict[str, Any]]:
    """Generate rows of a queue with everything that can occur, in the minutes around nine."""

    def moment(first: int, last: int) -> int:
        return to_us(MORNING + timedelta(seconds=chance.randrange(first * 60, last * 60)))

    def now_and_then(share: float, value: Any) -> Any:
        return value if chance.random() < share else None

    rows, queued = [], [moment(-90, 0) for _ in range(size + 1)]
    for place in range(2, size + 2):
        series, number = "YZ"[place % 2], place // 2  # two series: each number twice, and in the same moment
        check = chance.choice([None, None, None, "declared", "declared", "confirmed", "refused"])
        state = chance.choices(("waiting", "parked", "called", "done", "no_show"), (12, 3, 1, 1, 1))[0]
        rows.append(
            {
                "id": f"t{chance.randrange(1 << 40)}",
                "branch_id": BRANCH_ID,
                "business_date": "2026-11-24" if chance.random() < 0.95 else "2026-11-23",
                "series": series,
                "number": number,
                "code": f"{series}{number}",
                "service_id": chance.choice([1, 2, 8, 9, 12, 27]),
                "state": state,
                "language": "vi",
                "priority_group": "elderly" if check else None,
                "priority_check": check,
                "issued_us": to_us(MORNING) - 7_000_000_000 + number,
                "queued_us": queued[number] if chance.random() < 0.8 else to_us(MORNING) - 600_000_000,
                "appointed_us": now_and_then(0.15, moment(-60, 60)),
                "put_first_us": now_and_then(0.08, moment(-30, 0)),
                "to_counter_id": now_and_then(0.08, chance.choice(COUNTERS)),
                "to_staff_id": now_and_then(0.08, chance.choice((1, 2, 3, 4, 5))),
                "parked_until_us": moment(-30, 30) if state == "parked" else None,
                "calls": 0,
            }
        )
    return rows


def first(found: tuple[Waiting, ...], **asking: Any) -> QueuePlace | None:
    return next(iter(order_queue(found, now=MORNING, first=1, **asking)), None)


@pytest.mark.parametrize("seed", range(4))
def test_the_candidates_give_the_same_next_one_and_the_same_reason(office: Office, seed: int) -> None:
    chance, setup, differing = Random(seed), office.setup(), 0
    for _ in range(12):
        with nothing_stays(office) as connection:
            connection.execute(insert(ticket), crowd(chance, chance.choice((1, 5, 25, 60))))
            everybody = tickets.waiting(connection, BRANCH_ID, TODAY, MORNING)
            for number in COUNTERS:
                found = tickets.candidates(connection, BRANCH_ID, TODAY, MORNING, setup.counters[number].services)
                assert set(found) <= set(everybody)
                differing += len(found) < len(everybody)
                for rule in Rule:
                    asking = {
                        "policy": CallingPolicy(rule, overdue_minutes=chance.choice((None, 10, 60))),
                        "weights": {one: chance.choice((0, 5, 30)) for one in setup.counters[number].services},
                        "streak": chance.randrange(-2, 4),
                        "appointments": chance.randrange(0, 3),
                        "asking": AskingCounter(number, number, OPEN),
                    }
                    assert first(found, **asking) == first(everybody, **asking)
    assert differing, "the candidates are not everybody"


def test_a_crowd_of_one_service_has_two_candidates(office: Office) -> None:
    with nothing_stays(office) as connection:
        rows = crowd(Random(1), 60)
        plain = dict.fromkeys(("appointed_us", "put_first_us", "to_counter_id", "to_staff_id", "parked_until_us"))
        for place, row in enumerate(rows):
            check = "declared" if place % 3 == 0 else None
            row.update({**plain, "state": "waiting", "service_id": 1, "priority_check": check})
        connection.execute(insert(ticket), rows)
        services = office.setup().counters[1].services
        assert len(tickets.candidates(connection, BRANCH_ID, TODAY, MORNING, services)) == 2
