"""Check the scale of the design: real millimetres if the panel reports them, sensible values otherwise."""

import pytest
from PySide6.QtCore import QSize, QSizeF

from ui.kiosk.fitting import density, fit
from ui.theme import Step, Theme

WIDE, HIGH, OLD = QSize(1920, 1080), QSize(1080, 1920), QSize(1280, 1024)


def test_without_a_density_the_look_fills_the_window() -> None:
    assert fit(HIGH, None, 0).unit == pytest.approx(3.2)
    assert fit(WIDE, None, 3).step == 3


@pytest.mark.parametrize(("inches", "px_per_mm", "share"), [(27, 3.2, 1.0), (32, 2.71, 1.18), (43, 2.02, 1.4)])
def test_the_look_grows_with_a_large_panel_to_a_limit(inches: int, px_per_mm: float, share: float) -> None:
    found = fit(WIDE, px_per_mm, 0)
    assert found.unit / px_per_mm == pytest.approx(share, rel=0.01), inches
    assert found.unit.panel == px_per_mm
    assert not found.is_small


def test_a_smaller_panel_shrinks_the_look() -> None:
    found = fit(WIDE, 4.03, 2)
    assert found.is_small
    assert found.unit == pytest.approx(4.03 * 0.83)
    assert found.step == 2
    assert fit(OLD, 3.4, 2).step == 2
    assert fit(HIGH, 4.03, 3).step == 3


@pytest.mark.parametrize(("size", "px_per_mm"), [(WIDE, 4.03), (OLD, 3.4)])
def test_where_the_largest_letters_have_no_room_they_are_as_large_and_the_page_is_rolled(
    size: QSize, px_per_mm: float
) -> None:
    found = fit(size, px_per_mm, 3)
    assert found.unit.is_rolled
    assert found.step == 3
    capitals = 0.74 * 7.8 * 1.7 * found.unit / px_per_mm
    assert capitals == pytest.approx(9.0, abs=0.1)
    assert not fit(size, px_per_mm, 2).unit.is_rolled


@pytest.mark.parametrize("size", [WIDE, HIGH])
def test_on_a_very_small_panel_the_largest_letters_are_as_large_and_the_rest_stays_as_it_is(size: QSize) -> None:
    found = fit(size, 5.78, 3)  # 15 inches
    assert found.unit == pytest.approx(3.2)
    assert found.unit.is_rolled
    sizes = Theme(found.unit, Step.XXL).m.sizes
    assert min(sizes.values()) * 0.74 / 5.78 == pytest.approx(9.0, abs=0.05)


def test_on_a_very_small_panel_nothing_is_cut_and_letters_are_larger() -> None:
    found = fit(WIDE, 5.78, 0)  # 15 inches
    assert found.unit == pytest.approx(3.2)
    assert found.step == 2
    sizes = Theme(found.unit, tuple(Step)[found.step]).m.sizes
    assert min(sizes.values()) * 0.74 / 5.78 == pytest.approx(4.8, abs=0.05)


def test_what_a_screen_says_of_itself_is_checked() -> None:
    assert density(WIDE, QSizeF(597.7, 336.2)) == pytest.approx(3.21, rel=0.01)
    assert density(WIDE, QSizeF(0, 0)) is None
    assert density(WIDE, QSizeF(160, 90)) is None  # what televisions like to say
    assert density(WIDE, QSizeF(600, 600)) is None
    assert density(WIDE, QSizeF(1920 / 96 * 25.4, 1080 / 96 * 25.4)) is None  # a system that does not know
