"""Check the counter sign: only its counter's calls, and the counter's state without a call."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

import resources
from kiosk.clock import ManualClock
from kiosk.domain.language.text import Texts
from tests.ui.desk.desk_fakes import NOW
from tests.ui.hall.hall_fakes import FakeHall
from tests.ui.touching import until
from ui.ask import Ask
from ui.hall.counter_sign import CounterSign

Make = Callable[..., CounterSign]


@pytest.fixture
def branch() -> FakeHall:
    return FakeHall()


@pytest.fixture
def make(qtbot: QtBot, branch: FakeHall) -> Make:
    def made(counter: int = 2, language: str = "vi", *, reduced_motion: bool = False) -> CounterSign:
        texts = Texts(language, resources.texts(language), resources.texts("vi"))
        sign = CounterSign(Ask(branch), [texts], ManualClock(NOW), counter, reduced_motion=reduced_motion)
        qtbot.addWidget(sign)
        sign.show()
        until(qtbot, lambda: not sign.follower.is_asking)
        return sign

    return made


def test_a_sign_shows_its_own_counter_only(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    sign = make()
    branch.call("A041", 1)
    branch.call("A042", 2)
    branch.call("A043", 3)
    sign.changed()
    until(qtbot, lambda: sign.number == "A042")
    assert sign.is_blinking
    assert "A042" in sign.accessibleName()
    branch.done.add("A042")
    sign.changed()
    until(qtbot, lambda: sign.number == "")


def test_a_call_of_another_counter_lets_nothing_blink(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    sign = make()
    branch.call("A041", 1)
    sign.changed()
    until(qtbot, lambda: not sign.follower.is_asking)
    assert (sign.number, sign.is_blinking) == ("", False)


def test_a_sign_says_whether_its_counter_is_open(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    sign = make()
    assert sign.words == "Quầy tạm nghỉ"
    branch.open = frozenset({2})
    sign.changed()
    until(qtbot, lambda: sign.words == "Mời Ông/Bà chờ gọi số")


def test_without_the_branch_a_sign_keeps_its_number_and_comes_back(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    branch.call("A042", 2)
    sign = make()
    branch.away = True
    sign.changed()
    until(qtbot, lambda: sign.words == "Bảng đang nối lại")
    assert sign.number == "A042"
    branch.away = False
    for _ in range(5):
        sign._tick()
    until(qtbot, lambda: sign.words == "Mời số")


@pytest.mark.parametrize("language", ["vi", "en", "km"])
@pytest.mark.parametrize(("width", "height"), [(1280, 480), (480, 800), (1920, 1080), (320, 160)])
def test_a_number_fills_a_sign_of_any_size(
    qtbot: QtBot, make: Make, branch: FakeHall, language: str, width: int, height: int
) -> None:
    branch.call("E1024", 2, has_priority=True)
    sign = make(language=language, reduced_motion=True)
    sign.resize(width, height)
    image = sign.grab().toImage()
    _, _, rest = sign._areas()
    ink = [
        x
        for x in range(int(rest.x()), width)
        if any(image.pixelColor(x, y) == sign.theme.c.ink for y in range(int(rest.y() + rest.height() * 0.4), height))
    ]
    assert len(ink) > rest.width() * 0.4, "the figures are small"
    assert min(ink) > rest.x(), "cut at the left"
    assert max(ink) < width - 2, "cut at the right"
