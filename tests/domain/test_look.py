"""Check the colours of a branch: their shades, their contrast, and the nearest colour that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.look import (
    INK,
    USUAL_LOOK,
    WHITE,
    Colour,
    LookPart,
    contrast,
    contrast_checks,
    shades_of,
)
from ui.theme.palettes import named_colours
from ui.theme.tokens import tokens

BYTE = st.integers(0, 255)
COLOURS = st.builds(Colour, BYTE, BYTE, BYTE)


def checks_of(colours: LookPart) -> dict[str, tuple[str, bool, str]]:
    return {one.key: (one.figure.vi, one.is_good, one.nearest.to_text()) for one in contrast_checks(colours)}


def test_the_usual_colours_have_the_shades_of_the_design() -> None:
    c, shades = tokens()["colour"], shades_of(USUAL_LOOK)
    usual = (USUAL_LOOK.main, USUAL_LOOK.identity, USUAL_LOOK.accent)
    assert [one.to_text() for one in usual] == [c["lacquer"], c["flag"], c["gold"]]
    assert shades.main_pressed.to_text() == c["lacquer_pressed"]
    assert shades.main_motif.to_text() == c["lacquer_motif"]
    assert shades.accent_edge.to_text() == c["gold_edge"]
    assert shades.accent_tint.to_text() == c["gold_tint"]
    assert (INK.to_text(), WHITE.to_text()) == (c["ink"], c["ground"])


def test_the_usual_colours_have_the_contrast_of_the_design() -> None:
    assert checks_of(USUAL_LOOK) == {
        "main": ("10,3", True, "#86060F"),
        "identity": ("6,5", True, "#B81C24"),
        "accent": ("11,6", True, "#F5CF63"),
    }


def test_a_failing_colour_has_the_nearest_that_passes() -> None:
    found = checks_of(LookPart(Colour.from_text("#8F0F1A"), Colour.from_text("#FFAA00"), Colour.from_text("#C08010")))
    assert found == {
        "main": ("9,3", False, "#860E18"),
        "identity": ("1,9", False, "#CA8600"),
        "accent": ("5,2", False, "#E0C088"),
    }


def test_a_contrast_that_is_too_low_is_not_rounded_up() -> None:
    (main, *_rest) = contrast_checks(LookPart(main=Colour(0x87, 0x0D, 0x1A)))
    assert 9.9 < main.ratio < 10
    assert (main.figure.vi, main.figure.to("en")) == ("9,9", "9.9")


@given(COLOURS, COLOURS, COLOURS)
def test_whatever_is_cured_can_be_read_in_every_shade(main: Colour, identity: Colour, accent: Colour) -> None:
    nearest = [one.nearest for one in contrast_checks(LookPart(main, identity, accent))]
    cured = LookPart(nearest[0], nearest[1], nearest[2])
    assert all(one.is_good for one in contrast_checks(cured))
    shades = shades_of(cured)
    assert min(contrast(WHITE, one) for one in (cured.main, shades.main_pressed, shades.main_motif)) >= 10
    assert min(contrast(INK, one) for one in (cured.accent, shades.accent_tint)) >= 10
    assert contrast(cured.accent, cured.main) >= 3


@pytest.mark.parametrize("text", ["red", "#86060", "#86060G", "86060F", "#86060F0", ""])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        Colour.from_text(text)


@given(COLOURS)
def test_a_colour_is_written_as_it_is_read(colour: Colour) -> None:
    assert Colour.from_text(colour.to_text().lower()) == colour


def test_every_named_colour_can_be_read_and_the_first_is_the_usual_one() -> None:
    looks = [one.put_on(USUAL_LOOK) for one in named_colours()]
    assert looks[0] == USUAL_LOOK
    assert [one for look in looks for one in contrast_checks(look) if not one.is_good] == []
