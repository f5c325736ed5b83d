"""Check the cards of simulated citizens."""

from datetime import date

import pytest

from devices.citizen_card import read_scan
from devices.simulators.cards import OTHER_CODES, card_text, sample_cards
from kiosk.domain.people.scan import OtherCode, Sex

TODAY = date(2026, 11, 24)
CARDS = sample_cards(7, 300, TODAY)


def test_every_sample_reads_back_as_itself_without_a_warning() -> None:
    for card in CARDS:
        assert read_scan(card_text(card).encode()) == card


def test_samples_are_many_people() -> None:
    assert len({card.number for card in CARDS}) == 300
    assert {card.sex for card in CARDS} == set(Sex)
    assert {len(card_text(card).split("|")) for card in CARDS} == {7, 11}
    assert any(card.old_number for card in CARDS)
    ages = [TODAY.year - card.birth.year for card in CARDS if card.birth]
    assert min(ages) < 14
    assert max(ages) >= 75


def test_the_same_seed_gives_the_same_people() -> None:
    assert sample_cards(7, 20, TODAY) == CARDS[:20]
    assert sample_cards(8, 20, TODAY) != CARDS[:20]


def test_no_sample_can_be_taken_for_a_person() -> None:
    assert all("Mẫu" in card.name and "Thử Nghiệm" in card.address for card in CARDS)


@pytest.mark.parametrize("kind", list(OtherCode))
def test_there_is_one_text_of_each_other_code(kind: OtherCode) -> None:
    assert read_scan(OTHER_CODES[kind].encode()) is kind
