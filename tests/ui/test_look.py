"""Measure the kiosk's screens in millimetres: every screen in every look on every panel.

The measures are in `tests/ui/measures.py`. The screens are the gallery's: `kiosk/gallery/states.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

import resources
from kiosk.branch.desk import DeskView
from kiosk.domain.language.text import Texts
from kiosk.domain.queue.ticket import TicketState
from kiosk.gallery.kiosk import GalleryKiosk, looks, name_of
from kiosk.gallery.states import screens, states
from tests.ui.desk import desk_fakes
from tests.ui.drawn import Recorder
from tests.ui.measures import measure
from ui.desk.current import CurrentPanel
from ui.kiosk.window import KioskWindow
from ui.theme import Theme
from ui.theme.panels import MORE_PANELS, PANELS, KioskPanel
from ui.visit.screen import Screen
from ui.visit.visit import Look, Visit

STATES = states()
#: The usual panels; the others are nearer to one of them than to each other.
WHOLE = tuple(panel for panel in PANELS if panel.name in {"portrait-27", "landscape-27", "square-19"})
_GUIDED = Look("en", 3, high_contrast=True, is_guided=True)
#: Whoever looks at all the states of a screen sees them in the looks that ask most of it.
HARDEST = (
    Look("vi"),
    Look("vi", 3),
    Look("km", 3, high_contrast=True),
    _GUIDED,
    Look("vi", low_reach=True),
    Look("km", 3, high_contrast=True, low_reach=True),
    Look("vi", 3, is_guided=True, low_reach=True),
)
#: On the usual lying and square panels in two of them, and one state of each screen with the strip of the guidance.
USUAL = (Look("vi", 3), Look("km", 3, high_contrast=True), _GUIDED)
#: On a panel between two that are measured in more, one state of each screen in these.
BETWEEN = (*USUAL[:2], Look("vi", low_reach=True))
#: On the smallest and the largest.
OUTER = (*BETWEEN, _GUIDED, Look("vi", 3, is_guided=True, low_reach=True))
_OUTER_PANELS = frozenset({"portrait-43", "landscape-43"})
#: On the smallest the usual letters have no more room than they need; and the commonest are measured in them, too.
SMALLEST = (*OUTER, Look("vi"))
_COMMONEST = frozenset({"portrait-22", "portrait-24"})
#: Panels that are rare, or between two that are measured in more. `make test` has the largest letters on them.
_RARE = frozenset({"portrait-43", "landscape-43", "portrait-32", "landscape-22", "portrait-22"})
#: Looks that `make test` measures on a smaller panel alone, where the same rules have less room.
_ON_SMALLER = frozenset(
    {
        ("portrait-27", Look("vi", 3, is_guided=True, low_reach=True)),
        ("portrait-24", _GUIDED),
        ("landscape-27", _GUIDED),
        ("square-19", Look("vi", 3)),
    }
)


def _is_long(panel: KioskPanel, look: Look) -> bool:
    return (panel.name in _RARE and look != Look("vi", 3)) or (panel.name, look) in _ON_SMALLER


def stand(window: KioskWindow, visit: Visit, look: Look) -> None:
    """Put a window into a state."""
    window.stand(replace(visit, look=look))


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    made = Recorder()
    made.install(monkeypatch)
    return made


def broken(panel: KioskPanel, shown: dict[str, Visit], chosen: Iterator[Look], recorder: Recorder) -> list[str]:
    gallery, found = GalleryKiosk(panel), []
    for look in chosen:
        for name, visit in shown.items():
            window = gallery.put(visit, look)
            found += [f"{name_of(look)} {name}: {fault}" for fault in measure(window, recorder, panel)]
    gallery.close()
    return found


def part_of(look: Look) -> tuple[str, bool, bool]:
    return look.language, look.low_reach, is_between(look)


def is_between(look: Look) -> bool:
    """Return whether the letters lie between two sizes that are measured, in a look that is not the usual one."""
    return look.text_step in {1, 2} and (look.language != "vi" or look.low_reach)


def walked(panel: KioskPanel) -> Iterator[Look]:
    """Yield the looks to measure on a panel.

    High contrast needs the same room, so it is measured on one panel: the usual and the largest letters, in two
    languages. `HARDEST` has it in low reach. On the other panels the usual and the largest letters are enough.
    """
    if panel is WHOLE[0]:
        return (look for look in looks(panel) if not look.high_contrast or _is_contrast_seen(look))
    return (look for look in looks(panel) if not look.high_contrast and look.text_step in {0, 3})


def _is_contrast_seen(look: Look) -> bool:
    return look.text_step in {0, 3} and look.language != "en" and not look.low_reach


def _asked_of(panel: KioskPanel) -> tuple[Look, ...]:
    if panel in WHOLE:
        return HARDEST if panel is WHOLE[0] else USUAL
    if panel.name.endswith("-15") or panel.name in _COMMONEST:
        return SMALLEST
    return OUTER if panel.name in _OUTER_PANELS else BETWEEN


PARTS = [
    pytest.param(*part, marks=[pytest.mark.long] * part[-1])
    for part in sorted({(panel.name, *part_of(look)) for panel in WHOLE for look in walked(panel)})
]
BY_NAME = {panel.name: panel for panel in PANELS}
CORNERS = [
    pytest.param(
        panel,
        look,
        id=f"{panel.name}-{name_of(look)}{'-spoken' * look.is_guided}",
        marks=[pytest.mark.long] * _is_long(panel, look),
    )
    for panel in (*PANELS, *MORE_PANELS)
    for look in _asked_of(panel)
    if (panel.can_be_low or not look.low_reach) and (panel in PANELS or panel.is_portrait)
]


def wanted(panel: KioskPanel, look: Look) -> dict[str, Visit]:
    """Return the states that the walk through every look leaves out."""
    if panel not in WHOLE or (look == _GUIDED and panel is not WHOLE[0]):
        return screens()
    return {name: visit for name, visit in STATES.items() if name not in screens() or look not in list(walked(panel))}


def test_two_thousand_renderings_are_measured() -> None:
    in_every_look = len(screens()) * sum(not is_between(look) for panel in WHOLE for look in walked(panel))
    corners = [one.values for one in CORNERS if not one.marks]
    in_corners = sum(len(wanted(cast(KioskPanel, panel), cast(Look, look))) for panel, look in corners)
    assert in_every_look + in_corners >= 2000
    assert {visit.screen for visit in screens().values()} == set(Screen)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("panel", "language", "low", "between"), PARTS)
def test_every_screen_keeps_the_measured_rules(
    qtbot: QtBot, recorder: Recorder, panel: str, language: str, low: bool, between: bool
) -> None:
    chosen = (look for look in walked(BY_NAME[panel]) if part_of(look) == (language, low, between))
    found = broken(BY_NAME[panel], screens(), chosen, recorder)
    assert not found, "\n".join(found)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("panel", "look"), CORNERS)
def test_every_state_keeps_the_measured_rules(qtbot: QtBot, recorder: Recorder, panel: KioskPanel, look: Look) -> None:
    """All states of a screen on the three usual panels, one state of each on the others."""
    found = broken(panel, wanted(panel, look), iter((look,)), recorder)
    assert not found, "\n".join(found)


def test_a_time_over_an_hour_has_its_room_before_it_is_painted(qtbot: QtBot) -> None:
    waiting = desk_fakes.ticket(42)
    here = replace(waiting, state=TicketState.SERVING, called_at=desk_fakes.NOW, started_at=desk_fakes.NOW)
    vi = resources.texts("vi")
    panel = CurrentPanel(Theme.desk(), Texts("vi", vi, vi))
    qtbot.addWidget(panel)
    panel.resize(888, 260)
    panel.show()
    view = DeskView(
        desk_fakes.SETUP.counters[1], desk_fakes.STAFF[0], here, desk_fakes.SERVICES[here.service_id], (), 0, (), 0
    )
    panel.show_view(view, desk_fakes.SETUP, desk_fakes.NOW)
    for hours in (0, 1):
        panel.tick(desk_fakes.NOW + timedelta(hours=hours, minutes=21))
        assert panel.served.clock.width() >= panel.served.clock.sizeHint().width()
