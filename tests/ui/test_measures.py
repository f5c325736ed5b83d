"""Check that each measure of `tests/ui/measures.py` finds a planted fault."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from tests.ui.drawn import Recorder
from tests.ui.kiosk_hands import page
from tests.ui.measures import GAP_MM, PRIMARY_MM, TARGET_MM, measure
from ui.kiosk.screens.start import StartPage
from ui.theme.panels import PANELS
from ui.visit.visit import Look
from ui.widgets.keys import Key

PORTRAIT = PANELS[0]
WEAK = QColor("#a39a8e")
Fault = Callable[[StartPage], None]


@pytest.fixture
def gallery(qtbot: QtBot) -> Iterator[GalleryKiosk]:
    made = GalleryKiosk(PORTRAIT)
    yield made
    made.close()


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    made = Recorder()
    made.install(monkeypatch)
    return made


def languages(start: StartPage) -> list[Key]:
    return list(start.settings.languages.values())


def narrow_key(start: StartPage) -> None:
    key = languages(start)[0]
    key.resize(round((TARGET_MM - 1) * PORTRAIT.px_per_mm), key.height())


def low_main_key(start: StartPage) -> None:
    start.hero.resize(start.hero.width(), round((PRIMARY_MM - 1) * PORTRAIT.px_per_mm + start.hero.edge_depth()))


def near_keys(start: StartPage) -> None:
    one, other = languages(start)[:2]
    one.resize(other.x() - one.x() - round((GAP_MM - 1) * PORTRAIT.px_per_mm), one.height())


def weak_text(start: StartPage) -> None:
    start.card.title.set_colour(WEAK)


def weak_label(start: StartPage) -> None:
    """Weaken the ink of one key, whose label is drawn into a picture of the key."""
    start.hero.ink = lambda: WEAK  # type: ignore[method-assign]  # one key alone


def unseen_text(start: StartPage) -> None:
    start.card.title.set_colour(start.theme.c.paper)


def small_text(start: StartPage) -> None:
    start.card.title.resize(start.card.title.width(), 14)


def text_cut_at_the_side(start: StartPage) -> None:
    start.card.title.move(-40, start.card.title.y())


def text_cut_below(start: StartPage) -> None:
    panel = start.card.parentWidget()
    assert panel is not None
    panel.resize(panel.width(), start.card.title.geometry().center().y())


def text_over_text(start: StartPage) -> None:
    start.card.hint.move(start.card.title.pos())


def nameless_key(start: StartPage) -> None:
    start.hero.setAccessibleName("")


def key_outside(start: StartPage) -> None:
    start.hero.move(start.width() - 100, start.hero.y())


def wrong_order(start: StartPage) -> None:
    """Move the main key below the widgets that are read after it."""
    start.hero.move(start.hero.x(), start.tiles.geometry().bottom())


def blank_key(start: StartPage) -> None:
    languages(start)[1].set_text("")
    languages(start)[1].setAccessibleName("English")


def label_too_long(start: StartPage) -> None:
    languages(start)[0].set_text("Ngôn" * 80)


def part_over_part(start: StartPage) -> None:
    panel = start.card.parentWidget()
    assert panel is not None
    panel.move(panel.x(), start.hero.geometry().center().y())


FAULTS: dict[Fault, str] = {
    narrow_key: "14.1 × ",
    low_main_key: "× 19.1 mm",
    near_keys: "1.9 mm apart",
    weak_text: "cước?': contrast 2.",
    weak_label: "tự': contrast",
    unseen_text: "cước?': is not to be seen",
    small_text: "cước?' (Text): capitals of",
    text_cut_at_the_side: "cước?': wider than its Text",
    text_cut_below: "cước?': higher than its Text, by",
    text_over_text: "overlap",
    nameless_key: "key 'Lấy số thứ tự': no name or role",
    key_outside: "key 'Lấy số thứ tự': not inside the window",
    wrong_order: "is read after 'Lấy số thứ tự' and stands above it",
    blank_key: "key 'English': is blank",
    label_too_long: "(_LanguageKey): capitals of",
    part_over_part: "QWidget and HeroKey overlap",
}


def test_a_screen_without_a_fault_has_none(gallery: GalleryKiosk, recorder: Recorder) -> None:
    assert measure(gallery.put(states()["start"], Look()), recorder, PORTRAIT) == []


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_fault_is_found(gallery: GalleryKiosk, recorder: Recorder, plant: Fault) -> None:
    window = gallery.put(states()["start"], Look())
    plant(page(window, StartPage))
    found = measure(window, recorder, PORTRAIT)
    assert any(FAULTS[plant] in fault for fault in found), found


def test_a_key_that_is_too_high_for_low_reach_is_found(gallery: GalleryKiosk, recorder: Recorder) -> None:
    window = gallery.put(states()["start"], Look(low_reach=True))
    start = page(window, StartPage)
    assert measure(window, recorder, PORTRAIT) == []
    start.hero.setParent(start)
    start.hero.move(0, 0)
    start.hero.show()
    found = measure(window, recorder, PORTRAIT)
    assert any("'Lấy số thứ tự'" in fault and fault.endswith("mm too high") for fault in found), found


def test_every_text_on_a_screen_is_measured(gallery: GalleryKiosk, recorder: Recorder) -> None:
    """Also when it stands there for the second time: what a key or the header keeps as a picture is drawn anew."""
    window = gallery.put(states()["start"], Look())
    for _ in range(2):
        measure(window, recorder, PORTRAIT)
        words = {one.text.replace("\xa0", " ") for one in recorder.drawn}
        assert {key.label for key in window.findChildren(Key) if key.isVisible()} <= words
        assert {"Có thẻ căn cước?", "Hành chính phục vụ", "Cần giúp? Mời hỏi cán bộ ở bàn hướng dẫn."} <= words
