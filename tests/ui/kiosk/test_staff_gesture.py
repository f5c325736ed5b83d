"""Check the staff exit's gesture: all corners clockwise and the first again, or F10 five times."""

import random

import pytest

from ui.kiosk.staff_gesture import StaffGesture

SIZE = (1080, 1920)
CORNER = 48
PLACES = {"tl": (5, 5), "tr": (1075, 5), "br": (1075, 1915), "bl": (5, 1915), "middle": (540, 960)}
RIGHT = "tl tr br bl tl"


def play(gesture: StaffGesture, places: str, pause: float = 1.0) -> list[bool]:
    """Return the answer to each touch of a row of places."""
    return [gesture.touch(*PLACES[name], SIZE, CORNER, at * pause) for at, name in enumerate(places.split())]


def test_five_corners_are_the_gesture() -> None:
    assert play(StaffGesture(), RIGHT) == [False] * 4 + [True]


@pytest.mark.parametrize(
    "places",
    ["tl tr br bl", "tl bl br tr tl", "tl tr br middle bl tl", "tr br bl tl", "tl tr tl br bl tl", "tl tl tr br bl"],
)
def test_anything_else_is_not(places: str) -> None:
    assert not any(play(StaffGesture(), places))


def test_a_wrong_start_does_not_spoil_the_right_gesture_after_it() -> None:
    assert play(StaffGesture(), f"tl tr middle tl {RIGHT}")[-1]


def test_too_slow_is_not_the_gesture() -> None:
    assert not any(play(StaffGesture(), RIGHT, pause=2.1))
    assert play(StaffGesture(), RIGHT, pause=1.9)[-1]


def test_twice_in_a_row_works_twice() -> None:
    assert play(StaffGesture(), f"{RIGHT} {RIGHT}", pause=0.1).count(True) == 2


def test_a_hundred_thousand_touches_anywhere_do_not_find_it() -> None:
    chance, gesture = random.Random(3), StaffGesture()
    for turn in range(100_000):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        assert not gesture.touch(x, y, SIZE, CORNER, turn * 0.05)


def test_the_staff_key_five_times_within_eight_seconds() -> None:
    gesture = StaffGesture()
    assert [gesture.press(is_staff_key=True, now=at) for at in range(5)] == [False] * 4 + [True]
    assert not any(gesture.press(is_staff_key=True, now=at * 3.0) for at in range(20))


def test_another_key_or_a_touch_between_begins_anew() -> None:
    gesture = StaffGesture()
    for at in range(4):
        gesture.press(is_staff_key=True, now=at)
    assert not gesture.press(is_staff_key=False, now=4)
    assert not gesture.press(is_staff_key=True, now=5)
    for at in range(3):
        gesture.press(is_staff_key=True, now=5 + at)
    gesture.touch(500, 500, SIZE, CORNER, 9)
    assert not gesture.press(is_staff_key=True, now=9)
