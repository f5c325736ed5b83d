"""Check the pictures of a draft: drawn in its colours, whatever it holds, and with nothing left on the screen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.domain.artwork import read_artwork
from kiosk.domain.look import Colour, LookPart, Roundel
from kiosk.program.sample import sample_document
from kiosk.program.slip_picture import slip_picture
from ui.manager.preview import Previews, PreviewStyle, setup_of
from ui.theme import Theme

SAMPLE = sample_document()
LAM = LookPart(Colour.from_text("#0B3A66"), Colour.from_text("#1B62A5"), Colour.from_text("#F5CF63"))
SIGN = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='#00ff00' d='M0 0h9v9H0z'/></svg>"
MOMENT = datetime(2026, 11, 20, 2, 12, tzinfo=UTC)


@pytest.fixture
def previews(qtbot: QtBot) -> Previews:
    return Previews(MOMENT, slip_picture)


def colours_of(picture: QImage) -> set[str]:
    return {QColor(picture.pixel(x, y)).name() for x in range(picture.width()) for y in range(picture.height())}


def test_a_draft_is_drawn_in_its_own_colours_with_its_roundel(previews: Previews) -> None:
    setup = setup_of(replace(SAMPLE, look=replace(LAM, roundel=Roundel.of(read_artwork(SIGN)))))
    for picture in (previews.kiosk(setup, 540), previews.board(setup, 480)):
        found = colours_of(picture)
        assert {"#0b3a66", "#00ff00", "#f5cf63"} <= found
        assert "#86060f" not in found
    assert {"#86060f", "#b81c24"} & colours_of(previews.kiosk(setup_of(SAMPLE), 540)), "looks do not mix"


def test_high_contrast_does_not_change_with_the_colours(previews: Previews) -> None:
    lam = setup_of(replace(SAMPLE, look=LAM))
    assert Theme(high_contrast=True, look=lam.look).c == Theme(high_contrast=True).c
    assert not {"#0b3a66", "#1b62a5", "#f5cf63"} & colours_of(previews.kiosk(lam, 540, PreviewStyle.CONTRAST))


def test_a_slip_is_black_and_white(previews: Previews) -> None:
    picture = previews.slip(setup_of(replace(SAMPLE, look=LAM)), 576)
    assert picture.width() == 576
    assert all(QColor(name).saturation() == 0 for name in colours_of(picture.scaledToWidth(60)))


def test_a_draft_that_does_not_fit_together_is_drawn_all_the_same(previews: Previews) -> None:
    empty = setup_of(replace(SAMPLE, services=(), fields=(), counters=(), groups=()))
    torn = setup_of(replace(SAMPLE, services=SAMPLE.services[:1], fields=SAMPLE.fields[2:]))
    for setup in (empty, torn):
        pictures = previews.kiosk(setup, 90), previews.fields(setup, 90), previews.board(setup, 90)
        assert [one.width() for one in (*pictures, previews.slip(setup, 90))] == [90] * 4


def test_nothing_of_a_preview_is_seen_or_kept(previews: Previews, qtbot: QtBot) -> None:
    before = set(map(id, QApplication.topLevelWidgets()))
    previews.fields(setup_of(SAMPLE), 90)
    previews.board(setup_of(SAMPLE), 90)
    qtbot.waitUntil(lambda: not [one for one in QApplication.topLevelWidgets() if id(one) not in before])
