"""Check repeated codes and noise."""

from datetime import date

import pytest

from devices.repeats import Repeats
from devices.simulators.cards import sample_cards
from kiosk.domain.people.scan import OtherCode, Scan, ScanProblem, TicketScan

ONE, OTHER = sample_cards(1, 2, date(2026, 11, 24))
TICKET = TicketScan("A0462611207K2Q9")


@pytest.mark.parametrize("scan", [ONE, TICKET, OtherCode.WEB_LINK, ScanProblem.INCOMPLETE])
def test_the_same_code_within_the_time_is_passed_on_once(scan: Scan) -> None:
    repeats = Repeats(within_s=2.5)
    assert repeats.is_new(scan, at=0.0)
    assert not repeats.is_new(scan, at=2.4)
    assert repeats.is_new(scan, at=5.0)


def test_a_card_left_under_the_reader_stays_one_scan() -> None:
    repeats = Repeats(within_s=2.5)
    assert [repeats.is_new(ONE, at=float(second)) for second in range(10)].count(True) == 1


def test_another_card_is_passed_on_at_once() -> None:
    repeats = Repeats(within_s=2.5)
    scans: list[Scan] = [ONE, OTHER, TICKET, ONE]
    assert all(repeats.is_new(scan, at=0.1 * index) for index, scan in enumerate(scans))


def test_unreadable_pieces_in_a_row_are_one_problem() -> None:
    repeats = Repeats(within_s=2.5)
    burst: list[Scan] = [ScanProblem.GARBLED, OtherCode.UNKNOWN, ScanProblem.UNSAFE_TEXT, ScanProblem.TOO_LONG]
    assert [repeats.is_new(scan, at=0.1 * index) for index, scan in enumerate(burst)] == [True, False, False, False]


def test_a_good_card_after_noise_is_passed_on_at_once() -> None:
    repeats = Repeats(within_s=2.5)
    repeats.is_new(ScanProblem.GARBLED, at=0.0)
    assert repeats.is_new(ONE, at=0.1)


def test_it_holds_nothing_of_a_card() -> None:
    repeats = Repeats()
    repeats.is_new(ONE, at=0.0)
    assert all(isinstance(value, bool | int | float) for value in vars(repeats).values())
