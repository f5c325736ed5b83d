"""Check that what the set-up lets through is shown whole on the smallest panel, on boards and at the desk."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

import resources
from kiosk.branch.kiosk_view import KioskView
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import Counter, Field, HallRules, Setup
from kiosk.domain.language.text import LocalText, Texts
from kiosk.domain.setup import text_frames
from kiosk.domain.setup.text_frames import Frames
from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import walk
from kiosk.program.texts import texts
from tests.long_names import at_limit
from tests.ui.desk.desk_fakes import NOW
from tests.ui.drawn import Recorder
from tests.ui.hall.hall_fakes import FakeHall
from tests.ui.measures import measure
from tests.ui.test_templates_fit import view
from tests.ui.touching import until
from ui.ask import Ask
from ui.desk.counter_choice import CounterKey, CounterPage
from ui.hall.side import SideView
from ui.hall.window import BoardOptions, HallWindow
from ui.theme import Role, Theme
from ui.theme.panels import PORTRAIT_15
from ui.theme.tokens import tokens
from ui.visit.common import BranchLoaded
from ui.visit.number import ChooseField, OpenPriority, TakeNumber
from ui.visit.visit import Look, Visit, begin
from ui.widgets.header import Header


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    made = Recorder()
    made.install(monkeypatch)
    return made


def named(frames: Frames, seed: int, language: str = "vi") -> LocalText:
    return LocalText(at_limit(frames, seed, language))


def with_long_names(setup: Setup, seed: int, language: str = "vi") -> Setup:
    """Return a set-up whose every name just fits."""
    services = {
        one.id: replace(one, name=named(text_frames.SERVICE, seed + one.id, language))
        for one in setup.services.values()
    }
    fields = tuple(
        replace(one, name=named(text_frames.FIELD, seed + place, language)) for place, one in enumerate(setup.fields)
    )
    groups = {code: replace(one, name=named(text_frames.GROUP, seed, language)) for code, one in setup.groups.items()}
    name, place = named(text_frames.NAME, seed, language), named(text_frames.PLACE, seed, language)
    branch = replace(setup.branch, name=name, place=place)
    return replace(setup, services=services, fields=fields, groups=groups, branch=branch)


def long_view(seed: int, language: str) -> KioskView:
    shown = view()
    setup = with_long_names(shown.setup, seed, language)
    services = tuple(replace(one, service=setup.services[one.service.id]) for one in shown.services)
    return replace(shown, setup=setup, services=services)


def faults(gallery: GalleryKiosk, recorder: Recorder, pages: list[Visit], *looks: Look) -> list[str]:
    shown = (gallery.put(visit, look) for look in looks for visit in pages)
    return [fault for window in shown for fault in measure(window, recorder, PORTRAIT_15)]


@pytest.mark.parametrize(("seed", "language"), [(1, "vi"), (2, "en"), (3, "km")])
def test_the_smallest_kiosk_shows_every_name_whole(qtbot: QtBot, recorder: Recorder, seed: int, language: str) -> None:
    start = walk(begin("gallery"), BranchLoaded(0, long_view(seed, language)))
    choose = walk(start, TakeNumber())
    assert choose.now is not None
    lists = [walk(choose, ChooseField(choose.now.setup.fields[seed].code)), walk(choose, OpenPriority())]
    gallery = GalleryKiosk(PORTRAIT_15)
    found = faults(gallery, recorder, [start, *lists], Look(language), Look(language, low_reach=True))
    if language == "vi":  # in the largest text size whole, too, where necessary with capitals of less than 9 mm
        largest = faults(gallery, recorder, lists, Look(language, 3, low_reach=True))
        found += [fault for fault in largest if "capitals of" not in fault]
    gallery.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920)])
def test_a_board_shows_every_name_whole(qtbot: QtBot, recorder: Recorder, width: int, height: int) -> None:
    names = [
        at_limit(text_frames.FIELD, seed, language) for seed, language in enumerate(("vi", "en", "km", "vi", "km"))
    ]
    fields = tuple(Field(name, LocalText(name), "stamp") for name in names)
    notice = at_limit(text_frames.NOTICE, 1)
    branch = FakeHall(counts=tuple((one, 88) for one in fields), rules=HallRules(("vi",), (notice,)))
    window = HallWindow(
        Ask(branch), [Texts("vi", resources.texts("vi"), {})], ManualClock(NOW), BoardOptions(reduced_motion=True)
    )
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    until(qtbot, lambda: not window.follower.is_asking)
    window.header.set_names(at_limit(text_frames.NAME, 1), at_limit(text_frames.PLACE, 1))
    recorder.drawn.clear()
    window.grab()
    column = window.theme.font(Role.SMALL).pixelSize()
    listed = [one for one in recorder.drawn if isinstance(one.widget, SideView)]
    shown = [one for one in listed if one.text.replace("\xa0", " ") in names]
    assert len(shown) >= 3
    for one in shown:
        assert one.em >= column
        assert len(one.ends) < 2, "two lines at most"
        assert all(not before.isalnum() for before, _ in one.ends), "no line ends within a word"
    for one in recorder.drawn:
        if isinstance(one.widget, Header) and one.text.isupper():
            assert one.em >= column / 2
            assert one.ink[0] >= -0.5
    assert len(window.notice.parts(notice)) <= 5
    window.close()


def test_a_counter_s_key_at_the_desk_shows_its_name_whole(qtbot: QtBot, recorder: Recorder) -> None:
    one: Counter = next(iter(view().setup.counters.values()))
    page = CounterPage(Theme.desk(), texts("vi"))
    qtbot.addWidget(page)
    page.resize(1366, 680)  # on the smallest screen of a clerk
    page.show_counters("An", [replace(one, number=n, name=named(text_frames.COUNTER, n)) for n in range(1, 9)])
    page.show()
    page.grab()
    shown = [one for one in recorder.drawn if isinstance(one.widget, CounterKey)]
    assert len(shown) == 16
    assert min(one.em for one in shown) >= tokens()["type"]["desk_px"]["key"]
    assert all(one.box.right() <= one.widget.width() for one in shown)
