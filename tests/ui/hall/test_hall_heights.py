"""Check the heights of drawn capitals on the boards against docs/configuration.md."""

import math
from functools import partial

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import resources
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import HallRules
from kiosk.domain.language.text import Texts
from tests.ui.desk.desk_fakes import NOW
from tests.ui.drawn import Drawn, Recorder
from tests.ui.hall.hall_fakes import FIELDS, FakeHall
from tests.ui.touching import until
from ui.ask import Ask
from ui.hall.calls import CallsView
from ui.hall.counter_sign import CounterSign
from ui.hall.window import WORDS_SECONDS, BoardOptions, HallWindow
from ui.theme import Role
from ui.widgets.header import Header

INCH = 25.4
NOTICE = "Việc trả trong ngày: nộp sau 15 giờ, nhận vào ngày làm việc sau. " * 6


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    made = Recorder()
    made.install(monkeypatch)
    return made


@pytest.fixture
def branch() -> FakeHall:
    """Return a view that fills every part of the board."""
    made = FakeHall(following=tuple((one, ("A1044", "A1045", "A1046", "A1047")) for one in FIELDS))
    for counter in range(1, 13):
        made.call(f"A{100 + counter}", counter, has_priority=counter == 3)
    return made


def heights(recorder: Recorder, window: HallWindow | CounterSign, px_per_mm: float) -> list[tuple[Drawn, float]]:
    """Return every drawn text with the height of its capitals in millimetres."""
    measured = {}
    for em in {one.em for one in recorder.drawn}:
        metrics = QFontMetricsF(window.theme.font(Role.SMALL, 600, size=em))
        measured[em] = metrics.tightBoundingRect("H").height() / px_per_mm
    return [(one, measured[one.em]) for one in recorder.drawn]


def is_answered(sign: CounterSign) -> bool:
    return not sign.follower.is_asking


def shows(sign: CounterSign, number: str) -> bool:
    return sign.number == number


def least(found: list[tuple[Drawn, float]], kind: type[QWidget], *, but: type[QWidget] | None = None) -> float:
    return min(mm for one, mm in found if isinstance(one.widget, kind) and not (but and isinstance(one.widget, but)))


@pytest.mark.parametrize(
    ("width", "height", "inches", "number", "row", "anything"),
    [
        (1920, 1080, 55, 105, 58, 21),
        (2560, 1440, 55, 105, 58, 21),
        (1080, 1920, 55, 95, 52, 21),
        (1920, 1080, 43, 82, 45, 16),
        (1920, 1080, 65, 124, 69, 25),
    ],
)
def test_letters_on_the_board_are_as_high_as_is_stated(
    qtbot: QtBot,
    recorder: Recorder,
    branch: FakeHall,
    *,
    width: int,
    height: int,
    inches: float,
    number: float,
    row: float,
    anything: float,
) -> None:
    """9 minutes of arc are 21 mm from 8 metres; good eyes need 5."""
    texts = [Texts(one, resources.texts(one), resources.texts("vi")) for one in resources.languages()]
    branch.rules = HallRules(tuple(resources.languages()), (NOTICE,))
    window = HallWindow(Ask(branch), texts, ManualClock(NOW), BoardOptions(reduced_motion=True))
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    until(qtbot, lambda: not window.follower.is_asking)
    recorder.drawn.clear()
    said = []
    for _ in range(12 * len(texts)):
        window.grab()
        said.append(window.notice.text)
        for _ in range(WORDS_SECONDS):
            window._tick()
    found = heights(recorder, window, math.hypot(width, height) / (inches * INCH))
    labels = [(one, mm) for one, mm in found if isinstance(one.widget, CallsView) and one.text.startswith("A1")]
    assert max(mm for _, mm in labels) >= number
    assert min(mm for _, mm in labels) >= row
    assert least(found, QWidget, but=Header) >= anything
    whole = " ".join(dict.fromkeys(said))
    assert all(sentence in whole for sentence in set(NOTICE.split(". "))), "a long notice comes in pieces"
    window.close()


@pytest.mark.parametrize(("width", "height", "short_side_mm", "number"), [(1280, 480, 220, 85), (480, 800, 290, 65)])
def test_letters_on_a_sign_are_as_high_as_is_stated(
    qtbot: QtBot,
    recorder: Recorder,
    *,
    width: int,
    height: int,
    short_side_mm: float,
    number: float,
) -> None:
    for language in resources.languages():
        branch = FakeHall(open=frozenset({12}))
        sign = CounterSign(
            Ask(branch),
            [Texts(language, resources.texts(language), resources.texts("vi"))],
            ManualClock(NOW),
            12,
            reduced_motion=True,
        )
        qtbot.addWidget(sign)
        sign.resize(width, height)
        sign.show()
        until(qtbot, partial(is_answered, sign))
        recorder.drawn.clear()
        sign.grab()
        branch.call("A042", 12)
        sign.changed()
        until(qtbot, partial(shows, sign, "A042"))
        sign.grab()
        found = heights(recorder, sign, min(width, height) / short_side_mm)
        assert least(found, CounterSign) >= 21
        assert max(mm for one, mm in found if one.text == "A042") >= number
        sign.close()
