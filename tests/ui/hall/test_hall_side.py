"""Check the board's list of waiting tickets: people of every field can follow their ticket."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QFontInfo
from pytestqt.qtbot import QtBot

import resources
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import HallRules
from kiosk.domain.language.text import Texts
from tests.ui.desk.desk_fakes import NOW
from tests.ui.drawn import Recorder
from tests.ui.hall.hall_fakes import FIELDS, FakeHall
from tests.ui.touching import until
from ui.ask import Ask
from ui.hall.side import SideView
from ui.hall.window import WORDS_SECONDS, HallWindow
from ui.theme import Role


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    made = Recorder()
    made.install(monkeypatch)
    return made


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920)])
@pytest.mark.parametrize("languages", [("vi",), ("vi", "en", "km")])
def test_all_fields_take_turns_where_there_is_no_room_for_them(
    qtbot: QtBot, recorder: Recorder, width: int, height: int, languages: tuple[str, ...]
) -> None:
    """Fourteen fields, six numbers each: in the end every count and every number stood there, none of it smaller."""
    branch = FakeHall()
    fields = [replace(one, code=f"{one.code}{twice}") for twice in (1, 2) for one in FIELDS]
    counts = tuple((one, 20 + place) for place, one in enumerate(fields))
    branch.following = tuple(
        (one, tuple(f"{'ABCDEFGHKLMNPR'[place]}{number:04d}" for number in range(1, 7)))
        for place, one in enumerate(fields)
    )
    branch.counts = counts
    texts = [Texts(one, resources.texts(one), resources.texts("vi")) for one in languages]
    branch.rules = HallRules(languages)
    window = HallWindow(Ask(branch), texts, ManualClock(NOW))
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    until(qtbot, lambda: not window.follower.is_asking)
    marks = set()
    for _ in range(2 * 7 * len(languages)):  # two lists, seven pages at most
        window.side.grab()
        marks.add(window.side.page_mark)
        for _ in range(WORDS_SECONDS):
            window._tick()
    drawn = [one for one in recorder.drawn if isinstance(one.widget, SideView)]
    said = {one.text for one in drawn}
    assert said >= {str(count) for _, count in counts}
    assert said >= {label for _, labels in branch.following for label in labels}
    assert "" not in marks
    least = QFontInfo(window.theme.font(Role.SMALL)).pixelSize()
    assert min(one.em for one in drawn) >= least
    for one in drawn:
        assert one.box.bottom() <= window.side.height() + 1, one.text
        assert one.box.right() <= window.side.width(), one.text
    window.close()
