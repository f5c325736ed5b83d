"""Check that scripted citizens reach every key of a screen, on any page of a list and scroll position."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from kiosk.clock import ManualClock
from kiosk.demo.hands import Hands
from kiosk.demo.kiosk_keys import KioskKeys
from kiosk.domain.procedures.posting import SectionKind
from kiosk.gallery import world
from kiosk.gallery.states import screens, states
from tests.ui.touching import let_go
from ui.kiosk.window import KioskWindow
from ui.visit.number import ChooseField, ChooseService, NumberState
from ui.visit.procedures import ChooseCase, ChooseSection, PrintSlip, ProcedureState, open_procedure
from ui.visit.search import services_handling
from ui.visit.visit import Look

PANELS = {"27": (1080, 1920, 3.2), "15": (1080, 1920, 5.78), "landscape": (1920, 1080, 4.03), "19": (1280, 1024, 3.4)}
LOOKS = {"usual": Look(), "largest": Look(text_step=3), "low": Look("km", text_step=2, low_reach=True)}
Opening = Callable[[str, Look], KioskWindow]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opening]:
    """Open a window on a panel, without a branch, at the choice of field and service."""
    made: list[KioskWindow] = []

    def open_window(panel: str, look: Look) -> KioskWindow:
        width, height, px_per_mm = PANELS[panel]
        window = KioskWindow(None, ManualClock(world.MOMENT), px_per_mm=px_per_mm, reduced_motion=True)
        made.append(window)
        window.resize(width, height)
        window.show()
        window.stand(replace(screens()["choose"], now=world.now(), look=look))
        return window

    yield open_window
    for window in made:
        window.close()
        window.deleteLater()
    let_go()


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("panel", PANELS)
def test_every_field_and_its_last_service_is_reached_by_turning_pages(opened: Opening, panel: str, look: Look) -> None:
    window = opened(panel, look)
    at_services, keys = window.visit, KioskKeys(window, Hands())
    last_of_each = {service.field_code: service for service in world.setup().services.values()}
    for service in last_of_each.values():
        keys.press(ChooseField(service.field_code))
        assert window.visit.of(NumberState).field == service.field_code
        keys.press(ChooseService(service.id))
        assert window.visit.of(NumberState).service == service.id
        window.stand(at_services)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("panel", PANELS)
def test_every_case_of_a_procedure_its_slip_and_its_number_are_reached(opened: Opening, panel: str, look: Look) -> None:
    window = opened(panel, look)
    window.stand(replace(states()["case 1.013225"], now=world.now(), look=look))
    asking, keys = window.visit, KioskKeys(window, Hands())
    one = open_procedure(asking)
    assert one is not None
    (number, *_) = services_handling(world.setup(), one.code)
    for case in one.cases:
        keys.press(ChooseCase(case))
        assert window.visit.of(ProcedureState).case == case
        for event in (ChooseSection(SectionKind.GROUNDS), PrintSlip(), ChooseService(number)):
            keys.press(event)
        assert window.visit.of(NumberState).service == number
        window.stand(asking)
