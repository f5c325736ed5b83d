"""Measure every state of the desk and the boards as drawn, on every screen and in every language."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.gallery import desk, hall
from kiosk.gallery.still import photograph
from tests.ui.drawn import Drawn, Recorder
from tests.ui.measures import _broken_words, _places
from ui.desk.window import DeskWindow
from ui.staff.choice import DeskSheet
from ui.widgets import Key

#: Pixels of an em at the desk: 16 are text, and only where a screen is crowded is it less.
LEAST_EM = 12
#: The boards' smallest text that must be read, in pixels of the em: lying, upright, and on the sign above a counter.
LEAST_LYING, LEAST_UPRIGHT, LEAST_SIGN = 47, 45, 45
#: Stands for the artwork of the province.
ROUNDEL = ("biểu", "trưng")


def texts_of(window: DeskWindow, recorder: Recorder) -> list[Drawn]:
    """Return the drawn texts that can be read: none below a sheet."""
    sheet = window.flow.sheet
    seen = [one for one in recorder.drawn if one.widget.isVisible()]
    return seen if sheet is None else [one for one in seen if sheet.isAncestorOf(one.widget)]


def _holds(key: Key) -> Iterator[bool]:
    """Return whether each widget around a key has room for all of it."""
    around = key.parentWidget()
    while around is not None:
        yield around.rect().contains(key.rect().translated(key.mapTo(around, key.rect().topLeft())))
        around = None if around.isWindow() else around.parentWidget()


def keys_inside(window: QWidget, part: QWidget) -> list[str]:
    frame = window.rect()
    keys = [key for key in part.findChildren(Key) if key.isVisible()]
    places = [(key, key.rect().translated(key.mapTo(window, key.rect().topLeft()))) for key in keys]
    wrong = [f"{key.accessibleName()} stands out of the window" for key, place in places if not frame.contains(place)]
    wrong += [f"{key.accessibleName()} is cut off" for key, place in places if not all(_holds(key))]
    wrong += [f"{key.accessibleName()} is {place.height()} pixels high" for key, place in places if place.height() < 46]
    for index, (key, place) in enumerate(places):
        wrong += [
            f"{key.accessibleName()} lies on {o.accessibleName()}" for o, p in places[:index] if p.intersects(place)
        ]
    return wrong


@pytest.mark.slow
def test_every_state_of_the_desk_is_whole(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder, wrong, states = Recorder(), list[str](), set[tuple[str, str, int]]()
    recorder.install(monkeypatch)
    for window, language, state in desk.desks(whole=True):
        recorder.drawn.clear()
        photograph(window)
        texts = texts_of(window, recorder)
        assert len(texts) > 5, f"{state} was not drawn"
        part: QWidget = window.flow.sheet if isinstance(window.flow.sheet, DeskSheet) else window
        found = [*_places(texts, cast(Any, window)), *_broken_words(texts), *keys_inside(window, part)]
        found += [
            f"{one.text!r}: {one.em} pixels" for one in texts if one.em < LEAST_EM and one.text not in ("biểu", "trưng")
        ]
        wrong += [f"{state}, {language}, {window.width()}: {one}" for one in found]
        states.add((state, language, window.width()))
    assert "\n".join(wrong) == ""
    assert len(states) == 25 * len(desk.LANGUAGES) * len(desk.SCREENS)


@pytest.mark.slow
def test_every_state_of_the_boards_is_whole_and_legible(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """To be read from 8 m on 55 inches, capitals need 21 mm, landscape or portrait."""
    recorder, wrong, count = Recorder(), list[str](), 0
    recorder.install(monkeypatch)
    for board, language, state in hall.boards(whole=True):
        recorder.drawn.clear()
        photograph(board)
        texts = [one for one in recorder.drawn if one.widget.isVisible()]
        is_upright = board.height() > board.width()
        least = LEAST_SIGN if state.startswith("sign") else LEAST_UPRIGHT if is_upright else LEAST_LYING
        found = [*_places(texts, cast(Any, board)), *_broken_words(texts)]
        body = [one for one in texts if type(one.widget).__name__ != "Header"]
        found += [f"{one.text!r}: {one.em} pixels" for one in body if one.em < least]
        wrong += [f"{state}, {language}, {board.width()}x{board.height()}: {one}" for one in found]
        count += 1
    assert "\n".join(wrong) == ""
    assert count == 3 * (6 * len(hall.BOARDS) + 3 * len(hall.SIGNS))
